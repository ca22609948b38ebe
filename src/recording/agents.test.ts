import { describe, expect, it } from "vitest";
import { ownTools, toolOfIdentity } from "../provenance/tools.ts";
import { agentNamed, agentOf, agents } from "./agents.ts";
import type { AgentEvent } from "./step.ts";

/** The events as their makers document them; where the documentation shows another tool, its envelope with the documented arguments of the tool that writes. */
const documented: Readonly<Record<string, { readonly before?: unknown; readonly after: unknown }>> = {
  // https://code.claude.com/docs/en/hooks
  "claude-code": {
    before: {
      session_id: "abc123",
      transcript_path: "/home/user/.claude/projects/x/abc123.jsonl",
      cwd: "/home/user/my-project",
      permission_mode: "default",
      hook_event_name: "PreToolUse",
      tool_name: "Write",
      tool_input: { file_path: "/home/user/my-project/src/a.ts", content: "two\nthree\n" },
      tool_use_id: "toolu_01ABC123",
    },
    after: {
      session_id: "abc123",
      transcript_path: "/home/user/.claude/projects/x/abc123.jsonl",
      cwd: "/home/user/my-project",
      permission_mode: "default",
      hook_event_name: "PostToolUse",
      tool_name: "Write",
      tool_input: { file_path: "/home/user/my-project/src/a.ts", content: "two\nthree\n" },
      tool_response: { filePath: "/home/user/my-project/src/a.ts", success: true },
      tool_use_id: "toolu_01ABC123",
    },
  },
  // https://developers.openai.com/codex/hooks and its schema post-tool-use.command.input
  codex: {
    before: {
      session_id: "abc123",
      turn_id: "t-1",
      transcript_path: null,
      cwd: "/home/user/my-project",
      hook_event_name: "PreToolUse",
      model: "gpt-5-codex",
      permission_mode: "default",
      tool_name: "apply_patch",
      tool_use_id: "call-1",
      tool_input: { command: "*** Begin Patch\n*** Update File: src/a.ts\n@@\n one\n+two\n+three\n-four\n*** End Patch" },
    },
    after: {
      session_id: "abc123",
      turn_id: "t-1",
      transcript_path: null,
      cwd: "/home/user/my-project",
      hook_event_name: "PostToolUse",
      model: "gpt-5-codex",
      permission_mode: "default",
      tool_name: "apply_patch",
      tool_use_id: "call-1",
      tool_input: { command: "*** Begin Patch\n*** Update File: src/a.ts\n@@\n one\n+two\n+three\n-four\n*** End Patch" },
      tool_response: "Success. Updated the following files:\nM src/a.ts\n",
    },
  },
  // https://cursor.com/docs/agent/hooks
  cursor: {
    after: {
      conversation_id: "abc123",
      generation_id: "g-1",
      model: "claude-sonnet-4-5",
      hook_event_name: "afterFileEdit",
      cursor_version: "2.0.77",
      workspace_roots: ["/home/user/my-project"],
      user_email: "user@example.com",
      file_path: "/home/user/my-project/src/a.ts",
      edits: [{ old_string: "one\n", new_string: "one\ntwo\nthree\n" }],
    },
  },
  // https://geminicli.com/docs/hooks/reference
  "gemini-cli": {
    before: {
      session_id: "abc123",
      transcript_path: "/home/user/.gemini/tmp/x/chats/session.json",
      cwd: "/home/user/my-project",
      hook_event_name: "BeforeTool",
      timestamp: "2026-01-05T10:00:00.000Z",
      tool_name: "write_file",
      tool_input: { file_path: "src/a.ts", content: "two\nthree\n" },
    },
    after: {
      session_id: "abc123",
      transcript_path: "/home/user/.gemini/tmp/x/chats/session.json",
      cwd: "/home/user/my-project",
      hook_event_name: "AfterTool",
      timestamp: "2026-01-05T10:00:01.000Z",
      tool_name: "replace",
      tool_input: { file_path: "src/a.ts", instruction: "add two and three", old_string: "one\n", new_string: "one\ntwo\nthree\n" },
      tool_response: { llmContent: "Successfully modified file", returnDisplay: "" },
    },
  },
  // https://docs.github.com/en/copilot/reference/hooks-configuration
  "github-copilot": {
    before: { timestamp: 1704614600000, cwd: "/home/user/my-project", toolName: "edit", toolArgs: '{"path":"src/a.ts","old_str":"one","new_str":"one\\ntwo\\nthree"}' },
    after: {
      timestamp: 1704614700000,
      cwd: "/home/user/my-project",
      toolName: "create",
      toolArgs: '{"path":"/home/user/my-project/src/a.ts","file_text":"two\\nthree\\n"}',
      toolResult: { resultType: "success", textResultForLlm: "Created file" },
    },
  },
  // https://opencode.ai/docs/plugins, as our plugin hands it on
  opencode: {
    before: {
      hook_event_name: "PreToolUse",
      session_id: "abc123",
      cwd: "/home/user/my-project",
      tool_name: "edit",
      tool_input: { filePath: "src/a.ts", oldString: "a", newString: "two\nthree" },
    },
    after: {
      hook_event_name: "PostToolUse",
      session_id: "abc123",
      model: "anthropic/claude-sonnet-4-5",
      cwd: "/home/user/my-project",
      tool_name: "write",
      tool_input: { filePath: "/home/user/my-project/src/a.ts", content: "two\nthree\n" },
    },
  },
};

