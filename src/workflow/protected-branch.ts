import { isReachableFrom, type Repository, readRef } from "../git/index.ts";

/**
 * Whether a commit is on the branch that changes of a project go to, as this clone knows it: the branch itself, or what was fetched of it. False where neither is there, because then
 * nobody can tell. What a clone knows can be wrong: the one that asks the gate should be the pipeline's, not the author's.
 */
export async function isOnBranch(repository: Repository, commit: string, branch: string): Promise<boolean> {
  for (const ref of [branch, branch.replace(/^refs\/heads\//, "refs/remotes/origin/")]) {
    if ((await readRef(repository, ref)) !== null && (await isReachableFrom(repository, commit, ref))) return true;
  }
  return false;
}

const usual = ["refs/heads/main", "refs/heads/master", "refs/remotes/origin/main", "refs/remotes/origin/master"];

/** The branch that changes usually go to, as a ref under `refs/heads/`; null when there is no usual one. */
export async function usualBranch(repository: Repository): Promise<string | null> {
  for (const ref of usual) if ((await readRef(repository, ref)) !== null) return ref.replace("refs/remotes/origin/", "refs/heads/");
  return null;
}
