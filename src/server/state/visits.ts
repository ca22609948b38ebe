import { Subject } from "./subject.ts";

/** Longer between two signs of life than this, and nobody was looking in between. */
const longestPause = 60_000;

export interface Visit {
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** How long the revision was in front of the person, as the page told. */
  readonly seconds: number;
}

/** How long a person had a revision in front of them, and which evidence they opened (R25, R35). */
export class Visits extends Subject {
  /** The page's sign of life while it is in front of the person. The time between comes from our clock, never from the page. */
  async beat(person: string, change: string, revision: number): Promise<void> {
    const { now } = this;
    await this.db.transaction().execute(async (db) => {
      const known = await db.selectFrom("visits").selectAll().where("person", "=", person).where("change", "=", change).where("revision", "=", revision).executeTakeFirst();
      if (known === undefined) return await db.insertInto("visits").values({ person, change, revision, first_at: now, last_at: now, seconds: 0 }).execute();
      const pause = now - known.last_at;
      const seconds = known.seconds + (pause <= longestPause ? Math.round(pause / 1_000) : 0);
      const mine = db.updateTable("visits").set({ last_at: now, seconds }).where("person", "=", person);
      return await mine.where("change", "=", change).where("revision", "=", revision).execute();
    });
  }

  /** Null when the person never had it in front of them. */
  async of(person: string, change: string, revision: number): Promise<Visit | null> {
    const visits = this.db.selectFrom("visits").selectAll().where("person", "=", person).where("change", "=", change);
    const row = await visits.where("revision", "=", revision).executeTakeFirst();
    return row === undefined ? null : { firstAt: row.first_at, lastAt: row.last_at, seconds: row.seconds };
  }

  async openEvidence(person: string, change: string, evidence: string): Promise<void> {
    const row = { person, change, evidence, at: this.now };
    await this.db
      .insertInto("opened")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Ids of the evidence that the person opened, in the order in which they did. */
  async openedEvidence(person: string, change: string): Promise<string[]> {
    const rows = await this.db.selectFrom("opened").select("evidence").where("person", "=", person).where("change", "=", change).orderBy("at").orderBy("evidence").execute();
    return rows.map(({ evidence }) => evidence);
  }
}
