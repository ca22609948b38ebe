import { createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalText } from "../model/canonical.ts";
import { formatEnvelope, openLeaf, parseEnvelope, preAuthenticationEncoding, readStatement, sealStatement, signEnvelope, signersOf, statementMediaType } from "./envelope.ts";
import { logKey, sampleStatement } from "./sample-log.fixture.ts";

const key = logKey();
const other = logKey(2);
const publicKeys = [key, other].map(({ privateKey }) => ({ key: createPublicKey(privateKey) }));

describe("DSSE", () => {
  // The example of the DSSE protocol document, which is signed with ECDSA over P-256.
  const body = Buffer.from("hello world");
  const type = "http://example.com/HelloWorld";
  const document =
    '{"payload": "aGVsbG8gd29ybGQ=",\n "payloadType": "http://example.com/HelloWorld",\n "signatures": [{"sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}';

  test("the published example has these bytes, and its signature covers them", () => {
    const message = preAuthenticationEncoding(type, body);
    expect(message.toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    const encoded = (number: bigint): string => Buffer.from(number.toString(16).padStart(64, "0"), "hex").toString("base64url");
    const x = encoded(46950820868899156662930047687818585632848591499744589407958293238635476079160n);
    const y = encoded(5640078356564379163099075877009565129882514886557779369047442380624545832820n);
    const publicKey = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
    const envelope = parseEnvelope(document);
    expect(envelope).toMatchObject({ payloadType: type, payload: body, signatures: [{ keyid: "" }] });
    expect(verify("sha256", message, { key: publicKey, dsaEncoding: "ieee-p1363" }, envelope.signatures[0]?.sig as Buffer)).toBe(true);
  });

  test("lengths are counted in bytes", () => expect(preAuthenticationEncoding("ä", Buffer.from("€")).toString()).toBe("DSSEv1 2 ä 3 €"));

  test("the keys that signed are found, whatever the key ids claim", () => {
    const envelope = signEnvelope(type, body, [{ ...key, keyid: other.keyid }]);
    expect(signersOf(envelope, publicKeys)).toEqual([publicKeys[0]]);
    expect(signersOf({ ...envelope, payloadType: `${type}2` }, publicKeys)).toEqual([]);
    expect(signersOf({ ...envelope, payload: Buffer.from("hello w0rld") }, publicKeys)).toEqual([]);
  });

  test("either base64 alphabet is read", () => {
    const json = (payload: string): string => JSON.stringify({ payload, payloadType: type, signatures: [{ sig: "AA==" }] });
    expect(parseEnvelope(json("+/8=")).payload).toEqual(parseEnvelope(json("-_8")).payload);
    expect(parseEnvelope(json("-_8=")).payload.toString("hex")).toBe("fbff");
  });

  test.each([
    ["a member twice", document.replace("{", '{"payload": "",')],
    ["no signature", document.replace(/\[.*\]/, "[]")],
    ["a number for a payload", document.replace('"aGVsbG8gd29ybGQ="', "1")],
    ["broken base64", document.replace("aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGQ*")],
    ["no JSON", "hello"],
    ["an array", "[]"],
  ])("an envelope with %s is refused", (_, text) => expect(() => parseEnvelope(text)).toThrow(expect.objectContaining({ code: "bad-input" })));
});

describe("leaves", () => {
  test("a statement comes back from its leaf, and the leaf is the canonical form of its envelope", () => {
    const leaf = sealStatement(sampleStatement(7), [key]);
    const { envelope, statement } = openLeaf(leaf);
    expect(statement).toEqual(sampleStatement(7));
    expect(canonicalText(JSON.parse(leaf.toString()))).toBe(leaf.toString());
    expect(envelope.signatures.map(({ keyid }) => keyid)).toEqual([key.keyid]);
    expect(signersOf(envelope, publicKeys)).toEqual([publicKeys[0]]);
  });

  test("a statement of 48,000 bytes fits a leaf, one byte more is refused before sequencing", () => {
    const sized = (length: number) => {
      const bare = Buffer.byteLength(canonicalText({ ...sampleStatement(1), predicate: { text: "" } }));
      return { ...sampleStatement(1), predicate: { text: "x".repeat(length - bare) } };
    };
    expect(sealStatement(sized(48_000), [key]).length).toBeLessThanOrEqual(65_535);
    expect(() => sealStatement(sized(48_001), [key])).toThrow(expect.objectContaining({ code: "bad-input", hint: expect.stringContaining("blob") }));
  });

  const leafOf = (payload: string, payloadType = statementMediaType): Buffer => formatEnvelope(signEnvelope(payloadType, Buffer.from(payload), [key]));
  const good = canonicalText(sampleStatement(1));
  test.each([
    ["a space in the envelope", Buffer.from(leafOf(good).toString().replace("{", "{ "))],
    ["an unknown member", Buffer.from(leafOf(good).toString().replace("{", '{"a":1,'))],
    ["a base64 without its padding", Buffer.from(leafOf(good).toString().replace(/==?"/, '"'))],
    ["another payload type", leafOf(good, "application/json")],
    ["a statement with spaces", leafOf(`${good} `)],
    ["another statement version", leafOf(good.replace("Statement/v1", "Statement/v0.1"))],
    ["a subject without digest", leafOf(good.replace(/"digest":\{[^}]*\}/, '"digest":{}'))],
    ["no predicate", leafOf(good.replace('"predicate":{"number":1},', ""))],
    ["no statement", leafOf("[]")],
  ])("a leaf with %s is refused", (_, leaf) => expect(() => openLeaf(leaf)).toThrow(expect.objectContaining({ code: "bad-input" })));

  test("the leaf that these differ from is accepted", () => expect(openLeaf(leafOf(good)).statement).toEqual(sampleStatement(1)));

  test("nothing but a Failure is thrown for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => openLeaf(bytes)).toThrow(expect.objectContaining({ name: "Failure" }));
        expect(() => readStatement(bytes)).toThrow(expect.objectContaining({ name: "Failure" }));
      }),
    );
  });
});
