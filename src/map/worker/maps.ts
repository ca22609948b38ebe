import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { sha256 } from "../../model/canonical.ts";
import { Failure } from "../../model/failure.ts";
import { Turns } from "../../model/turns.ts";
import type { Progress } from "../progress.ts";
import type { LookOf, MapQuestion } from "./look.ts";
import type { JudgedRevision } from "./reviews.ts";
import { KeptTotals } from "./totals.ts";
import type { FromWorker, MapPlace, MapTotals, Sorry, ToWorker } from "./worker.ts";

/** What the ledger says of the commits; `key` changes with it. */
export interface Judged {
  readonly key: string;
  readonly revisions: readonly JudgedRevision[];
}

/** Which map is asked about. */
export interface MapAsked {
  /** Id of who asks; it makes no other map, and maps are made in turn by who asked. */
  readonly caller: string;
  readonly project: string;
  readonly repository: string;
  /** Full id. */
  readonly commit: string;
  /** Where the notes of origin stand; a note that comes later is another map. */
  readonly notes: string | null;
  readonly declared: MapPlace["declared"];
  /** That the commit is the tip of the project's branch: its totals then stand for the project until a newer tip is counted. */
  readonly tip?: boolean;
}

/** How far something is that is being made: the pass that goes on now, and how many are before it. */
export interface MapWork {
  readonly progress: Progress | null;
  readonly before: number;
}

export type MapAnswer<T> = { readonly state: "ready"; readonly answer: T } | ({ readonly state: "working" } & MapWork) | ({ readonly state: "failed" } & Sorry);

export interface MapsOptions {
  /** The folder for all that is kept of maps; it can be thrown away. */
  readonly folder: string;
  readonly clock: () => number;
  /** What went wrong for no reason that anybody could act on. */
  readonly report: (error: unknown) => void;
  /** Milliseconds that one pass may take. */
  readonly longest?: number;
  /** Milliseconds for which an answer waits for a pass before it says how far that is. */
  readonly patience?: number;
  /** Megabytes of the thread's own heap, and as many of the contents that it holds beside it. */
  readonly memory?: number;
  /** Another program for the thread, for a test. */
  readonly script?: URL;
}

interface Job {
  readonly key: string;
  readonly asked: MapAsked;
  readonly place: MapPlace;
  /** Somebody asks about the map itself; otherwise only its totals are wanted, and it can wait. */
  keep: boolean;
  readonly done: Promise<void>;
  readonly end: () => void;
}

/** Passes that may wait in all, and of one caller, for whom a page of a project's history asks some thirty: beyond, who asks is told to come again. */
const mostWaiting = 1_000;
const mostOfOne = 100;
const mostFailures = 200;
/** Milliseconds for which a failure is told again before it is tried again. */
const failureStays = 10_000;
/** What stands for notes that could not be read: no state of a repository's notes is called so. */
const notesUnread = "";
/** Milliseconds for which totals stay that were counted with other notes. */
const totalsStay = 86_400_000;
/** Milliseconds after which a thread that nobody asks anything gives its memory back. */
const idleFor = 600_000;
/** Makes maps, one at a time, in a thread of its own, and answers from those that it has. A thread that dies takes nothing with it but what it can make again. */
export class Maps implements AsyncDisposable {
  readonly #options: Required<MapsOptions>;
  readonly #totals: KeptTotals;
  readonly #failed = new Map<string, { readonly sorry: Sorry; readonly at: number }>();
  readonly #asked = new Map<number, { readonly answer: (look: unknown) => void; readonly fail: (error: unknown) => void }>();
  /** Maps that the thread has, with the state of the ledger that it was told for each. */
  readonly #ready = new Map<string, string | null>();
  /** What somebody wants to see comes before what only counts, among what one caller asked for. */
  readonly #waiting = new Turns<Job>({ most: mostWaiting, mostOfOne, words: "maps wait to be made", urgent: ({ keep }) => keep });
  #current: Job | null = null;
  #progress: Progress | null = null;
  #worker: Worker | null = null;
  #clocks: NodeJS.Timeout[] = [];
  #lastId = 0;
  #closed = false;

