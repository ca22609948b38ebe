import { z } from "zod";
import { ages } from "../../map/index.ts";
import { confidences, grains, methods, originFindingCodes, origins } from "../../model/origin.ts";
import { named, originCounts, segments } from "./change.ts";
import { list } from "./list.ts";

const count = z.int().min(0);

/** A revision that a map can be of. */
const revision = z.strictObject({
  kind: z.enum(["branch", "deployment", "tag"]),
  /** What names it in calls. */
  rev: z.string(),
  name: z.string(),
  /** Null where only its name is read. */
  commit: z.string().nullable(),
  at: z.string(),
  deployment: z.string().nullable(),
});

export const mapRevisions = z.strictObject({
  project: z.string(),
  /** The branch that changes go to, and its commit; null while there is none. */
  target: z.string(),
  head: z.string().nullable(),
  deployments: list(revision),
  tags: list(revision),
  branches: list(revision),
});

/** How far a pass is. Null before its first word. */
const progress = z.strictObject({ stage: z.enum(["history", "renames", "lines", "owners", "evidence"]), done: count, total: count }).nullable();

const sorry = { code: z.string(), sentence: z.string(), hint: z.string() };

/** What is asked of a map: it is there, or being made, with how many are before it, or could not be made. */
function ofMap<T extends z.ZodRawShape>(shape: T) {
  const commit = z.string();
  return z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("ready"), commit, ...shape }),
    z.strictObject({ state: z.literal("working"), commit, progress, before: count }),
    z.strictObject({ state: z.literal("failed"), commit, ...sorry }),
  ]);
}

const bare = { lines: count, origins: originCounts };

/** Somebody's text: as it names something in calls, and as it is shown. */
const typed = z.strictObject({ raw: z.string(), shown: segments });

const step = { path: z.string(), name: segments };

const approval = { person: named, at: z.string(), decision: z.string(), environment: z.string().nullable() };

/** Lines that came with a change that the ledger knows, and those of them that somebody approved. All others are unavailable. */
const judged = z.strictObject({
  placed: count,
  approved: count,
  last: z.strictObject({ ...approval, change: z.string(), title: z.string().nullable() }).nullable(),
});

const grain = z.enum(grains).nullable();
const known = list(z.strictObject({ origin: z.enum(origins), grain, method: z.enum(methods), confidence: z.enum(confidences), lines: count }));

const evidence = z.strictObject({
  commits: z.strictObject({ owning: count, noted: count, traced: count, trailed: count, none: count }),
  notes: z.strictObject({ here: count, elsewhere: count, recovered: count }),
  /** Counts in words. */
  sentences: list(z.string()),
  findings: list(
    z.strictObject({
      code: z.enum(originFindingCodes),
      count,
      examples: list(z.strictObject({ sentence: z.string(), commit: z.string().nullable(), path: segments.nullable() })),
    }),
  ),
});

export const mapFolder = ofMap({
  /** Empty for the whole project. */
  path: z.string(),
  /** The folders on the way, the outermost first. */
  way: list(z.strictObject(step)),
  ...bare,
  known,
  files: count,
  /** Files of which nobody can tell. */
  unreadable: count,
  judged,
  rows: list(z.strictObject({ kind: z.enum(["folder", "file"]), ...step, ...bare, unreadable: z.boolean(), judged })),
  more: count,
  /** `listing` says what the policy's register of AI tools says; null where there is none. */
  tools: list(z.strictObject({ tool: typed.nullable(), listing: z.enum(["listed", "suspended", "not-listed"]).nullable(), ...bare })),
  models: list(z.strictObject({ tool: typed.nullable(), model: typed.nullable(), ...bare })),
  /** By name. */
  authors: list(z.strictObject({ name: typed, ...bare })),
  sponsors: list(z.strictObject({ name: typed, ...bare })),
  morePeople: count,
  ages: list(z.strictObject({ age: z.enum(ages), ...bare })),
  /** Of the whole map. */
  evidence,
});

const run = {
  start: count,
  end: count,
  origin: z.enum(origins),
  tool: z.string().nullable(),
  model: z.string().nullable(),
  sponsor: z.string().nullable(),
  method: z.enum(methods),
  grain,
  confidence: z.enum(confidences),
  commit: z.string(),
  original: z.strictObject({ path: segments, line: count }),
};

export const mapFile = ofMap({
  path: z.string(),
  way: list(z.strictObject(step)),
  ...bare,
  known,
  settled: z.enum(["followed", "blamed", "unreadable"]),
  judged,
  from: count,
  rows: list(z.strictObject({ line: count, text: segments, cut: count })),
  /** Why no text is shown, or what is wrong with it. */
  remark: z.string().nullable(),
  runs: list(z.strictObject(run)),
  commits: list(
    z.strictObject({
      id: z.string(),
      author: segments,
      at: z.string(),
      subject: segments,
      /** The changes that it came with; empty where the ledger knows of none. */
      changes: list(z.strictObject({ change: z.string(), title: z.string().nullable(), by: z.enum(["commit", "tree"]), approvals: list(z.strictObject(approval)) })),
    }),
  ),
});

export const mapRows = ofMap({
  lines: count,
  runs: count,
  items: list(z.strictObject({ ...run, path: z.string(), shown: segments, subject: segments })),
  next: z.int().nullable(),
});

export const mapHistory = z.strictObject({
  /** The oldest first; the branch that changes go to stands last. */
  releases: list(
    z.strictObject({
      commit: z.string(),
      at: z.string().nullable(),
      names: list(z.strictObject({ kind: z.enum(["branch", "deployment", "tag"]), name: z.string(), deployment: z.string().nullable() })),
      totals: z.discriminatedUnion("state", [
        z.strictObject({ state: z.literal("ready"), answer: z.strictObject({ ...bare, unreadable: count }) }),
        z.strictObject({ state: z.literal("working"), progress, before: count }),
        z.strictObject({ state: z.literal("failed"), ...sorry }),
      ]),
    }),
  ),
  all: count,
  left: count,
});