const pathsOf = (event: AgentEvent | null) => (event !== null && "files" in event ? event.files.map(({ path }) => path.replace("/home/user/my-project/", "")) : null);
const wrote = (event: AgentEvent | null, line: string) => event !== null && "files" in event && event.files.some((file) => file.wrote(line));

describe("the events of an agent's hook, as its maker documents them", () => {
  it.each(agents.map((agent) => [agent.name, agent] as const))("%s: what it writes and where, in which session, and nothing else", (name, agent) => {
    const { before, after } = documented[name] ?? { after: null };
    const [first, second] = [before === undefined ? null : agent.read(before), agent.read(after)];
    if (before !== undefined) expect([first?.moment, pathsOf(first)]).toEqual(["before", ["src/a.ts"]]);
    expect([second?.moment, second?.session, second?.folder, pathsOf(second)]).toEqual([
      "after",
      name === "github-copilot" ? "unstated" : "abc123",
      "/home/user/my-project",
      ["src/a.ts"],
    ]);
    expect(["two", "three", "four", ""].map((line) => wrote(second, line))).toEqual([true, true, false, false]);
  });

  it.each(agents.map((agent) => [agent.name, agent] as const))("%s: an event of another kind, or nothing that makes sense, is passed over", (_, agent) => {
    const other = { session_id: "s", conversation_id: "s", cwd: "/", hook_event_name: "Stop", prompt: "secret" };
    for (const payload of [null, [], "text", 7, {}, other, { ...other, tool_input: { file_path: "a" } }, { toolName: "bash", toolArgs: "not json", toolResult: {} }]) {
      const event = agent.read(payload);
      expect(event === null || pathsOf(event)?.length === 0).toBe(true);
    }
  });

  it("R3 a session of Claude Code says which model it uses", () => {
    const started = { session_id: "abc123", transcript_path: "/t", cwd: "/p", hook_event_name: "SessionStart", source: "startup", model: "claude-sonnet-4-5-20250929" };
    expect(agentNamed("claude-code")?.read(started)).toEqual({ moment: "session", session: "abc123", model: "claude-sonnet-4-5-20250929", folder: "/p" });
  });

  it("several edits of one file are one step, and a replacement everywhere can't be taken back", () => {
    const claude = agentNamed("claude-code");
    const event = (tool_name: string, tool_input: object) => claude?.read({ session_id: "s", cwd: "/p", hook_event_name: "PostToolUse", tool_name, tool_input });
    const many = event("MultiEdit", {
      file_path: "/p/a",
      edits: [
        { old_string: "a", new_string: "b" },
        { old_string: "c", new_string: "d" },
      ],
    });
    expect(many !== null && many !== undefined && "files" in many ? many.files[0]?.replaced : null).toHaveLength(2);
    const everywhere = event("Edit", { file_path: "/p/a", old_string: "a", new_string: "b", replace_all: true });
    expect(everywhere !== null && everywhere !== undefined && "files" in everywhere ? everywhere.files[0]?.replaced : "none").toBeNull();
  });
});

/** What people ask, as the same pages document it; opencode's as our plugin hands it on. */
const asked: Readonly<Record<string, object>> = {
  "claude-code": {
    session_id: "abc123",
    transcript_path: "/home/user/.claude/projects/x/abc123.jsonl",
    cwd: "/home/user/my-project",
    permission_mode: "default",
    hook_event_name: "UserPromptSubmit",
  },
  codex: {
    session_id: "abc123",
    turn_id: "t-1",
    transcript_path: null,
    cwd: "/home/user/my-project",
    hook_event_name: "UserPromptSubmit",
    model: "gpt-5-codex",
    permission_mode: "default",
  },
  cursor: { conversation_id: "abc123", generation_id: "g-1", hook_event_name: "beforeSubmitPrompt", workspace_roots: ["/home/user/my-project"], attachments: [] },
  "gemini-cli": { session_id: "abc123", transcript_path: "/t", cwd: "/home/user/my-project", hook_event_name: "BeforeAgent", timestamp: "2026-01-05T10:00:00.000Z" },
  "github-copilot": { sessionId: "abc123", timestamp: 1704614500000, cwd: "/home/user/my-project" },
  opencode: { hook_event_name: "UserPromptSubmit", session_id: "abc123", cwd: "/home/user/my-project" },
};

describe("what people ask of an agent", () => {
  it.each(agents.map((agent) => [agent.name, agent] as const))("%s: its session and its text, and nothing without either", (name, agent) => {
    const event = { ...asked[name], prompt: "add a tax" };
    expect(agent.read(event)).toMatchObject({ moment: "prompt", session: "abc123", folder: "/home/user/my-project", prompt: "add a tax" });
    const { session_id: _id, conversation_id: _conversation, sessionId: _session, ...nameless } = event as Record<string, unknown>;
    for (const less of [asked[name], { ...event, prompt: "" }, { ...event, prompt: 7 }, nameless]) expect(agent.read(less)).toBeNull();
  });
});

describe("what an agent is called", () => {
  it.each(agents.map((agent) => [agent.name, agent] as const))("%s: its trailer's address is one that the table of tools knows as this tool", (name, agent) => {
    const [, email = ""] = /<(.+)>$/.exec(agent.coAuthor) ?? [];
    expect(toolOfIdentity(ownTools, { name: "", email })?.tool).toBe(name);
    expect(agentOf(agent.noteName)).toBe(agent);
  });
});
