import { Failure } from "../model/failure.ts";
import { emptyRoot, type HashText, hashLength, largestPowerBelow, nodeText, rootText, toBytes, toText } from "./hash.ts";
import { type TilePlace, tilePath, tileWidth, widthAt } from "./tiles.ts";

/** Gives the bytes of a tile, or null when it is not there. Asked at most once a tile in each call below. */
export type TileReader = (place: TilePlace) => Promise<Uint8Array | null> | Uint8Array | null;

/** The root that the log had at `size`, read from the tiles of a log that now has `now` leaves. Throws `Failure` (`integrity`) for a missing or misshapen tile. */
export async function rootAt(size: number, now: number, read: TileReader): Promise<Buffer> {
  requireOrder(size, now);
  return size === 0 ? emptyRoot() : toBytes(await rangeReader(now, read)(0, size));
}

/**
 * The inclusion proof of the leaf at `index` in the tree of `size` leaves: hashes from the leaf's sibling upwards (RFC 6962 §2.1.1).
 * Throws as `rootAt` does.
 */
export async function inclusionProof(index: number, size: number, read: TileReader): Promise<Buffer[]> {
  requireOrder(index + 1, size);
  const range = rangeReader(size, read);
  const path: Promise<HashText>[] = [];
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      path.unshift(range(middle, to));
      to = middle;
    } else {
      path.unshift(range(from, middle));
      from = middle;
    }
  }
  return (await Promise.all(path)).map(toBytes);
}

/** The proof that the tree of `size` leaves begins with that of `old` leaves (RFC 6962 §2.1.2); empty for an `old` of zero and for equal sizes. Throws as `rootAt` does. */
export async function consistencyProof(old: number, size: number, read: TileReader): Promise<Buffer[]> {
  requireOrder(old, size);
  if (old === 0 || old === size) return [];
  const range = rangeReader(size, read);
  const path: Promise<HashText>[] = [];
  let from = 0;
  let to = size;
  while (to !== old) {
    const middle = from + largestPowerBelow(to - from);
    if (old <= middle) {
      path.unshift(range(middle, to));
      to = middle;
    } else {
      path.unshift(range(from, middle));
      from = middle;
    }
  }
  // The old tree itself is known to whoever asks.
  if (from > 0) path.unshift(range(from, to));
  return (await Promise.all(path)).map(toBytes);
}

/** Whether `proof` shows the leaf at `index` in the tree of `size` leaves and that root (RFC 9162 §2.1.3.2). False for anything malformed; attacker-controlled. */
export function verifyInclusion(claim: { index: number; size: number; leafHash: Uint8Array; proof: readonly Uint8Array[]; root: Uint8Array }): boolean {
  const { index, size, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size || ![claim.leafHash, claim.root, ...proof].every(isHash)) return false;
  let node = index;
  let last = size - 1;
  let text = toText(claim.leafHash);
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      text = nodeText(toText(sibling), text);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      text = nodeText(text, toText(sibling));
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && text === toText(claim.root);
}

/**
 * Whether `proof` shows that the tree of `size` leaves begins with that of `old` leaves (RFC 9162 §2.1.4.2). Every tree begins with
 * the empty one, whose root is then checked. False for anything malformed; attacker-controlled.
 */
export function verifyConsistency(claim: { old: number; size: number; oldRoot: Uint8Array; root: Uint8Array; proof: readonly Uint8Array[] }): boolean {
  const { old, size, proof } = claim;
  if (!isSize(old) || !isSize(size) || old > size || ![claim.oldRoot, claim.root, ...proof].every(isHash)) return false;
  if (old === size && toText(claim.oldRoot) !== toText(claim.root)) return false;
  if (old === 0 && !emptyRoot().equals(claim.oldRoot)) return false;
  if (old === 0 || old === size) return proof.length === 0;
  let node = old - 1;
  let last = size - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  // An old tree that is perfect is itself the first node of the path, and is left out of the proof.
  const path = node === 0 ? [claim.oldRoot, ...proof] : proof;
  if (proof.length === 0) return false;
  let oldText = toText(path[0] as Uint8Array);
  let newText = oldText;
  for (const sibling of path.slice(1).map(toText)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldText = nodeText(sibling, oldText);
      newText = nodeText(sibling, newText);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newText = nodeText(newText, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && oldText === toText(claim.oldRoot) && newText === toText(claim.root);
}

// The root over the leaves [from, to). A perfect aligned subtree lies within one tile, all others split as the tree does.
function rangeReader(size: number, read: TileReader): (from: number, to: number) => Promise<HashText> {
  const tiles = new Map<string, Promise<Uint8Array>>();
  const range = async (from: number, to: number): Promise<HashText> => {
    const count = to - from;
    const split = count === 1 ? 1 : largestPowerBelow(count);
    if (split * 2 !== count && count !== 1) {
      const [left, right] = await Promise.all([range(from, from + split), range(from + split, to)]);
      return nodeText(left, right);
    }
    let level = 0;
    while (tileWidth ** (level + 1) <= count) level++;
    const span = tileWidth ** level;
    const first = from / span;
    const index = Math.floor(first / tileWidth);
    const place = { level, index, width: widthAt(level, index, size) };
    const path = tilePath(place);
    const tile = tiles.get(path) ?? readWhole(place, read);
    tiles.set(path, tile);
    return rootText(await tile, first - index * tileWidth, count / span);
  };
  return range;
}

async function readWhole(place: TilePlace, read: TileReader): Promise<Uint8Array> {
  const bytes = await read(place);
  if (bytes?.length === place.width * hashLength) return bytes;
  throw new Failure("integrity", `${tilePath(place)} ${bytes === null ? "is missing" : `has ${bytes.length} bytes instead of ${place.width * hashLength}`}.`, {
    hint: "Run `countersign doctor`.",
  });
}

function requireOrder(smaller: number, larger: number): void {
  if (!isSize(smaller) || !isSize(larger) || smaller > larger) throw new RangeError(`${smaller} is not within a log of ${larger}`);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === hashLength;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
