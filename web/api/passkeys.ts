import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { type Answer, call } from "./client.ts";
import { isProofNeeded, ProblemError } from "./problem.ts";

type Ceremony = Answer<"signIn.options">;

/** Signs in whoever holds a passkey of this origin. Throws `ProblemError` with what to do, also when the person changed their mind. */
export async function signInWithPasskey(): Promise<Answer<"signIn.finish">> {
  const { ceremony, options } = await begin(() => call("signIn.options"));
  return await call("signIn.finish", { body: { ceremony, assertion: await use(options) } });
}

/** Proves that the signed-in person is present, before something that asks for it. */
export async function provePresence(): Promise<void> {
  const { ceremony, options } = await begin(() => call("proof.options"));
  await call("proof.finish", { body: { ceremony, assertion: await use(options) } });
}

/** Does what a session alone must not do: when the server wants to be certain that it is the person, they use their passkey once, and it is tried once more. */
export async function withPresence<T>(attempt: () => Promise<T>): Promise<T> {
  return await attempt().catch(async (error: unknown) => {
    if (!isProofNeeded(error)) throw error;
    await provePresence();
    return await attempt();
  });
}

/** Spends an invitation: makes the person's passkey and signs them in. */
export async function joinWithPasskey(secret: string): Promise<void> {
  const { ceremony, options } = await begin(() => call("join.options", { body: { secret } }));
  await call("join.finish", { body: { secret, ceremony, attestation: await make(options) } });
}

/** Makes another passkey of the signed-in person. */
export async function addPasskey(): Promise<void> {
  const { ceremony, options } = await begin(() => withPresence(() => call("me.passkeyOptions")));
  await call("me.addPasskey", { body: { ceremony, attestation: await make(options) } });
}

async function begin(ask: () => Promise<Ceremony>): Promise<Ceremony> {
  if (!browserSupportsWebAuthn()) throw passkeyProblem("passkey-unsupported", "This browser has no passkeys.", "Open the page in a current Chrome, Edge, Firefox or Safari.");
  return await ask();
}

async function use(options: Ceremony["options"]) {
  if (!isRequest(options)) throw new TypeError("these are no options of a passkey");
  const { response, ...rest } = await startAuthentication({ optionsJSON: options }).catch((error: unknown) => {
    throw inWords(error);
  });
  return { ...rest, response: { ...response } };
}

async function make(options: Ceremony["options"]) {
  if (!isCreation(options)) throw new TypeError("these are no options of a passkey");
  const { response, ...rest } = await startRegistration({ optionsJSON: options }).catch((error: unknown) => {
    throw inWords(error);
  });
  return { ...rest, response: { ...response } };
}

// The browser checks every member; here is only told which of the two it is.
function isRequest(options: object): options is PublicKeyCredentialRequestOptionsJSON {
  return "challenge" in options && !("user" in options);
}
function isCreation(options: object): options is PublicKeyCredentialCreationOptionsJSON {
  return "challenge" in options && "user" in options && "rp" in options;
}

/** What browsers throw around passkeys says nothing to a person; this does. */
export function inWords(error: unknown): unknown {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError")
    return passkeyProblem("passkey-not-used", "The passkey was not used: it was cancelled, or it took too long.", "Try again when you are ready.");
  if (name === "InvalidStateError")
    return passkeyProblem("passkey-there", "This device already holds a passkey of yours for this place.", "Use it to sign in, or choose another device.");
  if (name === "SecurityError")
    return passkeyProblem("passkey-elsewhere", "Passkeys of this installation do not work at this address.", "Open the address that your administrator gave you.");
  return error;
}

function passkeyProblem(code: string, detail: string, hint: string): ProblemError {
  return new ProblemError({ type: "", title: "The passkey could not be used.", status: 0, code, detail, hint });
}
