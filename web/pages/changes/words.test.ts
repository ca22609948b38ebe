import { describe, expect, it } from "vitest";
import { ProblemError } from "../../api/problem.ts";
import { usedTools, wrongAt } from "./words.ts";

const problem = (code: string) => new ProblemError({ type: "", title: "", status: 422, code, detail: "It says why.", hint: "" });

describe("putting a change forward on a page", () => {
  it.each([
    ["unknown-reference", "head"],
    ["bad-input", "head"],
    ["shallow-repository", "project"],
    ["repository-unreadable", "project"],
    ["policy-outdated", "project"],
  ])("shows %s at the field %s, in one sentence", (code, field) => {
    expect(wrongAt(problem(code))).toEqual({ field, says: "It says why." });
  });

  it("leaves what belongs to no field to the form", () => {
    expect([wrongAt(problem("storage")), wrongAt(new Error("no")), wrongAt(null)]).toEqual([null, null, null]);
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
