import { type JsonObject, list, member, object, text } from "../json.ts";
import { type AgentEvent, type FileStep, fragments, wholeLines } from "../step.ts";

/** How one tool of an agent says what it writes. */
export type ToolSteps = (input: JsonObject) => readonly FileStep[];

/** What an agent calls the events that we ask for. */
interface HookEvents {
  readonly before: string;
  readonly after: string;
  readonly prompt: string;
}

/** Reads an event of the form that Claude Code gave its hooks and others took over: `hook_event_name`, `session_id`, `cwd`, `tool_name`, `tool_input`. */
export function toolEvent(payload: unknown, events: HookEvents, tools: Readonly<Record<string, ToolSteps>>): AgentEvent | null {
  const event = object(payload);
  const [session, name] = [text(member(event, "session_id")), text(member(event, "hook_event_name"))];
  if (session === null) return null;
  const common = { session, model: text(member(event, "model")), folder: text(member(event, "cwd")) };
  if (name === "SessionStart") return { ...common, moment: "session" };
  if (name === events.prompt) return promptEvent(event, common);
  const steps = stepsOf(tools, text(member(event, "tool_name")), object(member(event, "tool_input")));
  if (name === events.before) return { ...common, moment: "before", files: steps };
  return name === events.after ? { ...common, moment: "after", files: steps } : null;
}

/** What somebody asked of a tool; null where the event has no such text. */
export function promptEvent(event: JsonObject | null, common: Pick<AgentEvent, "session" | "model" | "folder">): AgentEvent | null {
  const prompt = text(member(event, "prompt"));
  return prompt === null ? null : { ...common, moment: "prompt", prompt };
}

export function stepsOf(tools: Readonly<Record<string, ToolSteps>>, tool: string | null, input: JsonObject | null): readonly FileStep[] {
  const steps = tool !== null && Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  return steps === undefined || input === null ? [] : steps(input);
}

/** A tool that writes a whole file. */
export function writes(path: string, content: string): ToolSteps {
  return (input) => {
    const [at, written] = [text(member(input, path)), member(input, content)];
    return at === null || typeof written !== "string" ? [] : [{ path: at, wrote: wholeLines(written), replaced: null }];
  };
}

/** A tool that replaces text in a file, once; with the member `everywhere` set it does so wherever the text stands. */
export function replaces(path: string, names: { readonly old: string; readonly new: string; readonly everywhere?: string }): ToolSteps {
  return (input) => {
    const [at, edit] = [text(member(input, path)), replacement(input, names)];
    if (at === null || edit === null) return [];
    const everywhere = names.everywhere !== undefined && member(input, names.everywhere) === true;
    return [{ path: at, wrote: fragments([edit.new]), replaced: everywhere ? null : [edit] }];
  };
}

/** A tool that makes several replacements in one file, one after the other. */
export function replacesMany(path: string): ToolSteps {
  return (input) => {
    const at = text(member(input, path));
    const edits = list(member(input, "edits")).map((each) => replacement(object(each), { old: "old_string", new: "new_string" }));
    const whole = edits.flatMap((edit) => edit ?? []);
    if (at === null || whole.length === 0) return [];
    const once = whole.length === edits.length && !list(member(input, "edits")).some((each) => member(object(each), "replace_all") === true);
    return [{ path: at, wrote: fragments(whole.map((edit) => edit.new)), replaced: once ? whole : null }];
  };
}

function replacement(input: JsonObject | null, names: { readonly old: string; readonly new: string }): { old: string; new: string } | null {
  const [old, now] = [member(input, names.old), member(input, names.new)];
  return typeof old === "string" && typeof now === "string" ? { old, new: now } : null;
}
