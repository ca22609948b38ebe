import { Failure } from "../model/failure.ts";
import { treeOf } from "./files.ts";
import { sizesOf } from "./object-sizes.ts";
import { isFullId } from "./objects.ts";
import type { RawPath } from "./paths.ts";
import { readRef } from "./references.ts";
import type { Repository } from "./repository.ts";
import { expect, parseTree } from "./trees.ts";

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

/**
 * The blob of each note under a ref, by what it hangs on, which may not exist or be no commit. Empty when the ref does not exist. Throws
 * `Failure` (`repository-unreadable`) for a ref that holds no tree, for one that is not whole, and for more than any project's notes are:
 * whoever may push can have a tree name the same tree over and over.
 */
export async function noteBlobs(repository: Repository, ref: string = aiNotes): Promise<ReadonlyMap<string, string>> {
  const root = await notesTree(repository, ref);
  const notes = new Map<string, string>();
  const left = { ...mostTrees };
  for (let level: NoteFolder[] = root === null ? [] : [{ tree: root, prefix: "" }]; level.length > 0; ) level = await readLevel(repository, level, notes, left, ref);
  return notes;
}

/** A folder of the fan-out, with the digits that lead to it. */
interface NoteFolder {
  readonly tree: string;
  readonly prefix: string;
}

/** Trees of the notes of one ref, and their bytes: two million notes, with a fan-out that git gives far more. */
const mostTrees = { trees: 100_000, bytes: 2 ** 27 };
/** Bytes of trees that are held at once. */
const held = 2 ** 23;

/** Takes in the notes of folders that stand equally deep; answers the folders below. */
async function readLevel(
  repository: Repository,
  level: readonly NoteFolder[],
  notes: Map<string, string>,
  left: { trees: number; bytes: number },
  ref: string,
): Promise<NoteFolder[]> {
  const sizes = await sizesOf(
    repository,
    level.map(({ tree }) => tree),
  );
  left.trees -= level.length;
  left.bytes -= level.reduce((sum, { tree }) => sum + (sizes.get(tree) ?? 0), 0);
  if (left.bytes < 0) throw tooManyNotes(ref);
  const below: NoteFolder[] = [];
  for (const part of inParts(level, sizes)) {
    const read = await Promise.all(part.map(({ tree }) => repository.objects.read(tree)));
    for (const [at, { tree, prefix }] of part.entries()) {
      for (const { mode, name, id } of parseTree(expect(read[at] ?? null, "tree", tree).bytes, tree.length / 2).values()) {
        if (mode.startsWith("100") && isFullId(prefix + name)) notes.set(prefix + name, id);
        else if (mode === "040000" && /^[0-9a-f]{2}$/.test(name) && prefix.length < longestPrefix) below.push({ tree: id, prefix: prefix + name });
      }
      if (below.length > left.trees) throw tooManyNotes(ref);
    }
  }
  return below;
}

/** Behind it stand the last two digits of the longest id. */
const longestPrefix = 62;

function* inParts(level: readonly NoteFolder[], sizes: ReadonlyMap<string, number>): Iterable<readonly NoteFolder[]> {
  let part: NoteFolder[] = [];
  let bytes = 0;
  for (const folder of level) {
    bytes += sizes.get(folder.tree) ?? 0;
    if (part.length > 0 && bytes > held) {
      yield part;
      [part, bytes] = [[], sizes.get(folder.tree) ?? 0];
    }
    part.push(folder);
  }
  yield part;
}

function tooManyNotes(ref: string): Failure {
  return new Failure("repository-unreadable", `The tree of ${ref} goes on over more than ${mostTrees.trees} folders or ${mostTrees.bytes >> 20} MB, as no notes do.`, {
    hint: `See who pushed it with \`git log ${ref}\`.`,
  });
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
