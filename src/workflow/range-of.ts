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
  if (named.base !== undefined) return await namedEnds(repository, named.base, named.head ?? "HEAD");
  // All names are asked for in one go, which is one process.
  const [asked, tips] = await Promise.allSettled([resolveCommit(repository, named.head ?? "HEAD"), Promise.all(usualTargets.map((ref) => readRef(repository, ref)))]);
  const head = told(asked);
  for (const [index, tip] of told(tips).entries()) if (tip !== null && tip !== head) return { base: tip, head, baseRef: usualTargets[index] ?? null };
  try {
    return { base: await resolveCommit(repository, `${head}~1`), head, baseRef: null };
  } catch {
    throw new Failure("bad-input", "There is nothing to compare the head with: it is the first commit, and no other branch was found.", { hint: "Name the base." });
  }
}

async function namedEnds(repository: Repository, base: string, head: string): Promise<Ends> {
  const [top, bottom, ref] = await Promise.allSettled([resolveCommit(repository, head), resolveCommit(repository, base), fullRef(repository, base)]);
  return { head: told(top), base: told(bottom), baseRef: told(ref) };
}

// Of several that fail the first one asked is told, whichever ends first.
function told<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

// `HEAD~3` and ids name a commit, no branch.
async function fullRef(repository: Repository, name: string): Promise<string | null> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(name) || name.includes("..") || name.includes("//") || /[./]$/.test(name)) return null;
  const refs = [name, `refs/heads/${name}`, `refs/remotes/${name}`].filter((ref) => ref.startsWith("refs/"));
  const tips = await Promise.all(refs.map((ref) => readRef(repository, ref)));
  return refs.find((_, index) => tips[index] !== null) ?? null;
}
