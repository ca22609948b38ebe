import { readFileSync, statSync } from "node:fs";
import { type Checkpoint, type NoteKey, openCheckpoint } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { hasCode, writeDurably } from "./files.ts";

/**
 * The newest checkpoint note that anybody may have seen, in a store of its own that is trusted while the database is not.
 *
 * Rules (H02, H10):
 * - A database that does not contain the anchor's tree (smaller, or another root at that size) is a restored backup, a second copy or
 *   one that lost commits; nothing is signed over it. Checked at open, and before each signature whenever the anchor has changed.
 * - A note is handed out (proof, export, checkpoint) only when the anchor holds that size or a later one. So nobody outside can hold
 *   a note that the anchor would not defend.
 * - An append does not wait for the anchor: its commit is durable in the database, and a sync of its own would halve the rate. The
 *   anchor follows at most a second later, and on close.
 * A crash between COMMIT and the anchor leaves the database ahead of the anchor and consistent with it: the next open accepts that.
 * What the anchor does not catch is a database set back within that second whose notes nobody was given.
 * - It is only ever moved inside a write transaction of the database, which keeps the processes of one data folder apart; two
 *   *copies* of a database meet here, and the second to come is refused.
 */
export class Anchor {
  readonly #file: string;
  readonly #key: NoteKey;
  #seen: { readonly stamp: string; readonly checkpoint: Checkpoint } | null = null;

  constructor(file: string, key: NoteKey) {
    this.#file = file;
    this.#key = key;
  }

  /** The anchored checkpoint; the same object until the file changes. Throws `Failure` (`integrity`) when it is missing or not ours. */
  newest(): Checkpoint {
    const stamp = this.#stamp();
    if (this.#seen?.stamp === stamp) return this.#seen.checkpoint;
    const { checkpoint } = this.#verified(readFileSync(this.#file, "utf8"));
    this.#seen = { stamp, checkpoint };
    return checkpoint;
  }

  /** Puts a note in place of the present one, durably. The caller has compared the two, and excludes other writers. */
  advance(note: string): void {
    const { checkpoint } = this.#verified(note);
    writeDurably(this.#file, note);
    this.#seen = { stamp: this.#stamp(), checkpoint };
  }

  #verified(note: string) {
    try {
      return openCheckpoint(note, [this.#key]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure("integrity", `The anchor ${this.#file} holds no checkpoint note of ${this.#key.name}: ${error.message}`, { hint: restore, cause: error });
    }
  }

  // A rename gives the name another inode, so the stamp changes with each advance.
  #stamp(): string {
    try {
      const { ino, mtimeMs, size } = statSync(this.#file);
      return `${ino} ${mtimeMs} ${size}`;
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      throw new Failure("integrity", `The anchor ${this.#file} is missing, so nothing shows that the ledger is not an old copy.`, { hint: restore });
    }
  }
}

const restore = "Put the newest checkpoint note that you hold of this ledger into that file, as it was signed.";
