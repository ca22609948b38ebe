import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// The reading order of docs/architecture.md: a room imports only rooms above it.
const rooms = [
  "model",
  "git",
  "provenance",
  "recording",
  "map",
  "evidence",
  "checks",
  "policy",
  "gate",
  "blueprint",
  "brief",
  "documents",
  "ledger",
  "store",
  "workflow",
  "reading",
  "mcp",
  "server",
  "cli",
];
const pure = ["model", "evidence", "checks", "policy", "gate", "blueprint", "brief", "ledger"];

interface Diagnostic {
  readonly category: string;
  readonly message: string;
  readonly location: { readonly path: string };
}

/** Lints `src` and `web` of a folder by this project's own rules. */
function lint(folder: string): Diagnostic[] {
  const ran = spawnSync(join(root, "node_modules/.bin/biome"), ["lint", "--reporter=json", "--max-diagnostics=none", "src", "web"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  return (JSON.parse(ran.stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

// What a page may and may not take from the rooms of the server.
const pages = {
  "value.ts": 'import { a } from "../src/server/a.ts";\na();\n',
  "half.tsx": 'import { type A, b } from "../src/server/a.ts";\nexport const c: A = b;\n',
  "effect.ts": 'import "../src/server/a.ts";\n',
  "passed-on.ts": 'export { a } from "../src/server/a.ts";\n',
  "later.ts": 'export const a = import("../src/server/a.ts");\n',
  "deeper.ts": 'import type { A } from "../src/model/a.ts";\nexport type B = A;\n',
  "types.ts": 'import type { A } from "../src/server/a.ts";\nexport type { C } from "../src/server/c.ts";\nexport type B = A;\n',
};

// A house with the same rules and nothing in it but what is planted.
const planted = mkdtempSync(join(tmpdir(), "countersign-floors-"));
let found: Diagnostic[] = [];
const of = (file: string) => found.filter(({ location }) => location.path.endsWith(file));
const messages = (file: string) => of(file).map(({ message }) => message);

beforeAll(() => {
  mkdirSync(join(planted, "tools"));
  for (const rule of ["pure.grit", "reading.grit", "types-only.grit"]) cpSync(join(root, "tools", rule), join(planted, "tools", rule));
  cpSync(join(root, "biome.json"), join(planted, "biome.json"));
  mkdirSync(join(planted, "web"));
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(planted, "web", name), text);
  for (const [at, room] of rooms.entries()) {
    mkdirSync(join(planted, "src", room), { recursive: true });
    const plant = (name: string, text: string) => writeFileSync(join(planted, "src", room, name), text);
    const [above, below] = [rooms[at - 1], rooms[at + 1]];
    if (below) {
      plant("static.ts", `import { a } from "../${below}/a.ts";\na();\n`);
      plant("type.ts", `import type { A } from "../${below}/a.ts";\nexport type B = A;\n`);
      plant("dynamic.ts", `export const a = import("../${below}/a.ts");\n`);
    }
    plant(
      "allowed.ts",
      `import { createHash } from "node:crypto";\n${above ? `import { a } from "../${above}/a.ts";\na();\n` : ""}export const b = (at: number) => [createHash, new Date(at)];\n`,
    );
    plant("impure.ts", `import { readFileSync } from "node:fs";\nexport const a = [readFileSync, Date.now(), new Date(), Math.random(), process.pid, fetch];\n`);
  }
  writeFileSync(join(planted, "src/reading/writing.ts"), "export const a = (store: { append(facts: unknown[]): void }) => store.append([]);\n");
  found = lint(planted);
});
afterAll(() => rmSync(planted, { recursive: true, force: true }));

describe("the floors of the house", () => {
  it("has the rooms that the architecture names, and no other", () => {
    expect(readdirSync(join(root, "src")).sort()).toEqual([...rooms].sort());
    const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
    expect([...page.matchAll(/^\| `(\w+)\/` \|/gm)].map((match) => match[1])).toEqual(rooms);
  });

  it.each(rooms.slice(0, -1))("%s may not import a room below it: static, type and dynamic imports are found", (room) => {
    for (const name of ["static", "type", "dynamic"]) {
      expect(messages(`${room}/${name}.ts`).join(), name).toContain(`The room ${room} imports only rooms above it`);
    }
  });

  it.each(pure)("%s is pure: a file, a clock, chance and the process are found", (room) => {
    const impure = messages(`${room}/impure.ts`);
    expect(impure).toContain(`The room ${room} is pure: it takes what it needs as arguments.`);
    expect(impure.filter((message) => message.includes("knows no clock and no chance"))).toHaveLength(3);
    expect(of(`${room}/impure.ts`).filter(({ category }) => category === "lint/style/noRestrictedGlobals")).toHaveLength(2);
  });

  it.each(rooms)("%s may import the room above it, hash, and print a time that it was given", (room) => {
    expect(of(`${room}/allowed.ts`).filter(({ category }) => /noRestricted|plugin/.test(category))).toEqual([]);
  });

  it("what reads records nothing", () => {
    expect(messages("reading/writing.ts").join()).toContain("The room reading records nothing");
  });

  it.each(["value.ts", "half.tsx", "effect.ts", "passed-on.ts", "later.ts"])("the pages take nothing but types from the server: web/%s is found", (name) => {
    expect(messages(`web/${name}`).join()).toContain("The pages take only types from src/server");
  });

  it("the pages know only the server, and may name its types", () => {
    expect(messages("web/deeper.ts").join()).toContain("The pages know only the server");
    expect(of("web/types.ts").filter(({ category }) => /noRestricted|plugin/.test(category))).toEqual([]);
  });

  it("holds for the tree as it stands", () => {
    const broken = lint(root).filter(({ category }) => /noRestricted|plugin/.test(category));
    expect(broken.map(({ location, message }) => `${location.path}: ${message}`)).toEqual([]);
  });
});
