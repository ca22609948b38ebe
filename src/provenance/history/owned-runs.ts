/**
 * Hunks without context, ascending, four numbers each: start and length on the old side, start and length on the new. Where a length
 * is 0 the start is the line before the place, as git prints it.
 */
export type Hunks = Int32Array;

/**
 * The lines of one version of a file, from the first to the last, as triples: how many, the version that they were added in, and the
 * number that the first of them has there (1-based).
 */
export type OwnedRuns = Int32Array;

/** A step of the history that the hunks do not fit: what they speak of is not there. Never guessed around. */
export class Misfit extends Error {
  override name = "Misfit";
}

/** The runs of a file whose every line is of one version. */
export function ownRuns(lines: number, owner: number): OwnedRuns {
  return lines === 0 ? new Int32Array(0) : Int32Array.of(lines, owner, 1);
}

export function linesIn(runs: OwnedRuns): number {
  let lines = 0;
  for (let at = 0; at < runs.length; at += 3) lines += runs[at] as number;
  return lines;
}

/** The new version's runs where it has one source: lines outside the hunks stay with their owners, new ones are the version's own. */
export function editRuns(old: OwnedRuns, hunks: Hunks, owner: number): OwnedRuns {
  const made = new RunWriter();
  const rest = new RunReader(old);
  let line = 1;
  for (let at = 0; at < hunks.length; at += 4) {
    const [oldStart, oldLength, newStart, newLength] = hunkAt(hunks, at);
    const first = oldLength === 0 ? oldStart + 1 : oldStart;
    made.copy(rest, first - line);
    rest.skip(oldLength);
    line = first + oldLength;
    if (made.lines !== newStart - (newLength === 0 ? 0 : 1)) throw new Misfit(`a hunk begins at line ${newStart}, after ${made.lines} lines`);
    made.add(newLength, owner, newStart);
  }
  made.copyAll(rest);
  return made.runs();
}

/** One of several versions that another was made of, with the hunks from it to that one. */
export interface RunSource {
  readonly runs: OwnedRuns;
  readonly hunks: Hunks;
}

/**
 * The runs of a version that was merged from several sources: each line stays with the first of them, in their order, that has it
 * unchanged, and is the version's own where none has (`pass_blame` of git's blame.c).
 */
export function mergeRuns(sources: readonly RunSource[], owner: number): OwnedRuns {
  let open: Span[] | null = null;
  const taken: { readonly start: number; readonly runs: OwnedRuns }[] = [];
  const [first, ...others] = sources.map(({ runs, hunks }) => linesIn(runs) + growth(hunks));
  if (others.some((lines) => lines !== first)) throw new Misfit("the versions that were merged lead to different numbers of lines");
  for (const { runs, hunks } of sources) {
    const lines = first ?? 0;
    open ??= lines === 0 ? [] : [{ start: 1, end: lines }];
    const kept = unchanged(hunks, lines);
    const left: Span[] = [];
    const reader = new RunReader(runs);
    let read = 0;
    for (const { span, part } of cut(open, kept)) {
      if (part === null) left.push(span);
      else {
        const piece = new RunWriter();
        const from = span.start + part.shift;
        reader.skip(from - 1 - read);
        piece.copy(reader, span.end - span.start + 1);
        read = from + span.end - span.start;
        taken.push({ start: span.start, runs: piece.runs() });
      }
    }
    open = left;
  }
  const made = new RunWriter();
  const pieces = [...taken, ...(open ?? []).map(({ start, end }) => ({ start, runs: Int32Array.of(end - start + 1, owner, start) }))].sort((a, b) => a.start - b.start);
  for (const { runs } of pieces) made.copyAll(new RunReader(runs));
  return made.runs();
}

/** How many lines more the new side has. */
function growth(hunks: Hunks): number {
  let lines = 0;
  for (let at = 0; at < hunks.length; at += 4) lines += (hunks[at + 3] as number) - (hunks[at + 1] as number);
  return lines;
}

