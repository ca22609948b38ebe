import { describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import type { TracedRange, TraceRecord } from "./agent-trace.ts";
import { murmur3 } from "./murmur3.ts";
import { anchorTraces, type LineText, oldestFirst } from "./trace-anchor.ts";

// base ← one ← two; one touches a.ts, two touches a.ts and b.ts.
const commits = [
  { id: "two", parents: ["one"] },
  { id: "one", parents: ["base"] },
];
const texts: Readonly<Record<string, readonly string[]>> = { "one a.ts": ["x", "y", "z"], "two a.ts": ["x", "Y", "z", "w"], "two b.ts": ["b"] };
const lineText: LineText = (commit, path) => texts[`${commit} ${path}`] ?? null;

const murmur = (text: string) => `murmur3:${murmur3(Buffer.from(text))}`;

function trace(range: Partial<TracedRange>, more: Partial<TraceRecord> = {}): TraceRecord {
  return { id: "t", revision: "base", time: 0, ranges: [{ path: "a.ts", start: 1, end: 2, origin: "ai", tool: "cursor", model: null, hash: null, ...range }], ...more };
}

function anchored(...records: TraceRecord[]) {
  const { claims, findings } = anchorTraces(records, commits, lineText);
  return { at: claims.map(({ commit, confidence, lines }) => [commit, confidence, lines]), codes: findings.map(({ code }) => code) };
}

const lines = (start: number, end: number) => [{ start, end }];

describe("a trace is anchored to the first descendant that touches its path (R3)", () => {
  it("by base alone, at medium, whatever order the commits come in", () => {
    expect(anchored(trace({}))).toEqual({ at: [["one", "medium", lines(1, 2)]], codes: [] });
    expect(anchored(trace({ path: "b.ts", end: 1 }))).toEqual({ at: [["two", "medium", lines(1, 1)]], codes: [] });
    expect(anchored(trace({}, { revision: "one" }))).toEqual({ at: [["two", "medium", lines(1, 2)]], codes: [] });
  });

  it.each([murmur("x\ny"), murmur("x\ny\n"), `sha256:${sha256("x\ny")}`, `sha256:${sha256("x\ny").slice(0, 16)}`, `SHA256:${sha256("x\ny").toUpperCase()}`])(
    "at high when the content hash %s agrees",
    (hash) => {
      expect(anchored(trace({ hash }))).toEqual({ at: [["one", "high", lines(1, 2)]], codes: [] });
    },
  );

  it("at high to the revision itself when the lines are there, as the specification has it", () => {
    expect(anchored(trace({ hash: murmur("x\ny") }, { revision: "one" }))).toEqual({ at: [["one", "high", lines(1, 2)]], codes: [] });
  });

  it("to the revision itself when nothing after it touches the path", () => {
    expect(anchored(trace({}, { revision: "two" }))).toEqual({ at: [["two", "medium", lines(1, 2)]], codes: [] });
  });

  it("at medium when only the hash agrees, for a revision that a rebase has lost", () => {
    expect(anchored(trace({ hash: murmur("x\nY") }, { revision: "lost" }))).toEqual({ at: [["two", "medium", lines(1, 2)]], codes: [] });
    expect(anchored(trace({ hash: murmur("x\nY") }, { revision: null }))).toEqual({ at: [["two", "medium", lines(1, 2)]], codes: [] });
  });
});

describe("a trace that fits nowhere is a finding, not a claim", () => {
  it.each<[string, Partial<TracedRange>, Partial<TraceRecord>]>([
    ["a hash that disagrees", { hash: murmur("other") }, {}],
    ["a hash that agrees only in a later commit than the first that touches the path", { hash: murmur("x\nY") }, {}],
    ["an unknown algorithm", { hash: "fnv1a:0011223344556677" }, {}],
    ["an unknown length", { hash: "murmur3:00112233445566778899aabbccddeeff" }, {}],
    ["a length that would prove little", { hash: `sha256:${sha256("x\ny").slice(0, 8)}` }, {}],
    ["lines past the end", { end: 4 }, {}],
    ["a revision that leads nowhere", {}, { revision: "lost" }],
    ["no revision", {}, { revision: null }],
    ["a person without a hash", { origin: "human" }, {}],
    ["a person with a hash but no revision", { origin: "human", hash: murmur("x\ny") }, { revision: "lost" }],
  ])("%s", (_, range, more) => {
    expect(anchored(trace(range, more))).toEqual({ at: [], codes: ["trace-unanchored"] });
  });

  it("a person is believed when hash and revision agree (twin)", () => {
    const { claims } = anchorTraces([trace({ origin: "human", hash: murmur("x\ny"), tool: null })], commits, lineText);
    expect(claims.map(({ origin, confidence, tool }) => [origin, confidence, tool])).toEqual([["human", "high", null]]);
  });

  it("a path that nothing in the range touches is told only when the revision leads here", () => {
    expect(anchored(trace({ path: ".shell-history" }))).toEqual({ at: [], codes: ["trace-path-missing"] });
    expect(anchored(trace({ path: "old.ts" }, { revision: "long-ago" }))).toEqual({ at: [], codes: [] });
  });

  it("a revision known to lie before the range passes in silence", () => {
    expect(anchorTraces([trace({}, { revision: "long-ago" })], commits, lineText, new Set(["long-ago"]))).toEqual({ claims: [], superseded: [], findings: [] });
  });
});

describe("later records win line by line", () => {
  const early = trace({ start: 1, end: 3 }, { id: "early", time: 1 });
  const late = trace({ start: 2, end: 2, tool: "codex" }, { id: "late", time: 2 });

  it.each([[[early, late]], [[late, early]]])("in whatever order they stand", (records) => {
    const { claims, superseded } = anchorTraces(records, commits, lineText);
    expect(claims.map(({ source, lines: kept }) => [source, kept])).toEqual([
      ["trace agent-trace late", lines(2, 2)],
      ["trace agent-trace early", [...lines(1, 1), ...lines(3, 3)]],
    ]);
    expect(superseded.map(({ source, lines: lost }) => [source, lost])).toEqual([["trace agent-trace early", lines(2, 2)]]);
  });

  it("and of two with one time the one that was written later", () => {
    const { claims } = anchorTraces([trace({}, { id: "a" }), trace({}, { id: "b" })], commits, lineText);
    expect(claims.map(({ source }) => source)).toEqual(["trace agent-trace b"]);
  });
});

it("puts parents before children, stable, and survives a cycle that git can't have", () => {
  const graph = [
    { id: "m", parents: ["r", "l"] },
    { id: "l", parents: ["0"] },
    { id: "r", parents: ["0"] },
    { id: "0", parents: ["outside"] },
  ];
  expect(oldestFirst(graph).map(({ id }) => id)).toEqual(["0", "l", "r", "m"]);
  expect(
    oldestFirst([
      { id: "a", parents: ["b"] },
      { id: "b", parents: ["a"] },
    ]),
  ).toHaveLength(2);
});
