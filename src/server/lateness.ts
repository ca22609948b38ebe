import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two samples. */
const resolution = 10;

/** How late the event loop comes to what is due: everybody who asks waits that long at least. */
export class Lateness implements Disposable {
  readonly #delays = monitorEventLoopDelay({ resolution });

  constructor() {
    this.#delays.enable();
  }

  /** Milliseconds, as the median since the last look: one long piece of work is not meant, a server that has more to do than it can is. */
  look(): number {
    // A sample is what passed since the one before it.
    const median = this.#delays.percentile(50) / 1_000_000 - resolution;
    this.#delays.reset();
    return Math.max(0, median);
  }

  [Symbol.dispose](): void {
    this.#delays.disable();
  }
}