  constructor(options: MapsOptions) {
    const script = new URL(`./worker${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
    this.#options = { longest: 3_600_000, patience: 400, memory: 2_048, script, ...options };
    this.#totals = new KeptTotals(join(options.folder, "totals.json"));
  }

  /** Answers from the map when it is there; otherwise has it made, and says how far that is. The answer is null where the map has nothing of that name. Throws `Failure` (`busy`). */
  async ask<Q extends MapQuestion>(asked: MapAsked, judged: Judged, question: Q): Promise<MapAnswer<LookOf<Q> | null>> {
    const key = keyOf(asked);
    if (!this.#ready.has(key)) {
      const failed = this.#failure(key);
      if (failed !== null) return { state: "failed", ...failed };
      await within(this.#enqueue(key, asked, true).done, this.#options.patience);
    }
    if (this.#ready.has(key)) return await this.#lookAt(key, judged, question);
    const failed = this.#failure(key);
    return failed === null ? { state: "working", ...this.#workOn(key) } : { state: "failed", ...failed };
  }

  /**
   * The totals of a map, if they are known; otherwise has them counted when nothing else is to be done, and answers how it stands. Those that were counted with other notes, or
   * without files that nobody could read then, stay for a day: notes come with each push, and seldom tell of what was released long ago. Throws `Failure` (`busy`).
   */
  totals(asked: MapAsked): MapAnswer<MapTotals> {
    const key = keyOf(asked);
    const known = this.#totals.get(totalsKeyOf(asked));
    if (known !== undefined) {
      const old = (known.notes !== asked.notes || known.totals.unreadable > 0) && this.#options.clock() - known.at > totalsStay;
      if (old && this.#failure(key) === null) this.#enqueue(key, asked, false);
      return { state: "ready", answer: known.totals };
    }
    const failed = this.#failure(key);
    if (failed !== null) return { state: "failed", ...failed };
    this.#enqueue(key, asked, false);
    return { state: "working", ...this.#workOn(key) };
  }

  /** What the map of a project's branch last counted; null when nobody has had it made. Has nothing made, and asks no repository. `counted` is in milliseconds. */
  share(project: string): { readonly totals: MapTotals; readonly counted: number } | null {
    const found = this.#totals.tip(project);
    return found === undefined ? null : { totals: found.totals, counted: found.at };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.clear()) job.end();
    await this.#endThread(null);
  }

  #failure(key: string): Sorry | null {
    const found = this.#failed.get(key);
    if (found === undefined) return null;
    if (this.#options.clock() - found.at < failureStays) return found.sorry;
    this.#failed.delete(key);
    return null;
  }

  #workOn(key: string): MapWork {
    const before = this.#current?.key === key ? 0 : this.#waiting.inOrder().findIndex((job) => job.key === key) + (this.#current === null ? 0 : 1);
    return { progress: this.#progress, before: Math.max(0, before) };
  }

  #enqueue(key: string, asked: MapAsked, keep: boolean): Job {
    if (this.#current?.key === key && (this.#current.keep || !keep)) return this.#current;
    if (this.#closed) throw new Failure("busy", "No more maps are made: the server stops.", { hint: "Ask again in a few minutes." });
    const job = this.#waiting.inOrder().find((each) => each.key === key) ?? this.#job(key, asked, keep);
    this.#waiting.add(asked.caller, job);
    job.keep ||= keep;
    this.#next();
    return job;
  }

  #job(key: string, asked: MapAsked, keep: boolean): Job {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { project, repository, commit, declared } = asked;
    const store = join(this.#options.folder, `${sha256(project).slice(0, 16)}.lines`);
    return { key, asked, keep, place: { repository, commit, store, declared }, done: promise, end: resolve };
  }

  #next(): void {
    if (this.#current !== null || this.#closed) return;
    const next = this.#waiting.next();
    if (next === null) return;
    this.#current = next;
    this.#progress = null;
    this.#send({ kind: "pass", key: next.key, place: next.place, keep: next.keep });
    this.#clocks.push(setTimeout(() => void this.#endThread(tooLong(this.#options.longest)), this.#options.longest).unref());
    this.#clocks.push(setInterval(() => void this.#weigh(), 250).unref());
  }

  /** The limit of a thread's heap leaves out the contents of its buffers, and how much a repository puts there is its author's choice. */
  async #weigh(): Promise<void> {
    const worker = this.#worker;
    const weight = await worker?.getHeapStatistics().catch(() => null);
    if (worker === this.#worker && this.#current !== null && (weight?.external_memory ?? 0) > this.#options.memory * 2 ** 20) await this.#endThread(tooMuch);
  }

  #send(message: ToWorker): void {
    this.#worker ??= this.#startThread();
    this.#worker.postMessage(message);
  }

  #startThread(): Worker {
    const worker = new Worker(this.#options.script, { resourceLimits: { maxOldGenerationSizeMb: this.#options.memory } });
    worker.unref();
    worker.on("message", (message: FromWorker) => this.#hear(message));
    worker.on("error", (error: unknown) => void this.#died(worker, error));
    worker.on("exit", () => void this.#died(worker, new Error("the thread ended")));
    return worker;
  }

  #hear(message: FromWorker): void {
    if (message.kind === "progress") this.#progress = message.progress;
    else if (message.kind === "answer" || message.kind === "gone") {
      const asked = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if (message.kind === "answer") asked?.answer(message.look);
      else asked?.fail(gone());
    } else {
      if (message.kind === "passed") this.#passed(message);
      else this.#fail(message.key, message.sorry ?? this.#mistake(message.error));
      this.#endPass();
    }
  }

  #passed({ key, totals, whole, kept }: Extract<FromWorker, { kind: "passed" }>): void {
    if (this.#current?.key === key) this.#keepTotals(this.#current.asked, totals, whole);
    for (const each of this.#ready.keys()) if (!kept.includes(each)) this.#ready.delete(each);
    if (kept.includes(key)) this.#ready.set(key, null);
  }

  #keepTotals(asked: MapAsked, totals: MapTotals, whole: boolean): void {
    try {
      const counted = { totals, notes: whole ? asked.notes : notesUnread, at: this.#options.clock() };
      this.#totals.keep(totalsKeyOf(asked), asked.tip === true ? { ...counted, tipOf: asked.project } : counted);
    } catch (error) {
      // They are counted again after the next start.
      this.#options.report(error);
    }
  }

  #fail(key: string, sorry: Sorry): void {
    this.#failed.set(key, { sorry, at: this.#options.clock() });
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > mostFailures && oldest !== undefined) this.#failed.delete(oldest);
  }

  #mistake(error: unknown): Sorry {
    this.#options.report(error);
    return {
      code: "internal-error",
      sentence: "Making the map broke off for a reason that should not be. The log has it.",
      hint: "Tell whoever runs this server; nothing else is affected.",
    };
  }

  #endPass(): void {
    for (const clock of this.#clocks.splice(0)) clearInterval(clock);
    this.#current?.end();
    this.#current = null;
    this.#progress = null;
    this.#next();
    if (this.#current === null && this.#worker !== null) this.#clocks.push(setTimeout(() => void this.#endThread(null), idleFor).unref());
  }

  async #died(worker: Worker, error: unknown): Promise<void> {
    if (this.#worker !== worker) return;
    const full = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    await this.#endThread(full ? tooMuch : this.#mistake(error));
  }

  /** Ends the thread with all that it has. What it was at has failed for the reason that is given; who waits for an answer asks again. */
  async #endThread(sorry: Sorry | null): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#ready.clear();
    if (this.#current !== null && sorry !== null) this.#fail(this.#current.key, sorry);
    for (const { fail } of this.#asked.values()) fail(gone());
    this.#asked.clear();
    this.#endPass();
    await worker?.terminate();
  }

  async #lookAt<Q extends MapQuestion>(key: string, { key: state, revisions }: Judged, question: Q): Promise<MapAnswer<LookOf<Q> | null>> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#asked.set(id, { answer: resolve, fail: reject });
    if (this.#ready.get(key) !== state) this.#send({ kind: "judged", key, revisions });
    this.#ready.set(key, state);
    this.#send({ kind: "ask", id, key, question });
    // The thread answers each question by its own kind.
    return { state: "ready", answer: (await promise) as LookOf<Q> | null };
  }
}

function keyOf(asked: MapAsked): string {
  return sha256(`${totalsKeyOf(asked)}\0${asked.notes ?? ""}`);
}

function totalsKeyOf({ project, repository, commit, declared }: MapAsked): string {
  return sha256([project, repository, commit, JSON.stringify(declared)].join("\0"));
}

function gone(): Failure {
  return new Failure("busy", "The map had to make room while it was asked about.", { hint: "Ask again." });
}

function tooLong(longest: number): Sorry {
  return {
    code: "too-long",
    sentence: `Making the map took more than ${Math.round(longest / 60_000)} minutes and was ended.`,
    hint: "What was found out is kept: ask again, and it goes on from there.",
  };
}

const tooMuch: Sorry = {
  code: "too-much",
  sentence: "Making the map took more memory than it may.",
  hint: "What was found out is kept. `countersign map` on a machine with more memory can make it.",
};

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer);
}
