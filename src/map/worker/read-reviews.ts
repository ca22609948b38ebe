import { type Repository, readAncestry, readCommits } from "../../git/index.ts";
import { type CommitTrees, type JudgedRevision, placedBy, type Reviews, withSquashes } from "./reviews.ts";

/** Which changes the commits came with that own lines of `commit`; all ids are full. Throws `Failure` (`repository-unreadable`) when the history can't be read. */
export async function readReviews(repository: Repository, revisions: readonly JudgedRevision[], commit: string, owners: Iterable<string>): Promise<Reviews> {
  if (revisions.length === 0) return new Map();
  const placed = placedBy(revisions, await readAncestry(repository, [commit]));
  const open = revisions.some(({ baseTree }) => baseTree !== null) ? [...owners].filter((owner) => !placed.has(owner)) : [];
  return withSquashes(placed, revisions, await treesOf(repository, open));
}

const readAtOnce = 1_000;

async function treesOf(repository: Repository, ids: readonly string[]): Promise<ReadonlyMap<string, CommitTrees>> {
  const trees = new Map<string, CommitTrees>();
  for (let at = 0; at < ids.length; at += readAtOnce) {
    const commits = await readCommits(repository, ids.slice(at, at + readAtOnce));
    const parents = await readCommits(repository, [...new Set(commits.flatMap(({ parents }) => parents.slice(0, 1)))]);
    const treeOf = new Map(parents.map(({ id, tree }) => [id, tree]));
    for (const { id, tree, parents } of commits) trees.set(id, { tree, before: treeOf.get(parents[0] ?? "") ?? null });
  }
  return trees;
}
