import { type Descent, firstParentChanges, type Repository, readAncestry, treeOf } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { type Broken, FileGraph, type OwnedRuns, type PathChange } from "../provenance/index.ts";
import { blamedRuns } from "./blamed.ts";
import type { LineStore } from "./line-store.ts";
import type { Tell } from "./progress.ts";

/** The versions of a history, as far as they are needed for one commit. */
export interface Followed {
  readonly graph: FileGraph;
  /** The commit's versions by path; without those that stand in `unchanged`. */
  readonly files: ReadonlyMap<string, number>;
  /** What is known of versions that the history begins with. */
  readonly known: ReadonlyMap<number, OwnedRuns | Broken>;
  /** Kept numbers of versions that the commit has as the last one had them. */
  readonly unchanged: readonly number[];
}

/**
 * The versions up to a commit: all of them, or only those that came after the commit that was asked for last, where what that one and
 * the commits on which branches began have under the touched paths is enough to know.
 */
export async function follow(repository: Repository, commit: string, store: LineStore, tell: Tell): Promise<Followed> {
  const last = store.lastCommit();
  const since = last === null ? null : await sinceLast(repository, commit, last, store);
  return since ?? (await fromTheFirst(repository, commit, store, tell));
}

async function fromTheFirst(repository: Repository, commit: string, store: LineStore, tell: Tell): Promise<Followed> {
  const descent = await readAncestry(repository, [commit]);
  const graph = new FileGraph(usesOf(descent, commit), store.end);
  await eachStep(repository, descent, (id, parents, changes, done) => {
    graph.take({ id, parents, changes });
    tell({ stage: "history", done, total: descent.length });
  });
  return { graph, files: graph.filesAt(commit), known: new Map(), unchanged: [] };
}

async function sinceLast(repository: Repository, commit: string, last: string, store: LineStore): Promise<Followed | null> {
  const between = await readAncestry(repository, [commit], [last]).catch(toNullWhereUnreadable);
  if (between === null || between.length === 0) return null;
  const ids = new Set(between.map(({ id }) => id));
  const roots = new Set(between.flatMap(({ parents }) => parents.filter((parent) => !ids.has(parent))));
  if (!roots.delete(last) || between.some(({ parents }) => parents.length === 0) || firstRootOf(between, commit) !== last) return null;
  const steps = await stepsOf(repository, between);
  const touched = new Set(steps.flatMap(({ changes }) => changes.map(({ path }) => path)));
  if (roots.size * touched.size > mostBlamed) return null;
  const forks = await Promise.all([...roots].map(async (fork) => ({ fork, files: await filesBefore(repository, fork, touched, store) }))).catch(toNullWhereUnreadable);
  if (forks === null) return null;
  return fromLast(steps, touched, forks, commit, last, store);
}

function toNullWhereUnreadable(error: unknown): null {
  if (error instanceof Failure && error.code === "repository-unreadable") return null;
  throw error;
}

/** Where the first parents lead to: a path that nothing touches has there what the commit has. */
function firstRootOf(between: readonly Descent[], commit: string): string {
  const firstParents = new Map(between.map(({ id, parents: [first = ""] }) => [id, first]));
  let at = commit;
  for (let next = firstParents.get(at); next !== undefined; next = firstParents.get(at)) at = next;
  return at;
}

interface Step extends Descent {
  readonly changes: readonly PathChange[];
}

async function stepsOf(repository: Repository, descent: readonly Descent[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  await eachStep(repository, descent, (id, parents, changes) => steps.push({ id, parents, changes }));
  return steps;
}

/** Files that are blamed, at most, to know what a branch began with; beyond it following the whole history anew is no slower. */
const mostBlamed = 100;

interface Before {
  readonly commit: string;
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
  readonly runs: OwnedRuns | null;
}

/** What a commit on which a branch began has under the touched paths, as blame says it. */
async function filesBefore(repository: Repository, fork: string, touched: ReadonlySet<string>, store: LineStore): Promise<readonly Before[]> {
  const tree = await treeOf(repository, fork);
  const files: Before[] = [];
  for (const path of touched) {
    const entry = await repository.trees.find(tree, path);
    if (entry === null || entry.mode === "040000") continue;
    const runs = entry.mode.startsWith("100") ? await blamedRuns(repository, fork, path, store) : null;
    files.push({ commit: fork, path, blob: entry.id, mode: entry.mode, runs });
  }
  return files;
}

/**
 * Begins with what the last commit, and each on which a branch began, has under the touched paths; all else stays what it is. Null where
 * a merge asks what a branch lacks of all that it began with: that is more than the touched paths.
 */
function fromLast(
  steps: readonly Step[],
  touched: ReadonlySet<string>,
  forks: readonly { readonly fork: string; readonly files: readonly Before[] }[],
  commit: string,
  last: string,
  store: LineStore,
): Followed | null {
  const had = new Set(store.snapshot(last));
  const before = [...touched].flatMap((path) => store.versionsAt(path).filter((id) => had.has(id)));
  for (const id of before) had.delete(id);
  const graph = new FileGraph(usesOf(steps, commit, [last, ...forks.map(({ fork }) => fork)]), store.end);
  const known = new Map<number, OwnedRuns | Broken>();
  const begin = (at: string, files: readonly Before[]) => {
    for (const [index, version] of graph.begin(at, files).entries()) known.set(version, files[index]?.runs ?? { broken: "its history could not be followed before" });
  };
  begin(
    last,
    before.map((id) => store.version(id)),
  );
  for (const { fork, files } of forks) begin(fork, files);
  for (const step of steps) graph.take(step);
  if (asksTooMuch(graph, steps, new Set(forks.map(({ fork }) => fork)))) return null;
  return { graph, files: graph.filesAt(commit), known, unchanged: [...had] };
}

/** Of a commit behind which lies a fork only the touched paths are known. */
function asksTooMuch(graph: FileGraph, steps: readonly Step[], forks: ReadonlySet<string>): boolean {
  const apart = new Set(forks);
  for (const { id, parents } of steps) if (parents.some((parent) => apart.has(parent))) apart.add(id);
  return [...graph.mergesLookingFurther].some((commit) => apart.has(commit));
}

async function eachStep(
  repository: Repository,
  descent: readonly Descent[],
  take: (id: string, parents: readonly string[], changes: readonly PathChange[], done: number) => void,
): Promise<void> {
  let at = 0;
  let changes: PathChange[] = [];
  const upTo = (commit: string | null) => {
    for (let step = descent[at]; step !== undefined && step.id !== commit; step = descent[at]) {
      at++;
      take(step.id, step.parents, changes, at);
      changes = [];
    }
  };
  await firstParentChanges(repository, descent, (commit, { path, oldId, newId, newMode }) => {
    if (descent[at]?.id !== commit) upTo(commit);
    changes.push({ path, oldId, newId, newMode });
  });
  upTo(null);
}

/** How often each commit is built on; the asked one is looked at as well, and so are those that are begun with. */
function usesOf(descent: readonly Descent[], asked: string, begun: readonly string[] = []): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const use = (commit: string) => uses.set(commit, (uses.get(commit) ?? 0) + 1);
  for (const commit of [asked, ...begun, ...descent.flatMap(({ parents }) => parents)]) use(commit);
  return uses;
}
