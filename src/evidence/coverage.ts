import type { CoverageReport, FileCoverage } from "../model/evidence.ts";
import type { LineRange } from "../model/origin.ts";
import { resolveCoverage, type Tree } from "./paths.ts";

/** Lines of one file, or of all: `hit` of `executable` lines were run; of `withoutData` nothing is known, and they are in neither. */
export interface LineCoverage {
  readonly executable: number;
  readonly hit: number;
  readonly withoutData: number;
}

export interface CoveredLines extends LineCoverage {
  /** For every wanted path. */
  readonly byPath: ReadonlyMap<string, LineCoverage>;
}

/**
 * How well the wanted lines of the head tree are covered (R83): a line is executable when the report names it and hit when its count
 * is above 0. Wanted lines of a file that the report does not mention are `withoutData`: never covered, and never left out silently. So are
 * those behind the end of a file as a report of every line knows it, which was made before they were written.
 * `wanted` maps repository paths to 1-based inclusive ranges, which may overlap.
 */
export function coverLines(report: CoverageReport, tree: Tree, wanted: ReadonlyMap<string, readonly LineRange[]>): CoveredLines {
  const hitsOf = hitsByPath(report, tree);
  const byPath = new Map<string, LineCoverage>();
  for (const [path, ranges] of wanted) byPath.set(path, coverFile(hitsOf.get(path), disjoint(ranges)));
  const sum = (key: keyof LineCoverage) => [...byPath.values()].reduce((total, file) => total + file[key], 0);
  return { executable: sum("executable"), hit: sum("hit"), withoutData: sum("withoutData"), byPath };
}

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

function coverFile(hits: ReadonlyMap<number, number> | undefined, ranges: readonly LineRange[]): LineCoverage {
  if (hits === undefined) return { executable: 0, hit: 0, withoutData: ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0) };
  const end = namesEveryLine(hits) ? hits.size : Number.POSITIVE_INFINITY;
  const withoutData = ranges.reduce((sum, range) => sum + Math.max(0, range.end - Math.max(range.start - 1, end)), 0);
  let executable = 0;
  let hit = 0;
  for (const [line, count] of hits) {
    if (!contains(ranges, line)) continue;
    executable++;
    if (count > 0) hit++;
  }
  return { executable, hit, withoutData };
}

function namesEveryLine(hits: ReadonlyMap<number, number>): boolean {
  for (let line = 1; line <= hits.size; line++) if (!hits.has(line)) return false;
  return hits.size >= leastDense;
}

// Coverage by V8 names every line of a file, blank ones as well. In fewer lines than this statements may well follow one another by chance.
const leastDense = 8;

/** Ascending ranges that do not touch, over the same lines; what is no range of lines is left out. */
function disjoint(ranges: readonly LineRange[]): LineRange[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of ranges.filter((range) => range.start >= 1 && range.end >= range.start).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + 1) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** True when the line lies in one of the ranges, which ascend and are disjoint. */
function contains(ranges: readonly LineRange[], line: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (line < range.start) high = middle - 1;
    else if (line > range.end) low = middle + 1;
    else return true;
  }
  return false;
}
