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

/** Commits that no range has, which a tree may tell. */
export function unplaced(revisions: readonly JudgedRevision[], commits: Iterable<string>): string[] {
  const placed = new Set(revisions.flatMap(({ commits }) => commits));
  return revisions.some(({ baseTree }) => baseTree !== null) ? [...commits].filter((commit) => !placed.has(commit)) : [];
}

/** The changes of each commit. A commit that is in none came in a way that the ledger doesn't know. */
export function reviewsOf(revisions: readonly JudgedRevision[], trees: ReadonlyMap<string, CommitTrees>): Reviews {
  const found = new Map<string, CommitChange[]>();
  const add = (commit: string, revision: JudgedRevision, by: CommitChange["by"]) => found.set(commit, joined(found.get(commit) ?? [], revision, by));
  for (const revision of revisions) for (const commit of revision.commits) add(commit, revision, "commit");
  const made = Map.groupBy(revisions, ({ baseTree, resultTree }) => `${baseTree} ${resultTree}`);
  for (const [commit, { tree, before }] of trees) if (before !== null) for (const revision of made.get(`${before} ${tree}`) ?? []) add(commit, revision, "tree");
  return found;
}

/** A change once, with the approvals of all its revisions that have the commit. */
function joined(known: readonly CommitChange[], { change, approvals }: JudgedRevision, by: CommitChange["by"]): CommitChange[] {
  const same = known.find((each) => each.change === change);
  if (same === undefined) return [...known, { change, by, approvals }];
  const more = approvals.filter(({ decision }) => same.approvals.every((each) => each.decision !== decision));
  return known.map((each) => (each === same ? { ...same, approvals: [...same.approvals, ...more] } : each));
}
