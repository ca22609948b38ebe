import type { Hash } from "node:crypto";
import { open } from "node:fs/promises";
import { leafHash } from "../ledger/index.ts";
import { type Commitment, type Draft, type FiledDocument, factData, type PrivateDocument } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type StatementContext, statementOf, type UnplacedFact } from "../model/statement.ts";
import { beginCommitment, commitmentOf, saltLength } from "./commitment.ts";
import type { Signer } from "./signing.ts";

/** Who seals facts: the ledger's identity, its key, and where salts come from. */
export interface Sealer {
  readonly origin: string;
  readonly organisation: string;
  readonly signer: Signer;
  /** A salt that was never given before. */
  readonly salt: () => Uint8Array;
}

/** Salts out of randomness that is drawn for 64 at a time: a draw costs ten times what a salt does. */
export function saltsFrom(random: (length: number) => Uint8Array): () => Uint8Array {
  let drawn = new Uint8Array();
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = Uint8Array.from(random(64 * saltLength));
      at = 0;
    }
    at += saltLength;
    return drawn.subarray(at - saltLength, at);
  };
}

export interface Opening {
  readonly commitment: string;
  readonly salt: Uint8Array;
  readonly mediaType: string;
  readonly size: number;
  /** Null where the content stands in `file`. */
  readonly bytes: Uint8Array | null;
  readonly file: string | null;
}

/** The bytes of a fact in the ledger. */
export interface Leaf {
  readonly bytes: Buffer;
  /** 32 bytes. */
  readonly hash: Buffer;
}

/** A fact that is ready to be placed: its leaf is the same at every place. */
export interface Prepared {
  readonly draft: Draft;
  readonly context: StatementContext;
  readonly fact: UnplacedFact;
  readonly leaf: Leaf;
  readonly openings: readonly Opening[];
}

/**
 * Validates a draft, commits to its private documents with fresh salts unless that was done already, and seals its statement. Nothing that is refused here has
 * reached the ledger. Throws `Failure` (`bad-input`).
 */
export function prepare(sealer: Sealer, draft: Draft, at: number, verdict: StatementContext["verdict"], openings = openingsOf(sealer, draft)): Prepared {
  const data = validated(draft);
  const names = Object.keys(draft.private ?? {});
  const commitments: Record<string, Commitment> = {};
  for (const [place, { commitment, mediaType, size }] of openings.entries()) commitments[names[place] ?? ""] = { commitment, size, mediaType };
  const { type, actor, key, links = [] } = draft;
  const fact = { type, at, actor, organisation: sealer.organisation, data, links: [...links], key, commitments } as UnplacedFact;
  const context: StatementContext = { origin: sealer.origin, ...(draft.git === undefined ? {} : { git: draft.git }), ...(verdict === undefined ? {} : { verdict }) };
  return { draft, context, fact, openings, leaf: seal(sealer, fact, context) };
}

/** Commits to the private documents of a draft, in their order. */
function openingsOf(sealer: Sealer, draft: Draft): Opening[] {
  return Object.values(draft.private ?? {}).map((document) => {
    if ("file" in document) throw new TypeError("what stands in a file is committed to apart");
    const { mediaType, bytes } = document;
    const salt = sealer.salt();
    return { commitment: commitmentOf(salt, bytes), salt, mediaType, size: bytes.length, bytes, file: null };
  });
}

/** A piece that is hashed in about a millisecond. */
const piece = 2 ** 20;

/** The same for large documents: after each piece everybody else has a turn. */
export async function openingsApart(sealer: Sealer, draft: Draft): Promise<Opening[]> {
  const openings: Opening[] = [];
  for (const document of Object.values(draft.private ?? {})) {
    const salt = sealer.salt();
    const commitment = await commitmentApart(salt, document);
    const content = "file" in document ? { size: document.size, bytes: null, file: document.file } : { size: document.bytes.length, bytes: document.bytes, file: null };
    openings.push({ commitment, salt, mediaType: document.mediaType, ...content });
  }
  return openings;
}

/** Throws `Failure` (`storage`) for a file that is not as long as was said. */
export async function commitmentApart(salt: Uint8Array, document: PrivateDocument | FiledDocument): Promise<string> {
  const hash = beginCommitment(salt);
  if ("file" in document) {
    if ((await hashFile(hash, document.file)) !== document.size)
      throw new Failure("storage", "A file that was to be recorded is not as long as it was.", { hint: "Nothing was recorded; send it again." });
    return hash.digest("hex");
  }
  const { bytes } = document;
  for (let at = 0; at < bytes.length; at += piece) {
    hash.update(bytes.subarray(at, at + piece));
    if (bytes.length > piece) await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest("hex");
}

/** Returns how many bytes there were. One piece stands in memory, however long the file is. */
async function hashFile(hash: Hash, file: string): Promise<number> {
  await using handle = await open(file);
  const buffer = Buffer.allocUnsafe(piece);
  for (let size = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, piece);
    if (bytesRead === 0) return size;
    hash.update(buffer.subarray(0, bytesRead));
    size += bytesRead;
  }
}

/** The same fact with another time. */
export function resealed(sealer: Sealer, prepared: Prepared, at: number): Prepared {
  const fact = { ...prepared.fact, at } as UnplacedFact;
  return { ...prepared, fact, leaf: seal(sealer, fact, prepared.context) };
}

function seal({ signer }: Sealer, fact: UnplacedFact, context: StatementContext): Leaf {
  try {
    const bytes = signer.seal(statementOf(fact, context));
    return { bytes, hash: leafHash(bytes) };
  } catch (error) {
    // What JSON cannot hold exactly: half of a surrogate pair.
    if (error instanceof TypeError) return refuse(fact, error.message);
    throw error;
  }
}

const gitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function validated(draft: Draft): unknown {
  const schema = Object.hasOwn(factData, draft.type) ? factData[draft.type] : null;
  if (schema === null) return refuse(draft, "there is no such type");
  if (!isWord(draft.key) || !isWord(draft.actor)) return refuse(draft, "key and actor are texts of 1 to 200 characters");
  if (draft.links?.some((link) => !Number.isSafeInteger(link) || link < 0)) return refuse(draft, "links are ledger indexes");
  if ([draft.git?.commit, draft.git?.tree].some((id) => id !== undefined && !gitId.test(id))) return refuse(draft, "git ids are full ids in hex");
  for (const [name, { mediaType }] of Object.entries(draft.private ?? {})) {
    if (!/^[a-zA-Z]{1,40}$/.test(name) || !isWord(mediaType)) return refuse(draft, `the private document ${JSON.stringify(name.slice(0, 40))} has no plain name or no media type`);
  }
  const { success, data, error } = schema.safeParse(draft.data);
  if (success) return data;
  const [issue] = error.issues;
  return refuse(draft, `${issue?.path.join(".") || "its data"}: ${issue?.message ?? "not of its form"}`);
}

function isWord(text: string): boolean {
  return typeof text === "string" && text.length >= 1 && text.length <= 200;
}

function refuse({ type }: { readonly type: string }, what: string): never {
  throw new Failure("bad-input", `This ${String(type).slice(0, 60)} fact cannot be recorded: ${what}.`, { hint: "Nothing was recorded; mend it and try again." });
}
