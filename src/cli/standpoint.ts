import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import type { Repository } from "../git/index.ts";
import { Failure } from "../model/failure.ts";

/** From where paths are named: as git does, in the folder where a person stands. */
export interface Standpoint {
  /** Top of the work tree; null where nobody stands in one, as in a bare repository. */
  readonly top: string | null;
  /** The folder from the root of the repository, with `/`; empty for the root itself. */
  readonly folder: string;
}

/** The first of these folders that lies in a work tree of the repository decides; where none does, paths are from the root. */
export function standpointOf({ path }: Pick<Repository, "path">, folders: readonly string[]): Standpoint {
  for (const each of folders) {
    const folder = realOrNull(resolve(each));
    const top = folder === null ? null : topOf(folder, path);
    if (folder !== null && top !== null) return { top, folder: slashed(relative(top, folder)) };
  }
  return { top: null, folder: "" };
}

/** What a person named, as a path from the root of the repository; empty for the root. Throws `Failure` (`bad-usage`) for what lies outside. */
export function fromRoot(named: string, { top, folder }: Standpoint): string {
  const path = isAbsolute(named) ? below(named, top) : posix.normalize(posix.join(folder, named));
  if (path === null || path === ".." || path.startsWith("../"))
    throw new Failure("bad-usage", `${JSON.stringify(named)} is outside the repository${top === null ? "" : ` at ${top}`}.`, {
      hint: top === null ? "Nobody stands in a work tree of it here, so name paths from its root." : "Name files and folders of it, or another repository with --repo.",
    });
  return path === "." ? "" : path.replace(/\/$/, "");
}

/** A path from the root as a person would name it where they stand. */
export function asNamed(path: string, { folder }: Standpoint): string {
  return posix.relative(`/${folder}`, `/${path}`) || ".";
}

// A folder may be reached by several names, as where `/tmp` is a link.
function below(named: string, top: string | null): string | null {
  if (top === null) return null;
  const within = [resolve(named), realWay(resolve(named))].map((path) => slashed(relative(top, path)));
  return within.find((path) => path !== ".." && !path.startsWith("../") && !isAbsolute(path)) ?? null;
}

/** The path with the folders around it as they really are; what stands at its end may be gone, or be a link that git keeps. */
function realWay(path: string): string {
  const around = dirname(path);
  if (around === path) return path;
  return join(realOrNull(around) ?? realWay(around), basename(path));
}

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function topOf(folder: string, gitDirectory: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return gitDirectoryOf(join(at, ".git")) === gitDirectory ? at : null;
    if (dirname(at) === at) return null;
  }
}

/** A linked work tree and a submodule have a file there that names the place. */
function gitDirectoryOf(place: string): string | null {
  if (statSync(place).isDirectory()) return realOrNull(place);
  const target = /^gitdir: ([^\n]+)/.exec(readFileSync(place, "utf8"))?.[1];
  return target === undefined ? null : realOrNull(resolve(dirname(place), target));
}

function slashed(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}
