import type { LineRange } from "../model/origin.ts";
import { manyHunks } from "./many-hunks.ts";
import type { Repository } from "./repository.ts";

/** One hunk without context. Starts are 1-based; where a length is 0 the start is the line *before* the place, as git prints it. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLength: number;
  readonly newStart: number;
  readonly newLength: number;
}

/** Two blobs to compare, full ids. */
export interface BlobPair {
  readonly old: string;
  readonly new: string;
}

/** git's own hunks for any pairs of blobs, in the order asked for (`manyHunks`). Blobs are compared as lines whatever they hold. */
export async function hunksOf(repository: Repository, pairs: readonly BlobPair[]): Promise<Hunk[][]> {
  const hunks: Hunk[][] = pairs.map(() => []);
  const asked = [...pairs.keys()].filter((at) => pairs[at]?.old !== pairs[at]?.new);
  const take = (at: number, numbers: Int32Array) => {
    hunks[asked[at] as number] = spelled(numbers);
  };
  await manyHunks(
    repository,
    asked.map((at) => pairs[at] as BlobPair),
    take,
    { timeout: 600_000, maximumOutput: 8 * 2 ** 30 },
  );
  return hunks;
}

function spelled(numbers: Int32Array): Hunk[] {
  return Array.from({ length: numbers.length / 4 }, (_, at) => {
    const [oldStart = 0, oldLength = 0, newStart = 0, newLength = 0] = numbers.subarray(4 * at, 4 * at + 4);
    return { oldStart, oldLength, newStart, newLength };
  });
}

/** The new side's lines that the old side does not have. */
export function addedIn(hunks: readonly Hunk[]): LineRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { newStart, newLength } of hunks) {
    if (newLength === 0) continue;
    const last = ranges.at(-1);
    const end = newStart + newLength - 1;
    if (last !== undefined && last.end + 1 === newStart) last.end = end;
    else ranges.push({ start: newStart, end });
  }
  return ranges;
}

/** A run of new lines with the old line that its first one was, or null where the old side has no such line. */
export interface MappedRange extends LineRange {
  readonly oldStart: number | null;
}

/** Splits ranges of the new side by where they come from on the old side. */
export function mapBack(ranges: readonly LineRange[], hunks: readonly Hunk[]): MappedRange[] {
  const mapped: MappedRange[] = [];
  let next = 0;
  let shift = 0;
  for (const range of ranges) {
    for (let at = range.start; at <= range.end; ) {
      for (let hunk = hunks[next]; hunk !== undefined && firstAfter(hunk) <= at; hunk = hunks[++next]) shift += hunk.oldLength - hunk.newLength;
      const hunk = hunks[next];
      const inside = hunk !== undefined && hunk.newLength > 0 && hunk.newStart <= at;
      const end = Math.min(range.end, hunk === undefined ? range.end : inside ? hunk.newStart + hunk.newLength - 1 : firstOf(hunk) - 1);
      mapped.push({ start: at, end, oldStart: inside ? null : at + shift });
      at = end + 1;
    }
  }
  return mapped;
}

// A hunk without new lines sits between line `newStart` and the next.
function firstOf(hunk: Hunk): number {
  return hunk.newLength === 0 ? hunk.newStart + 1 : hunk.newStart;
}

function firstAfter(hunk: Hunk): number {
  return hunk.newLength === 0 ? hunk.newStart + 1 : hunk.newStart + hunk.newLength;
}
