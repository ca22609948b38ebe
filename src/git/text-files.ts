import type { RawPath } from "./paths.ts";
import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** Raw paths of a commit's files that hold a line and that git takes for text: no zero byte among the first 8,000 (`buffer_is_binary` in xdiff-interface.c). Full id. */
export async function textFilesOf(repository: Repository, commit: string): Promise<ReadonlySet<RawPath>> {
  const { output } = await git(repository.scratch.place, ["grep", "-I", "-l", "-z", "--no-textconv", "-e", "", commit], { answers: [0, 1] });
  const start = commit.length + 1;
  return new Set(
    output
      .toString("latin1")
      .split("\0")
      .flatMap((found) => (found === "" ? [] : [found.slice(start)])),
  );
}
