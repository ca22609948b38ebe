import { type BlobText, carriageReturn, markedBytes, type Segments, visible } from "../git/index.ts";
import type { ChangedFile, WeakeningKind } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import type { OriginRun } from "../model/origin.ts";
import { type Case, openCase, repositoryOf, type Workplace } from "../workflow/index.ts";
import { type ShownDependencies, shownDependencies } from "./dependencies.ts";
import { type Layout, layOut, type PlacedRow, rowsOf } from "./diff-rows.ts";
import { entriesOf, type FileEntry, fileNamed, type Pair, pairOf, type SeenMark } from "./file-list.ts";
import { type FileSides, readSides } from "./file-sides.ts";
import { findingsOf, hitsOf, type LineCoverageState, type LineFinding, lineStates } from "./inline.ts";
import { type MovedPlace, type MovedPlaces, movedPlaces } from "./moved-places.ts";

export interface DiffOptions {
  readonly change: string;
  readonly path: string;
  /** Tells it from another path that reads alike. */
  readonly pair?: Pair | undefined;
  /** Unchanged lines around changed ones; infinite for all of the file. */
  readonly context: number;
  /** First row, and how many. */
  readonly from: number;
  readonly rows: number;
}

export interface LineText {
  readonly text: Segments;
  /** Bytes of a long line that were left out. */
  readonly cut: number;
}

export type DiffRow =
  | ({ readonly kind: "context"; readonly old: number; readonly new: number } & LineText)
  | ({ readonly kind: "added"; readonly new: number; readonly run: number | null; readonly coverage: LineCoverageState | null; readonly moved: MovedPlace | null } & LineText)
  | ({ readonly kind: "deleted"; readonly old: number; readonly moved: MovedPlace | null } & LineText)
  | { readonly kind: "gap"; readonly old: number; readonly new: number; readonly lines: number };

export interface FileDiff {
  readonly file: FileEntry;
  /** Null when the content is no text. */
  readonly rows: readonly DiffRow[] | null;
  readonly total: number;
  readonly from: number;
  readonly hunks: Layout["hunks"];
  readonly noNewline: { readonly old: boolean; readonly new: boolean };
  /** A sentence when a side is not UTF-8. */
  readonly encoding: string | null;
  readonly sides: { readonly old: SideFacts | null; readonly new: SideFacts | null };
  readonly runs: readonly Omit<OriginRun, "grain">[];
  readonly findings: readonly LineFinding[];
  /** What the change does to tests, coverage and analysis at a line of the result; what is about the whole file stands in its notes. */
  readonly weakenings: readonly { readonly line: number; readonly kind: WeakeningKind; readonly sentence: string }[];
  /** What a manifest or lockfile changes; null for other files. */
  readonly dependencies: ShownDependencies | null;
}

