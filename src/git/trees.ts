import { Failure } from "../model/failure.ts";
import type { GitObject, Objects } from "./objects.ts";
import type { RawPath } from "./paths.ts";

/** `mode` in git's canonical six digits; `name` is a raw path of one component. */
export interface TreeEntry {
  readonly mode: string;
  readonly name: RawPath;
  readonly id: string;
}

/** Parsed trees by id. Trees never change, so a hit is always right; the bound keeps a walk over a large history from filling memory. */
export interface Trees {
  /** The tree's entries by raw name. Throws `Failure` (`repository-unreadable`) when the repository does not hold it. */
  entries(tree: string): Promise<ReadonlyMap<RawPath, TreeEntry>>;
  /** The entry at a raw path, or null. A link on the way is not followed: what lies behind it is not there. */
  find(tree: string, path: RawPath): Promise<TreeEntry | null>;
}

const bound = 4_000;

export function makeTrees(objects: Objects): Trees {
  const known = new Map<string, Promise<ReadonlyMap<RawPath, TreeEntry>>>();
  const entries = (tree: string) => {
    const hit = known.get(tree);
    if (hit !== undefined) return hit;
    if (known.size >= bound) known.clear();
    const read = objects.read(tree).then((object) => parseTree(expect(object, "tree", tree).bytes, tree.length / 2));
    known.set(tree, read);
    // What is missing now may be fetched later.
    read.catch(() => known.delete(tree));
    return read;
  };
  const find = async (tree: string, path: RawPath) => {
    let entry: TreeEntry | null = { mode: "040000", name: "", id: tree };
    for (const name of path.split("/")) {
      if (entry?.mode !== "040000") return null;
      entry = (await entries(entry.id)).get(name) ?? null;
    }
    return entry;
  };
  return { entries, find };
}

/** Throws `Failure` (`repository-unreadable`) when the object is absent or of another type. */
export function expect(object: GitObject | null, type: string, id: string): GitObject {
  if (object?.type === type) return object;
  throw new Failure("repository-unreadable", `The repository does not hold the ${type} ${id}${object === null ? "" : `; that id is a ${object.type}`}.`, {
    hint: "Check the repository with `git fsck`; in a partial clone fetch what is missing with `git fetch --refetch --no-filter`.",
  });
}

/** Parses a tree object: `<octal mode> <name>\0<id>` repeated. Throws `Failure` (`repository-unreadable`) when it breaks off. */
export function parseTree(bytes: Buffer, idBytes: number): ReadonlyMap<RawPath, TreeEntry> {
  const entries = new Map<RawPath, TreeEntry>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const nul = bytes.indexOf(0, space);
    const end = nul + 1 + idBytes;
    if (space === -1 || nul === -1 || end > bytes.length)
      throw new Failure("repository-unreadable", "A tree object breaks off.", { hint: "Check the repository with `git fsck`." });
    const name = bytes.toString("latin1", space + 1, nul);
    entries.set(name, { mode: canonicalMode(bytes.toString("latin1", at, space)), name, id: bytes.toString("hex", nul + 1, end) });
    at = end;
  }
  return entries;
}

// As git's canon_mode: old trees hold 100664 and the like, and every reader takes them for one of these five.
function canonicalMode(octal: string): string {
  const mode = Number.parseInt(octal, 8);
  const kind = mode & 0o170000;
  if (kind === 0o100000) return mode & 0o100 ? "100755" : "100644";
  if (kind === 0o120000) return "120000";
  return kind === 0o040000 ? "040000" : "160000";
}
