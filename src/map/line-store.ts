import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Hunks, OwnedRuns } from "../provenance/index.ts";
import { packNumbers, unpackNumbers } from "./packed.ts";

/** How it came to be known who owns the lines of a version; `unreadable` says that nobody can tell, `not-text` that it has no lines. */
export type Settled = "followed" | "blamed" | "unreadable" | "not-text";

/** A version as it is kept. Paths are raw, ids full; `runs` has kept numbers for owners, and is null where there are no lines. */
export interface KeptVersion {
  readonly commit: string;
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
  readonly settled: Settled;
  readonly runs: OwnedRuns | null;
}

const schema = `
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE hunks (old BLOB NOT NULL, new BLOB NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (old, new)) WITHOUT ROWID;
CREATE TABLE renames (kept TEXT PRIMARY KEY, source TEXT) WITHOUT ROWID;
CREATE TABLE versions (id INTEGER PRIMARY KEY, "commit" TEXT NOT NULL, path TEXT NOT NULL, blob TEXT, mode TEXT, settled TEXT, packed BLOB, UNIQUE ("commit", path));
CREATE INDEX versions_path ON versions (path);
CREATE TABLE snapshots (seq INTEGER PRIMARY KEY, "commit" TEXT NOT NULL UNIQUE, versions BLOB NOT NULL);
CREATE TABLE missing (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE notes ("commit" TEXT NOT NULL, blob TEXT NOT NULL, reading BLOB, PRIMARY KEY ("commit", blob)) WITHOUT ROWID;
CREATE TABLE patches ("commit" TEXT PRIMARY KEY, patch TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * What was found out about one repository, in one SQLite file: the hunks and renames that git told, each kept as soon as it came, so that
 * a pass that was stopped goes on where it was; for each commit that was asked for, who owns its lines; and what notes say, and which
 * commits carry the same patch, so that a history over releases reads each once. All of it can be made
 * again from the repository: a file that is broken, or of another make, is thrown away.
 */
export class LineStore implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** `make` names all that the content depends on besides the repository; `file` is null for a store that ends with the process. */
  constructor(file: string | null, make: string) {
    this.#database = file === null ? fresh(make) : opened(file, make);
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** All of `work`, or nothing of it. */
  atOnce<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const done = work();
      this.#database.exec("COMMIT");
      return done;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  hunks(old: string | null, now: string): Hunks | null {
    const row = this.#get("SELECT packed FROM hunks WHERE old = ? AND new = ?", Buffer.from(old ?? "", "hex"), Buffer.from(now, "hex"));
    return row === undefined ? null : unpackNumbers(row["packed"] as Uint8Array);
  }

  keepHunks(old: string | null, now: string, hunks: Hunks): void {
    this.#run("INSERT OR IGNORE INTO hunks VALUES (?, ?, ?)", Buffer.from(old ?? "", "hex"), Buffer.from(now, "hex"), packNumbers(hunks));
  }

  /** The path that a new file was renamed from, null for none; undefined while nobody asked. `question` names commit, parent and path. */
  rename(question: string): string | null | undefined {
    const row = this.#get("SELECT source FROM renames WHERE kept = ?", question);
    return row === undefined ? undefined : (row["source"] as string | null);
  }

  keepRename(question: string, source: string | null): void {
    this.#run("INSERT OR IGNORE INTO renames VALUES (?, ?)", question, source);
  }

  /** The kept number of the version that a commit has at a path. */
  numberOf(commit: string, path: string): number {
    const known = this.#get('SELECT id FROM versions WHERE "commit" = ? AND path = ?', commit, path);
    if (known !== undefined) return known["id"] as number;
    return Number(this.#run('INSERT INTO versions ("commit", path) VALUES (?, ?)', commit, path).lastInsertRowid);
  }

  /** The same where its content is kept as well; null where it is not. */
  keptNumberOf(commit: string, path: string): number | null {
    return (this.#get('SELECT id FROM versions WHERE "commit" = ? AND path = ? AND mode IS NOT NULL', commit, path)?.["id"] as number | undefined) ?? null;
  }

  keepVersion(version: KeptVersion): number {
    const id = this.numberOf(version.commit, version.path);
    const packed = version.runs === null ? null : packNumbers(version.runs);
    this.#run("UPDATE versions SET blob = ?, mode = ?, settled = ?, packed = ? WHERE id = ?", version.blob, version.mode, version.settled, packed, id);
    return id;
  }

  version(id: number): KeptVersion {
    const row = this.#get("SELECT * FROM versions WHERE id = ?", id) ?? {};
    const packed = row["packed"] as Uint8Array | null;
    return {
      commit: row["commit"] as string,
      path: row["path"] as string,
      blob: row["blob"] as string,
      mode: row["mode"] as string,
      settled: row["settled"] as Settled,
      runs: packed === null ? null : unpackNumbers(packed),
    };
  }

  /** Commit and raw path of a version that lines belong to. */
  owner(id: number): { readonly commit: string; readonly path: string } {
    const row = this.#get('SELECT "commit", path FROM versions WHERE id = ?', id) ?? {};
    return { commit: row["commit"] as string, path: row["path"] as string };
  }

  /** The number behind the last that is kept. */
  get end(): number {
    return ((this.#get("SELECT max(id) AS last FROM versions")?.["last"] as number | null) ?? 0) + 1;
  }

  /** Numbers of all versions at a path. */
  versionsAt(path: string): number[] {
    return this.#all("SELECT id FROM versions WHERE path = ? AND mode IS NOT NULL", path).map((row) => row["id"] as number);
  }

  /** The numbers of a commit's versions, by path; null for a commit that nobody asked for. */
  snapshot(commit: string): Int32Array | null {
    const row = this.#get('SELECT versions FROM snapshots WHERE "commit" = ?', commit);
    return row === undefined ? null : unpackNumbers(row["versions"] as Uint8Array);
  }

  /** The commit whose snapshot was kept last. */
  lastCommit(): string | null {
    return (this.#get('SELECT "commit" FROM snapshots ORDER BY seq DESC LIMIT 1')?.["commit"] as string | undefined) ?? null;
  }

  keepSnapshot(commit: string, versions: Int32Array): void {
    this.#run('INSERT OR IGNORE INTO snapshots ("commit", versions) VALUES (?, ?)', commit, packNumbers(versions));
  }

  /** Full ids of objects for want of which nobody could tell whose lines are. */
  missing(): string[] {
    return this.#all("SELECT id FROM missing").map((row) => row["id"] as string);
  }

  keepMissing(ids: Iterable<string>): void {
    for (const id of ids) this.#run("INSERT OR IGNORE INTO missing VALUES (?)", id);
  }

  /** What a commit's note says, packed; null for one that is too large to be kept, undefined for one that was not read. */
  note(commit: string, blob: string): Uint8Array | null | undefined {
    const row = this.#get('SELECT reading FROM notes WHERE "commit" = ? AND blob = ?', commit, blob);
    return row === undefined ? undefined : (row["reading"] as Uint8Array | null);
  }

  keepNote(commit: string, blob: string, reading: Uint8Array | null): void {
    this.#run("INSERT OR IGNORE INTO notes VALUES (?, ?, ?)", commit, blob, reading);
  }

  /** Bytes of all that is kept of notes. */
  get noteBytes(): number {
    return (this.#get("SELECT sum(length(reading)) AS bytes FROM notes")?.["bytes"] as number | null) ?? 0;
  }

  /** Empty for a commit that has none; undefined for one that nobody asked of. */
  patch(commit: string): string | undefined {
    return this.#get('SELECT patch FROM patches WHERE "commit" = ?', commit)?.["patch"] as string | undefined;
  }

  keepPatch(commit: string, patch: string): void {
    this.#run("INSERT OR IGNORE INTO patches VALUES (?, ?)", commit, patch);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #get(sql: string, ...values: (string | number | Uint8Array | null)[]) {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: (string | number)[]) {
    return this.#statement(sql).all(...values);
  }

  #run(sql: string, ...values: (string | number | Uint8Array | null)[]) {
    return this.#statement(sql).run(...values);
  }
}

function opened(file: string, make: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = unlessBroken(() => ready(file, make));
  if (database !== null) return database;
  // What it held can be made again. Who has it open goes on in a file that nobody else finds.
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
  return ready(file, make) ?? fresh(make);
}

function unlessBroken<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof Error && "errcode" in error && typeof error.errcode === "number" && brokenFile.has(error.errcode & 255)) return null;
    throw error;
  }
}

// SQLITE_ERROR, since it is somebody else's tables that do not answer; SQLITE_CORRUPT and SQLITE_NOTADB. Any other error, such as that another process holds a lock, says nothing against the file.
const brokenFile: ReadonlySet<number> = new Set([1, 11, 26]);

function fresh(make: string): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  layOut(database, make);
  return database;
}

/** Null for a file of another make. */
function ready(file: string, make: string): DatabaseSync | null {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  let found: unknown;
  try {
    // A lost transaction costs time, never an answer: it is made again.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    if (isEmpty(database)) layOut(database, make);
    found = database.prepare("SELECT value FROM about WHERE key = 'make'").get()?.["value"];
    return found === make ? database : null;
  } finally {
    if (found !== make) database.close();
  }
}

/** Of several processes that begin at once, one does it. */
function layOut(database: DatabaseSync, make: string): void {
  database.exec("BEGIN IMMEDIATE");
  if (isEmpty(database)) {
    database.exec(schema);
    database.prepare("INSERT INTO about VALUES ('make', ?)").run(make);
  }
  database.exec("COMMIT");
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT name FROM sqlite_schema LIMIT 1").get() === undefined;
}
