import type { Origin } from "../model/origin.ts";
import type { Verdict } from "../model/verdict.ts";

/** What a piece of text is, never how it looks: the terminal decides that. Green, amber and red exist for the verdict alone. */
export type Paint = Verdict["verdict"] | "strong" | "faint" | "next" | "ai";
export type Piece = string | { readonly paint: Paint; readonly text: string };

const codes: Readonly<Record<Paint, string>> = { allow: "1;32", wait: "1;33", deny: "1;31", strong: "1", faint: "2", next: "34", ai: "35" };

const shapes = { allow: "✔", wait: "…", deny: "✖" } as const;

/** The word of a verdict with its shape, so that colour is never the only bearer. */
export function verdictWord(verdict: Verdict["verdict"]): Piece {
  return { paint: verdict, text: `${shapes[verdict]} ${verdict}` };
}

const marks: Readonly<Record<Origin, string>> = { human: " ", ai: "▌", mixed: "▒", unknown: "┊" };

/** The mark of an origin: one cell, the same everywhere. A human line has none. */
export function originMark(origin: Origin): Piece {
  return origin === "ai" || origin === "mixed" ? { paint: "ai", text: marks[origin] } : marks[origin];
}

// Control characters (C0, DEL, C1), what reorders text, what leaves no mark, line separators, halves of surrogate pairs.
// biome-ignore lint/suspicious/noMisleadingCharacterClass: the joiner is looked for by itself
const unseen = /[\p{Cc}\p{Cs}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/**
 * Text that anybody may have typed (a path, a name, a title, a line of a report) as a terminal may show it: control characters, terminal
 * escapes and invisible or reordering characters stand as `\n`, `\t`, `\x1b`, `\u{202e}` (threats C13, G22). Everything that is printed
 * passes through here.
 */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

function escaped(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** A JSON document that no terminal obeys: what `visible` would show differently stands as a `\uXXXX` escape, so the value is the same. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(unseen, (character) =>
    character === "\n" ? character : [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** Text of pieces with or without colour; each piece is made visible first, so no author's escape survives. */
export function painted(pieces: readonly Piece[], colour: boolean): string {
  return pieces
    .map((piece) => (typeof piece === "string" ? visible(piece) : colour ? `\u001b[${codes[piece.paint]}m${visible(piece.text)}\u001b[0m` : visible(piece.text)))
    .join("");
}

const zero = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const wide = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]$/u;

/** Cells that visible text takes on a terminal. */
export function width(text: string): number {
  let cells = 0;
  for (const character of text) cells += character <= "\u02ff" ? 1 : zero.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return cells;
}
