import { type ChangedFile, type FileFlag, fileFlags } from "../model/change.ts";
import { hasBidi, hasControl, hasInvisible } from "./characters.ts";
import { linkEscapes } from "./links.ts";
import type { Difference } from "./listing.ts";
import { baseName, foldName, pathBytes, type RawPath, shownPath } from "./paths.ts";
import type { Repository } from "./repository.ts";

/** A difference with what has been found out about its content. */
export interface Examined extends Difference {
  readonly content: ChangedFile["content"];
  readonly linkTarget: RawPath | null;
  /** What its text says: what the added lines hold, how much there is of it, and who made it. */
  readonly textFlags: readonly FileFlag[];
}

/** What a file's flags depend on beside the file itself: the result's tree, the raw paths that the change takes away, those that a merge rewrote, those that collide. */
export interface Surroundings {
  readonly tree: string;
  readonly removed: ReadonlySet<RawPath>;
  readonly residue: ReadonlySet<RawPath>;
  readonly colliding: ReadonlySet<RawPath>;
}

/** All flags of one changed file, in the order of the model. */
export async function flagsOf(repository: Repository, { tree, removed, residue, colliding }: Surroundings, file: Examined): Promise<FileFlag[]> {
  const paths = [file.path, ...(file.from === null ? [] : [file.from])];
  const flags = new Set<FileFlag>([...file.textFlags, ...paths.flatMap(flagsOfPath), ...flagsOfModes(file, removed)]);
  if (file.content === "binary" && file.newMode !== null) flags.add("opaque");
  if (paths.some((path) => foldName(baseName(path)) === ".gitattributes")) flags.add("attributes-changed");
  if (paths.some((path) => foldName(path) === ".gitmodules")) flags.add("git-modules-changed");
  if (paths.some((path) => residue.has(path))) flags.add("merge-residue");
  if (colliding.has(file.path)) flags.add("path-collision");
  if (file.linkTarget !== null) {
    const shown = shownPath(file.linkTarget);
    if (hasBidi(shown)) flags.add("bidi");
    if (hasInvisible(shown)) flags.add("invisible-characters");
    if (await linkEscapes(repository, tree, file.path, file.linkTarget)) flags.add("symlink-escape");
  }
  return fileFlags.filter((flag) => flags.has(flag));
}

function flagsOfPath(path: RawPath): FileFlag[] {
  const shown = shownPath(path);
  const flags: FileFlag[] = [];
  if (hasBidi(shown)) flags.push("bidi");
  if (hasInvisible(shown)) flags.push("invisible-characters");
  if (hasControl(shown)) flags.push("path-control-characters");
  if (pathBytes(path) !== null) flags.push("path-not-utf8");
  return flags;
}

function flagsOfModes({ oldMode, newMode, path }: Difference, removed: ReadonlySet<RawPath>): FileFlag[] {
  const flags: FileFlag[] = [];
  if (newMode !== null && (oldMode === "100755") !== (newMode === "100755") && (newMode === "100755" || oldMode === "100755")) flags.push("executable-bit");
  // A link in place of a folder stands in the listing as an added file; that the folder went away shows in what was removed (C23).
  if (newMode === "120000" && oldMode !== "120000" && (oldMode !== null || hasPrefix(removed, `${path}/`))) flags.push("became-symlink");
  // What is inside the other repository's commit can't be seen from here.
  if (newMode === "160000" || oldMode === "160000") flags.push("submodule-moved");
  if (newMode === "160000") flags.push("opaque");
  return flags;
}

function hasPrefix(paths: ReadonlySet<RawPath>, prefix: string): boolean {
  for (const path of paths) if (path.startsWith(prefix)) return true;
  return false;
}

/** The given raw paths of the tree that share a place with another entry on a file system without case or normal form (C13). */
export async function collidingPaths(repository: Repository, tree: string, paths: readonly RawPath[]): Promise<Set<RawPath>> {
  const doubled = new Map<string, ReadonlySet<string>>();
  const colliding = new Set<RawPath>();
  for (const path of paths) {
    let current: string | undefined = tree;
    for (const name of path.split("/")) {
      if (current === undefined) break;
      const entries = await repository.trees.entries(current);
      const shared: ReadonlySet<string> = doubled.get(current) ?? doubledNames(entries.keys());
      doubled.set(current, shared);
      if (shared.size > 0 && shared.has(foldName(name))) colliding.add(path);
      const entry = entries.get(name);
      current = entry?.mode === "040000" ? entry.id : undefined;
    }
  }
  return colliding;
}

function doubledNames(names: Iterable<RawPath>): ReadonlySet<string> {
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const name of names) {
    const folded = foldName(name);
    if (seen.has(folded)) doubled.add(folded);
    seen.add(folded);
  }
  return doubled;
}
