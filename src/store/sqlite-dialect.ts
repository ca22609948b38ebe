import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { Failure } from "../model/failure.ts";
import type { Parameter } from "./engine.ts";

const maximumStatements = 500;

/** One connection of `node:sqlite`, with its statements kept. */
export class SqliteConnection implements DatabaseConnection {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, { statement: StatementSync; reads: boolean }>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Runs a statement that returns rows. */
  all(sql: string, parameters: readonly Parameter[] = []): Record<string, unknown>[] {
    return this.#prepare(sql).statement.all(...(parameters as SQLInputValue[]));
  }

  /** The first row of a statement that returns rows. */
  first(sql: string): Record<string, unknown> | undefined {
    return this.#prepare(sql).statement.get();
  }

  /** Runs a statement that writes; returns the number of rows it touched. */
  run(sql: string, parameters: readonly Parameter[] = []): number {
    return Number(this.#prepare(sql).statement.run(...(parameters as SQLInputValue[])).changes);
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { reads } = this.#prepare(sql);
    if (reads) return { rows: this.all(sql, parameters as Parameter[]) as R[] };
    return { rows: [], numAffectedRows: BigInt(this.run(sql, parameters as Parameter[])) };
  }

  // Rows as they come, so that a whole ledger can be folded without holding it.
  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // A statement of its own: a kept one could be started anew by someone else while this one is being read.
    for (const row of this.database.prepare(sql).iterate(...(parameters as SQLInputValue[]))) yield { rows: [row as R] };
  }

  #prepare(sql: string): { statement: StatementSync; reads: boolean } {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    if (this.#statements.size >= maximumStatements) this.#statements.clear();
    const statement = this.database.prepare(sql);
    const prepared = { statement, reads: statement.columns().length > 0 };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

/** Kysely over one connection of `node:sqlite`. A writer takes the write lock when a transaction begins, so that none fails half-way for want of it. */
export class NodeSqliteDialect implements Dialect {
  readonly #connection: SqliteConnection;
  readonly #begin: string;

  constructor(connection: SqliteConnection, role: "writer" | "reader") {
    this.#connection = connection;
    this.#begin = role === "writer" ? "begin immediate" : "begin";
  }

  createDriver(): Driver {
    const connection = this.#connection;
    const run = (sql: string) => async () => void connection.run(sql);
    return {
      init: async () => {},
      acquireConnection: async () => connection,
      beginTransaction: run(this.#begin),
      commitTransaction: run("commit"),
      rollbackTransaction: run("rollback"),
      releaseConnection: async () => {},
      destroy: async () => {},
    };
  }

  createQueryCompiler = () => new SqliteQueryCompiler();
  createAdapter = () => new TransactionalAdapter();
  createIntrospector = (db: ConstructorParameters<typeof SqliteIntrospector>[0]) => new SqliteIntrospector(db);
}

// SQLite can change tables inside a transaction; with it two processes that open an old file migrate it once.
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Versions below could corrupt a WAL file when two connections wrote and checkpointed together. */
const oldestVersion = [3, 51, 3] as const;

/** Milliseconds for which a writer waits for another one. */
export const usualPatience = 5_000;

const settings: readonly (readonly [name: string, wanted: string | number])[] = [
  ["journal_mode", "wal"],
  ["synchronous", 2], // FULL: the commit is on the disk before it is answered
  ["foreign_keys", 1],
  ["trusted_schema", 0],
  ["cell_size_check", 1],
  ["mmap_size", 0],
  ["temp_store", 2], // MEMORY
  ["wal_autocheckpoint", 1_000],
  ["secure_delete", 1], // what is erased by law must not stay in a freed page
  ...(process.platform === "darwin"
    ? ([
        ["fullfsync", 1],
        ["checkpoint_fullfsync", 1],
      ] as const)
    : []),
];

/**
 * Opens a connection, makes every setting and reads each one back. Throws `Failure` (`storage`) when the file cannot be opened or a
 * setting does not hold, `unsupported` for a SQLite that is too old.
 */
export function openConnection(file: string, role: "writer" | "reader", patience = usualPatience): SqliteConnection {
  const database = guarded(() => new DatabaseSync(file, { readOnly: role === "reader", timeout: patience, defensive: true }));
  const connection = new SqliteConnection(database);
  guarded(() => {
    requireVersion(connection);
    for (const [name, wanted] of [["busy_timeout", patience] as const, ...settings]) makeSetting(connection, name, wanted);
  });
  return connection;
}

function requireVersion(connection: SqliteConnection): void {
  const version = String(connection.all("select sqlite_version() as version")[0]?.["version"]);
  const parts = version.split(".").map(Number);
  const differing = oldestVersion.findIndex((part, place) => parts[place] !== part);
  if (differing >= 0 && (parts[differing] ?? 0) < (oldestVersion[differing] ?? 0)) {
    throw new Failure("unsupported", `This Node carries SQLite ${version}; at least ${oldestVersion.join(".")} is needed.`, { hint: "Use a newer Node." });
  }
}

function makeSetting(connection: SqliteConnection, name: string, wanted: string | number): void {
  // `mmap_size` returns nothing at all where memory mapping is compiled out.
  connection.all(`pragma ${name}=${wanted}`);
  const [row] = connection.all(`pragma ${name}`);
  const found = row === undefined ? (name === "mmap_size" ? 0 : undefined) : Object.values(row)[0];
  if (found !== wanted) {
    throw new Failure("storage", `SQLite answers ${name}=${String(found)} where ${wanted} was set.`, { hint: "Put the data folder on a local disk." });
  }
}

/** Runs SQLite, turning its errors into failures. */
export function guarded<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw sqliteFailure(error);
  }
}

// https://www.sqlite.org/rescode.html, primary codes
const busy = new Set([5, 6]);
const storage = new Map([
  [7, "there is not enough memory"],
  [8, "the file is read-only"],
  [10, "the disk reported an error"],
  [11, "the file is damaged"],
  [13, "the disk is full"],
  [14, "the file cannot be opened"],
  [26, "the file is no database"],
]);

/** What an error of `node:sqlite` means: `locked`, `storage`, or, for everything else, the error itself, which is a bug. */
export function sqliteFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  const code = error.errcode & 0xff;
  if (busy.has(code)) return new Failure("locked", "Another process kept the database busy for too long.", { hint: "Run the command again.", cause: error });
  const why = storage.get(code);
  if (why === undefined) return error;
  return new Failure("storage", `The database could not be read or written: ${why} (SQLite ${error.errcode}).`, {
    hint: "Nothing more is acknowledged; mend the disk, run `countersign doctor`, and start again.",
    cause: error,
  });
}
