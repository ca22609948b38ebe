import { git } from "./process.ts";
import type { Repository } from "./repository.ts";

/** Bytes of each object by its full id, from one process; one that the repository does not hold is absent. */
export async function sizesOf(repository: Repository, ids: Iterable<string>): Promise<ReadonlyMap<string, number>> {
  const input = [...new Set(ids)].map((id) => `${id}\n`).join("");
  if (input === "") return new Map();
  const { output } = await git(repository.scratch.place, ["cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer"], { input });
  const lines = output.toString("latin1").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, id, size] = /^([0-9a-f]{40,64}) (\d+)$/.exec(line) ?? [];
      return id === undefined ? [] : [[id, Number(size)] as const];
    }),
  );
}
