import { type Descent, firstParentChanges, patchIds, type Repository, readCommits, shownPath, sizesOf } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { LineRange } from "../model/origin.ts";
import { type HistoryEvidence, matchOrphans, type OrphanPair, pairKey } from "../provenance/index.ts";
import { keptHunks } from "./kept-hunks.ts";
import type { LineStore } from "./line-store.ts";
import { readEachNote } from "./note-readings.ts";

/** What a commit makes of a path: the blobs of both sides, null where there is none. */
interface Edit {
  readonly path: string;
  readonly old: string | null;
  readonly now: string | null;
}

/**
 * Takes in the notes of dead commits that carry the same patch as a commit which owns lines, as a rebase or a squash on a platform
 * leaves them behind; the rest is told of. Says how many notes were found again. A dead commit is often not there, or not whole: its
 * note then stays where it is.
 */
export async function recoverNotes(
  repository: Repository,
  dead: ReadonlyMap<string, string>,
  living: readonly Descent[],
  evidence: HistoryEvidence,
  store: LineStore,
): Promise<number> {
  for (const commit of dead.keys())
    evidence.found([{ code: "note-orphaned", sentence: "The note hangs on a commit that is not in this history, so it says nothing about its lines.", commit, path: null }]);
  try {
    return await recoverThose(repository, dead, living, evidence, store);
  } catch (error) {
    if (error instanceof Failure && error.code === "repository-unreadable") return 0;
    throw error;
  }
}

async function recoverThose(repository: Repository, dead: ReadonlyMap<string, string>, living: readonly Descent[], evidence: HistoryEvidence, store: LineStore): Promise<number> {
  const orphans = await wholeOnes(repository, [...dead.keys()]);
  if (orphans.length === 0) return 0;
  const there = await editsOf(repository, orphans, () => true);
  const shapes = new Set([...there.values()].map(shapeOf));
  const here = await editsOf(repository, living, (edits) => shapes.has(shapeOf(edits)));
  const lived = new Set([...here.values()].map(shapeOf));
  const likely = [...there].flatMap(([commit, edits]) => (lived.has(shapeOf(edits)) ? [commit] : []));
  const patches = await patchesOf(repository, [...here.keys(), ...likely], store);
  const of = (commits: Iterable<string>) => new Map([...commits].map((commit) => [commit, patches.get(commit) ?? ""]));
  const pairs = matchOrphans(of(here.keys()), of(likely)).pairs.slice(0, mostPairs);
  const edits = new Map([...there, ...here]);
  await takeIn(repository, pairs, edits, dead, evidence, store);
  return new Set(pairs.map(({ orphan }) => orphan)).size;
}

/** Patch ids of commits, each asked of git once. */
async function patchesOf(repository: Repository, commits: readonly string[], store: LineStore): Promise<ReadonlyMap<string, string>> {
  const unknown = commits.filter((commit) => store.patch(commit) === undefined);
  const found = await patchIds(repository, unknown);
  store.atOnce(() => {
    for (const commit of unknown) store.keepPatch(commit, found.get(commit) ?? "");
  });
  return new Map(commits.map((commit) => [commit, store.patch(commit) ?? ""]));
}

/** A history that goes to and fro makes many pairs of one patch; notes beyond stay where they are. */
const mostPairs = 20_000;
/** Commits at a time that are held whole. */
const together = 500;

/** Those that are there, with their one parent, and are no merges: no other has a patch. */
async function wholeOnes(repository: Repository, ids: readonly string[]): Promise<Descent[]> {
  const held = await sizesOf(repository, ids);
  const found: Descent[] = [];
  const present = ids.filter((id) => held.has(id));
  for (let at = 0; at < present.length; at += together) {
    const part = present.slice(at, at + together);
    const commits = await Promise.all(part.map((id) => readCommits(repository, [id]).catch(() => [])));
    for (const { id, parents } of commits.flat()) found.push({ id, parents });
  }
  const parents = await sizesOf(
    repository,
    found.flatMap((each) => each.parents),
  );
  return found.filter((each) => each.parents.length < 2 && each.parents.every((parent) => parents.has(parent)));
}

/** What commits that are no merges do, of those that `wanted` admits. */
async function editsOf(repository: Repository, commits: readonly Descent[], wanted: (edits: readonly Edit[]) => boolean): Promise<Map<string, readonly Edit[]>> {
  const found = new Map<string, readonly Edit[]>();
  let of = "";
  let edits: Edit[] = [];
  const close = () => {
    if (edits.length > 0 && wanted(edits)) found.set(of, edits);
    edits = [];
  };
  await firstParentChanges(
    repository,
    commits.filter(({ parents }) => parents.length < 2),
    (commit, { path, oldId, newId, oldMode, newMode }) => {
      if (commit !== of) close();
      of = commit;
      const blob = (id: string | null, mode: string | null) => (mode?.startsWith("100") ? id : null);
      edits.push({ path: shownPath(path), old: blob(oldId, oldMode), now: blob(newId, newMode) });
    },
  );
  close();
  return found;
}

/** Equal for commits that may carry one patch: they add, change and remove the same paths. */
function shapeOf(edits: readonly Edit[]): string {
  return edits.map(({ path, old, now }) => `${old === null ? "+" : ""}${now === null ? "-" : ""}${path}`).join("\0");
}

type Added = ReadonlyMap<string, readonly LineRange[]>;

async function takeIn(
  repository: Repository,
  pairs: readonly OrphanPair[],
  edits: ReadonlyMap<string, readonly Edit[]>,
  dead: ReadonlyMap<string, string>,
  evidence: HistoryEvidence,
  store: LineStore,
): Promise<void> {
  const added = await addedBy(
    repository,
    [...new Set(pairs.flatMap(({ orphan, commit }) => [orphan, commit]))].map((commit) => [commit, edits.get(commit) ?? []] as const),
    store,
  );
  const none: Added = new Map();
  await readEachNote(
    repository,
    store,
    pairs.map(({ orphan }) => ({ commit: orphan, blob: dead.get(orphan) ?? "" })),
    (place, note) => {
      const { orphan = "", commit = "" } = pairs[place] ?? {};
      evidence.recovered({ orphan, commit, note, addedThere: added.get(orphan) ?? none, addedHere: added.get(commit) ?? none });
    },
  );
}

/** The lines that commits add, by path. */
async function addedBy(repository: Repository, commits: readonly (readonly [string, readonly Edit[]])[], store: LineStore): Promise<ReadonlyMap<string, Added>> {
  const asked = commits.flatMap(([commit, edits]) => edits.flatMap(({ path, old, now }) => (now === null || old === now ? [] : [{ commit, path, old, new: now }])));
  const hunks = await keptHunks(repository, asked, store);
  const added = new Map<string, Map<string, readonly LineRange[]>>(commits.map(([commit]) => [commit, new Map()]));
  for (const { commit, path, ...pair } of asked) added.get(commit)?.set(path, rangesIn(hunks.get(pairKey(pair.old, pair.new)) ?? new Int32Array(0)));
  return added;
}

function rangesIn(hunks: Int32Array): LineRange[] {
  const ranges: LineRange[] = [];
  for (let at = 0; at + 3 < hunks.length; at += 4) {
    const [start = 0, length = 0] = hunks.subarray(at + 2, at + 4);
    if (length > 0) ranges.push({ start, end: start + length - 1 });
  }
  return ranges;
}
