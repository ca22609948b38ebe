import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync, hash, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatAllowedSigners } from "./allowed-signers.ts";
import { seededKey } from "./sample-log.fixture.ts";
import { parseSshKeyLine, readSshKey, type SshPublicKey, sshKeyOf, sshKeyOfPasskey } from "./ssh-key.ts";
import { uint32, wireInteger, wireString } from "./ssh-wire.ts";
import {
  decisionNamespace,
  enrolmentNamespace,
  formatSshSignature,
  packAssertion,
  parseSshSignature,
  policyNamespace,
  type SshSignatureRequest,
  signSsh,
  sshSignedBytes,
  verifySshSignature,
} from "./sshsig.ts";

const message = Buffer.from('{"outcome":"approve"}');
const privateKey = seededKey(1);
const publicKey = sshKeyOf(privateKey);
const request = (armour: string, key: SshPublicKey = publicKey, more: Partial<SshSignatureRequest> = {}): SshSignatureRequest => ({
  message,
  armour,
  namespace: decisionNamespace,
  acceptedKeys: [key],
  ...more,
});

const hasKeygen = spawnSync("ssh-keygen", ["-?"]).error === undefined;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-ssh-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether stock ssh-keygen accepts the signature, by the principal `ana`. */
function keygenAccepts(armour: string, options: { signers: string; namespace?: string; time?: string; signed?: Buffer }): boolean {
  const signers = join(folder, "allowed_signers");
  const signature = join(folder, "document.sig");
  writeFileSync(signers, options.signers);
  writeFileSync(signature, armour);
  const time = options.time === undefined ? [] : [`-Overify-time=${options.time}`];
  return (
    spawnSync("ssh-keygen", ["-Y", "verify", ...time, "-f", signers, "-I", "ana", "-n", options.namespace ?? decisionNamespace, "-s", signature], {
      input: options.signed ?? message,
    }).status === 0
  );
}

const signersOf = (key: SshPublicKey, bounds: { validAfter?: string; validBefore?: string } = {}): string =>
  formatAllowedSigners([
    { principal: "ana", namespaces: [decisionNamespace, policyNamespace], validAfter: bounds.validAfter ?? null, validBefore: bounds.validBefore ?? null, key },
  ]);

