import type { Selectable } from "kysely";
import type { StateTables } from "./schema.ts";
import { secretId } from "./secret.ts";
import { Subject } from "./subject.ts";

/** How long a link to join holds. */
const life = 7 * 24 * 3_600_000;

export interface Invitation {
  readonly person: string;
  /** Person id of who invited, or `system`. */
  readonly by: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Links with which an enrolled person makes a first passkey, or another one after all were lost. A person has one at a time. */
export class Invitations extends Subject {
  /** Ends the person's earlier ones. */
  async issue(person: string, by: string): Promise<{ readonly secret: string; readonly expiresAt: number }> {
    const { secret, id } = this.fresh();
    const { now } = this;
    const row = { id, person, by, created_at: now, expires_at: now + life, used_at: null };
    await this.db.transaction().execute(async (db) => {
      await db.deleteFrom("invitations").where("person", "=", person).execute();
      await db.insertInto("invitations").values(row).execute();
    });
    return { secret, expiresAt: row.expires_at };
  }

  /** Whom it invites, without using it; null when it was used, has expired, or never was. */
  async look(secret: string): Promise<Invitation | null> {
    const row = await this.db.selectFrom("invitations").selectAll().where("id", "=", secretId(secret)).executeTakeFirst();
    return row === undefined || row.used_at !== null || this.now >= row.expires_at || row.created_at > this.latest ? null : invitationOf(row);
  }

  /** Uses it up; null for all but the first who does, and when `look` says so. */
  async use(secret: string): Promise<Invitation | null> {
    const { now } = this;
    const row = await this.db
      .updateTable("invitations")
      .set({ used_at: now })
      .where("id", "=", secretId(secret))
      .where("used_at", "is", null)
      .where("expires_at", ">", now)
      .where("created_at", "<=", this.latest)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : invitationOf(row);
  }

  async endAllOf(person: string): Promise<void> {
    await this.db.deleteFrom("invitations").where("person", "=", person).execute();
  }
}

function invitationOf({ person, by, created_at, expires_at }: Selectable<StateTables["invitations"]>): Invitation {
  return { person, by, createdAt: created_at, expiresAt: expires_at };
}
