import { lstat, readFile, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Bytes of a manifest, lockfile or module that is read; a lockfile of a large project has some twenty million. */
const largest = 64 * 2 ** 20;

/** Whether a path is a folder or something below it; both absolute and without links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && way !== path);
}

/** The text of a file of the checkout; null when it is none, is too large, or a link leads it out of the checkout. */
export async function readInside(folder: string, path: string): Promise<string | null> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    if (!isInside(root, real)) return null;
    const entry = await lstat(real);
    return entry.isFile() && entry.size <= largest ? await readFile(real, "utf8") : null;
  } catch {
    return null;
  }
}
