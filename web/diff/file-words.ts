import { spaced } from "../words.ts";
import type { FileEntry } from "./shapes.ts";

/** What happened to a file, in words that stand before its path. */
export function statusWords({ status, content }: Pick<FileEntry, "status" | "content">): string {
  const kind = content === "text" ? "" : content === "symlink" ? "symbolic link " : `${content} `;
  return `${kind}${spaced(status)}`;
}

export const statusLetters: Readonly<Record<FileEntry["status"], string>> = { added: "A", modified: "M", deleted: "D", renamed: "R", "type-changed": "T" };

/** `1,204 bytes`, `12 kB`, `3.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${bytes.toLocaleString("en-GB")} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export type Filter = "all" | "unseen" | "since";

/** The files that a filter leaves, in the order of the list. `since` is the paths that changed since the person last looked. */
export function filtered(files: readonly FileEntry[], filter: Filter, since: readonly string[]): FileEntry[] {
  const changed = new Set(since);
  return files.filter((file) => filter === "all" || (filter === "unseen" ? !file.seen : changed.has(file.path) || file.changedSinceSeen));
}
