import type { FileEntry } from "./shapes.ts";

/** What the server takes for a file: its path, and the pair, because two paths can read alike once bytes that are no text are written out. */
export interface FileName {
  readonly path: string;
  readonly old: string;
  readonly new: string;
}

type Named = Pick<FileEntry, "path" | "pair">;

export function nameOf({ path, pair }: Named): FileName {
  return { path, old: pair.old, new: pair.new };
}

/** One text that tells a file from every other one of the change. */
export function keyOf({ path, pair }: Named): string {
  return `${pair.old} ${pair.new} ${path}`;
}
