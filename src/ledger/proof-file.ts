import { Failure, type FailureCode } from "../model/failure.ts";
import type { OpenCheckpoint } from "./checkpoint.ts";
import { hashLength } from "./hash.ts";
import { openUnderPolicy, type TrustPolicy } from "./policy-file.ts";
import { verifyInclusion } from "./proof.ts";
import { readBase64, readDecimal, readUtf8 } from "./text.ts";

const header = "c2sp.org/tlog-proof@v1";
// A path has a hash for each level of the tree; sizes stay below 2⁵³.
const maximumHashes = 64;

/** A receipt: one leaf's place under one checkpoint note (C2SP tlog-proof@v1). */
export interface ProofFile {
  readonly index: number;
  /** From the leaf's sibling upwards. */
  readonly hashes: readonly Uint8Array[];
  /** The checkpoint note with its cosignatures, verbatim. */
  readonly note: string;
  /** Covered by no signature; null when there is none. */
  readonly extra: Uint8Array | null;
}

export type ProofVerdict =
  | ({ readonly ok: true; readonly index: number; readonly witnesses: readonly string[] } & OpenCheckpoint)
  | { readonly ok: false; readonly code: FailureCode; readonly sentence: string };

/** The text of a `.tlog-proof` file. */
export function formatProof({ index, hashes, note, extra }: ProofFile): string {
  const lines = [
    header,
    ...(extra === null ? [] : [`extra ${Buffer.from(extra).toString("base64")}`]),
    `index ${index}`,
    ...hashes.map((hash) => Buffer.from(hash).toString("base64")),
  ];
  return `${lines.join("\n")}\n\n${note}`;
}

/** Reads a `.tlog-proof` file without verifying it. Attacker-controlled. Throws `Failure` (`bad-input`). */
export function parseProof(source: Uint8Array | string): ProofFile {
  const text = readUtf8(source);
  if (text === null) return refuse("it is not UTF-8");
  const split = text.indexOf("\n\n");
  if (split < 0) return refuse("no checkpoint note follows after an empty line");
  const [first, ...lines] = text.slice(0, split).split("\n");
  if (first !== header) return refuse(`its first line is not ${header}`);
  let extra: Buffer | null = null;
  if (lines[0]?.startsWith("extra ")) {
    extra = readBase64((lines.shift() as string).slice("extra ".length));
    if (extra === null) return refuse("its extra line is not base64");
  }
  const place = lines.shift() ?? "";
  const index = place.startsWith("index ") ? readDecimal(place.slice("index ".length)) : null;
  if (index === null) return refuse("it has no index line");
  if (lines.length > maximumHashes) return refuse(`it has more than ${maximumHashes} hashes`);
  const hashes = lines.map((line) => readBase64(line) ?? refuse("a hash is not base64"));
  if (hashes.some((hash) => hash.length !== hashLength)) return refuse(`a hash has not ${hashLength} bytes`);
  return { index, hashes, note: text.slice(split + 2), extra };
}

/**
 * Verifies a receipt for the leaf with this hash: the note under the policy, then the path to its root. Both the leaf and the policy come
 * from elsewhere than the receipt; `extra` proves nothing. Attacker-controlled, thus never throws.
 */
export function verifyProof(source: Uint8Array | string, leafHash: Uint8Array, policy: TrustPolicy): ProofVerdict {
  try {
    const { index, hashes, note } = parseProof(source);
    const opened = openUnderPolicy(note, policy);
    const { size, root } = opened.checkpoint;
    if (verifyInclusion({ index, size, leafHash, proof: hashes, root })) return { ok: true, index, ...opened };
    return { ok: false, code: "integrity", sentence: `The receipt does not show this leaf at index ${index} of the log with ${size} entries.` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, code: error.code, sentence: error.message };
  }
}

function refuse(what: string): never {
  throw new Failure("bad-input", `This is no proof file: ${what}.`, { hint: "Ask for the receipt again." });
}
