import { list, member, object, text } from "../json.ts";
import type { Agent } from "./agent.ts";
import { promptEvent, replacesMany } from "./tool-event.ts";

const edits = replacesMany("file_path");
const events = ["afterFileEdit", "afterTabFileEdit"];
const asked = "beforeSubmitPrompt";

/** It says what it replaced and by what, and so the text before is known without having been seen. */
export const cursor: Agent = {
  name: "cursor",
  noteName: "cursor",
  coAuthor: "Cursor <cursoragent@cursor.com>",
  assistant: "Cursor",
  silence: '{"continue":true}\n',
  read: (payload) => {
    const event = object(payload);
    const session = text(member(event, "conversation_id"));
    const name = text(member(event, "hook_event_name"));
    if (event === null || session === null || name === null) return null;
    const common = { session, model: text(member(event, "model")), folder: text(list(member(event, "workspace_roots"))[0]) };
    if (name === asked) return promptEvent(event, common);
    return events.includes(name) ? { ...common, moment: "after", files: edits(event) } : null;
  },
  settings: (command, prompts) => ({
    file: ".cursor/hooks.json",
    content: { merge: { version: 1, hooks: Object.fromEntries([...events, ...(prompts ? [asked] : [])].map((event) => [event, [{ command }]])) } },
    source: "https://cursor.com/docs/agent/hooks",
  }),
};
