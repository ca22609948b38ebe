import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Identity } from "../model/change.ts";
import { claimsOfCommit, isFaint, ownLines } from "./message.ts";
import { toolTable } from "./tools.ts";

const ana: Identity = { name: "Ana Costa", email: "ana@northwind.example" };
const id = "c".repeat(40);

function read(message: string, author: Identity = ana, committer: Identity = author) {
  return claimsOfCommit({ id, message, author, committer });
}

/** Each claim as `tool model method confidence source`. */
function told(message: string, author?: Identity, committer?: Identity): string[] {
  return read(message, author, committer).claims.map(({ tool, model, method, confidence, source }) => `${tool} ${model} ${method} ${confidence} | ${source}`);
}

function codes(message: string, author?: Identity, committer?: Identity): string[] {
  return read(message, author, committer).findings.map(({ code }) => code);
}

const body = (line: string) => `Parse dates\n\nWith tests.\n\n${line}\n`;

describe("marks that tools leave (R3)", () => {
  it.each([
    ["Co-Authored-By: Claude <noreply@anthropic.com>", "claude-code null trailer medium | trailer co-authored-by noreply@anthropic.com"],
    ["Co-Authored-By: Claude Opus 4.6 (1M context) <noreply@anthropic.com>", "claude-code claude-opus-4.6 trailer medium | trailer co-authored-by noreply@anthropic.com"],
    ["Co-developed-by: Claude claude-opus-4-6 <noreply@anthropic.com>", "claude-code claude-opus-4-6 trailer medium"],
    ["Claude-Session: https://claude.ai/code/session_01AbC", "claude-code null trailer medium | link claude-session"],
    ["🤖 Generated with [Claude Code](https://claude.com/claude-code)", "claude-code null fingerprint low | footer Claude Code"],
    ["Agent-Logs-Url: https://github.com/o/r/sessions/0b1d9a1e-55c2-4b7e-8a37-0a2f5a6c9d10", "copilot-coding-agent null trailer medium | link agent-logs-url"],
    ["Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>", "github-copilot null trailer medium | trailer co-authored-by 175728472"],
    ["Copilot-Session: d2b30d61-1562-4590-b298-16e187772282", "github-copilot null trailer medium | link copilot-session"],
    ["Co-authored-by: Cursor <cursoragent@cursor.com>", "cursor null trailer medium"],
    ["Co-authored-by: Codex <noreply@openai.com>", "codex null trailer medium"],
    ["Task: https://chatgpt.com/codex/tasks/task_e_1", "codex null fingerprint low | url chatgpt.com/codex/tasks/"],
    ["Co-authored-by: aider (openrouter/anthropic/claude-3.5-sonnet) <aider@aider.chat>", "aider claude-3.5-sonnet trailer medium"],
    ["Link to Devin run: https://app.devin.ai/sessions/abc", "devin null fingerprint low | url app.devin.ai/sessions/"],
    ["Co-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>", "jules null trailer medium"],
    ["Amp-Thread-ID: https://ampcode.com/threads/T-0b1d9a1e", "amp null trailer medium | link amp-thread-id"],
    ["💘 Generated with Crush", "crush null fingerprint low | footer Crush"],
    ["Assisted-by: GPT-5 via Crush <crush@charm.land>", "crush gpt-5 trailer medium | trailer assisted-by crush@charm.land"],
    ["Generated with [Devin](https://devin.ai)", "devin null fingerprint low | footer Devin"],
    ["Co-authored-by: goose <opensource@block.xyz>", "goose null trailer medium"],
    ["Executed-By: depot/crew/toast", "null null fingerprint low | trailer executed-by"],
    ["Replit-Commit-Author: Agent", "replit null trailer medium | trailer replit-commit-author agent"],
    ["Entire-Checkpoint: 0123456789ab", "null null trailer medium | link entire-checkpoint"],
    ["Entire-Agent: Claude Code", "claude-code null trailer medium | trailer entire-agent"],
    ["Ai-assisted: true", "null null trailer medium | trailer ai-assisted"],
    ["Assisted-by: Claude:claude-3-opus coccinelle sparse", "claude-code claude-3-opus trailer medium | trailer assisted-by agent:model"],
    ["Assisted-by: GitHub Copilot:Claude Opus 4.6", "github-copilot claude-opus-4.6 trailer medium | trailer assisted-by agent:model"],
    ["Assisted-by: House Agent:gpt-5 [clang-tidy]", "house-agent gpt-5 trailer medium | trailer assisted-by agent:model"],
    ["Assisted-by: ChatGPTv5", "chatgpt null trailer medium | trailer assisted-by agent chatgpt"],
    ["Assisted-by: generic LLM chatbot", "null null trailer medium | trailer assisted-by agent generic llm chatbot"],
    ["Generated-by: Claude Opus 4.6", "null claude-opus-4.6 trailer medium | trailer generated-by model"],
    ["This was written with Claude Code.", "claude-code null fingerprint low | narrative Claude Code"],
  ])("%s", (line, expected) => {
    const claims = told(body(line));
    expect(claims).toHaveLength(1);
    expect(claims[0]?.slice(0, expected.length)).toBe(expected);
  });

  it("speaks of the whole commit and nothing finer", () => {
    expect(read(body("Co-Authored-By: Claude <noreply@anthropic.com>")).claims).toEqual([
      {
        origin: "ai",
        tool: "claude-code",
        model: null,
        method: "trailer",
        grain: "commit",
        confidence: "medium",
        commit: id,
        path: null,
        lines: null,
        sponsor: null,
        source: "trailer co-authored-by noreply@anthropic.com",
      },
    ]);
  });

  it("takes an agent as author, and the person it names as sponsor", () => {
    const copilot = { name: "copilot-swe-agent[bot]", email: "198982749+copilot@users.noreply.github.com" };
    const [claim] = read(
      "Add parser\n\nCo-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>\nCo-authored-by: Bo Lindqvist <bo@northwind.example>\n",
      copilot,
    ).claims;
    expect(claim).toMatchObject({
      tool: "copilot-coding-agent",
      method: "fingerprint",
      confidence: "medium",
      source: "author account 198982749",
      sponsor: "Bo Lindqvist <bo@northwind.example>",
    });
  });

  it("takes aider's suffix on the author's name, and its subject prefix", () => {
    expect(told("aider: tidy", { name: "Ana Costa (aider)", email: ana.email })).toEqual([
      "aider null fingerprint medium | author author-suffix  (aider)",
      "aider null fingerprint low | subject-prefix aider:",
    ]);
  });

  it("calls a tool that only committed faint evidence, and says so (false friend: a person's edits)", () => {
    const committer = { name: "Ana Costa (aider)", email: ana.email };
    const { claims, findings } = read("Tidy", ana, committer);
    expect(claims.map(({ confidence, source }) => [confidence, source])).toEqual([["low", "committer author-suffix  (aider)"]]);
    expect(claims.every(isFaint)).toBe(true);
    expect(findings.map(({ code }) => code)).toEqual(["tool-committed-only"]);
  });

  it("reads Entire's share: some is mixed, all is AI, none is no person either", () => {
    const origins = (share: string) => read(body(`Entire-Attribution: ${share}`)).claims.map(({ origin }) => origin);
    expect(origins("73% agent (146/200 lines)")).toEqual(["mixed"]);
    expect(origins("100% agent (200/200 lines)")).toEqual(["ai"]);
    expect(origins("0% agent (0/200 lines)")).toEqual([]);
    expect(origins("400% agent")).toEqual([]);
  });

  it("finds an agent that signed off, which only a person can; a person's sign-off is nothing", () => {
    expect(codes(body("Signed-off-by: Claude <noreply@anthropic.com>"))).toEqual(["agent-signed-off"]);
    expect(read(body("Signed-off-by: Ana Costa <ana@northwind.example>"))).toEqual({ claims: [], findings: [] });
  });

  it("lists all tools of a squash and says that it can't tell them apart", () => {
    const squash = body("Co-authored-by: Claude <noreply@anthropic.com>\nCo-authored-by: Cursor <cursoragent@cursor.com>\nCo-authored-by: Claude <noreply@anthropic.com>");
    expect(told(squash)).toHaveLength(2);
    expect(codes(squash)).toEqual(["several-tools"]);
  });

  it("tells a mention in prose only where nothing better stands", () => {
    expect(codes(body("This was written with Claude Code."))).toEqual(["narrative-mention"]);
    expect(codes(body("This was written with Claude Code.\n\nCo-Authored-By: Claude <noreply@anthropic.com>"))).toEqual([]);
  });

  it("reads trailers where git's own reader stops: before a paragraph, among plain lines, after ---, with CRLF, behind a line separator", () => {
    const trailer = "Co-Authored-By: Claude <noreply@anthropic.com>";
    for (const message of [
      `S\n\n${trailer}\n\nOne more paragraph.`,
      `S\n\nplain\n${trailer}\nplain`,
      `S\n---\n${trailer}`,
      `S\r\n\r\n${trailer}\r\n`,
      `S\n\n${trailer}\u2028`,
      `S\n\n${trailer}\r\r\n`,
    ]) {
      expect(told(message)).toHaveLength(1);
    }
  });

  it("takes a policy's own row", () => {
    const tools = toolTable([{ tool: "house-agent", field: "address", match: "agent@northwind.example", since: null, source: "policy" }]);
    const { claims } = claimsOfCommit({ id, message: body("Co-authored-by: Anything <agent@northwind.example>"), author: ana, committer: ana }, tools);
    expect(claims.map(({ tool }) => tool)).toEqual(["house-agent"]);
  });
});

