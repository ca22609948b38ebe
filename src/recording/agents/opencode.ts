import { member } from "../json.ts";
import { patchSteps } from "../patch-steps.ts";
import type { Agent } from "./agent.ts";
import { replaces, toolEvent, writes } from "./tool-event.ts";

const patch = (input: { readonly [key: string]: unknown }) => {
  const text = member(input, "patchText");
  return typeof text === "string" ? patchSteps(text) : [];
};
const tools = {
  write: writes("filePath", "content"),
  edit: replaces("filePath", { old: "oldString", new: "newString", everywhere: "replaceAll" }),
  patch,
  apply_patch: patch,
};

/** It starts no command of its own; a plugin of ours hands its events on, in the form of the others. */
export const opencode: Agent = {
  name: "opencode",
  noteName: "opencode",
  coAuthor: "opencode <noreply@opencode.ai>",
  assistant: "opencode",
  silence: "",
  read: (payload) => toolEvent(payload, { before: "PreToolUse", after: "PostToolUse" }, tools),
  settings: (command) => ({ file: ".opencode/plugins/countersign.js", content: { text: plugin(command) }, source: "https://opencode.ai/docs/plugins" }),
};

function plugin(command: string): string {
  return `// Written by \`countersign record settings opencode\`. Tells Countersign which lines opencode writes; no prompt is read.
import { spawnSync } from "node:child_process";

const tools = ${JSON.stringify(Object.keys(tools))};

export const Countersign = async ({ directory }) => {
  const models = new Map();
  const tell = (event, { tool, sessionID }, args) => {
    if (!tools.includes(tool)) return;
    const input = JSON.stringify({ hook_event_name: event, session_id: sessionID, model: models.get(sessionID), cwd: directory, tool_name: tool, tool_input: args });
    spawnSync(${JSON.stringify(command)}, { input, shell: true, cwd: directory, timeout: 30000, stdio: ["pipe", "ignore", "ignore"] });
  };
  return {
    "chat.message": async ({ sessionID, model }) => {
      if (model) models.set(sessionID, \`\${model.providerID}/\${model.modelID}\`);
    },
    "tool.execute.before": async (input, output) => tell("PreToolUse", input, output.args),
    "tool.execute.after": async (input) => tell("PostToolUse", input, input.args),
  };
};
`;
}
