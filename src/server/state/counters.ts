import type { Kysely } from "kysely";
import type { StateTables } from "./schema.ts";

/** Signature counters of passkeys. Synced passkeys always say zero. */
export class Counters {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  /** Notes what an assertion said. False, and nothing noted, when it did not grow where either side is not zero: the passkey may have been copied (G10). */
  async advance(credential: string, counter: number): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const known = await db.selectFrom("counters").select("counter").where("credential", "=", credential).executeTakeFirst();
      if (known !== undefined && !(counter > known.counter || (counter === 0 && known.counter === 0))) return false;
      await db
        .insertInto("counters")
        .values({ credential, counter })
        .onConflict((conflict) => conflict.column("credential").doUpdateSet({ counter }))
        .execute();
      return true;
    });
  }
}
