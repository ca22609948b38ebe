import { policyNamespace } from "../ledger/index.ts";
import { canonicalBytes, canonicalText, type Json, sha256 } from "../model/canonical.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { SignedAct, SigningDocument } from "../model/signing.ts";
import { type ActGround, actGround, type SigningRequest } from "./act-ground.ts";
import { type By, requireRole } from "./persons.ts";
import { requireRightClock } from "./right-clock.ts";
import { type Signer, verifySignature } from "./signatures.ts";
import { type Issued, issued, requireFresh, tidyArmour } from "./signed-document.ts";
import { signingText } from "./signing-text.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

export interface PreparedSigning {
  readonly document: SigningDocument;
  readonly bytes: Uint8Array;
  /** Hex SHA-256 of the bytes. */
  readonly digest: string;
  readonly namespace: string;
  /** The document as people read it. */
  readonly text: string;
}

export interface SignedRecord {
  readonly index: number;
}

/**
 * Writes what will be signed, so that it can be shown first. Throws `Failure`: `refused` for who may not, `not-found`, `already-exists`, `bad-input`, `answers-missing` while
 * something is missing.
 */
export async function prepareSigning(workplace: Workplace, by: By, request: SigningRequest): Promise<PreparedSigning> {
  const ground = await actGround(workplace, request);
  const person = await requireRole(workplace, by, request.act, ground.roles);
  requireRightClock(workplace);
  requireComplete(ground);
  await requireUnsigned(workplace, person, request.act, ground);
  const document = documentOf(workplace, person, request.act, ground, await issued(workplace));
  const bytes = canonicalBytes(document);
  return { document, bytes, digest: sha256(bytes), namespace: policyNamespace, text: signingText(document) };
}

/**
 * Records what was signed. Whoever hands it in may have made any of it: everything is read and asked again in the step that records it, and the document is written anew and has to
 * be the same, so a branch that moved meanwhile asks for another signature. The same document twice is one fact.
 */
export async function recordSigning(
  workplace: Workplace,
  { document, bytes }: Pick<PreparedSigning, "document" | "bytes">,
  request: SigningRequest,
  armour: string,
): Promise<SignedRecord> {
  const key = `signing/${document.nonce}`;
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const known = await workplace.store.read.leafByKey(key);
    if (known !== null && (await isThis(workplace, known.index, bytes))) return { size, drafts: [], answer: () => ({ index: known.index }) };
    const ground = await actGround(workplace, request);
    const person = await requireRole(workplace, document.person, request.act, ground.roles);
    requireRightClock(workplace);
    const { seen, nonce, time } = document;
    const expected = documentOf(workplace, person, request.act, ground, { seen, nonce, time });
    if (!Buffer.from(bytes).equals(canonicalBytes(expected)))
      throw new Failure("signature-invalid", "What was signed is not what stands there now. Nothing was recorded.", { hint: "Look at it again, then sign." });
    const { fingerprint } = await verifySignature(workplace, person.id, bytes, armour, policyNamespace);
    requireFresh(workplace, document, "a signature", "Look at it again, then sign.");
    requireComplete(ground);
    await requireUnsigned(workplace, person, request.act, ground);
    const data = { ...expected.about, person: person.id, fingerprint };
    const told = {
      document: { mediaType: "application/json", bytes },
      signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(tidyArmour(armour)) },
    };
    const draft = { type: request.act, actor: person.id, key, data, private: told } as unknown as Draft;
    return { size, drafts: [draft], answer: ([place]) => ({ index: place?.index ?? 0 }) };
  });
}

/** Both in one: asks for the signature once. */
export async function signAct(workplace: Workplace, by: By, request: SigningRequest, sign: Signer): Promise<SignedRecord> {
  const prepared = await prepareSigning(workplace, by, request);
  return await recordSigning(workplace, prepared, request, await sign(prepared.bytes, prepared.namespace));
}

function documentOf(workplace: Workplace, person: Person, act: SignedAct, { about, roles, answers }: ActGround, given: Issued): SigningDocument {
  return {
    schema: "countersign/signing/v1",
    ledger: workplace.store.identity.origin,
    meaning: act === "risk-accepted" ? "responsibility" : "approval",
    person: person.id,
    printedName: person.name,
    act,
    about: {
      ...(act === "document-signed" ? { signing: `g-${given.nonce.slice(0, 12)}` } : {}),
      ...about,
      ...(act === "blueprint-closed" ? {} : { roles: roles.filter((role) => person.roles.includes(role)).sort() }),
    },
    ...(answers.length === 0 ? {} : { answers }),
    ...given,
  };
}

async function isThis({ store }: Workplace, index: number, bytes: Uint8Array): Promise<boolean> {
  const commitment = (await store.read.fact(index))?.commitments["document"]?.commitment;
  const opening = commitment === undefined ? null : await store.read.opening(commitment);
  return opening !== null && Buffer.from(bytes).equals(opening.bytes);
}

function requireComplete({ missing: lacking, unmet, undone }: ActGround): void {
  const missing = [...lacking, ...unmet];
  if (missing.length === 0) return;
  throw new Failure("answers-missing", `As long as something is missing, ${undone}: ${missing.join("; ")}.`, {
    hint: "Mend what is named, merge it, then sign.",
    items: missing,
  });
}

async function requireUnsigned({ store }: Workplace, person: Person, act: SignedAct, { about }: ActGround): Promise<void> {
  if (act !== "document-signed") return;
  const signings = await store.read.governance.signings({ project: String(about["project"]) });
  if (signings.some((each) => each.person === person.id && each.document === about["document"] && each.digest === about["digest"]))
    throw new Failure("already-exists", `${person.name} has signed this document as it is now.`);
}

/** Whether an act's document says what its fact says. */
export function actSays(document: { readonly [name: string]: Json }, act: SignedAct, data: { readonly person: string; readonly fingerprint: string }, ledger: string): boolean {
  const { person, fingerprint: _, ...about } = data;
  const is = (name: string, value: Json) => canonicalText(document[name] ?? null) === canonicalText(value);
  return is("schema", "countersign/signing/v1") && is("ledger", ledger) && is("act", act) && is("person", person) && is("about", about as unknown as Json);
}
