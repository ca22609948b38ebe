import { createHash, createHmac, type KeyObject } from "node:crypto";
import type { Kysely } from "kysely";
import { emptyRoot, formatVkey } from "../ledger/index.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Anchor } from "./anchor.ts";
import type { Blobs } from "./blobs.ts";
import type { Engine } from "./engine.ts";
import { type Head, readHead, readLedge, requireContained } from "./head.ts";
import { remakeViews } from "./migrations.ts";
import type { Appended } from "./planning.ts";
import { saltsFrom } from "./prepare.ts";
import { type ExtraFiles, exportTree, proofOf } from "./proof.ts";
import { Reads } from "./read.ts";
import { reducerVersion } from "./reducer.ts";
import type { Tables } from "./schema.ts";
import { type AppendOptions, Sequencer } from "./sequencer.ts";
import { Signer } from "./signing.ts";
import { Statements } from "./statements.ts";
import { checkViews, rebuildViews, type ViewCheck } from "./views.ts";

/** Which ledger a store is. */
export interface Identity {
  readonly origin: string;
  /** UUID. */
  readonly organisation: string;
  readonly vkey: string;
}

export interface StoreParts {
  readonly identity: Identity;
  readonly privateKey: KeyObject;
  readonly engine: Engine;
  readonly anchor: Anchor;
  readonly blobs: Blobs;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** That many random bytes. */
  readonly random: (length: number) => Uint8Array;
  /** Facts in one commit; 256 without it. */
  readonly maximumBatch?: number;
}

export interface OpenOptions {
  /** Fences out whoever has the ledger open: their next append fails (`head-moved`). */
  readonly takeOver?: boolean;
  /** Called when the store has closed. */
  readonly closed?: () => void;
}

// How far the anchor may be behind the database; see `Anchor`.
const anchorDelay = 1_000;
const maximumAttempts = 100;

/** An organisation's ledger with its views: one way to write, and everything that is read. */
export class Store {
  readonly identity: Identity;
  readonly read: Reads;
  readonly #parts: StoreParts;
  readonly #blinding: Buffer;
  readonly #sequencer: Sequencer;
  readonly #onClosed: () => void;
  #anchorTimer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(parts: StoreParts, sequencer: Sequencer, closed: () => void) {
    this.identity = parts.identity;
    this.#blinding = createHash("sha256")
      .update("countersign/blind/v1\0")
      .update(parts.privateKey.export({ type: "pkcs8", format: "der" }))
      .digest();
    this.read = new Reads(parts.engine, parts.blobs);
    this.#parts = parts;
    this.#sequencer = sequencer;
    this.#onClosed = closed;
  }

  /** The number of entries that are durable. */
  get size(): number {
    return this.#sequencer.head.size;
  }

  /** Time of the newest durable entry, in milliseconds since the epoch. */
  get lastAt(): number {
    return this.#sequencer.head.at;
  }

  /** A keyed digest of what is private, for an idempotency key: the same text gives the same key, and nobody without the instance's key can try guesses against it. */
  blind(text: string): string {
    return createHmac("sha256", this.#blinding).update(text).digest("hex");
  }

  /** Why nothing more is recorded, or null while all is well. */
  get ended(): Failure | null {
    return this.#sequencer.ended;
  }

  /** Records facts; see `Sequencer.append`. */
  append(drafts: readonly Draft[], options: AppendOptions = {}): Promise<Appended[]> {
    if (this.#closed) return Promise.reject(new Failure("storage", "The store is closed.", { hint: "Open it again." }));
    return this.#sequencer.append(drafts, options);
  }

  /** The signed checkpoint note of the newest head. The anchor holds it before it is handed out. */
  async checkpoint(): Promise<string> {
    return (await this.#publishable(async (_, head) => head)).note;
  }

  /** The receipt of one entry as the text of a `.tlog-proof` file. Throws `Failure` (`not-found`). */
  proof(index: number): Promise<string> {
    return this.#publishable((db, head) => proofOf(db, head, index));
  }

  /** Writes the whole ledger as a static tlog-tiles tree into a new folder; see `exportTree`. */
  exportTree(folder: string, extra: ExtraFiles = {}): Promise<void> {
    return this.#publishable((db, head) => exportTree(db, head, this.identity.vkey, folder, extra));
  }

  /** Replays the ledger and compares each view with the database. */
  checkViews(): Promise<ViewCheck[]> {
    return checkViews(this.#parts.engine, this.#parts.blobs);
  }

  /** Throws the views away and folds them anew. */
  rebuildViews(): Promise<void> {
    return rebuildViews(this.#parts.engine, this.#parts.blobs);
  }

  /** What the database's own check finds wrong; empty when it is sound. */
  checkDatabase(): Promise<string[]> {
    return this.#parts.engine.check();
  }

  /**
   * Removes blob files that no opening names, which interrupted writes leave. Those of the last hour stay: another process may be
   * about to record them. Returns how many went.
   */
  async sweepBlobs(): Promise<number> {
    const { blobs, clock, engine } = this.#parts;
    const rows = await engine.reads.selectFrom("openings").select("commitment").where("bytes", "is", null).execute();
    return blobs.sweep(clock() - 3_600_000, new Set(rows.map(({ commitment }) => commitment)));
  }

  /** Brings the anchor up to the database and gives everything back. Nothing is lost without it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#anchorTimer !== null) clearTimeout(this.#anchorTimer);
    try {
      await this.#sequencer.idle();
      if (this.ended === null) await this.#raiseAnchor();
    } finally {
      await this.#parts.engine.close();
      this.#onClosed();
    }
  }

  /** Called after each commit: the anchor follows within a second, off the way of those who append. */
  committed(): void {
    if (this.#anchorTimer !== null || this.#closed) return;
    this.#anchorTimer = setTimeout(() => {
      this.#anchorTimer = null;
      this.#raiseAnchor().catch((error: unknown) => this.#sequencer.end(error instanceof Failure ? error : anchorFailed(error)));
    }, anchorDelay);
    this.#anchorTimer.unref();
  }

  // One snapshot for the head and whatever is worked out from it, once the anchor holds that head.
  async #publishable<T>(work: (db: Kysely<Tables>, head: Head) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < maximumAttempts; attempt++) {
      if (this.ended !== null) throw this.ended;
      const anchored = await this.#raiseAnchor();
      const done = await this.#parts.engine.reads.transaction().execute(async (db) => {
        const head = await readHead(db);
        // Another process appended in between, and the anchor does not hold its note yet.
        return head.size > anchored ? null : { result: await work(db, head) };
      });
      if (done !== null) return done.result;
    }
    throw new Failure("stale", "Other processes kept the ledger growing while its head was read.", { hint: "Run the command again." });
  }

  /** Moves the anchor to the database's head; returns its size. Inside a write transaction, so that no other process moves it meanwhile. */
  #raiseAnchor(): Promise<number> {
    const { engine, anchor } = this.#parts;
    return engine.write(async (db) => {
      const head = await readHead(db);
      const newest = anchor.newest();
      if (newest.size === head.size && Buffer.from(head.root).equals(newest.root)) return head.size;
      await requireContained(db, head, newest, "the anchor");
      anchor.advance(head.note);
      return head.size;
    });
  }
}

