import { Failure } from "./failure.ts";

export interface TurnsOptions<T> {
  /** Entries that may wait in all, and of one caller. */
  readonly most: number;
  readonly mostOfOne: number;
  /** What waits, in words that go on a number: `maps wait to be made`. */
  readonly words: string;
  /** Which entries of a caller come before the caller's others; asked anew each time. */
  readonly urgent?: (entry: T) => boolean;
}

/** What waits, taken in turn by who asked for it: whoever asks for a hundred things has no more turns than who asks for one. */
export class Turns<T> {
  readonly #options: TurnsOptions<T>;
  /** By caller, in the order of their next turns; no line is empty. */
  readonly #lines = new Map<string, T[]>();

  constructor(options: TurnsOptions<T>) {
    this.#options = options;
  }

  /** Puts an entry into the caller's line. One that waits for somebody else is taken in whoever's turn comes first; the caller's own stays where it is. Throws `Failure` (`busy`). */
  add(caller: string, entry: T): void {
    const line = this.#lines.get(caller) ?? [];
    if (line.includes(entry)) return;
    const { most, mostOfOne, words } = this.#options;
    const waiting = this.inOrder();
    if (line.length >= mostOfOne) {
      // It waits all the same, for somebody else.
      if (waiting.includes(entry)) return;
      throw tooMany(mostOfOne, `${words} for you`);
    }
    if (waiting.length >= most && !waiting.includes(entry)) throw tooMany(most, words);
    this.#lines.set(caller, [...line, entry]);
  }

  /** Takes the entry whose turn it is out of all lines; null when nothing waits. */
  next(): T | null {
    const [first] = this.#lines;
    if (first === undefined) return null;
    const [caller, line] = first;
    const entry = this.#sorted(line)[0];
    if (entry === undefined) return null;
    this.#lines.delete(caller);
    this.#lines.set(caller, line);
    for (const [each, entries] of [...this.#lines]) this.#keep(each, entries, entry);
    return entry;
  }

  /** All that waits, about in the order in which it is taken: the first is the next, and one that several wait for stands where it is taken first. */
  inOrder(): readonly T[] {
    const all = new Set<T>();
    let lines = [...this.#lines.values()].map((line) => this.#sorted(line));
    for (let round = 0; lines.length > 0; round++) {
      for (const line of lines) for (const entry of line.slice(round, round + 1)) all.add(entry);
      lines = lines.filter(({ length }) => length > round + 1);
    }
    return [...all];
  }

  /** Takes everything out. */
  clear(): readonly T[] {
    const all = this.inOrder();
    this.#lines.clear();
    return all;
  }

  #sorted(line: readonly T[]): readonly T[] {
    const { urgent = () => false } = this.#options;
    return [...line.filter(urgent), ...line.filter((entry) => !urgent(entry))];
  }

  #keep(caller: string, entries: readonly T[], taken: T): void {
    if (!entries.includes(taken)) return;
    const left = entries.filter((entry) => entry !== taken);
    if (left.length === 0) this.#lines.delete(caller);
    else this.#lines.set(caller, left);
  }
}

function tooMany(number: number, words: string): Failure {
  return new Failure("busy", `${number} ${words} already.`, { hint: "Try again in a little while." });
}
