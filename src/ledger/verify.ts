import { Failure } from "../model/failure.ts";
import { type Checkpoint, type OpenCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { type LogProblem, type LogProblemCode, nameDifference } from "./difference.ts";
import { type Envelope, openLeaf, preAuthenticationEncoding, type Statement } from "./envelope.ts";
import { asBuffer, type HashText, hashLength, leafTextIn, rootText, textAt, toBytes } from "./hash.ts";
import { ed25519Note, keyIdOf, type NoteKey } from "./note.ts";
import { entriesPath, parseLogPath, partialPlaces, scanBundle, type Tile, type TilePlace, tilePath, tileWidth, widthAt } from "./tiles.ts";
import { Frontier } from "./tree.ts";

/** The files of a log, with paths as C2SP tlog-tiles has them. Whoever made them may have altered anything. */
export interface LogFiles {
  /** The bytes of a file, or null when it is not there. They are not changed. */
  readonly read: (path: string) => Promise<Uint8Array | null>;
  /** The path of every file, so that added ones are found. */
  readonly list: () => Iterable<string> | AsyncIterable<string>;
}

/** A log's key that the verifier has from elsewhere than the log; after a rotation, the old one ends at an index (H11). */
export interface TrustedKey {
  readonly key: NoteKey;
  /** The first index, and thus the largest size of a log, that this key no longer signs for. Null or absent: it still does. */
  readonly endIndex?: number | null;
}

export interface LogVerification {
  readonly files: LogFiles;
  readonly keys: readonly TrustedKey[];
  /** A checkpoint note that was kept from before; the log must have grown from it (H02). */
  readonly previous?: Uint8Array | string | null;
  /** `signature` opens every envelope and verifies it with the log's keys; `hash` only compares every leaf with the tree. */
  readonly envelopes: "hash" | "signature";
  /**
   * Called with each entry in order. The entry is by then known to be under the signed root, its tile authentic; nothing should be
   * concluded from the whole until the report says `ok`. `leaf` is a view that stays valid.
   */
  readonly onEntry?: (index: number, leaf: Buffer, statement: Statement) => void | Promise<void>;
}

export type LogReport =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly opened: OpenCheckpoint; readonly previous: Checkpoint | null }
  | { readonly ok: false; readonly problem: LogProblem };

/**
 * Verifies a whole log from its files: the checkpoint note, every tile, every entry, that it has grown from the previous note, and that
 * no file is missing or added. Works from the signed root downwards, so that each file is compared with something already proved and
 * the first deviation is named for what it is. Holds one tile a level in memory, whatever the size of the log.
 * Throws only what `files` and `onEntry` throw.
 */
export async function verifyLog(verification: LogVerification): Promise<LogReport> {
  const note = await verification.files.read("checkpoint");
  if (note === null) return bad("note-missing", "The checkpoint note is missing.", null, "checkpoint");
  const opened = openTrusted(note, verification.keys);
  if (opened instanceof Failure) return bad("note-refused", opened.message, null, "checkpoint");
  const { checkpoint } = opened;

  let previous: Checkpoint | null = null;
  if (verification.previous !== undefined && verification.previous !== null) {
    const before = openTrusted(verification.previous, verification.keys);
    if (before instanceof Failure) return bad("note-refused", `The previous note cannot be used. ${before.message}`, null, null);
    previous = before.checkpoint;
    if (previous.origin !== checkpoint.origin) return bad("note-refused", `The log is ${checkpoint.origin}, the previous note is of ${previous.origin}.`, null, "checkpoint");
    if (previous.size > checkpoint.size) {
      return bad(
        "rolled-back",
        `The log has ${checkpoint.size} entries, the previous note had ${previous.size}: entries from ${checkpoint.size} on were cut off.`,
        checkpoint.size,
        "checkpoint",
      );
    }
  }
  const problem = await new Walk(verification, checkpoint, previous).run();
  return problem === null ? { ok: true, checkpoint, opened, previous } : { ok: false, problem };
}

