import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { type Repository, repositoryId } from "../git/index.ts";
import { LineStore, makeOf } from "../map/index.ts";
import { sha256 } from "../model/canonical.ts";
import type { Call } from "./command.ts";
import type { Io } from "./io.ts";
import { line } from "./page.ts";

/** Hands `work` the store of a repository's lines, and whether it is kept: in the user's cache folder, or in memory where that can't be used, which is said in one sentence. */
export async function withLineStore<T>(call: Call, repository: Repository, work: (store: LineStore, kept: () => boolean) => Promise<T>): Promise<T> {
  const make = await makeOf(repository);
  const folder = call.values.flag("no-cache") ? null : linesFolder(call);
  if (folder !== null) {
    // Not one for all clones of a project: git believes the objects of each, and what a hostile copy was seen to hold must not be told of another.
    const file = join(folder, `${sha256(`${repository.common}\0${await repositoryId(repository)}`)}.sqlite`);
    try {
      using store = new LineStore(file, make);
      return await work(store, () => true);
    } catch (error) {
      // Whatever was kept until then stays; what can't be kept is found out once more.
      if (!isStorageError(error)) throw error;
      sayUnusable(call, file, error);
    }
  }
  using store = new LineStore(null, make);
  return await work(store, () => false);
}

/** Null, with a sentence, where the folder can't be made or isn't safe: whoever writes there says who wrote each line. */
function linesFolder(call: Call): string | null {
  const folder = join(usualCache(call.io), "countersign", "lines");
  try {
    makeFolder(folder);
    if (inWorkTree(folder)) throw new Error("it is in a work tree of git, whose files come with what is read");
    if (!isOwn(dirname(folder)) || !isOwn(folder)) throw new Error("somebody else may write to it");
    return folder;
  } catch (error) {
    sayUnusable(call, folder, error);
    return null;
  }
}

// One by one: under /proc, where nothing can be made, Node's own way of making parents never ends.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function isOwn(folder: string): boolean {
  const user = process.getuid?.();
  const found = lstatSync(folder);
  // Windows keeps neither an owner's number nor such a mode.
  return found.isDirectory() && (user === undefined || (found.uid === user && (found.mode & 0o022) === 0));
}

function inWorkTree(folder: string): boolean {
  return existsSync(join(folder, ".git")) || (dirname(folder) !== folder && inWorkTree(dirname(folder)));
}

function sayUnusable(call: Call, place: string, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  call.say([line(`${place} can't be used (${why}), so nothing is kept this time, and the next run begins anew.`)]);
}

/** What SQLite says of a file: full, read-only, locked for long, not to be opened. And what the system says of its folder. */
function isStorageError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return ["ERR_SQLITE_ERROR", "ERR_FS_EISDIR", "EACCES", "ENOENT", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EEXIST", "ENOTDIR", "EISDIR", "EBUSY"].includes(code);
}

/** Where programs keep what can be made again: the XDG base directory, and the same place by the habits of macOS and Windows. */
function usualCache({ env, home, platform }: Pick<Io, "env" | "home" | "platform">): string {
  const xdg = env["XDG_CACHE_HOME"];
  // The XDG specification has a relative path ignored.
  if (xdg && isAbsolute(xdg)) return xdg;
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return env["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  return join(home, ".cache");
}
