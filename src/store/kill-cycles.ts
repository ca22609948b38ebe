import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect } from "vitest";
import type { Draft } from "../model/fact.ts";
import type { Store } from "./store.ts";
import { gitId, json, sqliteBed, startWriter, text, verifyFolder } from "./testing.ts";

/** What the cycles saw; for the page that publishes it. */
export interface KillReport {
  readonly cycles: number;
  readonly acknowledged: number;
  /** Facts in the ledger that nobody was told of: their answers were lost with the process. */
  readonly unanswered: number;
}

/** The fact of a key: its content follows from the key, so that a retry is the same. Some carry a document that goes to the blob folder. */
export function draftOf(key: string): Draft {
  const seed = createHash("sha256").update(key).digest()[0] ?? 0;
  if (seed % 3 === 0) {
    return {
      type: "person-enrolled",
      actor: "system",
      key,
      data: { person: `p-${key}`, kind: "person", roles: [] },
      private: { profile: json({ handle: key, name: key, emails: [`${key}@northwind.example`] }) },
    };
  }
  if (seed % 3 === 1) return { type: "project-registered", actor: "system", key, data: { project: key, repository: key, branch: "refs/heads/main" } };
  return {
    type: "evidence-added",
    actor: "ci",
    key,
    data: { evidence: key, project: "claims", commit: gitId(key), kind: "tests", format: "junit", state: "accepted", producer: "ci" },
    private: { file: text(`${key}\n`.repeat(seed % 4 === 0 ? 9_000 : 20)), reading: json({ key }), name: text("report.xml") },
  };
}

/**
 * Starts a writer in a process of its own, kills it after a random number of acknowledged facts (and at a random moment after that
 * fact), opens the ledger again, and holds it against the record of what was acknowledged: nothing lost, doubled, moved or half-folded.
 * `random` gives numbers from 0 to 1.
 */
export async function killCycles(cycles: number, random: () => number, verifyEvery: number): Promise<KillReport> {
  const bed = await sqliteBed();
  const acknowledged = new Map<string, number>();
  let size = 1;
  try {
    for (let cycle = 0; cycle < cycles; cycle++) {
      const fresh = await untilKilled(bed.folder, `k${cycle}`, 1 + Math.floor(random() * 30), random() * 4);
      for (const [key, index] of fresh) acknowledged.set(key, index);
      const store = await bed.open({ clock: Date.now });
      try {
        size = await requireWhole(store, size, fresh);
        if ((cycle + 1) % verifyEvery === 0 || cycle === cycles - 1) await requireVerified(store, join(bed.scratch, `tree-${cycle}`), acknowledged);
      } finally {
        await store.close();
      }
    }
    return { cycles, acknowledged: acknowledged.size, unanswered: size - 1 - acknowledged.size };
  } finally {
    bed.end();
  }
}

async function untilKilled(folder: string, name: string, facts: number, delay: number): Promise<Map<string, number>> {
  const child = startWriter(folder, name);
  const lines = await linesUntilKilled(child, facts, delay);
  // The last line may have been cut by the kill: it counts when it ends.
  return new Map(lines.map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]));
}

function linesUntilKilled(child: ReturnType<typeof startWriter>, facts: number, delay: number): Promise<string[]> {
  let output = "";
  let doomed = false;
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (doomed || output.split("\n").length <= facts) return;
      doomed = true;
      setTimeout(() => child.kill("SIGKILL"), delay);
    });
    child.once("error", reject);
    child.once("close", (_, signal) => (signal === "SIGKILL" ? resolve(output.split("\n").slice(0, -1)) : reject(new Error("the writer ended by itself"))));
  });
}

/** What every cycle checks. Returns the ledger's size. */
async function requireWhole(store: Store, sizeBefore: number, fresh: ReadonlyMap<string, number>): Promise<number> {
  const facts = await store.read.facts(sizeBefore, Number.MAX_SAFE_INTEGER);
  expect(facts.map(({ index }) => index)).toEqual(facts.map((_, place) => sizeBefore + place));
  expect(store.size).toBe(sizeBefore + facts.length);
  const placed = new Map(facts.map(({ key, index }) => [key, index]));
  expect(placed.size).toBe(facts.length);
  for (const [key, index] of fresh) expect([key, placed.get(key)]).toEqual([key, index]);
  // A retry of anything, answered or not, is answered with the place that it has.
  for (const [key, index] of [...placed].slice(-3)) expect(await store.append([draftOf(key)])).toMatchObject([{ index, repeated: true }]);
  for (const { commitments } of facts) for (const { commitment } of Object.values(commitments)) expect(await store.read.opening(commitment)).not.toBeNull();
  expect(await store.checkDatabase()).toEqual([]);
  return store.size;
}

/** The whole ledger: the tree, every view, every acknowledged place. */
async function requireVerified(store: Store, folder: string, acknowledged: ReadonlyMap<string, number>): Promise<void> {
  expect((await store.checkViews()).filter(({ equal }) => !equal)).toEqual([]);
  await store.exportTree(folder);
  expect(await verifyFolder(folder, store.identity.vkey)).toMatchObject({ ok: true, checkpoint: { size: store.size } });
  const places = new Map((await store.read.facts(0, store.size)).map(({ key, index }) => [key, index]));
  for (const [key, index] of acknowledged) expect(places.get(key)).toBe(index);
}

/** Numbers from 0 to 1 that are the same in every run with this seed. */
export function seededNumbers(seed: string): () => number {
  let count = 0;
  return () => createHash("sha256").update(`${seed} ${count++}`).digest().readUInt32BE() / 2 ** 32;
}
