import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import type { ReferenceLimits } from "./checker.ts";
import { type Ended, runChild } from "./child.ts";
import { Cut } from "./python-programs.ts";

/** What the compiler said about a place. Paths are absolute. */
export interface Diagnostic {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** `2339` of `TS2339`. */
  readonly code: number;
  /** All of its lines. */
  readonly message: string;
}

/** Our own compiler, the native program itself: never one of the project's. Throws `Cut` where it was not installed. */
function compilerPath(): string {
  try {
    const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
    const native = createRequire(typescript).resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`);
    return join(dirname(native), "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
  } catch {
    throw new Cut("TypeScript is not installed beside Countersign for this machine. Install Countersign anew, with what it depends on.");
  }
}

export interface Compiler {
  readonly folder: string;
  /** An empty folder of ours. */
  readonly home: string;
  readonly limits: ReferenceLimits;
}

/** Runs the compiler on one of our configurations, or has it show one of the project's. Throws `Cut` where there is none. */
export async function compile({ folder, home, limits }: Compiler, args: readonly string[]): Promise<Ended> {
  const soft = Math.floor((limits.memory * 0.8) / 2 ** 20);
  return runChild({ file: compilerPath(), args: ["--pretty", "false", ...args], cwd: folder, home, env: { GOMEMLIMIT: `${soft}MiB` } }, limits);
}

/** The files that the compiler says it read, when it was asked to list them: types, and whatever else was part of it. */
export function filesIn(output: string): string[] {
  return output.split(/\r?\n/).filter((line) => isAbsolute(line) && !/\(\d+,\d+\): error TS\d+: /.test(line));
}

/** `root` is the folder that printed paths are relative to. */
export function diagnosticsIn(output: string, root: string): Diagnostic[] {
  const found: { -readonly [Key in keyof Diagnostic]: Diagnostic[Key] }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, path, at, column, code, message] = /^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(line) ?? [];
    const last = found.at(-1);
    if (path !== undefined && message !== undefined) found.push({ path: join(root, path), line: Number(at), column: Number(column), code: Number(code), message });
    else if (line.startsWith(" ") && last !== undefined) last.message += `\n${line}`;
  }
  return found;
}
