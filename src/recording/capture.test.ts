import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TestRepository } from "../git/testing.ts";
import { agentNamed } from "./agents.ts";
import { type CaptureOptions, captureEvent, captureTraces } from "./capture.ts";
import { Spool } from "./spool.ts";

let repo: TestRepository;
let options: CaptureOptions;
beforeEach(() => {
  repo = new TestRepository();
  repo.commit({ "a.ts": "one\n" });
  let seed = 0;
  options = {
    root: repo.path,
    spool: new Spool(join(repo.path, ".git"), () => 1_000),
    sponsor: "Dana <dana@example.com>",
    clock: () => 1_000,
    random: (length) => new Uint8Array(length).fill(++seed),
    ignored: async (path) => path.endsWith(".env"),
    prompts: async () => null,
  };
});
afterEach(() => repo[Symbol.dispose]());

const write = (path: string, text: string) => writeFileSync(join(repo.path, path), text);
const claude = (hook_event_name: string, tool_name: string, tool_input: object) => {
  const agent = agentNamed("claude-code");
  const event = agent?.read({ session_id: "s-1", cwd: repo.path, hook_event_name, tool_name, tool_input, prompt: "a secret prompt" });
  if (!agent || !event) throw new Error("the event is not read");
  return captureEvent(event, agent, options);
};
const cursor = (edits: readonly object[]) => {
  const agent = agentNamed("cursor");
  const event = agent?.read({ conversation_id: "c-1", hook_event_name: "afterFileEdit", model: "gpt-5", workspace_roots: [repo.path], file_path: join(repo.path, "a.ts"), edits });
  if (!agent || !event) throw new Error("the event is not read");
  return captureEvent(event, agent, options);
};
const ranges = async () =>
  (await options.spool.read()).flatMap(({ files }) => files.map(({ path, ranges: own }) => [path, ...own.map(({ start, end }) => `${start}-${end}`)].join(" ")));

