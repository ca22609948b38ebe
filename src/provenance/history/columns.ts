/** Texts with a number each, from 0 in the order in which they came. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  /** Undefined for a text that never came. */
  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(number: number): string {
    return this.#names[number] as string;
  }

  get size(): number {
    return this.#names.length;
  }
}

/** A column of numbers that grows: a fifth of what an array of objects takes for a million of them. */
export class Numbers {
  #room = new Int32Array(1_024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#room.length) {
      const larger = new Int32Array(this.#room.length * 2);
      larger.set(this.#room);
      this.#room = larger;
    }
    this.#room[this.#length++] = value;
  }

  at(index: number): number {
    return this.#room[index] as number;
  }

  set(index: number, value: number): void {
    this.#room[index] = value;
  }

  get length(): number {
    return this.#length;
  }

  slice(from: number, to: number): Int32Array {
    return this.#room.slice(from, to);
  }
}
