import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { Failure } from "../../model/failure.ts";
import { sqliteFailure } from "../../store/index.ts";
import type { StateTables } from "./schema.ts";

type Kind = "text" | "text?" | "integer" | "integer?";
type Table = { readonly key: readonly string[]; readonly columns: Readonly<Record<string, Kind>> };

// A migration that has run anywhere is never edited: a change is a new one below.
const first: Readonly<Record<Exclude<keyof StateTables, "served" | "feeds">, Table>> = {
  sessions: {
    key: ["id"],
    columns: { id: "text", person: "text", created_at: "integer", used_at: "integer", expires_at: "integer", proved_at: "integer", agent: "text" },
  },
  challenges: { key: ["id"], columns: { id: "text", kind: "text", person: "text?", payload: "text", expires_at: "integer" } },
  invitations: { key: ["id"], columns: { id: "text", person: "text", by: "text", created_at: "integer", expires_at: "integer", used_at: "integer?" } },
  counters: { key: ["credential"], columns: { credential: "text", counter: "integer" } },
  seen: {
    key: ["person", "change", "path", "old_blob", "new_blob"],
    columns: { person: "text", change: "text", path: "text", old_blob: "text", new_blob: "text", at: "integer" },
  },
  visits: {
    key: ["person", "change", "revision"],
    columns: { person: "text", change: "text", revision: "integer", first_at: "integer", last_at: "integer", seconds: "integer" },
  },
  opened: { key: ["person", "change", "evidence"], columns: { person: "text", change: "text", evidence: "text", at: "integer" } },
  drafts: { key: ["person", "change", "environment"], columns: { person: "text", change: "text", environment: "text", answers: "text", at: "integer" } },
  requests: { key: ["id"], columns: { id: "text", digest: "text", status: "integer", body: "text", at: "integer" } },
  outbox: {
    key: ["id"],
    columns: {
      id: "text",
      channel: "text",
      recipient: "text",
      about: "text",
      body: "text",
      attempts: "integer",
      next_at: "integer",
      sent_at: "integer?",
      failed: "text?",
    },
  },
  preferences: { key: ["person"], columns: { person: "text", notices: "text" } },
  cursors: { key: ["name"], columns: { name: "text", position: "integer" } },
};

const served: Table = {
  key: ["person", "change", "path", "old_blob", "new_blob"],
  columns: { person: "text", change: "text", path: "text", old_blob: "text", new_blob: "text", at: "integer" },
};

const feeds: Table = {
  key: ["id"],
  columns: { id: "text", person: "text", project: "text", created_at: "integer", expires_at: "integer", used_at: "integer?" },
};

const migrations: Readonly<Record<string, Migration>> = {
  "0001-state": {
    up: async (db) => {
      for (const [name, table] of Object.entries(first)) await make(db, name, table);
      await db.schema.createIndex("sessions_by_person").on("sessions").column("person").execute();
      await db.schema.createIndex("outbox_by_next").on("outbox").columns(["sent_at", "next_at"]).execute();
    },
  },
  "0002-served": { up: (db) => make(db, "served", served) },
  "0003-feeds": {
    up: async (db) => {
      await make(db, "feeds", feeds);
      await db.schema.createIndex("feeds_by_person").on("feeds").columns(["person", "project"]).unique().execute();
    },
  },
};

async function make(db: Kysely<unknown>, name: string, { key, columns }: Table): Promise<void> {
  let table = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    table = table.addColumn(column, kind.startsWith("text") ? "text" : "integer", (built) => (kind.endsWith("?") ? built : built.notNull()));
  }
  await table
    .addPrimaryKeyConstraint(`${name}_key`, key as never)
    .modifyEnd(sql.raw("strict"))
    .execute();
}

/** Brings the tables up to date. Throws `Failure` (`storage`; `unsupported` when a newer program wrote them). */
export async function migrateState(db: Kysely<StateTables>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error instanceof Error && error.message.includes("previously executed migration"))
    throw new Failure("unsupported", "The server's state was written by a newer version of the program.", { hint: "Update the program.", cause: error });
  if (error !== undefined) throw sqliteFailure(error);
}
