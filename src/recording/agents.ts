import type { Agent } from "./agents/agent.ts";
import { claudeCode } from "./agents/claude-code.ts";
import { codex } from "./agents/codex.ts";
import { cursor } from "./agents/cursor.ts";
import { geminiCli } from "./agents/gemini-cli.ts";
import { githubCopilot } from "./agents/github-copilot.ts";
import { opencode } from "./agents/opencode.ts";

/** The agents whose makers document hooks that say what is written. Others, such as aider, mark their commits themselves. */
export const agents: readonly Agent[] = [claudeCode, codex, cursor, geminiCli, githubCopilot, opencode];

export function agentNamed(name: string): Agent | null {
  return agents.find((agent) => agent.name === name) ?? null;
}

/** The agent that a note or a trace calls so, by either of its names. */
export function agentOf(tool: string): Agent | null {
  const name = tool.toLowerCase();
  return agents.find((agent) => agent.name === name || agent.noteName === name) ?? null;
}
