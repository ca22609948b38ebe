import { isDeepStrictEqual } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { evidenceStates, type Reading } from "../../../model/evidence.ts";
import { readEvidence } from "../../read.ts";
import { drawing, edits, type Seed, seedOf, spoiled } from "../spoil.ts";
import { seedsByReader } from "../testing.ts";

// For tests only, and a thread of its own: it reads, and whoever started it watches what that takes.

/** What the thread is started with. */
export interface Setup {
  readonly reading: keyof typeof readings;
  /** Seconds of processor time that one reading may take. */
  readonly seconds: number;
  /** How many readings were begun, and what is read now: its length and its bytes. */
  readonly now: SharedArrayBuffer;
}

export interface Task {
  readonly reader: string;
  readonly runs: number;
}

/** What is held to account, and what must be caught. */
const readings = {
  real: (bytes) => readEvidence(bytes),
  slow: (bytes) => {
    const before = process.threadCpuUsage();
    while (took(before) < 0.1);
    return readEvidence(bytes);
  },
  endless: () => {
    for (;;);
  },
  hoards: () => {
    for (const kept: unknown[] = []; ; ) kept.push([kept]);
  },
  swells: (bytes) => {
    // Far above what is allowed, since a process that was larger before hides as much of it.
    Buffer.alloc(700 * 1024 * 1024, 1);
    return readEvidence(bytes);
  },
  throws: () => {
    throw new TypeError("of the reader");
  },
} satisfies Record<string, (bytes: Uint8Array) => Reading>;

// Every refusal is an error, and the stacks that nobody reads take half of the time.
Error.stackTraceLimit = 0;

const { reading: chosen, seconds, now } = workerData as Setup;
const read: (bytes: Uint8Array) => Reading = readings[chosen];
const counters = new Int32Array(now, 0, 2);
const copy = new Uint8Array(now, 8);
const seeds = new Map([...seedsByReader()].map(([name, all]) => [name, all.map(seedOf)]));
const others = [...seeds.values()].flat();

parentPort?.on("message", ({ reader, runs }: Task) => {
  try {
    spoilAll(seeds.get(reader) ?? [], runs);
    parentPort?.postMessage(null);
  } catch (error) {
    parentPort?.postMessage(`${(error as Error).cause}\n${error}`);
  }
});

/** Reads so many spoiled reports, and as many cuts as a tenth of it. */
function spoilAll(all: readonly Seed[], runs: number): void {
  const draw = drawing(all);
  let looked = 0;
  fc.assert(
    fc.property(fc.nat(), edits, (drawn, done) => {
      const bytes = spoiled(draw(drawn), others, done);
      const reading = sound(bytes);
      if (++looked % 32 === 0 && !isDeepStrictEqual(readEvidence(Buffer.from(bytes)), reading)) throw new Error("the same bytes gave another reading");
    }),
    { numRuns: runs },
  );
  const ended = all.filter(({ end }) => end !== null);
  if (ended.length > 0) cutAll(drawing(ended), Math.ceil(runs / 10));
}

function cutAll(draw: (drawn: number) => Seed, runs: number): void {
  const cut = fc.property(fc.nat(), fc.nat(), (drawn, at) => {
    const { bytes, end } = draw(drawn);
    const { state } = sound(bytes.subarray(0, at % (end ?? 1)));
    if (state === "accepted" || state === "inconsistent") throw new Error(`cut at ${at % (end ?? 1)} it is ${state}`);
  });
  fc.assert(cut, { numRuns: runs });
}

/** What holds of every reading, whatever the bytes are. */
function sound(bytes: Buffer): Reading {
  tell(bytes);
  const before = process.threadCpuUsage();
  const reading = read(bytes);
  const taken = took(before);
  if (taken > seconds) throw new Error(`one reading took ${taken} s of processor time`);
  const whole = reading.state === "accepted" || reading.state === "inconsistent";
  const broken = reading.sentence?.includes("The reader broke off") ?? false;
  const kept = (reading.report !== null) === whole && (reading.sentence === null) === whole;
  if (!evidenceStates.includes(reading.state) || broken || !kept || "polluted" in {}) throw new Error(`${reading.state}: ${reading.sentence}`);
  return reading;
}

// For whoever finds that this thread does not come back.
function tell(bytes: Buffer): void {
  copy.set(bytes.subarray(0, copy.length));
  counters[1] = Math.min(bytes.length, copy.length);
  Atomics.add(counters, 0, 1);
}

/** Seconds of this thread's processor time; what else runs on the machine does not count. */
function took(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000_000;
}
