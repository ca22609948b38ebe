import fc from "fast-check";
import { expect, it } from "vitest";
import { countLines, LinePainter, normalise, overlapsAcross, rangesOf } from "./line-set.ts";

const range = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 8 })).map(([start, more]) => ({ start, end: start + more }));
const linesIn = (ranges: readonly { start: number; end: number }[]) => new Set(ranges.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at)));

it("sorts, joins neighbours and keeps gaps", () => {
  expect(
    normalise([
      { start: 5, end: 9 },
      { start: 1, end: 2 },
      { start: 3, end: 3 },
      { start: 8, end: 8 },
    ]),
  ).toEqual([
    { start: 1, end: 3 },
    { start: 5, end: 9 },
  ]);
  expect(rangesOf([1, 2, 4])).toEqual([
    { start: 1, end: 2 },
    { start: 4, end: 4 },
  ]);
  expect(
    countLines([
      { start: 1, end: 3 },
      { start: 5, end: 5 },
    ]),
  ).toBe(4);
});

it("normalising keeps the set of lines", () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      expect(linesIn(normalise(ranges))).toEqual(linesIn(ranges));
    }),
  );
});

it("sees an overlap of two owners exactly when there is one", () => {
  const owned = fc.array(
    fc.tuple(range, fc.constantFrom("a", "b", "c")).map(([{ start, end }, owner]) => ({ start, end, owner })),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(owned, (ranges) => {
      const expected = ranges.some((a, i) => ranges.some((b, j) => i < j && a.owner !== b.owner && a.start <= b.end && b.start <= a.end));
      expect(overlapsAcross(ranges)).toBe(expected);
    }),
  );
});

it("paints each line with the first claimant that covers it", () => {
  const lines = fc.uniqueArray(fc.integer({ min: 1, max: 50 })).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(lines, fc.array(fc.array(range, { maxLength: 4 }), { maxLength: 6 }), (given, claimants) => {
      const painter = new LinePainter(given);
      claimants.forEach((ranges, at) => {
        painter.paint(at, ranges);
      });
      expect([...painter.owners]).toEqual(given.map((line) => claimants.findIndex((ranges) => ranges.some(({ start, end }) => start <= line && line <= end))));
    }),
  );
});
