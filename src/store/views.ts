import { hash } from "node:crypto";
import { CompiledQuery, type Kysely } from "kysely";
import { canonicalText } from "../model/canonical.ts";
import type { Fact } from "../model/fact.ts";
import type { Blobs } from "./blobs.ts";
import type { Engine } from "./engine.ts";
import { foldStanding } from "./fold-standing.ts";
import { readHead } from "./head.ts";
import { remakeViews } from "./migrations.ts";
import { readOpenings } from "./openings.ts";
import { type Cell, type Cells, type Opener, openedBy, reducerVersion, type ViewChange } from "./reducer.ts";
import { columnsOf, type Tables, type ViewName, viewNames, views } from "./schema.ts";
import { readStanding } from "./standing.ts";
import { Statements } from "./statements.ts";

const atOnce = 500;

/** What the comparison of one view with the ledger found. Digests are hex SHA-256 over the canonical rows, sorted by primary key. */
export interface ViewCheck {
  readonly table: ViewName;
  readonly equal: boolean;
  /** What replaying the ledger gives. */
  readonly expected: string;
  /** What the database holds. */
  readonly actual: string;
  /** The first row that differs, by primary key; a side is null where it has no such row. */
  readonly firstDifference: { readonly key: string; readonly expected: Cells | null; readonly actual: Cells | null } | null;
}

/** The views as tables in memory, where a ledger is replayed. */
export class Replay {
  readonly #tables = new Map<ViewName, Map<string, Cells>>(viewNames.map((view) => [view, new Map()]));

  apply(change: ViewChange): void {
    const rows = this.#tables.get(change.view) as Map<string, Cells>;
    if (change.kind === "put") rows.set(keyOf(change.view, change.row), change.row);
    else if (change.kind === "patch") for (const [key, row] of this.#holding(change)) rows.set(key, { ...row, ...change.set });
    else for (const [key] of this.#holding(change)) rows.delete(key);
  }

  rows(view: ViewName): ReadonlyMap<string, Cells> {
    return this.#tables.get(view) as Map<string, Cells>;
  }

  #holding({ view, column, value }: { readonly view: ViewName; readonly column: string; readonly value: Cell }): [string, Cells][] {
    const rows = this.rows(view);
    const [onlyKey, more] = views[view].key as readonly string[];
    if (onlyKey !== column || more !== undefined) return [...rows].filter(([, row]) => row[column] === value);
    const key = JSON.stringify([value]);
    const row = rows.get(key);
    return row === undefined ? [] : [[key, row]];
  }
}

/** Replays the ledger and compares each view with what the database holds, in one snapshot. Throws `Failure` (`integrity`) for an entry that cannot be read. */
export function checkViews(engine: Engine, blobs: Blobs): Promise<ViewCheck[]> {
  return engine.reads.transaction().execute(async (db) => {
    const replay = new Replay();
    await eachFact(db, blobs, (fact, open) => {
      for (const change of foldStanding(fact, open)) replay.apply(change);
    });
    const checks: ViewCheck[] = [];
    for (const view of viewNames) checks.push(compare(view, replay.rows(view), await storedRows(db, view)));
    return checks;
  });
}

/** Throws the views away and folds them from the ledger, in one transaction: a crash leaves the old ones. */
export function rebuildViews(engine: Engine, blobs: Blobs): Promise<void> {
  const statements = new Statements(engine.reads);
  return engine.write(async (db) => {
    await remakeViews(db, engine.columnTypes);
    await eachFact(db, blobs, async (fact, open) => {
      for (const change of foldStanding(fact, open)) {
        const { sql, row } = statements.view(change);
        await db.executeQuery(CompiledQuery.raw(sql, row));
      }
    });
    await db.updateTable("head").set({ reducer: reducerVersion }).execute();
  });
}

/** Runs through all facts in order, with the documents that folding opens. */
async function eachFact(db: Kysely<Tables>, blobs: Blobs, visit: (fact: Fact, open: Opener) => void | Promise<void>): Promise<void> {
  const { size } = await readHead(db);
  for (let from = 0; from < size; from += atOnce) {
    const rows = await db
      .selectFrom("leaves")
      .select(["idx", "leaf"])
      .where("idx", ">=", from)
      .where("idx", "<", Math.min(size, from + atOnce))
      .orderBy("idx")
      .execute();
    const facts = rows.map(({ idx, leaf }) => readStanding(leaf, idx).fact);
    const opened = await readOpenings(db, blobs, facts.flatMap(openedBy));
    for (const fact of facts) await visit(fact, (commitment) => opened.get(commitment)?.bytes ?? null);
  }
}

async function storedRows(db: Kysely<Tables>, view: ViewName): Promise<ReadonlyMap<string, Cells>> {
  const rows = (await db.selectFrom(view).selectAll().execute()) as unknown as Cells[];
  return new Map(rows.map((row) => [keyOf(view, row), row]));
}

function compare(table: ViewName, expected: ReadonlyMap<string, Cells>, actual: ReadonlyMap<string, Cells>): ViewCheck {
  const columns = columnsOf(table);
  const keys = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  const first = keys.find((key) => lineOf(columns, expected.get(key)) !== lineOf(columns, actual.get(key)));
  return {
    table,
    equal: first === undefined,
    expected: digestRows(columns, expected),
    actual: digestRows(columns, actual),
    firstDifference: first === undefined ? null : { key: first, expected: expected.get(first) ?? null, actual: actual.get(first) ?? null },
  };
}

function digestRows(columns: readonly string[], rows: ReadonlyMap<string, Cells>): string {
  const lines = [...rows.keys()].sort().map((key) => lineOf(columns, rows.get(key)));
  return hash("sha256", lines.join("\n"), "hex");
}

function lineOf(columns: readonly string[], row: Cells | undefined): string {
  return row === undefined ? "" : canonicalText(columns.map((column) => row[column] ?? null));
}

function keyOf(view: ViewName, row: Cells): string {
  return JSON.stringify(views[view].key.map((column) => row[column]));
}
