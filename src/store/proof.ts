import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Kysely } from "kysely";
import { encodeBundle, entriesPath, formatProof, inclusionProof, tilePath, tilePlaces, tileWidth } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { hasCode } from "./files.ts";
import { type Head, tileReader } from "./head.ts";
import type { Tables } from "./schema.ts";

/** The receipt of one entry under the head's note, as the text of a `.tlog-proof` file. Throws `Failure` (`not-found`) for an index beyond the head. */
export async function proofOf(db: Kysely<Tables>, head: Head, index: number): Promise<string> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= head.size) {
    throw new Failure("not-found", `The ledger has no entry ${index}; it has ${head.size}.`, { hint: "Entries are counted from 0." });
  }
  return formatProof({ index, hashes: await inclusionProof(index, head.size, tileReader(db)), note: head.note, extra: null });
}

/** Files that are exported beside the log, by their path below the folder: `keys/allowed_signers`, `keys/keyring.json`. */
export type ExtraFiles = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes the log as a static tlog-tiles tree (C2SP): `checkpoint`, `tile/**`, `tile/entries/**` with the partial ones of this size,
 * and `policy.txt` (tlog-policy) with the log's key. The folder must be new, and appears only when all is written; an interrupted
 * export leaves a folder beside it whose name ends in `.partial` and six characters.
 * Throws `Failure` (`already-exists`, `storage`).
 */
export async function exportTree(db: Kysely<Tables>, head: Head, vkey: string, folder: string, extra: ExtraFiles): Promise<void> {
  const target = resolve(folder);
  const parent = dirname(target);
  try {
    mkdirSync(parent, { recursive: true });
    const work = mkdtempSync(join(parent, `${basename(target)}.partial`));
    try {
      await writeTree(db, head, vkey, work, extra);
      // Onto a folder that has something in it a rename fails, which is what is wanted.
      renameSync(work, target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  } catch (error) {
    if (hasCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) throw new Failure("already-exists", `${folder} is there already.`, { hint: "Name a folder that does not exist." });
    if (hasCode(error, "ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"))
      throw new Failure("storage", `The export could not be written: ${(error as Error).message}.`, { hint: "Name a folder with room that you may write to.", cause: error });
    throw error;
  }
}

async function writeTree(db: Kysely<Tables>, head: Head, vkey: string, folder: string, extra: ExtraFiles): Promise<void> {
  const write = (path: string, content: string | Uint8Array) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const read = tileReader(db);
  for (const place of tilePlaces(head.size)) {
    const bytes = await read(place);
    if (bytes === null) throw new Failure("integrity", `The tile ${tilePath(place)} is missing from the database.`, { hint: "Run `countersign doctor`." });
    write(tilePath(place), bytes);
    if (place.level === 0) write(entriesPath(place.index, place.width), await bundle(db, place.index, place.width));
  }
  write("checkpoint", head.note);
  write("policy.txt", `log ${vkey}\nquorum none\n`);
  for (const [path, content] of Object.entries(extra)) write(path, content);
}

async function bundle(db: Kysely<Tables>, index: number, width: number): Promise<Uint8Array> {
  const from = index * tileWidth;
  const rows = await db
    .selectFrom("leaves")
    .select("leaf")
    .where("idx", ">=", from)
    .where("idx", "<", from + width)
    .orderBy("idx")
    .execute();
  return encodeBundle(rows.map(({ leaf }) => leaf));
}
