import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Reference } from "../../model/evidence.ts";
import { type Looked, type ReferenceLimits, usualLimits } from "./checker.ts";
import { typescript } from "./typescript.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string | object>>;

const types = `export function two(a: number, b: string): void;
export function withOptions(options: { known?: boolean }): void;
export const value: { a: number };
export namespace Names { type There = number }
export const one: { kind: 1; a: string } | { kind: 2 };
export default function usual(): void;
`;
/** A package with types, in the manifest, in the lockfile and installed. */
const installed: Files = {
  "package.json": { name: "shop", dependencies: { typed: "^1.0.0", absent: "^1.0.0", untyped: "^1.0.0" } },
  "package-lock.json": { lockfileVersion: 3, packages: { "node_modules/typed": { version: "1.2.0" } } },
  "node_modules/typed/package.json": { name: "typed", version: "1.2.0", types: "index.d.ts" },
  "node_modules/typed/index.d.ts": types,
  "node_modules/untyped/package.json": { name: "untyped", version: "2.0.0", main: "index.js" },
  "node_modules/untyped/index.js": "exports.a = 1;\n",
};
const config: Files = { "tsconfig.json": { compilerOptions: { strict: true, module: "nodenext", target: "es2022" }, include: ["src"] } };

function folderOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "countersign-references-")));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

interface Look {
  readonly added?: readonly [number, number];
  readonly limits?: Partial<ReferenceLimits>;
}

/** Looks at one file of a folder, whose lines are all added unless it is said otherwise. */
async function look(files: Files, path: string, { added = [1, 1_000], limits }: Look = {}): Promise<Looked & { folder: string }> {
  const folder = folderOf(files);
  const one = { path, text: String(files[path]), added: [{ start: added[0], end: added[1] }] };
  return { folder, ...(await typescript({ folder, files: [one], limits: { ...usualLimits, ...limits }, pythonPackages: [], registry: null, clock: () => 0 })) };
}

const lookAt = (text: string, more: Files = {}, path = "src/a.ts", how: Look = {}) => look({ ...installed, ...config, ...more, [path]: text }, path, how);
const names = ({ references }: Pick<Looked, "references">, verdict: Reference["verdict"]) => references.filter((each) => each.verdict === verdict).map(({ name }) => name);

