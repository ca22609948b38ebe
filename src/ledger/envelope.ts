import { type KeyObject, sign, verify } from "node:crypto";
import { canonicalBytes, canonicalText, type Json, parseStrict } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { readBase64, readUtf8 } from "./text.ts";
import { maximumLeaf } from "./tiles.ts";

export const statementMediaType = "application/vnd.in-toto+json";
export const statementType = "https://in-toto.io/Statement/v1";
/** Base64 adds a third, and the envelope around it must stay within the 65,535 bytes of a leaf. */
export const maximumStatement = 48_000;
const maximumSignatures = 8;

/** What a statement speaks about; digests are lower-case hex under `gitCommit`, `gitTree`, `gitBlob`, `gitTag` or `sha256`. */
export interface Subject {
  readonly name?: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** An in-toto Statement v1. */
export interface Statement {
  readonly _type: typeof statementType;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: { readonly [key: string]: Json };
}

/** A DSSE v1 envelope, with payload and signatures decoded. `keyid` is a hint that nobody has signed. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly { readonly keyid: string; readonly sig: Buffer }[];
}

/** The bytes that a DSSE signature covers: `"DSSEv1" SP len(type) SP type SP len(body) SP body`, lengths in bytes. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload]);
}

/** Signs a payload with Ed25519. */
export function signEnvelope(payloadType: string, payload: Uint8Array, keys: readonly { readonly keyid: string; readonly privateKey: KeyObject }[]): Envelope {
  const message = preAuthenticationEncoding(payloadType, payload);
  return { payloadType, payload: Buffer.from(payload), signatures: keys.map(({ keyid, privateKey }) => ({ keyid, sig: sign(null, message, privateKey) })) };
}

/** The keys, of those given, that have signed the envelope with Ed25519; `keyid` is not consulted, as DSSE demands. */
export function signersOf<Key extends { readonly key: KeyObject }>(envelope: Envelope, keys: readonly Key[]): Key[] {
  const message = preAuthenticationEncoding(envelope.payloadType, envelope.payload);
  return keys.filter(({ key }) => envelope.signatures.some(({ sig }) => sig.length === 64 && verify(null, message, key, sig)));
}

/** The RFC 8785 form of an envelope: what a leaf of the ledger is. */
export function formatEnvelope({ payload, payloadType, signatures }: Envelope): Buffer {
  return canonicalBytes({ payload: payload.toString("base64"), payloadType, signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.toString("base64") })) });
}

/** Reads a DSSE envelope that anybody wrote, in either base64 alphabet. Attacker-controlled. Throws `Failure` (`bad-input`). */
export function parseEnvelope(source: Uint8Array | string): Envelope {
  const value = parseStrict(readUtf8(source) ?? refuse("it is not UTF-8"));
  if (!isObject(value) || typeof value["payloadType"] !== "string" || !Array.isArray(value["signatures"])) return refuse("it needs payload, payloadType and signatures");
  const signatures = (value["signatures"] as Json[]).map((item) => {
    if (!isObject(item)) return refuse("a signature is not an object");
    const keyid = item["keyid"] ?? "";
    if (typeof keyid !== "string") return refuse("a key id is not a string");
    return { keyid, sig: readEitherBase64(item["sig"]) };
  });
  if (signatures.length === 0 || signatures.length > maximumSignatures) return refuse(`it needs one to ${maximumSignatures} signatures`);
  return { payloadType: value["payloadType"], payload: readEitherBase64(value["payload"]), signatures };
}

/**
 * Seals a statement into a leaf: the canonical envelope of its canonical form. `keyid` is the note key id in hex.
 * Throws `Failure` (`bad-input`) when the statement has more than 48,000 bytes; that is settled here, before anything is sequenced.
 */
export function sealStatement(statement: Statement, signers: readonly { readonly keyid: string; readonly privateKey: KeyObject }[]): Buffer {
  const payload = canonicalBytes(statement);
  const leaf = payload.length > maximumStatement ? null : formatEnvelope(signEnvelope(statementMediaType, payload, signers));
  if (leaf === null || leaf.length > maximumLeaf) {
    throw new Failure("bad-input", `The statement has ${payload.length} bytes; the ledger holds at most ${maximumStatement}.`, {
      hint: "Move what is large into a blob and commit to its digest.",
    });
  }
  return leaf;
}

/** Reads a leaf: an envelope of a statement, in exactly the bytes that `sealStatement` would write. Attacker-controlled. Throws `Failure` (`bad-input`). */
export function openLeaf(leaf: Uint8Array): { readonly envelope: Envelope; readonly statement: Statement } {
  const envelope = parseEnvelope(leaf);
  // One form only: members that we ignore, or other spellings, would be bytes that no signature covers.
  if (!formatEnvelope(envelope).equals(leaf)) return refuse("it is not in its canonical form");
  if (envelope.payloadType !== statementMediaType) return refuse(`its payload is not ${statementMediaType}`);
  return { envelope, statement: readStatement(envelope.payload) };
}

/** Reads the payload of an envelope whose signature the caller has verified over these same bytes. Throws `Failure` (`bad-input`). */
export function readStatement(payload: Uint8Array): Statement {
  const text = readUtf8(payload) ?? refuse("its statement is not UTF-8");
  const value = parseStrict(text);
  if (canonicalText(value) !== text) return refuse("its statement is not in canonical form");
  if (!isObject(value) || value["_type"] !== statementType) return refuse(`its statement is not of type ${statementType}`);
  const { subject, predicateType, predicate, _type, ...others } = value;
  if (!Array.isArray(subject) || !subject.every(isSubject)) return refuse("a subject of its statement has no digest");
  if (typeof predicateType !== "string" || predicateType === "") return refuse("its statement has no predicate type");
  if (!isObject(predicate)) return refuse("its statement has no predicate");
  if (Object.keys(others).length > 0) return refuse("its statement has an unknown member");
  return { _type: statementType, subject, predicateType, predicate };
}

function isSubject(value: Json): value is Json & Subject {
  if (!isObject(value) || !isObject(value["digest"])) return false;
  const digests = Object.values(value["digest"]);
  return digests.length > 0 && digests.every((digest) => typeof digest === "string") && (value["name"] === undefined || typeof value["name"] === "string");
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readEitherBase64(value: Json | undefined): Buffer {
  if (typeof value !== "string") return refuse("payload and sig are base64 strings");
  const urlSafe = Buffer.from(value, "base64url");
  const plain = urlSafe.toString("base64url");
  if (value === plain || value === plain.padEnd(Math.ceil(plain.length / 4) * 4, "=")) return urlSafe;
  return readBase64(value) ?? refuse("payload and sig are base64 strings");
}

function refuse(what: string): never {
  throw new Failure("bad-input", `This envelope is not accepted: ${what}.`, { hint: "The forms are DSSE v1 and in-toto Statement v1." });
}
