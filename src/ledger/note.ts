import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import { Failure } from "../model/failure.ts";
import { readBase64, readUtf8 } from "./text.ts";

// C2SP signed-note wants at least 16 signatures accepted and the rest bounded.
const maximumSignatures = 64;
const maximumNote = 1_048_576;
const mark = "— ";
const takeAgain = "Take the note from its source again; a note is used byte for byte as it was signed.";

/** One signature line of a note; the key name and id are claims of whoever wrote the line until the signature is verified. */
export interface SignatureLine {
  readonly name: string;
  /** The key id, an unsigned 32-bit number. */
  readonly id: number;
  /** What follows the key id. */
  readonly signature: Buffer;
}

/** A note taken apart (C2SP signed-note v1.0.0). `text` is what was signed, with its last newline. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly SignatureLine[];
}

/** How one type of signature is checked; the table of types is open, so that others (ML-DSA-44 is 0x06) can be added. */
export interface NoteKeyType {
  readonly type: number;
  /** The public key of a vkey, or null when the bytes are none. */
  readonly readKey: (bytes: Buffer) => KeyObject | null;
  /** What a good signature says beside the text, or null for a bad one. */
  readonly verify: (key: KeyObject, text: Buffer, signature: Buffer) => { readonly time: bigint | null } | null;
}

/** A key that notes are verified with. */
export interface NoteKey {
  readonly name: string;
  readonly id: number;
  readonly type: NoteKeyType;
  /** The public key without its type byte. */
  readonly bytes: Buffer;
  readonly key: KeyObject;
  readonly vkey: string;
}

/** Makes one signature line. */
export interface NoteSigner {
  readonly vkey: string;
  readonly sign: (text: string) => SignatureLine;
}

export interface VerifiedSignature {
  readonly key: NoteKey;
  /** The time that a cosignature states, in POSIX seconds; null for other types. */
  readonly time: bigint | null;
}

const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

function readEd25519(bytes: Buffer): KeyObject | null {
  return bytes.length === 32 ? createPublicKey({ key: Buffer.concat([spkiPrefix, bytes]), format: "der", type: "spki" }) : null;
}

/** Type 0x01: Ed25519 over the text, the head signature of a log. */
export const ed25519Note: NoteKeyType = {
  type: 0x01,
  readKey: readEd25519,
  verify: (key, text, signature) => (signature.length === 64 && verify(null, text, key, signature) ? { time: null } : null),
};

/** Type 0x04: a witness's Ed25519 cosignature with its time (C2SP tlog-cosignature v1). */
export const cosignatureNote: NoteKeyType = {
  type: 0x04,
  readKey: readEd25519,
  verify: (key, text, signature) => {
    if (signature.length !== 72) return null;
    const time = signature.readBigUInt64BE();
    return time < 2n ** 63n && verify(null, cosignedMessage(text, time), key, signature.subarray(8)) ? { time } : null;
  },
};

export const noteKeyTypes: readonly NoteKeyType[] = [ed25519Note, cosignatureNote];

/** The key of a vkey: `name+hex(key id)+base64(type ‖ public key)`. Throws `Failure` (`bad-input`, or `unsupported` for a type that is not in the table). */
export function parseVkey(text: string, types: readonly NoteKeyType[] = noteKeyTypes): NoteKey {
  const refuse = (what: string): never => {
    throw new Failure("bad-input", `The verifier key ${JSON.stringify(text.slice(0, 80))} ${what}.`, { hint: "A verifier key reads <name>+<8 hex digits>+<base64>." });
  };
  const [, name = "", id = "", encoded = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = readBase64(encoded);
  if (!isKeyName(name)) return refuse("has no valid name or key id");
  if (bytes === null || bytes.length < 2) return refuse("does not end in base64");
  const type = types.find(({ type }) => type === bytes[0]);
  if (type === undefined)
    throw new Failure("unsupported", `The verifier key of ${name} has signature type ${bytes[0]}, which is not understood here.`, { hint: "Use an Ed25519 key." });
  const key = type.readKey(bytes.subarray(1));
  if (key === null) return refuse(`holds no public key of signature type ${type.type}`);
  if (keyId(name, bytes) !== Number.parseInt(id, 16)) return refuse("has a key id that does not belong to its key");
  return { name, id: keyId(name, bytes), type, bytes: bytes.subarray(1), key, vkey: text };
}

/** The vkey of an Ed25519 key (either half) under a name. Throws `Failure` (`bad-usage`) for another kind of key or a name that notes cannot hold. */
export function formatVkey(name: string, key: KeyObject, type: NoteKeyType = ed25519Note): string {
  if (!isKeyName(name)) throw new Failure("bad-usage", `${JSON.stringify(name)} cannot name a key: it is empty, or holds a space, a control character or a plus sign.`);
  if (key.asymmetricKeyType !== "ed25519") throw new Failure("bad-usage", `The key ${name} is ${key.asymmetricKeyType ?? "a secret"} instead of Ed25519.`);
  const raw = Buffer.from(key.export({ format: "jwk" }).x as string, "base64url");
  const material = Buffer.concat([Buffer.of(type.type), raw]);
  return `${name}+${keyIdOf({ id: keyId(name, material) })}+${material.toString("base64")}`;
}

/** A log's signer (type 0x01); the key name is the log's origin. Ed25519 is deterministic. */
export function logSigner(name: string, privateKey: KeyObject): NoteSigner {
  const vkey = formatVkey(name, privateKey);
  const { id } = parseVkey(vkey);
  return { vkey, sign: (text) => ({ name, id, signature: sign(null, Buffer.from(text), privateKey) }) };
}

/** A witness's signer (type 0x04) at a time in POSIX seconds, below 2⁶³. */
export function witnessSigner(name: string, privateKey: KeyObject, time: bigint): NoteSigner {
  const vkey = formatVkey(name, privateKey, cosignatureNote);
  const { id } = parseVkey(vkey);
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  return { vkey, sign: (text) => ({ name, id, signature: Buffer.concat([stamp, sign(null, cosignedMessage(Buffer.from(text), time), privateKey)]) }) };
}

/** A note over `text`, which ends in a newline. Throws `Failure` (`bad-usage`) for a text that a note cannot hold. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith("\n") || !isNoteText(text)) throw new Failure("bad-usage", "The text of a note must end in a newline and hold no control character but newlines.");
  return formatNote({ text, signatures: signers.map((signer) => signer.sign(text)) });
}

/** A note put together again; `parseNote` reads it back. Cosignatures are added by adding lines. */
export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, id, signature }) => `${mark}${name} ${Buffer.concat([idBytes(id), signature]).toString("base64")}\n`);
  return `${text}\n${lines.join("")}`;
}

