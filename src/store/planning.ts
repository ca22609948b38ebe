import type { Frontier, Tile } from "../ledger/index.ts";
import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { largestInRow } from "./commitment.ts";
import type { Batch, Parameter, Write } from "./engine.ts";
import type { Head, Ledge } from "./head.ts";
import { type Leaf, type Prepared, resealed, type Sealer } from "./prepare.ts";
import { fold } from "./reducer.ts";
import type { Statement, Statements } from "./statements.ts";

/** Where a fact stands. `repeated` is true when it stood there already, under the same idempotency key. */
export interface Appended {
  readonly index: number;
  readonly at: number;
  readonly repeated: boolean;
}

/** One call of `append`, waiting for its answer. */
export class Call {
  readonly prepared: readonly Prepared[];
  readonly expect: number | undefined;
  /** By position in `prepared`: those that stand in the ledger already. */
  readonly known = new Map<number, Appended>();
  replans = 0;
  readonly #resolve: (places: Appended[]) => void;
  readonly #reject: (error: unknown) => void;
  #settled = false;

  constructor(prepared: readonly Prepared[], expect: number | undefined, resolve: (places: Appended[]) => void, reject: (error: unknown) => void) {
    this.prepared = prepared;
    this.expect = expect;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Whether it was answered, one way or the other. */
  get settled(): boolean {
    return this.#settled;
  }

  resolve(places: Appended[]): void {
    this.#settled = true;
    this.#resolve(places);
  }

  reject(error: unknown): void {
    this.#settled = true;
    this.#reject(error);
  }
}

/** One commit, with what is there after it. */
export interface Plan {
  readonly batch: Batch;
  readonly after: Ledge;
  readonly calls: readonly { readonly call: Call; readonly places: Appended[] }[];
}

export interface PlanningParts {
  readonly statements: Statements;
  readonly sealer: Sealer;
  /** Facts in one commit, at most. */
  readonly maximumBatch: number;
}

/** The making of one commit: each call's facts get their places, and all rows are worked out before the database is touched. */
export class Planning {
  /** Calls that looked at a smaller ledger. They are refused, unless they are retries of what made it grow. */
  readonly late: { readonly call: Call; readonly failure: Failure }[] = [];
  readonly #parts: PlanningParts;
  readonly #calls: { readonly call: Call; readonly places: Appended[] }[] = [];
  readonly #facts: Prepared[] = [];
  readonly #keys = new Set<string>();
  readonly #writes: { sql: string; rows: (readonly Parameter[])[] }[] = [];
  readonly #taken: Call[] = [];
  readonly #before: Head;
  readonly #frontier: Frontier;
  #at: number;

