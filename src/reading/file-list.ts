import { type CoverageCounts, countedAsAi, sumOf } from "../gate/index.ts";
import { isLockfile, markedName, openRepository, type Segments, visible } from "../git/index.ts";
import type { ChangedFile, FileFlag, FileOrigin } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { CommentRecord } from "../store/index.ts";
import { type Case, openCase, readDetail, repositoryOf, type Workplace } from "../workflow/index.ts";
import { findingsOf, hitsOf } from "./inline.ts";

/** A file of a change as a reviewer meets it in the list. */
export interface FileEntry extends Pick<ChangedFile, "path" | "status" | "content" | "oldMode" | "newMode" | "oldBlob" | "newBlob" | "added" | "deleted" | "flags"> {
  readonly shown: Segments;
  readonly from: Segments | null;
  readonly pair: Pair;
  readonly origin: OriginCounts;
  readonly types: readonly string[];
  /** What flags and modes mean, a sentence each. */
  readonly notes: readonly string[];
  readonly linkTarget: Segments | null;
  readonly generated: boolean;
  /** Added lines that the change only moves. */
  readonly moved: number;
  /** Places in which it makes tests, coverage or analysis find less than on the base. */
  readonly weakened: number;
  readonly findings: number;
  /** Added lines that no test ran; null when no accepted report names the file. */
  readonly uncovered: number | null;
  /** Coverage of its lines that count as AI's (R83); null while no report counts. */
  readonly aiLines: CoverageCounts | null;
  /** Comments that nobody has resolved. */
  readonly comments: number;
  readonly seen: boolean;
  /** The person had seen another content of this path. */
  readonly changedSinceSeen: boolean;
}

/** What a seen mark is bound to: mode and blob of both sides, so that another content, and another mode of the same, is unseen (C10, C22). */
export interface Pair {
  readonly old: string;
  readonly new: string;
}

export interface SeenMark extends Pair {
  readonly path: string;
}

export interface FileList {
  readonly revision: number;
  /** The riskiest first. */
  readonly files: readonly FileEntry[];
  /** How many of them are seen. */
  readonly seen: number;
  /** Whether their content can be shown here. */
  readonly readable: boolean;
  readonly sentence: string;
}

export function pairOf({ oldMode, oldBlob, newMode, newBlob }: Pick<ChangedFile, "oldMode" | "oldBlob" | "newMode" | "newBlob">): Pair {
  return { old: `${oldMode ?? "-"}:${oldBlob ?? "-"}`, new: `${newMode ?? "-"}:${newBlob ?? "-"}` };
}

/** Which files are seen by these marks. Asked once for all files of a change, which may be thousands. */
export function seenBy(marks: readonly SeenMark[]): (file: ChangedFile) => boolean {
  const keys = new Set(marks.map(({ path, old, new: now }) => [path, old, now].join("\0")));
  return (file) => {
    const { old, new: now } = pairOf(file);
    return keys.has([file.path, old, now].join("\0"));
  };
}

/** Names a file of a change. Two paths can read alike once bytes that are no text are written out, so the pair may be named as well. */
export interface FileName {
  readonly path: string;
  readonly pair?: Pair | undefined;
}

/** The file that is meant; where the pair is of no file, the one that has the path. Throws `Failure`: `not-found`, and `bad-input` where several have it. */
export function fileNamed(files: readonly ChangedFile[], { path, pair }: FileName): ChangedFile {
  const alike = files.filter((each) => each.path === path);
  const meant = alike.find((each) => isPair(pairOf(each), pair)) ?? alike[0];
  if (meant === undefined) throw new Failure("not-found", "The change does not touch this path.", { hint: "Look at the list of files again." });
  if (alike.length === 1 || isPair(pairOf(meant), pair)) return meant;
  throw new Failure("bad-input", `${alike.length} paths of the change read like this one.`, { hint: "Name the mode and content of both sides as well." });
}

/** Which comments are about a file. Where several paths read alike, the content that was commented on tells which is meant; once none of them holds it any more, each shows the comment. */
export function commentsOn(files: readonly ChangedFile[], file: ChangedFile): (comment: Pick<CommentRecord, "path" | "side" | "blob">) => boolean {
  const alike = files.filter(({ path }) => path === file.path);
  return ({ path, side, blob }) => {
    const holds = ({ oldBlob, newBlob }: ChangedFile) => (side === "base" ? oldBlob : newBlob) === blob;
    return path === file.path && (alike.length === 1 || holds(file) || !alike.some(holds));
  };
}

