import type { CoverageReport, FileCoverage } from "../model/evidence.ts";
import type { LineRange } from "../model/origin.ts";
import { resolveCoverage, type Tree } from "./paths.ts";

/** Lines of one file, or of all: `hit` of `executable` lines were run; of `withoutData` nothing is known, and they are in neither. */
export interface LineCoverage {
  readonly executable: number;
  readonly hit: number;
  readonly withoutData: number;
}

/** What a report says of one line. Nothing on a line that is `not-executable` can be run. */
export type LineState = "hit" | "missed" | "not-executable" | "without-data";

/** Hits by repository path and line; records that mean the same file are added up, files outside the tree left out. */
export function hitsByPath(report: CoverageReport, tree: Tree): Map<string, Map<number, number>> {
  const resolve = resolveCoverage(report, tree);
  const byPath = new Map<string, Map<number, number>>();
  for (const file of report.files) {
    const { path } = resolve(file.path);
    if (path === null) continue;
    const hits = byPath.get(path) ?? new Map<number, number>();
    byPath.set(path, hits);
    for (const [line, count] of linesOf(file)) hits.set(line, Math.min(Number.MAX_SAFE_INTEGER, (hits.get(line) ?? 0) + count));
  }
  return byPath;
}

/** Executable lines with their hits, however they are kept. */
export function linesOf({ lines }: FileCoverage): readonly (readonly [number, number])[] {
  if (typeof lines !== "string") return lines;
  return lines === "" ? [] : lines.split(" ").map((pair) => [Number.parseInt(pair, 10), Number(pair.slice(pair.indexOf(":") + 1))] as const);
}

/** The same as one text, which is read much faster where nobody asks for the file. */
export function packedLines(file: FileCoverage): string {
  return linesOf(file)
    .map(([line, hits]) => `${line}:${hits}`)
    .join(" ");
}

/**
 * How well lines of one file are covered (R83), range by range: a line is executable when the report names it and hit when its count is above 0. Lines of a file that the
 * report does not mention (`hits` is undefined) are `withoutData`: never covered, and never left out silently. So are those behind the end of a file as a report of every
 * line knows it, which was made before they were written. The 1-based inclusive ranges ascend and are disjoint.
 */
export function coverRanges(hits: ReadonlyMap<number, number> | undefined, ranges: readonly LineRange[]): LineCoverage[] {
  if (hits === undefined) return ranges.map(({ start, end }) => ({ executable: 0, hit: 0, withoutData: end - start + 1 }));
  const last = lastKnown(hits);
  const covered = ranges.map(({ start, end }) => ({ executable: 0, hit: 0, withoutData: Math.max(0, end - Math.max(start - 1, last)) }));
  for (const [line, count] of hits) {
    const range = covered[rangeOf(ranges, line)];
    if (range === undefined) continue;
    range.executable++;
    if (count > 0) range.hit++;
  }
  return covered;
}

/** The same line by line. */
export function stateOfLines(hits: ReadonlyMap<number, number> | undefined): (line: number) => LineState {
  if (hits === undefined) return () => "without-data";
  const last = lastKnown(hits);
  return (line) => {
    const count = hits.get(line);
    if (count !== undefined) return count > 0 ? "hit" : "missed";
    return line > last ? "without-data" : "not-executable";
  };
}

function lastKnown(hits: ReadonlyMap<number, number>): number {
  return namesEveryLine(hits) ? hits.size : Number.POSITIVE_INFINITY;
}

function namesEveryLine(hits: ReadonlyMap<number, number>): boolean {
  for (let line = 1; line <= hits.size; line++) if (!hits.has(line)) return false;
  return hits.size >= leastDense;
}

// Coverage by V8 names every line of a file, blank ones as well. In fewer lines than this statements may well follow one another by chance.
const leastDense = 8;

/** Which of the ranges, which ascend and are disjoint, has the line; −1 when none does. */
function rangeOf(ranges: readonly LineRange[], line: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return -1;
    if (line < range.start) high = middle - 1;
    else if (line > range.end) low = middle + 1;
    else return middle;
  }
  return -1;
}
