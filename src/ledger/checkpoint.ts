import { Failure } from "../model/failure.ts";
import { hashLength } from "./hash.ts";
import { type Note, type NoteKey, type NoteSigner, openNote, signNote, type VerifiedSignature } from "./note.ts";
import { readBase64, readDecimal } from "./text.ts";

/** The signed state of a log: its name, its number of leaves, and its 32-byte root (C2SP tlog-checkpoint v1.0.0). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** A checkpoint note that was verified. */
export interface OpenCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  /** The log keys that signed it; at least one. */
  readonly logs: readonly NoteKey[];
  /** The cosignatures of known witnesses. */
  readonly cosignatures: readonly VerifiedSignature[];
}

/** The note text: origin, size and root, a line each. Extension lines are never written. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

/** Signs the head of a log. A log must never sign two heads that are inconsistent: the caller has compared this one with the last (H10). */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  const text = formatCheckpoint(checkpoint);
  parseCheckpoint(text);
  return signNote(text, signers);
}

/** Reads the text of a checkpoint note. Attacker-controlled. Throws `Failure` (`bad-input`); extension lines, which no monitor can audit, are refused. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", sizeLine = "", rootLine = "", end, ...more] = text.split("\n");
  const size = readDecimal(sizeLine);
  const root = readBase64(rootLine);
  if (origin === "") return refuse("its first line, the log's origin, is empty");
  if (size === null) return refuse("its second line is not a size in decimal");
  if (root?.length !== hashLength) return refuse("its third line is not a root hash in base64");
  if (end !== "" || more.length > 0) return refuse("it has another number of lines than three");
  return { origin, size, root };
}

/**
 * Verifies a checkpoint note: a key of `logs` whose name is the origin has signed it, and no known key's signature is bad.
 * Throws `Failure` (`bad-input`, `signature-invalid`). It says nothing about freshness: any old note stays valid (H25).
 */
export function openCheckpoint(source: Uint8Array | string, logs: readonly NoteKey[], witnesses: readonly NoteKey[] = []): OpenCheckpoint {
  const { note, verified } = openNote(source, [...logs, ...witnesses]);
  const checkpoint = parseCheckpoint(note.text);
  const signed = verified.map(({ key }) => key).filter((key) => logs.includes(key) && key.name === checkpoint.origin);
  if (signed.length === 0) {
    throw new Failure("signature-invalid", `The checkpoint note of ${checkpoint.origin} is not signed by a trusted key of that log.`, {
      hint: "Check that the verifier key is that of this log.",
    });
  }
  return { checkpoint, note, logs: signed, cosignatures: verified.filter(({ key }) => witnesses.includes(key)) };
}

function refuse(what: string): never {
  throw new Failure("bad-input", `This is no checkpoint note: ${what}.`, { hint: "Take the note from the log again." });
}
