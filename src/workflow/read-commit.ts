import { Tree } from "../evidence/index.ts";
import { listTree, openRepository, repositoryId, resolveCommit } from "../git/index.ts";

/** What follows from the id of a commit alone. */
export interface CommitRead {
  readonly id: string;
  /** Stable id of its repository. */
  readonly repository: string;
  readonly tree: Tree;
}

/** Commits that are kept, and the paths of all their trees together. */
const mostKept = 8;
const mostPaths = 200_000;

const kept = new Map<string, { readonly read: CommitRead; readonly paths: number }>();

/**
 * The commit that a person names in the repository at a path. One that is named by its full id is kept: a pipeline hands in several reports for it, one after the other, and each time git would say the same.
 * Throws `Failure` as `openRepository` and `resolveCommit` do.
 */
export async function readCommit(path: string, name: string): Promise<CommitRead> {
  const key = `${path}\0${name}`;
  const known = kept.get(key);
  if (known !== undefined) return known.read;
  await using repository = await openRepository(path);
  const id = await resolveCommit(repository, name);
  const [stable, entries] = await Promise.all([repositoryId(repository, id), listTree(repository, id)]);
  const read = { id, repository: stable, tree: new Tree(entries.map((entry) => entry.path)) };
  // A branch or tag may name another one tomorrow.
  if (id === name && entries.length <= mostPaths) keep(key, read, entries.length);
  return read;
}

function keep(key: string, read: CommitRead, paths: number): void {
  kept.set(key, { read, paths });
  let all = [...kept.values()].reduce((sum, each) => sum + each.paths, 0);
  for (const [oldest, each] of kept) {
    if (kept.size <= mostKept && all <= mostPaths) return;
    kept.delete(oldest);
    all -= each.paths;
  }
}
