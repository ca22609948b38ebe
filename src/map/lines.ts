import { findRenames, manyHunks, type RawPath, type Repository, repositoryId, sizesOf } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { type Broken, type ContentPair, type FileGraph, type Hunks, type OwnedRuns, ownersOf, pairKey, pairsOf, type RenameQuestion } from "../provenance/index.ts";
import { blamedRuns } from "./blamed.ts";
import { type Followed, follow } from "./follow.ts";
import type { KeptVersion, LineStore, Settled } from "./line-store.ts";
import { notesVersion } from "./note-readings.ts";
import type { Tell } from "./progress.ts";

/** A file of the commit that lines were asked of. */
export interface MappedFile {
  readonly path: RawPath;
  readonly blob: string;
  readonly settled: Exclude<Settled, "not-text">;
  /** Triples of length, owner and first line there; empty where `settled` is `unreadable`. */
  readonly runs: OwnedRuns;
}

/** Who owns each line of every regular file of a commit. */
export interface LineMap {
  readonly commit: string;
  /** By path, bytewise. */
  readonly files: readonly MappedFile[];
  /** Commit and raw path of an owner. */
  readonly ownerOf: (owner: number) => { readonly commit: string; readonly path: RawPath };
}

/** What a store's content depends on besides the commits: the repository, the ways of following and of reading notes, and git with its diff. */
export async function makeOf(repository: Repository): Promise<string> {
  return `countersign-lines/3 notes/${notesVersion} git ${repository.gitVersion} ${await repositoryId(repository)}`;
}

/**
 * Who owns each line of a commit (full id), as `git blame` says it: the commit that added the line, with path and number there. What is
 * found out is kept in the store as it comes, so that a pass that was stopped goes on where it was, one more commit costs what it
 * changes, and a commit that was asked for before costs nothing.
 *
 * A file whose history can't be followed (an object is missing, or a step doesn't fit) is settled by `git blame` itself, and is
 * `unreadable` when that can't say either. Throws `Failure` (`repository-unreadable`) when git can't read the history.
 */
export async function readLines(repository: Repository, commit: string, store: LineStore, tell: Tell = () => {}): Promise<LineMap> {
  if (store.snapshot(commit) === null) await followTo(repository, commit, store, tell);
  const kept = await mended(repository, commit, store);
  const files = kept.flatMap(({ path, blob, settled, runs }) => (settled === "not-text" ? [] : [{ path, blob, settled, runs: runs ?? new Int32Array(0) }]));
  return { commit, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), ownerOf: (owner) => store.owner(owner) };
}

/** The versions of a snapshot. Files that nobody could tell of are asked about again once an object that was missing, as in a partial clone, has been fetched. */
async function mended(repository: Repository, commit: string, store: LineStore): Promise<readonly KeptVersion[]> {
  const kept = [...(store.snapshot(commit) ?? [])].map((id) => store.version(id));
  if (kept.every(({ settled }) => settled !== "unreadable") || (await sizesOf(repository, store.missing())).size === 0) return kept;
  const found: KeptVersion[] = [];
  for (const version of kept) found.push(version.settled === "unreadable" ? { ...version, ...(await settle(repository, commit, version.path, store, true)) } : version);
  store.atOnce(() => {
    for (const [index, version] of found.entries()) if (version !== kept[index]) store.keepVersion(version);
  });
  return found;
}

