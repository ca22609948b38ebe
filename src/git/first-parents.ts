import { type RawCommit, readCommits } from "./commits.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/**
 * The last `most` commits of a branch that have something before them, the newest first: each what one merge, or one commit made on the branch itself, brought to it.
 * Throws `Failure` (`repository-unreadable`).
 */
export async function firstParents(repository: Repository, head: string, most: number): Promise<RawCommit[]> {
  const asked = ["rev-list", "--first-parent", "--min-parents=1", `--max-count=${most}`, "--end-of-options", head];
  const { output } = await git(repository.scratch.place, asked, { timeout: 30_000 });
  return await readCommits(repository, output.toString("latin1").split("\n").filter(Boolean));
}
