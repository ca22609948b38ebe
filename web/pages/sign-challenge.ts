import { canonicalText } from "./sign-canonical.ts";

/** What a decision is signed under. Written here and not taken from the server: under another namespace the same key would sign something else. */
export const decisionNamespace = "countersign.decision.v1";

/** What the browser works out of a document by itself. */
export interface Recomputed {
  /** Hex SHA-256 of the document's canonical bytes. */
  readonly digest: string;
  /** Base64url of the SSHSIG to-be-signed blob. */
  readonly challenge: string;
}

export async function recompute(document: unknown): Promise<Recomputed> {
  const bytes = new TextEncoder().encode(canonicalText(document));
  const [digest, message] = await Promise.all([crypto.subtle.digest("SHA-256", bytes), crypto.subtle.digest("SHA-512", bytes)]);
  return { digest: new Uint8Array(digest).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), ""), challenge: base64url(signedBytes(new Uint8Array(message))) };
}

/** The bytes that an SSH signature covers (PROTOCOL.sshsig §3), of a message's SHA-512. */
export function signedBytes(sha512: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const parts = [text.encode("SSHSIG"), ...[text.encode(decisionNamespace), new Uint8Array(), text.encode("sha512"), sha512].flatMap((part) => [lengthOf(part), part])];
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// A length is a big-endian 32-bit number (RFC 4251 §5).
function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
