import type { Hunk } from "../git/index.ts";
import type { LineRange } from "../model/origin.ts";

/** Who owns each line of a text, by line from 0; `nobody` for a line that no record speaks of. */
export type Owners = readonly number[];

export const nobody = -1;

/** The owners of a text after git's hunks changed it: what git leaves in place keeps its owner, what it adds has none. `lines` is how many the new text has. */
export function carry(owners: Owners, hunks: readonly Hunk[], lines: number): number[] {
  const carried: number[] = [];
  let at = 0;
  for (const { oldStart, oldLength, newLength } of hunks) {
    // A hunk without old lines sits behind line `oldStart`, any other begins with it.
    const until = oldLength === 0 ? oldStart : oldStart - 1;
    for (; at < until; at++) carried.push(owners[at] ?? nobody);
    for (let added = 0; added < newLength; added++) carried.push(nobody);
    at += oldLength;
  }
  for (; carried.length < lines; at++) carried.push(owners[at] ?? nobody);
  return carried;
}

/** Gives the lines of the ranges to an owner. */
export function claim(owners: Owners, ranges: readonly LineRange[], owner: number): number[] {
  const claimed = [...owners];
  for (const { start, end } of ranges) claimed.fill(owner, start - 1, Math.min(end, claimed.length));
  return claimed;
}

/** Every line number of the ranges. */
export function linesOf(ranges: readonly LineRange[]): number[] {
  return ranges.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at));
}
