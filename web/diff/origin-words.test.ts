import { describe, expect, it } from "vitest";
import { originFacts, originSentence } from "./origin-words.ts";

const run = { start: 3, end: 9, origin: "ai", tool: "claude-code", model: null, method: "note", confidence: "high", sponsor: "Ana Costa", commit: "a".repeat(40) } as const;

describe("who wrote a run of lines, in words (R7)", () => {
  it("tells tool, model, method, confidence and sponsor of AI lines, and what is not known", () => {
    expect(Object.fromEntries(originFacts(run))).toEqual({
      "Written by": "AI",
      Tool: "claude-code",
      Model: "not named",
      "Known by": "note",
      Confidence: "high",
      Sponsor: "Ana Costa",
      Lines: "3–9",
      Commit: "aaaaaaaaaaaa",
    });
  });

  it("names no tool where nobody knows of one", () => {
    expect(originSentence({ ...run, origin: "unknown", tool: null, sponsor: null, commit: null, end: 3 })).toBe("written by unknown, known by note, confidence high, lines 3");
  });
});
