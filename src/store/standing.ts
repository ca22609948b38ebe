import type { Kysely } from "kysely";
import { openLeaf } from "../ledger/index.ts";
import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { factOf } from "../model/statement.ts";
import type { Tables } from "./schema.ts";

/** A fact as it stands in the ledger, with the statement that carries it. */
export interface StandingFact {
  readonly fact: Fact;
  readonly statement: ReturnType<typeof openLeaf>["statement"];
}

/** Reads a leaf of the ledger. Throws `Failure` (`integrity`) when it carries no fact; its signature is the verifier's matter. */
export function readStanding(leaf: Uint8Array, index: number): StandingFact {
  try {
    const { statement } = openLeaf(leaf);
    return { fact: factOf(statement, index), statement };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === "integrity") throw error;
    throw new Failure("integrity", `Entry ${index} of the ledger cannot be read: ${error.message}`, {
      hint: "Keep the database as it is, and run `countersign doctor`.",
      cause: error,
    });
  }
}

/** The fact under an idempotency key, or null. */
export async function findByKey(db: Kysely<Tables>, key: string): Promise<StandingFact | null> {
  const row = await db.selectFrom("leaves").select(["idx", "leaf"]).where("key", "=", key).executeTakeFirst();
  return row === undefined ? null : readStanding(row.leaf, row.idx);
}
