import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { enclosureOf, saltsText } from "./enclosures.ts";
import { allowedSignersText, keyringText, type TimedKey } from "./keyring.ts";
import { sentenceOf } from "./sentences.ts";
import { settled, type Workplace } from "./workplace.ts";

export interface Exported {
  readonly folder: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/**
 * The whole ledger as a static tlog-tiles tree in a new folder, with what a stranger needs beside it: the verification policy, the allowed signers, the keyring with enrolment and revocation
 * indexes, and of each decision, policy and emergency what was signed, the signatures, and the salts that open the ledger's commitments to both. Stock `ssh-keygen -Y verify` can check them. Throws `Failure` (`already-exists`, `storage`).
 */
export async function exportLedger(workplace: Workplace, folder: string): Promise<Exported> {
  return await settled(async () => {
    const { store } = workplace;
    const note = await store.checkpoint();
    const [, size = "0", root = ""] = note.split("\n");
    const keys = await timedKeys(workplace);
    await store.exportTree(folder, {
      "keys/allowed_signers": allowedSignersText(keys),
      "keys/keyring.json": keyringText(keys),
      ...(await enclosedFiles(workplace, Number(size))),
    });
    // What was read for the files beside the log must be of the log's own size.
    if ((await readFile(join(folder, "checkpoint"), "utf8")) !== note) {
      await rm(folder, { recursive: true, force: true });
      throw new Failure("stale", "The ledger grew while it was exported.", { hint: "Run the command again." });
    }
    return { folder, size: Number(size), root };
  });
}

const factsAtOnce = 1_000;

// What was erased has no opening any more, and is left out.
async function enclosedFiles({ store }: Workplace, size: number): Promise<Record<string, Uint8Array | string>> {
  const files: Record<string, Uint8Array | string> = {};
  for (let from = 0; from < size; from += factsAtOnce) {
    for (const enclosure of (await store.read.facts(from, Math.min(from + factsAtOnce, size))).flatMap((fact) => enclosureOf(fact) ?? [])) {
      const salts = new Map<string, string>();
      for (const { name, path } of enclosure.files) {
        const commitment = enclosure.fact.commitments[name]?.commitment;
        const opened = commitment === undefined ? null : await store.read.opening(commitment);
        if (opened === null) continue;
        files[path] = opened.bytes;
        salts.set(name, Buffer.from(opened.salt).toString("hex"));
      }
      if (salts.size > 0) files[enclosure.salts] = saltsText(salts);
    }
  }
  return files;
}

/** `allowed_signers` (ssh-keygen(1)) of every enrolled key, as it lies in an export. */
export async function allowedSigners(workplace: Workplace): Promise<string> {
  return allowedSignersText(await timedKeys(workplace));
}

async function timedKeys(workplace: Workplace): Promise<TimedKey[]> {
  const { read } = workplace.store;
  const timeOf = async (index: number) => (await read.fact(index))?.at ?? 0;
  const keys = await read.keys();
  return await Promise.all(keys.map(async (key) => ({ ...key, enrolled: await timeOf(key.enrolledAt), revoked: key.revokedAt === null ? null : await timeOf(key.revokedAt) })));
}

export interface EntryProof {
  readonly proof: string;
  readonly envelope: string;
  readonly fact: Fact;
}

/** One entry with the proof that it is in the ledger. Throws `Failure` (`not-found`). */
export async function proofOf(workplace: Workplace, index: number): Promise<EntryProof> {
  const [leaf, fact] = await Promise.all([workplace.store.read.leaf(index), workplace.store.read.fact(index)]);
  if (leaf === null || fact === null)
    throw new Failure("not-found", `The ledger has ${workplace.store.size} entries; there is no entry ${index}.`, { hint: "Entries are counted from 0." });
  return { proof: await settled(() => workplace.store.proof(index)), envelope: Buffer.from(leaf.leaf).toString("utf8"), fact };
}

export interface LedgerLine {
  readonly index: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly actor: string;
  readonly type: string;
  readonly sentence: string;
}

/** The ledger as people read it; by default its last fifty entries. */
export async function showLedger(workplace: Workplace, { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined }): Promise<LedgerLine[]> {
  const end = Math.min(to ?? workplace.store.size, workplace.store.size);
  const facts = await workplace.store.read.facts(from ?? Math.max(0, end - 50), end);
  const names = new Map((await workplace.store.read.people()).map(({ id, name }) => [id, name]));
  return facts.map((fact) => ({
    index: fact.index,
    time: new Date(fact.at).toISOString(),
    actor: names.get(fact.actor) ?? fact.actor,
    type: fact.type,
    sentence: sentenceOf(fact, (id) => names.get(id) ?? id),
  }));
}

/** The public key that an outsider pins, in the form of C2SP signed-note. */
export function verifierKey(workplace: Workplace): string {
  return workplace.store.identity.vkey;
}
