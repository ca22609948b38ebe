import type { RawPath } from "./paths.ts";
import { foldName } from "./paths.ts";
import type { Repository } from "./repository.ts";

/** Bytes of a symbolic link's target beyond which no system follows it (PATH_MAX of Linux). */
const longestTarget = 4_096;
const mostHops = 40;

/** The target of a symbolic link's blob as a raw path; cut at 4,096 bytes. */
export async function readTarget(repository: Repository, blob: string): Promise<RawPath> {
  return (await repository.objects.measure(blob, longestTarget))?.bytes.toString("latin1") ?? "";
}

/**
 * True when following the link at `path` of the tree leads out of the repository or into its git directory (C10). Links on the way
 * are followed through the tree, as a checkout would have them, so that no chain of harmless ones adds up to an escape. What can't
 * be followed (a loop, an absolute or Windows path, an empty target) counts as an escape; a target that merely does not exist does not.
 */
export async function linkEscapes(repository: Repository, tree: string, path: RawPath, target: RawPath): Promise<boolean> {
  if (!isRelative(target)) return true;
  const reached = path.split("/").slice(0, -1);
  let ahead = target.split("/");
  for (let hops = 0; ahead.length > 0; ) {
    const [name = "", ...rest] = ahead;
    ahead = rest;
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (reached.pop() === undefined) return true;
      continue;
    }
    if (foldName(name) === ".git") return true;
    const entry = await repository.trees.find(tree, [...reached, name].join("/"));
    if (entry?.mode !== "120000") reached.push(name);
    else {
      const next = await readTarget(repository, entry.id);
      if (++hops > mostHops || !isRelative(next)) return true;
      ahead = [...next.split("/"), ...ahead];
    }
  }
  return false;
}

function isRelative(target: RawPath): boolean {
  return target !== "" && target.length < longestTarget && !/^[/\\]|^[A-Za-z]:|\\|\0/.test(target);
}
