import type { RawCommit } from "./commits.ts";
import { readCommits } from "./commits.ts";
import { type Difference, listings } from "./listing.ts";
import { type AutomaticMerge, redoMerges } from "./merges.ts";
import type { RawPath } from "./paths.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** The commits that `head` has and `base` has not, parents before children; and whether `base` is an ancestor of `head`. */
export interface Span {
  readonly ids: readonly string[];
  readonly straight: boolean;
}

/** Reads a span by topology alone: no date decides what is in it (E28). Full ids. */
export async function readSpan(repository: Repository, base: string, head: string): Promise<Span> {
  if (base === head) return { ids: [], straight: true };
  const { output } = await git(repository.scratch.place, ["rev-list", "--topo-order", "--reverse", "--boundary", "--end-of-options", head, `^${base}`]);
  const lines = output.toString("latin1").split("\n").filter(Boolean);
  // An ancestor's child on the way to head is in the span, so an ancestor is always on its boundary.
  return { ids: lines.filter((line) => !line.startsWith("-")), straight: lines.includes(`-${base}`) };
}

/** What one commit that is no merge does to one path. */
export interface Edit {
  readonly commit: string;
  readonly difference: Difference;
  /** True when the same commit takes a file away, which may then be the one that it adds under a new name. */
  readonly removes: boolean;
}

/** Which commit touches which path, and what merges hold of their own. */
export interface History {
  readonly touchedBy: ReadonlyMap<RawPath, readonly string[]>;
  /** By path, in the order of the span. */
  readonly edits: ReadonlyMap<RawPath, readonly Edit[]>;
  readonly residue: ReadonlySet<RawPath>;
}

/**
 * Looks into every single commit of a span, so that nothing is hidden by a later one. A merge touches what it differs in from the
 * merge that git makes of its parents, and what conflicted: that part nobody else's commit shows (B08).
 */
export async function readHistory(repository: Repository, commits: readonly RawCommit[]): Promise<History> {
  const merges = commits.filter((commit) => commit.parents.length > 1);
  const redone = merges.length === 0 ? new Map<string, AutomaticMerge | null>() : await redoMerges(repository, merges);
  const asked = new Map<string, string[]>();
  const touchedBy = new Map<RawPath, string[]>();
  const edits = new Map<RawPath, Edit[]>();
  const residue = new Set<RawPath>();
  for (const commit of commits) {
    const question = commit.parents.length > 1 ? await askMerge(repository, commit, redone.get(commit.id) ?? null) : commit.id;
    if (question !== null) asked.set(question, [...(asked.get(question) ?? []), commit.id]);
    for (const path of redone.get(commit.id)?.conflicted ?? []) {
      residue.add(path);
      note(touchedBy, path, commit.id);
    }
  }
  for (const { of, differences } of await listings(repository, [...asked.keys()])) {
    const removes = differences.some(({ status }) => status === "D");
    for (const id of asked.get(of) ?? []) {
      for (const difference of differences) {
        if (of !== id) residue.add(difference.path);
        else note(edits, difference.path, { commit: id, difference, removes });
        note(touchedBy, difference.path, id);
      }
    }
  }
  return { touchedBy, edits, residue };
}

async function askMerge(repository: Repository, merge: RawCommit, redone: AutomaticMerge | null): Promise<string | null> {
  const tree = redone?.tree ?? (await readCommits(repository, merge.parents.slice(0, 1)))[0]?.tree ?? "";
  return tree === merge.tree ? null : `${tree} ${merge.tree}`;
}

function note<T>(byPath: Map<RawPath, T[]>, path: RawPath, noted: T): void {
  const known = byPath.get(path);
  if (known === undefined) byPath.set(path, [noted]);
  else if (!known.includes(noted)) known.push(noted);
}
