import { parseSshKeyLine, sshSignedBytes, verifySshSignature } from "../ledger/index.ts";
import type { AdoptionDocument } from "../model/adoption.ts";
import { canonicalBytes } from "../model/canonical.ts";
import type { DecisionDocument } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import type { SigningDocument } from "../model/signing.ts";
import type { SigningRequest } from "../workflow/index.ts";
import type { Desk } from "./desk.ts";
import { type Assertion, armourOf, keyOf, requireNewer } from "./sign-in/passkeys.ts";

/** Milliseconds for one touch. */
const life = 60_000;

export interface HandedOut {
  /** Names what was prepared when it comes back. */
  readonly prepared: string;
  readonly challenge: string;
  readonly expires: string;
  /** Credential ids of the person's passkeys. */
  readonly credentials: readonly string[];
}

/** What is signed here, each with the document that says it and what is kept beside that until it comes back. What was prepared as one kind is of no use as another. */
export interface Signable {
  readonly decision: {
    readonly document: DecisionDocument;
    /** Files seen, of how many, when it was prepared. */
    readonly noted: { readonly seen: number; readonly files: number };
  };
  readonly adoption: { readonly document: AdoptionDocument; readonly noted: null };
  readonly act: {
    readonly document: SigningDocument;
    /** What was asked for; all of it is worked out again when it is recorded. */
    readonly noted: SigningRequest;
  };
}

type Kind = keyof Signable;

/** What a document that waits for its signature is kept as. */
interface Kept<Of extends Kind> {
  readonly document: Signable[Of]["document"];
  readonly namespace: string;
  readonly noted: Signable[Of]["noted"];
}

export interface Waiting<Of extends Kind> extends Kept<Of> {
  readonly bytes: Uint8Array;
}

/** Keeps a document until it comes back signed: once, and within a minute. The passkey's challenge is what an SSH signature over it covers. */
export async function handOut<Of extends Kind>(
  { state, workplace }: Desk,
  kind: Of,
  person: string,
  { document, bytes, namespace }: Omit<Waiting<Of>, "noted">,
  noted: Signable[Of]["noted"],
): Promise<HandedOut> {
  const kept: Kept<Of> = { document, namespace, noted };
  const expires = new Date(workplace.machineClock() + life).toISOString();
  const prepared = await state.challenges.issue({ kind, person, payload: JSON.stringify(kept), life });
  const keys = (await workplace.store.read.keys()).filter((key) => key.person === person && key.revokedAt === null);
  return {
    prepared,
    challenge: sshSignedBytes(bytes, namespace).toString("base64url"),
    expires,
    credentials: keys.flatMap(({ credential }) => (credential === null ? [] : [credential.id])),
  };
}

/** The document that a person takes back to have it recorded. It is gone whatever follows (G10). Throws `Failure` (`stale`). */
export async function takeBack<Of extends Kind>({ state }: Desk, kind: Of, person: string, prepared: string): Promise<Waiting<Of>> {
  const issued = await state.challenges.take(kind, prepared);
  if (issued === null || issued.person !== person)
    throw new Failure("stale", "What was prepared is more than a minute old, or was used already. Nothing was recorded.", { hint: "Look at the text again, then sign." });
  const { document, namespace, noted } = JSON.parse(issued.payload) as Kept<Of>;
  return { document, namespace, noted, bytes: canonicalBytes(document) };
}

/** The passkey's answer as the signature that is stored. Throws `Failure` (`signature-invalid`, `refused`): another's key, another challenge, no verified user, a counter that went back. */
export async function signatureBy(desk: Desk, person: string, { bytes, namespace }: Pick<Waiting<Kind>, "bytes" | "namespace">, assertion: Assertion): Promise<string> {
  const key = await keyOf(desk, assertion.credential);
  if (key === null || key.person !== person)
    throw new Failure("signature-invalid", "This passkey is not one of yours. Nothing was recorded.", { hint: "Sign with a passkey that you enrolled here." });
  const armour = armourOf(key, assertion, namespace);
  const { origin, rpId } = desk.settings;
  const answer = verifySshSignature({ message: bytes, armour, namespace, acceptedKeys: [parseSshKeyLine(key.publicKey)], webauthn: { origins: [origin], rpId } });
  if (!answer.ok) throw new Failure("signature-invalid", `The signature is not accepted: ${answer.sentence} Nothing was recorded.`, { hint: "Look at the text again, then sign." });
  await requireNewer(desk, key, answer.counter ?? 0);
  return armour;
}

/** The parts of an assertion as the pages send them, base64url. */
export function sentAssertion(sent: { readonly credentialId: string; readonly clientDataJson: string; readonly authenticatorData: string; readonly signature: string }): Assertion {
  const bytes = (text: string) => Buffer.from(text, "base64url");
  return { credential: sent.credentialId, clientDataJson: bytes(sent.clientDataJson), authenticatorData: bytes(sent.authenticatorData), signature: bytes(sent.signature) };
}
