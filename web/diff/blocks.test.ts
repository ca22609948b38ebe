import { describe, expect, it } from "vitest";
import { blockRows, blocksOf, guessRows, isShown, pageOf, pageRows, wholeRowOf } from "./blocks.ts";

// Line 5 became two lines, and behind line 20 of the base three lines are gone.
const hunks = [
  { oldStart: 5, oldLines: 1, newStart: 5, newLines: 2 },
  { oldStart: 21, oldLines: 3, newStart: 22, newLines: 0 },
];

describe("a diff in blocks", () => {
  it("holds every row exactly once", () => {
    for (const total of [0, 1, blockRows - 1, blockRows, blockRows + 1, 10_003]) {
      const blocks = blocksOf(total);
      expect(blocks.reduce((sum, { rows }) => sum + rows, 0)).toBe(total);
      expect(blocks.map(({ from }) => from)).toEqual(blocks.map((_, at) => at * blockRows));
    }
  });

  it("never needs two pages for one block", () => {
    expect(pageRows % blockRows).toBe(0);
    for (const { from, rows } of blocksOf(2_345)) expect(pageOf(from)).toBe(pageOf(from + rows - 1));
  });

  it("guesses no row for what is no text", () => {
    expect(guessRows({ added: 0, deleted: 0, content: "binary" })).toBe(0);
    expect(guessRows({ added: 10_000, deleted: 0, content: "text" })).toBe(10_040);
  });

  it("knows which lines stand among the rows", () => {
    expect([1, 2, 9, 10].map((line) => isShown(hunks, "head", line, 3))).toEqual([false, true, true, false]);
    expect([17, 18, 26, 27].map((line) => isShown(hunks, "base", line, 3))).toEqual([false, true, true, false]);
  });

  it("finds a line of the result in the view of the whole file", () => {
    // Rows: 0–3 the same, 4 deleted, 5–6 added, 7 is line 7, …, 21 is line 21, 22–24 deleted, 25 is line 22.
    expect([1, 4, 7, 21, 22].map((line) => wholeRowOf(hunks, line))).toEqual([0, 3, 7, 21, 25]);
  });
});
