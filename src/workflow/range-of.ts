import { type Repository, readRef, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";

/** The two ends of a change, and the branch that the base was named by. */
export interface Ends {
  readonly base: string;
  readonly head: string;
  /** Full ref; null when the base was named by id or was found by its parent. */
  readonly baseRef: string | null;
}

// Where a branch usually goes, when nobody says.
const usualTargets = ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"];

/**
 * Resolves what a person names. Without a head it is `HEAD`; without a base it is the first of the usual branches that the head is not the tip of, else the head's parent.
 * Throws `Failure` (`unknown-reference`, `bad-input`).
 */
export async function endsOf(repository: Repository, named: { readonly base?: string | undefined; readonly head?: string | undefined }): Promise<Ends> {
  const head = await resolveCommit(repository, named.head ?? "HEAD");
  if (named.base !== undefined) return { base: await resolveCommit(repository, named.base), head, baseRef: await fullRef(repository, named.base) };
  for (const ref of usualTargets) {
    const tip = await readRef(repository, ref);
    if (tip !== null && tip !== head) return { base: tip, head, baseRef: ref };
  }
  try {
    return { base: await resolveCommit(repository, `${head}~1`), head, baseRef: null };
  } catch {
    throw new Failure("bad-input", "There is nothing to compare the head with: it is the first commit, and no other branch was found.", { hint: "Name the base with --base." });
  }
}

// `HEAD~3` and ids name a commit, no branch.
async function fullRef(repository: Repository, name: string): Promise<string | null> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(name) || name.includes("..") || name.includes("//") || /[./]$/.test(name)) return null;
  for (const ref of [name, `refs/heads/${name}`, `refs/remotes/${name}`]) {
    if (ref.startsWith("refs/") && (await readRef(repository, ref)) !== null) return ref;
  }
  return null;
}
