const stride = 256;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * The lines of a text, found when they are asked for. Whoever wrote the text decides how many there are, so none is an object of its own: only where every
 * 256th begins is remembered.
 */
export class Lines {
  /** A last line without line feed counts. */
  readonly count: number;
  /** How many end in a carriage return. */
  readonly returns: number;
  readonly #bytes: Buffer;
  readonly #starts: number[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    let [count, returns] = [0, 0];
    for (let at = 0; at < bytes.length; count++) {
      if (count % stride === 0) this.#starts.push(at);
      const end = this.#endOf(at);
      if (end > at && bytes[end - 1] === carriageReturn) returns++;
      at = end + 1;
    }
    this.count = count;
    this.returns = returns;
  }

  /** A line by its number from 1, without its line feed; null where there is none. A carriage return stays. */
  at(line: number): Buffer | null {
    if (!(line >= 1 && line <= this.count)) return null;
    let at = this.#starts[Math.floor((line - 1) / stride)] ?? 0;
    for (let left = (line - 1) % stride; left > 0; left--) at = this.#endOf(at) + 1;
    return this.#bytes.subarray(at, this.#endOf(at));
  }

  #endOf(at: number): number {
    const end = this.#bytes.indexOf(lineFeed, at);
    return end === -1 ? this.#bytes.length : end;
  }
}
