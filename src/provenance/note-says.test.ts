import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claim } from "../model/origin.ts";
import { type NoteSays, saidWithin, sayingsOf } from "./note-says.ts";

const range = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 6 })).map(([start, more]) => ({ start, end: start + more }));
const ranges = fc.array(range, { maxLength: 5 });

function claim(origin: Claim["origin"], lines: Claim["lines"]): Claim {
  return { origin, lines, tool: null, model: null, method: "note", grain: "line", confidence: "high", commit: "c", path: "a", sponsor: null, source: "note" };
}

function lineByLine(said: readonly { readonly start: number; readonly end: number; readonly note: NoteSays }[]): [number, NoteSays][] {
  return said.flatMap(({ start, end, note }) => Array.from({ length: end - start + 1 }, (_, at): [number, NoteSays] => [start + at, note]));
}

describe("what a note says of a line (R3)", () => {
  it("is told of each line of a range once, as looking at every claim would", () => {
    fc.assert(
      fc.property(ranges, ranges, ranges, range, (ai, human, failing, within) => {
        const said = sayingsOf([claim("ai", ai), claim("human", human)], [{ path: "a", lines: failing }]);
        const covers = (list: typeof ai, line: number) => list.some(({ start, end }) => start <= line && line <= end);
        const expected = Array.from({ length: within.end - within.start + 1 }, (_, at): [number, NoteSays] => {
          const line = within.start + at;
          const [byAi, byHuman] = [covers(ai, line), covers(human, line)];
          if (byAi || byHuman) return [line, byAi && byHuman ? "mixed" : byAi ? "ai" : "human"];
          return [line, covers(failing, line) ? "nameless" : "untracked"];
        });
        expect(lineByLine(saidWithin(said, within, "untracked"))).toEqual(expected);
      }),
    );
  });

  it("joins neighbours of which it says one thing, however many keys say it", () => {
    expect(sayingsOf([claim("ai", [{ start: 1, end: 2 }]), claim("ai", [{ start: 3, end: 9 }])], [{ path: "a", lines: [{ start: 5, end: 11 }] }])).toEqual([
      { start: 1, end: 9, note: "ai" },
      { start: 10, end: 11, note: "nameless" },
    ]);
  });
});