function openTrusted(note: Uint8Array | string, keys: readonly TrustedKey[]): OpenCheckpoint | Failure {
  try {
    const opened = openCheckpoint(
      note,
      keys.map(({ key }) => key),
    );
    const { size, origin } = opened.checkpoint;
    const current = keys.some(({ key, endIndex }) => opened.logs.includes(key) && size <= (endIndex ?? Number.POSITIVE_INFINITY));
    return current ? opened : new Failure("signature-invalid", `The checkpoint note of ${origin} with ${size} entries is signed by a key that had ended before.`);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

// The files of one step, read ahead while the step before is hashed; `bundle` stands beside tiles of level 0 only.
interface Fetched {
  readonly place: TilePlace;
  readonly tile: Uint8Array | null;
  readonly bundle: Uint8Array | null;
}

interface Bundle {
  readonly path: string;
  /** Views of the file; made only when somebody looks at the entries themselves. */
  readonly leaves: () => Buffer[];
  /** Leaf hashes, one after the other. */
  readonly hashes: Buffer;
  /** Whether bytes remain that are no leaf. */
  readonly torn: boolean;
}

class Walk {
  readonly #files: LogFiles;
  readonly #verification: LogVerification;
  readonly #checkpoint: Checkpoint;
  readonly #size: number;
  readonly #previous: Checkpoint | null;
  readonly #keys: ReadonlyMap<string, TrustedKey>;
  // The partial tiles that the log had at the previous note, cut from the tiles of today as they pass.
  readonly #before = new Map<string, Tile>();
  readonly #beforePlaces: ReadonlyMap<string, TilePlace>;

  constructor(verification: LogVerification, checkpoint: Checkpoint, previous: Checkpoint | null) {
    this.#verification = verification;
    this.#files = verification.files;
    this.#checkpoint = checkpoint;
    this.#size = checkpoint.size;
    this.#previous = previous;
    const own = verification.keys.filter(({ key }) => key.type === ed25519Note && key.name === checkpoint.origin);
    this.#keys = new Map(own.map((trusted) => [keyIdOf(trusted.key), trusted]));
    this.#beforePlaces = new Map((previous === null ? [] : partialPlaces(previous.size)).map((place) => [`${place.level}/${place.index}`, place]));
  }

  async run(): Promise<LogProblem | null> {
    return (await this.#tree()) ?? this.#history() ?? (await this.#listing());
  }

  // The right edge first, since it alone makes the root; then downwards from it, in the order of the entries.
  async #tree(): Promise<LogProblem | null> {
    const edges: Tile[] = [];
    for (const place of partialPlaces(this.#size).toReversed()) {
      const bytes = await this.#files.read(tilePath(place));
      if (bytes?.length !== place.width * hashLength) return this.#badTile(place, bytes);
      edges.push({ ...place, bytes: asBuffer(bytes) });
    }
    if (!this.#makesRoot(edges)) return this.#explainRoot(edges);
    for (const edge of edges) {
      this.#keep(edge);
      const problem = edge.level === 0 ? await this.#entries(edge, await this.#files.read(entriesPath(edge.index, edge.width))) : await this.#below(edge);
      if (problem !== null) return problem;
    }
    return null;
  }

  #makesRoot(edges: readonly Tile[]): boolean {
    return Frontier.restore(this.#size, edges).root().equals(this.#checkpoint.root);
  }

  async #below(tile: Tile): Promise<LogProblem | null> {
    const child = (position: number): TilePlace => ({ level: tile.level - 1, index: tile.index * tileWidth + position, width: tileWidth });
    let ahead = this.#fetch(child(0));
    for (let position = 0; position < tile.width; position++) {
      const fetched = await ahead;
      if (position + 1 < tile.width) ahead = this.#fetch(child(position + 1));
      // It is awaited in the next turn, or of no interest any more.
      ahead.catch(() => {});
      const problem = await this.#full(fetched, textAt(tile.bytes, position));
      if (problem !== null) return problem;
    }
    return null;
  }

  async #fetch(place: TilePlace): Promise<Fetched> {
    const [tile, bundle] = await Promise.all([this.#files.read(tilePath(place)), place.level === 0 ? this.#files.read(entriesPath(place.index, place.width)) : null]);
    return { place, tile, bundle };
  }

  async #full({ place, tile: bytes, bundle }: Fetched, expected: HashText): Promise<LogProblem | null> {
    if (bytes?.length !== place.width * hashLength) return this.#badTile(place, bytes);
    const tile = { ...place, bytes: asBuffer(bytes) };
    if (rootText(bytes) !== expected) return this.#explainTile(tile, expected);
    this.#keep(tile);
    return place.level === 0 ? this.#entries(tile, bundle) : this.#below(tile);
  }

  async #entries(tile: Tile, bytes: Uint8Array | null): Promise<LogProblem | null> {
    const path = entriesPath(tile.index, tile.width);
    const bundle = bytes === null ? await this.#renamed(tile.index) : readBundle(path, bytes);
    if (bundle !== null && (bundle.torn || !bundle.hashes.equals(tile.bytes))) return this.#explainEntries(tile, bundle);
    if (bundle?.path !== path) return this.#missing(path, tile.index * tileWidth);
    const { envelopes, onEntry } = this.#verification;
    if (envelopes === "hash" && onEntry === undefined) return null;
    for (const [position, leaf] of bundle.leaves().entries()) {
      const index = tile.index * tileWidth + position;
      const opened = tryOpen(leaf);
      if (opened instanceof Failure) return problem("entry-unreadable", `Entry ${index} is in the tree, but is no statement in an envelope. ${opened.message}`, index, path);
      const wrong = envelopes === "signature" ? this.#signatureProblem(index, opened.envelope, path) : null;
      if (wrong !== null) return wrong;
      const answer = onEntry?.(index, leaf, opened.statement);
      if (answer !== undefined) await answer;
    }
    return null;
  }

  // The signature is the instance's, by the log's own key; a line by an unknown key counts for nothing.
  #signatureProblem(index: number, envelope: Envelope, path: string): LogProblem | null {
    const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
    let good = false;
    for (const { keyid, sig } of envelope.signatures) {
      const trusted = this.#keys.get(keyid);
      if (trusted === undefined) continue;
      if (trusted.key.type.verify(trusted.key.key, message, sig) === null)
        return problem("signature-wrong", `The envelope of entry ${index} is not what ${trusted.key.name} signed.`, index, path);
      good ||= index < (trusted.endIndex ?? Number.POSITIVE_INFINITY);
    }
    return good ? null : problem("signature-wrong", `Entry ${index} is not signed by a key of ${this.#checkpoint.origin} that was valid there.`, index, path);
  }

  #keep(tile: Tile): void {
    const key = `${tile.level}/${tile.index}`;
    const place = this.#beforePlaces.get(key);
    if (place !== undefined) this.#before.set(key, { ...place, bytes: Buffer.from(tile.bytes.subarray(0, place.width * hashLength)) });
  }

  #history(): LogProblem | null {
    if (this.#previous === null) return null;
    const { size, root } = this.#previous;
    if (Frontier.restore(size, this.#before.values()).root().equals(root)) return null;
    return problem("history-rewritten", `The first ${size} entries are not those of the previous note: the log was rewritten and signed anew.`, 0, "checkpoint");
  }

  // Partial tiles of earlier sizes may stay (C2SP tlog-tiles, "Partial Tiles"), when they say the same as the tiles of today.
  async #listing(): Promise<LogProblem | null> {
    for await (const path of this.#files.list()) {
      const place = parseLogPath(path);
      if (place?.kind === "checkpoint") continue;
      const width = place === null ? 0 : widthAt(place.kind === "tile" ? place.level : 0, place.index, this.#size);
      if (place === null || place.width > width)
        return problem("file-added", `${JSON.stringify(path)} is no file of a log with ${this.#size} entries.`, place === null ? null : this.#size, path);
      if (place.width === width) continue;
      const wholePath = place.kind === "tile" ? tilePath({ ...place, width }) : entriesPath(place.index, width);
      const [part, whole] = [await this.#files.read(path), await this.#files.read(wholePath)];
      const length = part === null || whole === null ? null : place.kind === "tile" ? place.width * hashLength : scanBundle(whole).ends[place.width - 1];
      if (part?.length !== length || length === null || !asBuffer(part as Uint8Array).equals((whole as Uint8Array).subarray(0, length))) {
        return problem("tile-altered", `${path}, of an earlier size, differs from ${wholePath}.`, null, path);
      }
    }
    return null;
  }

  async #bundle(index: number, width: number): Promise<Bundle | null> {
    const path = entriesPath(index, width);
    const bytes = await this.#files.read(path);
    return bytes === null ? this.#renamed(index) : readBundle(path, bytes);
  }

  // A bundle that was cut or extended, and renamed to fit: what is in it tells more than that one is missing.
  async #renamed(index: number): Promise<Bundle | null> {
    for await (const path of this.#files.list()) {
      const place = parseLogPath(path);
      const bytes = place?.kind === "entries" && place.index === index ? await this.#files.read(path) : null;
      if (bytes !== null) return readBundle(path, bytes);
    }
    return null;
  }

  #badTile(place: TilePlace, bytes: Uint8Array | null): LogProblem {
    const path = tilePath(place);
    const index = place.index * tileWidth ** (place.level + 1);
    if (bytes === null) return this.#missing(path, index);
    return problem("tile-altered", `${path} has ${bytes.length} bytes instead of ${place.width * hashLength}.`, index, path);
  }

  #missing(path: string, index: number): LogProblem {
    return problem("file-missing", `${path} is missing, which a log with ${this.#size} entries has.`, index, path);
  }

  async #explainEntries(tile: Tile, bundle: Bundle): Promise<LogProblem> {
    const expected = texts(tile.bytes);
    const actual = texts(bundle.hashes);
    const torn = bundle.torn ? actual.length : null;
    if (!bundle.torn && actual.length === expected.length && tile.width === tileWidth) {
      const next = { level: 0, index: tile.index + 1, width: widthAt(0, tile.index + 1, this.#size) };
      const nextTile = next.width === 0 ? null : await this.#files.read(tilePath(next));
      const nextBundle = next.width === 0 ? await this.#renamed(next.index) : await this.#bundle(next.index, next.width);
      if (nextTile?.length === next.width * hashLength) expected.push(...texts(asBuffer(nextTile)));
      if (nextBundle !== null) actual.push(...texts(nextBundle.hashes));
    }
    return nameDifference({ first: tile.index * tileWidth, expected, actual, unreadable: torn, bundlePath: bundle.path, tilePath: tilePath(tile) });
  }

  // A tile disagrees with the hash above it, which is proved. When what lies below it fits that hash, only the tile itself is wrong.
  async #explainTile(tile: Tile, expected: HashText): Promise<LogProblem> {
    const rebuilt = await this.#rebuild(tile);
    if (rebuilt !== null && rootText(rebuilt) === expected) return alteredTile(tile, rebuilt);
    const span = tileWidth ** (tile.level + 1);
    return this.#search(tile.index * span, (tile.index + 1) * span, tilePath(tile));
  }

  async #explainRoot(edges: readonly Tile[]): Promise<LogProblem> {
    for (const edge of edges) {
      const rebuilt = await this.#rebuild(edge);
      if (rebuilt !== null && this.#makesRoot(edges.map((other) => (other === edge ? { ...edge, bytes: rebuilt } : other)))) return alteredTile(edge, rebuilt);
    }
    return this.#search(0, this.#size, null);
  }

  // The tile as the files one level below have it, or null when they don't make one.
  async #rebuild(tile: Tile): Promise<Buffer | null> {
    if (tile.level === 0) {
      const bundle = await this.#bundle(tile.index, tile.width);
      return bundle !== null && !bundle.torn && bundle.hashes.length === tile.bytes.length ? bundle.hashes : null;
    }
    const hashes: Buffer[] = [];
    for (let position = 0; position < tile.width; position++) {
      const bytes = await this.#files.read(tilePath({ level: tile.level - 1, index: tile.index * tileWidth + position, width: tileWidth }));
      if (bytes?.length !== tileWidth * hashLength) return null;
      hashes.push(toBytes(rootText(bytes)));
    }
    return Buffer.concat(hashes);
  }

  // More than one file is wrong in [from, to): finds the first place where they contradict each other or the envelope's signature.
  async #search(from: number, to: number, above: string | null): Promise<LogProblem> {
    const frontier = new Frontier();
    for (let start = from; start < to; start += tileWidth) {
      const place = { level: 0, index: start / tileWidth, width: Math.min(tileWidth, to - start) };
      const bundle = await this.#bundle(place.index, place.width);
      if (bundle === null) return this.#missing(entriesPath(place.index, place.width), start);
      const bytes = await this.#files.read(tilePath(place));
      if (bytes?.length !== place.width * hashLength) return this.#badTile(place, bytes);
      const tile = { ...place, bytes: asBuffer(bytes) };
      const difference = bundle.torn || !bundle.hashes.equals(tile.bytes) ? await this.#explainEntries(tile, bundle) : null;
      const forged = this.#firstForged(bundle, start);
      if (forged !== null && (difference === null || (forged.index as number) <= (difference.index as number))) return forged;
      if (difference !== null) return difference;
      for (const hash of texts(tile.bytes)) {
        for (const built of frontier.append(toBytes(hash))) {
          const real = { ...built, index: built.index + from / tileWidth ** (built.level + 1) };
          const stored = built.level === 0 || (to - from === tileWidth ** (built.level + 1) && above !== null) ? null : await this.#files.read(tilePath(real));
          if (stored !== null && !asBuffer(stored).equals(built.bytes)) return alteredTile({ ...real, bytes: asBuffer(stored) }, built.bytes);
        }
      }
    }
    const sentence = `Entries ${from} to ${to - 1} agree with their own tiles, but not with ${above === null ? "the signed root" : `the signed tree above ${above}`}: they were rewritten together, from an entry that cannot be told.`;
    return problem("entries-rewritten", sentence, from, above);
  }

  #firstForged(bundle: Bundle, start: number): LogProblem | null {
    for (const [position, leaf] of bundle.leaves().entries()) {
      const opened = tryOpen(leaf);
      if (opened instanceof Failure) continue;
      const wrong = this.#signatureProblem(start + position, opened.envelope, bundle.path);
      if (wrong !== null) return wrong;
    }
    return null;
  }
}