describe.runIf(hasKeygen)("with stock ssh-keygen", () => {
  test.each(["ed25519", "ecdsa", "rsa"])("a signature that it makes with %s verifies here", (type) => {
    const file = join(folder, type);
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "ana@example.com", "-f", file, ...(type === "ecdsa" ? ["-b", "256"] : type === "rsa" ? ["-b", "2048"] : [])]);
    const armour = execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", decisionNamespace, "-f", file], { input: message, stdio: ["pipe", "pipe", "ignore"] }).toString();
    const line = readFileSync(`${file}.pub`, "utf8");
    const key = parseSshKeyLine(line);
    expect(key.comment).toBe("ana@example.com");
    expect(execFileSync("ssh-keygen", ["-l", "-f", `${file}.pub`]).toString()).toContain(` ${key.fingerprint} `);
    expect(verifySshSignature(request(armour, key))).toMatchObject({ ok: true, keyType: key.type, fingerprint: key.fingerprint, publicKeyLine: key.line, userPresent: null });
    expect(line.startsWith(key.line)).toBe(true);
    expect(verifySshSignature(request(armour, key, { message: Buffer.from("other") }))).toMatchObject({ ok: false, code: "signature-wrong" });
    expect(verifySshSignature(request(armour, key, { namespace: policyNamespace }))).toMatchObject({ ok: false, code: "wrong-namespace" });
    expect(verifySshSignature(request(armour))).toMatchObject({ ok: false, code: "key-not-accepted" });
  });

  test("an Ed25519 signature made here is byte for byte what it makes", () => {
    const file = join(folder, "own");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    const armour = execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", decisionNamespace, "-f", file], { input: message, stdio: ["pipe", "pipe", "ignore"] }).toString();
    expect(formatSshSignature(parseSshSignature(armour))).toBe(armour);
  });

  test("it accepts a signature made here, and refuses another text, namespace or principal", () => {
    const armour = signSsh(message, decisionNamespace, privateKey);
    expect(keygenAccepts(armour, { signers: signersOf(publicKey) })).toBe(true);
    expect(keygenAccepts(armour, { signers: signersOf(publicKey), signed: Buffer.from("other") })).toBe(false);
    expect(keygenAccepts(armour, { signers: signersOf(publicKey), namespace: policyNamespace })).toBe(false);
    expect(keygenAccepts(signSsh(message, "git", privateKey), { signers: signersOf(publicKey), namespace: "git" })).toBe(false);
    expect(keygenAccepts(armour, { signers: signersOf(publicKey).replace("ana", "bo") })).toBe(false);
  });

  test("it reads the times of allowed signers in UTC, and refuses a key before and after them", () => {
    const armour = signSsh(message, decisionNamespace, privateKey);
    const signers = signersOf(publicKey, { validAfter: "2026-01-01T00:00:00Z", validBefore: "2026-06-30T23:59:59Z" });
    expect(keygenAccepts(armour, { signers, time: "20260101000000Z" })).toBe(true);
    expect(keygenAccepts(armour, { signers, time: "20260630235959Z" })).toBe(true);
    expect(keygenAccepts(armour, { signers, time: "20251231235959Z" })).toBe(false);
    expect(keygenAccepts(armour, { signers, time: "20260701000000Z" })).toBe(false);
  });

  test("it accepts a packed passkey assertion that is accepted here", () => {
    const armour = assertion();
    expect(verifySshSignature(passkeyRequest(armour))).toMatchObject({ ok: true });
    expect(keygenAccepts(armour, { signers: signersOf(passkey) })).toBe(true);
    expect(keygenAccepts(armour, { signers: signersOf(passkey), signed: Buffer.from("other") })).toBe(false);
  });

  test("it calls good what we refuse: no user verification, a foreign origin, a foreign frame (G10)", () => {
    for (const armour of [
      assertion({ flags: 0x01 }),
      assertion({ flags: 0x00 }),
      assertion({ origin: "https://evil.example" }),
      assertion({ rest: ',"crossOrigin":true}' }),
      assertion({ rest: ",garbage" }),
    ]) {
      expect(keygenAccepts(armour, { signers: signersOf(passkey) })).toBe(true);
      expect(verifySshSignature(passkeyRequest(armour)).ok).toBe(false);
    }
  });

  test("it accepts a hardware key's signature that is accepted here", () => {
    for (const key of hardwareKeys) expect(keygenAccepts(key.signs(), { signers: signersOf(key.publicKey) })).toBe(true);
  });
});

