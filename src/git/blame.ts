import type { ChangedFile } from "../model/change.ts";
import type { LineRange } from "../model/origin.ts";
import { type Owned, ownedInChain } from "./chain.ts";
import { type BlobPair, type Hunk, hunksOf, type MappedRange, mapBack } from "./hunks.ts";
import { differences } from "./listing.ts";
import { type RawPath, rawPath, rawPathOf, shownPath } from "./paths.ts";
import { git } from "./process.ts";
import type { EditedRange, RangeReading } from "./range.ts";
import type { Repository } from "./repository.ts";

/** A run of added lines of the result's file with the commit of the range that introduced them. */
export interface AddedRun extends LineRange {
  /** Null when no commit of the range added these lines: the merge itself made them. */
  readonly commit: string | null;
  /** The file's path in that commit, shown as in `ChangedFile.path`; its own path where `commit` is null. */
  readonly originalPath: string;
  /** The first line's number in that commit's file. */
  readonly originalStart: number;
}

/** `blameAdded` for every text file with added lines, by the file's path in the result. */
export async function blameRange(repository: Repository, range: EditedRange): Promise<ReadonlyMap<string, readonly AddedRun[]>> {
  return await blameFiles(repository, range, range.files);
}

/**
 * Which commit of the range introduced each added line of one of its files, as ascending runs that cover `addedRanges`: what
 * `git blame` says at the head, never following a mailmap, a list of ignored commits or a replacement. Where the merge changed the
 * file further, its lines are first traced back to the head's file.
 */
export async function blameAdded(repository: Repository, range: EditedRange, file: ChangedFile): Promise<readonly AddedRun[]> {
  return (await blameFiles(repository, range, [file])).get(file.path) ?? [];
}

// What the diffs of single commits tell takes one process for all files; the others are asked for one by one, two at a time.
async function blameFiles(repository: Repository, range: EditedRange, all: readonly ChangedFile[]): Promise<ReadonlyMap<string, readonly AddedRun[]>> {
  const files = all.filter((file) => file.added > 0 && file.content === "text");
  const sources = await findSources(repository, range, files);
  const placed = files.map((file) => placeOf(file, sources.get(file)));
  const known = await ownedInChain(
    repository,
    range,
    placed.filter(({ path, atHead, file }) => path !== null && atHead.length > 0 && onlyCommit(range, file) === null),
  );
  const runs = new Map<string, readonly AddedRun[]>(files.map(({ path }) => [path, []]));
  const waiting = placed.values();
  const work = async () => {
    for (const each of waiting) {
      const owned = known.get(each) ?? (await ownedOf(repository, range, each));
      runs.set(each.file.path, join(each.mapped.flatMap((run) => trace(each.file, run, owned))));
    }
  };
  await Promise.all([work(), work()]);
  return runs;
}

/** Where a file of the result is to be found at the head. */
interface Source {
  readonly path: RawPath;
  /** From the head's blob to the result's. */
  readonly hunks: readonly Hunk[];
}

async function findSources(repository: Repository, range: RangeReading, files: readonly ChangedFile[]): Promise<Map<ChangedFile, Source>> {
  const sources = new Map<ChangedFile, Source>();
  if (range.resultTree === null || range.resultTree === range.headTree) {
    for (const file of files) sources.set(file, { path: rawPathOf(file), hunks: [] });
    return sources;
  }
  const found = await findAtHead(repository, range.headTree, range.resultTree, files);
  const pairs: BlobPair[] = found.map(({ file, blob }) => ({ old: blob, new: file.newBlob ?? "" }));
  const hunks = await hunksOf(repository, pairs);
  for (const [index, { file, path }] of found.entries()) sources.set(file, { path, hunks: hunks[index] ?? [] });
  return sources;
}

async function findAtHead(
  repository: Repository,
  headTree: string,
  resultTree: string,
  files: readonly ChangedFile[],
): Promise<{ file: ChangedFile; path: RawPath; blob: string }[]> {
  // The base may have renamed what the head edits; the merge follows, so the head's file has the old name.
  let renamed: Map<RawPath, RawPath> | undefined;
  const found: { file: ChangedFile; path: RawPath; blob: string }[] = [];
  for (const file of files) {
    let path = rawPathOf(file);
    let entry = await repository.trees.find(headTree, path);
    if (entry === null) {
      renamed ??= new Map((await differences(repository, headTree, resultTree)).flatMap(({ path, from }) => (from === null ? [] : [[path, from]])));
      path = renamed.get(path) ?? path;
      entry = await repository.trees.find(headTree, path);
    }
    if (entry?.mode.startsWith("100")) found.push({ file, path, blob: entry.id });
  }
  return found;
}

/** A file's added lines, and where they stand at the head. */
interface Placed {
  readonly file: ChangedFile;
  /** Its raw path at the head; null when it is not there. */
  readonly path: RawPath | null;
  readonly mapped: readonly MappedRange[];
  readonly atHead: readonly LineRange[];
}

function placeOf(file: ChangedFile, source: Source | undefined): Placed {
  if (source === undefined) return { file, path: null, mapped: file.addedRanges.map((each) => ({ ...each, oldStart: null })), atHead: [] };
  const mapped = mapBack(file.addedRanges, source.hunks);
  return { file, path: source.path, mapped, atHead: mapped.flatMap(({ start, end, oldStart }) => (oldStart === null ? [] : [{ start: oldStart, end: oldStart + end - start }])) };
}

