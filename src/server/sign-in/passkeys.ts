import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { packAssertion, parseSshKeyLine, sessionNamespace, sshKeyOfPasskey, sshSignedBytes, verifySshSignature } from "../../ledger/index.ts";
import { Failure } from "../../model/failure.ts";
import type { Key, Person } from "../../model/people.ts";
import { knownTransports } from "../../workflow/index.ts";
import type { Desk } from "../desk.ts";

/** A challenge lives this long: the time of one touch. */
const life = 60_000;
/** ES256: the one algorithm whose assertions stock `ssh-keygen` verifies. */
const es256 = -7;

export interface Ceremony {
  readonly ceremony: string;
  readonly options: { readonly challenge: string; readonly [member: string]: unknown };
}

/** The raw parts of an assertion; whoever sends it chose all of them. */
export interface Assertion {
  readonly credential: string;
  readonly clientDataJson: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
}

/** A passkey as it is enrolled. */
export interface NewPasskey {
  readonly publicKeyLine: string;
  readonly credential: { readonly id: string; readonly transports: readonly string[]; readonly backedUp: boolean };
}

/** Begins the making of a passkey for a person. `purpose` is bound into the challenge's record: a challenge for one thing is of no use for another. */
export async function beginPasskey({ state, settings, workplace }: Desk, person: Person, purpose: string): Promise<Ceremony> {
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const known = (await workplace.store.read.keys()).filter((key) => key.person === person.id && key.revokedAt === null && key.credential !== null);
  const { name } = await workplace.store.read.organisation();
  const options = await generateRegistrationOptions({
    rpName: `Countersign, ${name}`,
    rpID: settings.rpId,
    userName: person.handle,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    attestationType: "none",
    supportedAlgorithmIDs: [es256],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: known.flatMap(({ credential }) => (credential === null ? [] : [{ id: credential.id }])),
  });
  const ceremony = await state.challenges.issue({ kind: purpose, person: person.id, payload: options.challenge, life: 5 * life });
  return { ceremony, options: { ...options } };
}

/** Reads the passkey that a browser made. Throws `Failure` (`refused`) for a spent or foreign challenge and whatever does not verify. */
export async function finishPasskey(desk: Desk, ceremony: string, purpose: string, person: Person, response: RegistrationResponseJSON): Promise<NewPasskey> {
  const issued = await desk.state.challenges.take(purpose, ceremony);
  if (issued === null || issued.person !== person.id) throw spent();
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { origin, rpId } = desk.settings;
  const expected = { expectedChallenge: issued.payload, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true, supportedAlgorithmIDs: [es256] };
  const answer = await verifyRegistrationResponse({ response, ...expected }).catch((cause: unknown) => Promise.reject(notAccepted(cause)));
  if (!answer.verified) throw notAccepted();
  const { credential, credentialBackedUp } = answer.registrationInfo;
  return {
    publicKeyLine: sshKeyOfPasskey({ ...(await pointOf(credential.publicKey)), rpId }).line,
    credential: { id: credential.id, transports: knownTransports.filter((transport) => credential.transports?.includes(transport)), backedUp: credentialBackedUp },
  };
}

/** The point of a COSE key (RFC 9053 §7.1.1: −2 is x, −3 is y). */
async function pointOf(coseKey: Uint8Array<ArrayBuffer>): Promise<{ readonly x: Uint8Array; readonly y: Uint8Array }> {
  const { decodeCredentialPublicKey } = await import("@simplewebauthn/server/helpers");
  const key: ReadonlyMap<number, unknown> = decodeCredentialPublicKey(coseKey) as unknown as ReadonlyMap<number, unknown>;
  const [x, y] = [key.get(-2), key.get(-3)];
  if (!(x instanceof Uint8Array && y instanceof Uint8Array)) throw notAccepted();
  return { x, y };
}

/** Begins a proof of presence: a sign-in of whoever holds a passkey here (`person` null), or a step-up of who is signed in. */
export async function beginProof({ state, settings, workplace }: Desk, person: string | null): Promise<Ceremony> {
  const nonce = Buffer.from(workplace.random(32)).toString("hex");
  const ceremony = await state.challenges.issue({ kind: "proof", person, payload: nonce, life });
  const challenge = sshSignedBytes(Buffer.from(nonce), sessionNamespace).toString("base64url");
  return { ceremony, options: { challenge, rpId: settings.rpId, userVerification: "required", timeout: life, ...(await allowed(workplace, person)) } };
}

