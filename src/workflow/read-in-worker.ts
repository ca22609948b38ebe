import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { quoted } from "../evidence/index.ts";
import { Failure } from "../model/failure.ts";
import { type ReadContext, readToKeep } from "./evidence-of.ts";
import type { Task } from "./read-worker.ts";

/** A report of more bytes is read in another thread, so that nobody else waits for it. */
export const largestHere = 2 ** 20;

/** What a reading may cost. Whoever hands a report in made all of it. */
export interface Allowance {
  /** Milliseconds of processor time; of any other time it may take ten times as many. */
  readonly time: number;
  /** Megabytes of the thread's own heap. */
  readonly memory: number;
}

/** A second of processor time for every ten megabytes that are begun, and one for the start of the thread (reference `evidence.md` §6). */
function allowanceFor(bytes: number): Allowance {
  return { time: 1_000 * (1 + Math.ceil(bytes / 10_000_000)), memory: 256 };
}

/** What a report holds, or a file with it, which is then read by the other thread alone. */
export type ReportSource = { readonly bytes: Uint8Array } | { readonly file: string; readonly size: number };

/** Reads a report, holds it against its commit, and returns what is kept of it. Throws `Failure` (`evidence-refused`) for one that costs too much to read. */
export async function readApart(source: ReportSource, name: string, context: ReadContext, allowed = allowanceFor(sizeOf(source))): Promise<Buffer> {
  if ("bytes" in source && source.bytes.length <= largestHere) return readToKeep(source.bytes, name, context);
  const { tree, ...rest } = context;
  const task: Task = { ...rest, source, name, paths: [...tree.paths].join("\0") };
  return await inTurn(() => readInWorker(task, allowed));
}

function sizeOf(source: ReportSource): number {
  return "bytes" in source ? source.bytes.length : source.size;
}

// One at a time: each may take a quarter of a gigabyte, and a processor.
let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}

async function readInWorker(task: Task, { time, memory }: Allowance): Promise<Buffer> {
  const script = new URL(`./read-worker${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
  const worker = new Worker(script, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: memory } });
  const stopped = new AbortController();
  const watch = setInterval(() => void stopBeyond(worker, time, stopped), pulse);
  try {
    const [kept] = (await once(worker, "message", { signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(10 * time)]) })) as [Uint8Array];
    return Buffer.from(kept.buffer);
  } catch (error) {
    throw refusalOf(error, task.name, time) ?? error;
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/** Milliseconds between looks at how much a reading took. */
const pulse = 100;

async function stopBeyond(worker: Worker, time: number, stopped: AbortController): Promise<void> {
  try {
    const { user, system } = await worker.cpuUsage();
    if ((user + system) / 1_000 > time) stopped.abort();
  } catch {
    // It has ended.
  }
}

function refusalOf(error: unknown, name: string, time: number): Failure | null {
  const { name: kind, code } = error as { readonly name?: unknown; readonly code?: unknown };
  const tooMuch = kind === "AbortError" ? `takes more than ${time / 1_000} seconds to read` : code === "ERR_WORKER_OUT_OF_MEMORY" ? "takes too much memory to read" : null;
  return tooMuch === null ? null : new Failure("evidence-refused", `${quoted(name)} ${tooMuch}. Nothing was recorded.`, { hint: "Hand it in as several reports.", cause: error });
}