/** Takes a note apart without verifying anything. Attacker-controlled. Throws `Failure` (`bad-input`). */
export function parseNote(source: Uint8Array | string): Note {
  if (source.length > maximumNote) return refuse(`is longer than ${maximumNote} bytes`);
  const note = readUtf8(source);
  if (note === null) return refuse("is not UTF-8");
  if (!isNoteText(note)) return refuse("holds a control character");
  // The text may hold empty lines: the last one divides.
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || split + 2 === note.length || !note.endsWith("\n")) return refuse("has no signature lines after an empty line");
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > maximumSignatures) return refuse(`has more than ${maximumSignatures} signatures`);
  return { text: note.slice(0, split + 1), signatures: lines.map(readLine) };
}

/**
 * Verifies a note with the keys that are trusted. A line of an unknown key is ignored; a key is known by name and id together, and one
 * bad signature of a known key refuses the note, as does the lack of a good one. Attacker-controlled but for `keys`.
 * Throws `Failure` (`bad-input` for a malformed note, `signature-invalid`). Each key stands once in the result.
 */
export function openNote(source: Uint8Array | string, keys: readonly NoteKey[]): { readonly note: Note; readonly verified: readonly VerifiedSignature[] } {
  const note = parseNote(source);
  const text = Buffer.from(note.text);
  const verified = new Map<NoteKey, VerifiedSignature>();
  for (const line of note.signatures) {
    const [key, other] = keys.filter(({ name, id }) => name === line.name && id === line.id);
    if (key === undefined) continue;
    if (other !== undefined && !other.bytes.equals(key.bytes))
      throw new Failure("signature-invalid", `Two trusted keys share the name ${key.name} and the key id of a signature.`, { hint: "Trust one of them." });
    const said = key.type.verify(key.key, text, line.signature);
    if (said === null) throw new Failure("signature-invalid", `The note's signature by ${key.name} does not fit its text.`, { hint: takeAgain });
    if (!verified.has(key)) verified.set(key, { key, time: said.time });
  }
  if (verified.size === 0)
    throw new Failure("signature-invalid", `The note carries no signature of a trusted key (${keys.map(({ name }) => name).join(", ") || "none is trusted"}).`, {
      hint: "Check that the verifier key is that of this log.",
    });
  return { note, verified: [...verified.values()] };
}

/** The key id as vkeys and DSSE key ids write it: eight hex digits. */
export function keyIdOf({ id }: { readonly id: number }): string {
  return id.toString(16).padStart(8, "0");
}

function readLine(line: string): SignatureLine {
  const space = line.indexOf(" ", mark.length);
  const name = line.slice(mark.length, space);
  const bytes = readBase64(line.slice(space + 1));
  if (!line.startsWith(mark) || space < 0 || !isKeyName(name) || bytes === null || bytes.length < 5) return refuse("has a malformed signature line");
  return { name, id: bytes.readUInt32BE(), signature: bytes.subarray(4) };
}

function refuse(what: string): never {
  throw new Failure("bad-input", `This signed note ${what}.`, { hint: takeAgain });
}

function cosignedMessage(text: Buffer, time: bigint): Buffer {
  return Buffer.concat([Buffer.from(`cosignature/v1\ntime ${time}\n`), text]);
}

function keyId(name: string, material: Buffer): number {
  return hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), material]), "buffer").readUInt32BE();
}

function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

function isKeyName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/[\p{White_Space}\p{Cc}+]/u.test(name);
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the standard forbids.
  return text.isWellFormed() && !/[\0-\x09\x0b-\x1f]/.test(text);
}
