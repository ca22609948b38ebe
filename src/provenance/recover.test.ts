import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGitAiNote } from "./git-ai-note.ts";
import { claimsOfRecovered, matchOrphans, moveLines } from "./recover.ts";

const bytes = readFileSync(new URL("./fixtures/session.note", import.meta.url));
const orphan = "7734793b756b3921c88db5375a8c156e9532447b";
const commit = "c".repeat(40);

describe("a note on a dead commit is found again by its patch (E25)", () => {
  it("pairs equal patch ids, all of them, sorted", () => {
    const { pairs, findings } = matchOrphans(
      new Map([
        ["c2", "p2"],
        ["c1", "p1"],
        ["c3", "p1"],
      ]),
      new Map([
        ["o2", "p1"],
        ["o1", "p1"],
        ["o3", "elsewhere"],
      ]),
    );
    expect(pairs).toEqual([
      { orphan: "o1", commit: "c1" },
      { orphan: "o2", commit: "c1" },
      { orphan: "o1", commit: "c3" },
      { orphan: "o2", commit: "c3" },
    ]);
    expect(findings.map(({ code, commit: at }) => [code, at])).toEqual([
      ["note-recovered", "c1"],
      ["note-recovered", "c1"],
      ["note-recovered", "c3"],
      ["note-recovered", "c3"],
    ]);
  });

  it("an empty patch id, as merges have, pairs nothing, and a living commit is no orphan", () => {
    expect(matchOrphans(new Map([["c", ""]]), new Map([["o", ""]])).pairs).toEqual([]);
    expect(matchOrphans(new Map([["c", "p"]]), new Map([["c", "p"]])).pairs).toEqual([]);
  });

  it("carries the lines to where the patch put them, at medium, and drops what it says of people", () => {
    const { claims } = claimsOfRecovered({
      orphan,
      commit,
      note: readGitAiNote(orphan, bytes),
      addedThere: new Map([
        [
          "src/main.rs",
          [
            { start: 5, end: 20 },
            { start: 40, end: 50 },
          ],
        ],
      ]),
      addedHere: new Map([
        [
          "src/main.rs",
          [
            { start: 105, end: 120 },
            { start: 140, end: 150 },
          ],
        ],
      ]),
    });
    expect(claims.map(({ origin, commit: at, confidence, lines, source }) => ({ origin, at, confidence, lines, source }))).toEqual([
      {
        origin: "ai",
        at: commit,
        confidence: "medium",
        lines: [
          { start: 105, end: 110 },
          { start: 115, end: 120 },
        ],
        source: `note git-ai s_c9883b05a2487d::t_9f8e7d6c5b4a32 recovered from ${orphan}`,
      },
    ]);
  });

  it("drops a path whose added lines differ in number", () => {
    expect(moveLines([{ start: 1, end: 2 }], [{ start: 1, end: 2 }], [{ start: 1, end: 3 }])).toEqual([]);
  });

  it("takes a note of as many ranges as may be, over a patch of as many pieces", () => {
    const every = (shift: number) => Array.from({ length: 500_000 }, (_, at) => ({ start: 2 * at + shift, end: 2 * at + shift }));
    const moved = moveLines(every(1).toReversed(), every(1), every(8));
    expect([moved.length, moved[0], moved.at(-1)]).toEqual([500_000, { start: 8, end: 8 }, { start: 1_000_006, end: 1_000_006 }]);
  });

  it("the k-th added line there is the k-th here", () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 5 });
    const layout = (list: readonly (readonly [number, number])[]) => {
      let next = 0;
      return list.map(([gap, length]) => {
        const start = next + gap;
        next = start + length;
        return { start, end: next - 1 };
      });
    };
    const linesOf = (ranges: readonly { start: number; end: number }[]) => ranges.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 9 }), (list, start, more) => {
        const there = layout(list);
        const here = layout(list.map(([gap, length]) => [gap + 7, length] as const));
        const wanted = linesOf(there).flatMap((line, k) => (line >= start && line <= start + more ? (linesOf(here)[k] ?? 0) : []));
        expect(linesOf(moveLines([{ start, end: start + more }], there, here))).toEqual(wanted);
      }),
    );
  });
});
