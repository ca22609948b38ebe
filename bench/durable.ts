import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { formatVkey, parseVkey } from "../src/ledger/index.ts";
import type { Draft } from "../src/model/fact.ts";
import { Anchor } from "../src/store/anchor.ts";
import { BlobFolder } from "../src/store/blobs.ts";
import type { Batch, Engine } from "../src/store/engine.ts";
import { newKey } from "../src/store/instance.ts";
import { openConnection } from "../src/store/sqlite-dialect.ts";
import { SqliteEngine } from "../src/store/sqlite-engine.ts";
import { initialiseStore, openStore, type Store, type StoreParts } from "../src/store/store.ts";
import { alternate, type BenchOptions, compare, median, printAlone, quantile, type Row } from "./row.ts";

const sizes = [
  { batch: 1, facts: 2_000 },
  { batch: 16, facts: 8_000 },
  { batch: 256, facts: 20_480 },
];

/**
 * Durable facts a second over the whole path (validated, committed to, sealed, hashed, signed, folded, on the disk) beside bare SQLite:
 * the same rows into the same tables, ready-made, by prepared statements of `node:sqlite`. Both sides open the database with the same
 * settings and sync each commit; enough callers wait that each commit of ours takes a full batch.
 */
export async function run({ quick = false }: BenchOptions = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { batch, facts } of sizes) rows.push(...(await measure(batch, quick ? 2 * batch : facts, quick ? 1 : 9)));
  return rows;
}

async function measure(batch: number, facts: number, rounds: number): Promise<Row[]> {
  const commits: number[] = [];
  let written: readonly Batch[] = [];
  const ours = async () => {
    const { rate, batches } = await wholePath(batch, facts);
    written = batches;
    return rate;
  };
  const pairs = await alternate(rounds, ours, () => barePath(written, facts, commits));
  const goal = batch === 1 ? { atLeast: 0.9 } : {};
  return [
    compare({ what: `durable facts, ${batch} a commit`, unit: "/s", against: "bare SQLite commits of the same rows", pairs, ...goal }),
    // What a commit costs on this disk: without it no rate can be judged.
    compare({
      what: `commit of ${batch} with its sync, median`,
      unit: "ms",
      against: "p99 of the same, bare SQLite",
      pairs: [{ ours: median(commits), against: quantile(commits, 0.99) }],
    }),
  ];
}

async function wholePath(maximumBatch: number, facts: number): Promise<{ rate: number; batches: Batch[] }> {
  return inFolder(async (folder) => {
    const batches: Batch[] = [];
    const store = await freshStore(folder, maximumBatch, batches);
    const drafts = Array.from({ length: facts }, (_, place) => draftOf(place));
    const from = performance.now();
    await fromCallers(Math.max(16, 4 * maximumBatch), drafts, store);
    const rate = (facts / (performance.now() - from)) * 1_000;
    await store.close();
    return { rate, batches };
  });
}

/** That many callers, each appending one fact after the other is durable, so that a full batch always waits. */
async function fromCallers(callers: number, drafts: readonly Draft[], store: Store): Promise<void> {
  let next = 0;
  const call = async () => {
    for (let draft = drafts[next++]; draft !== undefined; draft = drafts[next++]) await store.append([draft]);
  };
  await Promise.all(Array.from({ length: callers }, call));
}

async function freshStore(folder: string, maximumBatch: number, batches: Batch[]): Promise<Store> {
  const random = (length: number) => randomBytes(length);
  const privateKey = newKey(random);
  const origin = "countersign.invalid/bench/bench";
  const vkey = formatVkey(origin, privateKey);
  const engine = new SqliteEngine({ file: join(folder, "ledger.db"), thread: true });
  const parts: StoreParts = {
    identity: { origin, organisation: "bench", vkey },
    privateKey,
    engine: recording(engine, batches),
    anchor: new Anchor(join(folder, "anchor"), parseVkey(vkey)),
    blobs: new BlobFolder(join(folder, "blobs")),
    clock: Date.now,
    random,
    maximumBatch,
  };
  await initialiseStore(parts);
  return openStore(parts);
}

// Keeps what is handed to the database, for the bare side to write again.
function recording(engine: Engine, batches: Batch[]): Engine {
  return {
    reads: engine.reads,
    columnTypes: engine.columnTypes,
    depth: engine.depth,
    size: () => engine.size(),
    commit: (batch) => {
      batches.push(batch);
      return engine.commit(batch);
    },
    write: (body) => engine.write(body),
    migrate: () => engine.migrate(),
    check: () => engine.check(),
    scrub: () => engine.scrub(),
    close: () => engine.close(),
  };
}

