import { describe, expect, it } from "vitest";
import { csvOf } from "./csv.ts";
import { intervalOf, roundUp } from "./interval.ts";

describe("charts", () => {
  it("widen the interval of a share as the sample shrinks, and keep it between nothing and all", () => {
    const [low, high] = intervalOf(8, 10) ?? [0, 0];
    expect(low).toBeCloseTo(0.49, 2);
    expect(high).toBeCloseTo(0.943, 2);
    expect(intervalOf(5, 5)?.[1]).toBe(1);
    expect(intervalOf(5, 5)?.[0]).toBeLessThan(0.6);
    expect(intervalOf(0, 0)).toBeNull();
  });

  it("end their axis on a round number that holds every bar", () => {
    expect(roundUp(0)).toBe(1);
    expect(roundUp(43_201)).toBe(50_000);
    expect(roundUp(100)).toBe(100);
    expect(roundUp(0.31)).toBeCloseTo(0.5);
  });

  it("export rows that a spreadsheet reads as text and never as a formula", () => {
    expect(
      csvOf(
        ["a", "b"],
        [
          ['say "yes"', 3],
          ["=1+1", "-x"],
        ],
      ),
    ).toBe('a,b\r\n"say ""yes""",3\r\n\'=1+1,\'-x\r\n');
  });
});
