import type { Kysely } from "kysely";
import { Frontier, partialPlaces, rootAt, type Tile, type TilePlace, tileWidth } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import type { Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";

/** The state that the next fact is appended to. */
export interface Head {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The signed checkpoint note of this size and root. */
  readonly note: string;
  /** Time of the newest fact. */
  readonly at: number;
  readonly epoch: number;
  readonly reducer: number;
}

/** Throws `Failure` (`not-initialised`) when the database has no ledger. */
export async function readHead(db: Kysely<Tables>): Promise<Head> {
  const head = await db.selectFrom("head").select(["size", "root", "note", "at", "epoch", "reducer"]).executeTakeFirst();
  if (head === undefined) throw new Failure("not-initialised", "The database holds no ledger.", { hint: "Run `countersign init`." });
  return head;
}

/** Reads tiles of the newest size, for the functions of `ledger/proof`. Inside one transaction on the database with whatever else it is compared with. */
export function tileReader(db: Kysely<Tables>): (place: TilePlace) => Promise<Uint8Array | null> {
  return async ({ level, index, width }) => {
    if (width === tileWidth) return (await db.selectFrom("tiles").select("bytes").where("level", "=", level).where("idx", "=", index).executeTakeFirst())?.bytes ?? null;
    if (level > 0) return (await db.selectFrom("frontier").select("bytes").where("level", "=", level).executeTakeFirst())?.bytes ?? null;
    const from = index * tileWidth;
    const rows = await db
      .selectFrom("leaves")
      .select("leaf_hash")
      .where("idx", ">=", from)
      .where("idx", "<", from + width)
      .orderBy("idx")
      .execute();
    return rows.length === width ? Buffer.concat(rows.map((row) => row.leaf_hash)) : null;
  };
}

/**
 * The frontier of the newest size, from the newest leaves and the partial tiles above them. Throws `Failure` (`integrity`) when they do
 * not give the root of the head: then somebody changed rows, and nothing may be signed over them.
 */
export async function readFrontier(db: Kysely<Tables>, head: Head): Promise<Frontier> {
  const read = tileReader(db);
  const tiles: Tile[] = [];
  for (const place of partialPlaces(head.size)) {
    const bytes = await read(place);
    if (bytes !== null) tiles.push({ ...place, bytes: Buffer.from(bytes) });
  }
  const frontier = Frontier.restore(head.size, tiles);
  if (!frontier.root().equals(head.root)) {
    throw new Failure("integrity", `The newest entries of the ledger do not give the root of its head at ${head.size} entries.`, {
      hint: "Keep the database as it is, and find the changed entry with `countersign verify` over `countersign ledger export`.",
    });
  }
  return frontier;
}

/** The head that the next batch is planned on, with the tree's right edge. */
export interface Ledge {
  readonly head: Head;
  readonly frontier: Frontier;
}

/** Reads the ledge in one snapshot. Throws `Failure` (`integrity`) when the database does not contain what it was known to contain. */
export function readLedge(engine: Engine, known: { readonly size: number; readonly root: Uint8Array } | null): Promise<Ledge> {
  return engine.reads.transaction().execute(async (db) => {
    const head = await readHead(db);
    if (known !== null) await requireContained(db, head, known, "this process has read before");
    return { head, frontier: await readFrontier(db, head) };
  });
}

/**
 * Whether the database contains the tree that a checkpoint names. Throws `Failure` (`integrity`) for a database that is smaller, or had
 * another root at that size: a restored backup, another copy, or one that lost commits (H02, H10).
 */
export async function requireContained(db: Kysely<Tables>, head: Head, checkpoint: { readonly size: number; readonly root: Uint8Array }, whose: string): Promise<void> {
  const what = `the ledger with ${checkpoint.size} entries that ${whose} names`;
  if (checkpoint.size > head.size) return refuse(`The database has ${head.size} entries and does not hold ${what}.`);
  const root = checkpoint.size === head.size ? head.root : await rootAt(checkpoint.size, head.size, tileReader(db));
  if (!Buffer.from(checkpoint.root).equals(root)) return refuse(`The database has another root than ${what}.`);
}

function refuse(sentence: string): never {
  throw new Failure("integrity", sentence, { hint: "It is an older or another copy. Put the right database in place; nothing is signed over this one." });
}
