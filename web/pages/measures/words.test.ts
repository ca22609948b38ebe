import { describe, expect, it } from "vitest";
import { type CoverageMeasure, coverageTitle, ofWords, partWords } from "./words.ts";

function month(of: string, part: number, whole: number, value: number | null): CoverageMeasure {
  const lines = { lines: whole, coverable: whole, executable: whole, hit: part, withoutData: 0 };
  const base = { id: "ai-coverage-by-month", name: "", definition: "", unit: "share", p90: null, sample: 5, rows: "" } as const;
  return { ...base, of, part, whole, value, tooFew: value === null, lines, unknown: { lines: 0, of: whole } };
}

describe("R83 coverage of AI's lines over time, in words", () => {
  it("is titled with the newest month that says anything", () => {
    expect(coverageTitle([month("2026-09", 8, 10, 0.8), month("2026-10", 87, 100, 0.87), month("2026-11", 1, 1, null)])).toBe(
      "Tests ran 87 % of the executable AI lines of October 2026.",
    );
    expect(coverageTitle([month("2026-11", 1, 1, null)])).toBe("Too few changes with AI's lines were judged to say how well tests run them.");
  });

  it("says a share only of enough changes, and both counts in any case", () => {
    expect([partWords({ tooFew: true }, 1, 2), partWords({ tooFew: false }, 1, 2), partWords({ tooFew: true }, 0, 0)]).toEqual(["1 of 2", "1 of 2 (50 %)", "none"]);
  });

  it("says nothing of how it is known in words, and leaves every other name as it is", () => {
    expect(ofWords({ id: "ai-coverage-by-method", of: "none" })).toBe("nothing");
    expect([ofWords({ id: "ai-coverage-by-tool", of: "none" }), ofWords({ id: "ai-coverage-by-project", of: null })]).toEqual(["none", "all"]);
  });
});
