import { linesIn, plainLines } from "./text-lines.ts";

/** A text that a tool put in the place of another, as it says itself. */
export interface Replacement {
  readonly old: string;
  readonly new: string;
}

/** What a tool says that it does to one file. */
export interface FileStep {
  /** As stated: absolute, or relative to where the tool works. */
  readonly path: string;
  /** Whether the tool says that it wrote this line. What a formatter or a person did to a line at the same time is nobody's. */
  readonly wrote: (line: string) => boolean;
  /** How to come back to the text before; null when what the tool says does not tell. */
  readonly replaced: readonly Replacement[] | null;
}

interface InSession {
  readonly session: string;
  readonly model: string | null;
  /** Where the tool works; null when it does not say. */
  readonly folder: string | null;
}

/** What a tool told its hook: that it is about to change files, that it did, that a session began, or what somebody asked of it. */
export type AgentEvent = InSession &
  ({ readonly moment: "before" | "after"; readonly files: readonly FileStep[] } | { readonly moment: "session" } | { readonly moment: "prompt"; readonly prompt: string });

/** For a tool that hands over whole lines: the text of a file, or the added lines of a patch. */
export function wholeLines(text: string): FileStep["wrote"] {
  const lines = new Set(splitLines(text));
  return (line) => lines.has(line);
}

/** For a tool that replaces text inside a file: the first and the last line of what it put there may go on with what was there. */
export function fragments(texts: readonly string[]): FileStep["wrote"] {
  const tests = texts.map(fragment);
  return (line) => tests.some((test) => test(line));
}

function fragment(text: string): (line: string) => boolean {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  if (lines.length === 1) return (line) => first !== "" && line.includes(first);
  const inner = new Set(lines.slice(1, -1));
  return (line) => inner.has(line) || (first !== "" && line.endsWith(first)) || (last !== "" && line.startsWith(last));
}

/** The text before the replacements, which were made one after the other; null when a place can't be told from another. */
export function before(after: string, replaced: readonly Replacement[]): string | null {
  let text = after;
  for (const { old, new: now } of replaced.toReversed()) {
    // Nothing was put there, so no line of it can be claimed and where it was does not matter.
    if (now === "") continue;
    const at = text.indexOf(now);
    if (at === -1 || text.indexOf(now, at + 1) !== -1) return null;
    text = text.slice(0, at) + old + text.slice(at + now.length);
  }
  return text;
}

function splitLines(text: string): string[] {
  return linesIn(plainLines(Buffer.from(text)));
}
