import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { ColumnTypes } from "./engine.ts";
import { columnsOf, type Tables, viewIndexes, viewNames, views } from "./schema.ts";

/** The name of the newest migration: what `kysely_migration` must hold last. */
export const newestMigration = "0001-ledger";

/**
 * The tables of the ledger itself. A migration that has run anywhere is never edited. Views are not among them: they are made from
 * `schema.ts` and folded anew whenever the reducer's version grows.
 */
export function migrations(types: ColumnTypes): Record<string, Migration> {
  return {
    [newestMigration]: {
      up: async (db) => {
        const { bytes, integer } = types;
        const strict = tableEnd(types);
        await db.schema
          .createTable("leaves")
          .addColumn("idx", integer, (column) => column.primaryKey().notNull())
          .addColumn("leaf", bytes, (column) => column.notNull())
          .addColumn("leaf_hash", bytes, (column) => column.notNull())
          .addColumn("at", integer, (column) => column.notNull())
          .addColumn("type", "text", (column) => column.notNull())
          .addColumn("key", "text", (column) => column.notNull().unique())
          .modifyEnd(strict)
          .execute();
        await db.schema
          .createTable("tiles")
          .addColumn("level", integer, (column) => column.notNull())
          .addColumn("idx", integer, (column) => column.notNull())
          .addColumn("bytes", bytes, (column) => column.notNull())
          .addPrimaryKeyConstraint("tiles_key", ["level", "idx"])
          .modifyEnd(strict)
          .execute();
        await db.schema
          .createTable("frontier")
          .addColumn("level", integer, (column) => column.primaryKey().notNull())
          .addColumn("bytes", bytes, (column) => column.notNull())
          .modifyEnd(strict)
          .execute();
        await db.schema
          .createTable("head")
          .addColumn("id", integer, (column) => column.primaryKey().notNull().check(sql`id = 1`))
          .addColumn("size", integer, (column) => column.notNull())
          .addColumn("root", bytes, (column) => column.notNull())
          .addColumn("note", "text", (column) => column.notNull())
          .addColumn("at", integer, (column) => column.notNull())
          .addColumn("epoch", integer, (column) => column.notNull())
          .addColumn("reducer", integer, (column) => column.notNull())
          .modifyEnd(strict)
          .execute();
        await db.schema
          .createTable("openings")
          .addColumn("commitment", "text", (column) => column.primaryKey().notNull())
          .addColumn("salt", bytes, (column) => column.notNull())
          .addColumn("media_type", "text", (column) => column.notNull())
          .addColumn("size", integer, (column) => column.notNull())
          .addColumn("bytes", bytes)
          .modifyEnd(strict)
          .execute();
      },
    },
  };
}

/** Makes the view tables as `schema.ts` has them, empty, in place of those that are there. */
export async function remakeViews(db: Kysely<Tables>, types: ColumnTypes): Promise<void> {
  for (const view of viewNames) {
    await db.schema.dropTable(view).ifExists().execute();
    const key: readonly string[] = views[view].key;
    let table = db.schema.createTable(view);
    for (const column of columnsOf(view)) {
      const kind = (views[view].columns as Record<string, string>)[column] ?? "integer";
      table = table.addColumn(column, kind.startsWith("text") ? "text" : types.integer, (built) => (key.includes(column) ? built.notNull() : built));
    }
    await table
      .addPrimaryKeyConstraint(`${view}_key`, key as never)
      .modifyEnd(tableEnd(types))
      .execute();
  }
  for (const { view, columns } of viewIndexes) {
    await db.schema
      .createIndex(`${view}_by_${columns.join("_")}`)
      .on(view)
      .columns([...columns])
      .execute();
  }
}

function tableEnd({ tableEnd }: ColumnTypes) {
  return sql.raw(tableEnd);
}