async function allowed({ store }: Desk["workplace"], person: string | null) {
  if (person === null) return {};
  const keys = (await store.read.keys()).filter((key) => key.person === person && key.revokedAt === null);
  return { allowCredentials: keys.flatMap(({ credential }) => (credential === null ? [] : [{ type: "public-key", id: credential.id }])) };
}

/**
 * Checks a proof of presence and says whose it is. `expected` is who has to be present, null where anybody may sign in: a challenge that was issued for somebody else, or for nobody, is of no use.
 * Throws `Failure` (`refused`). The challenge is spent whatever comes out.
 */
export async function finishProof(desk: Desk, ceremony: string, assertion: Assertion, expected: string | null): Promise<Person> {
  const issued = await desk.state.challenges.take("proof", ceremony);
  if (issued === null || issued.person !== expected) throw spent();
  const key = await keyOf(desk, assertion.credential);
  if (key === null || (expected !== null && key.person !== expected))
    throw new Failure("refused", "This passkey is not enrolled here.", { hint: "Use another passkey, or ask an administrator for an invitation." });
  const armour = armourOf(key, assertion, sessionNamespace);
  await requireGood(desk, key, armour, Buffer.from(issued.payload));
  const person = await desk.workplace.store.read.person(key.person);
  if (person === null || !person.active) throw new Failure("refused", "This account is not active any more.", { hint: "Ask an administrator." });
  return person;
}

async function requireGood(desk: Desk, key: Key, armour: string, message: Uint8Array): Promise<void> {
  const { origin, rpId } = desk.settings;
  const answer = verifySshSignature({ message, armour, namespace: sessionNamespace, acceptedKeys: [parseSshKeyLine(key.publicKey)], webauthn: { origins: [origin], rpId } });
  if (!answer.ok) throw new Failure("refused", `The passkey's answer is not accepted: ${answer.sentence}`, { hint: "Try again." });
  await requireNewer(desk, key, answer.counter ?? 0);
}

/** A counter that does not grow says that the passkey was copied, unless it always says zero, as synced ones do (WebAuthn Level 3 §6.1.1). Throws `Failure` (`refused`). */
export async function requireNewer({ state }: Desk, { fingerprint }: Key, counter: number): Promise<void> {
  if (await state.counters.advance(fingerprint, counter)) return;
  throw new Failure("refused", "The passkey's counter went back, so there may be a copy of it.", { hint: "Ask an administrator to end this passkey and to invite you again." });
}

/** The enrolled, unrevoked passkey with this credential id, or null. */
export async function keyOf({ workplace }: Desk, credential: string): Promise<Key | null> {
  const key = await workplace.store.read.keyByCredential(credential);
  return key === null || key.revokedAt !== null ? null : key;
}

/** The assertion in the form in which it is stored and in which stock `ssh-keygen` reads it. Throws `Failure` (`bad-input`). */
export function armourOf(key: Key, { clientDataJson, authenticatorData, signature }: Assertion, namespace: string): string {
  return packAssertion(parseSshKeyLine(key.publicKey), namespace, { clientDataJson, authenticatorData, signature, origin: originIn(clientDataJson) });
}

// Only what is packed beside it: whether it is ours is checked with the signature.
function originIn(clientDataJson: Uint8Array): string {
  try {
    const { origin } = JSON.parse(Buffer.from(clientDataJson).toString("utf8")) as { origin?: unknown };
    return typeof origin === "string" ? origin : "";
  } catch {
    return "";
  }
}

/** The parts of an assertion as browsers send it in JSON. */
export function readAssertion({
  id,
  response,
}: {
  readonly id: string;
  readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string };
}): Assertion {
  const bytes = (text: string) => Buffer.from(text, "base64url");
  return { credential: id, clientDataJson: bytes(response.clientDataJSON), authenticatorData: bytes(response.authenticatorData), signature: bytes(response.signature) };
}

function spent(): Failure {
  return new Failure("refused", "This took too long, or it was used already.", { hint: "Try again." });
}

function notAccepted(cause?: unknown): Failure {
  return new Failure("refused", "The new passkey is not accepted.", { hint: "It has to be of the usual kind (ES256) and to check that it is you.", cause });
}
