import { isUtf8 } from "node:buffer";
import { git, type RawCommit, type Repository } from "../git/index.ts";
import type { ChangedBlob } from "./found-lines.ts";

/** The regular files that a commit changes against every parent, renames seen as git sees them; a merge changes only what none of its parents has. */
export async function changedBlobs(repository: Repository, { id, parents }: Pick<RawCommit, "id" | "parents">): Promise<ChangedBlob[]> {
  const sides = await Promise.all((parents.length === 0 ? [null] : parents).map((parent) => against(repository, parent, id)));
  const [first = new Map<string, RawChange>(), ...others] = sides;
  return [...first].flatMap(([path, { old, now }]) => {
    const rest = others.map((side) => side.get(path));
    return rest.some((change) => change === undefined) ? [] : [{ path, blob: now, parents: [old, ...rest.map((change) => change?.old ?? null)] }];
  });
}

async function against(repository: Repository, parent: string | null, commit: string): Promise<ReadonlyMap<string, RawChange>> {
  const args = ["diff-tree", "-r", "-z", "--raw", "-M", "--full-index", "--no-commit-id", ...(parent === null ? ["--root"] : []), "--end-of-options"];
  const { output } = await git(repository.scratch.place, [...args, ...(parent === null ? [commit] : [parent, commit])]);
  return rawChanges(output);
}

export interface RawChange {
  readonly old: string | null;
  readonly now: string;
}

/** What `git diff-tree --raw -z` or `git diff-index --raw -z` printed, by path: regular files that are there afterwards. A path that is not UTF-8 is left out, since no note could name it. */
export function rawChanges(output: Buffer): ReadonlyMap<string, RawChange> {
  const changes = new Map<string, RawChange>();
  const parts = output.toString("latin1").split("\0");
  for (let at = 0; at + 1 < parts.length; ) {
    const [, mode = "", old = "", now = "", status = ""] = (parts[at] ?? "").split(" ");
    const renamed = /^[RC]/.test(status);
    const path = Buffer.from(parts[at + (renamed ? 2 : 1)] ?? "", "latin1");
    at += renamed ? 3 : 2;
    if (mode.startsWith("100") && isUtf8(path) && /[1-9a-f]/.test(now)) changes.set(path.toString("utf8"), { old: /[1-9a-f]/.test(old) ? old : null, now });
  }
  return changes;
}
