import { isUtf8 } from "node:buffer";
import type { LineRange } from "../model/origin.ts";
import { hasBidi, hasInvisible } from "./characters.ts";
import { saysGenerated } from "./generated.ts";
import type { Repository } from "./repository.ts";
import { expect } from "./trees.ts";

/** What a look at a blob's bytes says. Attributes have no voice (C04). */
export interface Content {
  /** False when it holds a NUL, starts with a UTF-16 byte-order mark, or is too large to be looked at. */
  readonly text: boolean;
  /** 0 unless text. A last line without line feed counts. */
  readonly lines: number;
  /** Lower-case hex of all the bytes. */
  readonly sha256: string;
  /** True when some line holds what a reader must not miss, so that the added lines deserve a closer look. */
  readonly suspicious: boolean;
  /** Bytes. */
  readonly size: number;
  /** Its first lines say that a tool wrote it. */
  readonly saysGenerated: boolean;
}

/** Bytes of a file beyond which it is binary to us: nobody reads so much. */
export const largestText = 64 * 2 ** 20;

/** Characters of a line beyond which nobody reads it (C08). */
export const longestLine = 5_000;

/** Added source code of more characters than this is minified when its lines, empty ones left out, are longer than that on average. */
const minified = { characters: 5_000, average: 200 };

/** Looks at a blob. Throws `Failure` (`repository-unreadable`) when the repository does not hold it. */
export async function lookAt(repository: Repository, blob: string): Promise<Content> {
  const found = await repository.objects.measure(blob, largestText);
  const { bytes } = expect(found, "blob", blob);
  const text = found !== null && found.size <= largestText && isText(bytes);
  return {
    text,
    lines: text ? countLines(bytes) : 0,
    sha256: found?.sha256 ?? "",
    suspicious: text && isSuspicious(bytes),
    size: found?.size ?? 0,
    saysGenerated: text && saysGenerated(bytes),
  };
}

// Bytes that are not UTF-8 do not make a file binary: one stray byte must not take its lines out of the count. They make it opaque.
export function isText(bytes: Buffer): boolean {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  return mark !== 0xfeff && mark !== 0xfffe && !bytes.includes(0);
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++;
  return bytes.length > 0 && bytes.at(-1) !== 10 ? lines + 1 : lines;
}

function isSuspicious(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) return true;
  const text = bytes.toString("utf8");
  return hasBidi(text) || hasInvisible(text) || hasLineOver(text, minified.average);
}

function hasLineOver(text: string, longest: number): boolean {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const stop = end === -1 ? text.length : end;
    if (stop - at > longest) return true;
    at = stop + 1;
  }
  return false;
}

export type LineFlag = "bidi" | "invisible-characters" | "opaque" | "minified";

/** What the lines of the given ranges hold: characters that deceive, or what can't be read (a very long line, bytes that are not UTF-8, source code without line breaks). */
export function flagsOfLines(bytes: Buffer, ranges: readonly LineRange[], isCode: boolean): LineFlag[] {
  const flags = new Set<LineFlag>();
  const density = { characters: 0, lines: 0 };
  let line = 1;
  let at = 0;
  for (const { start, end } of ranges) {
    for (; line < start; line++) at = afterLine(bytes, at);
    const from = at;
    for (; line <= end; line++) at = afterLine(bytes, at);
    const part = bytes.subarray(from, at);
    // A byte-order mark is honest at the very beginning of a file, and nowhere else.
    const text = part.toString("utf8", from === 0 && part[0] === 0xef && part[1] === 0xbb && part[2] === 0xbf ? 3 : 0);
    if (hasBidi(text)) flags.add("bidi");
    if (hasInvisible(text)) flags.add("invisible-characters");
    const overlong = hasLineOver(text, longestLine);
    if (overlong || !isUtf8(part)) flags.add("opaque");
    if (overlong && isCode) flags.add("minified");
    if (isCode) measureDensity(text, density);
  }
  if (density.characters > minified.characters && density.characters > minified.average * density.lines) flags.add("minified");
  return [...flags];
}

function measureDensity(text: string, density: { characters: number; lines: number }): void {
  for (const line of text.split("\n")) {
    const { length } = line.trim();
    density.characters += length;
    if (length > 0) density.lines++;
  }
}

function afterLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(10, at);
  return end === -1 ? bytes.length : end + 1;
}
