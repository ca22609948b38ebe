import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { isFullId, type Objects, openObjects } from "./objects.ts";
import { type GitPlace, git, minimumGit } from "./process.ts";
import { resolveCommit } from "./references.ts";
import { makeFolder, makeScratch, type ObjectFormat, removeFolder, type Scratch } from "./scratch.ts";
import { makeTrees, type Trees } from "./trees.ts";

/** A repository that is open for reading. Nothing in it is ever written. Close it, or open it with `await using`. */
export interface Repository extends AsyncDisposable {
  /** The git directory that was found. */
  readonly path: string;
  /** The git directory that holds the objects, which linked work trees share. */
  readonly common: string;
  readonly objectFormat: ObjectFormat;
  /** True when the repository is configured to hold ids of both hash kinds. */
  readonly mixedObjectFormat: boolean;
  /** True for a partial clone, where an object may be missing; whoever meets a missing one throws. */
  readonly partial: boolean;
  readonly gitVersion: string;
  /** The read repository itself: only for what its refs say. */
  readonly own: GitPlace;
  /** Our own repository over its objects: for everything else. */
  readonly scratch: Scratch;
  readonly objects: Objects;
  readonly trees: Trees;
  close(): Promise<void>;
}

/**
 * Opens the repository that holds `path`: a work tree, a folder inside one, a linked work tree, or a bare repository itself.
 *
 * Throws `Failure`: `not-a-repository`; `shallow-repository` (a cut-off history has no merge base and hides changes, C20);
 * `repository-unreadable` when git can't read it; `unsupported` when git is missing or older than 2.39.
 */
export async function openRepository(path: string): Promise<Repository> {
  // A few looks at the file system, without giving way: whoever opens a repository can then do other work while git starts.
  const found = findGitDirectory(path);
  const common = commonDirectory(found);
  refuseShallow(common);
  const { folder, home } = makeFolder();
  try {
    const own: GitPlace = { gitDirectory: found, home };
    const objectsDirectory = join(common, "objects");
    const [version, extensions] = await Promise.all([gitVersion(own), readExtensions(own, common, path)]);
    const scratch = await makeScratch(folder, objectsDirectory, extensions.objectFormat);
    const objects = openObjects(scratch.place);
    const close = async () => {
      await objects.close();
      await scratch.remove();
    };
    const trees = makeTrees(objects);
    return { path: found, common, ...extensions, partial: hasPromisor(objectsDirectory), gitVersion: version, own, scratch, objects, trees, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

function findGitDirectory(path: string): string {
  const start = resolve(path);
  const notOne = (cause?: unknown) =>
    new Failure("not-a-repository", `${path} is not inside a git repository.`, { hint: "Name a folder that holds one, or run `git init` first.", cause });
  let real: string;
  try {
    real = realpathSync(start);
  } catch (cause) {
    throw notOne(cause);
  }
  if (isGitDirectory(real)) return real;
  for (let folder = real; ; folder = dirname(folder)) {
    const candidate = join(folder, ".git");
    if (isGitDirectory(candidate)) return realpathSync(candidate);
    const target = /^gitdir: ([^\n]+)/.exec(textOf(candidate) ?? "")?.[1];
    if (target !== undefined && isGitDirectory(resolve(folder, target))) return realpathSync(resolve(folder, target));
    if (dirname(folder) === folder) throw notOne();
  }
}

function isGitDirectory(folder: string): boolean {
  return isFile(join(folder, "HEAD")) && (isFolder(join(folder, "objects")) || isFile(join(folder, "commondir")));
}

/** A linked work tree keeps its HEAD apart and shares everything else with the repository that `commondir` names. */
function commonDirectory(gitDirectory: string): string {
  const shared = textOf(join(gitDirectory, "commondir")) ?? ".";
  return realpathSync(resolve(gitDirectory, shared.replace(/\n$/, "")));
}

function refuseShallow(common: string): void {
  const cut = textOf(join(common, "shallow")) ?? "";
  if (cut.trim() === "") return;
  throw new Failure("shallow-repository", `${common} is a shallow clone, so its history is cut off and a change can't be told from what was there before.`, {
    hint: "Run `git fetch --unshallow`, or check out with full depth in the pipeline (`fetch-depth: 0`).",
  });
}

async function readExtensions(own: GitPlace, common: string, path: string): Promise<{ objectFormat: ObjectFormat; mixedObjectFormat: boolean }> {
  const [format, mixedObjectFormat] = await Promise.all([
    git(own, ["rev-parse", "--show-object-format"]).catch((cause: unknown) => Promise.reject(unreadable(path, cause))),
    mayBeMixed(common) ? git(own, ["config", "--get", "extensions.compatobjectformat"], { answers: [0, 1] }).then(({ code }) => code === 0) : false,
  ]);
  return { objectFormat: format.output.toString("latin1").trim() === "sha256" ? "sha256" : "sha1", mixedObjectFormat };
}

// A configuration that neither names the setting nor leads to another file can't hold it, and most are so: that saves a process.
function mayBeMixed(common: string): boolean {
  return /compatobjectformat|include|worktreeconfig/i.test(textOf(join(common, "config")) ?? "include");
}

function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof Failure) || cause.code !== "repository-unreadable") return cause;
  return new Failure("repository-unreadable", `git can't read the repository at ${path}: ${cause.message}`, {
    hint: "Check its configuration with `git config --list` and its objects with `git fsck`.",
    cause,
  });
}

