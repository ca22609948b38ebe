import { hash, type KeyObject, sign, verify } from "node:crypto";
import { Failure } from "../model/failure.ts";
import { readSshKey, type SshKeyType, type SshPublicKey, sshKeyOf } from "./ssh-key.ts";
import { malformed, uint32, WireReader, wireInteger, wireString } from "./ssh-wire.ts";
import { readBase64 } from "./text.ts";
import { authenticatorFlags, type ClientDataRules, checkClientData, type WebauthnParts } from "./webauthn.ts";

/** Namespaces keep a signature that was made for one purpose, or for git, from counting for another. */
export const decisionNamespace = "countersign.decision.v1";
export const policyNamespace = "countersign.policy.v1";
export const enrolmentNamespace = "countersign.enrol.v1";
/** A proof of presence at sign-in; it says nothing about any change. */
export const sessionNamespace = "countersign.session.v1";

/** The form of a signature that a passkey made in a browser. */
export const passkeyAlgorithm = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";

const begin = "-----BEGIN SSH SIGNATURE-----";
const end = "-----END SSH SIGNATURE-----";
const magic = Buffer.from("SSHSIG");
const hashAlgorithm = "sha512";
const maximumArmour = 65_536;

/** A signature that holds, and by what; the flags are null for keys in software. */
export interface GoodSshSignature {
  readonly ok: true;
  readonly keyType: SshKeyType;
  readonly fingerprint: string;
  /** Type and base64 of the key, as in a `.pub` file. */
  readonly publicKeyLine: string;
  /** `passkeyAlgorithm` when a passkey made it in a browser. */
  readonly algorithm: string;
  readonly userPresent: boolean | null;
  readonly userVerified: boolean | null;
  /** Whether the passkey may be, and is, synced to other devices; policy may ask for device-bound ones. */
  readonly backupEligible: boolean | null;
  readonly backedUp: boolean | null;
  /** The authenticator's signature counter; null for keys in software, 0 for synced passkeys. */
  readonly counter: number | null;
}

export type SshSignatureProblem =
  | "malformed"
  | "unsupported"
  | "wrong-namespace"
  | "key-not-accepted"
  | "signature-wrong"
  | "user-absent"
  | "user-unverified"
  | "webauthn-not-expected"
  | "client-data-wrong"
  | "challenge-wrong"
  | "origin-wrong"
  | "cross-origin";

export type SshSignatureVerdict = GoodSshSignature | { readonly ok: false; readonly code: SshSignatureProblem; readonly sentence: string };

export interface SshSignatureRequest {
  readonly message: Uint8Array;
  readonly armour: string;
  readonly namespace: string;
  /** The keys that may have signed; the key inside the signature is only compared with these. */
  readonly acceptedKeys: readonly SshPublicKey[];
  /** Required for signatures of passkeys, which are refused without it. */
  readonly webauthn?: ClientDataRules;
  /** For hardware keys (`sk-`) too, ask that the user was verified, not only present. Passkeys always need it. */
  readonly requireUserVerification?: boolean;
}

/** A signature taken apart; nothing is verified yet. */
export interface SshSignature {
  readonly publicKey: SshPublicKey;
  readonly namespace: string;
  readonly algorithm: string;
  /** What follows the algorithm's name. */
  readonly body: Buffer;
}

/** The bytes that an SSH signature of `message` covers, and the WebAuthn challenge of a passkey (PROTOCOL.sshsig §3, hash sha512). */
export function sshSignedBytes(message: Uint8Array, namespace: string): Buffer {
  return Buffer.concat([magic, wireString(namespace), wireString(""), wireString(hashAlgorithm), wireString(hash("sha512", message, "buffer"))]);
}

/** Signs with an Ed25519 key, as `ssh-keygen -Y sign` does. Returns the armour. */
export function signSsh(message: Uint8Array, namespace: string, privateKey: KeyObject): string {
  const publicKey = sshKeyOf(privateKey);
  return formatSshSignature({ publicKey, namespace, algorithm: publicKey.type, body: wireString(sign(null, sshSignedBytes(message, namespace), privateKey)) });
}

/** The armour of a signature (PROTOCOL.sshsig §1, §2). */
export function formatSshSignature({ publicKey, namespace, algorithm, body }: SshSignature): string {
  const signature = wireString(Buffer.concat([wireString(algorithm), body]));
  const blob = Buffer.concat([magic, uint32(1), wireString(publicKey.blob), wireString(namespace), wireString(""), wireString(hashAlgorithm), signature]);
  return `${[begin, ...(blob.toString("base64").match(/.{1,70}/g) ?? []), end].join("\n")}\n`;
}

/**
 * Packs the assertion of a passkey into the armour that `ssh-keygen -Y verify` reads. `signature` is the DER form that authenticators give.
 * Attacker-controlled. Throws `Failure` (`bad-input`). Nothing is verified.
 */