/** Writes the same rows with nothing but prepared statements; adds the time of each commit to `commits`. */
function barePath(batches: readonly Batch[], facts: number, commits: number[]): Promise<number> {
  return inFolder(async (folder) => {
    const file = join(folder, "ledger.db");
    await emptyTables(file);
    const { database } = openConnection(file, "writer");
    const statements = new Map<string, StatementSync>();
    const from = performance.now();
    for (const batch of batches) {
      const start = performance.now();
      writeBare(database, statements, batch);
      commits.push(performance.now() - start);
    }
    const rate = (facts / (performance.now() - from)) * 1_000;
    database.close();
    return rate;
  });
}

function writeBare(database: DatabaseSync, statements: Map<string, StatementSync>, { writes, head }: Batch): void {
  const prepared = (sql: string): StatementSync => {
    const kept = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, kept);
    return kept;
  };
  prepared("begin immediate").run();
  for (const { sql, rows } of [...writes, head]) {
    const statement = prepared(sql);
    for (const row of rows) statement.run(...(row as SQLInputValue[]));
  }
  prepared("commit").run();
}

async function emptyTables(file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const store = await freshStore(folder, 1, []);
  await store.close();
  const source = new DatabaseSync(join(folder, "ledger.db"));
  source.exec(`vacuum into '${file.replaceAll("'", "''")}'`);
  source.close();
  rmSync(folder, { recursive: true });
}

const hex = "0123456789abcdef".repeat(4);
const gitId = hex.slice(0, 40);
const json = (value: unknown) => ({ mediaType: "application/json", bytes: Buffer.from(JSON.stringify(value)) });

// What a change leaves behind, in turn: evidence, a decision with its signed document, a verdict-sized refusal, a deployment.
function draftOf(place: number): Draft {
  const key = `bench/${place}`;
  const actor = "p-0123456789ab";
  if (place % 3 === 0) {
    const file = { mediaType: "application/xml", bytes: Buffer.from("<testcase/>".repeat(150)) };
    return {
      type: "evidence-added",
      actor,
      key,
      git: { commit: gitId },
      data: { evidence: `e-${place}`, project: "claims", commit: gitId, kind: "tests", format: "junit", state: "accepted", producer: "ci" },
      private: { file, reading: json({ passed: 150, failed: 0, note: "x".repeat(300) }), name: { mediaType: "text/plain", bytes: Buffer.from("report.xml") } },
    };
  }
  if (place % 3 === 1) return decisionOf(place, key, actor);
  return {
    type: "deployment-recorded",
    actor,
    key,
    data: {
      deployment: `y-${place}`,
      stage: "succeeded",
      project: "claims",
      change: "c-0123456789ab",
      commit: gitId,
      environment: "production",
      artifact: `sha256:${hex}`,
      verdict: 0,
    },
    private: { note: { mediaType: "text/plain", bytes: Buffer.from("Rolled out to all regions") } },
  };
}

function decisionOf(place: number, key: string, person: string): Draft {
  const change = "c-0123456789ab";
  const subject = {
    repository: `sha256:${hex}`,
    change,
    base: gitId,
    head: gitId,
    resultTree: gitId,
    resultListing: hex,
    policy: hex,
    criteria: hex,
    evidence: hex,
    environment: null,
    artifact: null,
  };
  const answers = [
    { criterion: "meets-requirement", value: "met" as const },
    { criterion: "rollback-known", value: "met" as const },
  ];
  return {
    type: "decision-made",
    actor: person,
    key,
    git: { commit: gitId, tree: gitId },
    data: {
      decision: `d-${place}`,
      change,
      revision: 1,
      person,
      outcome: "approve",
      meaning: "approval",
      tier: "security",
      subject,
      subjectDigest: hex,
      answers,
      doubt: null,
      until: null,
      signature: "ssh",
      fingerprint: `SHA256:${"x".repeat(43)}`,
    },
    private: { document: json({ ...subject, answers, nonce: hex }), signature: { mediaType: "text/plain", bytes: Buffer.from("U1NIU0lH".repeat(45)) }, answers: json(answers) },
  };
}

async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await printAlone(run);
