import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../model/failure.ts";
import { copyDurablyApart, hasCode, syncFolderApart, writeDurablyApart } from "./files.ts";

/** Where the content of large private documents stands, by commitment. */
export interface Blobs {
  /** Durable when it resolves; nobody else waits for the disk meanwhile. Called before the transaction that names it: a crash between the two leaves a file that nothing names. */
  write(commitment: string, bytes: Uint8Array): Promise<void>;
  /** The same from a file, which stays as it is. */
  copy(commitment: string, from: string): Promise<void>;
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

  async write(commitment: string, bytes: Uint8Array): Promise<void> {
    await this.#put(commitment, (file) => writeDurablyApart(file, bytes));
  }

  async copy(commitment: string, from: string): Promise<void> {
    await this.#put(commitment, (file) => copyDurablyApart(from, file));
  }

  async #put(commitment: string, fill: (file: string) => Promise<void>): Promise<void> {
    const file = this.#file(commitment);
    await storing(async () => {
      // Synced also when the folder was there: whoever made it may be about to sync it, and a file is only as durable as the names that lead to it.
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await syncFolderApart(this.#folder);
      await fill(file);
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

async function storing<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!hasCode(error, "ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES")) throw error;
    throw new Failure("storage", `A private document could not be written: ${(error as Error).message}.`, {
      hint: "Make room on the disk or mend it, and run the command again.",
      cause: error,
    });
  }
}
