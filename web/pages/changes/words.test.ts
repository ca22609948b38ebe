import { describe, expect, it } from "vitest";
import { ProblemError } from "../../api/problem.ts";
import { adoptPage, isOutdated, titleHint, usedTools, wrongAt } from "./words.ts";

const problem = (code: string) => new ProblemError({ type: "", title: "", status: 422, code, detail: "It says why.", hint: "" });

describe("putting a change forward on a page", () => {
  it.each([
    ["unknown-reference", "head"],
    ["bad-input", "head"],
    ["shallow-repository", "project"],
    ["repository-unreadable", "project"],
  ])("shows %s at the field %s, in one sentence", (code, field) => {
    expect(wrongAt(problem(code))).toEqual({ field, says: "It says why." });
  });

  it("leaves what belongs to no field to the form", () => {
    expect([wrongAt(problem("storage")), wrongAt(problem("policy-outdated")), wrongAt(new Error("no")), wrongAt(null)]).toEqual([null, null, null, null]);
  });

  it("R29 knows a policy that is not in force, and where it is put in force", () => {
    expect([isOutdated(problem("policy-outdated")), isOutdated(problem("bad-input")), isOutdated(null)]).toEqual([true, false, false]);
    expect(adoptPage("pharmacy & co")).toBe("/policy/adopt?project=pharmacy%20%26%20co");
  });

  it("says what the title will be where none is written", () => {
    const rule = "Left empty, it is the first line of the newest commit’s message that is not a merge";
    const branches = [{ name: "topic", subject: "Charge twice" }];
    expect(titleHint(" topic ", branches)).toBe(`${rule}; the newest commit says “Charge twice”.`);
    expect(titleHint("0123abc", branches)).toBe(`${rule}.`);
  });

  it("declares exactly what was said of AI tools", () => {
    expect(usedTools("unsaid", "copilot")).toBeUndefined();
    expect(usedTools("none", "copilot")).toBe("none");
    expect(usedTools("these", " claude-code, ,copilot ")).toEqual([
      { tool: "claude-code", model: null },
      { tool: "copilot", model: null },
    ]);
    expect(usedTools("these", " ")).toBeUndefined();
  });
});
