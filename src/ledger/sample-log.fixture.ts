import { createPrivateKey, type KeyObject } from "node:crypto";
import { signCheckpoint } from "./checkpoint.ts";
import { type Statement, sealStatement, statementType } from "./envelope.ts";
import { leafHash } from "./hash.ts";
import { keyIdOf, logSigner, type NoteKey, parseVkey } from "./note.ts";
import { encodeBundle, entriesPath, tilePath, tileWidth } from "./tiles.ts";
import { Frontier } from "./tree.ts";
import type { LogFiles } from "./verify.ts";

export const origin = "countersign.example.com/log/7d1c9a1e-0000-4000-8000-000000000001";

/** An Ed25519 key from a seed, so that a failing test can be repeated. */
export function seededKey(seed: number): KeyObject {
  return createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, seed)]), format: "der", type: "pkcs8" });
}

export interface SampleKey {
  readonly privateKey: KeyObject;
  readonly note: NoteKey;
  readonly keyid: string;
}

export function logKey(seed = 1, name = origin): SampleKey {
  const privateKey = seededKey(seed);
  const note = parseVkey(logSigner(name, privateKey).vkey);
  return { privateKey, note, keyid: keyIdOf(note) };
}

export function sampleStatement(number: number): Statement {
  return {
    _type: statementType,
    subject: [{ digest: { gitCommit: number.toString(16).padStart(40, "0") } }],
    predicateType: "https://countersign.invalid/fact/v1",
    predicate: { number },
  };
}

export function sealedLeaves(count: number, key = logKey()): Buffer[] {
  return Array.from({ length: count }, (_, number) => sealStatement(sampleStatement(number), [key]));
}

/** The files of a log as C2SP tlog-tiles lays them out. */
export function logFiles(leaves: readonly Uint8Array[], key = logKey()): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const frontier = new Frontier();
  for (const leaf of leaves) for (const tile of frontier.append(leafHash(leaf))) files.set(tilePath(tile), tile.bytes);
  for (const tile of frontier.partialTiles()) files.set(tilePath(tile), tile.bytes);
  for (let start = 0; start < leaves.length; start += tileWidth) {
    const bundle = leaves.slice(start, start + tileWidth);
    files.set(entriesPath(start / tileWidth, bundle.length), encodeBundle(bundle));
  }
  files.set("checkpoint", Buffer.from(signCheckpoint({ origin: key.note.name, size: leaves.length, root: frontier.root() }, [logSigner(key.note.name, key.privateKey)])));
  return files;
}

export function reading(files: ReadonlyMap<string, Uint8Array>): LogFiles {
  return { read: async (path) => files.get(path) ?? null, list: () => files.keys() };
}