describe("SSH signatures", () => {
  const armour = signSsh(message, decisionNamespace, privateKey);

  test("the bytes to sign are 115 for a decision, and hold the digest of the document", () => {
    const bytes = sshSignedBytes(message, decisionNamespace);
    expect(bytes.length).toBe(115);
    expect(bytes.subarray(0, 6).toString()).toBe("SSHSIG");
    expect(bytes.subarray(-64)).toEqual(hash("sha512", message, "buffer"));
    expect([decisionNamespace, policyNamespace, enrolmentNamespace]).toEqual(["countersign.decision.v1", "countersign.policy.v1", "countersign.enrol.v1"]);
  });

  test("the armour has lines of 70 and may end its lines as Windows does", () => {
    expect(Math.max(...armour.split("\n").map(({ length }) => length))).toBe(70);
    expect(verifySshSignature(request(armour.replaceAll("\n", "\r\n"))).ok).toBe(true);
  });

  test("no bit of the signature can be changed unnoticed", () => {
    const blob = Buffer.from(armour.split("\n").slice(1, -2).join(""), "base64");
    for (let bit = 0; bit < blob.length * 8; bit += 5) {
      const forged = Buffer.from(blob);
      forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verifySshSignature(request(armourOf(forged))).ok, `bit ${bit}`).toBe(false);
    }
    expect(verifySshSignature(request(armourOf(blob))).ok).toBe(true);
  });

  test("no keys accepted means none", () => expect(verifySshSignature(request(armour, publicKey, { acceptedKeys: [] }))).toMatchObject({ ok: false, code: "key-not-accepted" }));

  const parts = parseSshSignature(armour);
  const blobWith = (change: { version?: number; reserved?: string; algorithm?: string; tail?: string }): string =>
    armourOf(
      Buffer.concat([
        Buffer.from("SSHSIG"),
        uint32(change.version ?? 1),
        wireString(publicKey.blob),
        wireString(decisionNamespace),
        wireString(change.reserved ?? ""),
        wireString(change.algorithm ?? "sha512"),
        wireString(Buffer.concat([wireString(parts.algorithm), parts.body])),
        Buffer.from(change.tail ?? ""),
      ]),
    );
  test.each([
    ["another version", blobWith({ version: 2 }), "malformed"],
    ["something reserved", blobWith({ reserved: "x" }), "malformed"],
    ["another hash", blobWith({ algorithm: "sha256" }), "unsupported"],
    ["something behind it", blobWith({ tail: "x" }), "malformed"],
    ["an algorithm that is not the key's", formatSshSignature({ ...parts, algorithm: "rsa-sha2-512" }), "signature-wrong"],
    ["SHA-1", formatSshSignature({ ...parts, algorithm: "ssh-rsa" }), "unsupported"],
    ["no footer", armour.replace("END", "ENDE"), "malformed"],
    ["text before it", `x\n${armour}`, "malformed"],
    ["text behind it", `${armour}x`, "malformed"],
    ["base64 that is none", armour.replace("U1NI", "U1N*"), "malformed"],
    ["64 KB of it", armour.replace("\n", `\n${"A".repeat(65_536)}\n`), "malformed"],
    ["nothing", "", "malformed"],
  ])("a signature with %s is refused", (_, text, code) => expect(verifySshSignature(request(text))).toMatchObject({ ok: false, code }));

  test("the one that these differ from is accepted", () => expect(verifySshSignature(request(blobWith({}))).ok).toBe(true));

  test("any bytes are answered, never thrown at", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(verifySshSignature(request(armourOf(bytes))).ok).toBe(false);
        expect(verifySshSignature(request(armourOf(Buffer.concat([Buffer.from("SSHSIG"), uint32(1), bytes])))).ok).toBe(false);
      }),
    );
  });
});

function armourOf(blob: Uint8Array): string {
  return `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(blob).toString("base64")}\n-----END SSH SIGNATURE-----\n`;
}

const rpId = "countersign.example.com";
const page = `https://${rpId}`;
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const point = pair.publicKey.export({ format: "jwk" });
const coordinates = { x: Buffer.from(point.x as string, "base64url"), y: Buffer.from(point.y as string, "base64url") };
const passkey = sshKeyOfPasskey({ ...coordinates, rpId });

interface AssertionChoices {
  readonly flags?: number;
  readonly counter?: number;
  readonly origin?: string;
  readonly signatureOrigin?: string;
  readonly type?: string;
  readonly challenge?: Buffer;
  readonly rest?: string;
  readonly clientData?: string;
  readonly extensions?: Buffer;
  readonly key?: KeyObject;
}

/** What an authenticator and a browser would make of our challenge, and whatever else a test wants of them. */
function assertion(choices: AssertionChoices = {}): string {
  const { flags = 0x05, origin = page, type = "webauthn.get", rest = ',"crossOrigin":false}', extensions = Buffer.alloc(0) } = choices;
  const challenge = (choices.challenge ?? sshSignedBytes(message, decisionNamespace)).toString("base64url");
  const clientDataJson = Buffer.from(choices.clientData ?? `{"type":"${type}","challenge":"${challenge}","origin":"${origin}"${rest}`);
  const authenticatorData = Buffer.concat([hash("sha256", rpId, "buffer"), Buffer.of(flags), uint32(choices.counter ?? 0), extensions]);
  const signature = sign("sha256", Buffer.concat([authenticatorData, hash("sha256", clientDataJson, "buffer")]), choices.key ?? pair.privateKey);
  return packAssertion(passkey, decisionNamespace, { authenticatorData, clientDataJson, signature, origin: choices.signatureOrigin ?? origin });
}

