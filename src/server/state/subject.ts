import type { Kysely } from "kysely";
import type { StateTables } from "./schema.ts";
import { type Around, freshSecret, secretId } from "./secret.ts";

/** A time this far ahead was written while the clock was wrong: what it says of a lifetime is worth nothing (F10). */
const ahead = 60_000;

/** What every subject of the state opens with: the tables, the machine's clock and chance. */
export abstract class Subject {
  protected readonly db: Kysely<StateTables>;
  readonly #around: Around;

  constructor(db: Kysely<StateTables>, around: Around) {
    this.db = db;
    this.#around = around;
  }

  /** Milliseconds since the epoch. */
  protected get now(): number {
    return this.#around.clock();
  }

  /** The latest time that something may have been written at. */
  protected get latest(): number {
    return this.now + ahead;
  }

  /** A secret to hand out, and what is stored of it. */
  protected fresh(): { readonly secret: string; readonly id: string } {
    const secret = freshSecret(this.#around.random);
    return { secret, id: secretId(secret) };
  }
}