function isPair(one: Pair, other: Pair | undefined): boolean {
  return one.old === other?.old && one.new === other.new;
}

/** What a seen mark of a file would be bound to now, and whether the list of files says all there is to say of it. Throws `Failure` (`not-found`, `bad-input`). */
export async function seenPair({ store }: Workplace, change: string, name: FileName): Promise<{ readonly pair: Pair; readonly revision: number; readonly listed: boolean }> {
  const record = await store.read.change(change);
  if (record === null) throw new Failure("not-found", `No change ${change} was put forward.`);
  const file = fileNamed(readDetail(record.latest.detail, change).range.files, name);
  const listed = file.content === "binary" || file.content === "submodule" || (file.content === "text" && file.added + file.deleted === 0);
  return { pair: pairOf(file), revision: record.latest.revision, listed };
}

/** Every file of a change, in the order in which they deserve to be read. `marks` is what the person has seen of it. Throws `Failure` (`not-found`). */
export async function listFiles(workplace: Workplace, change: string, marks: readonly SeenMark[]): Promise<FileList> {
  const opened = await openCase(workplace, change);
  const readable = await readability(workplace, opened);
  const files = entriesOf(opened, { marks, comments: await workplace.store.read.comments(change) });
  return { revision: opened.revision.revision, files, seen: files.filter(({ seen }) => seen).length, readable: readable.readable, sentence: readable.sentence };
}

export interface Readability {
  readonly readable: boolean;
  /** Why not, and what helps; empty when it is. */
  readonly sentence: string;
}

/** Whether this machine holds the repository with both ends of the change. */
export async function readability(workplace: Workplace, { revision }: Pick<Case, "revision">): Promise<Readability> {
  const path = await repositoryOf(workplace, revision.project);
  const unreadable = (why: string): Readability => ({ readable: false, sentence: `${why} Its content cannot be shown, so nobody can approve it here.` });
  if (path === null) return unreadable(`This machine does not know where the repository of ${revision.project} is.`);
  try {
    await using repository = await openRepository(path);
    const ends = await Promise.all([revision.base, revision.head].map((id) => repository.objects.measure(id, 0)));
    if (ends.some((end) => end?.type !== "commit")) return unreadable(`The repository of ${revision.project} on this machine does not hold the commits of this change.`);
    return { readable: true, sentence: "" };
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.message);
    throw error;
  }
}

export interface Beside {
  readonly marks: readonly SeenMark[];
  readonly comments: readonly CommentRecord[];
}

export function entriesOf(opened: Case, { marks, comments }: Beside): FileEntry[] {
  const { detail, assessment, policy } = opened;
  const [findings, hits] = [findingsOf(opened), hitsOf(opened)];
  const isSeen = seenBy(marks);
  const [everSeen, discussed] = [
    new Set(marks.map(({ path }) => path)),
    Map.groupBy(
      comments.filter(({ resolvedAt }) => resolvedAt === null),
      ({ path }) => path,
    ),
  ];
  const [moved, weakened] = [Map.groupBy(detail.moves ?? [], ({ path }) => path), Map.groupBy(detail.weakenings ?? [], ({ path }) => path)];
  const counted = Map.groupBy(countedAsAi(assessment.coverage), ({ path }) => path);
  const origins = new Map(detail.attribution.files.map((file) => [file.path, countsOf(file)]));
  const entries = detail.range.files.map((file): FileEntry => {
    const { path, status, content, oldMode, newMode, oldBlob, newBlob, added, deleted, flags } = file;
    const seen = isSeen(file);
    return {
      ...{ path, status, content, oldMode, newMode, oldBlob, newBlob, added, deleted, flags },
      shown: markedName(path),
      from: file.from === null ? null : markedName(file.from),
      pair: pairOf(file),
      origin: origins.get(path) ?? none,
      types: assessment.typesOf.get(path) ?? [],
      notes: [...notesOf(file), ...(weakened.get(path)?.flatMap(({ line, sentence }) => (line === null ? [visible(sentence)] : [])) ?? [])],
      linkTarget: file.linkTarget === null ? null : markedName(file.linkTarget),
      // What was recorded before tools were told apart has no such flag.
      generated: flags.includes("generated") || isLockfile(path),
      moved: moved.get(path)?.reduce((sum, { start, end }) => sum + end - start + 1, 0) ?? 0,
      weakened: weakened.get(path)?.length ?? 0,
      findings: findings.get(path)?.filter(({ suppressed }) => !suppressed).length ?? 0,
      uncovered: uncoveredOf(file, hits.get(path)),
      aiLines: assessment.coverage.reported ? sumOf(counted.get(path) ?? []) : null,
      comments: discussed.get(path)?.filter(commentsOn(detail.range.files, file)).length ?? 0,
      seen,
      changedSinceSeen: !seen && everSeen.has(path),
    };
  });
  const rankOfType = new Map(policy.policy.changeTypes.map(({ name, tier }) => [name, policy.policy.tiers.findIndex((each) => each.name === tier)]));
  const keys = new Map(entries.map((entry) => [entry, riskOf(entry, rankOfType)]));
  return entries.toSorted((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []) || (a.path < b.path ? -1 : 1));
}

