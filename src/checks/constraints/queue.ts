import { Failure } from "../../model/failure.ts";

/** One thing after the other, and no more of them waiting than somebody would wait for: what waits holds its texts in memory. */
export class Queue {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(most: number) {
    this.#most = most;
  }

  /** Throws `Failure` (`busy`) where too many wait already. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting > this.#most) throw new Failure("busy", `${this.#most} looks for constraints wait already.`, { hint: "Try again in a little while." });
    this.#waiting++;
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      this.#waiting--;
    }
  }
}
