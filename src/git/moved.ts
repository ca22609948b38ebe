import type { MovedLines } from "../model/change.ts";

/** Lines of one side of a file that belong together, such as those that a hunk adds. */
export interface Stretch {
  readonly path: string;
  /** 1-based line of the first one. */
  readonly start: number;
  /** Whoever wrote the change wrote them all. */
  readonly lines: readonly string[];
}

/** A block counts as moved from so many lines, or from so many letters and digits: a closing brace is everywhere (as git's `--color-moved=zebra` has it). */
const least = { lines: 3, characters: 20 };

/**
 * Which added lines were only moved. White space counts; each deleted line goes to one place, so that a copy is no move; an unbroken block is found as one, whatever is
 * around it. Its time grows with the number of lines, however often they repeat.
 */
export function movedLines(removed: readonly Stretch[], added: readonly Stretch[]): MovedLines[] {
  const ids = new Map<string, number>();
  const [old, now] = [new Side(removed, ids), new Side(added, ids)];
  const origins = new Int32Array(now.lines.length).fill(-1);
  const weights = weightsOf(ids);
  takeUnique(old, now, origins, weights);
  for (const length of [least.lines, 2, 1]) takeRepeated(old, now, origins, weights, length);
  return blocksOf(old, now, origins);
}

// All stretches one after the other, with a break after each that equals nothing. Lines are told apart by small numbers from 1.
class Side {
  readonly lines: readonly number[];
  readonly taken: Uint8Array;
  readonly #places: readonly { readonly stretch: Stretch; readonly at: number }[];

  constructor(stretches: readonly Stretch[], ids: Map<string, number>) {
    const lines: number[] = [];
    const places: { stretch: Stretch; at: number }[] = [];
    for (const stretch of stretches) {
      places.push({ stretch, at: lines.length });
      for (const line of stretch.lines) lines.push(idOf(line, ids));
      lines.push(0);
    }
    this.lines = lines;
    this.taken = new Uint8Array(lines.length);
    this.#places = places;
  }

  /** Path and line of a position. */
  placeOf(at: number): { readonly path: string; readonly line: number } {
    let [low, high] = [0, this.#places.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#places[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const { stretch, at: first } = this.#places[low] ?? { stretch: { path: "", start: 1 }, at: 0 };
    return { path: stretch.path, line: stretch.start + at - first };
  }
}

function idOf(line: string, ids: Map<string, number>): number {
  const known = ids.get(line);
  if (known !== undefined) return known;
  ids.set(line, ids.size + 1);
  return ids.size;
}

/** Letters and digits of each line by its number; bytes beyond ASCII are parts of letters. */
function weightsOf(ids: ReadonlyMap<string, number>): Int32Array {
  const weights = new Int32Array(ids.size + 1);
  for (const [line, id] of ids) weights[id] = line.match(/[A-Za-z0-9\x80-\xff]/g)?.length ?? 0;
  return weights;
}

interface Block {
  readonly old: number;
  readonly now: number;
  readonly length: number;
}

// A line that each side has once tells where the lines around it belong, better than one that stands everywhere.
function takeUnique(old: Side, now: Side, origins: Int32Array, weights: Int32Array): void {
  const onlyOld = onlyPlaces(old, weights.length);
  const onlyNow = onlyPlaces(now, weights.length);
  for (let at = 0; at < now.lines.length; at++) {
    const line = now.lines[at] ?? 0;
    const from = onlyOld[line] ?? -1;
    if (line === 0 || from < 0 || onlyNow[line] !== at || !isFree(now, at, 1) || !isFree(old, from, 1)) continue;
    const block = grown(old, now, { old: from, now: at, length: 1 });
    if (isEnough(block, now, weights)) take(old, now, origins, block);
    // Other lines of the block would find the same one again, and it may be long.
    at = block.now + block.length - 1;
  }
}

/** Where each line stands, −1 for nowhere and −2 for more than one place. */
function onlyPlaces({ lines }: Side, count: number): Int32Array {
  const places = new Int32Array(count).fill(-1);
  for (const [at, line] of lines.entries()) places[line] = places[line] === -1 ? at : -2;
  return places;
}

// What is left, by the first place that has the same so many lines in a row. Each deleted place is tried once and then gone, so the work is bounded.
function takeRepeated(old: Side, now: Side, origins: Int32Array, weights: Int32Array, length: number): void {
  const weight = length < least.lines ? least.characters : 1;
  const places = new Map<string, number[]>();
  for (let at = old.lines.length - length; at >= 0; at--) {
    if (!isFree(old, at, length) || weightOf(old, at, length, weights) < weight) continue;
    const key = keyAt(old, at, length);
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  }
  for (let at = 0; at + length <= now.lines.length; at++) {
    const free = isFree(now, at, length) ? places.get(keyAt(now, at, length)) : undefined;
    let from = free?.pop();
    while (from !== undefined && !isFree(old, from, length)) from = free?.pop();
    if (from !== undefined) take(old, now, origins, grown(old, now, { old: from, now: at, length }));
  }
}

function keyAt({ lines }: Side, at: number, length: number): string {
  return lines.slice(at, at + length).join(",");
}

function isFree({ lines, taken }: Side, at: number, length: number): boolean {
  for (let each = at; each < at + length; each++) if (taken[each] === 1 || (lines[each] ?? 0) === 0) return false;
  return true;
}

/** The block with the lines before and after it that are the same on both sides. */
function grown(old: Side, now: Side, block: Block): Block {
  const same = (a: number, b: number) => a >= 0 && b >= 0 && isFree(old, a, 1) && isFree(now, b, 1) && old.lines[a] === now.lines[b];
  let before = 0;
  while (same(block.old - before - 1, block.now - before - 1)) before++;
  let after = block.length;
  while (same(block.old + after, block.now + after)) after++;
  return { old: block.old - before, now: block.now - before, length: before + after };
}

function isEnough({ now: first, length }: Block, now: Side, weights: Int32Array): boolean {
  const weight = weightOf(now, first, length, weights);
  return weight >= least.characters || (length >= least.lines && weight > 0);
}

/** Letters and digits of some lines; once they are enough for any block, no more are counted. */
function weightOf({ lines }: Side, first: number, length: number, weights: Int32Array): number {
  let weight = 0;
  for (let at = first; at < first + length && weight < least.characters; at++) weight += weights[lines[at] ?? 0] ?? 0;
  return weight;
}

function take(old: Side, now: Side, origins: Int32Array, block: Block): void {
  for (let at = 0; at < block.length; at++) {
    old.taken[block.old + at] = 1;
    now.taken[block.now + at] = 1;
    origins[block.now + at] = block.old + at;
  }
}

/** Runs of added lines whose origins run on as well. */
function blocksOf(old: Side, now: Side, origins: Int32Array): MovedLines[] {
  const moves: MovedLines[] = [];
  for (let at = 0; at < origins.length; ) {
    const from = origins[at] ?? -1;
    if (from < 0) {
      at++;
      continue;
    }
    let length = 1;
    while (origins[at + length] === from + length) length++;
    const { path, line } = now.placeOf(at);
    moves.push({ path, start: line, end: line + length - 1, from: old.placeOf(from) });
    at += length;
  }
  return moves;
}
