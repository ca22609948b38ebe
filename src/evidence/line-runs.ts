/** Hits by line, as pairs one after the other, lines ascending and each once: a tenth of what a `Map` of them takes. */
export type LineRun = Float64Array;

/** The lines of one record of a tracefile while it is being read. */
export class LineEntries {
  #pairs = new Float64Array(2_048);
  #end = 0;
  #ascending = true;

  add(line: number, hits: number): void {
    if (this.#end === this.#pairs.length) this.#grow();
    if (this.#end > 0 && line <= (this.#pairs[this.#end - 2] as number)) this.#ascending = false;
    this.#pairs[this.#end++] = line;
    this.#pairs[this.#end++] = hits;
  }

  /** What was added, and nothing any more. Of a line that stands several times the hits are added up. */
  take(): LineRun {
    const pairs = this.#pairs.slice(0, this.#end);
    const run = this.#ascending ? pairs : summed(sorted(pairs));
    this.#end = 0;
    this.#ascending = true;
    return run;
  }

  #grow(): void {
    const larger = new Float64Array(this.#pairs.length * 2);
    larger.set(this.#pairs);
    this.#pairs = larger;
  }
}

/** All runs of one file as one. Two and two, so that no line is looked at more often than the number of runs has digits in base 2. */
export function mergedRuns(runs: readonly LineRun[]): LineRun {
  let left = [...runs];
  while (left.length > 1) {
    const halves: LineRun[] = [];
    for (let at = 0; at < left.length; at += 2) halves.push(merged(left[at] as LineRun, left[at + 1] ?? new Float64Array(0)));
    left = halves;
  }
  return left[0] ?? new Float64Array(0);
}

/** The pairs one by one. */
export function pairsOf(run: LineRun): (readonly [number, number])[] {
  return Array.from({ length: run.length / 2 }, (_, at) => [run[2 * at] as number, run[2 * at + 1] as number] as const);
}

/** The same as the text of a large report. */
export function textOfRun(run: LineRun): string {
  const parts: string[] = [];
  for (let at = 0; at < run.length; at += 2) parts.push(`${run[at]}:${run[at + 1]}`);
  return parts.join(" ");
}

/** Number of lines that were hit. */
export function hitIn(run: LineRun): number {
  let hit = 0;
  for (let at = 1; at < run.length; at += 2) if ((run[at] as number) > 0) hit++;
  return hit;
}

/** Sums stay exact integers: counters beyond 2⁵³ are cut there. */
export function addHits(a: number, b: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, a + Math.ceil(b));
}

function sorted(pairs: Float64Array): Float64Array {
  const order = Uint32Array.from({ length: pairs.length / 2 }, (_, at) => at).sort((a, b) => (pairs[2 * a] as number) - (pairs[2 * b] as number));
  return Float64Array.from({ length: pairs.length }, (_, at) => pairs[2 * (order[at >> 1] as number) + (at & 1)] as number);
}

function summed(pairs: Float64Array): LineRun {
  let end = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    if (end > 0 && pairs[end - 2] === pairs[at]) pairs[end - 1] = addHits(pairs[end - 1] as number, pairs[at + 1] as number);
    else {
      pairs[end++] = pairs[at] as number;
      pairs[end++] = pairs[at + 1] as number;
    }
  }
  return pairs.slice(0, end);
}

function merged(one: LineRun, other: LineRun): LineRun {
  if (other.length === 0) return one;
  const all = new Float64Array(one.length + other.length);
  let [end, a, b] = [0, 0, 0];
  while (a < one.length || b < other.length) {
    const [lineA, lineB] = [one[a] ?? Number.POSITIVE_INFINITY, other[b] ?? Number.POSITIVE_INFINITY];
    all[end++] = Math.min(lineA, lineB);
    all[end++] = addHits(lineA <= lineB ? (one[a + 1] as number) : 0, lineB <= lineA ? (other[b + 1] as number) : 0);
    if (lineA <= lineB) a += 2;
    if (lineB <= lineA) b += 2;
  }
  return all.slice(0, end);
}
