import { ProblemError, problemOf } from "../problem.ts";
import { Subject } from "./subject.ts";

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

/** Anybody may ask for these, so there is an end to them: as many of one kind as a busy morning has. */
const mostOfNobody = 1_000;

/** Nothing that is handed out is waited for longer. */
const longestLife = 15 * 60_000;

/** What was handed out and comes back once: a passkey's challenge, a document to sign, the state of a sign-in at the provider. */
export class Challenges extends Subject {
  /** Returns its id, 256 random bits in base64url. Throws `ProblemError` (`too-many`) when too many of the kind are open that are nobody's. */
  async issue({ kind, person, payload, life }: NewChallenge): Promise<string> {
    if (person === null && (await this.#openOfNobody(kind)) >= mostOfNobody)
      throw new ProblemError(problemOf("too-many", "Too many sign-ins were begun at once.", { hint: "Try again in a minute." }));
    const id = this.fresh().secret;
    const row = { id, kind, person, payload, expires_at: this.now + life };
    await this.db.insertInto("challenges").values(row).execute();
    return id;
  }

  /**
   * For the first who asks and in time; else null. Whoever names it has used it up: it is read and deleted in one statement, so that of two who bring the same
   * answer one is refused (G10).
   */
  async take(kind: string, id: string): Promise<{ readonly person: string | null; readonly payload: string } | null> {
    const row = await this.db.deleteFrom("challenges").where("id", "=", id).returningAll().executeTakeFirst();
    const left = (row?.expires_at ?? 0) - this.now;
    // What has longer left than anything is given was issued while the clock was wrong.
    if (row === undefined || row.kind !== kind || left <= 0 || left > longestLife) return null;
    return { person: row.person, payload: row.payload };
  }

  /** The payloads of what a person has open of a kind that is given this long. Nothing is used up. */
  async openOf({ kind, person, life }: Pick<NewChallenge, "kind" | "life"> & { readonly person: string }): Promise<string[]> {
    const mine = this.db.selectFrom("challenges").select("payload").where("kind", "=", kind).where("person", "=", person);
    return (
      await mine
        .where("expires_at", ">", this.now)
        .where("expires_at", "<=", this.latest + life)
        .execute()
    ).map(({ payload }) => payload);
  }

  /** Ends all that a person has open of a kind. */
  async endAllOf(kind: string, person: string): Promise<void> {
    await this.db.deleteFrom("challenges").where("kind", "=", kind).where("person", "=", person).execute();
  }

  /** Forgets what is too late. */
  async sweep(): Promise<void> {
    await this.db.deleteFrom("challenges").where("expires_at", "<=", this.now).execute();
  }

  async #openOfNobody(kind: string): Promise<number> {
    const open = this.db.selectFrom("challenges").select((count) => count.fn.countAll<number>().as("open"));
    return (await open.where("kind", "=", kind).where("person", "is", null).where("expires_at", ">", this.now).executeTakeFirstOrThrow()).open;
  }
}
