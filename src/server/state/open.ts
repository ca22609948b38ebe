import { type DatabaseConnection, type Driver, Kysely } from "kysely";
import { NodeSqliteDialect, openConnection, type SqliteConnection, sqliteFailure } from "../../store/index.ts";
import type { StateTables } from "./schema.ts";

/** Opens a state database with the store's hardened settings. Throws `Failure` (`storage`, `unsupported`). */
export function openTables(file: string): { readonly db: Kysely<StateTables>; close(): void } {
  const connection = openConnection(file, "writer");
  return { db: new Kysely<StateTables>({ dialect: new InTurns(connection) }), close: () => connection.database.close() };
}

/** One connection, one user at a time: a statement that came between two of another's transaction would become part of it. */
class InTurns extends NodeSqliteDialect {
  readonly #guarded: DatabaseConnection;

  constructor(connection: SqliteConnection) {
    super(connection, "writer");
    this.#guarded = guardedConnection(connection);
  }

  override createDriver(): Driver {
    const driver = super.createDriver();
    const guarded = this.#guarded;
    const waiting: (() => void)[] = [];
    let taken = false;
    return {
      ...driver,
      acquireConnection: async () => {
        if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
        taken = true;
        return guarded;
      },
      // Handed over without a moment in which it is free, so that nobody jumps the queue.
      releaseConnection: async () => {
        const next = waiting.shift();
        if (next === undefined) taken = false;
        else next();
      },
    };
  }
}

function guardedConnection(connection: SqliteConnection): DatabaseConnection {
  return {
    executeQuery: async (query) => {
      try {
        return await connection.executeQuery(query);
      } catch (error) {
        throw sqliteFailure(error);
      }
    },
    streamQuery: (query) => connection.streamQuery(query),
  };
}
