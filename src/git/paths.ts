import { isUtf8 } from "node:buffer";

// Inside the room a path is its bytes as a latin1 string (one character a byte): it can be a map key, compares bytewise, and
// loses nothing. Outside it is shown text. Every path is chosen by whoever wrote the change.
export type RawPath = string;

/** A raw path as UTF-8; a byte that is not part of valid UTF-8 stands as `\xNN`. */
export function shownPath(raw: RawPath): string {
  const bytes = Buffer.from(raw, "latin1");
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let shown = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    shown += length === 0 ? `\\x${(bytes[at] ?? 0).toString(16).padStart(2, "0")}` : bytes.toString("utf8", at, at + length);
    at += Math.max(1, length);
  }
  return shown;
}

function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4; length++) if (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) return length;
  return 0;
}

/** Hex of the bytes when they are not valid UTF-8, else null. */
export function pathBytes(raw: RawPath): string | null {
  const bytes = Buffer.from(raw, "latin1");
  return isUtf8(bytes) ? null : bytes.toString("hex");
}

/** The raw path of a changed file. */
export function rawPathOf(file: { readonly path: string; readonly pathBytes: string | null }): RawPath {
  return file.pathBytes === null ? rawPath(file.path) : Buffer.from(file.pathBytes, "hex").toString("latin1");
}

export function rawPath(path: string): RawPath {
  return Buffer.from(path, "utf8").toString("latin1");
}

/** One name per set of names that a file system which ignores case or normal form can't tell apart (NFKC, case-folded). */
export function foldName(raw: RawPath): string {
  // Upper-casing first joins what has no single lower case: ß with ss, ſ with s, ς with σ.
  return shownPath(raw).normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

export function baseName(raw: RawPath): RawPath {
  return raw.slice(raw.lastIndexOf("/") + 1);
}
