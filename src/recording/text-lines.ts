/** Bytes of a file beyond which nothing of it is recorded. */
export const largestFile = 2 * 2 ** 20;

/** Whether a file is text that is small enough to be recorded. */
export function isRecordable(bytes: Buffer): boolean {
  return bytes.length <= largestFile && !bytes.includes(0);
}

/**
 * A text as it is compared: line feeds only, the last line with one. A checkout may turn line ends and an editor may add the last one, and neither makes a line
 * somebody else's; the number of each line stays.
 */
export function plainLines(bytes: Buffer): Buffer {
  // latin1 keeps every byte, whatever the encoding is.
  const text = bytes.toString("latin1").replaceAll("\r\n", "\n");
  return Buffer.from(text === "" || text.endsWith("\n") ? text : `${text}\n`, "latin1");
}

/** The lines of a plain text, without their line feeds. */
export function linesIn(plain: Buffer): string[] {
  return plain.length === 0 ? [] : plain.toString("utf8").slice(0, -1).split("\n");
}
