import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from "node:crypto";
import { type SshPublicKey, sshKeyOfPasskey } from "./ssh-key.ts";
import { uint32, wireInteger, wireString } from "./ssh-wire.ts";
import { formatSshSignature, packAssertion, sshSignedBytes } from "./sshsig.ts";
import { authenticatorFlags } from "./webauthn.ts";

// What the tests of this room, and of those below it, share: the part of an authenticator and of the browser in front of it.

/** What an authenticator or a page may do otherwise than it should. */
export interface PasskeyChoices {
  readonly flags?: number;
  /** The page that asks; by default the one where the passkey was made. */
  readonly origin?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Stays where it is unless given; 0 is that of a synced passkey. */
  readonly counter?: number;
}

const usual = authenticatorFlags.userPresent + authenticatorFlags.userVerified;

/** A passkey in software, with the answers that a browser sends for it. It asks nobody. */
export class TestPasskey {
  readonly origin: string;
  readonly rpId: string;
  readonly publicKey: SshPublicKey;
  /** The credential as it is enrolled. */
  readonly credential: { readonly id: string; readonly transports: readonly string[]; readonly backedUp: boolean };
  counter = 0;
  readonly #point: { readonly x: Buffer; readonly y: Buffer };
  readonly #key: KeyObject;

  /** Without `rpId` it is bound to the page's host. */
  constructor(origin: string, { rpId = new URL(origin).hostname, id = randomBytes(16).toString("base64url") } = {}) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#key = privateKey;
    this.#point = { x: Buffer.from(x, "base64url"), y: Buffer.from(y, "base64url") };
    this.origin = origin;
    this.rpId = rpId;
    this.publicKey = sshKeyOfPasskey({ ...this.#point, rpId });
    this.credential = { id, transports: ["internal"], backedUp: false };
  }

  get line(): string {
    return this.publicKey.line;
  }

  get fingerprint(): string {
    return this.publicKey.fingerprint;
  }

  /** The raw parts of an assertion over a challenge. */
  assert(challenge: Uint8Array, choices: PasskeyChoices = {}): { clientDataJson: Buffer; authenticatorData: Buffer; signature: Buffer } {
    const clientDataJson = this.#clientData(choices.type ?? "webauthn.get", Buffer.from(challenge).toString("base64url"), choices);
    const authenticatorData = this.#authenticatorData(choices.flags ?? usual, choices.counter ?? this.counter);
    const signature = sign("sha256", Buffer.concat([authenticatorData, hash("sha256", clientDataJson, "buffer")]), this.#key);
    return { clientDataJson, authenticatorData, signature };
  }

  /** What `navigator.credentials.get` gives, in the JSON of WebAuthn Level 3 §5.1.8; `challenge` is base64url, as it is in the options. */
  answer(challenge: string, choices: PasskeyChoices = {}) {
    const { clientDataJson, authenticatorData, signature } = this.assert(Buffer.from(challenge, "base64url"), choices);
    const response = { clientDataJSON: text(clientDataJson), authenticatorData: text(authenticatorData), signature: text(signature) };
    return { id: this.credential.id, rawId: this.credential.id, type: "public-key" as const, response, clientExtensionResults: {} };
  }

  /** What `navigator.credentials.create` gives, attested by nobody. */
  registration(challenge: string, choices: PasskeyChoices = {}) {
    const clientDataJSON = text(this.#clientData(choices.type ?? "webauthn.create", challenge, choices));
    const flags = (choices.flags ?? usual) + authenticatorFlags.attestedData;
    const data = Buffer.concat([this.#authenticatorData(flags, choices.counter ?? this.counter), this.#attestedData()]);
    const response = { clientDataJSON, attestationObject: text(attestationObject(data)), transports: [...this.credential.transports] };
    return { id: this.credential.id, rawId: this.credential.id, type: "public-key" as const, response, clientExtensionResults: {} };
  }

  /** Signs as a page of ours has it signed: the challenge is what an SSH signature covers. Returns the armour. */
  readonly sign = async (message: Uint8Array, namespace: string, choices: PasskeyChoices = {}): Promise<string> =>
    packAssertion(this.publicKey, namespace, { ...this.assert(sshSignedBytes(message, namespace), choices), origin: choices.origin ?? this.origin });

  /** Signs as a program beside the browser could have the authenticator sign, which shows nothing at any page. Returns the armour. */
  signBesideBrowser(message: Uint8Array, namespace: string): string {
    const data = this.#authenticatorData(usual, this.counter);
    const signed = Buffer.concat([data, hash("sha256", sshSignedBytes(message, namespace), "buffer")]);
    const numbers = sign("sha256", signed, { key: this.#key, dsaEncoding: "ieee-p1363" });
    const pair = Buffer.concat([wireInteger(numbers.subarray(0, 32)), wireInteger(numbers.subarray(32))]);
    const { publicKey } = this;
    return formatSshSignature({ publicKey, namespace, algorithm: publicKey.type, body: Buffer.concat([wireString(pair), data.subarray(32)]) });
  }

  #clientData(type: string, challenge: string, { origin = this.origin, crossOrigin = false }: PasskeyChoices): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
  }

  #authenticatorData(flags: number, counter: number): Buffer {
    return Buffer.concat([hash("sha256", this.rpId, "buffer"), Buffer.of(flags), uint32(counter)]);
  }

  // An AAGUID of zeros, the credential's id, and the key in COSE (RFC 9053 §7.1.1): { 1: 2, 3: -7, -1: 1, -2: x, -3: y }.
  #attestedData(): Buffer {
    const id = Buffer.from(this.credential.id, "base64url");
    const key = [Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20), this.#point.x, Buffer.of(0x22, 0x58, 0x20), this.#point.y];
    return Buffer.concat([Buffer.alloc(16), Buffer.of(Math.floor(id.length / 256), id.length % 256), id, ...key]);
  }
}

function text(bytes: Buffer): string {
  return bytes.toString("base64url");
}

// CBOR of { "fmt": "none", "attStmt": {}, "authData": bytes }; the bytes are longer than 23 and shorter than 65,536.
function attestationObject(data: Buffer): Buffer {
  const name = (word: string) => Buffer.concat([Buffer.of(0x60 + word.length), Buffer.from(word)]);
  const length = Buffer.of(0x59, Math.floor(data.length / 256), data.length % 256);
  return Buffer.concat([Buffer.of(0xa3), name("fmt"), name("none"), name("attStmt"), Buffer.of(0xa0), name("authData"), length, data]);
}