describe("R97: what an added line of TypeScript invents is contradicted", () => {
  it.each([
    ["a module of an installed package", 'import "typed/deep";', "typed/deep"],
    ["a package", 'import left from "left-padd";', "left-padd"],
    ["a module of Node", 'import "node:files";', "node:files"],
    ["a file of the repository", 'import { a } from "./gone.js";', "./gone.js"],
    ["a name that a module exports", 'import { three } from "typed";', "typed.three"],
    ["a member of what a module exports", 'import * as typed from "typed";\ntyped.value.b;', "typed.value.b"],
    ["a function of a module", 'import * as typed from "typed";\ntyped.readAsync();', "typed.readAsync"],
    ["a type of a namespace", 'import { Names } from "typed";\nexport type T = Names.Gone;', "Names.Gone"],
    ["a function of the language", "JSON.parseAsync('1');", "JSON.parseAsync"],
    ["a method of a value of the language", "[1].flatMapp();", "[1].flatMapp"],
    ["a global function", "structuredCopy({});", "structuredCopy"],
    ["an option", 'import { withOptions } from "typed";\nwithOptions({ unknown: true });', "unknown"],
    ["one argument too many", 'import { two } from "typed";\ntwo(1, "b", true);', "two()"],
    ["one argument too few", 'import { two } from "typed";\ntwo(1);', "two()"],
    ["a member of a class of its own", "class Shop {}\nnew Shop().open();", "new Shop().open"],
  ])("%s", async (_, text, name) => {
    const found = await lookAt(text);
    expect([found.looked, names(found, "contradicted")]).toEqual([["src/a.ts"], [name]]);
  });

  it.each([
    ["for a line", "// @ts-ignore\nJSON.gone();\n/* @ts-expect-error */\nJSON.other();"],
    ["for the whole file", "// @ts-nocheck\nJSON.gone();\nJSON.other();"],
  ])("R97: a comment that silences the compiler %s leaves its inventions to a person", async (_, text) => {
    const around = 'import { b } from "./b.js";\nimport { two } from "typed";\nb.toFixed();\ntwo(1, "b");\n';
    const found = await lookAt(`${text}\n${around}`, { "src/b.ts": "export const b = 1;\n" });
    expect([found.looked, names(found, "contradicted"), names(found, "unverifiable")]).toEqual([["src/a.ts"], [], ["JSON.gone", "JSON.other"]]);
    expect(found.references.find(({ name }) => name === "JSON.gone")?.why).toBe(
      "A comment tells the compiler to be silent, which would say: Property 'gone' does not exist on type 'JSON'.",
    );
    expect(names(found, "verified")).toContain("typed.two");
  });

  it("an ordinary error of types is no invention, nor is what only some of a union lack", async () => {
    const found = await lookAt('import { one } from "typed";\nexport const n: number = "1";\nfunction own(a: number) {\n  return a;\n}\nown();\none.a;\nconst o = {};\no.a;');
    expect([names(found, "contradicted"), names(found, "unverifiable")]).toEqual([[], ["one.a"]]);
  });

  it("only added lines count, and a complaint that stands on other lines too is the base's", async () => {
    const text = "structuredCopy({});\nJSON.parseAsync('1');\nJSON.other('1');\nstructuredCopy({});\n";
    const found = await lookAt(text, {}, "src/a.ts", { added: [3, 4] });
    expect([names(found, "contradicted"), names(found, "unverifiable")]).toEqual([["JSON.other"], ["structuredCopy"]]);
  });

  it("nothing is written into the checkout, not even for a file among what is installed that silences the compiler", async () => {
    const evil = "node_modules/evil/a.ts";
    const text = "// @ts-ignore\nJSON.gone();\n";
    const found = await look({ ...installed, "tsconfig.json": { compilerOptions: { module: "nodenext" }, files: [evil] }, [evil]: text }, evil);
    expect(readFileSync(join(found.folder, evil), "utf8")).toBe(text);
    expect(readdirSync(join(found.folder, "node_modules/evil"))).toEqual(["a.ts"]);
  });

  it("the text of a constant is never quoted, and nothing outside the checkout is looked at", async () => {
    const inside = await lookAt('import { key } from "./settings.ts";\nkey.gone;', { "src/settings.ts": 'export const key = "it\'s secret" as const;\n' });
    expect(inside.references.find(({ name }) => name === "key.gone")).toMatchObject({ verdict: "contradicted", why: expect.not.stringContaining("secret") });
    const outside = folderOf({ "settings.ts": 'export const key = "it\'s secret" as const;\n' });
    const found = await lookAt(`import { key } from "${outside}/settings.ts";\nkey.gone;`);
    expect([found.looked, JSON.stringify(found).includes("secret")]).toEqual([[], false]);
  });

  it("a configuration that opens comments and texts and never closes them is read in one go", async () => {
    const config = `{ "extends": ["./gone.json"] ${"/*".repeat(200_000)}\n${'"\\'.repeat(200_000)}`;
    const found = await look({ "tsconfig.json": config, "src/a.ts": "JSON.gone();" }, "src/a.ts");
    expect([found.looked, names(found, "contradicted")]).toEqual([["src/a.ts"], ["JSON.gone"]]);
  }, 30_000);

  it("the reason never says where the checkout stands on this machine", async () => {
    const found = await lookAt('import * as typed from "typed";\ntyped.readAsync();');
    expect(found.references.map(({ why }) => why).join("\n")).not.toContain(found.folder);
  });
});

