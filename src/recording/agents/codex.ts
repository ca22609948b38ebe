import { member } from "../json.ts";
import { patchSteps } from "../patch-steps.ts";
import type { Agent } from "./agent.ts";
import { toolEvent } from "./tool-event.ts";

const tools = {
  apply_patch: (input: { readonly [key: string]: unknown }) => {
    const patch = member(input, "command");
    return typeof patch === "string" ? patchSteps(patch) : [];
  },
};

export const codex: Agent = {
  name: "codex",
  noteName: "codex",
  coAuthor: "Codex <noreply@openai.com>",
  assistant: "Codex CLI",
  silence: "",
  read: (payload) => toolEvent(payload, { before: "PreToolUse", after: "PostToolUse", prompt: "UserPromptSubmit" }, tools),
  settings: (command, prompts) => {
    const hooks = [{ type: "command", command }];
    const around = [{ matcher: "apply_patch", hooks }];
    return {
      file: ".codex/hooks.json",
      content: { merge: { hooks: { PreToolUse: around, PostToolUse: around, ...(prompts ? { UserPromptSubmit: [{ hooks }] } : {}) } } },
      source: "https://developers.openai.com/codex/hooks",
    };
  },
};
