import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { MapTotals } from "./worker.ts";

/** Totals with what they were counted by: the tip of the notes, and when, in milliseconds. */
export interface Counted {
  readonly totals: MapTotals;
  readonly notes: string | null;
  readonly at: number;
  /** The project whose branch had the commit at its tip when it was asked about; absent for any other commit. */
  readonly tipOf?: string;
}

/** As many as the releases of many projects have. */
const mostKept = 3_000;
const make = "countersign-map-totals/2";

/** The totals of maps that were made, in one file, so that a history over releases is counted once. A file that is lost or broken is made again. */
export class KeptTotals {
  readonly #file: string;
  readonly #totals: Map<string, Counted>;
  readonly #tips = new Map<string, Counted>();

  constructor(file: string) {
    this.#file = file;
    this.#totals = read(file);
    for (const counted of this.#totals.values()) this.#mark(counted);
  }

  /** What was counted last at the tip of a project's branch, wherever that is now. */
  tip(project: string): Counted | undefined {
    return this.#tips.get(project);
  }

  #mark(counted: Counted): void {
    const { tipOf, at } = counted;
    if (tipOf !== undefined && at >= (this.#tips.get(tipOf)?.at ?? 0)) this.#tips.set(tipOf, counted);
  }

  get(key: string): Counted | undefined {
    return this.#totals.get(key);
  }

  /** Keeps them, at least until the process ends. Throws what the file system says where it can't be written down. */
  keep(key: string, counted: Counted): void {
    this.#totals.delete(key);
    this.#totals.set(key, counted);
    this.#mark(counted);
    const [oldest] = this.#totals.keys();
    if (this.#totals.size > mostKept && oldest !== undefined) this.#totals.delete(oldest);
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    // One process serves a folder. A crash leaves the old file, or the new one.
    writeFileSync(`${this.#file}.tmp`, JSON.stringify({ make, totals: [...this.#totals] }), { mode: 0o600 });
    renameSync(`${this.#file}.tmp`, this.#file);
  }
}

function read(file: string): Map<string, Counted> {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly make?: unknown; readonly totals?: readonly (readonly [string, Counted])[] };
    return new Map(kept.make === make ? kept.totals : []);
  } catch {
    return new Map();
  }
}
