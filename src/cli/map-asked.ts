import { listTree, type Repository, readAncestry, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { didYouMean } from "../policy/nearest.ts";
import type { Values } from "./command.ts";

export const groupings = ["folder", "file", "tool", "model", "person", "age"] as const;
export type Grouping = (typeof groupings)[number];

/** What of which commit is asked for. */
export interface MapAsked {
  readonly commit: string;
  readonly rev: string;
  /** The earlier commit whose lines are left out, and it with all that it descends from; null when none is. */
  readonly since: { readonly commit: string; readonly rev: string; readonly before: ReadonlySet<string> } | null;
  /** Paths as they were named, from the root of the repository; empty for all. */
  readonly paths: readonly string[];
  /** The regular files that these name. */
  readonly files: readonly string[];
  readonly by: Grouping | null;
  /** The one file whose lines are asked for. */
  readonly lines: string | null;
}

/** Throws `Failure`: `bad-usage` for options that don't go together, `not-found` for a path that the commit doesn't have, `bad-input` for lines of what has none. */
export async function mapAsked(values: Values, repository: Repository): Promise<MapAsked> {
  refuseMixed(values);
  const rev = values.text("rev") ?? "HEAD";
  const commit = await resolveCommit(repository, rev);
  const lines = values.text("lines") === undefined ? null : plainPath(values.needed("lines"));
  const paths = lines === null ? values.list("PATH").map(plainPath).filter(Boolean) : [lines];
  const files = await filesOf(repository, commit, rev, paths, lines !== null);
  return { commit, rev, since: await sinceOf(values.text("since"), repository), paths, files, by: groupings.find((each) => each === values.text("by")) ?? null, lines };
}

function refuseMixed(values: Values): void {
  if (values.text("lines") === undefined) return;
  const other = values.list("PATH").length > 0 ? "PATH" : (["by", "html"].find((name) => values.text(name) !== undefined) ?? null);
  if (other !== null)
    throw new Failure("bad-usage", `--lines shows one file, and ${other === "PATH" ? "a PATH" : `--${other}`} shows shares.`, { hint: "Ask for one of them at a time." });
}

/** As a person may type it in a shell: `./src/`, `src//a`. */
function plainPath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

async function filesOf(repository: Repository, commit: string, rev: string, paths: readonly string[], lines: boolean): Promise<string[]> {
  const entries = await listTree(repository, commit);
  for (const path of paths) {
    const below = entries.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
    if (below.length === 0) throw nothingThere(path, rev, entries);
    const [only] = below;
    if (lines && only?.path !== path)
      throw new Failure("bad-input", `${shown(path)} is a folder, and --lines shows one file.`, { hint: `See \`countersign map ${path}\`, or name a file in it.` });
    if (lines && !only?.mode.startsWith("100"))
      throw new Failure("bad-input", `${shown(path)} is ${only?.mode === "160000" ? "a submodule" : "a symbolic link"}, which has no lines of its own.`);
  }
  const regular = entries.filter(({ mode }) => mode.startsWith("100")).map(({ path }) => path);
  return paths.length === 0 ? regular : regular.filter((file) => paths.some((path) => file === path || file.startsWith(`${path}/`)));
}

function nothingThere(path: string, rev: string, entries: readonly { readonly path: string }[]): Failure {
  const hint = didYouMean(
    path,
    entries.map((entry) => entry.path),
    "Paths are from the root of the repository.",
  );
  return new Failure("not-found", `There is no file or folder ${shown(path)} in ${rev}.`, { hint });
}

function shown(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

async function sinceOf(rev: string | undefined, repository: Repository): Promise<MapAsked["since"]> {
  if (rev === undefined) return null;
  const commit = await resolveCommit(repository, rev);
  return { commit, rev, before: new Set((await readAncestry(repository, [commit])).map(({ id }) => id)) };
}
