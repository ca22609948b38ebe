import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";
import type { Reference } from "../../model/evidence.ts";
import { type Checker, usualLimits } from "./checker.ts";
import { packages } from "./packages.ts";
import { python } from "./python.ts";
import { typescript } from "./typescript.ts";

// Inventions of the kinds that AI makes, planted in projects with real packages, for tests that look with the real compilers.

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const page = join(root, "docs/reference/invented-references.md");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What is invented, and a line that does it. */
type Plant = readonly [kind: string, line: string];

const scripts: readonly Plant[] = [
  ["function of a module", "fs.readFileAsync('a');"],
  ["function of a package", "z.strng();"],
  ["method of what a package gives back", "z.string().lengthBetween(1, 2);"],
  ["class of a package", "new HonoServer();"],
  ["option", "new Hono({ strictRouting: true });"],
  ["option of a function with overloads", "fs.mkdirSync('a', { parents: true });"],
  ["number of arguments", "semver.satisfies('1.0.0');"],
  ["subpath of a package", "import { graphql } from 'hono/graphql-server';"],
  ["export of a package", "import { parseYAML } from 'yaml';"],
  ["module of `node:`", "import { fetchAll } from 'node:http3';"],
  ["package", "import leftPad from 'string-left-padder';"],
  ["method of another language", "[1, 2].contains(1);"],
  ["method of another language, on text", "'a'.strip();"],
  ["property of another language", "[1, 2].size;"],
  ["name that is gone since another version", "import { ZodParsedType, ostring } from 'zod';"],
  ["function of nothing", "deepCloneEverything({});"],
  ["member of a built-in object", "Promise.settle([]);"],
  ["type", "/** @type {import('hono').HonoContext} */ let context;"],
];
const typed: readonly Plant[] = [...scripts.slice(0, -1), ["type", "let context: import('hono').HonoContext;"]];

const pythons: readonly Plant[] = [
  ["function of a module", "json.parse('{}')"],
  ["function of a package", "yaml.safe_parse('a: 1')"],
  ["method of what a package gives back", "requests.get('https://x.example').as_dict()"],
  ["class of a package", "typedlib.AsyncReader()"],
  ["option", "requests.get('https://x.example', retry=3)"],
  ["option of a built-in function", "open('a', encode='utf-8')"],
  ["number of arguments", "typedlib.load()"],
  ["submodule of a package", "import typedlib.aio"],
  ["submodule of the standard library", "import json.schema"],
  ["export of a module", "from collections import OrderedSet"],
  ["method of another language", "[1].push(2)"],
  ["method of another language, on text", "'a'.trim()"],
  ["property of another language", "[1].length"],
  ["class and module mixed up", "datetime.now()"],
  ["name that is gone since another version", "string.maketrans('a', 'b')"],
  ["function of nothing", "deep_clone_everything({})"],
];

const manifests: readonly Plant[] = [
  ["package", '"string-left-padder": "^1.0.0"'],
  ["package with a scope", '"@zod/mini-schema": "^1.0.0"'],
  ["package one letter from a much-used one, published three days ago", '"lodahs": "^1.0.0"'],
  ["package like a much-used one but for the hyphen, published three days ago", '"crossspawn": "^1.0.0"'],
  ["version that nobody published", '"semver": "^99.0.0"'],
  ["exact version that nobody published", '"yaml": "2.99.99"'],
  ["alias of a package", '"padder": "npm:string-left-padder@^1.0.0"'],
  ["name that no package can have", '"Bad Name!": "^1.0.0"'],
];

const requirements: readonly Plant[] = [
  ["package", "string-left-padder"],
  ["package one letter from a much-used one", "reqeusts>=2"],
  ["version that nobody published", "requests==99.0.0"],
];

/** A project in a folder of its own, with real packages of this repository. */
function project(files: Readonly<Record<string, string>>, installed: readonly string[]): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "countersign-planted-"));
  folders.push(folder);
  for (const name of installed) cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true, dereference: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const now = Date.UTC(2026, 10, 23);

