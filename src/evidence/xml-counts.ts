import { Halt, quoted } from "./outcome.ts";
import type { Attributes } from "./xml.ts";

/** A malformed element: `corrupt`, with the line. */
export function malformed(line: number, what: string): Halt {
  return new Halt("corrupt", `Line ${line}: ${what}; write the report anew.`);
}

/** A line number. Throws `Halt` (`corrupt`) when it is absent or no number. */
export function lineNumber(attributes: Attributes, name: string, line: number): number {
  const text = attributes[name] ?? "";
  if (!/^\d{1,10}$/.test(text)) throw malformed(line, `${name}="${quoted(text, 40)}" is no number of a line`);
  return Number(text);
}

/** A number of hits, cut where numbers stop to be exact; a negative one is an overflow of the counter, and nothing is known of the hits. Throws as `lineNumber`. */
export function hitCount(attributes: Attributes, name: string, line: number): number {
  const text = attributes[name] ?? "";
  if (!/^-?\d{1,30}$/.test(text)) throw malformed(line, `${name}="${quoted(text, 40)}" is no number of hits`);
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Number(text)));
}

/** A total in a header: null when absent or empty, NaN when it is no number, which nothing can explain. */
export function declaredNumber(text: string | undefined): number | null {
  const plain = text?.trim() ?? "";
  if (plain === "") return null;
  return /^\d{1,15}(?:\.\d{1,30}(?:[eE]-\d{1,2})?)?$/.test(plain) ? Number(plain) : Number.NaN;
}