describe("R97: what cannot be told is neither verified nor contradicted", () => {
  it("an option that the last form of a function does not know", async () => {
    const more = { "node_modules/typed/index.d.ts": `${types}export function form(a: { x: 1 }): void;\nexport function form(a: { y: 1 }, b?: 1): void;\n` };
    const found = await lookAt('import { form } from "typed";\nform({ z: 1 });', more);
    expect(names(found, "contradicted").concat(names(found, "unverifiable"))).toEqual(["z"]);
  });

  it("what an installed package hands on from one that is not installed", async () => {
    const more = { "node_modules/typed/package.json": { name: "typed", version: "1.2.0", types: "index.d.ts", peerDependencies: { below: "1" } } };
    const found = await lookAt('import { three } from "typed";', more);
    expect([names(found, "contradicted"), names(found, "unverifiable")]).toEqual([[], ["typed.three"]]);
  });

  it("a package that is declared and not installed, and one without types", async () => {
    const found = await lookAt('import absent from "absent";\nimport * as untyped from "untyped";\nuntyped.b;');
    expect([names(found, "contradicted"), names(found, "verified")]).toEqual([[], []]);
    expect(names(found, "unverifiable")).toEqual(expect.arrayContaining(["absent", "untyped", "untyped.b"]));
  });

  it("drift: what another version is locked may have is not called invented", async () => {
    const found = await lookAt('import { three } from "typed";', { "package-lock.json": { packages: { "node_modules/typed": { version: "2.0.0" } } } });
    expect(found.references.filter(({ name }) => name === "typed.three")).toEqual([
      expect.objectContaining({ verdict: "unverifiable", drift: true, why: "typed 1.2.0 is installed, but the lockfile has 2.0.0: install what is locked." }),
    ]);
  });

  it("a name of a later library of the language", async () => {
    const found = await lookAt("Array.fromAsync([]);");
    expect(found.references.filter(({ line }) => line === 1).map(({ verdict, drift }) => [verdict, drift])).toContainEqual(["unverifiable", true]);
    expect(names(found, "contradicted")).toEqual([]);
  });
});

describe("R97: what is there is verified", () => {
  it("imports, members and calls of a package with types, and of the language", async () => {
    const found = await lookAt('import usual, { two, value } from "typed";\ntwo(value.a, "b");\nusual();\nJSON.stringify({});');
    expect([names(found, "contradicted"), names(found, "unverifiable")]).toEqual([[], []]);
    expect(names(found, "verified")).toEqual(expect.arrayContaining(["typed", "typed.two", "typed.value", "value.a", "JSON.stringify"]));
  });

  it.each<[string, Files]>([
    [
      "an alias of the project's own paths",
      { "tsconfig.json": { compilerOptions: { module: "esnext", moduleResolution: "bundler", paths: { "@/*": ["./src/*"] } }, include: ["src"] } },
    ],
    [
      "an alias of a configuration that is extended",
      { "base/base.json": { compilerOptions: { paths: { "@/*": ["../src/*"] }, module: "esnext" } }, "tsconfig.json": { extends: "./base/base.json" } },
    ],
    [
      "baseUrl and other options that our compiler refuses",
      { "tsconfig.json": { compilerOptions: { baseUrl: ".", paths: { "@/*": ["src/*"] }, target: "es5", module: "amd", moduleResolution: "node", charset: "utf8" } } },
    ],
    [
      "a configuration with references and no files of its own",
      {
        "tsconfig.json": '{ // only leads on\n "files": [], "references": [{ "path": "./tsconfig.app.json" }], }',
        "tsconfig.app.json": { compilerOptions: { module: "esnext", paths: { "@/*": ["./src/*"] } }, include: ["src"] },
      },
    ],
  ])("no false alarm with %s", async (_, more) => {
    const found = await lookAt('import { b } from "@/b";\nexport const c = b + 1;\n', { "src/b.ts": "export const b = 1;\n", ...more });
    expect([found.looked, found.notChecked, names(found, "contradicted")]).toEqual([["src/a.ts"], [], []]);
  });

  it("a file that the configuration leaves out is looked at with its options", async () => {
    const found = await lookAt(
      'import { b } from "@/b";\nimport "typed";\nJSON.gone();',
      { "tsconfig.json": { compilerOptions: { paths: { "@/*": ["./src/*"] } }, include: ["src"] }, "src/b.ts": "export const b = 1;" },
      "scripts/a.ts",
    );
    expect([found.looked, names(found, "contradicted")]).toEqual([["scripts/a.ts"], ["JSON.gone"]]);
  });
});

