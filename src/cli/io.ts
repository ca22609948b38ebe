import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { bytesOf } from "./input.ts";
import { type Page, type Paper, render } from "./page.ts";

/** Everything that a command may touch of the process around it, so that tests can stand in for it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly folder: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Whether a person sits at it. Nothing is asked unless `input` and `errors` are terminals. */
  readonly terminal: { readonly input: boolean; readonly output: boolean; readonly errors: boolean };
  readonly columns: number;
  /** Lines that a person sees at once. */
  readonly rows: number;
  readonly clock: () => number;
  readonly random: (bytes: number) => Buffer;
  write(text: string): void;
  writeError(text: string): void;
  /** Standard input to its end. Throws `Failure` (`bad-input`) when that is further than anything here reads. */
  readInput(): Promise<Buffer>;
  sleep(milliseconds: number): Promise<void>;
  /** The first signal that asks this process to end, which from now on doesn't end it by itself; a second one does, with exit code 1. */
  stopAsked(): Promise<"SIGINT" | "SIGTERM">;
  /** Calls `last` when Control-C ends this process; answers with what takes that back. */
  beforeInterrupt(last: () => void): () => void;
  /** From now on an error that nobody caught is told to `tell`, and ends this process with exit code 1. */
  crashing(tell: (error: unknown) => void): void;
}

/** Wide enough for a table, narrow enough for a sentence; what is no terminal gets the classic width. */
const widest = 120;
const classic = 80;
const classicRows = 24;

export function processIo(): Io {
  return {
    env: process.env,
    folder: process.cwd(),
    home: homedir(),
    platform: process.platform,
    terminal: { input: process.stdin.isTTY === true, output: process.stdout.isTTY === true, errors: process.stderr.isTTY === true },
    columns: Math.min(process.stdout.columns ?? process.stderr.columns ?? classic, widest),
    rows: process.stdout.rows ?? classicRows,
    clock: Date.now,
    random: randomBytes,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    readInput: async () => await bytesOf(process.stdin, "Standard input"),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    stopAsked,
    beforeInterrupt,
    crashing,
  };
}

function beforeInterrupt(last: () => void): () => void {
  process.prependOnceListener("SIGINT", last);
  return () => void process.off("SIGINT", last);
}

function crashing(tell: (error: unknown) => void): void {
  // Instead of whoever listened until now, for whom this would be the bug of one command.
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => {
    try {
      tell(error);
    } finally {
      process.exit(1);
    }
  });
}

function stopAsked(): Promise<"SIGINT" | "SIGTERM"> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      // Instead of whoever listened until now and ended the process at once.
      process.removeAllListeners(signal);
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve(signal);
      });
    }
  });
}

/** How to render for one of the two streams: colour only on a terminal, and only when nobody asked for none. */
export function paper(io: Io, stream: "output" | "errors", colour: boolean): Paper {
  // The last column stays free: some terminals break the line there and once more at its end.
  return { colour: colour && io.terminal[stream], columns: io.terminal[stream] ? io.columns - 1 : io.columns };
}

/** Says something to the person beside the result, which is alone on standard output. */
export function say(io: Io, colour: boolean, page: Page): void {
  io.writeError(render(page, paper(io, "errors", colour)));
}
