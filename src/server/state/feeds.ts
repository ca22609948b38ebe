import type { Selectable } from "kysely";
import type { StateTables } from "./schema.ts";
import { secretId } from "./secret.ts";
import { Subject } from "./subject.ts";

/** How long the address of a feed holds. */
const life = 365 * 24 * 3_600_000;

/** A calendar that a person subscribed to by an address that is a secret, because a calendar sends no token. */
export interface Feed {
  readonly person: string;
  readonly project: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When a calendar last asked; null while none did. */
  readonly usedAt: number | null;
}

/** Secret addresses of feeds: one for each person and project, which opens that project's calendar and nothing else. Only its hash is kept. */
export class Feeds extends Subject {
  /** Withdraws the person's earlier one of the project. */
  async issue(person: string, project: string): Promise<{ readonly secret: string; readonly feed: Feed }> {
    const { secret, id } = this.fresh();
    const { now } = this;
    const row = { id, person, project, created_at: now, expires_at: now + life, used_at: null };
    await this.db.transaction().execute(async (db) => {
      await db.deleteFrom("feeds").where("person", "=", person).where("project", "=", project).execute();
      await db.insertInto("feeds").values(row).execute();
    });
    return { secret, feed: feedOf(row) };
  }

  /** Whose it is and of which project; null when it was withdrawn, has expired, or never was. Attacker-controlled. */
  async find(secret: string): Promise<Feed | null> {
    const row = await this.db.selectFrom("feeds").selectAll().where("id", "=", secretId(secret)).executeTakeFirst();
    return row === undefined || !this.#holds(row) ? null : feedOf(row);
  }

  async of(person: string, project: string): Promise<Feed | null> {
    const row = await this.db.selectFrom("feeds").selectAll().where("person", "=", person).where("project", "=", project).executeTakeFirst();
    return row === undefined || !this.#holds(row) ? null : feedOf(row);
  }

  async touch(secret: string): Promise<void> {
    await this.db.updateTable("feeds").set({ used_at: this.now }).where("id", "=", secretId(secret)).execute();
  }

  async withdraw(person: string, project: string): Promise<void> {
    await this.db.deleteFrom("feeds").where("person", "=", person).where("project", "=", project).execute();
  }

  /** Removes what has run out. */
  async sweep(): Promise<void> {
    await this.db.deleteFrom("feeds").where("expires_at", "<=", this.now).execute();
  }

  #holds({ created_at, expires_at }: Selectable<StateTables["feeds"]>): boolean {
    return this.now < expires_at && created_at <= this.latest;
  }
}

function feedOf({ person, project, created_at, expires_at, used_at }: Selectable<StateTables["feeds"]>): Feed {
  return { person, project, createdAt: created_at, expiresAt: expires_at, usedAt: used_at };
}
