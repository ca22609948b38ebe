import { createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import {
  encodeBundle,
  entriesPath,
  Frontier,
  keyIdOf,
  type LogFiles,
  leafHash,
  logSigner,
  parseVkey,
  type Statement,
  sealStatement,
  signCheckpoint,
  statementType,
  type TrustedKey,
  tilePath,
  tileWidth,
} from "../src/ledger/index.ts";
import { sha256 } from "../src/model/canonical.ts";

export interface LongLog extends Disposable {
  readonly folder: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly keys: readonly TrustedKey[];
  readonly files: LogFiles;
  /** Paths of the entry bundles in order. */
  readonly bundles: readonly string[];
}

const origin = "countersign.invalid/bench/log";
/** Envelopes that are really signed; they repeat, since sealing a million would take most of the time and verifying remembers none. */
const sealed = 4_096;

/** A log in a folder of its own, as `ledger export` lays it out, written bundle by bundle. */
export function longLog(size: number): LongLog {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 7)]), format: "der", type: "pkcs8" });
    const signer = logSigner(origin, privateKey);
    const key = parseVkey(signer.vkey);
    const leaves = Array.from({ length: Math.min(sealed, size) }, (_, number) => sealStatement(statement(number), [{ keyid: keyIdOf(key), privateKey }]));
    const hashes = leaves.map((leaf) => leafHash(leaf));
    const frontier = new Frontier();
    const bundles: string[] = [];
    for (let start = 0; start < size; start += tileWidth) {
      const width = Math.min(tileWidth, size - start);
      const places = Array.from({ length: width }, (_, position) => (start + position) % leaves.length);
      for (const place of places) for (const tile of frontier.append(hashes[place] ?? Buffer.alloc(0))) write(folder, tilePath(tile), tile.bytes);
      const path = entriesPath(start / tileWidth, width);
      write(folder, path, encodeBundle(places.map((place) => leaves[place] ?? Buffer.alloc(0))));
      bundles.push(path);
    }
    for (const tile of frontier.partialTiles()) write(folder, tilePath(tile), tile.bytes);
    write(folder, "checkpoint", Buffer.from(signCheckpoint({ origin, size, root: frontier.root() }, [signer])));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    return { folder, size, root: frontier.root().toString("hex"), keys: [{ key }], files: filesOf(folder), bundles, [Symbol.dispose]: remove };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

// About 750 bytes once it is sealed, as a decision or an addition of evidence is.
function statement(number: number): Statement {
  const subject: Statement["subject"] = [{ digest: { gitCommit: sha256(`commit ${number}`).slice(0, 40) } }];
  const data = { decision: `d-${number}`, change: `c-${number % 97}`, revision: 1, outcome: "approve", tier: "security", commitment: sha256(`document ${number}`) };
  return { _type: statementType, subject, predicateType: "https://countersign.invalid/fact/v1", predicate: { type: "decision-made", time: "2026-09-14T09:00:00Z", data } };
}

const made = new Set<string>();

function write(folder: string, path: string, bytes: Uint8Array): void {
  const file = join(folder, path);
  const parent = dirname(file);
  if (!made.has(parent)) mkdirSync(parent, { recursive: true });
  made.add(parent);
  writeFileSync(file, bytes);
}

function filesOf(folder: string): LogFiles {
  return {
    read: (path) => readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? null : Promise.reject(error))),
    list: async function* () {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isDirectory()) yield relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
      }
    },
  };
}
