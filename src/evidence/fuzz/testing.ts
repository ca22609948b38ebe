import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { readers } from "../formats.ts";
import { readEvidence } from "../read.ts";
import { fixture } from "../testing.ts";
import { smallReports } from "./small-reports.ts";
import type { Setup, Task } from "./thread/testing.ts";

// For tests only: every reader held to what a hostile report may do. The short form is an ordinary test, the long one is proved (`npm run prove`).

/** Larger ones are read too slowly to be spoiled so often. */
const largest = 4_500;

/** Real reports and written ones by the reader that takes them. */
export function seedsByReader(): Map<string, Buffer[]> {
  const folder = new URL("../fixtures/", import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => !name.endsWith(".md") && statSync(new URL(name, folder)).isFile());
  const all = [...names.sort().map(fixture), ...smallReports.map((text) => Buffer.from(text))].filter(({ length }) => length <= largest);
  const byReader = Map.groupBy(all, (bytes) => readEvidence(bytes).reader);
  return new Map(readers.map(({ name }) => [name, byReader.get(name) ?? []]));
}

/** What one reading may take: seconds of processor time, and megabytes of the heap of its thread. */
export interface Allowance {
  readonly seconds: number;
  readonly heap: number;
  /** Milliseconds between looks at a thread that may not come back. */
  readonly pulse: number;
}

// With its young generation and what the process needs beside it, the heap stays below the 256 MB that all of it may grow by.
const allowed: Allowance = { seconds: 1, heap: 160, pulse: 100 };
const mostMegabytes = 256;

const shownBytes = 64 * 1024;

/** A thread that spoils and reads. One that was stopped, or ended, is started again. */
export class Fuzz implements AsyncDisposable {
  readonly #allowed: Allowance;
  readonly #reading: Setup["reading"];
  readonly #now = new SharedArrayBuffer(8 + shownBytes);
  #worker: Worker | null = null;
  #asked = false;

  constructor(reading: Setup["reading"] = "real", some: Partial<Allowance> = {}) {
    this.#reading = reading;
    this.#allowed = { ...allowed, ...some };
  }

  /** Throws, with the bytes, when a reading is not as it must be, never ends, or takes more of the processor or of the memory than it may. */
  async hold(reader: string, runs: number): Promise<void> {
    // Whoever waited for an earlier answer has given up: it is nobody's any more.
    if (this.#asked) await this[Symbol.asyncDispose]();
    const before = peak();
    this.#worker ??= this.#start();
    this.#asked = true;
    new Int32Array(this.#now, 0, 1)[0] = 0;
    this.#worker.postMessage({ reader, runs } satisfies Task);
    const wrong = await this.#answer(this.#worker);
    const grown = peak() - before;
    if (wrong !== null) throw new Error(`${wrong}\nThe last bytes that were read: ${this.#bytes()}`);
    if (grown > mostMegabytes) throw new Error(`the process grew by ${grown} MB`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
    this.#asked = false;
  }

  #start(): Worker {
    const { seconds, heap } = this.#allowed;
    const setup: Setup = { reading: this.#reading, seconds, now: this.#now };
    return new Worker(new URL("./thread/testing.ts", import.meta.url), { workerData: setup, resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: 16 } });
  }

  /** What was wrong; null when nothing was. */
  async #answer(worker: Worker): Promise<string | null> {
    const stopped = new AbortController();
    const watch = setInterval(this.#watching(worker, stopped), this.#allowed.pulse);
    try {
      const [wrong] = (await once(worker, "message", { signal: stopped.signal })) as [string | null];
      this.#asked = false;
      return wrong;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      return stopped.signal.aborted ? String(stopped.signal.reason) : String(error);
    } finally {
      clearInterval(watch);
    }
  }

  /** Stops a thread whose processor time goes on while the same reading does. */
  #watching(worker: Worker, stopped: AbortController): () => void {
    const begun = new Int32Array(this.#now, 0, 1);
    let [reading, since] = [0, 0];
    return () => {
      const looked = Atomics.load(begun, 0);
      worker.cpuUsage().then(
        ({ user, system }) => {
          const used = (user + system) / 1_000_000;
          if (looked === 0 || looked !== reading) [reading, since] = [looked, used];
          else if (looked === Atomics.load(begun, 0) && used - since > this.#allowed.seconds) stopped.abort(`one reading goes on after ${used - since} s of processor time`);
        },
        () => {},
      );
    };
  }

  #bytes(): string {
    const [, length = 0] = new Int32Array(this.#now, 0, 2);
    return JSON.stringify(Buffer.from(new Uint8Array(this.#now, 8, length)).toString("latin1"));
  }
}

/** Megabytes that this process has had at most. */
function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}