async function ownedOf(repository: Repository, range: EditedRange, { file, path, atHead }: Placed): Promise<readonly Owned[]> {
  if (path === null || atHead.length === 0) return [];
  const only = onlyCommit(range, file);
  return only === null ? await blame(repository, range, path, atHead) : [{ start: 1, end: Number.MAX_SAFE_INTEGER, commit: only, path, originalStart: 1 }];
}

/**
 * The commit that must have added every added line, or null when only blame can tell. Where the base is an ancestor of the head that
 * is the one commit of the range; or, in a range without merges, the one that touches a file which the base has under the same name:
 * base and head then differ by that commit alone, and the hunks are the ones that blame would ask for.
 */
function onlyCommit(range: RangeReading, file: ChangedFile): string | null {
  if (range.resultTree !== range.headTree || range.mergeBases[0] !== range.base) return null;
  const [first, ...others] = range.commits;
  if (first !== undefined && others.length === 0) return first.id;
  const [touching, ...more] = range.touchedBy.get(file.path) ?? [];
  const known = file.status === "modified" && file.pathBytes === null && more.length === 0 && range.commits.every((commit) => commit.parents.length === 1);
  return known ? (touching ?? null) : null;
}

/** More ranges than this are not listed one by one; all of the file is asked for instead. */
const mostRanges = 64;

async function blame(repository: Repository, range: RangeReading, path: RawPath, ranges: readonly LineRange[]): Promise<Owned[]> {
  const owned = await blameFile(repository, [range.head, `^${range.base}`], path, ranges);
  const inRange = new Set(range.commits.map(({ id }) => id));
  return owned.map((each) => ({ ...each, commit: each.commit !== null && inRange.has(each.commit) ? each.commit : null }));
}

/**
 * What `git blame` says of the given lines of a file, of all for many ranges; `commits` are full ids, with `^` before one that is not
 * gone behind. Throws `Failure` (`repository-unreadable`) when git can't say.
 */
export async function blameFile(repository: Repository, commits: readonly string[], path: RawPath, ranges: readonly LineRange[]): Promise<Owned[]> {
  if (ranges.length === 0) return [];
  const lines = ranges.length > mostRanges ? [] : ranges.flatMap(({ start, end }) => ["-L", `${start},${end === Number.MAX_SAFE_INTEGER ? "" : end}`]);
  // `git blame` does not know --end-of-options everywhere; full ids and `--` leave nothing that could be an option.
  const args = ["blame", "--incremental", "--root", "--no-textconv", "--no-ext-diff", ...lines, ...commits, "--"];
  const shown = Buffer.from(path, "latin1");
  const asText = shown.toString("utf8");
  const { output } = rawPath(asText) === path ? await git(repository.scratch.place, [...args, asText]) : await git(repository.scratch.place, args, { lastArgument: shown });
  return parseBlame(output);
}

/** Parses `git blame --incremental`: `<id> <original line> <final line> <count>`, facts about the commit, and `filename <path>` as the last of each entry. */
export function parseBlame(output: Buffer): Owned[] {
  const owned: Owned[] = [];
  let open: { start: number; end: number; commit: string; originalStart: number } | null = null;
  for (const line of output.toString("latin1").split("\n")) {
    if (open === null) {
      const [, commit, original, final, count] = /^([0-9a-f]{40,64}) (\d+) (\d+) (\d+)$/.exec(line) ?? [];
      if (commit !== undefined) open = { start: Number(final), end: Number(final) + Number(count) - 1, commit, originalStart: Number(original) };
    } else if (line.startsWith("filename ")) {
      owned.push({ ...open, path: unquote(line.slice("filename ".length)) });
      open = null;
    }
  }
  return owned.sort((one, other) => one.start - other.start);
}

const escapes: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

// git writes a path that holds a quote, a backslash or a control character as a C string.
function unquote(path: string): RawPath {
  if (!path.startsWith('"') || !path.endsWith('"')) return path;
  return path.slice(1, -1).replace(/\\([0-7]{3}|.)/g, (_, code: string) => (/^[0-7]{3}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code)));
}

function trace(file: ChangedFile, run: MappedRange, owned: readonly Owned[]): AddedRun[] {
  if (run.oldStart === null) return [{ start: run.start, end: run.end, commit: null, originalPath: file.path, originalStart: run.start }];
  const shift = run.start - run.oldStart;
  const runs: AddedRun[] = [];
  let next = run.start;
  for (const part of owned) {
    const start = Math.max(next, part.start + shift);
    const end = Math.min(run.end, part.end + shift);
    if (start > end) continue;
    if (start > next) runs.push({ start: next, end: start - 1, commit: null, originalPath: file.path, originalStart: next });
    runs.push({
      start,
      end,
      commit: part.commit,
      originalPath: part.commit === null ? file.path : shownPath(part.path),
      originalStart: part.commit === null ? start : part.originalStart + (start - shift - part.start),
    });
    next = end + 1;
  }
  // Deny by default: what blame was silent about has no owner.
  if (next <= run.end) runs.push({ start: next, end: run.end, commit: null, originalPath: file.path, originalStart: next });
  return runs;
}

function join(runs: readonly AddedRun[]): AddedRun[] {
  const joined: AddedRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const continues =
      last !== undefined &&
      last.end + 1 === run.start &&
      last.commit === run.commit &&
      last.originalPath === run.originalPath &&
      last.originalStart + (run.start - last.start) === run.originalStart;
    if (continues) joined[joined.length - 1] = { ...last, end: run.end };
    else joined.push(run);
  }
  return joined;
}
