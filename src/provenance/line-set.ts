import type { LineRange } from "../model/origin.ts";

/** Sorted, disjoint, with neighbours joined; says the same lines. */
export function normalise(ranges: readonly LineRange[]): LineRange[] {
  const sorted = ranges.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end + 1) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** How many lines a normalised list holds. */
export function countLines(ranges: readonly LineRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0);
}

/** The ranges of ascending line numbers. */
export function rangesOf(lines: Iterable<number>): LineRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && line === last.end + 1) last.end = line;
    else ranges.push({ start: line, end: line });
  }
  return ranges;
}

/** True when two ranges that belong to different owners share a line. Sorts once, so that it stays n log n for a hostile list. */
export function overlapsAcross(ranges: readonly (LineRange & { readonly owner: string })[]): boolean {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  let furthest = { owner: "", end: 0 };
  let furthestOfAnother = 0;
  for (const { start, end, owner } of sorted) {
    const other = furthest.owner === owner ? furthestOfAnother : furthest.end;
    if (other >= start) return true;
    if (end > furthest.end) {
      if (furthest.owner !== owner) furthestOfAnother = furthest.end;
      furthest = { owner, end };
    } else if (owner !== furthest.owner) {
      furthestOfAnother = Math.max(furthestOfAnother, end);
    }
  }
  return false;
}

/**
 * Gives each of a fixed set of lines to the first claimant that covers it. Every line is visited about once however many claimants
 * overlap, so a note of a hundred thousand ranges over one file costs no more than an honest one.
 */
export class LinePainter {
  readonly #lines: readonly number[];
  readonly #owner: Int32Array;
  /** Union-find: the next position at or after this one that nobody has. */
  readonly #next: Int32Array;

  /** `lines` are ascending line numbers; one may stand twice. */
  constructor(lines: readonly number[]) {
    this.#lines = lines;
    this.#owner = new Int32Array(lines.length).fill(-1);
    this.#next = Int32Array.from({ length: lines.length + 1 }, (_, position) => position);
  }

  paint(claimant: number, ranges: readonly LineRange[]): void {
    for (const { start, end } of ranges) {
      for (let at = this.#free(this.#firstAtLeast(start)); at < this.#lines.length && (this.#lines[at] ?? 0) <= end; at = this.#free(at)) {
        this.#owner[at] = claimant;
        this.#next[at] = at + 1;
      }
    }
  }

  /** The claimant at each position of the lines given to the constructor, -1 for none. */
  get owners(): Int32Array {
    return this.#owner;
  }

  lineAt(position: number): number {
    return this.#lines[position] ?? 0;
  }

  #free(position: number): number {
    let root = position;
    while (this.#step(root) !== root) root = this.#step(root);
    for (let at = position; at !== root; ) {
      const following = this.#step(at);
      this.#next[at] = root;
      at = following;
    }
    return root;
  }

  #step(position: number): number {
    return this.#next[position] ?? this.#lines.length;
  }

  #firstAtLeast(line: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#lines[middle] ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
