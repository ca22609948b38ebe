import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../workflow/testing.ts";
import { wantedSettings, writeSettings } from "./agent-settings.ts";
import type { Agent } from "./agents/agent.ts";
import { agentNamed, agents } from "./agents.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "countersign-settings-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const claude = agentNamed("claude-code") as Agent;
const there = (text: string, file = ".claude/settings.json") => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const wanted = async (agent = claude, prompts = false) => await wantedSettings(agent, root, { program: "countersign", prompts });

describe("the settings of an agent's hooks", () => {
  it.each(agents.map((agent) => [agent.name, agent] as const))("%s: written once, and found there the second time", async (name, agent) => {
    const first = await wanted(agent);
    expect(first.changed).toBe(true);
    expect(first.text).toContain(`countersign record add --from ${name} || true`);
    await writeSettings(root, first);
    expect(readFileSync(join(root, first.file), "utf8")).toBe(first.text);
    expect((await wanted(agent)).changed).toBe(false);
  });

  it("stand beside what is there, and nothing of it changes", async () => {
    const own = { model: "opus", hooks: { PostToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command: "lint" }] }], Stop: [] }, permissions: { allow: ["Read"] } };
    there(JSON.stringify(own, null, 4));
    const { text } = await wanted();
    const merged = JSON.parse(text) as typeof own;
    expect(merged).toMatchObject({ model: "opus", permissions: own.permissions });
    expect(merged.hooks.PostToolUse[0]).toEqual(own.hooks.PostToolUse[0]);
    expect(merged.hooks.PostToolUse).toHaveLength(2);
    expect(Object.keys(merged)).toEqual(["model", "hooks", "permissions"]);
    expect(text).toMatch(/^ {4}"model"/m);
  });

  it("are not added to a file that is no plain JSON, nor over a plugin that is not ours", async () => {
    for (const text of ["// a comment\n{}", "[]", "{"]) {
      there(text);
      expect((await failureOf(wanted())).code).toBe("bad-input");
      expect(readFileSync(join(root, ".claude/settings.json"), "utf8")).toBe(text);
    }
    there("export const Mine = 1;\n", ".opencode/plugins/countersign.js");
    expect((await failureOf(wanted(agentNamed("opencode") as Agent))).code).toBe("already-exists");
  });

  it("F02: are never written through a link that leads out of the work tree", async () => {
    const outside = mkdtempSync(join(tmpdir(), "countersign-outside-"));
    symlinkSync(outside, join(root, ".claude"));
    expect((await failureOf(writeSettings(root, await wanted()))).code).toBe("bad-input");
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  it.each(agents.map((agent) => [agent.name, agent] as const))(
    "%s: asked for a prompt only where the policy wants a digest of it, also beside what is there already",
    async (_, agent) => {
      const asks = /UserPromptSubmit|userPromptSubmitted|beforeSubmitPrompt|BeforeAgent/;
      const silent = await wanted(agent);
      expect(silent.text).not.toMatch(asks);
      await writeSettings(root, silent);
      const asking = await wanted(agent, true);
      expect([asking.changed, asking.text]).toEqual([true, expect.stringMatching(asks)]);
      expect(asking.text).not.toContain("BeforeModel");
      await writeSettings(root, asking);
      expect((await wanted(agent, true)).changed).toBe(false);
    },
  );
});
