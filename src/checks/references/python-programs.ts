import { createRequire } from "node:module";
import { dirname, extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReferenceLimits } from "./checker.ts";
import { type Ended, runChild } from "./child.ts";

/** A program that was started gave no answer; the message says why and what to do. */
export class Cut extends Error {}

/** What each program loads from where it was installed. */
const needs = { "python-tree": "@ast-grep/napi", "python-types": "pyright/index.js", "packages-tree": "@ast-grep/napi", "typescript-names": "@ast-grep/napi" } as const;

/** Pyright's own folder. Throws `Cut` where it was not installed. */
export function pyrightFolder(): string {
  return dirname(installed("pyright/index.js"));
}

interface Run {
  /** What people call it. */
  readonly who: string;
  /** A file of this folder, without its ending. */
  readonly name: keyof typeof needs;
  readonly flags: readonly string[];
  /** Files and folders, beside the program's own, that may be read. */
  readonly reads: readonly string[];
  readonly args: readonly string[];
  readonly input: string;
  /** An empty folder of ours. */
  readonly home: string;
  readonly limits: ReferenceLimits;
}

/** What a program of ours printed, run under Node's permission model: it reads what it is to read, writes nothing and starts nothing. Throws `Cut`. */
export async function runProgram({ who, name, flags, reads, args, input, home, limits }: Run): Promise<string> {
  const here = fileURLToPath(import.meta.url);
  const program = join(dirname(here), "..", "..");
  const allowed = [program, join(program, "..", "package.json"), modulesAbove(installed(needs[name])), ...modulesFor(program), ...reads].map((place) => `--allow-fs-read=${place}`);
  const heap = `--max-old-space-size=${Math.floor((limits.memory / 2 ** 20) * 0.75)}`;
  const node = ["--permission", ...allowed, ...flags, heap, "--disable-warning=ExperimentalWarning", join(dirname(here), `${name}${extname(here)}`), ...args];
  // An empty folder for PATH: whatever looks for a Python finds none.
  return outputOf(await runChild({ file: process.execPath, args: node, cwd: home, home, env: { PATH: home }, input }, limits), who);
}

/** What the parsers need, which are native code: they run apart from what reads the checkout. */
export const parserFlags = ["--allow-addons", "--disable-warning=SecurityWarning"];

/** Where Node looks for what a program of the folder imports: these may be links. */
function modulesFor(folder: string): string[] {
  const above = dirname(folder);
  return [join(folder, "node_modules"), ...(above === folder ? [] : modulesFor(above))];
}

function installed(module: string): string {
  try {
    return createRequire(import.meta.url).resolve(module);
  } catch {
    throw new Cut(`"${module.split("/index", 1)[0]}" is not installed beside Countersign. Install Countersign anew, with what it depends on.`);
  }
}

function modulesAbove(path: string): string {
  const marker = `${sep}node_modules${sep}`;
  return path.slice(0, path.indexOf(marker) + marker.length - 1);
}

function outputOf(ended: Ended, who: string): string {
  if ("cut" in ended) throw new Cut(`${who} gave no answer: ${ended.cut}. Raise the limit or change fewer files at once.`);
  // Pyright ends with 1 when it has something to say.
  if (ended.code > 1 || ended.output === "")
    throw new Cut(`${who} ended with code ${ended.code}: ${/^\w*Error\b.*/m.exec(ended.complaint)?.[0].slice(0, 200) ?? "without a word"}`);
  return ended.output;
}
