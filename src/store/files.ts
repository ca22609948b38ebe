import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { copyFile, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that after a crash it is there whole, or as it was before: written beside, synced, renamed, and the folder synced,
 * since a rename is durable only with its folder. An interrupted call leaves at most `<file>.<pid>.tmp`.
 */
export function writeDurably(file: string, content: Uint8Array | string, mode = 0o600): void {
  const beside = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(beside, "w", mode);
  try {
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(beside, file);
  syncFolder(dirname(file));
}

/** The same, while everybody else goes on. Two calls for one file at once would write the same file beside it. */
export async function writeDurablyApart(file: string, content: Uint8Array, mode = 0o600): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  const handle = await open(beside, "w", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolderApart(dirname(file));
}

/** The same with what another file holds, which never stands in memory. */
export async function copyDurablyApart(from: string, file: string, mode = 0o600): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  await copyFile(from, beside);
  const handle = await open(beside, "r+");
  try {
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await syncFolderApart(dirname(file));
}

/** The same as `syncFolder`, while everybody else goes on. */
export async function syncFolderApart(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. Windows cannot sync a folder, and keeps names by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether an error of `node:fs` has this code. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);
}
