import { describe, expect, it } from "vitest";
import { isDependencyFile, lockfilesFor, readDependencies } from "./dependencies.ts";

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

  const at = (version: string, resolved: string, more: object = {}) => ({ version, integrity: "sha512-x", resolved, ...more });
  const registry = (name: string, version: string) => `https://registry.npmjs.org/${name}/-/${name}-${version}.tgz`;
  const step = (before: object, after: object) =>
    readDependencies([{ path: "package-lock.json", before: lock({ "node_modules/a": before }), after: lock({ "node_modules/a": after }) }]).updates;

  it.each<[string, object]>([
    ["another server", at("1.0.1", "https://evil.example/a.tgz")],
    ["another package", at("1.0.1", registry("evil", "1.0.1"))],
    ["another version than it calls itself", at("1.0.1", registry("a", "9.9.9"))],
    ["a folder above", at("1.0.1", `${registry("a", "1.0.1")}/../../../evil/-/evil.tgz`)],
    ["git", at("1.0.1", "git+ssh://git@github.com/a/a.git#1111111111111111111111111111111111111111")],
    ["inside of another package", at("1.0.1", registry("a", "1.0.1"), { inBundle: true })],
  ])("calls no step small that brings in what comes from elsewhere: %s", (_where, after) => {
    expect(step(at("1.0.0", registry("a", "1.0.0")), after)).toMatchObject([{ name: "a", to: "1.0.1", jump: "unknown", elsewhere: true }]);
  });

  it.each([
    [registry("a", "1.0.0"), registry("a", "1.0.1")],
    [`https://npm.pkg.github.com/download/@x/a/1.0.0/${"1".repeat(40)}`, `https://npm.pkg.github.com/download/@x/a/1.0.1/${"2".repeat(40)}`],
  ])("twin: from %s to %s is a step", (before, after) => {
    expect(step(at("1.0.0", before), at("1.0.1", after))).toMatchObject([{ jump: "patch" }]);
  });

  it("names what is installed, also under another name", () => {
    const [aliased, gone] = [at("1.0.0", registry("evil", "1.0.0"), { name: "evil" }), at("1.0.0", registry("a", "1.0.0"))];
    const root = { "": { dependencies: { a: "npm:evil@^1.0.0" } } };
    const report = readDependencies([{ path: "package-lock.json", before: lock({ ...root, "node_modules/a": gone }), after: lock({ ...root, "node_modules/a": aliased }) }]);
    expect(report.updates.map(({ name, jump, direct }) => [name, jump, direct])).toEqual([
      ["a", "removed", true],
      ["evil", "added", true],
    ]);
  });

  it("joins the licences of two copies, and knows none where one of them would close the bracket around it", () => {
    const both = (one: string, other: string) =>
      readDependencies([
        {
          path: "package-lock.json",
          before: null,
          after: lock({ "node_modules/a": { ...entry("1.0.0"), license: one }, "node_modules/b/node_modules/a": { ...entry("2.0.0"), license: other } }),
        },
      ]).updates[0]?.licence;
    expect(both("MIT", "(ISC OR MIT)")).toBe("(MIT) AND ((ISC OR MIT))");
    expect([both("MIT) OR (MIT", "GPL-3.0-only"), both("GPL-3.0-only", "MIT) OR (MIT"), both("(MIT", "MIT)")]).toEqual([null, null, null]);
  });

  it.each([
    ["^1.0.0", ">=1.0.1", "unknown"],
    ["1.0.0", ">=1.0.0 <9", "unknown"],
    ["0.1.0", ">=0.1.1 <0.9", "unknown"],
    ["^1.0.0", "^1.0.1", "patch"],
    ["~1.0.0", "1.0.1", "patch"],
    ["1.0.0", "~1.1.0-beta.1", "minor"],
    ["^0.1.0", "^0.1.1", "patch"],
  ])("from %s to %s is %s: a range is no smaller than what it takes", (before, after, jump) => {
    const asking = (range: string) => JSON.stringify({ dependencies: { a: range } });
    expect(readDependencies([{ path: "package.json", before: asking(before), after: asking(after) }]).updates).toMatchObject([{ jump }]);
  });

  it("joins as many copies of one package as a lockfile holds: each is looked at once", () => {
    const copies = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`node_modules/b${at}/node_modules/a`, entry(`1.0.${at}`)]));
    const [update] = readDependencies([{ path: "package-lock.json", before: null, after: lock(copies) }]).updates;
    expect([update?.name, update?.to?.split(" || ").length]).toEqual(["a", 30_000]);
  });

  it("hides no lockfile behind another one in the same folder", () => {
    const report = readDependencies([
      { path: "npm-shrinkwrap.json", before: null, after: lock({ "node_modules/a": entry("9.0.0") }) },
      { path: "package-lock.json", before: lock({ "node_modules/a": entry("1.0.0") }), after: lock({ "node_modules/a": entry("1.0.1") }) },
      { path: "package.json", before: `{"dependencies":{"a":"^1.0.0"}}`, after: `{"dependencies":{"a":"^1.0.1"}}` },
    ]);
    expect(report.updates.map(({ from, to, jump }) => [from, to, jump])).toEqual([
      [null, "9.0.0", "added"],
      ["1.0.0", "1.0.1", "patch"],
    ]);
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

  it("tells that a package begins to run a script as it is installed, whatever its step", () => {
    const at = (version: string, more: object = {}) => lock({ "node_modules/a": { ...entry(version), ...more } });
    const script = (before: object, after: object) => readDependencies([{ path: "package-lock.json", before: at("1.0.0", before), after: at("1.0.1", after) }]).updates[0]?.script;
    expect([script({}, { hasInstallScript: true }), script({ hasInstallScript: true }, { hasInstallScript: true }), script({}, {})]).toEqual([true, undefined, undefined]);
  });

  it("is not sound when a manifest moves on and leaves its lockfile behind, beside it or further up (E20)", () => {
    const held = lock({ "": { dependencies: { a: "^1.0.0" } }, "packages/web": { dependencies: { b: "^1.0.0" } } });
    const untouched = { path: "package-lock.json", before: held, after: held };
    const moved = (path: string, dependencies: object) => readDependencies([untouched, { path, before: "{}", after: JSON.stringify({ dependencies }) }]).troubles;
    expect(moved("package.json", { a: "^1.0.0" })).toEqual([]);
    expect(moved("package.json", { a: "^1.0.0", "left-padder": "^1.0.0" })).toEqual(["package-lock.json does not hold left-padder as package.json asks for it."]);
    expect(moved("packages/web/package.json", { b: "^2.0.0" })).toEqual(["package-lock.json does not hold b as packages/web/package.json asks for it."]);
    // No workspace of the lockfile above it.
    expect(moved("examples/package.json", { c: "^1.0.0" })).toEqual([]);
    expect(lockfilesFor("packages/web/package.json").slice(2)).toEqual(["packages/npm-shrinkwrap.json", "packages/package-lock.json", "npm-shrinkwrap.json", "package-lock.json"]);
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
    expect(read({ "node_modules/a": entry("1.0.0") }, { "node_modules/a": { ...entry("1.0.0"), name: "evil" } })).toEqual([
      ["a", "removed"],
      ["evil", "added"],
    ]);
    expect(read({ "node_modules/a": entry("1.0.0") }, { "node_modules/a": entry("1.0.0"), "node_modules/b/node_modules/a": entry("9.0.0") })).toEqual([["a", "unknown"]]);
    const two = readDependencies([
      { path: "one/package-lock.json", before: lock({ "node_modules/a": entry("1.0.0") }), after: lock({ "node_modules/a": entry("2.0.0") }) },
      { path: "two/package-lock.json", before: lock({ "node_modules/a": entry("1.0.0") }), after: lock({ "node_modules/a": entry("1.0.1") }) },
    ]);
    expect(two.updates.map(({ jump }) => jump).sort()).toEqual(["major", "patch"]);
  });
});
