import { describe, expect, it } from "vitest";
import type { Descent } from "../../git/index.ts";
import { type JudgedRevision, placedBy, withSquashes } from "./reviews.ts";

const approval = (decision: string, at = 1) => ({ decision, person: "p-bo", at, environment: null });

/** The head is the last commit of the range. */
const revision = (change: string, commits: readonly string[], more: Partial<JudgedRevision> = {}): JudgedRevision => ({
  change,
  head: commits.at(-1) ?? "",
  commits,
  baseTree: "base",
  resultTree: "result",
  approvals: [],
  ...more,
});

/** Written as `child: its parents`, parents before children. */
function history(...commits: readonly string[]): Descent[] {
  return commits.map((text) => {
    const [id = "", ...parents] = text.split(/:? /);
    return { id, parents };
  });
}

const straight = history("base", "one: base", "two: one", "three: two");

describe("R44 the change that a commit came with", () => {
  it("is the one whose range has the commit, once, with the approvals of all its revisions that have it", () => {
    const revisions = [revision("c-1", ["one"], { approvals: [approval("d-1")] }), revision("c-1", ["one", "two"], { approvals: [approval("d-2")] })];
    const found = placedBy(revisions, straight);
    expect(found.get("one")).toEqual([{ change: "c-1", by: "commit", approvals: [approval("d-1"), approval("d-2")] }]);
    expect(found.get("two")).toEqual([{ change: "c-1", by: "commit", approvals: [approval("d-2")] }]);
    expect(found.get("three")).toBeUndefined();
  });

  it("is not one that lines of the commit came around: what a range took back nobody saw in its result", () => {
    const revisions = [revision("c-1", ["one", "two", "three"], { approvals: [approval("d-1")] })];
    const placed = (...commits: readonly string[]) => [...placedBy(revisions, history(...commits)).keys()];
    expect(placed("base", "one: base", "two: one", "three: two", "merge: base three")).toEqual(["one", "two", "three"]);
    expect(placed("base", "one: base", "two: one", "three: two", "around: two", "merge: three around")).toEqual(["three"]);
    expect(placed("base", "one: base", "two: one", "three: two", "around: one", "merge: three around")).toEqual(["two", "three"]);
    expect(placed("base", "one: base", "two: one")).toEqual([]);
    expect(placed("base", "one: base", "two: one", "around: two")).toEqual([]);
  });

  it("is found by the tree of a squash, which makes exactly what was judged out of exactly the base", () => {
    const revisions = [revision("c-1", ["one"], { approvals: [approval("d-1")] })];
    const trees = new Map([
      ["squash", { tree: "result", before: "base" }],
      ["elsewhere", { tree: "result", before: "another" }],
      ["root", { tree: "result", before: null }],
    ]);
    const found = withSquashes(placedBy(revisions, []), revisions, trees);
    expect(found.get("squash")).toEqual([{ change: "c-1", by: "tree", approvals: [approval("d-1")] }]);
    expect([found.has("elsewhere"), found.has("root"), found.has("one")]).toEqual([false, false, false]);
  });

  it("is none by a tree where nothing is known of the base", () => {
    expect(withSquashes(new Map(), [revision("c-1", [], { baseTree: null })], new Map([["one", { tree: "result", before: "base" }]])).size).toBe(0);
  });
});
