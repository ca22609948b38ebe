import { ProblemError, problemOf } from "./problem.ts";

/** Keeps one caller from taking the place of all others: each has only so many of something under way. */
export class Few {
  readonly #most: number;
  readonly #words: string;
  readonly #now = new Map<string, number>();

  /** `words` go on after the number: "uploads of yours are under way". */
  constructor(most: number, words: string) {
    this.#most = most;
    this.#words = words;
  }

  /** Throws `ProblemError` (`too-many`). */
  async asOne<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const now = this.#now.get(caller) ?? 0;
    if (now >= this.#most) throw new ProblemError(problemOf("too-many", `${this.#most} ${this.#words}.`, { hint: "Send the next one when one of them is done." }));
    this.#now.set(caller, now + 1);
    try {
      return await work();
    } finally {
      const left = (this.#now.get(caller) ?? 1) - 1;
      if (left === 0) this.#now.delete(caller);
      else this.#now.set(caller, left);
    }
  }
}