/** Opens the ledger in a database. Throws `Failure`: `integrity` when it is not the one that the anchor and the key belong to; `unsupported` when a newer program wrote it; `not-initialised`; `storage`. */
export async function openStore(parts: StoreParts, { takeOver = false, closed = () => {} }: OpenOptions = {}): Promise<Store> {
  const { engine, anchor, blobs, identity } = parts;
  await engine.migrate();
  await bringViewsUp(engine, blobs);
  if (takeOver)
    await engine.write((db) =>
      db
        .updateTable("head")
        .set((head) => ({ epoch: head("epoch", "+", 1) }))
        .execute(),
    );
  const ledge = await readLedge(engine, anchor.newest());
  requireKey(parts);
  const sealer = { origin: identity.origin, organisation: identity.organisation, signer: new Signer(identity.vkey, parts.privateKey), salt: saltsFrom(parts.random) };
  let store: Store | null = null;
  const sequencer = new Sequencer(
    {
      engine,
      anchor,
      blobs,
      sealer,
      statements: new Statements(engine.reads),
      clock: parts.clock,
      maximumBatch: parts.maximumBatch ?? 256,
      committed: () => store?.committed(),
    },
    ledge,
  );
  store = new Store(parts, sequencer, closed);
  return store;
}

/** Makes an empty ledger in an empty database, with its anchor. */
export async function initialiseStore({ engine, anchor, identity, privateKey }: StoreParts): Promise<void> {
  const root = emptyRoot();
  const note = new Signer(identity.vkey, privateKey).note(0, root);
  await engine.migrate();
  await engine.write(async (db) => {
    if ((await db.selectFrom("head").select("id").executeTakeFirst()) !== undefined)
      throw new Failure("already-exists", "The database holds a ledger already.", { hint: "Name another one." });
    await remakeViews(db, engine.columnTypes);
    await db.insertInto("head").values({ id: 1, size: 0, root, note, at: 0, epoch: 1, reducer: reducerVersion }).execute();
  });
  anchor.advance(note);
}

async function bringViewsUp(engine: Engine, blobs: Blobs): Promise<void> {
  const { reducer } = await readHead(engine.reads);
  if (reducer > reducerVersion)
    throw new Failure("unsupported", `The views were folded by version ${reducer} of the reducer; this program knows ${reducerVersion}.`, { hint: "Update it." });
  if (reducer < reducerVersion) await rebuildViews(engine, blobs);
}

// A staging copy that shares the key is a fork in waiting: one key signs for one origin only.
function requireKey({ identity: { origin, vkey }, privateKey }: StoreParts): void {
  if (formatVkey(origin, privateKey) !== vkey)
    throw new Failure("integrity", `The private key is not the one of ${origin}.`, { hint: "Put the instance's own key file in place." });
}

function anchorFailed(error: unknown): Failure {
  return new Failure("storage", `The anchor could not be written: ${error instanceof Error ? error.message : String(error)}.`, {
    hint: "Mend the disk and start again.",
    cause: error,
  });
}
