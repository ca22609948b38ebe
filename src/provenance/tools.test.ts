import { describe, expect, it } from "vitest";
import { githubAccount, looksLikeModel, modelBeside, modelName, ownTools, rowsFor, toolName, toolOfIdentity, toolRows, toolTable } from "./tools.ts";

const someone = (email: string, name = "Somebody") => toolOfIdentity(ownTools, { name, email })?.tool ?? null;

describe("the table of tools", () => {
  it("names no row twice", () => {
    const keys = toolRows.map(({ tool, field, match, value, name }) => [tool, field, match, value, name].join("|"));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("holds addresses in lower case, accounts as numbers, and a first word for each address that is shared", () => {
    for (const { field, match } of toolRows.filter((row) => row.field === "address")) expect(`${field} ${match}`).toMatch(/^address [a-z0-9.-]+@[a-z0-9.-]+$/);
    for (const { match } of toolRows.filter((row) => row.field === "account")) expect(match).toMatch(/^\d+$/);
    expect(toolRows.filter(({ match }) => match === "noreply@google.com" || match === "opensource@block.xyz").map(({ name }) => name)).toEqual(["goose", "antigravity"]);
  });

  it("takes a policy's own rows before its own", () => {
    const table = toolTable([{ tool: "house-agent", field: "address", match: "noreply@anthropic.com", since: null, source: "policy" }]);
    expect(rowsFor(table, "address", "noreply@anthropic.com").map(({ tool }) => tool)).toEqual(["house-agent", "claude-code"]);
    expect(toolOfIdentity(table, { name: "x", email: "noreply@anthropic.com" })?.tool).toBe("house-agent");
  });
});

describe("an identity is a tool by address and number", () => {
  it.each([
    ["noreply@anthropic.com", "claude-code"],
    ["NoReply@Anthropic.com", "claude-code"],
    ["209825114+claude[bot]@users.noreply.github.com", "claude-code"],
    ["209825114+renamed-later[bot]@users.noreply.github.com", "claude-code"],
    ["198982749+copilot@users.noreply.github.com", "copilot-coding-agent"],
    ["175728472+Copilot@users.noreply.github.com", "github-copilot"],
    ["1+kiro-agent[bot]@users.noreply.github.com", "kiro"],
    ["1+kiro-agent@users.noreply.github.com", null],
    ["1+claude[bot]@users.noreply.github.com", null],
    ["209825114@users.noreply.github.com", null],
    ["noreply@anthropic.com.evil.example", null],
    ["", null],
  ])("%s is %s", (email, tool) => {
    expect(someone(email)).toBe(tool);
  });

  it("reads the number and the login of a GitHub address", () => {
    expect(githubAccount("158243242+devin-ai-integration[bot]@users.noreply.github.com")).toEqual({ account: "158243242", login: "devin-ai-integration[bot]" });
    expect(githubAccount("octocat@users.noreply.github.com")).toBeNull();
  });
});

describe("models and tools get one spelling", () => {
  it.each([
    ["Claude Opus 4.6 (1M context)", "claude-opus-4.6"],
    ["anthropic/claude-opus-4-5-20251101", "claude-opus-4-5-20251101"],
    ["openrouter/anthropic/claude-3.5-sonnet", "claude-3.5-sonnet"],
    ["<synthetic>", null],
    ["unknown", null],
    ["default", null],
    ["  ", null],
  ])("the model %s is %s", (text, model) => {
    expect(modelName(text)).toBe(model);
  });

  it.each([
    ["claude", "claude-code"],
    ["GitHub Copilot", "github-copilot"],
    ["mock_ai", "mock-ai"],
    ["***", null],
  ])("the tool %s is %s", (text, tool) => {
    expect(toolName(text)).toBe(tool);
  });

  it.each(["Claude Opus 4.6", "claude-sonnet-4-5", "gpt-5", "GPT-5-codex", "o3-mini", "gemini-2.5-pro", "openrouter/deepseek/deepseek-r1"])("%s designates a model", (text) => {
    expect(looksLikeModel(text)).toBe(true);
  });

  it.each(["Claude", "Claude Monet", "Claude Code", "Gemini Jones", "O'Neill", "Opus Dei", "https://example.com/claude-opus-4", "helped with the tests"])("%s does not", (text) => {
    expect(looksLikeModel(text)).toBe(false);
  });

  it("finds the model beside a tool's address", () => {
    const beside = (email: string, name: string) => {
      const row = toolOfIdentity(ownTools, { name, email });
      return row === null ? "no tool" : modelBeside(row, name);
    };
    expect(beside("noreply@anthropic.com", "Claude Opus 4.6 (1M context)")).toBe("claude-opus-4.6");
    expect(beside("noreply@anthropic.com", "Claude")).toBeNull();
    expect(beside("aider@aider.chat", "aider (house-model)")).toBe("house-model");
    expect(beside("openhands@all-hands.dev", "OpenHands-GPT-5")).toBe("gpt-5");
    expect(beside("crush@charm.land", "GPT-5 via Crush")).toBe("gpt-5");
    expect(beside("223556219+copilot@users.noreply.github.com", "Copilot CLI v1.0.32 (claude-sonnet-4.6)")).toBe("claude-sonnet-4.6");
  });
});
