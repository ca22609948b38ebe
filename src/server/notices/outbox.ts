import type { Kysely } from "kysely";
import type { StateTables } from "../state/schema.ts";

export type Channel = "mail" | "webhook";

/** A notice on its way. */
export interface Notice {
  /** Names what it is about and for whom: the same id is never put in twice, so that reading the ledger again after a crash makes no second notice. */
  readonly id: string;
  readonly channel: Channel;
  /** E-mail address, or the webhook's URL. */
  readonly recipient: string;
  /** One line: the subject of a mail. */
  readonly about: string;
  /** Text of a mail, JSON of a webhook. */
  readonly body: string;
}

export interface Waiting extends Notice {
  /** How often it was tried. */
  readonly attempts: number;
}

/** Longest wait between two attempts, and how many there are: a receiver may be away for a weekend. */
const longest = 6 * 3_600_000;
const mostAttempts = 20;

/** What waits to be delivered. A notice leaves only after its receiver took it, so it arrives at least once, also across a restart. */
export class Outbox {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  /** Puts notices in that are not there yet, and moves the reader's place, in one transaction. */
  async put(notices: readonly Notice[], { now, cursor }: { readonly now: number; readonly cursor?: { readonly name: string; readonly position: number } }): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      for (const { id, channel, recipient, about, body } of notices) {
        const row = { id, channel, recipient, about, body, attempts: 0, next_at: now, sent_at: null, failed: null };
        await db
          .insertInto("outbox")
          .values(row)
          .onConflict((conflict) => conflict.column("id").doNothing())
          .execute();
      }
      if (cursor === undefined) return;
      const { name, position } = cursor;
      await db
        .insertInto("cursors")
        .values({ name, position })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ position }))
        .execute();
    });
  }

  /** How far a reader of the ledger has come; null before it ever read. */
  async cursor(name: string): Promise<number | null> {
    const row = await this.#db.selectFrom("cursors").select("position").where("name", "=", name).executeTakeFirst();
    return row?.position ?? null;
  }

  /** What is due, oldest first. */
  async due(now: number, most: number): Promise<Waiting[]> {
    const rows = await this.#db
      .selectFrom("outbox")
      .selectAll()
      .where("sent_at", "is", null)
      .where("attempts", "<", mostAttempts)
      .where("next_at", "<=", now)
      .orderBy("next_at")
      .limit(most)
      .execute();
    return rows.map(({ id, channel, recipient, about, body, attempts }) => ({ id, channel: channel as Channel, recipient, about, body, attempts }));
  }

  async sent(id: string, now: number): Promise<void> {
    // The text has done its work; what was sent when stays, so that nothing is sent twice.
    await this.#db.updateTable("outbox").set({ sent_at: now, body: "", failed: null }).where("id", "=", id).execute();
  }

  /** Tries again later, each time after twice as long. */
  async failed({ id, attempts }: Waiting, why: string, now: number): Promise<void> {
    const wait = Math.min(30_000 * 2 ** attempts, longest);
    await this.#db
      .updateTable("outbox")
      .set({ attempts: attempts + 1, next_at: now + wait, failed: why.slice(0, 300) })
      .where("id", "=", id)
      .execute();
  }

  /** What was given up, for the page of the administrator. */
  async givenUp(): Promise<{ readonly id: string; readonly recipient: string; readonly why: string }[]> {
    const rows = await this.#db.selectFrom("outbox").select(["id", "recipient", "failed"]).where("sent_at", "is", null).where("attempts", ">=", mostAttempts).execute();
    return rows.map(({ id, recipient, failed }) => ({ id, recipient, why: failed ?? "" }));
  }
}
