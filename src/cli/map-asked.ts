import { posix } from "node:path";
import { listTree, type Repository, readAncestry, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { didYouMean } from "../policy/nearest.ts";
import type { Call, Values } from "./command.ts";
import { asNamed, fromRoot, type Standpoint, standpointOf } from "./standpoint.ts";

export const groupings = ["folder", "file", "tool", "model", "person", "age"] as const;
export type Grouping = (typeof groupings)[number];

/** What of which commit is asked for. */
export interface MapAsked {
  readonly commit: string;
  readonly rev: string;
  /** The earlier commit whose lines are left out, and it with all that it descends from; null when none is. */
  readonly since: { readonly commit: string; readonly rev: string; readonly before: ReadonlySet<string> } | null;
  /** From the root of the repository; empty for all. */
  readonly paths: readonly string[];
  /** The regular files that these name. */
  readonly files: readonly string[];
  readonly by: Grouping | null;
  /** The one file whose lines are asked for. */
  readonly lines: string | null;
}

/**
 * Throws `Failure`: `bad-usage` for options that don't go together and for a path outside the repository, `not-found` for one that the commit doesn't have, `bad-input` for lines of what has none.
 */
export async function mapAsked({ values, settings, io }: Pick<Call, "values" | "settings" | "io">, repository: Repository): Promise<MapAsked> {
  refuseMixed(values);
  const rev = values.text("rev") ?? "HEAD";
  const commit = await resolveCommit(repository, rev);
  const standpoint = standpointOf(repository, [io.folder, settings.repo]);
  const named = (path: string): Named => ({ text: path, path: fromRoot(path, standpoint) });
  const one = values.text("lines");
  const all = one === undefined ? values.list("PATH").map(named) : [named(one)];
  // The root is everything, whatever else is named.
  const wanted = one === undefined && all.some(({ path }) => path === "") ? [] : all;
  const files = filesOf(await listTree(repository, commit), wanted, { rev, standpoint, lines: one !== undefined });
  const paths = wanted.map(({ path }) => path);
  return {
    commit,
    rev,
    since: await sinceOf(values.text("since"), repository),
    paths,
    files,
    by: groupings.find((each) => each === values.text("by")) ?? null,
    lines: one === undefined ? null : (paths[0] ?? null),
  };
}

/** What a person typed, and the path from the root that it means. */
interface Named {
  readonly text: string;
  readonly path: string;
}

function refuseMixed(values: Values): void {
  if (values.text("lines") === undefined) return;
  const other = values.list("PATH").length > 0 ? "PATH" : (["by", "html"].find((name) => values.text(name) !== undefined) ?? null);
  if (other !== null)
    throw new Failure("bad-usage", `--lines shows one file, and ${other === "PATH" ? "a PATH" : `--${other}`} shows shares.`, { hint: "Ask for one of them at a time." });
}

type Entries = Awaited<ReturnType<typeof listTree>>;

interface Where {
  readonly rev: string;
  readonly standpoint: Standpoint;
  /** Whether lines of one file are asked for. */
  readonly lines: boolean;
}

function filesOf(entries: Entries, wanted: readonly Named[], where: Where): string[] {
  for (const each of wanted) refuseWrong(each, entries, where);
  const regular = entries.filter(({ mode }) => mode.startsWith("100")).map(({ path }) => path);
  return wanted.length === 0 ? regular : regular.filter((file) => wanted.some(({ path }) => isIn(file, path)));
}

function isIn(file: string, path: string): boolean {
  return path === "" || file === path || file.startsWith(`${path}/`);
}

function refuseWrong({ text, path }: Named, entries: Entries, { rev, standpoint, lines }: Where): void {
  const [only] = entries.filter((entry) => isIn(entry.path, path));
  if (only === undefined) throw new Failure("not-found", `There is no file or folder ${shown(path)} in ${rev}.`, { hint: otherwise(text, path, entries, standpoint) });
  if (!lines) return;
  if (only.path !== path)
    throw new Failure("bad-input", `${shown(text)} is a folder, and --lines shows one file.`, { hint: `See \`countersign map ${text}\`, or name a file in it.` });
  if (!only.mode.startsWith("100"))
    throw new Failure("bad-input", `${shown(text)} is ${only.mode === "160000" ? "a submodule" : "a symbolic link"}, which has no lines of its own.`);
}

const mostMeant = 3;

/** What may have been meant: the same from the root, the same in some folder, or what is spelt nearly so. */
function otherwise(text: string, path: string, entries: Entries, standpoint: Standpoint): string {
  const end = posix.normalize(text).replace(/^(?:\.{0,2}\/)+/, "");
  const meant = end === "" ? [] : [...new Set(entries.flatMap((entry) => placesOf(end, entry.path)))].sort((one, other) => one.length - other.length);
  const places = meant.slice(0, mostMeant).map((each) => `\`${asNamed(each, standpoint)}\``);
  const here = standpoint.folder === "" ? "Paths are from the root of the repository." : `Paths are from the current folder, ${standpoint.folder} of the repository.`;
  if (places.length === 0)
    return didYouMean(
      asNamed(path, standpoint),
      entries.map((entry) => asNamed(entry.path, standpoint)),
      here,
    );
  return `Did you mean ${places.join(" or ")}${meant.length > mostMeant ? `, or one of ${meant.length - mostMeant} more` : ""}?`;
}

/** Where a path, or a folder around it, ends as somebody typed it. */
function placesOf(end: string, path: string): string[] {
  const at = `/${path}/`.indexOf(`/${end}/`);
  return at === -1 ? [] : [path.slice(0, at + end.length)];
}

function shown(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

async function sinceOf(rev: string | undefined, repository: Repository): Promise<MapAsked["since"]> {
  if (rev === undefined) return null;
  const commit = await resolveCommit(repository, rev);
  return { commit, rev, before: new Set((await readAncestry(repository, [commit])).map(({ id }) => id)) };
}
