import { createPrivateKey, type KeyObject } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { formatVkey, parseVkey } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { Anchor } from "./anchor.ts";
import { BlobFolder } from "./blobs.ts";
import { hasCode, syncFolder, writeDurably } from "./files.ts";
import { takeLock } from "./lock.ts";
import { SqliteEngine, type SqliteOptions } from "./sqlite-engine.ts";
import { type Identity, initialiseStore, openStore, type Store, type StoreParts } from "./store.ts";

/**
 * A data folder:
 * - `instance.json`: which ledger this is
 * - `keys/instance.pem`: the Ed25519 key that signs its facts and notes. It belongs to one origin: a staging copy that signs with it
 *   is a fork, so a copy is read, never written to.
 * - `ledger.db`: the database
 * - `anchor`: the newest checkpoint note; better on another disk (`anchorFile`), for a backup of the whole folder sets it back too
 * - `blobs/`: large private documents
 * - `lock`: the process that serves the folder
 */
export interface InstanceOptions {
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** That many random bytes. */
  readonly random: (length: number) => Uint8Array;
  /** Where the anchor stands; `anchor` in the folder without it. */
  readonly anchorFile?: string;
  readonly maximumBatch?: number;
  /** For a server: takes the lock and fences out whoever wrote before (H16, H17), and commits on a thread of its own. */
  readonly exclusive?: boolean;
  readonly sqlite?: Omit<SqliteOptions, "file">;
}

export interface Founding {
  readonly name: string;
  /** Host name of the instance for the ledger's origin; without it the origin is under `countersign.invalid`. */
  readonly host?: string;
}

const instanceFile = z.strictObject({ schema: z.literal(1), instance: z.uuid(), organisation: z.uuid(), origin: z.string().min(1), vkey: z.string().min(1) });
type InstanceFile = z.infer<typeof instanceFile>;

const names = { instance: "instance.json", key: join("keys", "instance.pem"), database: "ledger.db", anchor: "anchor", blobs: "blobs", lock: "lock" };

/** Whether a folder holds an instance. */
export function isInstance(folder: string): boolean {
  return existsSync(join(folder, names.instance));
}

/**
 * Founds an organisation in a new data folder and opens it; its first fact is the founding. The folder appears only when it is whole:
 * an interrupted call leaves one beside it whose name ends in `.partial` and six characters.
 * Throws `Failure` (`already-exists`, `bad-input`, `storage`).
 */
