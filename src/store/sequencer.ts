import { canonicalText } from "../model/canonical.ts";
import type { Draft, FiledDocument, PrivateDocument } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { statementOf, type UnplacedFact } from "../model/statement.ts";
import type { Anchor } from "./anchor.ts";
import type { Blobs } from "./blobs.ts";
import { largestInRow } from "./commitment.ts";
import type { Engine, Ground, Outcome } from "./engine.ts";
import { type Head, type Ledge, readHead, readLedge, requireContained } from "./head.ts";
import { readOpenings } from "./openings.ts";
import { type Appended, Call, type Plan, Planning } from "./planning.ts";
import { commitmentApart, openingsApart, type Prepared, prepare, type Sealer } from "./prepare.ts";
import { findByKey, type StandingFact } from "./standing.ts";
import type { Statements } from "./statements.ts";
import { verdictContexts } from "./verdict-context.ts";

export interface AppendOptions {
  /** The size of the ledger that the caller looked at; `Failure` (`stale`) when it has grown since. */
  readonly expect?: number;
}

export interface SequencerParts {
  readonly engine: Engine;
  readonly statements: Statements;
  readonly sealer: Sealer;
  readonly anchor: Anchor;
  readonly blobs: Blobs;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Facts in one commit, at most. */
  readonly maximumBatch: number;
  /** Called after each commit. */
  readonly committed: () => void;
}

interface Flight {
  readonly plan: Plan;
  readonly outcome: Promise<Outcome>;
}

// Failures after which this writer must not go on: on the same connection nothing can be trusted after an I/O error (H13).
const endings: ReadonlySet<string> = new Set(["storage", "head-moved", "unsupported", "integrity"]);

// A store that other processes outrun this often in a row is not getting anywhere.
const maximumReplans = 200;

/**
 * The one way to write. Calls queue while a commit runs, and the next commit takes what has queued, up to `maximumBatch` facts; a
 * full batch is planned and signed while the one before it is being committed. A call's facts are all recorded, next to each other,
 * or none is. Callers are answered after COMMIT.
 *
 * Invariants: a batch is planned on one exact head and carries it as its ground, so a database in any other state refuses it whole;
 * an index comes from the head's size, never from the database; nothing is signed over a database that the anchor does not agree with.
 */
export class Sequencer {
  readonly #parts: SequencerParts;
  readonly #queue: Call[] = [];
  #ledge: Ledge;
  // What the database was last seen to contain, so that another copy slipped in underneath is noticed.
  #durable: Head;
  // The anchored checkpoint that the database was last found to contain.
  #agreed: unknown = null;
  #lastAt = 0;
  #running: Promise<void> | null = null;
  #ended: Failure | null = null;

  constructor(parts: SequencerParts, ledge: Ledge) {
    this.#parts = parts;
    this.#ledge = ledge;
    this.#durable = ledge.head;
  }

