import { createPublicKey, hash, type KeyObject } from "node:crypto";
import { Failure, type Place } from "../model/failure.ts";
import { malformed, WireReader, wireString } from "./ssh-wire.ts";
import { readBase64 } from "./text.ts";

/** The kinds of key that may sign. */
export const sshKeyTypes = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"] as const;
export type SshKeyType = (typeof sshKeyTypes)[number];

export interface SshPublicKey {
  readonly type: SshKeyType;
  /** The wire form (RFC 4253 §6.6); two keys are the same when these bytes are. */
  readonly blob: Buffer;
  readonly key: KeyObject;
  /** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** Type and base64, as a `.pub` file begins. */
  readonly line: string;
  /** What an authenticator binds its key to (the rpId of a passkey); null for keys in software. */
  readonly application: string | null;
}

// RFC 8332 knows no lower bound; below 2048 bits RSA is no longer accepted anywhere that matters, and above 8192 a check costs too much.
const rsaBytes = { least: 256, most: 1_024 };

/** Reads the wire form of a public key. Attacker-controlled. Throws `Failure` (`bad-input`, or `unsupported` for another kind of key). */
export function readSshKey(blob: Uint8Array): SshPublicKey {
  const reader = new WireReader(blob);
  const name = reader.name();
  const type = sshKeyTypes.find((known) => known === name);
  if (type === undefined) {
    throw new Failure("unsupported", `SSH keys of type ${JSON.stringify(name.slice(0, 60))} are not accepted.`, { hint: `Use one of ${sshKeyTypes.join(", ")}.` });
  }
  const key = readKeyObject(type, reader);
  const application = type.startsWith("sk-") ? reader.name() : null;
  reader.end();
  const bytes = Buffer.from(blob);
  return { type, blob: bytes, key, fingerprint: fingerprintOf(bytes), line: `${type} ${bytes.toString("base64")}`, application };
}

/** `SHA256:` and unpadded base64 of a key's wire form. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${hash("sha256", blob, "base64").replace("=", "")}`;
}

/** The SSH form of an Ed25519 key (either half). Throws `Failure` (`unsupported`) for another kind. */
export function sshKeyOf(key: KeyObject): SshPublicKey {
  if (key.asymmetricKeyType !== "ed25519") throw new Failure("unsupported", "Only an Ed25519 key can be turned into an SSH key here.");
  return readSshKey(Buffer.concat([wireString("ssh-ed25519"), wireString(Buffer.from(key.export({ format: "jwk" }).x as string, "base64url"))]));
}

/** The SSH form of an ES256 passkey: its point and the rpId that it is bound to. Throws `Failure` (`bad-input`) when the point is not on P-256. */
export function sshKeyOfPasskey(passkey: { readonly x: Uint8Array; readonly y: Uint8Array; readonly rpId: string }): SshPublicKey {
  const point = Buffer.concat([Buffer.of(4), passkey.x, passkey.y]);
  return readSshKey(Buffer.concat([wireString("sk-ecdsa-sha2-nistp256@openssh.com"), wireString("nistp256"), wireString(point), wireString(passkey.rpId)]));
}

/**
 * Reads a line of a `.pub` or `authorized_keys` file: type, base64, comment. Options before the type are refused, since nothing would keep
 * them. Attacker-controlled. Throws `Failure` (`bad-input`, `unsupported`) with the column.
 */
export function parseSshKeyLine(line: string, place: Place = {}): SshPublicKey & { readonly comment: string } {
  const [, indent = "", type = "", gap = "", encoded = "", comment = ""] = /^([ \t]*)(\S+)(?:([ \t]+)(\S+)(?:\s(.*))?)?$/s.exec(line.trimEnd()) ?? [];
  const refuse = (column: number, what: string): never => {
    throw new Failure("bad-input", `This line holds no SSH public key: ${what}.`, { place: { line: 1, ...place, column }, hint: "Paste the one line of the .pub file." });
  };
  if (line.trimEnd().includes("\n")) return refuse(1, "it is more than one line");
  const typeAt = indent.length + 1;
  const keyAt = typeAt + type.length + gap.length;
  if (/[="]/.test(type)) return refuse(typeAt, "options before the key are not accepted");
  if (encoded === "") return refuse(keyAt, "the key is missing after its type");
  const blob = readBase64(encoded);
  if (blob === null) return refuse(keyAt, "the key is not base64");
  const key = atPlace(() => readSshKey(blob), { line: 1, ...place, column: keyAt });
  if (key.type !== type) return refuse(typeAt, `the line says ${type.slice(0, 60)}, the key says ${key.type}`);
  return { ...key, comment: comment.trim() };
}

function atPlace<T>(read: () => T, place: Place): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, error.message, { place, hint: error.hint });
  }
}

function readKeyObject(type: SshKeyType, reader: WireReader): KeyObject {
  if (type === "ssh-rsa") return readRsa(reader);
  if (type.includes("ed25519")) return importKey({ kty: "OKP", crv: "Ed25519", x: exactly(reader.string(), 32).toString("base64url") });
  if (reader.name() !== "nistp256") throw malformed("its curve is not nistp256");
  const point = exactly(reader.string(), 65);
  if (point[0] !== 4) throw malformed("its point is compressed");
  return importKey({ kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") });
}

function readRsa(reader: WireReader): KeyObject {
  const exponent = reader.integer();
  const modulus = reader.integer();
  if (exponent.length > 4 || exponent.readUIntBE(0, exponent.length) < 3 || (exponent.at(-1) as number) % 2 === 0) throw malformed("its RSA exponent is not accepted");
  if (modulus.length < rsaBytes.least || modulus.length > rsaBytes.most)
    throw malformed(`its RSA key has ${modulus.length * 8} bits, not ${rsaBytes.least * 8} to ${rsaBytes.most * 8}`);
  return importKey({ kty: "RSA", e: exponent.toString("base64url"), n: modulus.toString("base64url") });
}

function importKey(jwk: Record<string, string>): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    // OpenSSL refuses points that are not on the curve.
    throw malformed("its numbers make no key");
  }
}

function exactly(bytes: Buffer, length: number): Buffer {
  if (bytes.length !== length) throw malformed(`a part of its key has ${bytes.length} bytes instead of ${length}`);
  return bytes;
}
