import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { Kysely, type Transaction } from "kysely";
import { Failure } from "../model/failure.ts";
import { BatchPacker } from "./batch-message.ts";
import type { Batch, ColumnTypes, Engine, Outcome } from "./engine.ts";
import { migrations, newestMigration } from "./migrations.ts";
import type { Tables } from "./schema.ts";
import { commitBatch, type Guards } from "./sqlite-commit.ts";
import { guarded, NodeSqliteDialect, openConnection, type SqliteConnection, sqliteFailure } from "./sqlite-dialect.ts";
import type { Answer } from "./sqlite-thread.ts";
import { Statements } from "./statements.ts";

export interface SqliteOptions {
  readonly file: string;
  /**
   * Whether batches are committed on a thread of their own, so that the next one is prepared meanwhile and nobody else waits for the
   * disk. For a server; a command that appends once is quicker without.
   */
  readonly thread?: boolean;
  /** Bounds the file, in pages of 4 KiB; beyond, the disk counts as full. */
  readonly maximumPages?: number;
  /** Milliseconds for which a writer waits for another one; 5,000 without it. */
  readonly patience?: number;
}

/** SQLite through `node:sqlite`: one writer connection, and a read-only one for reads. Throws `Failure` (`storage`, `unsupported`). */
export class SqliteEngine implements Engine {
  readonly reads: Kysely<Tables>;
  readonly columnTypes: ColumnTypes = { bytes: "blob", integer: "integer", tableEnd: "strict" };
  readonly depth: number;
  readonly #options: SqliteOptions;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #writes: Kysely<Tables>;
  readonly #guards: Guards;
  #thread: CommitThread | null = null;
  #size: number | null = null;
  // The writer connection has one transaction at a time; this is the end of the queue for it.
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SqliteOptions) {
    this.#options = options;
    // On a thread the next batch lies ready when one is done; without, there is nothing to be gained.
    this.depth = options.thread === true ? 3 : 1;
    this.#writer = openConnection(options.file, "writer", options.patience);
    if (options.maximumPages !== undefined) this.#writer.all(`pragma max_page_count=${options.maximumPages}`);
    this.#reader = openConnection(options.file, "reader", options.patience);
    this.#writes = new Kysely({ dialect: new NodeSqliteDialect(this.#writer, "writer") });
    this.reads = new Kysely({ dialect: new NodeSqliteDialect(this.#reader, "reader") });
    const { headGuard, keyGuard } = new Statements(this.reads);
    this.#guards = { head: headGuard, key: keyGuard };
  }

  async size(): Promise<number> {
    if (this.#size !== null) return this.#size;
    const size = Number(guarded(() => this.#reader.first("select size from head where id = 1"))?.["size"] ?? 0);
    // What follows from one event asks several times. It is over before the next tick, and nothing that arrives later is answered by this reading.
    this.#size = size;
    process.nextTick(() => {
      this.#size = null;
    });
    return size;
  }

  commit(batch: Batch): Promise<Outcome> {
    this.#size = null;
    if (this.#options.thread !== true) return this.#inTurn(async () => guarded(() => commitBatch(this.#writer, this.#guards, batch)));
    this.#thread ??= new CommitThread(this.#options, this.#guards);
    return this.#thread.commit(batch);
  }

  write<T>(body: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#writes.transaction().execute(body));
  }

  async migrate(): Promise<void> {
    if ((await this.#newestRun()) === newestMigration) return;
    const { Migrator } = await import("kysely/migration");
    const migrator = new Migrator({ db: this.#writes, provider: { getMigrations: async () => migrations(this.columnTypes) } });
    const { error } = await this.#inTurn(() => migrator.migrateToLatest());
    if (error !== undefined) throw sqliteFailure(error);
  }

  // A file of a newer program holds migrations that this one does not know; Kysely refuses it.
  async #newestRun(): Promise<string | null> {
    const tables = this.#reader.all("select name from sqlite_schema where type = 'table' and name = 'kysely_migration'");
    if (tables.length === 0) return null;
    return String(this.#reader.all("select name from kysely_migration order by name desc limit 1")[0]?.["name"] ?? "");
  }

  async check(): Promise<string[]> {
    return guarded(() => this.#reader.all("pragma quick_check").map((row) => String(Object.values(row)[0]))).filter((line) => line !== "ok");
  }

  async scrub(): Promise<void> {
    // Freed pages are zeroed (`secure_delete`); the log still holds what they were until it is emptied.
    await this.#inTurn(async () => guarded(() => this.#writer.all("pragma wal_checkpoint(truncate)")));
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => {});
    await this.#thread?.close();
    // The reader first: the last connection to close folds the WAL into the file, which a read-only one cannot.
    this.#reader.database.close();
    this.#writer.database.close();
  }

  #inTurn<T>(body: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(async () => {
      try {
        this.#size = null;
        return await body();
      } catch (error) {
        throw sqliteFailure(error);
      }
    });
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** The thread that commits. It answers in order, one answer for each batch. */
class CommitThread {
  readonly #worker: Worker;
  readonly #packer = new BatchPacker();
  readonly #waiting: { resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }[] = [];
  #ended: Failure | null = null;

  constructor({ file, maximumPages, patience }: SqliteOptions, guards: Guards) {
    // The extension is this file's own: `.ts` in a clone, `.js` in the package.
    const script = new URL(`./sqlite-thread${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
    this.#worker = new Worker(script, { workerData: { file, maximumPages, patience, guards } });
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => this.#answer(answer));
    this.#worker.on("error", (error) => this.#fail(`: ${error instanceof Error ? error.message : String(error)}`));
    this.#worker.on("exit", () => this.#fail("."));
  }

  commit(batch: Batch): Promise<Outcome> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // While a batch is under way the process must not end.
      this.#worker.ref();
      const message = this.#packer.pack(batch);
      this.#worker.postMessage(message, [message.bytes]);
    });
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return;
    const exit = new Promise((resolve) => this.#worker.once("exit", resolve));
    this.#worker.ref();
    this.#worker.postMessage(null);
    await exit;
  }

  #answer(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if ("outcome" in answer) waiting?.resolve(answer.outcome);
    else waiting?.reject(answer.failure === null ? new Error(answer.message) : new Failure(answer.failure, answer.message, { hint: answer.hint }));
  }

  #fail(why: string): void {
    this.#ended ??= new Failure("storage", `The thread that commits has ended${why}`, { hint: "Run `countersign doctor`, and start again." });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}
