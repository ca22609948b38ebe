/** The bytes of standard base64 (RFC 4648 §4) with its padding, or null: no other text for the same bytes is taken. Attacker-controlled. */
export function readBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** An ASCII decimal without sign or leading zero that is exact as a number, or null. */
export function readDecimal(text: string): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0 && String(value) === text ? value : null;
}

/** UTF-8 that is well formed, or null. A byte order mark is kept, and thus compared and signed like any other character. */
export function readUtf8(bytes: Uint8Array | string): string | null {
  if (typeof bytes === "string") return bytes.isWellFormed() ? bytes : null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
