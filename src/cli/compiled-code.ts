import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { Io } from "./io.ts";

/**
 * The folder in which Node keeps our code compiled; null where none is safe, and then only time is lost. What lies in it runs in place of our own, and nothing in it is signed, so nobody but this user may
 * write there: not Node's own choice, the folder for temporary files; not a work tree, whose files come with the change under judgement; not what a pipeline kept from another run; not another user's home under `sudo`.
 */
export function compiledCodeFolder({ env, home, user }: Pick<Io, "env" | "home"> & { readonly user: number | undefined }): string | null {
  const xdg = env["XDG_CACHE_HOME"];
  // The XDG specification has a relative path ignored.
  const folder = join(xdg && isAbsolute(xdg) ? xdg : join(home, ".cache"), "countersign");
  if (env["CI"] || inWorkTree(folder)) return null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    // Windows keeps neither an owner's number nor such a mode.
    const own = user === undefined || (found.uid === user && (found.mode & 0o022) === 0);
    return found.isDirectory() && own ? folder : null;
  } catch {
    return null;
  }
}

function inWorkTree(folder: string): boolean {
  return existsSync(join(folder, ".git")) || (dirname(folder) !== folder && inWorkTree(dirname(folder)));
}
