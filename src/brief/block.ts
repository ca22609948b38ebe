import { sha256 } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";

/** Version of the form of a block. */
const version = 1;
// A byte order mark may stand before the first.
const line = /(?<=^|^\xef\xbb\xbf)<!-- countersign:(begin|end)\b.*$/gm;
const beginLine = /^<!-- countersign:begin v=(\d{1,9}) sha256=([0-9a-f]{64}) -->$/;
const endLine = /^<!-- countersign:end -->$/;

/** A file with what stands before, in and after our block. Texts hold one character a byte, so that what is not ours stays byte for byte. */
interface Split {
  readonly before: string;
  /** Null where there is no block. */
  readonly block: { readonly text: string; readonly digest: string } | null;
  readonly after: string;
}

/** What a file holds between our markers, in UTF-8 with line feeds; null for a file without a block. `edited` when it is not what was written. */
export interface HeldBlock {
  readonly text: string;
  readonly edited: boolean;
}

/** Whose the front matter of a file is. Of a file whose name is ours it is ours as well, and the digest covers it. */
export type FrontMatter = "ours" | "theirs";

/**
 * The block of a file. Throws `Failure` (`document-invalid`) for markers that are broken, doubled or
 * out of order, and for a file that is no text, so that nothing of it is taken for ours.
 */
export function blockIn(bytes: Uint8Array, file: string, front: FrontMatter): HeldBlock | null {
  const { before, block } = split(bytes, file);
  if (block === null) return null;
  const text = utf8(block.text);
  const head = front === "ours" ? utf8(frontOf(before)) : "";
  return { text, edited: digestOf(head, text) !== block.digest };
}

/** The file with the block in place of the old one, or at its end where there was none. `head` is the front matter that is ours, if any. Everything else stays byte for byte; the block takes the file's own line ends. */
export function withBlock(bytes: Uint8Array | null, file: string, text: string, head = ""): Buffer {
  const marked = [`<!-- countersign:begin v=${version} sha256=${digestOf(head, text)} -->`, text, "<!-- countersign:end -->"].join("\n");
  if (bytes === null) return Buffer.from(`${head}${marked}\n`);
  const { before, block, after } = split(bytes, file);
  const eol = /\r\n/.test(before + after) ? "\r\n" : "\n";
  const own = (part: string) => Buffer.from(part.replaceAll("\n", eol)).toString("latin1");
  if (block !== null) return Buffer.from(`${headed(before, own, head)}${own(marked)}${after}`, "latin1");
  const gap = before === "" || isBom(before) ? "" : before.endsWith("\n") ? eol : `${eol}${eol}`;
  return Buffer.from(`${before}${gap}${own(marked)}${own("\n")}`, "latin1");
}

/** The file without its block; null where nothing else but white space, and front matter that is ours, is left. */
export function withoutBlock(bytes: Uint8Array, file: string, front: FrontMatter): Buffer | null {
  const { before, after } = split(bytes, file);
  const theirs = before.slice(front === "ours" ? frontOf(before).length : 0) + after.replace(/^\r?\n/, "");
  return utf8(theirs).replace("\ufeff", "").trim() === "" ? null : Buffer.from(theirs, "latin1");
}

function headed(before: string, own: (part: string) => string, head: string): string {
  return head === "" ? before : own(head) + before.slice(frontOf(before).length);
}

function frontOf(before: string): string {
  return /^(?:\xef\xbb\xbf)?---\r?\n[\s\S]*?\n---\r?\n(?:\r?\n)?/.exec(before)?.[0] ?? "";
}

function isBom(text: string): boolean {
  return text === "\xef\xbb\xbf";
}

function digestOf(head: string, text: string): string {
  return sha256(head + text);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8").replaceAll("\r\n", "\n");
}

function split(bytes: Uint8Array, file: string): Split {
  const text = Buffer.from(bytes).toString("latin1");
  if (text.includes("\0")) throw broken(file, text, 0, `${file} is no text in UTF-8.`);
  const marks = [...text.matchAll(line)].map((match) => ({ kind: match[1], text: match[0], at: match.index }));
  const [begin, end, more] = marks;
  if (begin === undefined) return { before: text, block: null, after: "" };
  if (begin.kind !== "begin") throw broken(file, text, begin.at, `${file} ends Countersign's block before it begins.`);
  if (end === undefined || end.kind !== "end") throw broken(file, text, (end ?? begin).at, `${file} begins Countersign's block and does not end it.`);
  if (more !== undefined) throw broken(file, text, more.at, `${file} holds more than one begin and one end of Countersign's block.`);
  const [, form, digest = ""] = beginLine.exec(begin.text) ?? [];
  if (form === undefined || !endLine.test(end.text))
    throw broken(file, text, form === undefined ? begin.at : end.at, `${file} holds a marker of Countersign's block that is not as it was written.`);
  if (Number(form) > version) throw new Failure("unsupported", `${file} was written by a later version of Countersign.`, { hint: "Use that version." });
  const held = text.slice(begin.at + begin.text.length, end.at).replace(/^\r?\n|\r?\n$/g, "");
  return { before: text.slice(0, begin.at), block: { text: held, digest }, after: text.slice(end.at + "<!-- countersign:end -->".length) };
}

function broken(file: string, text: string, at: number, sentence: string): Failure {
  const line = text.slice(0, at).split("\n").length;
  return new Failure("document-invalid", sentence, { hint: "Nothing was written. Remove the block with its markers, and run `countersign brief` again.", place: { file, line } });
}
