import { type Descent, firstParentChanges, type Repository, shownPath } from "../git/index.ts";
import { type HistoryEvidence, pairKey } from "../provenance/index.ts";
import { keptHunks } from "./kept-hunks.ts";
import type { LineStore } from "./line-store.ts";

/** Holds the notes that were taken in against what their commits touch, and against how long those files are. */
export async function checkNotes(repository: Repository, history: ReadonlyMap<string, Descent>, evidence: HistoryEvidence, store: LineStore): Promise<void> {
  const reaching = evidence.reaching();
  const noted = [...reaching.keys()].flatMap((commit) => history.get(commit) ?? []);
  const blobs = new Map<string, string>();
  await firstParentChanges(repository, noted, (commit, { path: raw, newId, newMode }) => {
    const path = shownPath(raw);
    if (newId !== null && newMode?.startsWith("100") && reaching.get(commit)?.has(path)) blobs.set(key(commit, path), newId);
  });
  const unknown = [...reaching].flatMap(([commit, paths]) =>
    [...paths].flatMap(([path, line]) => (evidence.isOwned(commit, path, line) ? [] : (blobs.get(key(commit, path)) ?? []))),
  );
  const lengths = await lengthsOf(repository, [...new Set(unknown)], store);
  evidence.beyond((commit, path) => {
    const blob = blobs.get(key(commit, path));
    return blob === undefined ? null : (lengths.get(blob) ?? Number.POSITIVE_INFINITY);
  });
}

function key(commit: string, path: string): string {
  return `${commit} ${path}`;
}

/** Lines of each blob: those of the hunk that makes it out of nothing. */
async function lengthsOf(repository: Repository, blobs: readonly string[], store: LineStore): Promise<ReadonlyMap<string, number>> {
  const hunks = await keptHunks(
    repository,
    blobs.map((blob) => ({ old: null, new: blob })),
    store,
  );
  return new Map(blobs.map((blob) => [blob, hunks.get(pairKey(null, blob))?.[3] ?? 0]));
}
