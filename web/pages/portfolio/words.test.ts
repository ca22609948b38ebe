import { describe, expect, it } from "vitest";
import { blueprintWords, chosen, driftWords, type Line, portfolioSentence, shareWords, waiverWords } from "./words.ts";

const line = (project: string, needs: Line["needs"]): Line => ({ project, needs }) as unknown as Line;

describe("R8 R64 the portfolio in words", () => {
  it("names who asks for attention most, and why", () => {
    expect(portfolioSentence({ projects: [line("claims", ["denied"]), line("billing", [])] })).toBe("1 of 2 projects asks for attention, claims first: changes denied.");
    expect(portfolioSentence({ projects: [line("claims", ["blueprint-missing"])] })).toBe("claims asks for attention: no blueprint.");
    expect(portfolioSentence({ projects: [line("billing", [])] })).toBe("1 project, and none asks for attention.");
  });

  it("says the day of a sprint, how late it is, and how old a debt is", () => {
    expect(blueprintWords({ state: "running", id: "n-1", day: 9, of: 21, late: 0 })).toBe("day 9 of 21");
    expect(blueprintWords({ state: "running", id: "n-1", day: 21, of: 21, late: 1 })).toBe("1 day past its end");
    expect(blueprintWords({ state: "skipped", since: "", age: 40 })).toBe("skipped, 40 days ago");
    expect(blueprintWords({ state: "never-started", since: "", age: 0 })).toBe("never started");
  });

  it("R101 says both directions of a drift, and never calls a share that nobody counted zero", () => {
    const drift = { tighter: 2, loosened: 0, uncovered: 1, behind: 1, used: 3, attempts: 0, problem: null };
    expect(driftWords({ drift })).toBe("1 looser, 2 tighter, 1 version behind");
    expect(driftWords({ drift: { ...drift, tighter: 0, uncovered: 0, behind: 0 } })).toBe("as the baseline");
    expect([shareWords(null), shareWords({ ai: 40, unknown: 10, lines: 100, counted: "" })]).toEqual(["not measured", "40 %, 10 % unknown"]);
    expect(waiverWords([{ daysLeft: 9 }, { daysLeft: 0 }] as unknown as Line["waivers"])).toBe("2, the first ends today");
  });

  it("narrows by name and by what is needed", () => {
    const all = [line("claims-api", ["denied"]), line("billing", ["denied", "loosened"])];
    expect(chosen(all, "CLAIM", null).map(({ project }) => project)).toEqual(["claims-api"]);
    expect(chosen(all, "", "loosened").map(({ project }) => project)).toEqual(["billing"]);
  });
});
