import { parseSshKeyLine, sshSignedBytes, verifySshSignature } from "../ledger/index.ts";
import { canonicalBytes } from "../model/canonical.ts";
import type { DecisionDocument } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import type { Prepared } from "../workflow/index.ts";
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

/** What a document that waits for its signature is kept as. */
interface Kept {
  readonly document: DecisionDocument;
  readonly namespace: string;
  /** Files seen, of how many, when it was prepared. */
  readonly seen: number;
  readonly files: number;
}

export type Waiting = Pick<Kept, "seen" | "files"> & Pick<Prepared, "document" | "bytes" | "namespace">;

/** Keeps a document until it comes back signed: once, and within a minute. The passkey's challenge is what an SSH signature over it covers. */
export async function handOut(
  { state, workplace }: Desk,
  person: string,
  { document, bytes, namespace }: Prepared,
  files: { readonly seen: number; readonly of: number },
): Promise<HandedOut> {
  const kept: Kept = { document, namespace, seen: files.seen, files: files.of };
  const expires = new Date(workplace.machineClock() + life).toISOString();
  const prepared = await state.challenges.issue({ kind: "decision", person, payload: JSON.stringify(kept), life });
  const keys = (await workplace.store.read.keys()).filter((key) => key.person === person && key.revokedAt === null);
  return {
    prepared,
    challenge: sshSignedBytes(bytes, namespace).toString("base64url"),
    expires,
    credentials: keys.flatMap(({ credential }) => (credential === null ? [] : [credential.id])),
  };
}

/** The document that a person takes back to have it recorded. It is gone whatever follows (G10). Throws `Failure` (`stale`). */
export async function takeBack({ state }: Desk, person: string, prepared: string): Promise<Waiting> {
  const issued = await state.challenges.take("decision", prepared);
  if (issued === null || issued.person !== person)
    throw new Failure("stale", "What was prepared is more than a minute old, or was used already. Nothing was recorded.", { hint: "Look at the text again, then sign." });
  const { document, namespace, seen, files } = JSON.parse(issued.payload) as Kept;
  return { document, namespace, seen, files, bytes: canonicalBytes(document) };
}

/** The passkey's answer as the signature that is stored. Throws `Failure` (`signature-invalid`, `refused`): another's key, another challenge, no verified user, a counter that went back. */
export async function signatureBy(desk: Desk, person: string, { bytes, namespace }: Waiting, assertion: Assertion): Promise<string> {
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
