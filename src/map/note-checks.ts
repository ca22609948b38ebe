import { type Descent, firstParentChanges, manyHunks, type Repository, shownPath } from "../git/index.ts";
import type { HistoryEvidence } from "../provenance/index.ts";
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

/** Lines of each blob; counted once, and then kept beside the hunks, of which this is the one that makes a file out of nothing. */
async function lengthsOf(repository: Repository, blobs: readonly string[], store: LineStore): Promise<ReadonlyMap<string, number>> {
  const lengths = new Map<string, number>();
  const open = blobs.filter((blob) => {
    const kept = store.hunks(null, blob);
    if (kept !== null) lengths.set(blob, kept[3] ?? 0);
    return kept === null;
  });
  const counted: (readonly [string, Int32Array])[] = [];
  await manyHunks(
    repository,
    open.map((blob) => ({ old: null, new: blob })),
    (index, hunks) => counted.push([open[index] ?? "", hunks]),
  );
  store.atOnce(() => {
    for (const [blob, hunks] of counted) {
      lengths.set(blob, hunks[3] ?? 0);
      store.keepHunks(null, blob, hunks);
    }
  });
  return lengths;
}
