import { describe, expect, it } from "vitest";
import { type JudgedRevision, reviewsOf, unplaced } from "./reviews.ts";

const approval = (decision: string, at = 1) => ({ decision, person: "p-bo", at, environment: null });
const revision = (change: string, commits: readonly string[], more: Partial<JudgedRevision> = {}): JudgedRevision => ({
  change,
  commits,
  baseTree: "base",
  resultTree: "result",
  approvals: [],
  ...more,
});

describe("R44 the change that a commit came with", () => {
  it("is the one whose range has the commit, once, with the approvals of all its revisions that have it", () => {
    const revisions = [revision("c-1", ["one"], { approvals: [approval("d-1")] }), revision("c-1", ["one", "two"], { approvals: [approval("d-2")] })];
    const found = reviewsOf(revisions, new Map());
    expect(found.get("one")).toEqual([{ change: "c-1", by: "commit", approvals: [approval("d-1"), approval("d-2")] }]);
    expect(found.get("two")).toEqual([{ change: "c-1", by: "commit", approvals: [approval("d-2")] }]);
    expect(found.get("three")).toBeUndefined();
  });

  it("is found by the tree of a squash, which makes exactly what was judged out of exactly the base", () => {
    const revisions = [revision("c-1", ["one"], { approvals: [approval("d-1")] })];
    const trees = new Map([
      ["squash", { tree: "result", before: "base" }],
      ["elsewhere", { tree: "result", before: "another" }],
      ["root", { tree: "result", before: null }],
    ]);
    const found = reviewsOf(revisions, trees);
    expect(found.get("squash")).toEqual([{ change: "c-1", by: "tree", approvals: [approval("d-1")] }]);
    expect([found.has("elsewhere"), found.has("root")]).toEqual([false, false]);
  });

  it("asks for the trees of commits alone that are in no range, and of none once nothing is known of any base", () => {
    expect(unplaced([revision("c-1", ["one"])], ["one", "two"])).toEqual(["two"]);
    expect(unplaced([revision("c-1", [], { baseTree: null })], ["one", "two"])).toEqual([]);
    expect(reviewsOf([revision("c-1", [], { baseTree: null, resultTree: "result" })], new Map([["one", { tree: "result", before: "base" }]])).size).toBe(0);
  });
});
