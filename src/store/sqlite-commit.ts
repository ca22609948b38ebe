import type { Batch, Outcome } from "./engine.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";

/** The two queries that guard a batch, compiled by Kysely. */
export interface Guards {
  readonly head: string;
  readonly key: string;
}

/**
 * One batch in one transaction, begun with the write lock. A crash before COMMIT returns leaves nothing of the batch or, when only the
 * answer was lost, all of it; the idempotency keys tell which. Throws what SQLite throws, with the transaction rolled back.
 */
export function commitBatch(connection: SqliteConnection, guards: Guards, batch: Batch): Outcome {
  connection.run("begin immediate");
  try {
    const refused = refusal(connection, guards, batch);
    if (refused !== null) {
      connection.run("rollback");
      return refused;
    }
    for (const { sql, rows } of batch.writes) for (const row of rows) connection.run(sql, row);
    const touched = batch.head.rows.reduce((sum, row) => sum + connection.run(batch.head.sql, row), 0);
    if (touched !== 1) throw new Error(`the head's swap touched ${touched} rows inside the transaction that had read it`);
    connection.run("commit");
    return { kind: "committed" };
  } catch (error) {
    if (connection.database.isTransaction) {
      try {
        connection.run("rollback");
      } catch {
        // The first error is the one that counts; an open transaction dies with the connection.
      }
    }
    throw error;
  }
}

function refusal(connection: SqliteConnection, guards: Guards, { ground, keys }: Batch): Outcome | null {
  const [head] = connection.all(guards.head) as unknown as { size: number; epoch: number; reducer: number }[];
  if (head === undefined) throw new Error("the ledger has no head row");
  if (head.size !== ground.size || head.epoch !== ground.epoch || head.reducer !== ground.reducer) return { kind: "moved", epoch: head.epoch, reducer: head.reducer };
  const known = keys.filter((key) => connection.all(guards.key, [key]).length > 0);
  return known.length > 0 ? { kind: "known", keys: known } : null;
}