function passkeyRequest(armour: string, origins = [page], boundTo = rpId): SshSignatureRequest {
  return request(armour, passkey, { webauthn: { origins, rpId: boundTo } });
}

describe("passkeys (G10)", () => {
  test("an assertion with user presence and verification is accepted, and its flags are told", () => {
    expect(verifySshSignature(passkeyRequest(assertion({ flags: 0x05, counter: 7 })))).toEqual({
      ok: true,
      keyType: "sk-ecdsa-sha2-nistp256@openssh.com",
      algorithm: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
      fingerprint: passkey.fingerprint,
      publicKeyLine: passkey.line,
      userPresent: true,
      userVerified: true,
      backupEligible: false,
      backedUp: false,
      counter: 7,
    });
    expect(verifySshSignature(passkeyRequest(assertion({ flags: 0x1d })))).toMatchObject({ ok: true, backupEligible: true, backedUp: true });
  });

  test("members that browsers add later are legal", () => {
    expect(verifySshSignature(passkeyRequest(assertion({ rest: ',"crossOrigin":false,"other_keys_can_be_added_here":"do not compare"}' }))).ok).toBe(true);
    expect(verifySshSignature(passkeyRequest(assertion({ rest: "}" }))).ok).toBe(true);
    expect(verifySshSignature(passkeyRequest(assertion({ flags: 0x85, extensions: Buffer.of(0xa0) }))).ok).toBe(true);
  });

  const beginning = `{"type":"webauthn.get","challenge":"${sshSignedBytes(message, decisionNamespace).toString("base64url")}","origin":"${page}"`;
  test.each<[string, AssertionChoices, string]>([
    ["without user presence", { flags: 0x04 }, "user-absent"],
    ["without user verification", { flags: 0x01 }, "user-unverified"],
    ["on another origin", { origin: "https://evil.example" }, "origin-wrong"],
    ["on a subdomain", { origin: `https://x.${rpId}` }, "origin-wrong"],
    ["on another port", { origin: `${page}:8443` }, "origin-wrong"],
    ["without TLS", { origin: `http://${rpId}` }, "origin-wrong"],
    ["with one origin in the client data and another beside it", { signatureOrigin: "https://evil.example" }, "origin-wrong"],
    ["in a frame of another origin", { rest: ',"crossOrigin":true}' }, "cross-origin"],
    ["in a frame whose top is named", { rest: ',"crossOrigin":false,"topOrigin":"https://evil.example"}' }, "cross-origin"],
    ["with a crossOrigin that is no boolean", { rest: ',"crossOrigin":"false"}' }, "cross-origin"],
    ["of a registration", { type: "webauthn.create" }, "client-data-wrong"],
    ["over another challenge", { challenge: sshSignedBytes(Buffer.from("other"), decisionNamespace) }, "challenge-wrong"],
    ["over the challenge of another purpose", { challenge: sshSignedBytes(message, enrolmentNamespace) }, "challenge-wrong"],
    ["over client data that end in garbage", { rest: ",garbage" }, "client-data-wrong"],
    ["over client data with a member twice", { rest: `,"origin":"https://evil.example"}` }, "client-data-wrong"],
    ["over client data in another order", { clientData: beginning.replace('{"type":"webauthn.get",', "{").concat(',"type":"webauthn.get"}') }, "client-data-wrong"],
    ["over client data that are an array", { clientData: "[]" }, "client-data-wrong"],
    ["with attested data", { flags: 0x45 }, "client-data-wrong"],
    ["with extensions that no flag announces", { extensions: Buffer.of(0xa0) }, "client-data-wrong"],
    ["with a flag for extensions that are missing", { flags: 0x85 }, "client-data-wrong"],
    ["by another key", { key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey }, "signature-wrong"],
  ])("an assertion %s is refused", (_, choices, code) => expect(verifySshSignature(passkeyRequest(assertion(choices)))).toMatchObject({ ok: false, code }));

  test("a passkey of another host, a list without origins, and no rules at all are refused", () => {
    expect(verifySshSignature(passkeyRequest(assertion(), [page], "example.com"))).toMatchObject({ ok: false, code: "origin-wrong" });
    expect(verifySshSignature(passkeyRequest(assertion(), []))).toMatchObject({ ok: false, code: "origin-wrong" });
    expect(verifySshSignature(request(assertion(), passkey))).toMatchObject({ ok: false, code: "webauthn-not-expected" });
  });

  test("an assertion that is malformed is not packed", () => {
    const authenticatorData = Buffer.concat([hash("sha256", rpId, "buffer"), Buffer.of(5), uint32(0)]);
    const whole = { authenticatorData, clientDataJson: Buffer.from("{}"), signature: sign("sha256", message, pair.privateKey), origin: page };
    const refused = expect.objectContaining({ code: "bad-input" });
    expect(() => packAssertion(passkey, decisionNamespace, { ...whole, authenticatorData: authenticatorData.subarray(0, 36) })).toThrow(refused);
    expect(() => packAssertion(passkey, decisionNamespace, { ...whole, authenticatorData: Buffer.alloc(37) })).toThrow(refused);
    expect(() => packAssertion(passkey, decisionNamespace, { ...whole, signature: whole.signature.subarray(0, -1) })).toThrow(refused);
    expect(packAssertion(passkey, decisionNamespace, whole)).toContain("BEGIN SSH SIGNATURE");
  });
});

