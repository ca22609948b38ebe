import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { commitStream, type FileChanges, importCommit } from "./fast-import.ts";
import { type GitPlace, git } from "./process.ts";

/** The full id of a commit that was made before, by its label. */
export type IdOf = (label: string) => string;

export interface NewCommit {
  /** How the rest of the history calls this commit; unique. */
  readonly label: string;
  readonly branch: string;
  /** Labels of the parents, whose first gives the tree to start from; by default the commit before on the same branch, or none. */
  readonly parents?: readonly string[];
  /** `Name <email>`. */
  readonly author: string;
  /** By default the author. */
  readonly committer?: string;
  /** With seconds and offset: `2026-09-01T09:12:00+02:00`. */
  readonly date: string;
  readonly message: string;
  /** A file that names an earlier commit needs that commit's id. */
  readonly changes: FileChanges | ((idOf: IdOf) => FileChanges);
}

export interface NewNote {
  /** Full ref, `refs/notes/ai`. */
  readonly ref: string;
  /** Label of the commit that the note hangs on. */
  readonly commit: string;
  readonly text: string | ((idOf: IdOf) => string);
}

/** A whole history as data. Whoever writes it is trusted: a mistake in it is a bug. */
export interface NewHistory {
  /** The branch that is checked out. */
  readonly defaultBranch: string;
  /** Parents before children. */
  readonly commits: readonly NewCommit[];
  readonly notes?: readonly NewNote[];
}

export interface MadeRepository {
  /** Full ids by label. */
  readonly commits: ReadonlyMap<string, string>;
  /** Full ids of the tips by name of branch. */
  readonly branches: ReadonlyMap<string, string>;
}

/**
 * Makes a new repository with a work tree in `folder`, which must not exist or be empty. The same history gives the same ids on every
 * machine. It is made beside `folder` and moved there whole, so that a failure leaves nothing, and a crash at most a folder
 * `.<name>-XXXXXX` beside it.
 *
 * Throws `Failure`: `already-exists` when the folder holds anything; `storage` when it can't be written; what `git` throws.
 */
export async function makeRepository(folder: string, history: NewHistory): Promise<MadeRepository> {
  const target = resolve(folder);
  await refuseOccupied(target);
  const beside = await makeBeside(target).catch(notWritable(folder));
  try {
    const tree = join(beside, "tree");
    // mkdtemp keeps its folder to the user; the repository has the mode of any other folder.
    await mkdir(tree);
    const made = await write(tree, history);
    // Whoever filled the folder meanwhile keeps it: a rename replaces an empty folder only.
    await rename(tree, target).catch(notWritable(folder));
    return made;
  } finally {
    await rm(beside, { recursive: true, force: true, maxRetries: 2 });
  }
}

async function makeBeside(target: string): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  return await mkdtemp(join(dirname(target), `.${basename(target)}-`));
}

async function refuseOccupied(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => (codeOf(error) === "ENOENT" ? [] : notWritable(folder)(error)));
  if (names.length > 0) throw occupied(folder);
}

function notWritable(folder: string): (error: unknown) => never {
  return (error) => {
    const code = codeOf(error);
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR") throw occupied(folder);
    throw new Failure("storage", `The repository could not be made in ${folder}: ${code}.`, { hint: "Name a folder that you may write to, on a disk with room.", cause: error });
  };
}

function occupied(folder: string): Failure {
  return new Failure("already-exists", `${folder} is there already and is not an empty folder.`, { hint: "Name a folder that does not exist yet." });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

async function write(folder: string, history: NewHistory): Promise<MadeRepository> {
  // The folder is new and ours, so git may work in it as its work tree.
  const place: GitPlace = { gitDirectory: join(folder, ".git"), home: folder };
  await git(place, ["init", "--quiet", "--template=", `--initial-branch=${history.defaultBranch}`]);
  const made = await importCommits(place, history.commits);
  await importNotes(place, history, made.commits);
  await git(place, ["reset", "--quiet", "--hard"]);
  return made;
}

async function importCommits(place: GitPlace, newCommits: readonly NewCommit[]): Promise<MadeRepository> {
  const commits = new Map<string, string>();
  const branches = new Map<string, string>();
  for (const { label, branch, parents, author, committer = author, date, message, changes } of newCommits) {
    if (commits.has(label)) throw new Error(`Two commits are called ${label}.`);
    const tip = branches.get(branch);
    const id = await importOne(place, {
      ref: `refs/heads/${branch}`,
      author,
      committer,
      date: rawDate(date),
      message,
      parents: parents?.map(idIn(commits)) ?? (tip === undefined ? [] : [tip]),
      changes: typeof changes === "function" ? changes(idIn(commits)) : changes,
    });
    commits.set(label, id);
    branches.set(branch, id);
  }
  return { commits, branches };
}

/** One commit for each ref of notes; its name and date are those of the last commit. */
async function importNotes(place: GitPlace, { commits: newCommits, notes = [] }: NewHistory, commits: ReadonlyMap<string, string>): Promise<void> {
  const last = newCommits.at(-1);
  if (last === undefined) return;
  const idOf = idIn(commits);
  for (const [ref, group] of Map.groupBy(notes, (note) => note.ref)) {
    const texts = new Map(group.map(({ commit, text }) => [idOf(commit), typeof text === "function" ? text(idOf) : text]));
    const { author, committer = author, date } = last;
    await importOne(place, { ref, author: committer, committer, date: rawDate(date), message: "Notes", parents: [], notes: texts });
  }
}

async function importOne(place: GitPlace, commit: Parameters<typeof commitStream>[0]): Promise<string> {
  const { output } = await git(place, importCommit, { input: commitStream(commit) });
  return output.toString("latin1").trim();
}

function idIn(commits: ReadonlyMap<string, string>): IdOf {
  return (label) => {
    const id = commits.get(label);
    if (id === undefined) throw new Error(`No commit before is called ${label}.`);
    return id;
  };
}

/** git's raw form: seconds since the epoch and the offset without its colon. */
function rawDate(date: string): string {
  const offset = /([+-]\d{2}):(\d{2})$/.exec(date);
  const milliseconds = Date.parse(date);
  if (offset === null || Number.isNaN(milliseconds)) throw new Error(`${date} is no date with an offset.`);
  return `${milliseconds / 1_000} ${offset[1]}${offset[2]}`;
}