export interface SideFacts {
  readonly id: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a reviewer reads of a line before asking for the rest, in bytes. */
export const shownOfLine = 1_000;
/** The most that is given of one line at once. */
const mostOfLine = 200_000;

/** One file of a change, row by row, from git's objects alone. The only view there is is the exact one: nothing is left out for being white space (C14). Throws `Failure`. */
export async function diffOf(workplace: Workplace, options: DiffOptions, marks: readonly SeenMark[]): Promise<FileDiff> {
  const opened = await openCase(workplace, options.change);
  const file = fileNamed(opened.detail.range.files, options);
  const place = await home(workplace, opened);
  const [sides, comments] = await Promise.all([readSides(place, file), workplace.store.read.comments(options.change)]);
  const { old, new: now } = pairOf(file);
  const entry = entriesOf(opened, { marks, comments }).find(({ path, pair }) => path === file.path && pair.old === old && pair.new === now) as FileEntry;
  const layout = layOut(sides.hunks, { old: sides.old?.lines?.count ?? 0, new: sides.new?.lines?.count ?? 0 }, options.context);
  const runs = (opened.detail.attribution.files.find(({ path }) => path === file.path)?.runs ?? []).map(shownRun);
  return {
    file: entry,
    rows: isText(sides)
      ? rowsOf(layout, options.from, options.rows).map(rowReader(sides, runs, lineStates(opened, hitsOf(opened), file.path), movedPlaces(opened.detail, file)))
      : null,
    total: isText(sides) ? layout.total : 0,
    from: options.from,
    hunks: isText(sides) ? layout.hunks : [],
    noNewline: { old: sides.old?.lines != null && !sides.old.ended, new: sides.new?.lines != null && !sides.new.ended },
    encoding: encodingOf(sides),
    sides: { old: factsOf(sides.old), new: factsOf(sides.new) },
    runs,
    findings: findingsOf(opened).get(file.path) ?? [],
    weakenings: weakeningsAt(opened, file),
    dependencies: dependenciesOf(opened, file),
  };
}

/** Tool, model and sponsor were typed by whoever wrote the commit, and are shown. */
export function shownRun({ grain: _, ...run }: OriginRun): Omit<OriginRun, "grain"> {
  const safe = (text: string | null) => (text === null ? null : visible(text));
  return { ...run, tool: safe(run.tool), model: safe(run.model), sponsor: safe(run.sponsor) };
}

/** One line in full. `side` is `base` or `head`. Throws `Failure` (`not-found`). */
export async function lineOf(
  workplace: Workplace,
  { change, side, line, ...name }: { readonly change: string; readonly path: string; readonly pair?: Pair | undefined; readonly side: "base" | "head"; readonly line: number },
): Promise<LineText> {
  const opened = await openCase(workplace, change);
  const sides = await readSides(await home(workplace, opened), fileNamed(opened.detail.range.files, name));
  const bytes = (side === "base" ? sides.old : sides.new)?.lines?.at(line) ?? null;
  if (bytes === null) throw new Failure("not-found", `There is no line ${line} on that side of the file.`);
  return lineText(bytes, mostOfLine, "shown");
}

async function home(workplace: Workplace, { revision }: Case): Promise<string> {
  const path = await repositoryOf(workplace, revision.project);
  if (path !== null) return path;
  throw new Failure("repository-unreadable", `This machine does not know where the repository of ${revision.project} is.`, {
    hint: "Put the change forward from a clone on this machine, or register the project in one with `countersign init`.",
  });
}

// A side that is absent takes nothing away from the other one's being text.
function isText({ old, new: now }: FileSides): boolean {
  return (old !== null || now !== null) && (now === null ? old?.lines != null : now.lines !== null);
}

function rowReader(
  { old, new: now }: FileSides,
  runs: readonly { readonly start: number; readonly end: number }[],
  coverageOf: (line: number) => LineCoverageState | null,
  moves: MovedPlaces,
) {
  const returns = agreeOnReturns(old, now) ? "hidden" : "shown";
  const text = (side: BlobText | null, line: number) => lineText(side?.lines?.at(line) ?? new Uint8Array(), shownOfLine, returns);
  return (row: PlacedRow): DiffRow => {
    switch (row.kind) {
      case "gap":
        return row;
      case "context":
        return { ...row, ...text(now, row.new) };
      case "deleted":
        return { ...row, ...text(old, row.old), moved: moves.to(row.old) };
      case "added": {
        const run = runs.findIndex(({ start, end }) => row.new >= start && row.new <= end);
        return { ...row, ...text(now, row.new), run: run === -1 ? null : run, coverage: coverageOf(row.new), moved: moves.from(row.new) };
      }
    }
  };
}

/** A line of a file for people to see, or its beginning. */
export function lineText(bytes: Uint8Array, most: number, returns: "hidden" | "shown"): LineText {
  const ends = bytes.at(-1) === 13;
  const line = ends ? bytes.subarray(0, -1) : bytes;
  const shown = line.subarray(0, cutAt(line, most));
  const cut = line.length - shown.length;
  return { text: [...markedBytes(shown), ...(ends && cut === 0 && returns === "shown" ? [carriageReturn] : [])], cut };
}

// Never within a character: continuation bytes of UTF-8 go with what they continue.
function cutAt(bytes: Uint8Array, most: number): number {
  if (bytes.length <= most) return bytes.length;
  let at = most;
  while (at > most - 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** Whether all lines of both sides end alike; where they do, a carriage return at the end says nothing, and where they don't, each is shown. */
function agreeOnReturns(old: BlobText | null, now: BlobText | null): boolean {
  const all = [old?.lines, now?.lines].filter((lines) => lines !== null && lines !== undefined);
  return all.every(({ returns }) => returns === 0) || all.every(({ count, returns }) => returns === count);
}

function encodingOf({ old, new: now }: FileSides): string | null {
  const wrong = [old, now].some((side) => side !== null && side.lines !== null && !side.utf8);
  return wrong ? "Not all of this file is UTF-8 text: bytes that are not stand as \\xNN." : null;
}

function factsOf(side: BlobText | null): SideFacts | null {
  return side === null ? null : { id: side.id, bytes: side.size, sha256: side.sha256 };
}

function weakeningsAt({ detail }: Case, { path }: ChangedFile): FileDiff["weakenings"] {
  return (detail.weakenings ?? []).flatMap(({ kind, line, sentence, ...place }) => (place.path === path && line !== null ? [{ kind, line, sentence: visible(sentence) }] : []));
}

// The report is about all manifests of the change together, since a lockfile is held against its manifest.
function dependenciesOf(opened: Case, { path }: ChangedFile): FileDiff["dependencies"] {
  return opened.assessment.typesOf.get(path)?.includes("dependencies") ? shownDependencies(opened) : null;
}
