import type { AgentEvent } from "../step.ts";

/** What is put in a file of the project so that the agent tells us what it writes. */
export interface AgentSettings {
  /** Relative to the root of the work tree. */
  readonly file: string;
  /** Members to be merged into a JSON file, or the whole text of a file of ours. */
  readonly content: { readonly merge: { readonly [key: string]: unknown } } | { readonly text: string };
  /** Where its maker documents it. */
  readonly source: string;
}

export interface Agent {
  /** As `--from` names it. */
  readonly name: string;
  /** As a git-ai note names it, so that a session that git-ai saw as well is the same session. */
  readonly noteName: string;
  /** What stands behind `Co-authored-by:`; the address is what readers go by. */
  readonly coAuthor: string;
  /** What stands before the model in the Linux kernel's `Assisted-by:`. */
  readonly assistant: string;
  /** What it expects on standard output of a hook that has nothing to say. */
  readonly silence: string;
  /** Null for an event that is none of ours. Takes whatever the agent sent. */
  readonly read: (payload: unknown) => AgentEvent | null;
  /** `command` is a shell command that takes the event on its standard input. Only with `prompts` is the agent asked for what people ask of it. */
  readonly settings: (command: string, prompts: boolean) => AgentSettings;
}
