import type { Compilable, Kysely } from "kysely";
import type { Parameter } from "./engine.ts";
import type { Cells, ViewChange } from "./reducer.ts";
import { type CoreTables, columnsOf, type Tables, type ViewName, views } from "./schema.ts";

/** A statement with the order in which its parameters stand. */
export interface Statement<Row> {
  readonly sql: string;
  readonly parameters: (row: Row) => Parameter[];
}

/**
 * The statements that an append runs, compiled by Kysely once for a database: at hundreds of facts a second, building and compiling
 * them again would cost more than running them.
 */
export class Statements {
  readonly leaf: Statement<CoreTables["leaves"]>;
  readonly tile: Statement<CoreTables["tiles"]>;
  readonly frontier: Statement<CoreTables["frontier"]>;
  readonly noFrontier: Statement<{ level: number }>;
  readonly opening: Statement<CoreTables["openings"]>;
  readonly noOpening: Statement<{ commitment: string }>;
  readonly head: Statement<{ size: number; root: Uint8Array; note: string; at: number; oldSize: number; epoch: number }>;
  readonly headGuard: string;
  readonly keyGuard: string;
  readonly #db: Kysely<Tables>;
  readonly #views = new Map<string, Statement<Cells>>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.leaf = insert(db, "leaves", ["idx", "leaf", "leaf_hash", "at", "type", "key"]);
    this.tile = insert(db, "tiles", ["level", "idx", "bytes"]);
    this.opening = insert(db, "openings", ["commitment", "salt", "media_type", "size", "bytes"]);
    const frontier = db
      .insertInto("frontier")
      .values({ level: 0, bytes: none })
      .onConflict((conflict) => conflict.column("level").doUpdateSet((excluded) => ({ bytes: excluded.ref("excluded.bytes") })));
    this.frontier = { sql: text(frontier), parameters: ({ level, bytes }) => [level, bytes] };
    this.noFrontier = { sql: text(db.deleteFrom("frontier").where("level", "=", 0)), parameters: ({ level }) => [level] };
    this.noOpening = { sql: text(db.deleteFrom("openings").where("commitment", "=", "")), parameters: ({ commitment }) => [commitment] };
    this.head = {
      sql: text(db.updateTable("head").set({ size: 0, root: none, note: "", at: 0 }).where("size", "=", 0).where("epoch", "=", 0)),
      parameters: ({ size, root, note, at, oldSize, epoch }) => [size, root, note, at, oldSize, epoch],
    };
    this.headGuard = text(db.selectFrom("head").select(["size", "epoch", "reducer"]));
    this.keyGuard = text(db.selectFrom("leaves").select("idx").where("key", "=", ""));
  }

  /** The statement of one step on a view; kept by its form. */
  view(change: ViewChange): { readonly sql: string; readonly row: Parameter[] } {
    if (change.kind === "put") {
      const put = this.#kept(change.view, () => putStatement(this.#db, change.view));
      return { sql: put.sql, row: put.parameters(change.row) };
    }
    if (change.kind === "remove") {
      const remove = this.#kept(`${change.view}-${change.column}`, () => removeStatement(this.#db, change.view, change.column));
      return { sql: remove.sql, row: [change.value] };
    }
    const columns = Object.keys(change.set);
    const patch = this.#kept(`${change.view}+${change.column}+${columns.join()}`, () => patchStatement(this.#db, change.view, change.column, columns));
    return { sql: patch.sql, row: [...patch.parameters(change.set), change.value] };
  }

  #kept(form: string, make: () => Statement<Cells>): Statement<Cells> {
    const kept = this.#views.get(form) ?? make();
    this.#views.set(form, kept);
    return kept;
  }
}

const none = new Uint8Array();

function text(query: Compilable): string {
  return query.compile().sql;
}

function insert<T extends keyof CoreTables>(db: Kysely<Tables>, table: T, columns: readonly (keyof CoreTables[T] & string)[]): Statement<CoreTables[T]> {
  const query = db.insertInto(table).values(Object.fromEntries(columns.map((column) => [column, ""])) as never);
  return { sql: text(query), parameters: (row) => columns.map((column) => row[column] as Parameter) };
}

function byColumns(columns: readonly string[]): (row: Cells) => Parameter[] {
  return (row) => columns.map((column) => row[column] ?? null);
}

// The names of a view and its columns come from `schema.ts`, never from a fact; Kysely's types cannot follow them through a variable.
type Untyped = Kysely<Record<string, Record<string, unknown>>>;

function putStatement(db: Kysely<Tables>, view: ViewName): Statement<Cells> {
  const columns = columnsOf(view);
  const key: readonly string[] = views[view].key;
  const others = columns.filter((column) => !key.includes(column));
  const query = (db as unknown as Untyped)
    .insertInto(view)
    .values(Object.fromEntries(columns.map((column) => [column, ""])))
    .onConflict((conflict) => conflict.columns([...key]).doUpdateSet((excluded) => Object.fromEntries(others.map((column) => [column, excluded.ref(`excluded.${column}`)]))));
  return { sql: text(query), parameters: byColumns(columns) };
}

function patchStatement(db: Kysely<Tables>, view: ViewName, column: string, columns: readonly string[]): Statement<Cells> {
  const query = (db as unknown as Untyped)
    .updateTable(view)
    .set(Object.fromEntries(columns.map((name) => [name, ""])))
    .where(column, "=", "");
  return { sql: text(query), parameters: byColumns(columns) };
}

function removeStatement(db: Kysely<Tables>, view: ViewName, column: string): Statement<Cells> {
  return { sql: text((db as unknown as Untyped).deleteFrom(view).where(column, "=", "")), parameters: () => [] };
}