/** What `readLines` does before it reads: brings the store up to a commit. */
export async function followTo(repository: Repository, commit: string, store: LineStore, tell: Tell = () => {}): Promise<void> {
  const followed = await follow(repository, commit, store, tell);
  const { graph, files, known } = followed;
  const asked = [...files.values()].filter((version) => graph.isRegular(version) && !known.has(version));
  const broken = new Map<number, Broken>();
  const needed = await answerRenames(repository, graph, asked, store, broken, tell);
  const settled = new Map<number, OwnedRuns | Broken>([...known, ...broken]);
  const pairs = pairsOf(graph, needed, settled);
  const hunks = await findHunks(repository, pairs, store, tell);
  // `settled` also has what nobody could tell of the commit that was followed last.
  const lacksObjects = [...settled.values()].some((each) => "broken" in each) || pairs.some((pair) => !hunks.has(pairKey(pair.old, pair.new)));
  tell({ stage: "owners", done: 0, total: asked.length });
  const owners = ownersOf(graph, asked, { needed, hunksOf: ({ old, new: now }) => hunks.get(pairKey(old, now)) ?? null, known: settled });
  const blamed = new Map<number, Settling>();
  for (const [version, runs] of owners) if ("broken" in runs) blamed.set(version, await settle(repository, commit, graph.pathOf(version), store, lacksObjects));
  keep(followed, owners, blamed, commit, store);
}

interface Settling {
  readonly settled: "blamed" | "unreadable";
  /** Null where git can't say either. */
  readonly runs: OwnedRuns | null;
}

/** What can't be followed is git's to say. What git can't say for want of an object stays unsaid; anything else that keeps it from an answer passes, so that nothing is kept of it. */
async function settle(repository: Repository, commit: string, path: RawPath, store: LineStore, lacksObjects: boolean): Promise<Settling> {
  try {
    return { settled: "blamed", runs: await blamedRuns(repository, commit, path, store) };
  } catch (error) {
    if (lacksObjects && error instanceof Failure && error.code === "repository-unreadable") return { settled: "unreadable", runs: null };
    throw error;
  }
}

/** All versions that the asked ones go back to, once git has told all renames between them; what can't be told is noted as broken. */
async function answerRenames(repository: Repository, graph: FileGraph, asked: readonly number[], store: LineStore, broken: Map<number, Broken>, tell: Tell): Promise<Int32Array> {
  for (let done = 0; ; ) {
    const { versions, questions } = graph.needed(asked);
    if (questions.length === 0) return versions;
    tell({ stage: "renames", done, total: done + questions.length });
    const open = questions.filter((question) => !answerFromStore(graph, question, store));
    const answers = await findThoseThatCan(repository, open, broken, store);
    store.atOnce(() => {
      for (const [index, question] of open.entries()) {
        const source = question.gone[answers[index] ?? -1] ?? null;
        graph.answer(question.id, source?.version ?? null);
        if (!broken.has(question.version)) store.keepRename(nameOf(question), source?.path ?? null);
      }
    });
    done += questions.length;
  }
}

function answerFromStore(graph: FileGraph, question: RenameQuestion, store: LineStore): boolean {
  const path = store.rename(nameOf(question));
  if (path === undefined) return false;
  graph.answer(question.id, path === null ? null : (question.gone.find((each) => each.path === path)?.version ?? null));
  return true;
}

function nameOf({ commit, parent, path }: RenameQuestion): string {
  return `${commit} ${parent} ${path}`;
}

async function findThoseThatCan(repository: Repository, questions: readonly RenameQuestion[], broken: Map<number, Broken>, store: LineStore): Promise<readonly (number | null)[]> {
  try {
    return await findRenames(repository, questions);
  } catch (error) {
    const missing = await missingOf(
      repository,
      error,
      store,
      questions.flatMap(({ blob, gone }) => [blob, ...gone.filter(({ mode }) => mode !== "160000").map((each) => each.blob)]),
    );
    const whole = questions.filter(({ blob, gone }) => !missing.has(blob) && !gone.some((each) => missing.has(each.blob)));
    const answers = new Map((await findRenames(repository, whole)).map((answer, index) => [whole[index], answer]));
    for (const question of questions) if (!answers.has(question)) broken.set(question.version, { broken: "an object of its history is missing" });
    return questions.map((question) => answers.get(question) ?? null);
  }
}

/** Pairs that are written down at a time: what a stopped pass loses at most. */
const keptAtOnce = 2_000;

