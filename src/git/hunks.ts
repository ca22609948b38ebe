import { Failure } from "../model/failure.ts";
import type { LineRange } from "../model/origin.ts";
import { asLines } from "./patch-options.ts";
import { git } from "./process.ts";
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

/**
 * git's own hunks for any pairs of blobs, in one process, in the order asked for.
 *
 * The pairs are laid out as two flat trees of our own with names `00000000`, `00000001`… (provenance.md §8.6): no path needs quoting,
 * no attribute can apply, and which answer belongs to which pair is never in doubt. Blobs are compared as lines whatever they hold.
 */
export async function hunksOf(repository: Repository, pairs: readonly BlobPair[]): Promise<Hunk[][]> {
  const hunks: Hunk[][] = pairs.map(() => []);
  if (pairs.every((pair) => pair.old === pair.new)) return hunks;
  const [oldTree, newTree] = await Promise.all([writeTree(repository, pairs, "old"), writeTree(repository, pairs, "new")]);
  const reader = new HunkReader((pair, hunk) => hunks[pair]?.push(hunk));
  await git(repository.scratch.place, ["diff-tree", "-p", "-U0", "--inter-hunk-context=0", ...asLines, "--end-of-options", oldTree, newTree], {
    maximumOutput: 8 * 2 ** 30,
    timeout: 600_000,
    onOutput: (chunk) => reader.take(chunk),
  });
  reader.end();
  return hunks;
}

function writeTree(repository: Repository, pairs: readonly BlobPair[], side: keyof BlobPair): Promise<string> {
  const entries = pairs.map((pair, index) => Buffer.concat([Buffer.from(`100644 ${String(index).padStart(8, "0")}\0`), Buffer.from(pair[side], "hex")]));
  return repository.scratch.write("tree", Buffer.concat(entries));
}

const longestHeading = 200;

/**
 * Reads a patch as it streams by. Only headings are looked at: the lines of a hunk are passed over by the heading's counts, so that
 * content which looks like a heading is never one.
 */
export class HunkReader {
  readonly #found: (pair: number, hunk: Hunk) => void;
  #line = "";
  #open = false;
  #pair = -1;
  #oldLeft = 0;
  #newLeft = 0;

  constructor(found: (pair: number, hunk: Hunk) => void) {
    this.#found = found;
  }

  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(10, at);
      const stop = end === -1 ? chunk.length : end;
      // Of a line only the beginning matters, and a line of content may be very long.
      if (this.#line.length < longestHeading) this.#line += chunk.toString("latin1", at, Math.min(stop, at + longestHeading));
      this.#open ||= stop > at;
      if (end === -1) return;
      this.#take(this.#line);
      this.#line = "";
      this.#open = false;
      at = end + 1;
    }
  }

  end(): void {
    if (this.#open || this.#oldLeft > 0 || this.#newLeft > 0) throw garbled();
  }

  #take(line: string): void {
    const [first] = line;
    if (this.#oldLeft > 0 || this.#newLeft > 0) {
      if (first === "-") this.#oldLeft--;
      else if (first === "+") this.#newLeft--;
      else if (first !== "\\") throw garbled(); // "\ No newline at end of file"
      if (this.#oldLeft < 0 || this.#newLeft < 0) throw garbled();
    } else if (first === "d") this.#pair = Number(/^diff --git a\/(\d{8}) /.exec(line)?.[1] ?? Number.NaN);
    else if (first === "@") this.#begin(line);
  }

  #begin(heading: string): void {
    const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(heading);
    if (match === null || Number.isNaN(this.#pair)) throw garbled();
    const [, oldStart, oldLength = 1, newStart, newLength = 1] = match;
    const hunk = { oldStart: Number(oldStart), oldLength: Number(oldLength), newStart: Number(newStart), newLength: Number(newLength) };
    this.#oldLeft = hunk.oldLength;
    this.#newLeft = hunk.newLength;
    this.#found(this.#pair, hunk);
  }
}

function garbled(): Failure {
  return new Failure("repository-unreadable", "git diff-tree printed something that is not a patch.", { hint: "Check git's version with `countersign doctor`." });
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
