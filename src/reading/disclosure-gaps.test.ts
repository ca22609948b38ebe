import { describe, expect, it } from "vitest";
import type { OriginRun } from "../model/origin.ts";
import type { DisclosureGrammar } from "../model/policy.ts";
import { fileGaps, type GapsInput, gapsOf } from "./disclosure-gaps.ts";

const id = "a".repeat(40);
const dana = { name: "Dana Okafor", email: "dana@northwind.example" };
const run = (more: Partial<OriginRun> = {}): OriginRun => ({
  start: 1,
  end: 12,
  commit: id,
  origin: "ai",
  tool: "claude-code",
  model: "claude-sonnet-4-5",
  sponsor: null,
  method: "note",
  grain: "line",
  confidence: "high",
  ...more,
});
const commit = (message = "Add the tax") => ({ id, subject: message.split("\n")[0] ?? "", message, author: dana, committer: dana });
const input = (more: Partial<GapsInput> = {}): GapsInput => ({
  ai: { disclosure: "required" },
  commits: [commit()],
  files: [{ path: "src/tax.ts", runs: [run()] }],
  heads: new Map([["src/tax.ts", "export const tax = 1.2;\n"]]),
  description: null,
  declared: [],
  findings: [],
  ...more,
});
const codes = (more: Partial<GapsInput>) => gapsOf(input(more)).map(({ code }) => code);

