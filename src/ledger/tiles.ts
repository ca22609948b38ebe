import { Failure } from "../model/failure.ts";
import { asBuffer } from "./hash.ts";

/** Hashes in a full tile, and leaves in a full bundle. */
export const tileWidth = 256;
/** The uint16 length prefix of a bundle bounds a leaf (C2SP tlog-tiles, "Log entries"). */
export const maximumLeaf = 65_535;

/** Where a tile stands: level 0 holds leaf hashes, hash i of a level above is the root of full tile i of the level below. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
  /** 1–256; below 256 the tile is partial. */
  readonly width: number;
}

/** A tile with its `width` hashes of 32 bytes. */
export interface Tile extends TilePlace {
  readonly bytes: Buffer;
}

export type LogPath = { readonly kind: "checkpoint" } | ({ readonly kind: "tile" } & TilePlace) | { readonly kind: "entries"; readonly index: number; readonly width: number };

/** `tile/<L>/<N>[.p/<W>]` below the log's prefix (C2SP tlog-tiles, "Merkle Tree"). */
export function tilePath({ level, index, width }: TilePlace): string {
  return `tile/${level}/${numbered(index, width)}`;
}

/** `tile/entries/<N>[.p/<W>]` below the log's prefix (C2SP tlog-tiles, "Log entries"). */
export function entriesPath(index: number, width: number): string {
  return `tile/entries/${numbered(index, width)}`;
}

function numbered(index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
  return `${path}${width === tileWidth ? "" : `.p/${width}`}`;
}

/** What a path below the log's prefix names, or null when it is no path of a tiled log. Attacker-controlled. */
export function parseLogPath(path: string): LogPath | null {
  if (path === "checkpoint") return { kind: "checkpoint" };
  const found = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  const [, level = "", number = "", partial] = found ?? [];
  if (found === null) return null;
  const index = Number(number.replace(/[x/]/g, ""));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!Number.isSafeInteger(index) || width < 1) return null;
  const place: LogPath = level === "entries" ? { kind: "entries", index, width } : { kind: "tile", level: Number(level), index, width };
  // One name for each file: the path must be the one that we would write.
  const own = place.kind === "entries" ? entriesPath(index, width) : tilePath(place);
  return own === path && Number(level === "entries" ? 0 : level) <= 63 ? place : null;
}

/** How many hashes the tile at `level` and `index` has in a log of `size` leaves: 256 when full, 0 when it is not there. */
export function widthAt(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / tileWidth ** level);
  return Math.min(tileWidth, Math.max(0, hashes - index * tileWidth));
}

/** The partial tiles of a log of `size` leaves, lowest level first; full tiles are never among them. */
export function partialPlaces(size: number): TilePlace[] {
  const places: TilePlace[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
    const width = hashes % tileWidth;
    if (width > 0) places.push({ level, index: Math.floor(hashes / tileWidth), width });
  }
  return places;
}

/** Every tile of a log of `size` leaves, level by level; entry bundles stand beside those of level 0 with the same index and width. */
export function* tilePlaces(size: number): Generator<TilePlace> {
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
    for (let index = 0; index * tileWidth < hashes; index++) yield { level, index, width: Math.min(tileWidth, hashes - index * tileWidth) };
  }
}

/** An entry bundle: for each leaf a big-endian uint16 length, then its bytes. Throws `Failure` (`bad-input`) for a leaf above 65,535 bytes. */
export function encodeBundle(leaves: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const leaf of leaves) {
    if (leaf.length > maximumLeaf)
      throw new Failure("bad-input", `A leaf has ${leaf.length} bytes; the ledger holds at most ${maximumLeaf}.`, {
        hint: "Move what is large into a blob and commit to its digest.",
      });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(leaf.length);
    parts.push(length, leaf);
  }
  return Buffer.concat(parts);
}

/** Where the leaves of a bundle stand, and what stops the reading; `rest` is the number of bytes that belong to no leaf. */
export interface BundleScan {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly rest: number;
}

/** Finds the leaves of a bundle without copying; stops after one more than a bundle can hold. Attacker-controlled. */
export function scanBundle(bytes: Uint8Array): BundleScan {
  const buffer = asBuffer(bytes);
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  while (at + 2 <= buffer.length && starts.length <= tileWidth) {
    const end = at + 2 + buffer.readUInt16BE(at);
    if (end > buffer.length) break;
    starts.push(at + 2);
    ends.push(end);
    at = end;
  }
  return { starts, ends, rest: buffer.length - at };
}

/** The `width` leaves of a bundle, as views of its memory. Throws `Failure` (`integrity`) when there are fewer or more, or bytes trail. */
export function decodeBundle(bytes: Uint8Array, width: number): Buffer[] {
  const buffer = asBuffer(bytes);
  const { starts, ends, rest } = scanBundle(buffer);
  if (rest > 0) throw new Failure("integrity", `An entry bundle ends in ${rest} bytes that are no entry.`, { hint: "Take the log from its source again." });
  if (starts.length !== width) throw new Failure("integrity", `An entry bundle has ${starts.length} entries instead of ${width}.`, { hint: "Take the log from its source again." });
  return starts.map((start, entry) => buffer.subarray(start, ends[entry]));
}
