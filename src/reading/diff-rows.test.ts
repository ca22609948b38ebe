import { describe, expect, it } from "vitest";
import { layOut, rowsOf } from "./diff-rows.ts";

const texts = (layout: ReturnType<typeof layOut>, from = 0, count = 1_000) =>
  rowsOf(layout, from, count).map((row) => {
    if (row.kind === "gap") return `~${row.lines}`;
    return row.kind === "context" ? `${row.old}=${row.new}` : row.kind === "added" ? `+${row.new}` : `-${row.old}`;
  });

describe("the rows of a diff", () => {
  const hunk = (oldStart: number, oldLength: number, newStart: number, newLength: number) => ({ oldStart, oldLength, newStart, newLength });

  it("shows changed lines with the context that was asked for, and says how many lines were left out", () => {
    const layout = layOut([hunk(5, 1, 5, 2), hunk(15, 0, 17, 1)], { old: 20, new: 22 }, 2);
    expect(texts(layout)).toEqual(["~2", "3=3", "4=4", "-5", "+5", "+6", "6=7", "7=8", "~6", "14=15", "15=16", "+17", "16=18", "17=19", "~3"]);
    expect(layout.total).toBe(15);
    expect(layout.hunks).toEqual([
      { row: 3, oldStart: 5, oldLines: 1, newStart: 5, newLines: 2 },
      { row: 11, oldStart: 16, oldLines: 0, newStart: 17, newLines: 1 },
    ]);
  });

  it("shows every line once when all is asked for, and leaves nothing out between hunks that touch", () => {
    const all = layOut([hunk(2, 1, 2, 1)], { old: 4, new: 4 }, Number.POSITIVE_INFINITY);
    expect(texts(all)).toEqual(["1=1", "-2", "+2", "3=3", "4=4"]);
    expect(texts(layOut([hunk(2, 1, 2, 1), hunk(5, 1, 5, 1)], { old: 6, new: 6 }, 3))).toEqual(["1=1", "-2", "+2", "3=3", "4=4", "-5", "+5", "6=6"]);
  });

  it("begins and ends with what has no other side", () => {
    expect(texts(layOut([hunk(0, 0, 1, 3)], { old: 0, new: 3 }, 3))).toEqual(["+1", "+2", "+3"]);
    expect(texts(layOut([hunk(1, 2, 0, 0)], { old: 2, new: 0 }, 3))).toEqual(["-1", "-2"]);
    expect(texts(layOut([], { old: 5, new: 5 }, 3))).toEqual(["~5"]);
    expect(texts(layOut([], { old: 2, new: 2 }, Number.POSITIVE_INFINITY))).toEqual(["1=1", "2=2"]);
  });

  it("makes any part of the rows alone, and all parts together are the whole", () => {
    const layout = layOut([hunk(5, 1, 5, 2), hunk(15, 0, 17, 1)], { old: 20, new: 22 }, 2);
    const whole = texts(layout);
    for (const size of [1, 2, 5, 7]) {
      const parts = Array.from({ length: Math.ceil(layout.total / size) }, (_, at) => texts(layout, at * size, size));
      expect(parts.flat()).toEqual(whole);
    }
    expect(texts(layout, layout.total, 5)).toEqual([]);
  });
});