/** Packs that a partial clone fetched carry a `.promisor` file: the remote promised to send later what they lack. */
function hasPromisor(objectsDirectory: string): boolean {
  return namesIn(join(objectsDirectory, "pack")).some((name) => name.endsWith(".promisor"));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  return kindOf(path)?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return kindOf(path)?.isDirectory() ?? false;
}

function kindOf(path: string): ReturnType<typeof statSync> | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

// git is not exchanged under a running process, so its version is asked for once.
let version: Promise<string> | undefined;

async function gitVersion(place: GitPlace): Promise<string> {
  version ??= git(place, ["version"]).then(({ output }) => output.toString("latin1"));
  return supportedVersion(await version);
}

/** git's version as `2.39.5`. Throws `Failure` (`unsupported`) when git is missing or too old. */
export async function installedGit(): Promise<string> {
  const { folder, home } = makeFolder();
  try {
    return await gitVersion({ gitDirectory: home, home });
  } finally {
    await removeFolder(folder);
  }
}

/** The number in `git version 2.39.5 (…)`. Throws `Failure` (`unsupported`) for one below the minimum, or none. */
export function supportedVersion(said: string): string {
  const match = /^git version ((\d{1,6})\.(\d{1,6})[^\s]{0,40})/.exec(said);
  const [, number = "", major = "0", minor = "0"] = match ?? [];
  const [leastMajor, leastMinor] = minimumGit;
  if (Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor)) return number;
  throw new Failure("unsupported", `git ${number || "of unknown version"} is installed; ${minimumGit.join(".")} or later is needed.`, {
    hint: "Install a newer git and put it first on the PATH.",
  });
}

/**
 * The stable id of a repository, the same in every clone: `sha256:` over the sorted full ids of its root commits, one a line.
 *
 * Only a walk over the whole history finds every root: about 0.2 s for 40,000 commits, 0.02 s for 6,000; a tenth of it where the
 * owner keeps a commit-graph (`git commit-graph write --reachable`), which is used when it is there.
 * `from` is where the walk starts, by default HEAD. Throws `Failure` (`unknown-reference`) when HEAD has no commit yet.
 */
export async function repositoryId(repository: Repository, from?: string): Promise<string> {
  const start = from !== undefined && isFullId(from) ? from : await resolveCommit(repository, from ?? "HEAD");
  const { output } = await git(repository.scratch.place, ["rev-list", "--max-parents=0", "--end-of-options", start]);
  const roots = output.toString("latin1").trim().split("\n").sort();
  return `sha256:${sha256(`${roots.join("\n")}\n`)}`;
}
