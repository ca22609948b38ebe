import {
  commitInconsistencies,
  compact,
  limits,
  readEvidence,
  reportInconsistencies,
  runInconsistencies,
  Tree,
  withInconsistencies,
  withRepositoryPaths,
} from "../evidence/index.ts";
import { listTree, type Repository } from "../git/index.ts";
import type { Range } from "../model/change.ts";
import type { AnalysisReport, Reading, TestReport } from "../model/evidence.ts";

export interface ReadContext {
  /** The commit that the report is bound to, full id. */
  readonly commit: string;
  /** Paths of the commit's tree. */
  readonly tree: Tree;
  /** The change that the commit is the head of, when it is known. */
  readonly range: Pick<Range, "files"> | null;
  readonly base: TestReport | null;
  /** Accepted analyses of the base; left out where none is known. */
  readonly baseAnalyses?: readonly AnalysisReport[];
  /** Largest accepted share of skipped tests, 0 to 1. */
  readonly skippedRatio: number;
}

export async function treeOfCommit(repository: Repository, commit: string): Promise<Tree> {
  return new Tree((await listTree(repository, commit)).map(({ path }) => path));
}

/** Reads a report, holds it against the commit's tree, and turns its paths into repository paths. Never throws for what the file says. */
export function readAgainst(bytes: Uint8Array, name: string, { commit, tree, range, base, baseAnalyses = [], skippedRatio }: ReadContext): Reading {
  const reading = readEvidence(bytes, { name });
  if (reading.report === null) return reading;
  const changed =
    reading.report.kind === "coverage" ? (range?.files ?? []).filter(({ status, content }) => status !== "deleted" && content === "text").map(({ path }) => path) : [];
  const expected = { tests: { minimum: 1, skippedRatio, base }, coverage: { tree, changed: changed.filter(isCode), lengths: new Map<string, number>() }, analyses: baseAnalyses };
  const named = reading.commit === undefined ? [] : commitInconsistencies(reading.commit, [commit]);
  const held = withInconsistencies(reading, [...reportInconsistencies(reading.report, expected), ...named]);
  return held.report === null ? held : { ...held, report: withRepositoryPaths(held.report, tree) };
}

/** Reports that came together, held against each other: two formats of one run that say different things are both inconsistent. */
export function heldTogether(readings: readonly Reading[], tree: Tree): Reading[] {
  const found = runInconsistencies(readings, tree);
  return readings.map((reading) => withInconsistencies(reading, found.get(reading) ?? []));
}

/** The same as the bytes that are kept, and read again for each judgement. */
export function readToKeep(bytes: Uint8Array, name: string, context: ReadContext): Buffer {
  const reading = readAgainst(bytes, name, context);
  const kept = Buffer.from(JSON.stringify(compact(reading)));
  return kept.length <= limits.kept ? kept : Buffer.from(JSON.stringify(tooMuch(reading, name)));
}

function tooMuch(reading: Reading, name: string): Reading {
  const sentence = `${name}: What the report names takes more than ${limits.kept / 2 ** 20} MiB; hand it in as several reports.`;
  return { ...reading, state: "too-large", report: null, inconsistencies: [], sentence };
}

// Which changed files a coverage report should name is a guess by ending; it is shown only, and the coverage itself is counted per line.
function isCode(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|cs|rb|php|swift|scala|c|cc|cpp)$/.test(path) && !/(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\./.test(path);
}
