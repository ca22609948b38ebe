import { createHash, type Hash, hash } from "node:crypto";

const label = Buffer.from("countersign/commit/v1");

export const saltLength = 32;

/**
 * Hex `SHA-256("countersign/commit/v1" ‖ salt ‖ bytes)`: what a leaf holds of a private document. The salt (32 random bytes) is fresh for each document: without it a short text
 * could be guessed from its digest. Throws a `TypeError` for a salt of another length.
 */
export function commitmentOf(salt: Uint8Array, bytes: Uint8Array): string {
  if (salt.length !== saltLength) throw new TypeError(`a salt has ${saltLength} bytes, not ${salt.length}`);
  return hash("sha256", Buffer.concat([label, salt, bytes]), "hex");
}

/** The hash of a commitment whose bytes follow, for a document that is too large to be hashed in one go. */
export function beginCommitment(salt: Uint8Array): Hash {
  if (salt.length !== saltLength) throw new TypeError(`a salt has ${saltLength} bytes, not ${salt.length}`);
  return createHash("sha256").update(label).update(salt);
}