const none: OriginCounts = { human: 0, ai: 0, mixed: 0, unknown: 0 };

export function countsOf({ runs }: FileOrigin): OriginCounts {
  const counts = { ...none };
  for (const { origin, start, end } of runs) counts[origin] += end - start + 1;
  return counts;
}

function uncoveredOf({ addedRanges }: ChangedFile, hits: ReadonlyMap<number, number> | undefined): number | null {
  if (hits === undefined) return null;
  return [...hits].filter(([line, count]) => count === 0 && addedRanges.some(({ start, end }) => line >= start && line <= end)).length;
}

/** Flags first, then what the strictest types touch, then what AI wrote; tests and documentation late, what is generated last. Ascending. */
function riskOf({ flags, types, origin, generated, weakened }: FileEntry, rankOfType: ReadonlyMap<string, number>): number[] {
  const alarming = weakened > 0 || flags.some((flag) => !(generated && ofGenerated.has(flag)));
  const late = types.length > 0 && types.every((type) => type === "tests" || type === "documentation");
  const strictest = Math.max(-1, ...types.map((type) => rankOfType.get(type) ?? -1));
  return [alarming ? 0 : 1, generated ? 1 : 0, late ? 1 : 0, -strictest, -(origin.ai + origin.mixed)];
}

// Nobody reads what a tool wrote line by line, which alone makes it no surprise.
const ofGenerated: ReadonlySet<FileFlag> = new Set(["generated", "opaque", "minified", "oversized"]);

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) if (value !== b[at]) return value - (b[at] ?? 0);
  return 0;
}

const flagNotes: { readonly [flag in FileFlag]: string } = {
  bidi: "Added lines or the path hold bidirectional controls, which make text read otherwise than it runs.",
  "invisible-characters": "Added lines or the path hold characters that nobody sees.",
  "executable-bit": "The executable bit changes.",
  "became-symlink": "It becomes a symbolic link.",
  "symlink-escape": "The link leads out of the repository.",
  "submodule-moved": "The submodule moves to another commit, whose content is not part of this diff.",
  "attributes-changed": "It changes git attributes, which decide how files are checked out, compared and packed.",
  opaque: "It holds content that nobody can read.",
  "path-collision": "Its path differs from another one only by case or Unicode form.",
  "path-control-characters": "Its path holds control characters.",
  "path-not-utf8": "Its path is not UTF-8; such bytes stand as \\xNN.",
  "git-modules-changed": "It changes where submodules come from.",
  "merge-residue": "A merge commit changed it by hand.",
  generated: "A tool writes this file, by its name or by the word of the base.",
  "claims-generated": "Only the change itself says that a tool writes this file.",
  minified: "Its added lines are packed too densely to be read.",
  oversized: "More of it is added than a person reads line by line.",
};

function notesOf({ flags, oldMode, newMode, status }: ChangedFile): string[] {
  const modes = oldMode !== null && newMode !== null && oldMode !== newMode ? [`Its mode goes from ${oldMode} to ${newMode}.`] : [];
  const same = status === "renamed" ? ["It has another path than before."] : [];
  return [...flags.map((flag) => flagNotes[flag]), ...modes, ...same];
}
