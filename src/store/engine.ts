import type { Kysely, Transaction } from "kysely";
import type { Tables } from "./schema.ts";

export type Parameter = string | number | null | Uint8Array;

/** One statement, compiled once by Kysely, and the rows that it is run with, in order. */
export interface Write {
  readonly sql: string;
  readonly rows: readonly (readonly Parameter[])[];
}

/** What a batch was planned on. A database in any other state refuses it. */
export interface Ground {
  readonly size: number;
  readonly epoch: number;
  readonly reducer: number;
}

/** All that one commit writes. */
export interface Batch {
  readonly ground: Ground;
  /** Idempotency keys that must be new. */
  readonly keys: readonly string[];
  readonly writes: readonly Write[];
  /** The compare-and-swap of the head; it must touch exactly one row. */
  readonly head: Write;
}

/** `committed` is durable. After `moved` and `known` nothing was written. */
export type Outcome =
  | { readonly kind: "committed" }
  /** The head is not what the batch was planned on; `epoch` and `reducer` are the database's. */
  | { readonly kind: "moved"; readonly epoch: number; readonly reducer: number }
  /** These keys stand in the ledger already. */
  | { readonly kind: "known"; readonly keys: readonly string[] };

/**
 * One kind of database under the store: all that differs between them. SQL is written once, in Kysely; what an engine adds is how a
 * transaction is begun, how a batch gets through in few round trips, what an error means, and the names of column types.
 */
export interface Engine {
  /** Committed state. A transaction on it sees one state throughout. It cannot write. */
  readonly reads: Kysely<Tables>;
  readonly columnTypes: ColumnTypes;
  /** Entries that are durable now, also those of other processes: one row by its key. It is asked before each answer that rests on nothing having changed, so it costs next to nothing. */
  size(): Promise<number>;
  /** How many batches may be handed over before the first is answered; they are committed in order. */
  readonly depth: number;
  /** The guard, the writes and the head's swap, in one transaction. Throws `Failure` (`storage`, `locked`); after `storage` it must not be used again. */
  commit(batch: Batch): Promise<Outcome>;
  /** One transaction that excludes every other writer, of this process and of others, from its begin on. For what is no append: migrations, folding views anew. */
  write<T>(body: (db: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Brings the schema up to date; does nothing, quickly, when it is. */
  migrate(): Promise<void>;
  /** What the database's own check finds wrong; empty when it is sound. */
  check(): Promise<string[]>;
  /** Removes from the files what deleted rows held. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}

/** How a database spells what SQLite and PostgreSQL spell differently. */
export interface ColumnTypes {
  readonly bytes: "blob" | "bytea";
  readonly integer: "integer" | "bigint";
  /** What stands behind `create table (…)`. */
  readonly tableEnd: "strict" | "";
}
