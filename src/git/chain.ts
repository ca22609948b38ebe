import type { LineRange } from "../model/origin.ts";
import type { Edit } from "./history.ts";
import { type Hunk, hunksOf, mapBack } from "./hunks.ts";
import type { RawPath } from "./paths.ts";
import type { EditedRange } from "./range.ts";
import type { Repository } from "./repository.ts";

/** Lines of the head's file with the commit that blame gives them; `commit` is null for lines from before the range. */
export interface Owned extends LineRange {
  readonly commit: string | null;
  readonly path: RawPath;
  readonly originalStart: number;
}

/** Lines of a file at the head, ascending. */
interface Asked {
  readonly path: RawPath | null;
  readonly atHead: readonly LineRange[];
}

/**
 * What `git blame` would say of lines at the head, where the diffs of single commits tell it: in a range that is one chain of commits
 * without a merge, for a file that each of them edits under the same name. The lines are then followed from commit to commit through
 * the hunks that blame would make too, those of all files by one process. Files of which more has to be known are absent from the answer.
 */
export async function ownedInChain<T extends Asked>(repository: Repository, range: EditedRange, asked: readonly T[]): Promise<ReadonlyMap<T, readonly Owned[]>> {
  if (!isChain(range)) return new Map();
  const followed = asked.flatMap((each) => {
    const edits = editsOf(range, each.path ?? "");
    return edits === null ? [] : [{ each, edits }];
  });
  const modified = followed.flatMap(({ edits }) => edits.filter(({ difference }) => difference.status === "M"));
  const hunks = await hunksOf(
    repository,
    modified.map(({ difference }) => ({ old: difference.oldId ?? "", new: difference.newId ?? "" })),
  );
  const hunksBy = new Map(modified.map((edit, index) => [edit, hunks[index] ?? []]));
  return new Map(followed.map(({ each, edits }) => [each, follow(each, edits, hunksBy)]));
}

function isChain({ commits }: EditedRange): boolean {
  return commits.every(({ parents }, index) => parents.length === 1 && (index === 0 || parents[0] === commits[index - 1]?.id));
}

/** The edits of a path back to the one that created it, or to the first; null when one of them is no plain edit or may be a rename. */
function editsOf({ edits }: EditedRange, path: RawPath): readonly Edit[] | null {
  const all = edits.get(path) ?? [];
  const own = all.slice(
    Math.max(
      all.findLastIndex(({ difference }) => difference.status === "A"),
      0,
    ),
  );
  return own.every(({ difference, removes }) => difference.newMode?.startsWith("100") && (difference.status === "M" || (difference.status === "A" && !removes))) ? own : null;
}

/** A run of lines on its way back: where it stands now, and where its first line stands at the head. */
interface Moving extends LineRange {
  readonly head: number;
}

function follow({ path, atHead }: Asked, edits: readonly Edit[], hunksBy: ReadonlyMap<Edit, readonly Hunk[]>): Owned[] {
  const owned: Owned[] = [];
  const own = ({ start, end, head }: Moving, commit: string | null) => owned.push({ start: head, end: head + end - start, commit, path: path ?? "", originalStart: start });
  let moving: readonly Moving[] = atHead.map(({ start, end }) => ({ start, end, head: start }));
  for (const edit of edits.toReversed()) {
    const parts = edit.difference.status === "A" ? moving.map((run) => ({ run, before: null })) : stepBack(moving, hunksBy.get(edit) ?? []);
    for (const { run, before } of parts) if (before === null) own(run, edit.commit);
    moving = parts.flatMap(({ before }) => (before === null ? [] : [before]));
  }
  for (const run of moving) own(run, null);
  return owned.sort((one, other) => one.start - other.start);
}

/** Each run split at the edges of the hunks, with the same lines before the edit; null where the edit added them. */
function stepBack(moving: readonly Moving[], hunks: readonly Hunk[]): { readonly run: Moving; readonly before: Moving | null }[] {
  let at = 0;
  return mapBack(moving, hunks).map(({ start, end, oldStart }) => {
    while ((moving[at]?.end ?? end) < start) at++;
    const from = moving[at];
    const head = (from?.head ?? 0) + start - (from?.start ?? 0);
    return { run: { start, end, head }, before: oldStart === null ? null : { start: oldStart, end: oldStart + end - start, head } };
  });
}
