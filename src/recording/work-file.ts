import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isRecordable, largestFile, plainLines } from "./text-lines.ts";

/** A file of the work tree as it is now, by its path from the root; `plain` is empty where there is none yet. */
export interface WorkFile {
  readonly path: string;
  readonly there: boolean;
  readonly plain: Buffer;
}

/** Reads a file that a tool names. Whoever runs the tool controls the name: anything but a regular file inside the work tree and outside its git directory is refused, with the reason as a phrase. */
export async function readWorkFile(root: string, stated: string, folder: string | null): Promise<WorkFile | string> {
  const place = isAbsolute(stated) ? stated : resolve(folder ?? root, stated);
  const path = await pathInside(root, place);
  if (path === null) return "it is outside the work tree";
  const about = await lstat(join(root, path)).catch(() => null);
  if (about === null) return { path, there: false, plain: Buffer.alloc(0) };
  if (!about.isFile()) return "it is no regular file";
  if (about.size > largestFile) return "it is too large";
  const bytes = await readFile(join(root, path));
  return isRecordable(bytes) ? { path, there: true, plain: plainLines(bytes) } : "it is no text";
}

/** The path from the root, with slashes; null outside of it. Links on the way are followed, so that one file has one path and none leads out. */
async function pathInside(root: string, place: string): Promise<string | null> {
  const inside = relative(await realpath(root), await realFolder(place)).split(sep);
  const path = inside.filter((part) => part !== "").join("/");
  if (path === "" || inside.includes("..") || isAbsolute(path)) return null;
  return inside.some((part) => part.toLowerCase() === ".git") ? null : path;
}

// The file itself, and folders above it, may not be there yet.
async function realFolder(place: string): Promise<string> {
  const folder = dirname(place);
  const real = await realpath(folder).catch(() => null);
  const name = place.slice(folder.length).replace(/^[\\/]/, "");
  return join(real ?? (folder === dirname(folder) ? folder : await realFolder(folder)), name);
}
