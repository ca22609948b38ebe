import { type BlobText, type Hunk, hunksOf, openRepository, readBlobText } from "../git/index.ts";
import type { ChangedFile } from "../model/change.ts";

/** Both sides of a file as their bytes say; a side is null where there is no blob: the file is absent, or a submodule. */
export interface FileSides {
  readonly old: BlobText | null;
  readonly new: BlobText | null;
  /** Git's own hunks between the texts. */
  readonly hunks: readonly Hunk[];
}

interface Known {
  readonly reading: Promise<FileSides>;
  /** 0 until it is read. */
  bytes: number;
}

// Content is named by its digest, so what was read once is right for ever. A reviewer scrolls through one file at a time, and files may be large.
const known = new Map<string, Known>();
const mostKnown = 16;
const mostBytes = 64 * 2 ** 20;

/** Reads both sides. Text or not is decided by the bytes, whatever attributes say (C04). Throws `Failure` (`repository-unreadable`). */
export async function readSides(path: string, file: Pick<ChangedFile, "oldMode" | "oldBlob" | "newMode" | "newBlob">): Promise<FileSides> {
  const key = [path, file.oldMode, file.oldBlob, file.newMode, file.newBlob].join("\0");
  const found = known.get(key);
  if (found !== undefined) return await found.reading;
  const entry: Known = { reading: readBoth(path, file), bytes: 0 };
  known.set(key, entry);
  try {
    const sides = await entry.reading;
    entry.bytes = [sides.old, sides.new].reduce((sum, side) => sum + (side?.lines == null ? 0 : side.size), 0);
    forgetOldest();
    return sides;
  } catch (error) {
    known.delete(key);
    throw error;
  }
}

function forgetOldest(): void {
  let bytes = [...known.values()].reduce((sum, entry) => sum + entry.bytes, 0);
  for (const [key, entry] of known) {
    if (known.size <= mostKnown && bytes <= mostBytes) return;
    known.delete(key);
    bytes -= entry.bytes;
  }
}

async function readBoth(path: string, { oldMode, oldBlob, newMode, newBlob }: Pick<ChangedFile, "oldMode" | "oldBlob" | "newMode" | "newBlob">): Promise<FileSides> {
  await using repository = await openRepository(path);
  const side = (mode: string | null, blob: string | null) => (blob === null || mode === "160000" ? null : readBlobText(repository, blob));
  const [old, now] = await Promise.all([side(oldMode, oldBlob), side(newMode, newBlob)]);
  const [before, after] = [old?.lines?.count ?? 0, now?.lines?.count ?? 0];
  if (before > 0 && after > 0) return { old, new: now, hunks: (await hunksOf(repository, [{ old: old?.id ?? "", new: now?.id ?? "" }]))[0] ?? [] };
  const whole = { oldStart: before > 0 ? 1 : 0, oldLength: before, newStart: after > 0 ? 1 : 0, newLength: after };
  return { old, new: now, hunks: before + after === 0 ? [] : [whole] };
}