describe("false friends: names never classify", () => {
  it.each([
    ["a person named Claude", "Co-authored-by: Claude Monet <claude@giverny.example>"],
    ["a person whose whole name is Claude", "Co-authored-by: Claude <claude@giverny.example>"],
    ["a person named Devin", "Co-authored-by: Devin AI <devin@townsend.example>"],
    ["a person named Jules", "Co-authored-by: Jules Verne <jules@nantes.example>"],
    ["a person named Cursor", "Co-authored-by: Cursor <c.ursor@example.com>"],
    ["a person named Copilot", "Co-authored-by: Copilot <co@pilot.example>"],
    ["a person named Amp", "Co-authored-by: Amp Fiddler <amp@fiddler.example>"],
    ["a person named Codex", "Co-authored-by: Codex Sinaiticus <codex@sinai.example>"],
    ["a person named Junie", "Co-authored-by: Junie B. Jones <junie@jones.example>"],
    ["a person named Gemini", "Co-authored-by: Gemini Jones <gemini@jones.example>"],
    ["staff of Anthropic", "Co-authored-by: Dana Okafor <dana@anthropic.com>"],
    ["staff of OpenAI", "Co-authored-by: Dana Okafor <dana@openai.com>"],
    ["staff of Cursor", "Co-authored-by: Dana Okafor <dana@cursor.com>"],
    ["staff of JetBrains", "Co-authored-by: Dana Okafor <dana@jetbrains.com>"],
    ["a look-alike domain", "Co-authored-by: Claude <noreply@anthropic.com.example>"],
    ["a look-alike letter", "Co-authored-by: Claude <noreply@аnthropic.com>"],
    ["a plus address", "Co-authored-by: Claude <noreply+x@anthropic.com>"],
    ["an address only in the name", "Co-authored-by: noreply@anthropic.com <dana@northwind.example>"],
    ["an address before the last one", "Co-authored-by: Claude <noreply@anthropic.com> <dana@northwind.example>"],
    ["contributors of a project", "Co-authored-by: Claude Code Contributors <contributors@example.com>"],
    ["a person with a number in GitHub's address", "Co-authored-by: claude <42+claude@users.noreply.github.com>"],
    ["another app that took an agent's login", "Co-authored-by: claude[bot] <42+claude[bot]@users.noreply.github.com>"],
    ["Google's shared address without the tool's name", "Co-authored-by: Google Contributor <noreply@google.com>"],
    ["Block's shared address without the tool's name", "Co-authored-by: Block Open Source <opensource@block.xyz>"],
    ["Block's shared address behind a name that only starts like the tool", "Co-authored-by: Gooseberry <opensource@block.xyz>"],
    ["GitHub's own address", "Co-authored-by: GitHub <noreply@github.com>"],
    ["Assisted-by a person", "Assisted-by: Claude Shannon <shannon@bell.example>"],
    ["Assisted-by a person without address", "Assisted-by: Claude Shannon"],
    ["Assisted-by only a first name", "Assisted-by: Claude"],
    ["Assisted-by an unknown name", "Assisted-by: JustAName"],
    ["Assisted-by without the model, as the kernel's checker warns", "Assisted-by: Claude coccinelle sparse"],
    ["Assisted-by a person who did something", "Assisted-by: Claude: helped with the tests"],
    ["Assisted-by a person named like a model, with an address", "Assisted-by: Claude Opus 4 <opus@giverny.example>"],
    ["Assisted-by a web page", "Assisted-by: https://example.com/claude-opus-4"],
    ["Generated-by a generator", "Generated-by: protoc-gen-go v1.28"],
    ["Generated-by Devin", "Generated-by: Devin"],
    ["Created by Devin", "Created by Devin Townsend"],
    ["Created by Devin alone", "Created by Devin"],
    ["Created by a cursor", "Generated by cursor iteration over the table"],
    ["Generated with a codex of laws", "Generated with Codex Justinianus"],
    ["Generated with a generator", "Generated with swagger-codegen"],
    ["a footer in the middle of a line", "The tool writes Generated with [Claude Code](https://claude.com/claude-code)"],
    ["a quoted footer", "> 🤖 Generated with [Claude Code](https://claude.com/claude-code)"],
    ["a quoted trailer", "  > Co-Authored-By: Claude <noreply@anthropic.com>"],
    ["a fenced trailer", "```\nCo-Authored-By: Claude <noreply@anthropic.com>\n```"],
    ["a fenced trailer with a language", "```text\nCo-Authored-By: Claude <noreply@anthropic.com>\n```"],
    ["a tilde fence", "~~~\nCo-Authored-By: Claude <noreply@anthropic.com>\n~~~"],
    ["a session that is a meeting", "Claude-Session: Tuesday at three"],
    ["a thread elsewhere", "Amp-Thread-ID: https://example.com/threads/T-1"],
    ["a session address that is only a prefix", "Claude-Session: https://claude.ai/code/"],
    ["a checkpoint that is no id", "Entire-Checkpoint: before lunch"],
    ["another author at Replit", "Replit-Commit-Author: Ana"],
    ["AI-assisted denied", "Ai-assisted: false"],
    ["a feature about a tool", "Add support for Claude Code hooks"],
    ["a branch of a tool", "Merge branch 'claude/fix-parser' into main"],
    ["a denial in prose", "This was not written by Claude Code."],
    ["a person in prose", "Parser implemented by Claude, reviewed by Devin."],
    ["a reviewer", "Reviewed-by: Claude <noreply@anthropic.com>"],
    ["a key that only starts alike", "Co-authored-by-tool: Claude <noreply@anthropic.com>"],
    ["the subject of another tool", "aiders: fix typo"],
    ["nothing at all", ""],
  ])("%s", (_, line) => {
    expect(read(`${line}\n\nWhy.\n\n${line}\n`)).toEqual({ claims: [], findings: [] });
  });

  it.each([
    ["a person named Claude", { name: "Claude", email: "claude@giverny.example" }],
    ["a person named like an app", { name: "devin-ai-integration[bot]", email: "devin@townsend.example" }],
    ["staff", { name: "Dana Okafor", email: "dana@anthropic.com" }],
    ["a person who writes of aider", { name: "(aider) Ana", email: ana.email }],
    ["no address", { name: "Claude Code", email: "" }],
  ])("as author: %s", (_, author) => {
    expect(read("Tidy", author)).toEqual({ claims: [], findings: [] });
  });

  it.each([
    ["dependabot", "49699333+dependabot[bot]@users.noreply.github.com"],
    ["renovate", "29139614+renovate[bot]@users.noreply.github.com"],
    ["a release bot", "gemini-cli-robot@google.com"],
  ])("the body of %s speaks of other people's commits", (name, email) => {
    expect(read(body("Co-Authored-By: Claude <noreply@anthropic.com>\n🤖 Generated with Claude Code"), { name, email })).toEqual({ claims: [], findings: [] });
  });
});

