import type { Kysely } from "kysely";
import type { StateTables } from "./schema.ts";

/** What a person wants to be told and how: JSON, as the notices read it. */
export class Preferences {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  /** Null when the person never said. */
  async notices(person: string): Promise<string | null> {
    return (await this.#db.selectFrom("preferences").select("notices").where("person", "=", person).executeTakeFirst())?.notices ?? null;
  }

  async setNotices(person: string, notices: string): Promise<void> {
    await this.#db
      .insertInto("preferences")
      .values({ person, notices })
      .onConflict((conflict) => conflict.column("person").doUpdateSet({ notices }))
      .execute();
  }
}
