import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { squarify } from "./treemap.ts";

const sizes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 60 }).map((values) => values.sort((a, b) => b - a));
const sides = fc.tuple(fc.integer({ min: 10, max: 2_000 }), fc.integer({ min: 10, max: 2_000 }));

describe("the areas of the map", () => {
  it("are as in the paper that describes them", () => {
    const cells = squarify([6, 6, 4, 3, 2, 2, 1], 6, 4);
    expect(cells.slice(0, 4)).toEqual(
      [
        { x: 0, y: 0, width: 3, height: 2 },
        { x: 0, y: 2, width: 3, height: 2 },
        { x: 3, y: 0, width: 12 / 7, height: 7 / 3 },
        { x: 3 + 12 / 7, y: 0, width: 9 / 7, height: 7 / 3 },
      ].map(near),
    );
  });

  it("R41: show each share by its area, inside the whole and beside each other", () => {
    fc.assert(
      fc.property(sizes, sides, (values, [width, height]) => {
        const cells = squarify(values, width, height);
        const all = values.reduce((sum, value) => sum + value, 0);
        expect(cells).toHaveLength(values.length);
        for (const [at, cell] of cells.entries()) {
          expect((cell.width * cell.height) / (width * height)).toBeCloseTo((values[at] ?? 0) / all, 6);
          expect(cell.x).toBeGreaterThanOrEqual(0);
          expect(cell.x + cell.width).toBeLessThanOrEqual(width + 1e-6);
          expect(cell.y + cell.height).toBeLessThanOrEqual(height + 1e-6);
        }
        for (const [at, one] of cells.entries()) for (const other of cells.slice(at + 1)) expect(overlap(one, other)).toBeLessThan(1e-6 * width * height);
      }),
      { numRuns: 60 },
    );
  });

  it("are none for nothing", () => {
    expect(squarify([], 100, 100)).toEqual([]);
  });
});

function near(cell: ReturnType<typeof squarify>[number]) {
  return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, expect.closeTo(value, 9)]));
}

function overlap(one: ReturnType<typeof squarify>[number], other: ReturnType<typeof squarify>[number]): number {
  const along = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, along) * Math.max(0, down);
}
