import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * A text that stays the same only while the given full refs stay as they are, read without starting git; null when that can't be told. `gitDirectory` is the one that holds the refs, so
 * not that of a linked work tree. It changes too when other refs are packed, so a new one says only that it is time to ask git.
 */
export async function refsStamp(gitDirectory: string, refs: readonly string[]): Promise<string | null> {
  const [packed, table, ...loose] = await Promise.all([
    stampOf(join(gitDirectory, "packed-refs")),
    textOf(join(gitDirectory, "reftable/tables.list")),
    ...refs.map((ref) => textOf(join(gitDirectory, ref))),
  ]);
  // A ref that stands for another one moves without being written.
  if (loose.some((text) => text?.startsWith("ref:"))) return null;
  return [packed, table, ...loose].every((part) => part === null) ? null : JSON.stringify([packed, table, ...loose]);
}

/** Git never writes into the file of packed refs: it puts another one in its place. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return null;
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "latin1")).slice(0, 4_096);
  } catch {
    return null;
  }
}
