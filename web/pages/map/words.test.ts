import { describe, expect, it } from "vitest";
import { historyTitle, judgedWords, mapSentence, type Release, releaseName, searchOf, stageWords } from "./words.ts";

const none = { ai: 0, mixed: 0, unknown: 0, human: 0 };
const release = (name: string, ai: number | null): Release => ({
  commit: "0123456789abcdef",
  at: null,
  names: [{ kind: name === "main" ? "branch" : "tag", name, deployment: null }],
  totals: ai === null ? { state: "working", progress: null, before: 1 } : { state: "ready", answer: { lines: 10, origins: { ...none, ai, unknown: 10 - ai }, unreadable: 0 } },
});

describe("R41 the map in words", () => {
  it.each([
    [
      { lines: 4_000, origins: { ...none, ai: 900, mixed: 100, unknown: 3_000 }, unreadable: 0 },
      "AI wrote or had a part in 1,000 of 4,000 lines (25 %); of 3,000 (75 %) nobody knows who wrote them.",
    ],
    [{ lines: 4, origins: { ...none, human: 4 }, unreadable: 0 }, "Of 4 lines, nothing says that AI had a part in any; of every one it is known who wrote it."],
    [{ lines: 0, origins: none, unreadable: 2 }, "Nobody can tell whose the lines of 2 files are."],
    [{ lines: 0, origins: none, unreadable: 0 }, "There are no lines here."],
  ])("says beside AI's share how much is unknown: %#", (folder, sentence) => {
    expect(mapSentence(folder)).toBe(sentence);
  });

  it("R44 calls unavailable what the ledger doesn't know, and never approved or not", () => {
    expect(judgedWords({ placed: 0, approved: 0 }, 10)).toBe("unavailable");
    expect(judgedWords({ placed: 10, approved: 10 }, 10)).toBe("100 % approved");
    expect(judgedWords({ placed: 5, approved: 2 }, 10)).toBe("20 % approved, 30 % not approved, 50 % unavailable");
    expect(judgedWords({ placed: 0, approved: 0 }, 0)).toBe("");
  });

  it("answers the chart of releases with its last and first share, and says nothing before one is counted", () => {
    expect(historyTitle([release("v1", 0), release("v2", null), release("main", 5)])).toBe("AI wrote or had a part in 50 % of the lines of main now; it was 0 % at v1.");
    expect(historyTitle([release("main", 5)])).toBe("AI wrote or had a part in 50 % of the lines of main now.");
    expect(historyTitle([release("v1", null)])).toBe("Nothing is counted yet.");
  });

  it("names a release by all that it is called, and by its commit when it is called nothing", () => {
    const names = ["v1", "v1.0", "stable", "latest", "v1"].map((name) => ({ kind: "tag" as const, name, deployment: null }));
    expect(releaseName({ names, commit: "0123456789abcdef" })).toBe("v1, v1.0, stable and 1 more");
    expect(releaseName({ names: [], commit: "0123456789abcdef" })).toBe("0123456789ab");
    expect(releaseName({ names: [{ kind: "deployment", name: "production", deployment: "x" }], commit: "" })).toBe("production (deployed)");
  });

  it("says what a pass is at, and keeps out of the address what goes without saying", () => {
    expect([stageWords(null), stageWords({ stage: "lines", done: 1, total: 2 })]).toEqual(["Beginning", "Comparing versions of files"]);
    expect(searchOf({ project: "shop", folder: "" }, { line: 3, part: undefined })).toEqual({ project: "shop", line: 3 });
  });
});
