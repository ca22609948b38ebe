import type { Store } from "../store/index.ts";

type Listener = (size: number | null) => unknown;

/**
 * Whether the server is there, and the one pulse that everything live hangs on. At each beat it looks how far the ledger has grown, also by
 * another process, and tells whoever listens.
 */
export class Presence {
  /** True from the moment when a balancer should send no more. */
  stopping = false;
  /** True from the moment when connections are to end with their answer. */
  closing = false;
  /** True while the event loop runs late: uploads and heavy reading are put off, so that the gate and decisions are answered. */
  late = false;
  readonly #store: Store;
  readonly #listeners = new Set<Listener>();
  #size: number;
  #beating: Promise<void> | null = null;

  constructor(store: Store) {
    this.#store = store;
    this.#size = store.size;
  }

  /** Entries of the ledger at the last beat. */
  get size(): number {
    return this.#size;
  }

  /** Is told the ledger's size at each beat, and null when the server closes. Returns what ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Once a second. A beat that takes longer is not overtaken. */
  beat(): Promise<void> {
    this.#beating ??= this.#look().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  /** Ends everything live. */
  close(): void {
    this.stopping = true;
    this.closing = true;
    for (const listener of this.#listeners) listener(null);
    this.#listeners.clear();
  }

  async #look(): Promise<void> {
    this.#size = Math.max(this.#size, this.#store.size);
    if (this.#listeners.size === 0) return;
    while ((await this.#store.read.leaf(this.#size)) !== null) this.#size++;
    for (const listener of this.#listeners) listener(this.#size);
  }
}