describe("what counts as the author's own words", () => {
  it("drops quotes and closed fences", () => {
    expect(ownLines("a\n> b\n```js\nc\n```\nd")).toEqual(["a", "d"]);
  });

  it("lets no fence that nothing closes hide the rest", () => {
    expect(ownLines("```\na\n~~~\nb")).toEqual(["```", "a", "~~~", "b"]);
    expect(told("```\nCo-Authored-By: Claude <noreply@anthropic.com>")).toHaveLength(1);
  });

  it("cuts a line at 1,000 characters", () => {
    expect(ownLines("x".repeat(2_000))).toEqual(["x".repeat(1_000)]);
  });
});

describe("hostile messages", () => {
  const million = 1_000_000;
  it.each([
    ["spaces before a colon", `Co-authored-by${" ".repeat(million)}:`],
    ["spaces in the value", `Co-authored-by: ${" ".repeat(million)}x`],
    ["tabs in front", `${"\t".repeat(million)}Co-authored-by: x`],
    ["brackets", `Co-authored-by: ${"<".repeat(million)}>`],
    ["colons", `Assisted-by: ${":".repeat(million)}`],
    ["fence openers", "```js\n".repeat(million / 6)],
    ["alternating fences", "```js\n~~~x\n".repeat(million / 11)],
    ["empty lines", "\r\n".repeat(million / 2)],
    ["carriage returns", "\r".repeat(million)],
    ["short trailers", "Assisted-by: a:gpt-5\n".repeat(million / 21)],
    ["half narratives", "written by ".repeat(million / 11)],
    ["digits of a version", `Assisted-by: ${"1.".repeat(million / 2)}`],
    ["quotes", ">".repeat(million)],
  ])("a million characters of %s are read in one pass", (_, message) => {
    expect(read(message).claims.length).toBeLessThanOrEqual(1);
  });

  it("keeps at most a thousand different claims of one commit", () => {
    const flood = Array.from({ length: 3_000 }, (_, at) => `Assisted-by: agent${at}:gpt-5`).join("\n");
    expect(read(flood).claims).toHaveLength(1_000);
  });

  it("never throws, and never takes a text for a person's work", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("Co-authored-by: ", "Assisted-by:", "<noreply@anthropic.com>", "```", ">", "Entire-Attribution: 50% agent", "Generated with ", "\ud800"),
    );
    fc.assert(
      fc.property(fc.array(line), fc.string({ unit: "binary" }), fc.string(), (lines, name, email) => {
        const { claims } = read(lines.join("\n"), { name, email });
        expect(claims.every(({ origin, grain }) => origin !== "human" && grain === "commit")).toBe(true);
        expect(claims.every(({ source, model, sponsor }) => [source, model, sponsor].every((text) => text === null || text.isWellFormed()))).toBe(true);
      }),
    );
  });
});
