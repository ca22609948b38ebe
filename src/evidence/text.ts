import { Halt } from "./outcome.ts";

/**
 * The text of a report's bytes. A byte-order mark outranks what the file declares; UTF-16 without one is told by its first characters
 * (XML 1.0, appendix F); otherwise an XML declaration's encoding counts, and UTF-8 without one.
 * Throws `Halt`: `corrupt` with the position for bytes that the encoding does not know, `unrecognised` for an unknown encoding.
 */
export function textOf(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return decoder(encoding).decode(bytes);
  } catch {
    const at = firstUndecodable(bytes, encoding);
    throw new Halt("corrupt", `At byte ${at + 1} the text is no longer ${encoding}; write the report anew in the encoding that it declares.`);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
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

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  return /^<\?xml[^>]*?\sencoding\s?=\s?["']([A-Za-z][A-Za-z0-9._-]{0,39})["']/.exec(head)?.[1] ?? null;
}

function decoder(encoding: string): InstanceType<typeof TextDecoder> {
  return new TextDecoder(encoding, { fatal: true });
}

// The decoder does not say where it stopped. Bytes up to `good` decode, those up to `bad` do not.
function firstUndecodable(bytes: Uint8Array, encoding: string): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), encoding)) good = middle;
    else bad = middle;
  }
  return good;
}

function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    decoder(encoding).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
