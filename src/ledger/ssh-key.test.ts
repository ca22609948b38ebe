import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AllowedSigner, formatAllowedSigners, parseAllowedSigners } from "./allowed-signers.ts";
import { seededKey } from "./sample-log.fixture.ts";
import { parseSshKeyLine, readSshKey, sshKeyOf, sshKeyOfPasskey } from "./ssh-key.ts";
import { wireInteger, wireString } from "./ssh-wire.ts";

const key = sshKeyOf(seededKey(1));
const blobOf = (...parts: (string | Buffer)[]): Buffer => Buffer.concat(parts.map(wireString));

describe("SSH public keys", () => {
  test("a line gives type, key, fingerprint and comment", () => {
    const parsed = parseSshKeyLine(`${key.line} ana@example.com of Lisbon\n`);
    expect(parsed).toMatchObject({ type: "ssh-ed25519", fingerprint: key.fingerprint, line: key.line, comment: "ana@example.com of Lisbon", application: null });
    expect(parsed.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(parsed.blob).toEqual(key.blob);
  });

  test.each([
    ["the type alone", "ssh-ed25519", 12],
    ["options", `no-pty ${key.line}`.replace("no-pty", 'command="x"'), 1],
    ["a type that is not the key's", key.line.replace("ssh-ed25519", "ssh-rsa"), 1],
    ["base64 that is none", `ssh-ed25519 ${"*".repeat(40)}`, 13],
    ["a key cut short", `ssh-ed25519 ${key.blob.subarray(0, 40).toString("base64")}`, 13],
    ["a key with a tail", `ssh-ed25519 ${Buffer.concat([key.blob, Buffer.of(0)]).toString("base64")}`, 13],
    ["two lines", `${key.line}\n${key.line}`, 1],
    ["nothing", "  ", 1],
  ])("a line with %s is refused at its column", (_, line, column) => {
    expect(() => parseSshKeyLine(line, { file: "keys", line: 4 })).toThrow(expect.objectContaining({ code: "bad-input", place: { file: "keys", line: 4, column } }));
  });

  test("keys of other kinds are refused as unsupported", () => {
    for (const type of ["ssh-dss", "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp384"]) {
      expect(() => parseSshKeyLine(`${type} ${blobOf(type, "x").toString("base64")}`)).toThrow(
        expect.objectContaining({ code: "unsupported", place: expect.objectContaining({ line: 1 }) }),
      );
    }
    expect(() => sshKeyOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey)).toThrow(expect.objectContaining({ code: "unsupported" }));
  });

  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
  const modulus = Buffer.from(rsa.n as string, "base64url");
  const point = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const [x, y] = [Buffer.from(point.x as string, "base64url"), Buffer.from(point.y as string, "base64url")];
  test.each([
    ["1024 bits of RSA", Buffer.concat([wireString("ssh-rsa"), wireInteger(Buffer.from([1, 0, 1])), wireInteger(modulus)])],
    ["16384 bits of RSA", Buffer.concat([wireString("ssh-rsa"), wireInteger(Buffer.from([1, 0, 1])), wireInteger(Buffer.alloc(2048, 0xff))])],
    ["an RSA exponent of 1", Buffer.concat([wireString("ssh-rsa"), wireInteger(Buffer.of(1)), wireInteger(Buffer.alloc(256, 0xff))])],
    ["an even RSA exponent", Buffer.concat([wireString("ssh-rsa"), wireInteger(Buffer.of(4)), wireInteger(Buffer.alloc(256, 0xff))])],
    ["a negative number", Buffer.concat([wireString("ssh-rsa"), wireString(Buffer.of(0x83)), wireInteger(Buffer.alloc(256, 0xff))])],
    ["a point off the curve", blobOf("ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.of(4), x, x]))],
    ["a compressed point", blobOf("ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.of(2), x]))],
    ["another curve", blobOf("ecdsa-sha2-nistp256", "nistp384", Buffer.concat([Buffer.of(4), x, y]))],
    ["31 bytes of Ed25519", blobOf("ssh-ed25519", Buffer.alloc(31))],
    ["a length past the end", Buffer.from("7fffffff", "hex")],
    ["no bytes", Buffer.alloc(0)],
  ])("a key with %s is refused", (_, blob) => expect(() => readSshKey(blob)).toThrow(expect.objectContaining({ name: "Failure" })));

  test("a point on the curve makes the key of a passkey", () => {
    expect(sshKeyOfPasskey({ x, y, rpId: "example.com" })).toMatchObject({ type: "sk-ecdsa-sha2-nistp256@openssh.com", application: "example.com" });
    expect(() => sshKeyOfPasskey({ x, y: x, rpId: "example.com" })).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("nothing but a Failure is thrown for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void expect(() => readSshKey(bytes)).toThrow(expect.objectContaining({ name: "Failure" }))));
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (line) => void expect(() => parseSshKeyLine(line)).toThrow(expect.objectContaining({ name: "Failure" }))));
  });
});

describe("allowed signers", () => {
  const entry: AllowedSigner = {
    principal: "person-1",
    namespaces: ["countersign.decision.v1", "countersign.policy.v1"],
    validAfter: "2026-01-31T09:00:00Z",
    validBefore: null,
    key,
  };

  test("a file has a line per key", () => {
    expect(formatAllowedSigners([entry, { ...entry, principal: "person-2", namespaces: ["a"], validBefore: "2027-01-01T00:00:00Z" }])).toBe(
      `person-1 namespaces="countersign.decision.v1,countersign.policy.v1",valid-after="20260131090000Z" ${key.line}\nperson-2 namespaces="a",valid-after="20260131090000Z",valid-before="20270101000000Z" ${key.line}\n`,
    );
  });

  test("what is written is read back", () => {
    const time = fc.option(fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }).map((date) => `${date.toISOString().slice(0, 19)}Z`));
    const entries = fc.array(
      fc.record({
        principal: fc.stringMatching(/^[a-z0-9@.-]{1,20}$/),
        namespaces: fc.array(fc.stringMatching(/^[a-z0-9.]{1,20}$/), { minLength: 1, maxLength: 3 }),
        validAfter: time,
        validBefore: time,
      }),
    );
    fc.assert(
      fc.property(entries, (given) => {
        const sane = given.map((one) => ({
          ...one,
          validBefore: one.validAfter !== null && one.validBefore !== null && one.validBefore <= one.validAfter ? null : one.validBefore,
        }));
        const read = parseAllowedSigners(formatAllowedSigners(sane.map((one) => ({ ...one, key }))));
        expect(read.map(({ key: readKey, ...rest }) => [rest, readKey.line])).toEqual(sane.map((rest) => [rest, key.line]));
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["a space in its name", { principal: "ana costa" }],
    ["a pattern for a name", { principal: "*" }],
    ["a list for a name", { principal: "a,b" }],
    ["a quote in its name", { principal: 'a"b' }],
    ["a line break in its name", { principal: "a\nb" }],
    ["a comment for a name", { principal: "#a" }],
    ["no namespace", { namespaces: [] }],
    ["a namespace that is a pattern", { namespaces: ["countersign.*"] }],
    ["a local time", { validAfter: "2026-01-31T09:00:00" }],
    ["a time that does not exist", { validAfter: "2026-13-31T09:00:00Z" }],
    ["an end before its beginning", { validBefore: "2026-01-31T09:00:00Z" }],
  ])("an entry with %s is not written", (_, change) => expect(() => formatAllowedSigners([{ ...entry, ...change }])).toThrow(expect.objectContaining({ code: "bad-usage" })));

  const line = formatAllowedSigners([entry]).trimEnd();
  test.each([
    ["no namespaces", line.replace(/namespaces="[^"]*",/, ""), 10],
    ["a certificate authority", line.replace("namespaces", "cert-authority,namespaces"), 10],
    ["a local time", line.replace("0000Z", "0000"), 10],
    ["a time that does not exist", line.replace("20260131", "20261331"), 10],
    ["a pattern", line.replace("person-1", "person-*"), 1],
    ["a broken key", line.replace("AAAA", "AAA*"), line.indexOf("AAAA") + 1],
  ])("a line with %s is refused at its place", (_, text, column) => {
    expect(() => parseAllowedSigners(`# ours\n\n${text}\n`, "allowed_signers")).toThrow(
      expect.objectContaining({ code: "bad-input", place: { file: "allowed_signers", line: 3, column } }),
    );
  });
});
