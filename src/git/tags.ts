import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** A tag of the repository that leads to a commit. Anybody who may push chose the name. */
export interface Tag {
  /** Without `refs/tags/`. */
  readonly name: string;
  /** The commit, full id; an annotated tag stands for what it is on. */
  readonly commit: string;
  /** Seconds since the epoch: when an annotated tag says that it was made, or its commit. */
  readonly made: number;
}

/** At most `most` tags, the newest first. One that leads to no commit, or to it through another tag, is left out. */
export async function listTags(repository: Repository, most: number): Promise<Tag[]> {
  // No ref may hold a space.
  const format = "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(creatordate:unix) %(refname:lstrip=2)";
  const { output } = await git(repository.own, ["for-each-ref", "--sort=-creatordate", `--count=${most}`, format, "--end-of-options", "refs/tags"]);
  const lines = output.toString("utf8").split("\n").filter(Boolean);
  return lines.flatMap((line) => {
    const [type, id = "", peeledType, peeled = "", made, name = ""] = line.split(" ");
    const commit = type === "commit" ? id : peeledType === "commit" ? peeled : null;
    return commit === null ? [] : [{ name, commit, made: Number(made) }];
  });
}
