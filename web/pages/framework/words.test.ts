import { describe, expect, it } from "vitest";
import { byState, type Control, type Framework, frameworkSentence, logWords, questioned, ratedWords } from "./words.ts";

describe("R37 R47 R103 the framework in words", () => {
  it("says how far evidence reaches, and how much has no source", () => {
    const coverage = (controls: number, evidenced: number, gap: number) => ({ coverage: { controls, evidenced, partly: 0, waiting: 0, gap, questioned: 0 } });
    expect(frameworkSentence({ frameworks: [coverage(13, 4, 1), coverage(3, 1, 0)] } as unknown as Framework)).toBe(
      "There is evidence of every kind for 5 of 16 controls; 1 has no source of evidence.",
    );
  });

  it("puts gaps first", () => {
    const controls = [{ state: "evidenced" }, { state: "gap" }, { state: "partly" }] as unknown as Control[];
    expect(byState(controls).map(({ state }) => state)).toEqual(["gap", "partly", "evidenced"]);
  });

  it("says numbers of a rating beside its level, what a version changed, and which controls are questioned", () => {
    expect([ratedWords({ likelihood: 3, impact: 5, score: 15, level: "high" }), ratedWords(null)]).toEqual(["15 (3 × 5), high", "not rated"]);
    expect(logWords({ tighter: 2, looser: 1, changed: 0, sentences: [] })).toBe("2 tighter, 1 looser");
    expect(
      questioned({
        controls: [
          { control: "tiers.tests", risks: [] },
          { control: "tiers.security", risks: ["R-001"] },
        ],
      }),
    ).toEqual(["tiers.tests"]);
  });
});
