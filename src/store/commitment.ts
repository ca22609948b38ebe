import { hash } from "node:crypto";

const label = Buffer.from("countersign/commit/v1");

export const saltLength = 32;
/** Documents above this many bytes stand in the blob folder, so that the database stays quick to copy and check. */
export const largestInRow = 65_536;

/** Hex `SHA-256("countersign/commit/v1" ‖ salt ‖ bytes)`. The salt (32 random bytes) is fresh for each document: without it a short text could be guessed from its digest. */
export function commitmentOf(salt: Uint8Array, bytes: Uint8Array): string {
  if (salt.length !== saltLength) throw new TypeError(`a salt has ${saltLength} bytes, not ${salt.length}`);
  return hash("sha256", Buffer.concat([label, salt, bytes]), "hex");
}