/** Everything said about files of a folder whose every line is added. */
async function look(checkers: readonly Checker[], folder: string, paths: readonly string[], registry: string | null = null): Promise<readonly Reference[]> {
  const files = paths.map((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    return { path, text, added: [{ start: 1, end: text.split("\n").length }] };
  });
  const addresses = registry === null ? null : { npm: registry, pypi: registry };
  const input = { folder, files, limits: usualLimits, pythonPackages: [], registry: addresses, clock: () => now };
  const references: Reference[] = [];
  for (const checker of checkers) {
    const looked = await checker(input);
    expect(looked.notChecked).toEqual([]);
    references.push(...looked.references);
  }
  return references;
}

export interface Row {
  readonly language: string;
  readonly kind: string;
  readonly code: string;
  readonly found: string;
}

/** One row for each plant, by the worst that was said of its line. */
function rows(language: string, plants: readonly Plant[], references: readonly Reference[], first: number): Row[] {
  return plants.map(([kind, code], index) => {
    const said = references.filter(({ line }) => line === first + index);
    const worst = said.find(({ verdict }) => verdict === "contradicted") ?? said.find(({ verdict }) => verdict === "unverifiable");
    const found = worst === undefined ? "**no**" : worst.verdict === "contradicted" ? `yes${worst.drift ? ", as drift" : ""}` : "for a person";
    return { language, kind, code, found };
  });
}

const head =
  "import fs from 'node:fs';\nimport { z } from 'zod';\nimport { Hono } from 'hono';\nimport * as semver from 'semver';\nimport * as yaml from 'yaml';\nvoid [Hono, yaml];\n";
const start = head.split("\n").length;
const real = ["zod", "hono", "semver", "yaml", "@types/semver", "@types/node", "undici-types"];
const dependencies = Object.fromEntries(["zod", "hono", "semver", "yaml", "@types/semver", "@types/node"].map((name) => [name, "*"]));
const options = { module: "nodenext", target: "es2024", strict: true, noEmit: true, skipLibCheck: true, allowJs: true, types: ["node"] };

const right = `${head}fs.mkdirSync('a', { recursive: true });
z.string().min(1);
new Hono({ strict: true }).get('/a', (context) => context.text('a'));
semver.satisfies('1.0.0', '*');
yaml.parse('a: 1').anything;
[1, 2].includes(1);
structuredClone({});
export {};
`;

/** What is planted, and a file of each language beside it that is right. */
export async function plantedScripts(): Promise<{ planted: Row[]; clean: readonly Reference[] }> {
  const text = (plants: readonly Plant[]) => `${head}${plants.map(([, line]) => line).join("\n")}\nexport {};\n`;
  const files = {
    "package.json": JSON.stringify({ type: "module", dependencies }),
    "tsconfig.json": JSON.stringify({ compilerOptions: options }),
    "a.ts": text(typed),
    "b.js": text(scripts),
    "right.ts": right,
    "right.js": right,
  };
  const folder = project(files, real);
  const said = await look([typescript], folder, ["a.ts", "b.js", "right.ts", "right.js"]);
  const of = (path: string) => said.filter((reference) => reference.path === path);
  return { planted: [...rows("TypeScript", typed, of("a.ts"), start), ...rows("JavaScript", scripts, of("b.js"), start)], clean: [...of("right.ts"), ...of("right.js")] };
}

/** Python starts slowly, so what is planted and what is right are one project. Without a Python on the machine there is no library of it to look at. */
export async function plantedPython(modules: readonly string[]): Promise<{ planted: Row[]; clean: readonly Reference[] }> {
  const lines = ["import collections, datetime, json, string", "import requests, typedlib, yaml"];
  const site = ".venv/lib/python3.12/site-packages/typedlib";
  const typedlib = { [`${site}/py.typed`]: "", [`${site}/__init__.py`]: "class Reader: ...\ndef load(path: str) -> Reader: ...\n" };
  const folder = project({ "a.py": `${[...lines, ...pythons.map(([, line]) => line)].join("\n")}\n`, ...typedlib }, []);
  const paths = library === undefined ? [] : modules.flatMap((name) => copied(join(library, name), folder, name));
  const said = await look([python], folder, ["a.py", ...paths]);
  const planted = rows(
    "Python",
    pythons,
    said.filter(({ path }) => path === "a.py"),
    lines.length + 1,
  );
  return { planted, clean: said.filter(({ path }) => path !== "a.py") };
}

