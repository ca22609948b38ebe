import { manyHunks, type Repository } from "../git/index.ts";
import { type ContentPair, type Hunks, pairKey } from "../provenance/index.ts";
import type { LineStore } from "./line-store.ts";

/** Hunks of pairs of contents, by `pairKey`; each is asked of git once, and then kept. Throws `Failure` (`repository-unreadable`) where an object is missing. */
export async function keptHunks(repository: Repository, pairs: readonly ContentPair[], store: LineStore): Promise<ReadonlyMap<string, Hunks>> {
  const asked = new Map(pairs.map((pair) => [pairKey(pair.old, pair.new), pair]));
  const found = new Map<string, Hunks>();
  for (const [key, pair] of asked) {
    const kept = store.hunks(pair.old, pair.new);
    if (kept !== null) found.set(key, kept);
  }
  const open = [...asked].filter(([key]) => !found.has(key));
  await manyHunks(
    repository,
    open.map(([, pair]) => pair),
    (index, hunks) => found.set(open[index]?.[0] ?? "", hunks),
  );
  store.atOnce(() => {
    for (const [key, pair] of open) store.keepHunks(pair.old, pair.new, found.get(key) ?? new Int32Array(0));
  });
  return found;
}
