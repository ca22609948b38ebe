import { sha256 } from "../model/canonical.ts";

/**
 * The seed of a sample: of the ledger's root as it stood before the order was recorded, and of the order's id. The root is known to whoever orders, who could wait for one that suits them; the id is random and made
 * when it is ordered, so nobody knows the seed beforehand. Whoever holds the ledger works it out again. `root` is base64, as in the checkpoint note.
 */
export function seedOf(size: number, root: string, order: string): string {
  return sha256(`countersign/re-review/v1\n${size}\n${root}\n${order}\n`);
}

/** That many of the ids, or all where there are fewer: those whose SHA-256 of seed, a space and the id is the lowest. The order in which the ids are given does not matter. */
export function draw(seed: string, ids: readonly string[], count: number): string[] {
  const ranked = [...new Set(ids)].map((id) => ({ id, rank: sha256(`${seed} ${id}`) }));
  return ranked
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id);
}
