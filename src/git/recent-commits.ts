import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/**
 * Full ids of at most `most` commits that `head` descends from, merges left out, the newest first by the dates that committers typed. For a look at who works where,
 * never for a judgement: dates are their authors'. Throws `Failure` (`repository-unreadable`).
 */
export async function recentCommits(repository: Repository, head: string, most: number): Promise<string[]> {
  const { output } = await git(repository.scratch.place, ["rev-list", "--no-merges", `--max-count=${most}`, "--end-of-options", head], { timeout: 30_000 });
  return output.toString("latin1").split("\n").filter(Boolean);
}
