import { blameFile, type RawPath, type Repository } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { OwnedRuns } from "../provenance/index.ts";
import type { LineStore } from "./line-store.ts";

/** Who owns the lines of a file by `git blame` itself, with kept numbers for owners. */
export interface Blamed {
  readonly settled: "blamed" | "unreadable";
  /** Null where git can't say. */
  readonly runs: OwnedRuns | null;
}

export async function blamedRuns(repository: Repository, commit: string, path: RawPath, store: LineStore): Promise<Blamed> {
  try {
    const owned = await blameFile(repository, [commit], path, [{ start: 1, end: Number.MAX_SAFE_INTEGER }]);
    const runs = owned.flatMap(({ start, end, commit: by, path: there, originalStart }) => [end - start + 1, store.numberOf(by ?? "", there), originalStart]);
    return { settled: "blamed", runs: Int32Array.from(runs) };
  } catch (error) {
    if (error instanceof Failure && error.code === "repository-unreadable") return { settled: "unreadable", runs: null };
    throw error;
  }
}
