import { member, object, parsed, text } from "../json.ts";
import type { Agent } from "./agent.ts";
import { promptEvent, replaces, stepsOf, writes } from "./tool-event.ts";

const tools = { create: writes("path", "file_text"), edit: replaces("path", { old: "old_str", new: "new_str" }) };

/** Of the coding agent and of the command line. An event does not say which it is; only one after the tool has a result. */
export const githubCopilot: Agent = {
  name: "github-copilot",
  noteName: "github-copilot",
  coAuthor: "Copilot <223556219+Copilot@users.noreply.github.com>",
  assistant: "GitHub Copilot",
  silence: "",
  read: (payload) => {
    const event = object(payload);
    const [tool, args] = [text(member(event, "toolName")), member(event, "toolArgs")];
    const [session, folder] = [text(member(event, "sessionId")), text(member(event, "cwd"))];
    // Of a prompt in no session nobody could say which lines it is about.
    if (tool === null) return session === null ? null : promptEvent(event, { session, model: null, folder });
    const input = object(typeof args === "string" ? parsed(args) : args);
    const moment = member(event, "toolResult") === undefined ? "before" : "after";
    // Older versions send no session.
    return { moment, session: session ?? "unstated", model: null, folder, files: stepsOf(tools, tool, input) };
  },
  settings: (command, prompts) => {
    const around = [{ type: "command", bash: command, powershell: command.replace(/ \|\| true$/, ""), timeoutSec: 30 }];
    return {
      file: ".github/hooks/countersign.json",
      content: { merge: { version: 1, hooks: { preToolUse: around, postToolUse: around, ...(prompts ? { userPromptSubmitted: around } : {}) } } },
      source: "https://docs.github.com/en/copilot/reference/hooks-configuration",
    };
  },
};
