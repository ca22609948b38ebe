import type { Agent } from "./agent.ts";
import { replaces, replacesMany, toolEvent, writes } from "./tool-event.ts";

const tools = {
  Write: writes("file_path", "content"),
  Edit: replaces("file_path", { old: "old_string", new: "new_string", everywhere: "replace_all" }),
  MultiEdit: replacesMany("file_path"),
};

/** Which model is at work it says only when a session begins. */
export const claudeCode: Agent = {
  name: "claude-code",
  noteName: "claude",
  coAuthor: "Claude <noreply@anthropic.com>",
  assistant: "Claude Code",
  silence: "",
  read: (payload) => toolEvent(payload, { before: "PreToolUse", after: "PostToolUse", prompt: "UserPromptSubmit" }, tools),
  settings: (command, prompts) => {
    const hooks = [{ type: "command", command }];
    const around = [{ matcher: Object.keys(tools).join("|"), hooks }];
    return {
      file: ".claude/settings.json",
      content: { merge: { hooks: { PreToolUse: around, PostToolUse: around, SessionStart: [{ hooks }], ...(prompts ? { UserPromptSubmit: [{ hooks }] } : {}) } } },
      source: "https://code.claude.com/docs/en/hooks",
    };
  },
};
