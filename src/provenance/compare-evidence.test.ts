import { describe, expect, it } from "vitest";
import type { Claim } from "../model/origin.ts";
import { compareEvidence, digestClaims } from "./compare-evidence.ts";

const line: Claim = {
  origin: "ai",
  tool: "cursor",
  model: null,
  method: "note",
  grain: "line",
  confidence: "high",
  commit: "one",
  path: "a.ts",
  lines: [{ start: 1, end: 3 }],
  sponsor: null,
  source: "note git-ai s_1",
};
const trailer: Claim = { ...line, method: "trailer", grain: "commit", confidence: "medium", path: null, lines: null, source: "trailer co-authored-by noreply@anthropic.com" };

function lost(first: readonly Claim[], now: readonly Claim[], commitsNow: readonly string[] = ["one", "two"]): [string | null, string][] {
  return compareEvidence(digestClaims(first), digestClaims(now), new Set(commitsNow)).map(({ code, commit, sentence }) => {
    expect(code).toBe("origin-evidence-removed");
    return [commit, sentence];
  });
}

describe("E25: evidence of origin that was there at first sight", () => {
  it("deleted is a finding", () => {
    expect(lost([line, trailer], [trailer])).toEqual([["one", "Of 2 claims about who wrote this commit at first sight, 1 by note no longer stand there as they did."]]);
  });

  it.each<[string, Partial<Claim>]>([
    ["to a person", { origin: "human", tool: null }],
    ["to another tool", { tool: "codex" }],
    ["to fewer lines", { lines: [{ start: 1, end: 2 }] }],
    ["to another file", { path: "b.ts" }],
    ["without its sponsor", { sponsor: "ana@x" }],
  ])("rewritten %s is a finding", (_, change) => {
    expect(lost([line], [{ ...line, ...change }])).toHaveLength(1);
  });

  it("lost with its commit in a squash is a finding", () => {
    expect(lost([line], [{ ...trailer, commit: "squash" }], ["squash"])).toEqual([
      ["one", "Of 1 claim about who wrote this commit at first sight, 1 by note are gone with the commit and stand on no other."],
    ]);
  });

  it("deleted is not covered by the like on a commit that stayed", () => {
    expect(lost([line, { ...line, commit: "two" }], [{ ...line, commit: "two" }])).toHaveLength(1);
    expect(lost([line, { ...line, commit: "two" }], [{ ...line, commit: "two" }], ["two"])).toHaveLength(1);
  });

  it("twin: unchanged, or more of it, is none", () => {
    expect(lost([line, trailer], [trailer, line])).toEqual([]);
    expect(lost([line], [line, trailer, { ...line, commit: "two" }])).toEqual([]);
    expect(lost([], [line])).toEqual([]);
  });

  it("twin: carried along by a rebase that moved the lines is none", () => {
    const moved = { ...line, commit: "rebased", lines: [{ start: 11, end: 13 }], source: "note git-ai s_1::t_2", confidence: "medium" as const };
    expect(lost([line], [moved], ["rebased"])).toEqual([]);
  });

  it("is imported as digests alone, without declarations, and whatever text a claim holds", () => {
    expect(digestClaims([{ ...trailer, grain: "change", method: "declared" }])).toEqual([]);
    const [digest] = digestClaims([{ ...line, sponsor: "Ana \ud800 <ana@northwind.example>" }]);
    expect(Object.keys(digest ?? {})).toEqual(["commit", "method", "exact", "portable"]);
    expect(digest?.exact).toMatch(/^[0-9a-f]{64}$/);
  });
});
