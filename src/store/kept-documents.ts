import type { Kysely } from "kysely";
import type { Blobs } from "./blobs.ts";
import { type OpenedDocument, readOpenings, standingOf } from "./openings.ts";
import type { Tables } from "./schema.ts";

interface Kept<T> {
  readonly value: T;
  /** Bytes of the document. */
  readonly size: number;
}

/**
 * What was made of private documents, by their commitments. A commitment names its content for good, so a document is read, held against it and parsed once; whether it was erased is asked each time. Bounded
 * by the bytes of the documents; the one that was asked for longest ago goes first.
 */
export class KeptDocuments<T> {
  readonly #make: (document: OpenedDocument) => T;
  readonly #most: number;
  readonly #kept = new Map<string, Kept<T>>();
  #size = 0;

  constructor(make: (document: OpenedDocument) => T, most: number) {
    this.#make = make;
    this.#most = most;
  }

  /** By commitment; what was erased is missing. Throws `Failure` (`integrity`) as `readOpenings` does. */
  async read(db: Kysely<Tables>, blobs: Blobs, commitments: readonly string[]): Promise<ReadonlyMap<string, T>> {
    const known = commitments.filter((commitment) => this.#kept.has(commitment));
    const standing = await standingOf(db, known);
    const found = new Map<string, T>();
    for (const commitment of standing) {
      const kept = this.#kept.get(commitment);
      // Another reading may have pushed it out meanwhile; then it is opened like one that was never there.
      if (kept !== undefined) found.set(commitment, this.#again(commitment, kept));
    }
    const erased = new Set(known.filter((commitment) => !standing.has(commitment)));
    for (const commitment of erased) this.#drop(commitment);
    const opened = await readOpenings(
      db,
      blobs,
      commitments.filter((commitment) => !found.has(commitment) && !erased.has(commitment)),
    );
    for (const commitment of commitments) {
      const document = opened.get(commitment);
      if (document !== undefined && !found.has(commitment)) found.set(commitment, this.#keep(commitment, { value: this.#make(document), size: document.bytes.length }));
    }
    return found;
  }

  #again(commitment: string, kept: Kept<T>): T {
    this.#kept.delete(commitment);
    this.#kept.set(commitment, kept);
    return kept.value;
  }

  #keep(commitment: string, kept: Kept<T>): T {
    this.#drop(commitment);
    this.#kept.set(commitment, kept);
    this.#size += kept.size;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#most) break;
      this.#drop(oldest);
    }
    return kept.value;
  }

  #drop(commitment: string): void {
    this.#size -= this.#kept.get(commitment)?.size ?? 0;
    this.#kept.delete(commitment);
  }
}
