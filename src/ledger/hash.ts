import { hash } from "node:crypto";

/** Bytes of a SHA-256 hash, the only hash of the tree. */
export const hashLength = 32;

/**
 * A hash as 32 latin1 characters, the form used inside the tree: it spares a Buffer per node, which makes hashing about three
 * times as fast. Never leaves this room.
 */
export type HashText = string;

const leafPrefix = Buffer.from([0]);
const emptyRootBytes = hash("sha256", "", "buffer");

// One scratch buffer for all: hashing is synchronous, so no other call can stand between the writes and the hash.
const pair = Buffer.alloc(1 + 2 * hashLength);
pair[0] = 1;
// A zero and the longest leaf, with a view for each length that was met: leaves of a log have few.
const leafScratch = Buffer.alloc(1 + 65_535);
const leafViews: Buffer[] = [];

/** RFC 6962 §2.1: `SHA-256(0x00 ‖ leaf)`, 32 bytes. */
export function leafHash(leaf: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([leafPrefix, leaf]), "buffer");
}

/** RFC 6962 §2.1: `SHA-256(0x01 ‖ left ‖ right)`, 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return toBytes(nodeText(toText(left), toText(right)));
}

/** The root of the tree without leaves: `SHA-256("")`. */
export function emptyRoot(): Buffer {
  return Buffer.from(emptyRootBytes);
}

/** As `leafHash`, of the leaf that stands in `bytes` from `start` to `end`; at most 65,535 bytes. */
export function leafTextIn(bytes: Buffer, start: number, end: number): HashText {
  const length = end - start;
  bytes.copy(leafScratch, 1, start, end);
  leafViews[length] ??= leafScratch.subarray(0, 1 + length);
  return hash("sha256", leafViews[length], "binary");
}

export function nodeText(left: HashText, right: HashText): HashText {
  pair.write(left, 1, "latin1");
  pair.write(right, 1 + hashLength, "latin1");
  return hash("sha256", pair, "binary");
}

/** RFC 6962 §2.1: the root over `count` hashes (one or more) that stand in `hashes` from hash `from` on. */
export function rootText(hashes: Uint8Array, from = 0, count = hashes.length / hashLength - from): HashText {
  if (count === 1) return textAt(hashes, from);
  const split = largestPowerBelow(count);
  if (split * 2 > count) return nodeText(rootText(hashes, from, split), rootText(hashes, from + split, count - split));
  return perfectRootText(hashes, from, count);
}

// In place: node i is written to a slot that both its children have already left.
function perfectRootText(hashes: Uint8Array, from: number, count: number): HashText {
  const work = Buffer.from(hashes.subarray(from * hashLength, (from + count) * hashLength));
  let text = "";
  for (let width = count / 2; width >= 1; width /= 2) {
    for (let node = 0; node < width; node++) {
      work.copy(pair, 1, 2 * node * hashLength, 2 * (node + 1) * hashLength);
      text = hash("sha256", pair, "binary");
      work.write(text, node * hashLength, "latin1");
    }
  }
  return text;
}

/** Hash number `position` of concatenated hashes. */
export function textAt(hashes: Uint8Array, position: number): HashText {
  return asBuffer(hashes).toString("latin1", position * hashLength, (position + 1) * hashLength);
}

export function toText(bytes: Uint8Array): HashText {
  if (bytes.length !== hashLength) throw new TypeError(`a hash has ${hashLength} bytes, not ${bytes.length}`);
  return asBuffer(bytes).toString("latin1");
}

export function toBytes(text: HashText): Buffer {
  return Buffer.from(text, "latin1");
}

/** The same memory as a Buffer; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The largest power of two strictly below `count`, which is above one: where RFC 6962 §2.1 splits a tree. */
export function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
