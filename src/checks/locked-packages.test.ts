import { describe, expect, it } from "vitest";
import { lockedPackages } from "./index.ts";

const lock = (packages: unknown, more: object = {}) => JSON.stringify({ name: "shop", lockfileVersion: 3, packages, ...more });

describe("packages of a lockfile", () => {
  it("names each version of each package once, and whether production needs it", () => {
    const packages = {
      "": { name: "shop", version: "1.0.0" },
      "packages/part": { version: "1.0.0" },
      "node_modules/part": { resolved: "packages/part", link: true },
      "node_modules/ms": { version: "2.1.3" },
      "node_modules/@acme/core": { version: "1.0.0" },
      "node_modules/debug/node_modules/ms": { version: "2.0.0" },
      "node_modules/alias": { name: "real", version: "4.0.0" },
      "node_modules/is-odd": { version: "3.0.1", dev: true },
      "node_modules/fsevents": { version: "2.3.3", optional: true },
      "node_modules/both": { version: "1.0.0", devOptional: true },
      "node_modules/react": { version: "19.0.0", peer: true },
      "node_modules/npm/node_modules/inside": { version: "1.0.0", inBundle: true },
    };
    expect(lockedPackages(lock(packages))[0]).toEqual({
      name: "shop",
      packages: [
        { name: "ms", version: "2.1.3", needed: true },
        { name: "@acme/core", version: "1.0.0", needed: true },
        { name: "ms", version: "2.0.0", needed: true },
        { name: "real", version: "4.0.0", needed: true },
        { name: "is-odd", version: "3.0.1", needed: false },
        { name: "fsevents", version: "2.3.3", needed: false },
        { name: "both", version: "1.0.0", needed: false },
        { name: "react", version: "19.0.0", needed: false },
        { name: "inside", version: "1.0.0", needed: false },
      ],
    });
  });

  it("what one place needs is needed, whatever another place says", () => {
    const twice = {
      "node_modules/a/node_modules/ms": { version: "2.1.3", dev: true },
      "node_modules/ms": { version: "2.1.3" },
      "node_modules/b/node_modules/ms": { version: "2.1.3", dev: true },
    };
    expect(lockedPackages(lock(twice))[0]?.packages).toEqual([{ name: "ms", version: "2.1.3", needed: true }]);
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a lockfile of version 1", JSON.stringify({ lockfileVersion: 1, dependencies: {} })],
    ["packages that are none", lock("x")],
  ])("%s says nothing", (_, text) => expect(lockedPackages(text)).toEqual([]));

  it("entries that are none are passed over", () => {
    const odd = { "node_modules/a": null, "node_modules/b": { version: 1 }, "node_modules/c": "1.0.0", "node_modules/__proto__": { version: "1.0.0" } };
    expect(lockedPackages(lock(odd, { name: 3 }))).toEqual([{ name: null, packages: [{ name: "__proto__", version: "1.0.0", needed: true }] }]);
  });

  const monorepo = {
    "": { name: "shop", workspaces: ["packages/*"] },
    "packages/web": { name: "@shop/web", version: "1.0.0", dependencies: { "@shop/core": "*", debug: "^4" }, devDependencies: { "is-odd": "3" } },
    "packages/core": { version: "1.0.0", dependencies: { ms: "2.0.0" } },
    "packages/core/node_modules/ms": { version: "2.0.0" },
    "node_modules/@shop/web": { resolved: "packages/web", link: true },
    "node_modules/@shop/core": { resolved: "packages/core", link: true },
    "node_modules/debug": { version: "4.4.3", dependencies: { ms: "^2.1.3" } },
    "node_modules/ms": { version: "2.1.3" },
    "node_modules/is-odd": { version: "3.0.1", dev: true },
  };

  it("a workspace alone needs what it depends on, through other workspaces as well, from where Node would take it", () => {
    const needed = Object.fromEntries(
      lockedPackages(lock(monorepo)).map(({ name, packages }) => [name, packages.filter((each) => each.needed).map((each) => `${each.name} ${each.version}`)]),
    );
    expect(needed).toEqual({ shop: ["ms 2.0.0", "debug 4.4.3", "ms 2.1.3"], "@shop/web": ["debug 4.4.3", "ms 2.1.3", "ms 2.0.0"], core: ["ms 2.0.0"] });
  });

  it("dependencies in a circle end, and too many workspaces, or too much in them, are left to the whole", () => {
    const circle = {
      "packages/a": { dependencies: { b: "1" } },
      "node_modules/b": { version: "1.0.0", dependencies: { c: "1" } },
      "node_modules/c": { version: "1.0.0", dependencies: { b: "1" } },
    };
    expect(lockedPackages(lock(circle)).map(({ name, packages }) => [name, packages.length])).toEqual([
      ["shop", 2],
      ["a", 2],
    ]);
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`packages/p${at}`, {}]));
    expect([lockedPackages(lock(many(100))).length, lockedPackages(lock(many(101))).length]).toEqual([101, 1]);
    const dependencies = Object.fromEntries(Array.from({ length: 15_000 }, (_, at) => [`d${at}`, "1"]));
    const wide = Object.fromEntries(Object.keys(dependencies).map((name) => [`node_modules/${name}`, { version: "1.0.0" }]));
    const heavy = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`packages/p${at}`, { dependencies }]));
    expect(lockedPackages(lock({ ...wide, ...heavy }))).toHaveLength(1);
    expect(lockedPackages(lock({ [`packages/${"a/".repeat(5_000)}`]: { dependencies: { b: "1" } } }))).toHaveLength(1);
  });
});
