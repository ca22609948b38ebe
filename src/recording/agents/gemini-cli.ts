import type { Agent } from "./agent.ts";
import { replaces, toolEvent, writes } from "./tool-event.ts";

const tools = {
  write_file: writes("file_path", "content"),
  replace: replaces("file_path", { old: "old_string", new: "new_string", everywhere: "allow_multiple" }),
};

/** Its model is named only beside the whole conversation (`BeforeModel`), which is not asked for. */
export const geminiCli: Agent = {
  name: "gemini-cli",
  noteName: "gemini",
  coAuthor: "gemini-cli <218195315+gemini-cli@users.noreply.github.com>",
  assistant: "Gemini CLI",
  silence: "{}\n",
  read: (payload) => toolEvent(payload, { before: "BeforeTool", after: "AfterTool", prompt: "BeforeAgent" }, tools),
  settings: (command, prompts) => {
    const hooks = [{ name: "countersign", type: "command", command }];
    const around = [{ matcher: Object.keys(tools).join("|"), hooks }];
    return {
      file: ".gemini/settings.json",
      content: { merge: { hooks: { BeforeTool: around, AfterTool: around, ...(prompts ? { BeforeAgent: [{ hooks }] } : {}) } } },
      source: "https://geminicli.com/docs/hooks/reference",
    };
  },
};
