import { isUtf8 } from "node:buffer";
import { Halt } from "./outcome.ts";

/** Bytes that are read at a time, so that no report stands in memory as text. */
const part = 64 * 1024;

/**
 * A report's bytes as UTF-8 without a byte-order mark; those of nearly every report are returned as they are. A byte-order mark outranks what
 * the file declares; UTF-16 without one is told by its first characters (XML 1.0, appendix F); otherwise an XML declaration's encoding counts,
 * and UTF-8 without one. Throws `Halt`: `corrupt` with the position for bytes that the encoding does not know, `unrecognised` for an unknown encoding.
 */
export function utf8Of(bytes: Uint8Array): Buffer {
  const encoding = encodingOf(bytes);
  if (encoding !== "utf-8") return transcoded(bytes, encoding);
  if (!isUtf8(bytes)) throw undecodable(bytes, encoding);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(marked(bytes) ? 3 : 0);
}

/** The text of UTF-8 bytes part by part; no character is cut. */
export function* textParts(utf8: Buffer): Generator<string> {
  for (let from = 0; from < utf8.length; ) {
    const to = characterStart(utf8, Math.min(from + part, utf8.length));
    yield utf8.toString("utf8", from, to);
    from = to;
  }
}

/**
 * The same text with its own memory. A text that was cut out of a part keeps that whole part alive: of what is kept of each of many elements,
 * that would be the whole report.
 */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}

function characterStart(utf8: Buffer, at: number): number {
  let start = at;
  while (start < utf8.length && ((utf8[start] as number) & 0xc0) === 0x80) start--;
  return start;
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (marked(bytes)) return "utf-8";
  if (a === 0x3c && b === 0 && c !== 0 && d === 0) return "utf-16le";
  if (a === 0 && b === 0x3c && c === 0 && d !== 0) return "utf-16be";
  const declared = declaredEncoding(bytes);
  if (declared === null) return "utf-8";
  try {
    const { encoding } = decoder(declared);
    // A declaration that can be read byte by byte does not stand in UTF-16: a .NET StringWriter says so of any file it makes.
    return encoding.startsWith("utf-16") ? "utf-8" : encoding;
  } catch {
    throw new Halt("unrecognised", `The file declares the encoding ${declared}, which is not supported; write it as UTF-8.`);
  }
}

function marked([a, b, c]: Uint8Array): boolean {
  return a === 0xef && b === 0xbb && c === 0xbf;
}

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  return /^<\?xml[^>]*?\sencoding\s?=\s?["']([A-Za-z][A-Za-z0-9._-]{0,39})["']/.exec(head)?.[1] ?? null;
}

function decoder(encoding: string): InstanceType<typeof TextDecoder> {
  return new TextDecoder(encoding, { fatal: true });
}

function transcoded(bytes: Uint8Array, encoding: string): Buffer {
  const reading = decoder(encoding);
  const parts: Buffer[] = [];
  try {
    for (let from = 0; from < bytes.length; from += part) parts.push(Buffer.from(reading.decode(bytes.subarray(from, from + part), { stream: true })));
    parts.push(Buffer.from(reading.decode()));
  } catch {
    throw undecodable(bytes, encoding);
  }
  return Buffer.concat(parts);
}

function undecodable(bytes: Uint8Array, encoding: string): Halt {
  if (encoding === "utf-8" && bytes.subarray(0, 8_000).includes(0)) return new Halt("corrupt", "The file is binary: it is no text, so it is no report.");
  return new Halt("corrupt", `At byte ${firstUndecodable(bytes, encoding) + 1} the text is no longer ${encoding}; write the report anew in the encoding that it declares.`);
}

// The decoder does not say where it stopped: it is given part by part, and that which it does not take once more, byte by byte.
function firstUndecodable(bytes: Uint8Array, encoding: string): number {
  const bad = stopOf(bytes, encoding, 0, part);
  return stopOf(bytes, encoding, bad, 1);
}

/** Start of the piece at which the decoder stops. All before `from`, which decodes, is given to it in parts, and what follows in pieces of that many bytes; when it takes them all, the file ends inside of a character. */
function stopOf(bytes: Uint8Array, encoding: string, from: number, piece: number): number {
  const reading = decoder(encoding);
  for (let at = 0; at < from; at += part) reading.decode(bytes.subarray(at, at + part), { stream: true });
  let at = from;
  try {
    for (; at < bytes.length; at += piece) reading.decode(bytes.subarray(at, at + piece), { stream: true });
  } catch {
    return at;
  }
  return piece === 1 ? bytes.length - 1 : Math.floor((bytes.length - 1) / part) * part;
}
