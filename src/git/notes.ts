import { treeOf } from "./files.ts";
import { isFullId } from "./objects.ts";
import type { RawPath } from "./paths.ts";
import { git } from "./process.ts";
import { readRef } from "./references.ts";
import type { Repository } from "./repository.ts";

/** The ref under which git-ai keeps who wrote what (provenance.md §1). */
export const aiNotes = "refs/notes/ai";

/** Bytes of a note that are read; what lies beyond is cut off, so that the note's reader finds it broken instead of missing. */
export const longestNote = 16 * 2 ** 20;

/**
 * The notes of the given commits under a ref, by commit; commits without a note are absent, and all are when the ref does not exist.
 * Written by anyone who may push: attacker-controlled. Throws `Failure` (`bad-input`) when `ref` is not a full ref.
 *
 * A notes tree names each note after its commit, with slashes after the first pairs of digits once there are many
 * (git-notes(1), "fan-out"); only the folders on the way to the wanted commits are read.
 */
export async function readNotes(repository: Repository, commits: readonly string[], ref: string = aiNotes): Promise<ReadonlyMap<string, Buffer>> {
  const tree = await notesTree(repository, ref);
  if (tree === null) return new Map();
  const found = await Promise.all(
    commits.map(async (commit): Promise<[string, Buffer][]> => {
      const blob = await findNote(repository, tree, commit);
      const note = blob === null ? null : await repository.objects.measure(blob, longestNote);
      return note?.type === "blob" ? [[commit, note.bytes]] : [];
    }),
  );
  return new Map(found.flat());
}

/** Whether a commit has a note under a ref, also one that can't be read, as in a partial clone. */
export async function hasNote(repository: Repository, commit: string, ref: string = aiNotes): Promise<boolean> {
  const tree = await notesTree(repository, ref);
  return tree !== null && (await findNote(repository, tree, commit)) !== null;
}

/** The full ids that notes under a ref hang on, sorted; among them may be commits that no longer exist. Empty when the ref does not exist. */
export async function listNotes(repository: Repository, ref: string = aiNotes): Promise<string[]> {
  return [...(await noteBlobs(repository, ref)).keys()].sort();
}

/** The blob of each note under a ref, by what it hangs on, which may not exist or be no commit. Empty when the ref does not exist. */
export async function noteBlobs(repository: Repository, ref: string = aiNotes): Promise<ReadonlyMap<string, string>> {
  const tree = await notesTree(repository, ref);
  if (tree === null) return new Map();
  const { output } = await git(repository.scratch.place, ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree]);
  const rows = output.toString("latin1").split("\0");
  return new Map(
    rows.flatMap((row) => {
      const [, blob, path = ""] = /^100\d{3} blob ([0-9a-f]{40,64})\t(.*)$/s.exec(row) ?? [];
      const of = path.replaceAll("/", "");
      return blob !== undefined && isFullId(of) ? [[of, blob] as const] : [];
    }),
  );
}

async function notesTree(repository: Repository, ref: string): Promise<string | null> {
  const tip = await readRef(repository, ref);
  return tip === null ? null : await treeOf(repository, tip);
}

async function findNote(repository: Repository, root: string, commit: string): Promise<string | null> {
  let tree = root;
  for (let rest: RawPath = commit; rest.length > 0; rest = rest.slice(2)) {
    const entries = await repository.trees.entries(tree);
    const note = entries.get(rest);
    if (note?.mode.startsWith("100")) return note.id;
    const folder = entries.get(rest.slice(0, 2));
    if (folder?.mode !== "040000") return null;
    tree = folder.id;
  }
  return null;
}