  /**
   * Records facts, in this order and next to each other. A draft whose key stands in the ledger with the same content is answered with
   * its place and not written again, even when `expect` has moved on.
   * Throws `Failure`: `bad-input`; `already-exists` when a key stands there with another content; `stale`; `unknown-reference` for a
   * verdict on an unknown change; `head-moved` when another writer took over; `integrity` when the database is not the one that the
   * anchor knows; `locked`; `storage`, after which this store records nothing more.
   */
  async append(drafts: readonly Draft[], { expect }: AppendOptions = {}): Promise<Appended[]> {
    if (this.#ended !== null) throw this.#ended;
    const { maximumBatch } = this.#parts;
    if (drafts.length === 0) return [];
    if (drafts.length > maximumBatch)
      throw new Failure("bad-input", `${drafts.length} facts cannot be recorded at once; the most is ${maximumBatch}.`, { hint: "Record them in several calls." });
    if (new Set(drafts.map(({ key }) => key)).size < drafts.length)
      throw new Failure("bad-input", "Two facts of one call have the same idempotency key.", { hint: "Give each fact a key of its own." });
    // What has to be looked up is looked up before the call gets its time and its place in the queue.
    const contexts = drafts.some(({ type }) => type === "verdict-given") ? await verdictContexts(this.#parts.engine.reads, drafts) : null;
    const standing = drafts.some(hasLargeDocument) ? await this.#standing(drafts.map(({ key }) => key)) : null;
    const openings = drafts.some(hasLargeDocument) ? await Promise.all(drafts.map((draft) => openingsApart(this.#parts.sealer, draft))) : null;
    const prepared = drafts.map((draft, place) => prepare(this.#parts.sealer, draft, this.#now(), contexts?.[place], openings?.[place]));
    for (const one of prepared) if (hasLargeDocument(one.draft) && standing?.has(one.draft.key) !== true) await this.#writeBlobs(one);
    return new Promise((resolve, reject) => {
      this.#queue.push(new Call(prepared, expect, resolve, reject));
      this.#running ??= this.#run();
    });
  }

  /** The newest head that is known to be durable. */
  get head(): Head {
    return this.#durable;
  }

  /** Why nothing more is recorded, or null. */
  get ended(): Failure | null {
    return this.#ended;
  }

  /** Ends the sequencer: every later append fails so. */
  end(reason: Failure): void {
    this.#ended ??= reason;
  }

  /** Resolves when no call waits for its answer. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #now(): number {
    this.#lastAt = Math.max(this.#parts.clock(), this.#lastAt, this.#ledge.head.at);
    return this.#lastAt;
  }

  async #writeBlobs({ openings }: Prepared): Promise<void> {
    for (const { commitment, size, bytes, file } of openings) {
      if (file !== null) await this.#parts.blobs.copy(commitment, file);
      else if (bytes !== null && size > largestInRow) await this.#parts.blobs.write(commitment, bytes);
    }
  }

  async #run(): Promise<void> {
    const flights: Flight[] = [];
    // Whoever appends in this same turn of the event loop shares the commit.
    await nextTurn();
    while (flights.length > 0 || this.#queue.length > 0) {
      if (this.#ended !== null) this.#rejectQueue(this.#ended);
      const plan = this.#mayPlan(flights.length) ? await this.#plan(flights.length === 0 ? "now" : "ahead") : null;
      if (plan !== null) {
        const outcome = this.#parts.engine.commit(plan.batch);
        // It is awaited in its turn; until then a failure must not count as unnoticed.
        outcome.catch(() => {});
        flights.push({ plan, outcome });
      } else if (flights.length > 0) {
        await this.#land(flights);
        if (flights.length === 0) await nextTurn();
      }
    }
    this.#running = null;
  }

  // A batch that is not full waits for the one before it to land, so that more may join; a full one gains nothing by waiting.
  #mayPlan(flying: number): boolean {
    if (this.#ended !== null) return false;
    return flying === 0 || (flying < this.#parts.engine.depth && this.#fullBatchWaits());
  }

  #fullBatchWaits(): boolean {
    let facts = 0;
    for (const { prepared } of this.#queue) {
      facts += prepared.length;
      if (facts >= this.#parts.maximumBatch) return true;
    }
    return false;
  }

  /** Takes calls off the queue and plans their commit. Null when none of them has anything to write. What goes wrong here rejects the calls. */
  async #plan(when: "now" | "ahead"): Promise<Plan | null> {
    let planning: Planning | null = null;
    try {
      if (!(await this.#agreesWithAnchor(when))) return null;
      planning = new Planning(this.#parts, this.#ledge);
      while (this.#queue[0] !== undefined) {
        const [call] = this.#queue;
        // Whether the ledger has grown is only told by what is durable.
        if (when === "ahead" && call.expect !== undefined) break;
        if (!planning.hasRoomFor(call)) break;
        this.#queue.shift();
        planning.take(call);
      }
      for (const { call, failure } of planning.late) await this.#settleLate(call, failure);
      if (planning.isEmpty) return null;
      const plan = planning.finish();
      this.#ledge = plan.after;
      return plan;
    } catch (error) {
      planning?.abandon(error);
      this.#rejectQueue(error);
      if (error instanceof Failure && endings.has(error.code)) this.end(error);
      else await this.#reload();
      return null;
    }
  }

  /** Waits for the first of the commits under way and answers its callers. When it did not happen, neither did those planned upon it: all are planned again. */
  async #land(flights: Flight[]): Promise<void> {
    const lost: Plan[] = [];
    do {
      const flight = flights.shift();
      if (flight !== undefined && !(await this.#landed(flight))) lost.push(flight.plan);
    } while (lost.length > 0 && flights.length > 0);
    if (lost.length === 0) return;
    if (this.#ended === null) await this.#reload();
    this.#requeue(lost.flatMap(({ calls }) => calls.map(({ call }) => call)));
  }

  async #landed({ plan, outcome }: Flight): Promise<boolean> {
    try {
      const said = await outcome;
      if (said.kind === "committed") return await this.#answer(plan);
      // Known ones are settled against what is there, and the rest is planned again.
      if (said.kind === "moved") this.#requireOurs(said, plan.batch.ground);
      else for (const { call } of plan.calls) await this.#settle(call, new Set(said.keys));
    } catch (error) {
      // An error that came with the commit tells these callers nothing about it: their keys do, on the next try.
      for (const { call } of plan.calls) call.reject(error);
      if (error instanceof Failure && endings.has(error.code)) this.end(error);
    }
    return false;
  }

  async #answer(plan: Plan): Promise<true> {
    this.#durable = plan.after.head;
    const erased = plan.calls.flatMap(({ call }) => call.prepared.flatMap(({ fact }) => (fact.type === "document-erased" ? fact.data.commitments : [])));
    for (const commitment of erased) this.#parts.blobs.remove(commitment);
    if (erased.length > 0) await this.#parts.engine.scrub();
    for (const { call, places } of plan.calls) call.resolve(places);
    this.#parts.committed();
    return true;
  }

  #requireOurs(found: { epoch: number; reducer: number }, ground: Ground): void {
    if (found.epoch !== ground.epoch) throw new Failure("head-moved", "Another writer has taken over this ledger.", { hint: "Open it again." });
    if (found.reducer !== ground.reducer) throw new Failure("unsupported", "A newer program has folded the views of this ledger.", { hint: "Update this one." });
  }

  async #reload(): Promise<void> {
    try {
      this.#ledge = await readLedge(this.#parts.engine, this.#durable);
      this.#durable = this.#ledge.head;
    } catch (error) {
      this.end(error instanceof Failure ? error : new Failure("storage", "The ledger could not be read again after a failure.", { hint: "Start again.", cause: error }));
    }
  }

  // Signing comes after this: a note is only ever made for a database that contains what the anchor names. A note that was made on a
  // head which another process has moved meanwhile is dropped with its batch, and never leaves this function's memory.
  async #agreesWithAnchor(when: "now" | "ahead"): Promise<boolean> {
    const newest = this.#parts.anchor.newest();
    if (newest === this.#agreed) return true;
    if (newest.size > this.#ledge.head.size) {
      if (when === "ahead") return false;
      await this.#reload();
      if (this.#ended !== null) throw this.#ended;
    }
    await this.#parts.engine.reads.transaction().execute(async (db) => requireContained(db, await readHead(db), newest, "the anchor"));
    this.#agreed = newest;
    return true;
  }

  /** Compares the drafts of a call whose keys stand in the ledger with what stands there; rejects the call where that is something else. */
  async #settle(call: Call, keys: ReadonlySet<string>): Promise<void> {
    for (const [place, prepared] of call.prepared.entries()) {
      const found = keys.has(prepared.draft.key) ? await findByKey(this.#parts.engine.reads, prepared.draft.key) : null;
      if (found === null) continue;
      if (await this.#isSame(prepared, found)) call.known.set(place, { index: found.fact.index, at: found.fact.at, repeated: true });
      else call.reject(alreadyExists(found.fact));
    }
  }

  async #settleLate(call: Call, failure: Failure): Promise<void> {
    await this.#settle(call, new Set(call.prepared.map(({ draft }) => draft.key)));
    const places = call.prepared.flatMap((_, place) => call.known.get(place) ?? []);
    if (places.length === call.prepared.length) call.resolve(places);
    else call.reject(failure);
  }

  async #isSame({ draft, fact, context, openings }: Prepared, found: StandingFact): Promise<boolean> {
    const { at, commitments } = found.fact;
    // The draft's statement, had it been recorded then: with that time and those commitments, whose salts no retry can repeat.
    const asThen = statementOf({ ...fact, at, commitments } as UnplacedFact, context);
    if (canonicalText(asThen) !== canonicalText(found.statement)) return false;
    const names = Object.keys(commitments);
    if (names.length !== openings.length) return false;
    const opened = await readOpenings(
      this.#parts.engine.reads,
      this.#parts.blobs,
      Object.values(commitments).map(({ commitment }) => commitment),
    );
    for (const name of names) {
      const [given, recorded] = [draft.private?.[name], commitments[name]];
      if (given === undefined || recorded === undefined || given.mediaType !== recorded.mediaType || sizeOf(given) !== recorded.size) return false;
      const salt = opened.get(recorded.commitment)?.salt;
      // Of what was erased only kind and size can be compared.
      if (salt !== undefined && (await commitmentApart(salt, given)) !== recorded.commitment) return false;
    }
    return true;
  }

  async #standing(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#parts.engine.reads.selectFrom("leaves").select("key").where("key", "in", keys).execute();
    return new Set(rows.map(({ key }) => key));
  }

  #requeue(calls: readonly Call[]): void {
    const waiting = calls.filter((call) => !call.settled);
    for (const call of waiting)
      if (++call.replans > maximumReplans) call.reject(new Failure("head-moved", "Other writers kept moving the ledger's head.", { hint: "Run the command again." }));
    this.#queue.unshift(...waiting.filter((call) => !call.settled));
  }

  #rejectQueue(error: unknown): void {
    for (const call of this.#queue.splice(0)) call.reject(error);
  }
}

function hasLargeDocument(draft: Draft): boolean {
  return Object.values(draft.private ?? {}).some((document) => "file" in document || document.bytes.length > largestInRow);
}

function sizeOf(document: PrivateDocument | FiledDocument): number {
  return "file" in document ? document.size : document.bytes.length;
}

function alreadyExists({ key, index, type }: StandingFact["fact"]): Failure {
  return new Failure("already-exists", `The idempotency key ${JSON.stringify(key)} stands at entry ${index} (${type}) with another content.`, {
    hint: "Use a new key for a new fact; a retry repeats the first one exactly.",
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