function hunkAt(hunks: Hunks, at: number): readonly [number, number, number, number] {
  return [hunks[at] as number, hunks[at + 1] as number, hunks[at + 2] as number, hunks[at + 3] as number];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Lines of the new side that the old side has too; `shift` leads from a new line's number to the old one's. */
interface Kept extends Span {
  readonly shift: number;
}

function unchanged(hunks: Hunks, lines: number): Kept[] {
  const kept: Kept[] = [];
  let start = 1;
  let shift = 0;
  for (let at = 0; at < hunks.length; at += 4) {
    const [oldStart, oldLength, newStart, newLength] = hunkAt(hunks, at);
    const end = newLength === 0 ? newStart : newStart - 1;
    const oldEnd = oldLength === 0 ? oldStart : oldStart - 1;
    if (end < start - 1 || oldEnd !== end + shift) throw new Misfit(`a hunk begins at line ${newStart}, after ${start - 1} lines`);
    if (end >= start) kept.push({ start, end, shift });
    start = end + newLength + 1;
    shift += oldLength - newLength;
  }
  if (start > lines + 1) throw new Misfit("a hunk speaks of lines behind the last");
  if (start <= lines) kept.push({ start, end: lines, shift });
  return kept;
}

/** `spans` cut where `parts` begin and end, both ascending; each piece with the part that it lies in, or null. */
function* cut(spans: readonly Span[], parts: readonly Kept[]): Generator<{ readonly span: Span; readonly part: Kept | null }> {
  let next = 0;
  for (const span of spans) {
    for (let at = span.start; at <= span.end; ) {
      while ((parts[next]?.end ?? Number.POSITIVE_INFINITY) < at) next++;
      const part = parts[next];
      const inside = part !== undefined && part.start <= at;
      const end = Math.min(span.end, inside ? part.end : (part?.start ?? Number.POSITIVE_INFINITY) - 1);
      yield { span: { start: at, end }, part: inside ? part : null };
      at = end + 1;
    }
  }
}

class RunReader {
  readonly #runs: OwnedRuns;
  #at = 0;
  /** Lines of the run at `#at` that were taken already. */
  #used = 0;

  constructor(runs: OwnedRuns) {
    this.#runs = runs;
  }

  skip(lines: number): void {
    for (let left = lines; left > 0; left -= this.take(left).length);
  }

  /** At most `most` lines of one run. Throws `Misfit` behind the last. */
  take(most: number): { readonly length: number; readonly owner: number; readonly first: number } {
    const runs = this.#runs;
    if (this.#at >= runs.length) throw new Misfit("a hunk speaks of lines behind the last");
    const all = runs[this.#at] as number;
    const taken = { length: Math.min(most, all - this.#used), owner: runs[this.#at + 1] as number, first: (runs[this.#at + 2] as number) + this.#used };
    this.#used += taken.length;
    if (this.#used === all) {
      this.#at += 3;
      this.#used = 0;
    }
    return taken;
  }

  get done(): boolean {
    return this.#at >= this.#runs.length;
  }
}

// One for all: a version is written at a time, and what was written is copied out.
let room = new Int32Array(3 * 1_024);

class RunWriter {
  lines = 0;
  #length = 0;

  add(length: number, owner: number, first: number): void {
    if (length === 0) return;
    this.lines += length;
    const last = this.#length - 3;
    if (last >= 0 && room[last + 1] === owner && (room[last + 2] as number) + (room[last] as number) === first) {
      room[last] = (room[last] as number) + length;
      return;
    }
    if (this.#length === room.length) {
      const larger = new Int32Array(room.length * 2);
      larger.set(room);
      room = larger;
    }
    room[this.#length] = length;
    room[this.#length + 1] = owner;
    room[this.#length + 2] = first;
    this.#length += 3;
  }

  copy(from: RunReader, lines: number): void {
    if (lines < 0) throw new Misfit("hunks overlap");
    for (let left = lines; left > 0; ) {
      const { length, owner, first } = from.take(left);
      this.add(length, owner, first);
      left -= length;
    }
  }

  copyAll(from: RunReader): void {
    while (!from.done) {
      const { length, owner, first } = from.take(Number.MAX_SAFE_INTEGER);
      this.add(length, owner, first);
    }
  }

  runs(): OwnedRuns {
    return room.slice(0, this.#length);
  }
}