export function packAssertion(
  publicKey: SshPublicKey,
  namespace: string,
  assertion: { readonly authenticatorData: Uint8Array; readonly clientDataJson: Uint8Array; readonly signature: Uint8Array; readonly origin: string },
): string {
  const data = new WireReader(assertion.authenticatorData);
  if (!data.take(32).equals(hash("sha256", publicKey.application ?? "", "buffer"))) throw malformed("its authenticator data belong to another rpId");
  const flags = data.take(1);
  const counter = data.take(4);
  const extensions = Buffer.from(assertion.authenticatorData.subarray(37));
  const numbers = Buffer.concat(readDerPair(assertion.signature).map(wireInteger));
  const body = Buffer.concat([wireString(numbers), flags, counter, wireString(assertion.origin), wireString(assertion.clientDataJson), wireString(extensions)]);
  return formatSshSignature({ publicKey, namespace, algorithm: passkeyAlgorithm, body });
}

/** Reads the armour of a signature. Attacker-controlled. Throws `Failure` (`bad-input`, `unsupported`). */
export function parseSshSignature(armour: string): SshSignature {
  if (armour.length > maximumArmour) throw malformed("it is too long");
  const lines = armour.trimEnd().replaceAll("\r\n", "\n").split("\n");
  if (lines.shift() !== begin || lines.pop() !== end) throw malformed("its first or last line is not that of an SSH signature");
  const reader = new WireReader(readBase64(lines.join("")) ?? refuseBase64());
  if (!reader.take(magic.length).equals(magic) || reader.uint32() !== 1) throw malformed("it is not an SSH signature of version 1");
  const publicKey = readSshKey(reader.string());
  const namespace = reader.name();
  if (reader.string().length > 0) throw malformed("its reserved field is not empty");
  const usedHash = reader.name();
  if (usedHash !== hashAlgorithm)
    throw new Failure("unsupported", `SSH signatures over ${usedHash.slice(0, 20)} are not accepted.`, { hint: "Sign with sha512, which is the default of ssh-keygen." });
  const signature = reader.string();
  reader.end();
  const inner = new WireReader(signature);
  const algorithm = inner.name();
  return { publicKey, namespace, algorithm, body: signature.subarray(4 + algorithm.length) };
}

/**
 * Verifies an SSH signature over a message. What `ssh-keygen -Y verify` leaves open is checked here: user presence of hardware keys, user
 * verification, origin and client data of passkeys. Attacker-controlled but for the request's rules, thus never throws.
 * Whether the key was enrolled at that point of the ledger is the caller's to say.
 */
export function verifySshSignature(request: SshSignatureRequest): SshSignatureVerdict {
  try {
    return judge(request, parseSshSignature(request.armour));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refuse(error.code === "unsupported" ? "unsupported" : "malformed", error.message);
  }
}

function judge(request: SshSignatureRequest, signature: SshSignature): SshSignatureVerdict {
  const { publicKey, namespace, algorithm } = signature;
  if (namespace !== request.namespace) return refuse("wrong-namespace", `The signature was made for ${JSON.stringify(namespace.slice(0, 60))}, not for ${request.namespace}.`);
  if (!request.acceptedKeys.some(({ blob }) => blob.equals(publicKey.blob)))
    return refuse("key-not-accepted", `The key ${publicKey.fingerprint} is none of those that may sign here.`);
  const message = sshSignedBytes(request.message, namespace);
  const body = new WireReader(signature.body);
  switch (algorithm) {
    case "ssh-ed25519":
      return softwareVerdict(
        signature,
        verifiesIf(publicKey.type === algorithm, () => verify(null, message, publicKey.key, last(body))),
      );
    case "ecdsa-sha2-nistp256":
      return softwareVerdict(
        signature,
        verifiesIf(publicKey.type === algorithm, () => verifyP256(publicKey, message, readNumbers(last(body)))),
      );
    case "rsa-sha2-256":
    case "rsa-sha2-512":
      return softwareVerdict(
        signature,
        verifiesIf(publicKey.type === "ssh-rsa", () => verify(algorithm.endsWith("512") ? "sha512" : "sha256", message, publicKey.key, last(body))),
      );
    case "sk-ssh-ed25519@openssh.com":
    case "sk-ecdsa-sha2-nistp256@openssh.com":
      return hardwareVerdict(request, signature, message, body);
    case passkeyAlgorithm:
      return passkeyVerdict(request, signature, message, body);
    default:
      // Among them ssh-rsa, which is SHA-1.
      return refuse("unsupported", `Signatures of type ${JSON.stringify(algorithm.slice(0, 60))} are not accepted.`);
  }
}

function softwareVerdict(signature: SshSignature, good: boolean): SshSignatureVerdict {
  if (!good) return wrongSignature(signature);
  return { ...describe(signature), userPresent: null, userVerified: null, backupEligible: null, backedUp: null, counter: null };
}