  constructor(parts: PlanningParts, { head, frontier }: Ledge) {
    this.#parts = parts;
    this.#before = head;
    this.#frontier = frontier;
    this.#at = head.at;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** False when the call must wait for a later commit: it does not fit in, or repeats a key of this one. */
  hasRoomFor(call: Call): boolean {
    return this.#facts.length + call.prepared.length - call.known.size <= this.#parts.maximumBatch && !call.prepared.some(({ draft }) => this.#keys.has(draft.key));
  }

  /** Gives the call's facts their places; or answers it, when it has nothing to write or must be refused. */
  take(call: Call): void {
    this.#taken.push(call);
    const size = this.#before.size + this.#facts.length;
    const fresh = call.prepared.filter((_, place) => !call.known.has(place));
    if (fresh.length > 0 && call.expect !== undefined && call.expect !== size) {
      this.late.push({ call, failure: stale(call.expect, size) });
      return;
    }
    const forward = fresh.findIndex(({ draft }, place) => draft.links?.some((link) => link >= size + place));
    if (forward >= 0) return call.reject(linksForward(fresh[forward] as Prepared));
    const places = call.prepared.map((prepared, place) => call.known.get(place) ?? this.#place(prepared));
    if (fresh.length === 0) return call.resolve(places);
    this.#calls.push({ call, places });
  }

  /** Rejects all that was taken; nothing of it was written. */
  abandon(error: unknown): void {
    for (const call of this.#taken) if (!call.settled) call.reject(error);
  }

  #place(prepared: Prepared): Appended {
    // The ledger's time never runs backwards, whatever a clock of another process did.
    const final = prepared.fact.at < this.#at ? resealed(this.#parts.sealer, prepared, this.#at) : prepared;
    const index = this.#before.size + this.#facts.length;
    this.#at = final.fact.at;
    this.#facts.push(final);
    this.#keys.add(final.draft.key);
    return { index, at: this.#at, repeated: false };
  }

  /**
   * The rows of all that was taken, and the signed note over the tree with it. Moves the ledge's frontier on: should this, or the
   * commit, fail, the ledge is read anew.
   */
  finish(): Plan {
    const { statements, sealer } = this.#parts;
    const leaves = this.#facts.map(({ leaf }) => leaf);
    this.#writeLeaves(leaves);
    this.#writeTiles(leaves);
    const size = this.#before.size + this.#facts.length;
    const root = this.#frontier.root();
    const note = sealer.signer.note(size, root);
    this.#writeOpenings();
    this.#writeViews();
    const { epoch, reducer } = this.#before;
    const head: Head = { size, root, note, at: this.#at, epoch, reducer };
    const swap: Write = { sql: statements.head.sql, rows: [statements.head.parameters({ ...head, oldSize: this.#before.size })] };
    return {
      batch: { ground: { size: this.#before.size, epoch, reducer }, keys: [...this.#keys], writes: this.#writes, head: swap },
      after: { head, frontier: this.#frontier },
      calls: this.#calls,
    };
  }

  #writeLeaves(leaves: readonly Leaf[]): void {
    for (const [offset, { bytes, hash }] of leaves.entries()) {
      const { at, type, key } = (this.#facts[offset] as Prepared).fact;
      this.#write(this.#parts.statements.leaf, { idx: this.#before.size + offset, leaf: bytes, leaf_hash: hash, at, type, key });
    }
  }

  #writeOpenings(): void {
    const { opening, noOpening } = this.#parts.statements;
    for (const { fact, openings } of this.#facts) {
      for (const { commitment, salt, mediaType, size, bytes } of openings) {
        this.#write(opening, { commitment, salt, media_type: mediaType, size, bytes: size > largestInRow ? null : bytes });
      }
      if (fact.type === "document-erased") for (const commitment of fact.data.commitments) this.#write(noOpening, { commitment });
    }
  }

  #writeViews(): void {
    for (const [offset, { fact, openings }] of this.#facts.entries()) {
      const open = (wanted: string) => openings.find(({ commitment }) => commitment === wanted)?.bytes ?? null;
      for (const change of fold({ ...fact, index: this.#before.size + offset } as Fact, open)) {
        const { sql, row } = this.#parts.statements.view(change);
        this.#push(sql, row);
      }
    }
  }

  #writeTiles(leaves: readonly Leaf[]): void {
    const { statements } = this.#parts;
    const filled: Tile[] = leaves.flatMap(({ hash }) => this.#frontier.append(hash));
    if (filled.length === 0) return;
    for (const { level, index, bytes } of filled) this.#write(statements.tile, { level, idx: index, bytes });
    // Only a filled tile changes the partial ones above it.
    const highest = Math.max(...filled.map(({ level }) => level)) + 1;
    const partial = this.#frontier.partialTiles();
    for (let level = 1; level <= highest; level++) {
      const tile = partial.find((candidate) => candidate.level === level);
      if (tile === undefined) this.#write(statements.noFrontier, { level });
      else this.#write(statements.frontier, { level, bytes: tile.bytes });
    }
  }

  #write<Row>(statement: Statement<Row>, row: Row): void {
    this.#push(statement.sql, statement.parameters(row));
  }

  #push(sql: string, row: readonly Parameter[]): void {
    const last = this.#writes.at(-1);
    if (last?.sql === sql) last.rows.push(row);
    else this.#writes.push({ sql, rows: [row] });
  }
}

function stale(expected: number, size: number): Failure {
  return new Failure("stale", `The ledger has ${size} entries; this was worked out when it had ${expected}.`, { hint: "Look at it again, and run the command again." });
}

function linksForward({ draft }: Prepared): Failure {
  return new Failure("bad-input", `This ${draft.type} fact links to an entry that does not come before it.`, { hint: "Links name the ledger indexes of earlier facts." });
}
