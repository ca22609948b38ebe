import { describe, expect, it } from "vitest";
import { isDependencyFile, readDependencies } from "./dependencies.ts";

const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
const entry = (version: string) => ({ version, integrity: "sha512-x" });

describe("dependencies that a change moves (R69)", () => {
  it("names package, from and to, and how far it jumps", () => {
    const report = readDependencies([
      {
        path: "package-lock.json",
        before: lock({
          "node_modules/a": entry("1.2.3"),
          "node_modules/b": entry("1.2.3"),
          "node_modules/c": entry("1.2.3"),
          "node_modules/gone": entry("1.0.0"),
          "node_modules/young": entry("0.3.0"),
        }),
        after: lock({
          "node_modules/a": entry("1.2.4"),
          "node_modules/b": entry("1.3.0"),
          "node_modules/c": entry("2.0.0"),
          "node_modules/new": entry("1.0.0"),
          "node_modules/young": entry("0.4.0"),
        }),
      },
    ]);
    expect(report.updates.map(({ name, from, to, jump }) => [name, from, to, jump])).toEqual([
      ["a", "1.2.3", "1.2.4", "patch"],
      ["b", "1.2.3", "1.3.0", "minor"],
      ["c", "1.2.3", "2.0.0", "major"],
      ["gone", "1.0.0", null, "removed"],
      ["new", null, "1.0.0", "added"],
      ["young", "0.3.0", "0.4.0", "major"],
    ]);
    expect(report.sound).toBe(true);
  });

  it("takes the lockfile's version over the manifest's range, and the manifest where there is no lockfile", () => {
    const manifest = { path: "package.json", before: `{"dependencies":{"a":"^1.0.0"}}`, after: `{"dependencies":{"a":"^2.0.0"}}` };
    const locked = {
      path: "package-lock.json",
      before: lock({ "": { dependencies: { a: "^1.0.0" } }, "node_modules/a": entry("1.9.0") }),
      after: lock({ "": { dependencies: { a: "^2.0.0" } }, "node_modules/a": entry("2.1.0") }),
    };
    expect(readDependencies([manifest]).updates[0]).toMatchObject({ from: "^1.0.0", to: "^2.0.0", jump: "major" });
    expect(readDependencies([locked, manifest]).updates[0]).toMatchObject({ from: "1.9.0", to: "2.1.0" });
    expect(readDependencies([manifest, locked]).updates[0]).toMatchObject({ from: "1.9.0", to: "2.1.0" });
  });

  it("is not sound when a lockfile lacks a hash, lags behind its manifest, or cannot be read", () => {
    const unsound = (after: string) => readDependencies([{ path: "package-lock.json", before: null, after }]);
    expect(unsound(lock({ "node_modules/a": { version: "1.0.0" } })).troubles).toEqual(["package-lock.json holds a without an integrity hash."]);
    expect(unsound("{").sound).toBe(false);
    expect(unsound(`{"lockfileVersion":1}`).sound).toBe(false);
    const lagging = readDependencies([
      { path: "web/package.json", before: null, after: `{"dependencies":{"left-pad":"^1.0.0"}}` },
      { path: "web/package-lock.json", before: null, after: lock({ "": {} }) },
    ]);
    expect(lagging.troubles).toEqual(["web/package-lock.json does not hold left-pad as web/package.json asks for it."]);
  });

  it("calls a jump between versions that are none unknown, and survives a hostile name", () => {
    const report = readDependencies([{ path: "package.json", before: `{"dependencies":{"a":"git+ssh://x"}}`, after: `{"dependencies":{"a":"latest","__proto__":"1"}}` }]);
    expect(report.updates).toContainEqual({ ecosystem: "npm", name: "a", from: "git+ssh://x", to: "latest", jump: "unknown", licence: null, direct: true });
    expect(isDependencyFile("deep/package.json")).toBe(true);
    expect(isDependencyFile("package.json.md")).toBe(false);
  });

  it("tells what a manifest changes beside dependencies, because a script runs and a dependency update does not explain it", () => {
    const report = (after: object) => readDependencies([{ path: "package.json", before: `{"version":"1.0.0","scripts":{"test":"node --test"}}`, after: JSON.stringify(after) }]);
    expect(report({ version: "1.0.1", scripts: { test: "node --test" } }).beside).toEqual([]);
    expect(report({ version: "1.0.0", scripts: { test: "node --test", postinstall: "node steal.js" } }).beside).toEqual(["package.json: scripts"]);
  });

  it("takes the same version with another hash, or from another place, for another package", () => {
    const at = (integrity: string, resolved: string) => lock({ "node_modules/a": { version: "1.2.3", integrity, resolved } });
    const moved = (before: string, after: string) => readDependencies([{ path: "package-lock.json", before, after }]).updates.map(({ name, jump }) => [name, jump]);
    expect(moved(at("sha512-x", "https://one.example/a.tgz"), at("sha512-x", "https://one.example/a.tgz"))).toEqual([]);
    expect(moved(at("sha512-x", "https://one.example/a.tgz"), at("sha512-y", "https://one.example/a.tgz"))).toEqual([["a", "unknown"]]);
    expect(moved(at("sha512-x", "https://one.example/a.tgz"), at("sha512-x", "https://two.example/a.tgz"))).toEqual([["a", "unknown"]]);
  });

  it("hides no package behind an alias, a second copy, or another lockfile", () => {
    const read = (before: object, after: object) =>
      readDependencies([{ path: "package-lock.json", before: lock(before), after: lock(after) }]).updates.map(({ name, jump }) => [name, jump]);
    expect(read({ "node_modules/a": entry("1.0.0") }, { "node_modules/a": { ...entry("1.0.0"), name: "evil" } })).toEqual([["a", "unknown"]]);
    expect(read({ "node_modules/a": entry("1.0.0") }, { "node_modules/a": entry("1.0.0"), "node_modules/b/node_modules/a": entry("9.0.0") })).toEqual([["a", "unknown"]]);
    const two = readDependencies([
      { path: "one/package-lock.json", before: lock({ "node_modules/a": entry("1.0.0") }), after: lock({ "node_modules/a": entry("2.0.0") }) },
      { path: "two/package-lock.json", before: lock({ "node_modules/a": entry("1.0.0") }), after: lock({ "node_modules/a": entry("1.0.1") }) },
    ]);
    expect(two.updates.map(({ jump }) => jump).sort()).toEqual(["major", "patch"]);
  });
});