// PROTOCOL.u2f, "SSH U2F signatures": the authenticator signs hash(application) ‖ flags ‖ counter ‖ hash(message).
function hardwareVerdict(request: SshSignatureRequest, signature: SshSignature, message: Buffer, body: WireReader): SshSignatureVerdict {
  const { publicKey, algorithm } = signature;
  const raw = body.string();
  const authenticator = Buffer.concat([hash("sha256", publicKey.application ?? "", "buffer"), body.take(5)]);
  body.end();
  const signed = Buffer.concat([authenticator, hash("sha256", message, "buffer")]);
  const good = verifiesIf(publicKey.type === algorithm, () =>
    algorithm === "sk-ssh-ed25519@openssh.com" ? verify(null, signed, publicKey.key, raw) : verifyP256(publicKey, signed, readNumbers(raw)),
  );
  return good ? authenticatorVerdict(signature, authenticator, request.requireUserVerification === true) : wrongSignature(signature);
}

function passkeyVerdict(request: SshSignatureRequest, signature: SshSignature, message: Buffer, body: WireReader): SshSignatureVerdict {
  const { publicKey } = signature;
  if (request.webauthn === undefined) return refuse("webauthn-not-expected", "A passkey's signature is not accepted here.");
  if (publicKey.type !== "sk-ecdsa-sha2-nistp256@openssh.com") return wrongSignature(signature);
  const numbers = readNumbers(body.string());
  const authenticator = Buffer.concat([hash("sha256", publicKey.application ?? "", "buffer"), body.take(5)]);
  const parts: WebauthnParts = {
    rpId: publicKey.application ?? "",
    flags: authenticator.readUInt8(32),
    origin: body.string(),
    clientDataJson: body.string(),
    extensions: body.string(),
  };
  body.end();
  const signed = Buffer.concat([authenticator, parts.extensions, hash("sha256", parts.clientDataJson, "buffer")]);
  if (!verifyP256(publicKey, signed, numbers)) return wrongSignature(signature);
  const problem = checkClientData(parts, message, request.webauthn);
  return problem === null ? authenticatorVerdict(signature, authenticator, true) : refuse(problem.code, problem.sentence);
}

function authenticatorVerdict(signature: SshSignature, authenticator: Buffer, needsVerification: boolean): SshSignatureVerdict {
  const flags = authenticator.readUInt8(32);
  const has = (flag: number): boolean => Math.floor(flags / flag) % 2 === 1;
  if (!has(authenticatorFlags.userPresent)) return refuse("user-absent", "The authenticator signed without anybody touching it.");
  if (needsVerification && !has(authenticatorFlags.userVerified)) return refuse("user-unverified", "The authenticator signed without verifying its user by PIN or biometrics.");
  return {
    ...describe(signature),
    userPresent: true,
    userVerified: has(authenticatorFlags.userVerified),
    backupEligible: has(authenticatorFlags.backupEligible),
    backedUp: has(authenticatorFlags.backedUp),
    counter: authenticator.readUInt32BE(33),
  };
}

function describe({ publicKey, algorithm }: SshSignature): Pick<GoodSshSignature, "ok" | "keyType" | "fingerprint" | "publicKeyLine" | "algorithm"> {
  return { ok: true, keyType: publicKey.type, fingerprint: publicKey.fingerprint, publicKeyLine: publicKey.line, algorithm };
}

function verifiesIf(fits: boolean, check: () => boolean): boolean {
  return fits && check();
}

function last(body: WireReader): Buffer {
  const bytes = body.string();
  body.end();
  return bytes;
}

function verifyP256(publicKey: SshPublicKey, message: Buffer, numbers: Buffer): boolean {
  return verify("sha256", message, { key: publicKey.key, dsaEncoding: "ieee-p1363" }, numbers);
}

// r and s as RFC 5656 §3.1.2 has them, turned into 64 bytes.
function readNumbers(bytes: Buffer): Buffer {
  const reader = new WireReader(bytes);
  const numbers = Buffer.concat([reader.integer(32), reader.integer(32)]);
  reader.end();
  return numbers;
}

// SEQUENCE of two INTEGERs whose lengths fit one byte, which they do for P-256.
function readDerPair(der: Uint8Array): Buffer[] {
  const reader = new WireReader(der);
  if (reader.byte() !== 0x30 || reader.byte() !== der.length - 2) throw malformed("its DER form is wrong");
  const numbers = [0, 1].map(() => {
    if (reader.byte() !== 0x02) throw malformed("its DER form is wrong");
    return reader.take(reader.byte());
  });
  reader.end();
  return numbers;
}

function wrongSignature({ publicKey }: SshSignature): SshSignatureVerdict {
  return refuse("signature-wrong", `The signature by ${publicKey.fingerprint} does not fit what it is said to sign.`);
}

function refuse(code: SshSignatureProblem, sentence: string): SshSignatureVerdict {
  return { ok: false, code, sentence };
}

function refuseBase64(): never {
  throw malformed("it is not base64");
}
