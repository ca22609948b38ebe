import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
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