function copied(from: string, folder: string, name: string): string[] {
  cpSync(from, join(folder, name), { recursive: true });
  const files = readdirSync(from).filter((file) => file.endsWith(".py"));
  return files.map((file) => `${name}/${file}`);
}

export async function plantedPackages(): Promise<Row[]> {
  const text = `{\n  "dependencies": {\n${manifests.map(([, line]) => `    ${line}`).join(",\n")}\n  }\n}\n`;
  const folder = project({ "package.json": text, "requirements.txt": `${requirements.map(([, line]) => line).join("\n")}\n` }, []);
  await using registry = await smallRegistry();
  const said = await look([packages], folder, ["package.json", "requirements.txt"], registry.address);
  const of = (path: string) => said.filter((reference) => reference.path === path);
  return [...rows("npm", manifests, of("package.json"), 3), ...rows("PyPI", requirements, of("requirements.txt"), 1)];
}

/** A registry that knows a few packages. */
async function smallRegistry() {
  const npm = (name: string, created: string, versions: readonly string[]) => ({
    name,
    time: { created },
    "dist-tags": { latest: versions.at(-1) },
    versions: Object.fromEntries(versions.map((version) => [version, {}])),
  });
  const known: Readonly<Record<string, unknown>> = {
    "/semver": npm("semver", "2011-02-12T00:20:25.690Z", ["6.3.1", "7.7.0"]),
    "/yaml": npm("yaml", "2011-03-10T17:06:02.437Z", ["2.8.0"]),
    "/lodahs": npm("lodahs", "2026-11-20T00:00:00.000Z", ["1.0.0"]),
    "/crossspawn": npm("crossspawn", "2026-11-20T00:00:00.000Z", ["1.0.0"]),
    "/pypi/requests/json": { info: { name: "requests", version: "2.32.0" }, releases: { "2.32.0": [] } },
  };
  const server = createServer((request, response) => {
    const found = known[request.url ?? ""];
    response.writeHead(found === undefined ? 404 : 200).end(JSON.stringify(found ?? {}));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, [Symbol.asyncDispose]: async () => void server.close() };
}

function sources(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !/\.(test|prove)\.|node_modules|fixtures/.test(name))
    .map((name) => `${folder}/${name}`);
}

export const library = ["/usr/lib", "/usr/local/lib"]
  .flatMap((place) =>
    existsSync(place)
      ? readdirSync(place)
          .filter((name) => /^python3\.\d+$/.test(name))
          .map((name) => join(place, name))
      : [],
  )
  .find((place) => existsSync(join(place, "logging/handlers.py")));

const evidence = "src/evidence";
/** Language, name and what is said of projects that are right. */
export type Clean = readonly [language: string, name: string, said: readonly Reference[]];

export async function cleanScripts(): Promise<Clean[]> {
  const [typed, plain] = [sources(evidence, /\.ts$/), sources("tools", /^[\w-]+\.mjs$/)];
  const said = await look([typescript], root, [...typed, ...plain]);
  return [
    ["TypeScript", "`src/evidence` of this repository", said.filter(({ path }) => path.endsWith(".ts"))],
    ["JavaScript", "`tools` of this repository", said.filter(({ path }) => path.endsWith(".mjs"))],
    ["npm", "`package.json` and `src/evidence` of this repository, asking no registry", await look([packages], root, ["package.json", ...typed])],
  ];
}

const cell = (text: string) => text.replaceAll("|", "\\|");

/** The rows of the page's first table. */
export function tableOf(planted: readonly Row[]): string {
  return planted.map(({ language, kind, code, found }) => `| ${language} | ${cell(kind)} | \`${cell(code)}\` | ${found} |`).join("\n");
}
