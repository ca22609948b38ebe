import { listTree, markedName, openRepository, type Repository, readBlobText, type Segments, treeOf, visible } from "../git/index.ts";
import type { FileLook, LookRun, Maps, RunFilter } from "../map/index.ts";
import { Failure } from "../model/failure.ts";
import { repositoryOf, type Workplace } from "../workflow/index.ts";
import { type LineText, lineText, shownOfLine, shownRun } from "./diff.ts";
import { askMap, type MapChange, type MapJudged, type MapOf, type MapState, mapChange, mapJudged, type Told } from "./map-asked.ts";
import { type MapStep, wayTo } from "./map-page.ts";

/** Lines of one commit that stand together, and where they stood in it. All text in it was typed by somebody and is shown. */
export interface ShownRun extends Omit<LookRun, "originalPath" | "originalStart"> {
  readonly original: { readonly path: Segments; readonly line: number };
}

export interface MapFile extends Pick<FileLook, "path" | "lines" | "settled"> {
  readonly way: readonly MapStep[];
  readonly origins: FileLook["share"]["origins"];
  readonly known: FileLook["share"]["known"];
  readonly judged: MapJudged;
  /** The lines that are shown, beginning with line `from`. */
  readonly from: number;
  readonly rows: readonly (LineText & { readonly line: number })[];
  /** Why no text is shown, or what is wrong with it; null for nothing. */
  readonly remark: string | null;
  readonly runs: readonly ShownRun[];
  readonly commits: readonly {
    readonly id: string;
    readonly author: Segments;
    /** By the committer's own clock: RFC 3339, UTC. */
    readonly at: string;
    readonly subject: Segments;
    /** Empty where the ledger knows of none. */
    readonly changes: readonly MapChange[];
  }[];
}

export interface LinesAsked {
  readonly path: string;
  /** First line, and how many. */
  readonly from: number;
  readonly rows: number;
}

/** A file's lines with their text, each run with who or what wrote it, the change it came with, and who approved that. Throws `Failure` as `askMap`. */
export async function readMapFile(workplace: Workplace, maps: Maps, of: MapOf, { path, from, rows }: LinesAsked): Promise<MapState<MapFile>> {
  return await askMap(workplace, maps, of, { kind: "file", path, from, to: from + rows - 1 }, async (look, told) => ({
    ...fileOf(look, told),
    from,
    ...(await textOf(workplace, of.project, look, from, rows)),
  }));
}

function fileOf({ path, lines, settled, share, judged, runs, commits }: FileLook, told: Told): Omit<MapFile, "from" | "rows" | "remark"> {
  return {
    path,
    way: wayTo(path),
    lines,
    settled,
    origins: share.origins,
    known: share.known,
    judged: mapJudged(judged, told),
    runs: runs.map(runOf),
    commits: commits.map(({ id, author, time, subject, changes }) => ({
      id,
      author: markedName(author),
      at: timeOf(time),
      subject: markedName(subject),
      changes: changes.map((each) => mapChange(each, told)),
    })),
  };
}

function runOf({ grain, originalPath, originalStart, commit, start, end, origin, tool, model, sponsor, method, confidence }: LookRun): ShownRun {
  const shown = shownRun({ grain, start, end, commit, origin, tool, model, sponsor, method, confidence });
  return { ...shown, commit, grain, original: { path: markedName(originalPath), line: originalStart } };
}

// Whoever made the commit typed its time.
function timeOf(seconds: number): string {
  return new Date(Math.min(Math.max(0, seconds), 253_402_300_799) * 1_000).toISOString();
}

async function textOf(workplace: Workplace, project: string, { commit, path }: FileLook, from: number, rows: number): Promise<Pick<MapFile, "rows" | "remark">> {
  const place = await repositoryOf(workplace, project);
  if (place === null) return { rows: [], remark: "The repository is not on this machine any more, so the text can't be shown." };
  try {
    await using repository = await openRepository(place);
    const blob = await blobOf(repository, commit, path);
    const text = blob === null ? null : await readBlobText(repository, blob);
    const { lines } = text ?? {};
    if (lines == null) return { rows: [], remark: "This is no text, or too large to be shown as such." };
    const last = Math.min(lines.count, from + rows - 1);
    // A carriage return at the end of each line says nothing; on some it does.
    const returns = lines.returns === lines.count ? "hidden" : "shown";
    const shown = Array.from({ length: Math.max(0, last - from + 1) }, (_, at) => ({
      line: from + at,
      ...lineText(lines.at(from + at) ?? new Uint8Array(), shownOfLine, returns),
    }));
    return { rows: shown, remark: text?.utf8 === false ? "Not all of this file is UTF-8 text: bytes that are not stand as \\xNN." : null };
  } catch (error) {
    if (error instanceof Failure) return { rows: [], remark: `The text can't be read from git: ${visible(error.message)}` };
    throw error;
  }
}

/** The blob under a path as it is shown. Only one that is no UTF-8 has to be looked for among all. */
async function blobOf(repository: Repository, commit: string, path: string): Promise<string | null> {
  const found = await repository.trees.find(await treeOf(repository, commit), Buffer.from(path, "utf8").toString("latin1"));
  return found?.id ?? (await listTree(repository, commit)).find((each) => each.path === path)?.id ?? null;
}

export interface MapRows {
  /** Lines and runs that the number counts, on all pages. */
  readonly lines: number;
  readonly runs: number;
  readonly items: readonly (ShownRun & { readonly path: string; readonly shown: Segments; readonly subject: Segments })[];
  /** Where the next page begins; null on the last. */
  readonly next: number | null;
}

export interface RowsAsked {
  readonly path: string;
  readonly filter: RunFilter;
  readonly from: number;
  readonly limit: number;
}

/** The runs of lines behind a number. Throws `Failure` as `askMap`. */
export async function readMapRows(workplace: Workplace, maps: Maps, of: MapOf, asked: RowsAsked): Promise<MapState<MapRows>> {
  return await askMap(workplace, maps, of, { kind: "rows", ...asked }, ({ lines, runs, items }) => ({
    lines,
    runs,
    items: items.map(({ path, subject, ...run }) => ({ ...runOf(run), path, shown: markedName(path), subject: markedName(subject) })),
    next: asked.from + items.length < runs ? asked.from + items.length : null,
  }));
}
