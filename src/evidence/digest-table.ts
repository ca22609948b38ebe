/** Numbers from 0 by the first 52 bits of a digest. A `Map` takes three times the time and five times the memory for a million of them. */
export class DigestTable {
  #digests = new Float64Array(1_024).fill(-1);
  #numbers = new Int32Array(1_024);
  #size = 0;

  /** The number that the digest has; it gets the given one, and the answer is -1, when it has none. */
  add(digest: number, number: number): number {
    const at = this.#placeOf(digest);
    if (this.#digests[at] === digest) return this.#numbers[at] as number;
    this.#digests[at] = digest;
    this.#numbers[at] = number;
    if (++this.#size * 2 > this.#digests.length) this.#grow();
    return -1;
  }

  // The bits of a digest are spread already. Where many have the same last bits somebody looked for them, at a price far above that of reading them here.
  #placeOf(digest: number): number {
    const mask = this.#digests.length - 1;
    let at = (digest >>> 0) & mask;
    while (this.#digests[at] !== -1 && this.#digests[at] !== digest) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [digests, numbers] = [this.#digests, this.#numbers];
    this.#digests = new Float64Array(digests.length * 4).fill(-1);
    this.#numbers = new Int32Array(digests.length * 4);
    for (let at = 0; at < digests.length; at++) {
      const digest = digests[at] as number;
      if (digest === -1) continue;
      const place = this.#placeOf(digest);
      this.#digests[place] = digest;
      this.#numbers[place] = numbers[at] as number;
    }
  }
}