describe("R97: JavaScript", () => {
  it("modules, what they export and their members are held against types", async () => {
    const text =
      'const { three } = require("typed");\nconst typed = require("typed");\ntyped.value.b;\nrequire("typed/deep");\nconst fs = require("node:fs");\nfs.readFileAsync("a");\n';
    expect(names(await lookAt(text, {}, "src/a.js"), "contradicted")).toEqual(expect.arrayContaining(["typed.value.b", "typed/deep", "fs.readFileAsync"]));
  });

  it("what a call gives back, and a value written out, are known by their types", async () => {
    const text = 'const { made } = require("typed");\nmade().close();\n[1].contains(1);\n"a".strip();\nconst own = made;\nown().other();\n';
    const more = { "node_modules/typed/index.d.ts": `${types}export function made(): { open(): void };\n` };
    expect(names(await lookAt(text, more, "src/a.js"), "contradicted")).toEqual(["made().close", "[1].contains", '"a".strip']);
  });

  it("that a call leaves an argument of the language out, or hands a package an option that its types lack, is left to a person", async () => {
    const found = await lookAt('const { withOptions } = require("typed");\nnew Array(2).fill();\nwithOptions({ unknown: true });\n', {}, "src/a.js");
    expect([names(found, "contradicted"), names(found, "unverifiable")]).toEqual([[], ["unknown"]]);
  });

  it("what JavaScript gives its own objects, and what another script declares, is no invention", async () => {
    const text =
      "window.shop = 1;\nwindow.shop.open();\nconst o = {};\no.a = 1;\no.b();\ngiven();\nJSON.mine = () => 1;\nfunction F() {}\nF.prototype.go = function () { this.x.y(); };\nnew F().other();\n";
    const found = await lookAt(text, {}, "src/a.js");
    expect([found.looked, names(found, "contradicted"), names(found, "unverifiable")]).toEqual([["src/a.js"], [], ["given"]]);
  });
});

