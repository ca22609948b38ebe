import { canonicalText } from "./canonical.ts";

/** What a decision, and what the adoption of a policy, is signed under. Written here and not taken from the server: under another namespace the same key would sign something else. */
export const decisionNamespace = "countersign.decision.v1";
export const policyNamespace = "countersign.policy.v1";

/** What the browser works out of a document by itself. */
export interface Recomputed {
  /** Hex SHA-256 of the document's canonical bytes. */
  readonly digest: string;
  /** Base64url of the SSHSIG to-be-signed blob. */
  readonly challenge: string;
}

export async function recompute(document: unknown, namespace: string): Promise<Recomputed> {
  const text = canonicalText(document);
  const [digest, message] = await Promise.all([sha256(text), crypto.subtle.digest("SHA-512", new TextEncoder().encode(text))]);
  return { digest, challenge: base64url(signedBytes(new Uint8Array(message), namespace)) };
}

/** Hex SHA-256 of a text's UTF-8 bytes. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).reduce((hex, byte) => hex + byte.toString(16).padStart(2, "0"), "");
}

/** The bytes that an SSH signature covers (PROTOCOL.sshsig §3), of a message's SHA-512. */
export function signedBytes(sha512: Uint8Array, namespace: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const parts = [text.encode("SSHSIG"), ...[text.encode(namespace), new Uint8Array(), text.encode("sha512"), sha512].flatMap((part) => [lengthOf(part), part])];
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
