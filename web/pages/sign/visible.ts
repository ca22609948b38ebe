import type { Segment } from "../../parts/segments.tsx";

// Format and control characters, and those that take no room: whatever could make a signed text read otherwise than it is. A line feed ends a line and is shown as that.
const hidden = /\u034f|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|[\p{Cf}\p{Cc}\u115f\u1160\u17b4\u17b5\u2028\u2029\u3164\uffa0]/gu;
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Text that a person typed, with every character that hides or reorders as a mark. For what is shown from the signed document itself, which the server does not mark. */
export function marked(text: string): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { index, 0: character } of text.matchAll(hidden)) {
    if (character === "\n" || character === "\t") continue;
    if (index > at) segments.push(text.slice(at, index));
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    segments.push({ kind: reordering.test(character) ? "bidi" : "invisible", code, name: "a character that is not seen" });
    at = index + character.length;
  }
  return at < text.length ? [...segments, text.slice(at)] : segments;
}
