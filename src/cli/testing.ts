import { randomBytes } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "./io.ts";
import { run } from "./run.ts";

/** A process that nobody sits at, with what it printed. */
export interface TestIo extends Io {
  printed(): string;
  complained(): string;
}

export function testIo(around: Partial<Io> & { readonly folder: string }): TestIo {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    env: {},
    home: around.folder,
    platform: "linux",
    terminal: { input: false, output: false, errors: false },
    columns: 80,
    rows: 24,
    clock: Date.now,
    random: randomBytes,
    write: (text) => void out.push(text),
    writeError: (text) => void err.push(text),
    readInput: async () => Buffer.alloc(0),
    sleep: async () => {},
    stopAsked: async () => "SIGINT" as const,
    beforeInterrupt: () => () => {},
    crashing: () => {},
    ...around,
    printed: () => out.join(""),
    complained: () => err.join(""),
  };
}

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as the one JSON document that it must be. */
  readonly json: () => unknown;
}

/** One command line in this process, in a folder of its own. */
export async function runIn(folder: string, words: readonly string[], around: Partial<Io> = {}): Promise<Ran> {
  const io = testIo({ folder, ...around });
  const exit = await run(words, io);
  // Progress depends on how fast the machine is.
  const err = io.complained().replace(/^[^\n]*…(?: \d+ (?:s|%|of)[^\n]*)?\n/gm, "");
  return { exit, out: io.printed(), err, json: () => JSON.parse(io.printed()) as unknown };
}

/** A folder that is gone after the test file; `remove` belongs into `afterAll`. */
export function testFolder(): { readonly path: string; readonly remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "countersign-cli-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
