import { list, member, object, text } from "../json.ts";
import type { Agent } from "./agent.ts";
import { replacesMany } from "./tool-event.ts";

const edits = replacesMany("file_path");
const events = ["afterFileEdit", "afterTabFileEdit"];

/** It says what it replaced and by what, and so the text before is known without having been seen. */
export const cursor: Agent = {
  name: "cursor",
  noteName: "cursor",
  coAuthor: "Cursor <cursoragent@cursor.com>",
  assistant: "Cursor",
  silence: "{}\n",
  read: (payload) => {
    const event = object(payload);
    const session = text(member(event, "conversation_id"));
    if (event === null || session === null || !events.includes(text(member(event, "hook_event_name")) ?? "")) return null;
    return { moment: "after", session, model: text(member(event, "model")), folder: text(list(member(event, "workspace_roots"))[0]), files: edits(event) };
  },
  settings: (command) => ({
    file: ".cursor/hooks.json",
    content: { merge: { version: 1, hooks: Object.fromEntries(events.map((event) => [event, [{ command }]])) } },
    source: "https://cursor.com/docs/agent/hooks",
  }),
};
