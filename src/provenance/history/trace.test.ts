import { describe, expect, it } from "vitest";
import { FileGraph } from "./file-graph.ts";
import { type Hunks, type OwnedRuns, ownRuns } from "./owned-runs.ts";
import { type Broken, ownersOf, pairKey, pairsOf } from "./trace.ts";

/** `a` edited twice, then moved to `c` as it is; `b` beside it. */
function chain(): FileGraph {
  const graph = new FileGraph(new Map(["1", "2", "3", "4"].map((id) => [id, 1])));
  const change = (path: string, oldId: string | null, newId: string | null) => ({ path, oldId, newId, newMode: newId === null ? null : "100644" });
  graph.take({ id: "1", parents: [], changes: [change("a", null, "a1"), change("b", null, "b1")] });
  graph.take({ id: "2", parents: ["1"], changes: [change("a", "a1", "a2")] });
  graph.take({ id: "3", parents: ["2"], changes: [change("a", "a2", "a3")] });
  graph.take({ id: "4", parents: ["3"], changes: [change("a", "a3", null), change("c", null, "a3")] });
  return graph;
}

const hunks = new Map<string, Hunks>([
  [pairKey(null, "a1"), Int32Array.of(0, 0, 1, 3)],
  [pairKey(null, "b1"), new Int32Array(0)],
  [pairKey("a1", "a2"), Int32Array.of(2, 1, 2, 2)],
  [pairKey("a2", "a3"), Int32Array.of(4, 0, 5, 1)],
]);

function asked(graph: FileGraph): Map<string, number> {
  return graph.filesAt("4");
}

function traced(graph: FileGraph, hunksOf: (key: string) => Hunks | null, known?: ReadonlyMap<number, OwnedRuns | Broken>): Record<string, readonly number[] | string> {
  const files = asked(graph);
  const needed = graph.needed(files.values()).versions;
  const owners = ownersOf(graph, files.values(), { needed, hunksOf: ({ old, new: now }) => hunksOf(pairKey(old, now)), ...(known && { known }) });
  return Object.fromEntries(
    [...files].map(([path, version]) => {
      const runs = owners.get(version) ?? { broken: "missing" };
      return [path, "broken" in runs ? runs.broken : [...runs]];
    }),
  );
}

describe("the owners of lines", () => {
  it("are the versions that added them, through edits and a move; an empty file has none", () => {
    expect(traced(chain(), (key) => hunks.get(key) ?? null)).toEqual({ b: [], c: [1, 0, 1, 2, 2, 2, 1, 0, 3, 1, 3, 5] });
  });

  it("need the hunks of each pair once, and none of a file that is all of another or known already", () => {
    const graph = chain();
    const { versions } = graph.needed(asked(graph).values());
    expect(pairsOf(graph, versions).map(({ old, new: now }) => pairKey(old, now))).toEqual([...hunks.keys()]);
    expect(pairsOf(graph, versions, new Map([[2, "anything"]])).map(({ old, new: now }) => pairKey(old, now))).toEqual([
      pairKey(null, "a1"),
      pairKey(null, "b1"),
      pairKey("a2", "a3"),
    ]);
  });

  it("are built on what is known, whatever lies before that", () => {
    const known = new Map([[2, ownRuns(4, 0)]]);
    expect(traced(chain(), (key) => (key === pairKey("a2", "a3") ? (hunks.get(key) ?? null) : new Int32Array(0)), known)).toEqual({ b: [], c: [4, 0, 1, 1, 3, 5] });
  });

  it("are never guessed: hunks that are missing or do not fit break all that builds on them, and nothing else", () => {
    const missing = traced(chain(), (key) => (key === pairKey("a1", "a2") ? null : (hunks.get(key) ?? null)));
    expect(missing).toEqual({ b: [], c: "a content in its history is missing from the repository" });
    const unfit = traced(chain(), (key) => (key === pairKey("a1", "a2") ? Int32Array.of(9, 1, 9, 1) : (hunks.get(key) ?? null)));
    expect(unfit).toEqual({ b: [], c: "a hunk speaks of lines behind the last" });
    expect(traced(chain(), (key) => hunks.get(key) ?? null, new Map([[0, { broken: "for a reason" }]]))).toEqual({ b: [], c: "for a reason" });
  });

  it("of a file that is made of one that is asked for as well are told for both", () => {
    const graph = chain();
    const versions = graph.needed(asked(graph).values()).versions;
    const owners = ownersOf(graph, versions, { needed: versions, hunksOf: ({ old, new: now }) => hunks.get(pairKey(old, now)) ?? null });
    expect([...owners].map(([version, runs]) => [version, "broken" in runs ? runs.broken : runs.length / 3])).toEqual([
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 4],
      [4, 4],
    ]);
  });
});