describe("what could not be looked at is not looked at", () => {
  it("a project whose dependencies are not installed", async () => {
    const found = await look({ "package.json": { devDependencies: { typed: "1" } }, "src/a.ts": "gone();" }, "src/a.ts");
    expect([found.looked, found.references, found.notChecked.map(({ path }) => path)]).toEqual([[], [], ["src/a.ts"]]);
    expect(found.notChecked[0]?.why).toContain("npm ci");
  });

  it("when the compiler is killed for its time, its memory or its output", async () => {
    for (const limits of [{ milliseconds: 1 }, { memory: 1_000_000 }, { output: 10 }]) {
      const found = await lookAt("gone();\nJSON.gone();", {}, "src/a.ts", { limits });
      expect([found.looked, found.notChecked.map(({ path }) => path)], JSON.stringify(limits)).toEqual([[], ["src/a.ts"]]);
    }
  });

  it("C10 what takes its types from outside of the checkout, through a link or through paths; twin: a package in a store outside is no one's invention", async () => {
    const outside = folderOf({
      "types/shop.d.ts": "export function open(): void;\n",
      "store/node_modules/typed/index.d.ts": types,
      "store/node_modules/typed/package.json": { types: "index.d.ts" },
    });
    const ask = async (text: string, more: Files, link: readonly [string, string] | null) => {
      const folder = folderOf({ ...installed, ...config, ...more, "src/a.ts": text });
      if (link !== null) {
        rmSync(join(folder, link[0]), { recursive: true, force: true });
        symlinkSync(join(outside, link[1]), join(folder, link[0]));
      }
      const one = { path: "src/a.ts", text, added: [{ start: 1, end: 9 }] };
      return await typescript({ folder, files: [one], limits: usualLimits, pythonPackages: [], registry: null, clock: () => 0 });
    };
    const linked = await ask('import { open } from "./link/shop";\nopen();\n', {}, ["src/link", "types"]);
    expect([linked.looked, linked.references, linked.notChecked]).toEqual([
      [],
      [],
      [
        {
          path: "src/a.ts",
          why: `The compiler read src/link/shop.d.ts, a link that leads out of the checkout to ${outside}/types/shop.d.ts: have the types inside, or install them as a package.`,
        },
      ],
    ]);
    const paths = { "tsconfig.json": { compilerOptions: { paths: { shop: [join(outside, "types/shop.d.ts")] } } } };
    const named = await ask('import { open } from "shop";\nopen();\n', paths, null);
    expect([named.looked, named.notChecked[0]?.why]).toEqual([[], expect.stringContaining("The compiler read a path that leads out of the checkout")]);
    const stored = await ask('import { two } from "typed";\ntwo(1, "b");\n', {}, ["node_modules/typed", "store/node_modules/typed"]);
    expect([stored.looked, names(stored, "contradicted"), names(stored, "unverifiable")]).toEqual([["src/a.ts"], [], ["typed", "typed.two", "typed.two"]]);
  });

  it("a file that is no code", async () => {
    const found = await lookAt("const = ;\n");
    expect([found.looked, found.notChecked[0]?.why]).toEqual([[], expect.stringContaining("TS1")]);
  });
});

describe("R97: a configuration of the change's author", () => {
  it("writes nothing, wherever it says so", async () => {
    const out = realpathSync(mkdtempSync(join(tmpdir(), "countersign-written-")));
    made.push(out);
    const place = (name: string) => join(out, name);
    const compilerOptions = {
      ...{ composite: true, incremental: true, tsBuildInfoFile: place("info"), generateTrace: place("trace"), generateCpuProfile: place("profile") },
      ...{ noEmit: false, outDir: place("out"), declaration: true, declarationDir: place("types"), outFile: place("all.js"), sourceMap: true },
      plugins: [{ name: "./evil.js" }],
    };
    const found = await lookAt("JSON.gone();", { "tsconfig.json": { compilerOptions }, "evil.js": `require("node:fs").writeFileSync(${JSON.stringify(place("ran"))}, "");` });
    expect([found.looked, names(found, "contradicted")]).toEqual([["src/a.ts"], ["JSON.gone"]]);
    for (const name of ["info", "trace", "profile", "out", "types", "all.js", "ran"]) expect(existsSync(place(name)), name).toBe(false);
  });

  it.each<[string, Files]>([
    ["that extends itself", { "tsconfig.json": { extends: "./b.json" }, "b.json": { extends: "./tsconfig.json" } }],
    ["that extends a file outside of the checkout", { "tsconfig.json": { extends: "/etc/passwd" } }],
    ["that extends what is not there", { "tsconfig.json": { extends: "@tsconfig/gone/tsconfig.json" } }],
    ["that is no JSON", { "tsconfig.json": "{ broken" }],
    ["that is very long", { "tsconfig.json": { compilerOptions: { lib: ["es2022"] }, exclude: Array.from({ length: 100_000 }, (_, at) => `${at}`) } }],
    ["of wrong types", { "tsconfig.json": { compilerOptions: { paths: 1, lib: "x", types: {} }, files: 3, include: [1] } }],
  ])("%s keeps nothing from being looked at, or the file is not looked at", async (_, more) => {
    const found = await lookAt("JSON.gone();", more);
    expect([...found.looked, ...found.notChecked.map(({ path }) => path)]).toEqual(["src/a.ts"]);
    if (found.looked.length > 0) expect(names(found, "contradicted")).toEqual(["JSON.gone"]);
  });
});
