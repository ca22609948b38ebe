import { isUtf8 } from "node:buffer";

/**
 * A path's bytes as text: UTF-8, and where the bytes are not UTF-8 each offending byte stands as `\xNN`, as in `ChangedFile.path`,
 * so that evidence and git speak of the same file.
 */
export function pathText(path: Uint8Array): string {
  const bytes = Buffer.from(path);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? `\\x${(bytes[at] ?? 0).toString(16).padStart(2, "0")}` : bytes.toString("utf8", at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** How many bytes the character at a place takes; 0 when none starts there. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) if (isUtf8(bytes.subarray(at, at + length))) return length;
  return 0;
}
