import { type CoverageCounts, type CoveragePart, type CoverageSummary, countedAsAi, summaryOfCoverage } from "../gate/index.ts";
import { markedName, type Segments, visible } from "../git/index.ts";
import type { LineRange } from "../model/origin.ts";
import { type Case, openCase, type Workplace } from "../workflow/index.ts";
import { type Pair, pairOf } from "./file-list.ts";
import { hitsOf, lineStates } from "./inline.ts";

/** Coverage of the lines of a change that count as AI's, in a few numbers. */
export type ShownCoverage = Omit<CoverageSummary, "files">;

/** The lines of one file that one tool wrote, known in one way, and which of them no test is known to run. */
export interface CoverageRow extends CoveragePart {
  readonly shown: Segments;
  readonly pair: Pair;
  readonly missedLines: Lines;
  readonly withoutDataLines: Lines;
}

/** Ranges of lines, as many as a person can look at, and how many ranges there are beyond them. */
export interface Lines {
  readonly ranges: readonly LineRange[];
  readonly more: number;
}

export interface CoveragePage extends ShownCoverage {
  /** What counts as AI's or is of unknown origin; what is least known to be run comes first. */
  readonly rows: readonly CoverageRow[];
  readonly more: number;
}

const mostRows = 500;
const mostRanges = 50;

/** What a change's coverage of AI lines is counted from (R83). Throws `Failure` (`not-found`). */
export async function readCoverage(workplace: Workplace, change: string): Promise<CoveragePage> {
  const opened = await openCase(workplace, change);
  const { coverage } = opened.assessment;
  const counted = new Set(countedAsAi(coverage));
  const parts = coverage.parts.filter((part) => counted.has(part) || part.origin === "unknown").toSorted((a, b) => openLines(b) - openLines(a) || b.lines - a.lines);
  return { ...shownCoverage(opened), rows: rowsOf(opened, parts.slice(0, mostRows)), more: Math.max(0, parts.length - mostRows) };
}

/** Tool names were typed by whoever wrote a commit, and are shown. */
export function shownCoverage({ assessment }: Case): ShownCoverage {
  const { files: _, tools, ...summary } = summaryOfCoverage(assessment.coverage);
  return { ...summary, tools: tools.map((each) => ({ ...each, tool: shownTool(each.tool) })) };
}

function shownTool(tool: string | null): string | null {
  return tool === null ? null : visible(tool);
}

function openLines({ executable, hit, withoutData }: CoverageCounts): number {
  return executable - hit + withoutData;
}

function rowsOf(opened: Case, parts: readonly CoveragePart[]): CoverageRow[] {
  const { range, attribution } = opened.detail;
  const hits = hitsOf(opened);
  const [files, runs] = [new Map(range.files.map((file) => [file.path, file])), new Map(attribution.files.map((file) => [file.path, file.runs]))];
  return parts.flatMap((part) => {
    const file = files.get(part.path);
    if (file === undefined) return [];
    const mine = (runs.get(part.path) ?? []).filter(({ origin, tool, method }) => origin === part.origin && tool === part.tool && method === part.method);
    const stateOf = lineStates(opened, hits, part.path);
    const ranges = (state: "missed" | "without-data") => (part.coverable === 0 ? nothing : shortened(mine.flatMap((run) => rangesWhere(run, (line) => stateOf(line) === state))));
    const named = { shown: markedName(part.path), pair: pairOf(file), tool: shownTool(part.tool) };
    return [{ ...part, ...named, missedLines: ranges("missed"), withoutDataLines: ranges("without-data") }];
  });
}

const nothing: Lines = { ranges: [], more: 0 };

function shortened(ranges: readonly LineRange[]): Lines {
  return { ranges: ranges.slice(0, mostRanges), more: Math.max(0, ranges.length - mostRanges) };
}

function rangesWhere({ start, end }: LineRange, is: (line: number) => boolean): LineRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (let line = start; line <= end; line++) {
    if (!is(line)) continue;
    const last = ranges.at(-1);
    if (last?.end === line - 1) last.end = line;
    else ranges.push({ start: line, end: line });
  }
  return ranges;
}
