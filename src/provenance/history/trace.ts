import type { FileGraph } from "./file-graph.ts";
import { editRuns, type Hunks, Misfit, mergeRuns, type OwnedRuns, ownRuns } from "./owned-runs.ts";

/** Two contents to compare, full ids; `old` is null where only the number of lines of the new one is wanted, as one hunk `0,0 1,n`. */
export interface ContentPair {
  readonly old: string | null;
  readonly new: string;
}

/** The pairs that `ownersOf` will ask the hunks of, each once. */
export function pairsOf(graph: FileGraph, needed: Int32Array, known: ReadonlyMap<number, unknown> = new Map()): ContentPair[] {
  const pairs = new Map<string, ContentPair>();
  for (const version of needed) {
    const making = known.has(version) ? null : graph.makingOf(version);
    if (making?.kind !== "edited") continue;
    const blob = graph.blobOf(version);
    const olds = making.sources.length === 0 ? [null] : making.sources.map((source) => graph.blobOf(source));
    for (const old of olds) pairs.set(pairKey(old, blob), { old, new: blob });
  }
  return [...pairs.values()];
}

export function pairKey(old: string | null, now: string): string {
  return `${old ?? ""} ${now}`;
}

/** Why nothing can be said of the lines of a version, in words that end a sentence. */
export interface Broken {
  readonly broken: string;
}

export interface Tracing {
  /** All versions that the asked ones go back to, ascending. */
  readonly needed: Int32Array;
  /** Null for a pair that git could not compare. */
  readonly hunksOf: (pair: ContentPair) => Hunks | null;
  /** What is known of versions already. */
  readonly known?: ReadonlyMap<number, OwnedRuns | Broken>;
}

/**
 * Who owns each line of the asked versions: the version that added it, and its number there. Where hunks do not fit or are not to be
 * had the version is broken, and so is all that was made of it; nothing is guessed. Runs that nobody needs any more are let go on the way.
 */
export function ownersOf(graph: FileGraph, asked: Iterable<number>, { needed, hunksOf, known = new Map() }: Tracing): Map<number, OwnedRuns | Broken> {
  const wanted = new Set(asked);
  const uses = usesOf(graph, wanted, needed, known);
  const runs = new Map<number, OwnedRuns | Broken>();
  const take = (version: number): OwnedRuns => {
    const found = runs.get(version) ?? { broken: "its history was not followed to the end" };
    const left = (uses.get(version) ?? 0) - 1;
    uses.set(version, left);
    if (left === 0) runs.delete(version);
    if ("broken" in found) throw new Misfit(found.broken);
    return found;
  };
  for (const version of needed) runs.set(version, known.get(version) ?? runsOrBroken(() => runsOf(graph, version, hunksOf, take)));
  return new Map([...wanted].map((version) => [version, runsOrBroken(() => take(version))]));
}

function usesOf(graph: FileGraph, wanted: ReadonlySet<number>, needed: Int32Array, known: ReadonlyMap<number, unknown>): Map<number, number> {
  const uses = new Map<number, number>();
  const use = (version: number) => uses.set(version, (uses.get(version) ?? 0) + 1);
  for (const version of wanted) use(version);
  for (const version of needed) {
    if (known.has(version)) continue;
    const making = graph.makingOf(version);
    for (const source of making.kind === "whole" ? [making.source] : making.sources) use(source);
  }
  return uses;
}

function runsOrBroken(work: () => OwnedRuns): OwnedRuns | Broken {
  try {
    return work();
  } catch (error) {
    if (error instanceof Misfit) return { broken: error.message };
    throw error;
  }
}

function runsOf(graph: FileGraph, version: number, hunksOf: Tracing["hunksOf"], take: (version: number) => OwnedRuns): OwnedRuns {
  const making = graph.makingOf(version);
  if (making.kind === "whole") return take(making.source);
  const now = graph.blobOf(version);
  const hunksFrom = (old: string | null) => {
    const hunks = hunksOf({ old, new: now });
    if (hunks === null) throw new Misfit("a content in its history is missing from the repository");
    return hunks;
  };
  const sources = making.sources.map((source) => ({ runs: take(source), hunks: hunksFrom(graph.blobOf(source)) }));
  const [first, ...more] = sources;
  if (first === undefined) return ownRuns(hunksFrom(null)[3] ?? 0, version);
  return more.length === 0 ? editRuns(first.runs, first.hunks, version) : mergeRuns(sources, version);
}
