import fc from "fast-check";
import { expect } from "vitest";
import { parseBlame } from "../../git/blame.ts";
import { git } from "../../git/process.ts";
import { resolveCommit } from "../../git/references.ts";
import { openRepository, type Repository } from "../../git/repository.ts";
import { testRepository } from "../../git/testing.ts";
import { type Step, writeHistory } from "../../git/testing-history.ts";
import type { OwnedRuns } from "../../provenance/index.ts";
import { LineStore } from "../line-store.ts";
import { type LineMap, readLines } from "../lines.ts";
import { historyOf, nastyHistory } from "./history.ts";

/** Of each line of a file, from the first on: commit, path there and number there. */
export type Attributed = readonly string[];

/** Every line of every regular file of a commit, by raw path: what is read. Throws where it was not found out by following the history. */
export async function linesRead(repository: Repository, commit: string, store: LineStore): Promise<Map<string, Attributed>> {
  const { files, ownerOf } = await readLines(repository, commit, store);
  const unfollowed = files.filter(({ settled }) => settled === "unreadable").map(({ path, settled }) => `${path} is ${settled}`);
  if (unfollowed.length > 0) throw new Error(unfollowed.join(", "));
  return new Map(files.map(({ path, runs }) => [path, linesOf(runs, ownerOf)]));
}

/** The same of the runs of one file. */
export function linesOf(runs: OwnedRuns, ownerOf: LineMap["ownerOf"]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < runs.length; at += 3) {
    const [length = 0, owner = 0, first = 0] = runs.subarray(at, at + 3);
    const { commit, path } = ownerOf(owner);
    for (let line = 0; line < length; line++) lines.push(`${commit} ${path} ${first + line}`);
  }
  return lines;
}

/** Every line of every regular file of a commit, by raw path: what `git blame` says. */
export async function linesBlamed(repository: Repository, commit: string): Promise<Map<string, Attributed>> {
  const lines = new Map<string, Attributed>();
  for (const path of await regularFiles(repository, commit)) lines.set(path, await blamed(repository, commit, path));
  return lines;
}

/** The same from git itself: `git blame` of one file. */
export async function blamed(repository: Repository, head: string, path: string): Promise<Attributed> {
  const args = ["blame", "--incremental", "--root", "--no-textconv", "--no-ext-diff", head, "--"];
  const plain = /^[ -~]*$/.test(path);
  const { output } = await git(repository.scratch.place, plain ? [...args, path] : args, plain ? {} : { lastArgument: Buffer.from(path, "latin1") });
  return parseBlame(output).flatMap(({ start, end, commit, path: there, originalStart }) =>
    Array.from({ length: end - start + 1 }, (_, at) => `${commit} ${there} ${originalStart + at}`),
  );
}

/** Raw paths of the regular files of a commit. */
export async function regularFiles(repository: Repository, head: string): Promise<string[]> {
  const { output } = await git(repository.scratch.place, ["ls-tree", "-r", "-z", "--full-tree", head]);
  return output
    .toString("latin1")
    .split("\0")
    .filter((entry) => entry.startsWith("100"))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));
}

/**
 * Draws histories and compares every line of every regular file of their last commits with `git blame`. In half of them the
 * lines of one or two others are read before, so that the last ones build on what is kept.
 */
export async function holdAgainstBlame(runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(nastyHistory, async ({ drawn, before }) => {
      using repo = testRepository();
      const ids = await writeHistory(repo, historyOf(drawn));
      const head = ids.at(-1) ?? "";
      await using repository = await openRepository(repo.path);
      using store = new LineStore(null, "for a test");
      for (const at of before) await linesRead(repository, ids[at % ids.length] ?? "", store);
      const read = await linesRead(repository, head, store);
      expect(readable(read, ids)).toEqual(readable(await linesBlamed(repository, head), ids));
    }),
    { numRuns: runs },
  );
}

/** Compares the last commit of one history, in all of its regular files or those that are chosen of them. */
export async function holdAll(history: readonly Step[], chosen: (paths: readonly string[]) => readonly string[] = (paths) => paths): Promise<void> {
  using repo = testRepository();
  const ids = await writeHistory(repo, history);
  await using repository = await openRepository(repo.path);
  await hold(repository, ids.at(-1) ?? "", chosen);
}

/** Compares so many files of HEAD, spread evenly. */
export async function holdSome(path: string, most: number): Promise<void> {
  await using repository = await openRepository(path);
  const every = (paths: readonly string[]) => Math.max(1, Math.ceil(paths.length / most));
  await hold(repository, await resolveCommit(repository, "HEAD"), (paths) => paths.filter((_, at) => at % every(paths) === 0));
}

async function hold(repository: Repository, commit: string, chosen: (paths: readonly string[]) => readonly string[]): Promise<void> {
  using store = new LineStore(null, "for a test");
  const read = await linesRead(repository, commit, store);
  const paths = await regularFiles(repository, commit);
  expect([...read.keys()].sort()).toEqual(paths.toSorted());
  for (const path of chosen(paths)) expect([path, read.get(path)?.join("\n")]).toEqual([path, (await blamed(repository, commit, path)).join("\n")]);
}

/** With the commits' places in the history for their ids, so that a difference can be read. */
function readable(lines: ReadonlyMap<string, Attributed>, ids: readonly string[]) {
  return [...lines].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path, all]) => [path, all.map((line) => line.replace(/^\S+/, (id) => `c${ids.indexOf(id)}`))]);
}
