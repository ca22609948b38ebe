import { blameFile, type RawPath, type Repository } from "../git/index.ts";
import type { OwnedRuns } from "../provenance/index.ts";
import type { LineStore } from "./line-store.ts";

/** Who owns the lines of a file by `git blame` itself, with kept numbers for owners. Throws `Failure` (`repository-unreadable`) when git can't say. */
export async function blamedRuns(repository: Repository, commit: string, path: RawPath, store: LineStore): Promise<OwnedRuns> {
  const owned = await blameFile(repository, [commit], path, [{ start: 1, end: Number.MAX_SAFE_INTEGER }]);
  return Int32Array.from(owned.flatMap(({ start, end, commit: by, path: there, originalStart }) => [end - start + 1, store.numberOf(by ?? "", there), originalStart]));
}
