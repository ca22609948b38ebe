import { Failure } from "../model/failure.ts";
import { isFullId } from "./objects.ts";
import type { RawPath } from "./paths.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** Two commits merged by git without anyone's help. In a conflict the tree holds conflict markers. */
export interface AutomaticMerge {
  readonly tree: string;
  readonly clean: boolean;
  readonly conflicted: readonly RawPath[];
}

/** The tree of two commits merged, or null when they conflict. The objects it makes stay in our own repository. */
export async function mergedTree(repository: Repository, base: string, head: string): Promise<string | null> {
  const { code, output } = await git(repository.scratch.place, ["merge-tree", "--write-tree", "--no-messages", "-z", "--end-of-options", base, head], { answers: [0, 1] });
  const tree = output.toString("latin1").split("\0")[0] ?? "";
  if (code === 0 && !isFullId(tree)) throw garbled();
  return code === 0 ? tree : null;
}

/** A merge commit of the range, as far as it matters here. */
export interface MergeCommit {
  readonly id: string;
  readonly parents: readonly string[];
}

// Beyond this many parents the merge is not redone; all that it differs in from its first parent then counts as its own.
const mostParents = 16;

/**
 * Redoes merges: for each, the tree that git makes of its parents alone, with the paths that conflicted on the way. What the
 * commit's own tree differs in from that was written by whoever made the merge (B08). Null where the merge has too many parents.
 */
export async function redoMerges(repository: Repository, merges: readonly MergeCommit[]): Promise<Map<string, AutomaticMerge | null>> {
  const redone = new Map<string, AutomaticMerge | null>(merges.map(({ id }) => [id, null]));
  let open = merges
    .filter(({ parents }) => parents.length <= mostParents)
    .map(({ id, parents }) => ({ id, current: parents[0] ?? "", parents, next: 1, conflicted: [] as RawPath[] }));
  while (open.length > 0) {
    const answers = await mergePairs(
      repository,
      open.map(({ current, parents, next }) => `${current} ${parents[next]}`),
    );
    const further: typeof open = [];
    for (const [index, merge] of open.entries()) {
      const answer = answers[index];
      if (answer === undefined) throw garbled();
      const conflicted = [...merge.conflicted, ...answer.conflicted];
      redone.set(merge.id, { tree: answer.tree, clean: conflicted.length === 0 && answer.clean, conflicted });
      if (merge.next + 1 < merge.parents.length) {
        further.push({ ...merge, conflicted, next: merge.next + 1, current: await writeCommit(repository, answer.tree, [merge.current, merge.parents[merge.next] ?? ""]) });
      }
    }
    open = further;
  }
  return redone;
}

async function mergePairs(repository: Repository, pairs: readonly string[]): Promise<AutomaticMerge[]> {
  const { output } = await git(repository.scratch.place, ["merge-tree", "--write-tree", "--stdin", "--no-messages", "--allow-unrelated-histories"], {
    input: `${pairs.join("\n")}\n`,
    timeout: 600_000,
  });
  return parseMerges(output);
}

// An octopus is merged pair by pair; the next merge needs a commit that stands for the ones done so far.
function writeCommit(repository: Repository, tree: string, parents: readonly string[]): Promise<string> {
  const who = "countersign <> 0 +0000";
  return repository.scratch.write("commit", Buffer.from(`tree ${tree}\n${parents.map((id) => `parent ${id}\n`).join("")}author ${who}\ncommitter ${who}\n\n`));
}

/** Parses `merge-tree --stdin --no-messages`: per merge `<1 clean, 0 conflict>\0<tree>\0`, then `<mode> <id> <stage>\t<path>\0` for each side of a conflict, then `\0`. */
export function parseMerges(output: Buffer): AutomaticMerge[] {
  const parts = output.toString("latin1").split("\0");
  const merges: AutomaticMerge[] = [];
  for (let at = 0; at + 1 < parts.length; ) {
    const clean = parts[at] === "1";
    const tree = parts[at + 1] ?? "";
    if ((!clean && parts[at] !== "0") || !isFullId(tree)) throw garbled();
    const conflicted = new Set<RawPath>();
    for (at += 2; parts[at] !== ""; at++) {
      const entry = parts[at];
      const tab = entry?.indexOf("\t") ?? -1;
      if (entry === undefined || tab === -1) throw garbled();
      conflicted.add(entry.slice(tab + 1));
    }
    merges.push({ tree, clean, conflicted: [...conflicted] });
    at++;
  }
  return merges;
}

function garbled(): Failure {
  return new Failure("repository-unreadable", "git merge-tree printed something that is not a merge.", { hint: "Check git's version with `countersign doctor`." });
}
