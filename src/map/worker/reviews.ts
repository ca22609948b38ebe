import type { Descent } from "../../git/index.ts";

/** An approval that stands. Times are milliseconds since the epoch, the ledger's. */
export interface Approval {
  readonly decision: string;
  /** Id of the person. */
  readonly person: string;
  readonly at: number;
  /** Null for the change itself. */
  readonly environment: string | null;
}

/** A revision of a change, as far as the ledger tells which commits were judged with it. */
export interface JudgedRevision {
  readonly change: string;
  /** Full id. */
  readonly head: string;
  /** Full ids of the commits of its range. */
  readonly commits: readonly string[];
  /** Null once what was seen of it is erased. */
  readonly baseTree: string | null;
  readonly resultTree: string;
  /** In the order of the ledger. */
  readonly approvals: readonly Approval[];
}

/** The change that a commit came with: because its range has the commit, or because the commit makes exactly its result out of its base, as a squash does. */
export interface CommitChange {
  readonly change: string;
  readonly by: "commit" | "tree";
  readonly approvals: readonly Approval[];
}

/** A commit's own tree, and its first parent's; null for a commit without one. */
export interface CommitTrees {
  readonly tree: string;
  readonly before: string | null;
}

export type Reviews = ReadonlyMap<string, readonly CommitChange[]>;

/**
 * The changes of each commit by the ranges that have it. `history` is all that the asked commit descends from, with itself.
 *
 * A range may take back what its own commits added, and what it took back may return on a way around it, as from a branch that began
 * before: git then says that the old commit owns the line, which nobody saw in the result that they judged. So a commit counts where
 * every way from it to the asked one leads through the head of the range: all lines of it that are left then stand in what was judged.
 */
export function placedBy(revisions: readonly JudgedRevision[], history: readonly Descent[]): Reviews {
  const lineage = lineageOf(revisions, history);
  const found = new Map<string, readonly CommitChange[]>();
  for (const revision of revisions) for (const commit of throughHead(revision, lineage)) found.set(commit, joined(found.get(commit) ?? [], revision, "commit"));
  return found;
}

interface Kin {
  readonly parents: readonly string[];
  readonly children: string[];
}

/** Parents and children in the history, of the commits of ranges. */
function lineageOf(revisions: readonly JudgedRevision[], history: readonly Descent[]): ReadonlyMap<string, Kin> {
  const wanted = new Set(revisions.flatMap(({ commits }) => commits));
  const lineage = new Map<string, Kin>();
  for (const { id, parents } of history) {
    if (wanted.has(id)) lineage.set(id, { parents, children: [] });
    for (const parent of parents) lineage.get(parent)?.children.push(id);
  }
  return lineage;
}

/** The commits of a range that lead to the asked one through its head alone. */
function throughHead({ head, commits }: JudgedRevision, lineage: ReadonlyMap<string, Kin>): readonly string[] {
  const range = new Set(commits);
  const here = commits.filter((commit) => lineage.has(commit));
  const around = new Set<string>();
  const waiting = here.filter((commit) => leavesRange(lineage.get(commit)?.children ?? [], range));
  for (let commit = waiting.pop(); commit !== undefined; commit = waiting.pop()) {
    if (commit === head || around.has(commit)) continue;
    around.add(commit);
    for (const parent of lineage.get(commit)?.parents ?? []) if (range.has(parent)) waiting.push(parent);
  }
  return here.filter((commit) => !around.has(commit));
}

/** Only the asked commit has no child in its history. */
function leavesRange(children: readonly string[], range: ReadonlySet<string>): boolean {
  return children.length === 0 || children.some((child) => !range.has(child));
}

/** The changes of each commit, also by the trees of commits that no range tells of. A commit that is in none came in a way that the ledger doesn't know. */
export function withSquashes(placed: Reviews, revisions: readonly JudgedRevision[], trees: ReadonlyMap<string, CommitTrees>): Reviews {
  const found = new Map(placed);
  const made = Map.groupBy(revisions, ({ baseTree, resultTree }) => `${baseTree} ${resultTree}`);
  for (const [commit, { tree, before }] of trees)
    if (before !== null) for (const revision of made.get(`${before} ${tree}`) ?? []) found.set(commit, joined(found.get(commit) ?? [], revision, "tree"));
  return found;
}

/** A change once, with the approvals of all its revisions that have the commit. */
function joined(known: readonly CommitChange[], { change, approvals }: JudgedRevision, by: CommitChange["by"]): CommitChange[] {
  const same = known.find((each) => each.change === change);
  if (same === undefined) return [...known, { change, by, approvals }];
  const more = approvals.filter(({ decision }) => same.approvals.every((each) => each.decision !== decision));
  return known.map((each) => (each === same ? { ...same, approvals: [...same.approvals, ...more] } : each));
}