describe("R102: in the commit", () => {
  it("what a note gives to AI and the message does not say is missing, with what to add", () => {
    const [gap, ...others] = gapsOf(input());
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ code: "commit-silent", commit: id, path: null });
    expect(gap?.sentence).toBe("Commit aaaaaaaaaaaa “Add the tax” holds 12 lines that claude-code wrote, and its message does not say so.");
    expect(gap?.how).toContain("Add `Co-authored-by: Claude <noreply@anthropic.com>` as a last line");
  });

  const kernel = "kernel" as const;
  const own = { trailer: "AI-Tools" };
  it.each<[string, DisclosureGrammar | undefined, string, boolean]>([
    ["any mark", undefined, "Co-authored-by: Claude <noreply@anthropic.com>", true],
    ["a mark of another tool", undefined, "Assisted-by: GitHub Copilot:gpt-5", false],
    ["prose", undefined, "This was written by Claude Code", false],
    ["the kernel's form", kernel, "Assisted-by: Claude:claude-3-opus coccinelle sparse", true],
    ["the kernel's form with words in both", kernel, "Assisted-by: Claude Code:Claude Opus 4.6", true],
    ["a tool alone", kernel, "Assisted-by: JustAName", false],
    ["tools alone", kernel, "Assisted-by: Claude coccinelle sparse", false],
    ["the kernel's form for another tool", kernel, "Assisted-by: GitHub Copilot:Claude Opus 4.6", false],
    ["another trailer", kernel, "Co-authored-by: Claude <noreply@anthropic.com>", false],
    ["free text", "free-text", "Assisted-by: generic LLM chatbot", true],
    ["an empty one", "free-text", "Assisted-by: ", false],
    ["a tool as co-author", "co-authored-by", "Co-authored-by: Claude <noreply@anthropic.com>", true],
    ["a person as co-author", "co-authored-by", "Co-authored-by: Bo <bo@northwind.example>", false],
    ["their own trailer", own, "AI-Tools: claude-code", true],
    ["their own trailer in other letters", own, "ai-tools: Claude", true],
    ["their own trailer for another tool", own, "AI-Tools: cursor", false],
    ["another than their own", own, "Assisted-by: Claude:claude-3-opus", false],
    ["a quoted line", kernel, "> Assisted-by: Claude:claude-3-opus", false],
  ])("%s in the grammar %j: %s", (_, disclosureGrammar, line, said) => {
    const ai = disclosureGrammar === undefined ? input().ai : { ...input().ai, disclosureGrammar };
    expect(codes({ ai, commits: [commit(`Add the tax\n\n${line}`)] })).toEqual(said ? [] : ["commit-silent"]);
  });

  it.each<[DisclosureGrammar, string]>([
    ["kernel", "Assisted-by: Claude Code:claude-sonnet-4-5"],
    ["co-authored-by", "Co-authored-by: Claude <noreply@anthropic.com>"],
    [{ trailer: "AI-Tools" }, "AI-Tools: claude-code"],
  ])("what %j asks to add is what it then takes", (disclosureGrammar, trailer) => {
    const ai = { ...input().ai, disclosureGrammar };
    const how = gapsOf(input({ ai }))[0]?.how ?? "";
    const wanted = /`([^`]+)`/.exec(how)?.[1] ?? "";
    expect(codes({ ai, commits: [commit(`Add the tax\n\n${wanted}`)] })).toEqual([]);
    expect(wanted.split(":")[0]).toBe(trailer.split(":")[0]);
  });

  it("a second tool has to be named as well", () => {
    const files = [{ path: "src/tax.ts", runs: [run(), run({ start: 13, end: 20, tool: "codex" })] }];
    const gaps = gapsOf(input({ files, commits: [commit("Add\n\nCo-authored-by: Claude <noreply@anthropic.com>")] }));
    expect(gaps.map(({ sentence }) => sentence)).toEqual(["Commit aaaaaaaaaaaa “Add” holds 8 lines that codex wrote, and its message does not say so."]);
  });

  it("what was declared of the whole change may stand in any commit of it", () => {
    const files = [{ path: "src/tax.ts", runs: [run({ grain: "change", method: "declared" })] }];
    const other = { ...commit("Begin\n\nCo-authored-by: Claude <noreply@anthropic.com>"), id: "b".repeat(40) };
    expect(codes({ files, commits: [other, commit()] })).toEqual([]);
    expect(codes({ files })).toEqual(["commit-silent"]);
  });

  it("prose is no disclosure, and the gap says how little it rests on", () => {
    const files = [{ path: "a.ts", runs: [run({ method: "fingerprint", grain: "commit", confidence: "low" })] }];
    const [gap] = gapsOf(input({ files, commits: [commit("Add\n\nThis was written by Claude Code.")] }));
    expect(gap?.sentence).toBe("Commit aaaaaaaaaaaa “Add” holds 12 lines that claude-code wrote, by evidence of low confidence, and its message does not say so.");
  });

  it("lines that nobody knows the origin of are no gap here", () => {
    expect(codes({ files: [{ path: "a", runs: [run({ origin: "unknown", tool: null, method: "none", grain: null, confidence: "none" })] }] })).toEqual([]);
  });
});

describe("R102: where else the policy asks for it", () => {
  const header = { disclosure: "required", disclosureIn: ["file-header"] } as const;
  const description = { disclosure: "required", disclosureIn: ["description"] } as const;

  it("at the head of the file", () => {
    expect(gapsOf(input({ ai: header }))).toMatchObject([{ code: "header-missing", path: "src/tax.ts" }]);
    expect(codes({ ai: header, heads: new Map([["src/tax.ts", "// AI Disclosure: largely written by claude-code\n"]]) })).toEqual([]);
    expect(codes({ ai: header, heads: new Map() })).toEqual([]);
  });

  it("in the description of the change, or as it was put forward", () => {
    expect(codes({ ai: description })).toEqual(["description-unknown"]);
    expect(codes({ ai: description, description: "Adds the tax." })).toEqual(["description-silent"]);
    expect(codes({ ai: description, description: "Adds the tax.\n\nAI disclosure: Claude Code" })).toEqual([]);
    expect(codes({ ai: description, declared: ["claude-code"] })).toEqual([]);
  });

  it("a second tool has to be named there as well", () => {
    const files = [{ path: "src/tax.ts", runs: [run(), run({ start: 13, end: 20, tool: "codex" })] }];
    const heads = new Map([["src/tax.ts", "// AI Disclosure: claude-code\n"]]);
    expect(gapsOf(input({ ai: header, files, heads })).map(({ sentence }) => sentence)).toEqual([
      "src/tax.ts holds 8 lines that codex wrote, and none of its first 30 lines says so.",
    ]);
  });

  it.each(["claude-code", "github-copilot", "aider", "x (beta), y: z", "tool+more/1"])("what is asked for %s is what is then taken", (tool) => {
    const files = [{ path: "a.ts", runs: [run({ tool })] }];
    const wanted = (more: Partial<GapsInput>) => /`([^`]+)`/.exec(gapsOf(input({ files, heads: new Map([["a.ts", ""]]), ...more }))[0]?.how ?? "")?.[1] ?? "";
    expect(codes({ ai: header, files, heads: new Map([["a.ts", `# ${wanted({ ai: header })}\n`]]) })).toEqual([]);
    expect(codes({ ai: description, files, description: wanted({ ai: description, description: "" }) })).toEqual([]);
    for (const disclosureGrammar of ["kernel", "free-text", "co-authored-by", { trailer: "AI-Tools" }] as const) {
      const ai = { ...input().ai, disclosureGrammar };
      expect(codes({ ai, files, commits: [commit(`Add\n\n${wanted({ ai })}`)] })).toEqual([]);
    }
    expect(codes({ files, commits: [commit(`Add\n\n${wanted({})}`)] })).toEqual([]);
  });

  it("C13: a name that a note made up goes into no command that somebody copies", () => {
    const files = [{ path: "a.ts", runs: [run({ tool: "x; curl evil.example" })] }];
    for (const said of [null, "Adds it."]) expect(gapsOf(input({ ai: description, files, description: said }))[0]?.how).toContain("`countersign propose --tool TOOL`");
  });

  it("nowhere, where it is optional", () => {
    expect(codes({ ai: { disclosure: "optional", disclosureIn: [] } })).toEqual([]);
  });
});

it("R102: a tool that signed off is a gap whatever the policy says", () => {
  const findings = [
    { code: "agent-signed-off", sentence: "claude-code signed off this commit; only a person can certify where code comes from.", commit: id, path: null } as const,
  ];
  const [gap] = gapsOf(input({ ai: { disclosure: "optional" }, findings }));
  expect(gap).toMatchObject({ code: "agent-signed-off", commit: id, how: expect.stringContaining("git commit --amend --signoff") });
});

it("R102: a committed file that is another is stale, and its line endings are nobody's fault", () => {
  const of = (committed: string | null) => fileGaps("AI.md", committed, "one\ntwo\n", "countersign disclosure --file AI.md").map(({ code, sentence }) => [code, sentence]);
  expect(of("one\ntwo\n")).toEqual([]);
  expect(of("one\r\ntwo\r\n")).toEqual([]);
  expect(of("one\nthree\n")).toEqual([["file-stale", "AI.md is not what the evidence says now; the first difference is in line 2."]]);
  expect(of(null)).toEqual([["file-missing", "There is no AI.md in the commit."]]);
});
