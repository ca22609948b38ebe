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
  read: (payload) => toolEvent(payload, { before: "PreToolUse", after: "PostToolUse", prompt: "UserPromptSubmit" }, tools),
  settings: (command, prompts) => ({ file: ".opencode/plugins/countersign.js", content: { text: plugin(command, prompts) }, source: "https://opencode.ai/docs/plugins" }),
};

function plugin(command: string, prompts: boolean): string {
  const head = `// Written by \`countersign record settings opencode\`. Tells Countersign which lines opencode writes`;
  return `${head}${prompts ? ", and what it was asked, of which a salted digest is kept." : "; no prompt is read."}
import { spawnSync } from "node:child_process";

const tools = ${JSON.stringify(Object.keys(tools))};

export const Countersign = async ({ directory }) => {
  const models = new Map();
  const send = (event, sessionID, more) => {
    const input = JSON.stringify({ hook_event_name: event, session_id: sessionID, model: models.get(sessionID), cwd: directory, ...more });
    spawnSync(${JSON.stringify(command)}, { input, shell: true, cwd: directory, timeout: 30000, stdio: ["pipe", "ignore", "ignore"] });
  };
  const tell = (event, { tool, sessionID }, args) => {
    if (tools.includes(tool)) send(event, sessionID, { tool_name: tool, tool_input: args });
  };
  return {
    "chat.message": async ({ sessionID, model }${prompts ? ", { parts }" : ""}) => {
      if (model) models.set(sessionID, \`\${model.providerID}/\${model.modelID}\`);${prompts ? asked : ""}
    },
    "tool.execute.before": async (input, output) => tell("PreToolUse", input, output.args),
    "tool.execute.after": async (input) => tell("PostToolUse", input, input.args),
  };
};
`;
}

// A synthetic part is opencode's own, such as the text of a file that was named.
const asked = `
      const said = parts.filter((part) => part.type === "text" && !part.synthetic).map((part) => part.text);
      if (said.length > 0) send("UserPromptSubmit", sessionID, { prompt: said.join("\\n") });`;