export async function createInstance(options: InstanceOptions, founding: Founding): Promise<Store> {
  const folder = resolve(options.folder);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw occupied(folder);
  const key = newKey(options.random);
  const file = newIdentity(options.random, key, founding);
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(join(dirname(folder), `${basename(folder)}.partial`));
  try {
    chmodSync(work, 0o700);
    writeKey(join(work, names.key), key);
    writeDurably(join(work, names.instance), `${JSON.stringify(file, null, 2)}\n`);
    await found({ ...options, folder: work }, file, key, founding);
    moveInto(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return openInstance(options);
}

/**
 * Opens an instance. Throws `Failure`: `not-initialised` when the folder holds none; `refused` when others can read its key;
 * `integrity` when key, database and anchor do not belong together or the database is an old copy; `locked` when `exclusive` and
 * another process serves it; `storage`; `unsupported`.
 */
export async function openInstance(options: InstanceOptions): Promise<Store> {
  const folder = resolve(options.folder);
  const file = readIdentity(folder);
  const parts = assemble({ ...options, folder }, file, readKey(join(folder, names.key), file));
  let release = () => {};
  try {
    if (options.exclusive === true) release = await takeLock(join(folder, names.lock), (body) => parts.engine.write(body));
    const store = await openStore(parts, { takeOver: options.exclusive === true, closed: release });
    await requireFounding(store);
    return store;
  } catch (error) {
    release();
    await parts.engine.close();
    throw error;
  }
}

function assemble(options: InstanceOptions, file: InstanceFile, privateKey: KeyObject): StoreParts {
  const { folder, clock, random, exclusive, sqlite, anchorFile, maximumBatch } = options;
  const identity: Identity = { origin: file.origin, organisation: file.organisation, vkey: file.vkey };
  return {
    identity,
    privateKey,
    anchor: new Anchor(anchorFile ?? join(folder, names.anchor), parseVkey(file.vkey)),
    blobs: new BlobFolder(join(folder, names.blobs)),
    engine: new SqliteEngine({ thread: exclusive === true, ...sqlite, file: join(folder, names.database) }),
    clock,
    random,
    ...(maximumBatch === undefined ? {} : { maximumBatch }),
  };
}

async function found(options: InstanceOptions, file: InstanceFile, key: KeyObject, { name }: Founding): Promise<void> {
  const parts = assemble({ ...options, exclusive: false }, file, key);
  try {
    await initialiseStore(parts);
    const store = await openStore(parts);
    const { origin, vkey } = file;
    await store.append([{ type: "organisation-founded", actor: "system", key: `organisation-founded/${file.organisation}`, data: { origin, vkey, name } }]);
    await store.close();
  } catch (error) {
    await parts.engine.close();
    throw error;
  }
}

// The folder's own name is free or an empty folder, which a rename replaces; anything in it makes the rename fail.
function moveInto(work: string, folder: string): void {
  try {
    renameSync(work, folder);
    syncFolder(dirname(folder));
  } catch (error) {
    if (hasCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) throw occupied(folder);
    throw error;
  }
}

function newIdentity(random: InstanceOptions["random"], key: KeyObject, { host }: Founding): InstanceFile {
  if (host !== undefined && !/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/.test(host))
    throw new Failure("bad-input", `${JSON.stringify(host)} is no host name.`, { hint: "Name it as it stands in the address of the instance." });
  const [instance, organisation] = [uuid(random), uuid(random)];
  const origin = host === undefined ? `countersign.invalid/${instance}/${organisation}` : `${host}/log/${organisation}`;
  return { schema: 1, instance, organisation, origin, vkey: formatVkey(origin, key) };
}

function readIdentity(folder: string): InstanceFile {
  let text: string;
  try {
    text = readFileSync(join(folder, names.instance), "utf8");
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTDIR")) throw error;
    throw new Failure("not-initialised", `${folder} holds no Countersign data.`, { hint: "Run `countersign init`, or name the data folder with COUNTERSIGN_DATA." });
  }
  try {
    return instanceFile.parse(JSON.parse(text));
  } catch (error) {
    throw new Failure("integrity", `${join(folder, names.instance)} cannot be read.`, { hint: "Put it back from a backup.", cause: error });
  }
}

// PKCS #8 of an Ed25519 seed (RFC 8410 §7); the seed comes from the randomness that was given.
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

export function newKey(random: InstanceOptions["random"]): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, random(32)]), format: "der", type: "pkcs8" });
}

function writeKey(file: string, key: KeyObject): void {
  mkdirSync(dirname(file), { mode: 0o700 });
  writeFileSync(file, key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600, flush: true });
  chmodSync(file, 0o400);
}

/** The key, when only its owner can read it and it is the one of this origin. */
function readKey(file: string, { origin, vkey }: InstanceFile): KeyObject {
  const key = createPrivateKey(readKeyFile(file));
  if (formatVkey(origin, key) !== vkey) throw new Failure("integrity", `The key in ${file} is not the one of ${origin}.`, { hint: "Put the instance's own key file in place." });
  return key;
}

function readKeyFile(file: string): Buffer {
  try {
    if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
      throw new Failure("refused", `Others than its owner can read ${file}, with which facts are signed.`, { hint: `Run: chmod 400 ${file}` });
    }
    return readFileSync(file);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "EACCES")) throw error;
    throw new Failure("storage", `The key ${file} cannot be read.`, { hint: "Put it back from a backup, and run the command as its owner.", cause: error });
  }
}

// The first fact names origin and key, so files of one instance beside the database of another are noticed.
async function requireFounding(store: Store): Promise<void> {
  const founding = await store.read.fact(0);
  const { origin, vkey, organisation } = store.identity;
  if (founding?.type !== "organisation-founded" || founding.data.origin !== origin || founding.data.vkey !== vkey || founding.organisation !== organisation) {
    throw new Failure("integrity", `The database is not the ledger of ${origin}.`, { hint: "Put database, key and instance.json of one instance together." });
  }
}

function occupied(folder: string): Failure {
  return new Failure("already-exists", `${folder} is not empty.`, { hint: "Name a folder that does not exist, or open the instance that is there." });
}

// RFC 9562, version 4
function uuid(random: InstanceOptions["random"]): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
