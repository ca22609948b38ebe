import type { Kysely } from "kysely";
import type { StateTables } from "./schema.ts";
import { type Around, freshSecret } from "./secret.ts";

export interface NewChallenge {
  /** What it is for: handed out for one thing, it is of no use for another. */
  readonly kind: string;
  /** Null while nobody is known, as at sign-in. */
  readonly person: string | null;
  /** What belongs to it; it never leaves the server. */
  readonly payload: string;
  /** Milliseconds until it is too late. */
  readonly life: number;
}

/** What was handed out and comes back once: a passkey's challenge, a document to sign, the state of a sign-in at the provider. */
export class Challenges {
  readonly #db: Kysely<StateTables>;
  readonly #around: Around;

  constructor(db: Kysely<StateTables>, around: Around) {
    this.#db = db;
    this.#around = around;
  }

  /** Returns its id, 256 random bits in base64url. */
  async issue({ kind, person, payload, life }: NewChallenge): Promise<string> {
    const id = freshSecret(this.#around.random);
    const row = { id, kind, person, payload, expires_at: this.#around.clock() + life };
    await this.#db.insertInto("challenges").values(row).execute();
    return id;
  }

  /**
   * For the first who asks and in time; else null. Whoever names it has used it up: it is read and deleted in one statement, so that of two who bring the same
   * answer one is refused (G10).
   */
  async take(kind: string, id: string): Promise<{ readonly person: string | null; readonly payload: string } | null> {
    const row = await this.#db.deleteFrom("challenges").where("id", "=", id).returningAll().executeTakeFirst();
    if (row === undefined || row.kind !== kind || this.#around.clock() >= row.expires_at) return null;
    return { person: row.person, payload: row.payload };
  }

  /** Forgets what is too late. */
  async sweep(): Promise<void> {
    await this.#db.deleteFrom("challenges").where("expires_at", "<=", this.#around.clock()).execute();
  }
}
