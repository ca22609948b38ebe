import type { Descent } from "./ancestry.ts";
import { type Difference, ListingReader } from "./listing.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/**
 * What each commit differs in from its first parent, a merge too, and the first commit from nothing; without pairing renames. Told
 * in the order of `commits`, path by path in git's order; a commit without a difference is told of by none.
 */
export async function firstParentChanges(repository: Repository, commits: readonly Descent[], tell: (commit: string, difference: Difference) => void): Promise<void> {
  if (commits.length === 0) return;
  const reader = new ListingReader((of, difference) => difference !== null && tell(of, difference));
  const args = ["diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"];
  await git(repository.scratch.place, args, {
    // A commit with a parent named beside it is compared with that one alone (git-diff-tree, --stdin).
    input: commits.map(({ id, parents }) => (parents.length > 1 ? `${id} ${parents[0]}\n` : `${id}\n`)).join(""),
    onOutput: (chunk) => reader.take(chunk),
    timeout: 3_600_000,
    maximumOutput: 64 * 2 ** 30,
  });
  reader.end();
}