function readBundle(path: string, bytes: Uint8Array): Bundle {
  const buffer = asBuffer(bytes);
  const { starts, ends, rest } = scanBundle(buffer);
  const hashes = Buffer.alloc(starts.length * hashLength);
  for (let entry = 0; entry < starts.length; entry++) {
    hashes.write(leafTextIn(buffer, starts[entry] as number, ends[entry] as number), entry * hashLength, "latin1");
  }
  return { path, leaves: () => starts.map((start, entry) => buffer.subarray(start, ends[entry])), hashes, torn: rest > 0 };
}

function alteredTile(tile: Tile, rebuilt: Buffer): LogProblem {
  let position = 0;
  while (position < tile.width - 1 && textAt(tile.bytes, position) === textAt(rebuilt, position)) position++;
  const path = tilePath(tile);
  const index = (tile.index * tileWidth + position) * tileWidth ** tile.level;
  const what =
    tile.level === 0
      ? `entry ${index}, which is as it was signed`
      : `${tilePath({ level: tile.level - 1, index: tile.index * tileWidth + position, width: tileWidth })}, which is as it was signed`;
  return problem("tile-altered", `Hash ${position} of ${path} is not that of ${what}.`, index, path);
}

function tryOpen(leaf: Buffer): ReturnType<typeof openLeaf> | Failure {
  try {
    return openLeaf(leaf);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function texts(hashes: Buffer): HashText[] {
  return Array.from({ length: hashes.length / hashLength }, (_, position) => textAt(hashes, position));
}

function problem(code: LogProblemCode, sentence: string, index: number | null, path: string | null): LogProblem {
  return { code, sentence, index, path };
}

function bad(code: LogProblemCode, sentence: string, index: number | null, path: string | null): LogReport {
  return { ok: false, problem: problem(code, sentence, index, path) };
}