async function findHunks(repository: Repository, pairs: readonly ContentPair[], store: LineStore, tell: Tell): Promise<ReadonlyMap<string, Hunks>> {
  const found = new Map<string, Hunks>();
  const open = pairs.filter((pair) => {
    const kept = store.hunks(pair.old, pair.new);
    if (kept !== null) found.set(pairKey(pair.old, pair.new), kept);
    return kept === null;
  });
  const unkept: (readonly [ContentPair, Hunks])[] = [];
  const write = () =>
    store.atOnce(() => {
      for (const [pair, hunks] of unkept.splice(0)) store.keepHunks(pair.old, pair.new, hunks);
    });
  const take = (pair: ContentPair, hunks: Hunks) => {
    found.set(pairKey(pair.old, pair.new), hunks);
    if (unkept.push([pair, hunks]) < keptAtOnce) return;
    write();
    tell({ stage: "lines", done: found.size, total: pairs.length });
  };
  tell({ stage: "lines", done: found.size, total: pairs.length });
  try {
    await compareThoseThatCan(repository, open, found, take, store);
  } finally {
    write();
  }
  return found;
}

async function compareThoseThatCan(
  repository: Repository,
  pairs: readonly ContentPair[],
  found: ReadonlyMap<string, unknown>,
  take: (pair: ContentPair, hunks: Hunks) => void,
  store: LineStore,
): Promise<void> {
  const compare = (asked: readonly ContentPair[]) => manyHunks(repository, asked, (index, hunks) => take(asked[index] as ContentPair, hunks));
  try {
    await compare(pairs);
  } catch (error) {
    const left = pairs.filter((pair) => !found.has(pairKey(pair.old, pair.new)));
    const missing = await missingOf(
      repository,
      error,
      store,
      left.flatMap(({ old, new: now }) => [...(old === null ? [] : [old]), now]),
    );
    await compare(left.filter(({ old, new: now }) => !missing.has(old ?? "") && !missing.has(now)));
  }
}

/** The objects that the repository does not hold, which is kept. Throws the error again when that does not explain it. */
async function missingOf(repository: Repository, error: unknown, store: LineStore, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (!(error instanceof Failure) || error.code !== "repository-unreadable") throw error;
  const held = await sizesOf(repository, ids);
  const missing = new Set(ids.filter((id) => !held.has(id)));
  if (missing.size === 0) throw error;
  store.atOnce(() => store.keepMissing(missing));
  return missing;
}

function keep(
  { graph, files, known, unchanged }: Followed,
  owners: ReadonlyMap<number, OwnedRuns | Broken>,
  blamed: ReadonlyMap<number, Settling>,
  commit: string,
  store: LineStore,
): void {
  const numbers = new Map<number, number>();
  const keptOwner = (owner: number) => {
    const kept = owner < graph.first ? owner : (numbers.get(owner) ?? store.numberOf(graph.commitOf(owner), graph.pathOf(owner)));
    numbers.set(owner, kept);
    return kept;
  };
  const runsOf = (version: number): { readonly settled: Settled; readonly runs: OwnedRuns | null } => {
    if (!graph.isRegular(version)) return { settled: "not-text", runs: null };
    const before = known.get(version);
    if (before !== undefined) return "broken" in before ? { settled: "unreadable", runs: null } : { settled: "blamed", runs: before };
    const byBlame = blamed.get(version);
    if (byBlame !== undefined) return byBlame;
    return { settled: "followed", runs: (owners.get(version) as OwnedRuns).map((value, at) => (at % 3 === 1 ? keptOwner(value) : value)) };
  };
  const keptNumber = (version: number) => {
    const [made, path] = [graph.commitOf(version), graph.pathOf(version)];
    const kept = known.has(version) ? store.keptNumberOf(made, path) : null;
    return kept ?? store.keepVersion({ commit: made, path, blob: graph.blobOf(version), mode: graph.modeOf(version), ...runsOf(version) });
  };
  store.atOnce(() => store.keepSnapshot(commit, Int32Array.from([...unchanged, ...[...files.values()].map(keptNumber)])));
}
