import { isUtf8 } from "node:buffer";
import { hiddenIn } from "./characters.ts";

/** A character that a reader would not see, or that acts instead of being shown. */
export interface Mark {
  readonly kind: "bidi" | "invisible" | "control" | "byte";
  /** `U+202E`, or `\xff` for a byte that is not part of UTF-8. */
  readonly code: string;
  readonly name: string;
}

/** Text in pieces that are safe to show: nothing in a plain piece hides, reorders or acts (C01, C02, C13). Joined again, pieces and marks are the text. */
export type Segments = readonly (string | Mark)[];

/** A line of a file, by whomever it was written, as pieces and marks. */
export function marked(text: string): Segments {
  return inPieces(text, "line");
}

/** The same for a path, a title or a name, in which a tab is a mark too. */
export function markedName(text: string): Segments {
  return inPieces(text, "name");
}

function inPieces(text: string, where: "line" | "name"): Segments {
  const segments: (string | Mark)[] = [];
  let from = 0;
  for (const { at, character, bidi } of hiddenIn(text, where)) {
    if (at > from) segments.push(text.slice(from, at));
    segments.push(markOf(character, bidi));
    from = at + character.length;
  }
  if (from < text.length) segments.push(text.slice(from));
  return segments;
}

/** The same for bytes; what is not UTF-8 stands as one mark for each byte. */
export function markedBytes(bytes: Uint8Array): Segments {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return marked(buffer.toString("utf8"));
  const segments: (string | Mark)[] = [];
  let from = 0;
  const flush = (to: number) => segments.push(...marked(buffer.toString("utf8", from, to)));
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    if (length === 0) {
      flush(at);
      segments.push({ kind: "byte", code: `\\x${(buffer[at] ?? 0).toString(16).padStart(2, "0")}`, name: "a byte that is not UTF-8" });
      from = at + 1;
    }
    at += Math.max(1, length);
  }
  flush(buffer.length);
  return segments;
}

/** A title or a name for where only text can be shown: each mark stands in brackets. */
export function visible(text: string): string {
  return markedName(text)
    .map((segment) => (typeof segment === "string" ? segment : `[${segment.code}]`))
    .join("");
}

/** A carriage return at the end of a line, where both sides of a diff do not agree on it (C14). */
export const carriageReturn: Mark = { kind: "control", code: "U+000D", name: "carriage return" };

function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) if (isUtf8(bytes.subarray(at, at + length))) return length;
  return 0;
}

function markOf(character: string, bidi: boolean): Mark {
  const code = character.codePointAt(0) ?? 0;
  const kind = bidi ? "bidi" : /\p{Cc}/u.test(character) ? "control" : "invisible";
  return { kind, code: `U+${code.toString(16).toUpperCase().padStart(4, "0")}`, name: nameOf(code, kind) };
}

function nameOf(code: number, kind: Mark["kind"]): string {
  const named = names.get(code);
  if (named !== undefined) return named;
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return "variation selector";
  if (code >= 0xe0000 && code <= 0xe007f) return "tag character";
  return kind === "control" ? "control character" : "invisible character";
}

const names = new Map<number, string>([
  [0x00, "null"],
  [0x07, "bell"],
  [0x08, "backspace"],
  [0x0a, "line feed"],
  [0x0d, "carriage return"],
  [0x1b, "escape"],
  [0x7f, "delete"],
  [0xad, "soft hyphen"],
  [0x034f, "combining grapheme joiner"],
  [0x061c, "Arabic letter mark"],
  [0x115f, "Hangul filler"],
  [0x1160, "Hangul filler"],
  [0x180e, "Mongolian vowel separator"],
  [0x200b, "zero width space"],
  [0x200c, "zero width non-joiner"],
  [0x200d, "zero width joiner"],
  [0x200e, "left-to-right mark"],
  [0x200f, "right-to-left mark"],
  [0x2028, "line separator"],
  [0x2029, "paragraph separator"],
  [0x202a, "left-to-right embedding"],
  [0x202b, "right-to-left embedding"],
  [0x202c, "end of direction"],
  [0x202d, "left-to-right override"],
  [0x202e, "right-to-left override"],
  [0x2060, "word joiner"],
  [0x2066, "left-to-right isolate"],
  [0x2067, "right-to-left isolate"],
  [0x2068, "first strong isolate"],
  [0x2069, "end of isolate"],
  [0x3164, "Hangul filler"],
  [0xfeff, "byte-order mark"],
  [0xffa0, "Hangul filler"],
]);
