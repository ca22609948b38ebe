import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** A commit and its parents in their order, full ids. */
export interface Descent {
  readonly id: string;
  readonly parents: readonly string[];
}

/**
 * All that `tips` descend from, without what `known` descends from; every parent before its children, so that whoever goes through
 * them forwards has met what a commit builds on. Of the objects themselves: no replacement, graft or shallow boundary of the
 * repository counts (E27). Full ids; throws `Failure` (`repository-unreadable`) for one that is not there.
 */
export async function readAncestry(repository: Repository, tips: readonly string[], known: readonly string[] = []): Promise<readonly Descent[]> {
  const input = [...tips, ...known.map((id) => `^${id}`)].map((id) => `${id}\n`).join("");
  const found: Descent[] = [];
  let rest = "";
  const onOutput = (chunk: Buffer) => {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [id = "", ...parents] = line.split(" ");
      found.push({ id, parents });
    }
  };
  await git(repository.scratch.place, ["rev-list", "--topo-order", "--reverse", "--parents", "--stdin"], { input, onOutput, timeout: 600_000, maximumOutput: 8 * 2 ** 30 });
  return found;
}