describe("what an agent writes", () => {
  it("is the lines that are new between the text before and after, not those that a person left there uncommitted", async () => {
    write("a.ts", "one\nby a person\n");
    const content = "one\nby a person\nby the agent\n";
    await claude("PreToolUse", "Write", { file_path: join(repo.path, "a.ts"), content });
    write("a.ts", content);
    expect(await claude("PostToolUse", "Write", { file_path: join(repo.path, "a.ts"), content })).toEqual({ recorded: [{ path: "a.ts", lines: 1 }], skipped: [] });
    expect(await ranges()).toEqual(["a.ts 3-3"]);
    expect(await options.spool.read()).toMatchObject([{ tool: "claude", session: "s-1", sponsor: "Dana <dana@example.com>" }]);
  });

  it("leaves out a line that the agent does not say it wrote, such as a formatter's", async () => {
    write("a.ts", "one\n");
    const input = { file_path: "a.ts", old_string: "one", new_string: "one\ntwo( )\nthree" };
    await claude("PreToolUse", "Edit", input);
    write("a.ts", "one\ntwo();\nthree\n");
    await claude("PostToolUse", "Edit", input);
    expect(await ranges()).toEqual(["a.ts 3-3"]);
  });

  it("is known from what was replaced where nobody saw the text before", async () => {
    write("a.ts", "zero\none\ntwo\n");
    expect((await cursor([{ old_string: "one\n", new_string: "one\ntwo\n" }])).recorded).toEqual([{ path: "a.ts", lines: 1 }]);
    expect(await ranges()).toEqual(["a.ts 3-3"]);
  });

  it("is not known where the place can't be told, or a whole file was written unseen: nothing is claimed", async () => {
    write("a.ts", "two\ntwo\n");
    const told = [{ path: join(repo.path, "a.ts"), why: expect.stringContaining("nobody saw it before") }];
    expect(await cursor([{ old_string: "one", new_string: "two" }])).toEqual({ recorded: [], skipped: told });
    expect(await claude("PostToolUse", "Write", { file_path: join(repo.path, "a.ts"), content: "two\ntwo\n" })).toEqual({ recorded: [], skipped: told });
    expect(await options.spool.read()).toEqual([]);
  });

  it("is never read outside the work tree, from the git directory, through a link, or where git ignores it", async () => {
    symlinkSync("/etc", join(repo.path, "etc"));
    symlinkSync("/etc/passwd", join(repo.path, "link"));
    mkdirSync(join(repo.path, "sub"));
    for (const path of ["/etc/passwd", "../x", "etc/passwd", "link", ".git/config", "sub", "secrets.env", join(repo.path, ".git/hooks/post-commit")]) {
      const { skipped } = await claude("PreToolUse", "Write", { file_path: path, content: "x" });
      expect([path, skipped.length]).toEqual([path, 1]);
    }
  });

  it("a new file in a new folder is the agent's, and binary or very large files are nobody's", async () => {
    const input = { file_path: join(repo.path, "new/deep/b.ts"), content: "x\ny\n" };
    await claude("PreToolUse", "Write", input);
    mkdirSync(join(repo.path, "new/deep"), { recursive: true });
    write("new/deep/b.ts", "x\r\ny");
    await claude("PostToolUse", "Write", input);
    expect(await ranges()).toEqual(["new/deep/b.ts 1-2"]);
    for (const [name, text] of [
      ["binary", "a\0b"],
      ["large", "x".repeat(3 * 2 ** 20)],
    ] as const) {
      write(name, text);
      expect((await claude("PreToolUse", "Write", { file_path: name, content: "" })).skipped).toHaveLength(1);
    }
  });

  it("has the model that the session named when it began", async () => {
    const agent = agentNamed("claude-code");
    const began = agent?.read({ session_id: "s-1", hook_event_name: "SessionStart", model: "claude-opus-4-6", cwd: repo.path });
    if (agent && began) await captureEvent(began, agent, options);
    const input = { file_path: "a.ts", old_string: "one", new_string: "one\ntwo" };
    write("a.ts", "one\ntwo\n");
    await claude("PostToolUse", "Edit", input);
    expect(await options.spool.read()).toMatchObject([{ model: "claude-opus-4-6" }]);
  });
});

describe("Agent Trace of another program", () => {
  const trace = (range: object, contributor: object = { type: "ai", model_id: "openai/gpt-5" }) =>
    Buffer.from(
      JSON.stringify({
        version: "0.1.0",
        id: "550e8400-e29b-41d4-a716-446655440000",
        timestamp: "2026-01-23T14:30:00Z",
        tool: { name: "some-editor", version: "1.0" },
        files: [{ path: "a.ts", conversations: [{ url: "https://example.com/1", contributor, ranges: [range] }] }],
      }),
    );

  it("counts while its text agrees with the hash, and no further than the file goes", async () => {
    write("a.ts", "one\ntwo\n");
    expect((await captureTraces(trace({ start_line: 2, end_line: 2, content_hash: "murmur3:3b9e8d41" }), options)).recorded).toEqual([]);
    expect((await captureTraces(trace({ start_line: 2, end_line: 9 }), options)).recorded).toEqual([]);
    expect((await captureTraces(trace({ start_line: 2, end_line: 2, content_hash: "sha256:3fc4ccfe745870e2" }), options)).recorded).toEqual([{ path: "a.ts", lines: 1 }]);
    expect(await options.spool.read()).toMatchObject([{ tool: "some-editor", model: "gpt-5", session: "550e8400-e29b-41d4-a716-446655440000" }]);
  });

  it.each(["human", "mixed", "unknown"])("records nothing of what it calls %s: that is not ours to say", async (type) => {
    expect((await captureTraces(trace({ start_line: 1, end_line: 1 }, { type }), options)).recorded).toEqual([]);
    rmSync(join(repo.path, ".git/countersign"), { recursive: true, force: true });
  });
});
