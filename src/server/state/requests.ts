import { Subject } from "./subject.ts";

/** How long a retry is recognised. */
const life = 24 * 3_600_000;

export interface KeptAnswer {
  /** SHA-256 of what was asked. */
  readonly digest: string;
  readonly status: number;
  /** The answer's JSON; empty when it held a secret. */
  readonly body: string;
}

/** Answers of requests that carried an idempotency key, by a digest of caller and key. */
export class Requests extends Subject {
  async find(id: string): Promise<KeptAnswer | null> {
    const kept = this.db.selectFrom("requests").select(["digest", "status", "body"]).where("id", "=", id);
    return (await kept.where("at", ">", this.now - life).executeTakeFirst()) ?? null;
  }

  async keep(id: string, answer: KeptAnswer): Promise<void> {
    const row = { ...answer, at: this.now };
    await this.db
      .insertInto("requests")
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
  }

  /** Forgets those that are too old. */
  async sweep(): Promise<void> {
    await this.db
      .deleteFrom("requests")
      .where("at", "<=", this.now - life)
      .execute();
  }
}
