import { Failure } from "../model/failure.ts";
import { emptyRoot, type HashText, hashLength, nodeText, rootText, toBytes, toText } from "./hash.ts";
import { partialPlaces, type Tile, tileWidth } from "./tiles.ts";

// The right edge of one level: its partial tile, and the roots of the perfect subtrees within it, largest first.
interface Edge {
  bytes: Buffer;
  width: number;
  peaks: HashText[];
}

/**
 * The right edge of a growing tree: all that is needed to append, to emit tiles and to know the root. At a million leaves that is
 * three partial tiles. Nothing in it is durable: a writer appends to a `clone`, and keeps it only once its transaction has committed.
 */
export class Frontier {
  #size = 0;
  #edges: Edge[] = [];

  /** The frontier of a log of `size` leaves from the partial tiles of that size, in any order. Throws `Failure` (`integrity`) when they are not those of that size. */
  static restore(size: number, partialTiles: Iterable<Tile>): Frontier {
    const given = [...partialTiles];
    const wanted = partialPlaces(size);
    const frontier = new Frontier();
    frontier.#size = size;
    for (const place of wanted) {
      const tile = given.find(({ level }) => level === place.level);
      if (tile === undefined || tile.index !== place.index || tile.width !== place.width || tile.bytes.length !== place.width * hashLength) {
        throw new Failure(
          "integrity",
          `A ledger of ${size} entries needs a partial tile of ${place.width} hashes at level ${place.level}, index ${place.index}; it is missing or has another form.`,
          {
            hint: "Run `countersign doctor`.",
          },
        );
      }
      frontier.#edge(place.level).width = place.width;
      tile.bytes.copy(frontier.#edge(place.level).bytes);
      frontier.#edge(place.level).peaks = peaksOf(tile.bytes, place.width);
    }
    if (given.length !== wanted.length)
      throw new Failure("integrity", `A ledger of ${size} entries has ${wanted.length} partial tiles, not ${given.length}.`, { hint: "Run `countersign doctor`." });
    return frontier;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends one leaf by its hash (32 bytes). Returns the tiles that it filled, lowest level first: none for 255 leaves of 256. */
  append(leaf: Uint8Array): Tile[] {
    const filled: Tile[] = [];
    let text = toText(leaf);
    for (let level = 0, before = this.#size; ; level++, before = Math.floor(before / tileWidth)) {
      const edge = this.#edge(level);
      edge.bytes.write(text, edge.width * hashLength, "latin1");
      edge.width++;
      for (let width = edge.width; width % 2 === 0; width /= 2) text = nodeText(edge.peaks.pop() as HashText, text);
      edge.peaks.push(text);
      if (edge.width < tileWidth) break;
      filled.push({ level, index: Math.floor(before / tileWidth), width: tileWidth, bytes: edge.bytes });
      this.#edges[level] = emptyEdge();
    }
    this.#size++;
    return filled;
  }

  /** The root of all that was appended (RFC 6962 §2.1), 32 bytes. */
  root(): Buffer {
    return rootOfPeaks(this.peaks());
  }

  /** The roots of the perfect subtrees from left to right, 32 bytes each: one for each set bit of the size. */
  peaks(): Buffer[] {
    return this.#edges.toReversed().flatMap((edge) => edge.peaks.map(toBytes));
  }

  /** The partial tiles that a log of this size serves, lowest level first; copies. */
  partialTiles(): Tile[] {
    return partialPlaces(this.#size).map((place) => ({ ...place, bytes: Buffer.from(this.#edge(place.level).bytes.subarray(0, place.width * hashLength)) }));
  }

  clone(): Frontier {
    const copy = new Frontier();
    copy.#size = this.#size;
    copy.#edges = this.#edges.map(({ bytes, width, peaks }) => ({ bytes: Buffer.from(bytes), width, peaks: [...peaks] }));
    return copy;
  }

  #edge(level: number): Edge {
    while (this.#edges.length <= level) this.#edges.push(emptyEdge());
    return this.#edges[level] as Edge;
  }
}

/** The root over the roots of perfect subtrees, left to right, as `Frontier.peaks` gives them; the empty root for none. */
export function rootOfPeaks(peaks: readonly Uint8Array[]): Buffer {
  const last = peaks.at(-1);
  if (last === undefined) return emptyRoot();
  return toBytes(peaks.slice(0, -1).reduceRight<HashText>((right, left) => nodeText(toText(left), right), toText(last)));
}

/** The root of a full tile, which is the hash that stands for it one level up. */
export function tileRoot(bytes: Uint8Array): Buffer {
  if (bytes.length !== tileWidth * hashLength) throw new TypeError("only a full tile is hashed upwards");
  return toBytes(rootText(bytes));
}

function emptyEdge(): Edge {
  return { bytes: Buffer.alloc(tileWidth * hashLength), width: 0, peaks: [] };
}

function peaksOf(bytes: Buffer, width: number): HashText[] {
  const peaks: HashText[] = [];
  for (let power = tileWidth / 2, at = 0; power >= 1; power /= 2) {
    if (Math.floor(width / power) % 2 === 0) continue;
    peaks.push(rootText(bytes, at, power));
    at += power;
  }
  return peaks;
}
