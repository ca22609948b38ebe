import { type ChildProcessByStdio, spawn } from "node:child_process";
import { extname } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { InTurn } from "../../model/in-turn.ts";
import type { Task, TaskAnswer } from "./task.ts";

/** What one run may cost. */
export interface Allowance {
  /** Milliseconds, beside a second for each megabyte of text. */
  readonly time: number;
  /** Bytes of memory of the whole process. */
  readonly memory: number;
}

const allowance: Allowance = { time: 10_000, memory: 2 ** 30 };

// As in `child.ts`.
const withoutGrammars = 3;
const largestAnswer = 64 * 2 ** 20;

/** Why a run came to no answer, in words that go on a sentence. */
export class NoAnswer extends Error {}

/**
 * Has a task done by a process of its own. One at a time: each may take a processor and its share of memory. Throws `NoAnswer` when it was killed or crashed, and `Failure` (`busy`) where
 * too many wait already, so that nothing is recorded of what nobody looked at.
 */
export async function run(task: Task, allowed: Allowance = allowance): Promise<TaskAnswer> {
  return await looks.run("everybody", () => runChild(task, allowed));
}

// As many as are done before a person who waits gives up: what waits holds its texts in memory. Who asks is not known here; the server lets nobody have more than a few under way.
const looks = new InTurn(1, { most: 16, mostOfOne: 16, words: "looks for constraints wait" });

async function runChild(task: Task, { time, memory }: Allowance): Promise<TaskAnswer> {
  const input = Buffer.from(JSON.stringify(task));
  const deadline = time + Math.ceil(input.length / 2 ** 20) * 1_000;
  const child = start([String(memory), String(deadline)]);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, deadline);
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  try {
    const { code, output } = await ended(child);
    if (code === 0) return JSON.parse(output) as TaskAnswer;
    throw new NoAnswer(late ? `looking took longer than ${Math.round(deadline / 1_000)} s` : reasonOf(code));
  } finally {
    clearTimeout(timer);
  }
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

// Nothing of our own surroundings is handed down, neither settings of Node nor secrets.
function start(limits: readonly string[]): Child {
  const script = fileURLToPath(new URL(`./child${extname(new URL(import.meta.url).pathname)}`, import.meta.url));
  const words = ["--disable-warning=ExperimentalWarning", "--max-old-space-size=512", script, ...limits];
  return spawn(process.execPath, words, { env: {}, stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
}

function reasonOf(code: number | null | "unstarted"): string {
  if (code === "unstarted") return "the process that looks could not be started";
  return code === withoutGrammars ? "the grammars cannot be loaded on this machine" : "the process that looks broke off";
}

function ended(child: Child): Promise<{ readonly code: number | null | "unstarted"; readonly output: string }> {
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestAnswer) child.kill("SIGKILL");
    else chunks.push(chunk);
  });
  return new Promise((resolve) => {
    child.on("error", () => resolve({ code: "unstarted", output: "" }));
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
