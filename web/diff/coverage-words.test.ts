import { describe, expect, it } from "vitest";
import { coverageSentence, coverageWords, fileCoverageNote, rangeWords } from "./coverage-words.ts";

const counts = { lines: 130, coverable: 120, executable: 110, hit: 96, withoutData: 10 };
const none = { lines: 0, coverable: 0, executable: 0, hit: 0, withoutData: 0 };

describe("R83 coverage of AI's lines in words", () => {
  it("says what ran of what could, and apart from it what no report knows", () => {
    expect(coverageWords(counts)).toBe("96 of 110 executable ran (87 %), 10 without data");
    expect(coverageWords({ ...counts, withoutData: 0 })).toBe("96 of 110 executable ran (87 %)");
    expect(coverageWords({ ...none, coverable: 4, withoutData: 4 })).toBe("4 without data");
  });

  it("never takes what cannot run for covered", () => {
    expect(coverageWords({ ...none, coverable: 3 })).toBe("none of them executable");
    expect(coverageWords(none)).toBe("none that a test could run");
  });

  it("begins with the answer, and says so where no report counts", () => {
    expect(coverageSentence({ reported: true, ai: counts })).toBe("Of 120 lines that count as AI's: 96 of 110 executable ran (87 %), 10 without data.");
    expect(coverageSentence({ reported: false, ai: { ...none, lines: 9, coverable: 7, withoutData: 7 } })).toBe(
      "No coverage report counts, so nobody knows whether tests run the 7 lines that count as AI's.",
    );
    expect(coverageSentence({ reported: true, ai: { ...none, lines: 9 } })).toBe("AI wrote no line that a test could run.");
    expect(coverageSentence({ reported: true, ai: none })).toBe("No line counts as AI's.");
  });

  it("notes at a file only what is not known to run", () => {
    expect(fileCoverageNote(counts)).toBe("Of 130 lines that count as AI's: 96 of 110 executable ran (87 %), 10 without data.");
    expect([fileCoverageNote(null), fileCoverageNote({ ...counts, hit: 110, withoutData: 0 })]).toEqual([null, null]);
  });

  it("names lines as a person looks for them", () => {
    expect(
      rangeWords({
        ranges: [
          { start: 2, end: 3 },
          { start: 5, end: 5 },
        ],
        more: 0,
      }),
    ).toBe("2–3, 5");
    expect(rangeWords({ ranges: [{ start: 2, end: 3 }], more: 4 })).toBe("2–3 and 4 more");
  });
});
