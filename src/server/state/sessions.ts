import type { Selectable } from "kysely";
import { Failure } from "../../model/failure.ts";
import type { StateTables } from "./schema.ts";
import { secretId } from "./secret.ts";
import { Subject } from "./subject.ts";

const hour = 3_600_000;
const idleEnd = 12 * hour;
/** How long a session lasts at most, however busy it is. */
export const absoluteEnd = 7 * 24 * hour;
// A session's use is written down once a minute, not at each request.
const touchEvery = 60_000;
const longestAgent = 200;

export interface Session {
  /** SHA-256 of the secret. */
  readonly id: string;
  readonly person: string;
  readonly createdAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
  /** When the person last proved presence with a passkey; 0 for one who came in another way. */
  readonly provedAt: number;
  /** What the browser calls itself: attacker-controlled, for showing only. */
  readonly agent: string;
}

/** Signed-in browsers. A session ends 12 hours after its last use and 7 days after its start, whichever is first. */
export class Sessions extends Subject {
  /** Signs a person in and returns the secret for the cookie, which is not stored. `proved` says whether they have just used a passkey. */
  async start(person: string, { agent, proved }: { readonly agent: string; readonly proved: boolean }): Promise<string> {
    const { now } = this;
    const { secret, id } = this.fresh();
    const times = { created_at: now, used_at: now, expires_at: now + absoluteEnd, proved_at: proved ? now : 0 };
    await this.db
      .insertInto("sessions")
      .values({ id, person, agent: agent.slice(0, longestAgent), ...times })
      .execute();
    return secret;
  }

  /** Null when it ended or never was. */
  async find(secret: string): Promise<Session | null> {
    const row = await this.db.selectFrom("sessions").selectAll().where("id", "=", secretId(secret)).executeTakeFirst();
    return row === undefined || this.#over(row) ? null : sessionOf(row);
  }

  async touch({ id, usedAt }: Session): Promise<void> {
    const { now } = this;
    if (now - usedAt >= touchEvery) await this.db.updateTable("sessions").set({ used_at: now }).where("id", "=", id).execute();
  }

  /** Notes a fresh proof of presence and gives the session another secret (G14), which it returns. Its absolute end stays. Throws `Failure` (`refused`) when it has ended. */
  async prove(id: string): Promise<string> {
    const { now } = this;
    const { secret, id: another } = this.fresh();
    const row = await this.db
      .updateTable("sessions")
      .set({ id: another, used_at: now, proved_at: now })
      .where("id", "=", id)
      .where("expires_at", ">", now)
      .where("used_at", ">", now - idleEnd)
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) throw new Failure("refused", "This session has ended.", { hint: "Sign in again." });
    return secret;
  }

  /** Whether there was one to end. */
  async end(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.db.deleteFrom("sessions").where("id", "=", id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** Ends all of a person's, but for the one that is named. */
  async endAllOf(person: string, but: string | null = null): Promise<void> {
    const all = this.db.deleteFrom("sessions").where("person", "=", person);
    await (but === null ? all : all.where("id", "!=", but)).execute();
  }

  /** A person's sessions, the newest first. */
  async listOf(person: string): Promise<Session[]> {
    const rows = await this.db.selectFrom("sessions").selectAll().where("person", "=", person).orderBy("created_at", "desc").orderBy("id").execute();
    return rows.filter((row) => !this.#over(row)).map(sessionOf);
  }

  /** Forgets those that have ended. */
  async sweep(): Promise<void> {
    const { now } = this;
    await this.db
      .deleteFrom("sessions")
      .where((either) => either.or([either("expires_at", "<=", now), either("used_at", "<=", now - idleEnd)]))
      .execute();
  }

  #over({ created_at, expires_at, used_at }: Row): boolean {
    const { now } = this;
    return now >= expires_at || now - used_at >= idleEnd || Math.max(created_at, used_at) > this.latest;
  }
}

type Row = Selectable<StateTables["sessions"]>;

function sessionOf({ id, person, created_at, used_at, expires_at, proved_at, agent }: Row): Session {
  return { id, person, createdAt: created_at, usedAt: used_at, expiresAt: expires_at, provedAt: proved_at, agent };
}
