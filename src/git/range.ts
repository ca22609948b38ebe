import { sha256 } from "../model/canonical.ts";
import { type Range, type RangeFlag, rangeFlags } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import { type HunksByFile, readFiles } from "./changed-files.ts";
import { hasBidi, hasInvisible } from "./characters.ts";
import { parseCommit, type RawCommit, readCommits } from "./commits.ts";
import type { AttributesReader } from "./generated.ts";
import { type Edit, readHistory, readSpan } from "./history.ts";
import { differences } from "./listing.ts";
import { mergedTree } from "./merges.ts";
import { type RawPath, shownPath } from "./paths.ts";
import { mergeBases } from "./reachability.ts";
import { requireFullId } from "./references.ts";
import { type Repository, repositoryId } from "./repository.ts";

/** A range with what only the git room's readers need. */
export interface RangeReading extends Range {
  /** Parents before children. */
  readonly commits: readonly RawCommit[];
  /** For each path of `touched`, the commits of the range that touch it, parents before children. */
  readonly touchedBy: ReadonlyMap<string, readonly string[]>;
}

/** A range with what blame needs beside, what each commit that is no merge does to each path, and where the lines of each file differ. */
export interface EditedRange extends RangeReading {
  readonly edits: ReadonlyMap<RawPath, readonly Edit[]>;
  readonly hunks: HunksByFile;
}

/**
 * Reads the change that merging `head` into `base` would make. Both are full commit ids.
 *
 * - `files` is what differs between the base's tree and the result's, never the three-dot form, so that no choice of merge base can
 *   hide anything (C19). Where the merge conflicts, or the histories are unrelated, there is no result; `files` then compares base
 *   with head, and the flag `merge-conflict` says so.
 * - `commits` are those of `base..head`, parents before children; `repository` is the id over the root commits behind the base,
 *   because the head is the author's to choose.
 * - Text or binary, line counts and every flag come from the objects' own bytes (C04, C07). Of attributes the base's are asked which files a tool wrote,
 *   by `attributes`; without it nobody is.
 *
 * Throws `Failure`: `bad-input` for an id that is not full, `unknown-reference` for a commit that is not there,
 * `repository-unreadable` for a missing object.
 */
export async function readRange(
  repository: Repository,
  ends: { readonly base: string; readonly head: string },
  attributes: AttributesReader = () => () => false,
): Promise<EditedRange> {
  requireFullId(repository, ends.base);
  requireFullId(repository, ends.head);
  const walks = startWalks(repository, ends.base, ends.head);
  try {
    const [base, head] = await Promise.all([readEnd(repository, ends.base), readEnd(repository, ends.head)]);
    return await rangeOf(repository, { base, head, attributes }, walks);
  } finally {
    // No git may be left at work in a repository that is closed next.
    await Promise.all(Object.values(walks));
  }
}

type Walks = ReturnType<typeof startWalks>;

// What takes only the two ids is started at once, before it is known whether they are commits and whether there is a merge to make; git
// refuses what makes no sense, and then nobody listens.
function startWalks(repository: Repository, base: string, head: string) {
  return {
    id: settled(repositoryId(repository, base)),
    span: settled(readSpan(repository, base, head)),
    bases: settled(mergeBases(repository, base, head)),
    merge: settled(mergedTree(repository, base, head)),
  };
}

interface Between {
  readonly base: RawCommit;
  readonly head: RawCommit;
  readonly attributes: AttributesReader;
}

async function rangeOf(repository: Repository, between: Between, walks: Walks): Promise<EditedRange> {
  const { base, head } = between;
  const { commits, merge, history, files, hunks, listing } = await readBetween(repository, between, walks);
  return {
    // The walk to the root commits takes as long as all of this in a long history.
    repository: await (await walks.id)(),
    objectFormat: repository.objectFormat,
    base: base.id,
    baseTree: base.tree,
    head: head.id,
    headTree: head.tree,
    resultTree: merge.resultTree,
    resultListing: sha256(listing),
    mergeBases: merge.mergeBases,
    commits,
    files,
    touched: [...history.touchedBy.keys()].sort().map(shownPath),
    edits: history.edits,
    hunks,
    touchedBy: new Map([...history.touchedBy].map(([path, ids]) => [shownPath(path), ids])),
    flags: rangeFlagsOf(repository, { commits, residue: history.residue.size > 0, conflict: merge.resultTree === null, bases: merge.mergeBases.length }),
  };
}

async function readBetween(repository: Repository, { base, head, attributes }: Between, walks: Walks) {
  const span = await (await walks.span)();
  const [{ commits, history }, { merge, compared, listed }] = await Promise.all([
    readCommits(repository, span.ids).then(async (commits) => ({ commits, history: await readHistory(repository, commits) })),
    merged(base, head, span.straight, walks).then(async (merge) => {
      const compared = merge.resultTree ?? head.tree;
      return { merge, compared, listed: await differences(repository, base.tree, compared) };
    }),
  ]);
  return { commits, merge, history, ...(await readFiles(repository, { baseTree: base.tree, tree: compared, listed, residue: history.residue, attributes })) };
}

async function readEnd(repository: Repository, id: string): Promise<RawCommit> {
  const object = await repository.objects.read(id);
  if (object?.type !== "commit") throw new Failure("unknown-reference", `The repository does not hold a commit ${id}.`, { hint: "Fetch it first." });
  return parseCommit(id, object.bytes);
}

async function merged(base: RawCommit, head: RawCommit, straight: boolean, walks: Walks): Promise<{ resultTree: string | null; mergeBases: string[] }> {
  if (straight) return { resultTree: head.tree, mergeBases: [base.id] };
  const bases = await (await walks.bases)();
  if (bases.length === 0) return { resultTree: null, mergeBases: [] };
  return { resultTree: bases[0] === head.id ? base.tree : await (await walks.merge)(), mergeBases: bases };
}

/** Waits for the end, whatever it is; asking for the value throws then what was thrown. */
function settled<T>(promise: Promise<T>): Promise<() => Promise<T>> {
  const answer = () => promise;
  return promise.then(
    () => answer,
    () => answer,
  );
}

function rangeFlagsOf(repository: Repository, range: { commits: readonly RawCommit[]; residue: boolean; conflict: boolean; bases: number }): RangeFlag[] {
  const flags: Record<RangeFlag, boolean> = {
    "merge-conflict": range.conflict,
    "criss-cross": range.bases > 1,
    "unreviewed-merge-residue": range.residue,
    "commit-message-invisible-characters": range.commits.some((commit) => wordsOf(commit).some((words) => hasBidi(words) || hasInvisible(words))),
    "mixed-object-format": repository.mixedObjectFormat || range.commits.some((commit) => commit.signedInOtherFormat),
  };
  return rangeFlags.filter((flag) => flags[flag]);
}

function wordsOf({ message, author, committer }: RawCommit): string[] {
  return [message, author.name, author.email, committer.name, committer.email];
}
