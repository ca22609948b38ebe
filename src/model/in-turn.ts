import { Turns, type TurnsOptions } from "./turns.ts";

/** So many at once; what else there is to do waits, in turn by who asked. */
export class InTurn {
  readonly #atOnce: number;
  readonly #waiting: Turns<() => void>;
  #running = 0;

  constructor(atOnce: number, options: Omit<TurnsOptions<unknown>, "urgent">) {
    this.#atOnce = atOnce;
    this.#waiting = new Turns(options);
  }

  /** Throws `Failure` (`busy`) where too much waits already, and what the work throws. */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else await this.#wait(caller);
    try {
      return await work();
    } finally {
      // Handed over without a moment in which it is free.
      const next = this.#waiting.next();
      if (next === null) this.#running--;
      else next();
    }
  }

  #wait(caller: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(caller, resolve);
    return promise;
  }
}
