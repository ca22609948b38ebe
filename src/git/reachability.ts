import { Failure } from "../model/failure.ts";
import { isFullId } from "./objects.ts";
import { git } from "./process.ts";
import { readRef, requireFullId } from "./references.ts";
import type { Repository } from "./repository.ts";

/** True when `ancestor` is `descendant` or one of its ancestors. Full ids; throws `Failure` (`repository-unreadable`) when one is not there. */
export async function isAncestor(repository: Repository, ancestor: string, descendant: string): Promise<boolean> {
  requireFullId(repository, ancestor);
  requireFullId(repository, descendant);
  const { code } = await git(repository.scratch.place, ["merge-base", "--is-ancestor", "--end-of-options", ancestor, descendant], { answers: [0, 1] });
  return code === 0;
}

/**
 * True when the commit is the tip of the full ref, or behind it (B17). A commit that exists only as a loose object, or that the
 * repository does not hold, is not. Throws `Failure` (`unknown-reference`) when the ref does not exist or names no commit.
 */
export async function isReachableFrom(repository: Repository, commit: string, ref: string): Promise<boolean> {
  requireFullId(repository, commit);
  const tip = await readRef(repository, ref);
  const [held, top] = await Promise.all([repository.objects.measure(commit, 0), tip === null ? null : repository.objects.measure(tip, 0)]);
  if (tip === null || top?.type !== "commit")
    throw new Failure("unknown-reference", `${ref} does not exist or is not a commit.`, { hint: "Fetch it first, or name the protected branch in full." });
  return held?.type === "commit" && (await isAncestor(repository, commit, tip));
}

/** All best common ancestors, none when the histories are unrelated, several when they cross (C19). */
export async function mergeBases(repository: Repository, one: string, other: string): Promise<string[]> {
  requireFullId(repository, one);
  requireFullId(repository, other);
  const { output } = await git(repository.scratch.place, ["merge-base", "--all", "--end-of-options", one, other], { answers: [0, 1] });
  return output.toString("latin1").split("\n").filter(Boolean).sort();
}

/**
 * Those of the given ids that are `tip` or behind it. Text that is no full id, and commits that the repository does not hold, are left out, so
 * the ids may come from anybody.
 */
export async function reachableFrom(repository: Repository, ids: readonly string[], tip: string): Promise<ReadonlySet<string>> {
  requireFullId(repository, tip);
  const wanted = [...new Set(ids)].filter((id) => isFullId(id) && id.length === tip.length).slice(0, 10_000);
  if (wanted.length === 0) return new Set();
  const { output } = await git(repository.scratch.place, ["rev-list", "--ignore-missing", "--stdin"], { input: Buffer.from(`${wanted.join("\n")}\n^${tip}\n`) });
  const beyond = new Set(output.toString("latin1").split("\n"));
  const held = await Promise.all(wanted.map(async (id) => ((await repository.objects.measure(id, 0))?.type === "commit" ? id : null)));
  return new Set(held.filter((id) => id !== null && !beyond.has(id)) as string[]);
}
