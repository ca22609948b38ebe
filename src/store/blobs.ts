import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../model/failure.ts";
import { hasCode, syncFolder, writeDurably } from "./files.ts";

/** Where the content of large private documents stands, by commitment. */
export interface Blobs {
  /** Durable when it returns. Called before the transaction that names it: a crash between the two leaves a file that nothing names. */
  write(commitment: string, bytes: Uint8Array): void;
  /** Null when it is not there. */
  read(commitment: string): Uint8Array | null;
  remove(commitment: string): void;
  /** Removes what nothing names: files last written before that time (milliseconds since the epoch), halves of interrupted writes among them. Returns how many. */
  sweep(before: number, named: ReadonlySet<string>): number;
}

/** A folder, `<first two digits>/<commitment>`. */
export class BlobFolder implements Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  write(commitment: string, bytes: Uint8Array): void {
    const file = this.#file(commitment);
    storing(() => {
      if (mkdirSync(dirname(file), { recursive: true, mode: 0o700 }) !== undefined) syncFolder(this.#folder);
      writeDurably(file, bytes);
    });
  }

  read(commitment: string): Uint8Array | null {
    try {
      return readFileSync(this.#file(commitment));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return null;
      throw error;
    }
  }

  remove(commitment: string): void {
    rmSync(this.#file(commitment), { force: true });
  }

  sweep(before: number, named: ReadonlySet<string>): number {
    const files = readdirSync(this.#folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !named.has(entry.name));
    const orphans = files.map(({ name, parentPath }) => join(parentPath, name)).filter((file) => statSync(file).mtimeMs < before);
    for (const orphan of orphans) rmSync(orphan, { force: true });
    return orphans.length;
  }

  #file(commitment: string): string {
    if (!/^[0-9a-f]{64}$/.test(commitment)) throw new TypeError("a blob is named by its commitment");
    return join(this.#folder, commitment.slice(0, 2), commitment);
  }
}

function storing<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!hasCode(error, "ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES")) throw error;
    throw new Failure("storage", `A private document could not be written: ${(error as Error).message}.`, {
      hint: "Make room on the disk or mend it, and run the command again.",
      cause: error,
    });
  }
}