// PROTOCOL.u2f: what a security key does behind `ssh-keygen -Y sign`.
function hardware(type: "sk-ssh-ed25519@openssh.com" | "sk-ecdsa-sha2-nistp256@openssh.com") {
  const ed25519 = type === "sk-ssh-ed25519@openssh.com";
  const secret = ed25519 ? privateKey : pair.privateKey;
  const key = ed25519
    ? readSshKey(Buffer.concat([wireString(type), wireString(publicKey.blob.subarray(-32)), wireString("ssh:")]))
    : sshKeyOfPasskey({ ...coordinates, rpId: "ssh:" });
  const signs = (flags = 0x01): string => {
    const counted = Buffer.concat([Buffer.of(flags), uint32(41)]);
    const signed = Buffer.concat([hash("sha256", "ssh:", "buffer"), counted, hash("sha256", sshSignedBytes(message, decisionNamespace), "buffer")]);
    const raw = ed25519 ? sign(null, signed, secret) : sign("sha256", signed, { key: secret, dsaEncoding: "ieee-p1363" });
    const inner = ed25519 ? raw : Buffer.concat([wireInteger(raw.subarray(0, 32)), wireInteger(raw.subarray(32))]);
    return formatSshSignature({ publicKey: key, namespace: decisionNamespace, algorithm: type, body: Buffer.concat([wireString(inner), counted]) });
  };
  return { publicKey: key, signs };
}
const hardwareKeys = [hardware("sk-ssh-ed25519@openssh.com"), hardware("sk-ecdsa-sha2-nistp256@openssh.com")];

describe.each(hardwareKeys)("a hardware key of type $publicKey.type", ({ publicKey, signs }) => {
  test("is accepted when it was touched, and its flags and counter are told", () => {
    expect(verifySshSignature(request(signs(), publicKey))).toMatchObject({ ok: true, userPresent: true, userVerified: false, counter: 41 });
  });

  test("is refused when nobody touched it", () => expect(verifySshSignature(request(signs(0x00), publicKey))).toMatchObject({ ok: false, code: "user-absent" }));

  test("is refused without its PIN where that is asked for", () => {
    expect(verifySshSignature(request(signs(), publicKey, { requireUserVerification: true }))).toMatchObject({ ok: false, code: "user-unverified" });
    expect(verifySshSignature(request(signs(0x05), publicKey, { requireUserVerification: true }))).toMatchObject({ ok: true, userVerified: true });
  });

  test("is refused over another message", () =>
    expect(verifySshSignature(request(signs(), publicKey, { message: Buffer.from("other") }))).toMatchObject({ ok: false, code: "signature-wrong" }));
});
