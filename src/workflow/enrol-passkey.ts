import { parseSshKeyLine, type SshPublicKey } from "../ledger/index.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { KeyRecord } from "../store/index.ts";
import { type By, findPerson, refuse, refuseSecond, requireSelfOrAdministrator } from "./persons.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

/** How a passkey can be reached (WebAuthn Level 3 §5.8.4). Others that a browser may name are left out. */
export const knownTransports = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"] as const;

export interface NewPasskey {
  /** The person through an invitation or after a step-up, or an administrator. */
  readonly by: By;
  readonly person: By;
  /** `sk-ecdsa-sha2-nistp256@openssh.com …`; it names the host that the passkey is bound to. */
  readonly publicKeyLine: string;
  /** What the authenticator says of it; `id` is base64url. */
  readonly credential: { readonly id: string; readonly transports: readonly string[]; readonly backedUp: boolean };
  /** The page at which it was made; only what is signed there counts. */
  readonly origin: string;
}

/**
 * Enrols a passkey that a browser made. Whoever calls has verified the ceremony. A key and a credential belong to one person only; a second registration is refused, also to its own
 * holder, and recorded (A19). Throws `Failure`: `already-exists`, `bad-input`, `refused`, `not-found`.
 */
export async function enrolPasskey(workplace: Workplace, passkey: NewPasskey): Promise<KeyRecord> {
  const { credential } = passkey;
  const key = boundKey(passkey);
  if (!/^[A-Za-z0-9_-]{1,1400}$/.test(credential.id)) throw new Failure("bad-input", "The passkey's credential id is not base64url.");
  requireTransports(credential.transports);
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const person = await findPerson(workplace, passkey.person);
    const actor = await requireSelfOrAdministrator(workplace, passkey.by, person, "enrol-key");
    if (person.kind === "agent") await refuse(workplace, "enrol-key", "not-a-person", actor, `${person.name} is an agent; only a person has a key that decides.`);
    if (!person.active) await refuse(workplace, "enrol-key", "person-inactive", actor, `${person.name} is not active any more.`);
    const known = (await workplace.store.read.keys()).find((other) => other.fingerprint === key.fingerprint || other.credential?.id === credential.id);
    if (known) await refuseSecond(workplace, "enrol-key", person, "This passkey is already enrolled.", "Every person signs with a passkey of their own; make a new one.");
    return { size, drafts: [draftOf(person.id, actor.id, key, passkey)], answer: () => enrolled(workplace, key.fingerprint) };
  });
}

// The page chose them, and they are read back for as long as the ledger is.
function requireTransports(transports: readonly string[]): void {
  const known = new Set<string>(knownTransports);
  if (transports.every((transport) => known.delete(transport))) return;
  throw new Failure("bad-input", "The passkey names a way to reach it that there is not.", { hint: `There are ${knownTransports.join(", ")}.` });
}

function draftOf(person: string, actor: string, { line, fingerprint }: SshPublicKey, { credential: { id, transports, backedUp }, origin }: NewPasskey): Draft {
  return {
    type: "key-enrolled",
    actor,
    key: `key/${fingerprint}`,
    data: { person, fingerprint, kind: "passkey", origin },
    private: {
      publicKey: { mediaType: "text/plain", bytes: Buffer.from(line) },
      credential: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify({ id, transports, backedUp })) },
    },
  };
}

/** The key, when it is one that a browser at this page can sign with. Throws `Failure` (`bad-input`). */
function boundKey({ publicKeyLine, origin }: NewPasskey): SshPublicKey {
  const key = parseSshKeyLine(publicKeyLine);
  if (key.type !== "sk-ecdsa-sha2-nistp256@openssh.com" || key.application === null)
    throw new Failure("bad-input", `A key of type ${key.type} is no passkey.`, { hint: "Make one of the usual kind, ES256." });
  if (!isPageOf(origin, key.application)) throw new Failure("bad-input", `A passkey of ${key.application} cannot be used at ${JSON.stringify(origin.slice(0, 120))}.`);
  return key;
}

// Browsers let a page use the passkeys of its own host and of the domains that it lies in, and none without TLS but on this machine (WebAuthn Level 3 §5.1.3).
function isPageOf(origin: string, rpId: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: canonical } = new URL(origin);
  const local = hostname === "localhost" || hostname.endsWith(".localhost");
  return canonical === origin && (protocol === "https:" || (protocol === "http:" && local)) && (hostname === rpId || hostname.endsWith(`.${rpId}`));
}

async function enrolled(workplace: Workplace, fingerprint: string): Promise<KeyRecord> {
  const key = (await workplace.store.read.keys()).find((each) => each.fingerprint === fingerprint);
  if (key) return key;
  throw new Failure("not-found", `No key ${fingerprint} is enrolled.`);
}
