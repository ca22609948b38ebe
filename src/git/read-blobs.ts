import { sizesOf } from "./object-sizes.ts";
import type { Repository } from "./repository.ts";

/** Bytes that are held at once. */
const mostHeld = 32 * 2 ** 20;

/**
 * Hands the content of blobs to `take`, in the order asked for and a few at a time, so that any number of them takes no more room than
 * the largest. Of one that is longer than `longest` the rest is cut off; what the repository does not hold, or is no blob, is left out.
 */
export async function readBlobs(repository: Repository, blobs: readonly string[], longest: number, take: (place: number, bytes: Buffer) => void): Promise<void> {
  const sizes = await sizesOf(repository, blobs);
  let held: number[] = [];
  let bytes = 0;
  const read = async () => {
    const part = held;
    [held, bytes] = [[], 0];
    const found = await Promise.all(part.map((place) => readOne(repository, blobs[place] ?? "", sizes, longest)));
    for (const [index, place] of part.entries()) {
      const content = found[index] ?? null;
      if (content !== null) take(place, content);
    }
  };
  for (const [place, blob] of blobs.entries()) {
    const size = sizes.get(blob);
    if (size === undefined) continue;
    if (bytes + Math.min(size, longest) > mostHeld) await read();
    held.push(place);
    bytes += Math.min(size, longest);
  }
  await read();
}

async function readOne(repository: Repository, blob: string, sizes: ReadonlyMap<string, number>, longest: number): Promise<Buffer | null> {
  // Hashing takes longer than reading, and only the way that hashes can leave the end away.
  const found = (sizes.get(blob) ?? 0) > longest ? await repository.objects.measure(blob, longest) : await repository.objects.read(blob);
  return found?.type === "blob" ? found.bytes : null;
}
