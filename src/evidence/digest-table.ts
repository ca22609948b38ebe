/** Places that are looked at before a digest goes where the crowded ones are: among digests that nobody chose hardly any ever does. */
const nearby = 64;

/** Numbers from 0 by digests of 52 bits. A `Map` takes three times the time and five times the memory for a million of them. Attacker-controlled. */
export class DigestTable {
  #digests = new Float64Array(1_024).fill(-1);
  #numbers = new Int32Array(1_024);
  /** Those whose places were taken. Whoever chooses digests can have a million of them meet: as text they are spread by a hash that is another one in each process. */
  readonly #crowded = new Map<string, number>();
  #size = 0;

  /** The number that the digest has; it gets the given one, and the answer is -1, when it has none. */
  add(digest: number, number: number): number {
    const known = this.#found(digest, number);
    if (known === -1 && ++this.#size * 2 > this.#digests.length) this.#grow();
    return known;
  }

  // No place becomes free again before the table grows, and who is crowded stays there: a digest stands before the first free place, among the crowded, or nowhere.
  #found(digest: number, number: number): number {
    const mask = this.#digests.length - 1;
    const start = (digest >>> 0) & mask;
    for (let step = 0; step < nearby; step++) {
      const at = (start + step) & mask;
      const there = this.#digests[at];
      if (there === digest) return this.#numbers[at] as number;
      if (there === -1) return this.#crowded.size === 0 ? this.#put(at, digest, number) : (this.#crowded.get(textOf(digest)) ?? this.#put(at, digest, number));
    }
    return this.#foundCrowded(textOf(digest), number);
  }

  #put(at: number, digest: number, number: number): -1 {
    this.#digests[at] = digest;
    this.#numbers[at] = number;
    return -1;
  }

  #foundCrowded(digest: string, number: number): number {
    const known = this.#crowded.get(digest);
    if (known === undefined) this.#crowded.set(digest, number);
    return known ?? -1;
  }

  #grow(): void {
    const [digests, numbers] = [this.#digests, this.#numbers];
    this.#digests = new Float64Array(digests.length * 4).fill(-1);
    this.#numbers = new Int32Array(digests.length * 4);
    for (let at = 0; at < digests.length; at++) if (digests[at] !== -1) this.#found(digests[at] as number, numbers[at] as number);
  }
}

function textOf(digest: number): string {
  return String.fromCharCode(digest / 2 ** 48, digest / 2 ** 32, digest / 2 ** 16, digest);
}
