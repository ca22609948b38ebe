import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { emptyRoot } from "./hash.ts";
import { formatNote, formatVkey, logSigner, openNote, parseNote, parseVkey, signNote, witnessSigner } from "./note.ts";
import { seededKey } from "./sample-log.fixture.ts";

// The example of C2SP signed-note.
const exampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const example = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
// The key and note of golang.org/x/mod/sumdb/note, whose tests every implementation of signed notes has met.
const peterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const peterText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peter = `${peterText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const log = seededKey(1);
const witness = seededKey(2);
const origin = "example.com/log";
const logVkey = parseVkey(formatVkey(origin, log));
const witnessVkey = parseVkey(witnessSigner("witness.example", witness, 0n).vkey);
const head = { origin, size: 0, root: emptyRoot() };

describe("signed notes", () => {
  test.each([
    ["C2SP's example", exampleKey, example],
    ["Go's example", peterKey, peter],
  ])("%s verifies, and not when its text is changed", (_, vkey, note) => {
    expect(openNote(note, [parseVkey(vkey)]).verified.map(({ key }) => key.vkey)).toEqual([vkey]);
    expect(() => openNote(note.replace("is", "iz"), [parseVkey(vkey)])).toThrow(expect.objectContaining({ code: "signature-invalid" }));
  });

  test("the last newline of the text is signed, and the last empty line divides", () => {
    const text = "one\n\ntwo\n";
    const note = signNote(text, [logSigner(origin, log)]);
    expect(openNote(note, [logVkey]).note.text).toBe(text);
    expect(formatNote(parseNote(note))).toBe(note);
  });

  test("a line of an unknown key is ignored, whether its name or its id is a known one", () => {
    const sameName = logSigner(origin, seededKey(3));
    const note = signNote("text\n", [sameName, logSigner("other.example", log), logSigner(origin, log)]);
    expect(openNote(note, [logVkey]).verified).toHaveLength(1);
    expect(() => openNote(signNote("text\n", [sameName]), [logVkey])).toThrow(expect.objectContaining({ code: "signature-invalid" }));
  });

  test("one bad signature of a known key refuses the note, even beside a good one of the same key", () => {
    const good = parseNote(signNote("text\n", [logSigner(origin, log)]));
    const [line] = good.signatures;
    const spoiled = { name: origin, id: line?.id as number, signature: Buffer.alloc(64, 1) };
    expect(() => openNote(formatNote({ ...good, signatures: [...good.signatures, spoiled] }), [logVkey])).toThrow(expect.objectContaining({ code: "signature-invalid" }));
    expect(openNote(formatNote({ ...good, signatures: [...good.signatures, ...good.signatures] }), [logVkey]).verified).toHaveLength(1);
  });

  test("16 signatures are read, 65 are not", () => {
    const lines = (count: number): string => formatNote({ text: "text\n", signatures: Array.from({ length: count }, (_, id) => ({ name: "a", id, signature: Buffer.alloc(64) })) });
    expect(parseNote(lines(16)).signatures).toHaveLength(16);
    expect(parseNote(lines(64)).signatures).toHaveLength(64);
    expect(() => parseNote(lines(65))).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test.each([
    ["no signature", "text\n\n"],
    ["no empty line", "text\n— a AAAAAAA=\n"],
    ["no last newline", example.slice(0, -1)],
    ["a carriage return", example.replace("message.", "message.\r")],
    ["a tab", example.replace("an ", "an\t")],
    ["a hyphen for the dash", example.replace("—", "-")],
    ["a key name with a plus", example.replace("example.com/foo", "example.com+foo")],
    ["a key name with a no-break space", example.replace("example.com/foo", "example.com\u00a0foo")],
    ["base64 of another spelling", example.replace("aQM=", "aQN=")],
    ["base64 without padding", example.replace("aQM=", "aQM")],
    ["a signature of no bytes", "text\n\n— a AAAAAA==\n"],
    ["a lone surrogate", example.replace("This", "\ud800")],
  ])("a note with %s is refused", (_, note) => expect(() => parseNote(note)).toThrow(expect.objectContaining({ code: "bad-input" })));

  test("bytes that are not UTF-8 are refused, and nothing but a Failure is thrown for any bytes", () => {
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), Buffer.from(example)]))).toThrow(expect.objectContaining({ code: "bad-input" }));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void expect(() => parseNote(bytes)).toThrow(expect.objectContaining({ name: "Failure" }))));
  });

  test("a text that a note cannot hold is not signed", () => {
    expect(() => signNote("no newline", [logSigner(origin, log)])).toThrow(expect.objectContaining({ code: "bad-usage" }));
    expect(() => signNote("tab\t\n", [logSigner(origin, log)])).toThrow(expect.objectContaining({ code: "bad-usage" }));
    expect(() => logSigner("with space", log)).toThrow(expect.objectContaining({ code: "bad-usage" }));
  });
});

describe("verifier keys", () => {
  test("a vkey is written as it was read", () => {
    const { name, type, bytes } = parseVkey(exampleKey);
    expect([name, type.type, bytes.length]).toEqual(["example.com/foo", 1, 32]);
    expect(formatVkey(origin, log)).toBe(logVkey.vkey);
  });

  test.each([
    ["a key id of another key", exampleKey.replace("530d903a", "530d903b"), "bad-input"],
    ["another name", exampleKey.replace("foo", "bar"), "bad-input"],
    ["a key cut short", exampleKey.slice(0, -4), "bad-input"],
    ["no key", "example.com/foo+530d903a+", "bad-input"],
    ["an upper-case key id", exampleKey.replace("530d903a", "530D903A"), "bad-input"],
    ["an unknown type", `x+00000000+${Buffer.concat([Buffer.of(6), Buffer.alloc(1312)]).toString("base64")}`, "unsupported"],
    ["nothing", "", "bad-input"],
  ])("a vkey with %s is refused", (_, vkey, code) => expect(() => parseVkey(vkey)).toThrow(expect.objectContaining({ code })));
});

describe("checkpoint notes and cosignatures", () => {
  const note = signCheckpoint(head, [logSigner(origin, log)]);
  const cosigned = (time: bigint): string =>
    formatNote({ ...parseNote(note), signatures: [...parseNote(note).signatures, witnessSigner("witness.example", witness, time).sign(parseNote(note).text)] });

  test.each([0n, 1_679_315_147n, 2n ** 53n + 1n, 2n ** 63n - 1n])("a cosignature keeps its time of %i exactly", (time) => {
    const opened = openCheckpoint(cosigned(time), [logVkey], [witnessVkey]);
    expect(opened.cosignatures.map((cosignature) => cosignature.time)).toEqual([time]);
    expect(opened.checkpoint).toEqual(head);
  });

  test("a cosignature with another time, or one past 2⁶³, refuses the note", () => {
    const parsed = parseNote(cosigned(5n));
    const altered = (time: bigint): string => {
      const [first, second] = parsed.signatures;
      const signature = Buffer.from(second?.signature as Buffer);
      signature.writeBigUInt64BE(time);
      return formatNote({ ...parsed, signatures: [first, { ...second, signature }] as typeof parsed.signatures });
    };
    expect(() => openCheckpoint(altered(6n), [logVkey], [witnessVkey])).toThrow(expect.objectContaining({ code: "signature-invalid" }));
    expect(() => openCheckpoint(altered(2n ** 63n), [logVkey], [witnessVkey])).toThrow(expect.objectContaining({ code: "signature-invalid" }));
    expect(openCheckpoint(altered(5n), [logVkey], [witnessVkey]).cosignatures).toHaveLength(1);
  });

  test("a witness alone, or the key of another origin, does not make a checkpoint note (H05)", () => {
    const text = parseNote(note).text;
    expect(() => openCheckpoint(signNote(text, [witnessSigner("witness.example", witness, 1n)]), [logVkey], [witnessVkey])).toThrow(
      expect.objectContaining({ code: "signature-invalid" }),
    );
    const other = parseVkey(formatVkey("other.example/log", log));
    expect(() => openCheckpoint(signNote(text, [logSigner("other.example/log", log)]), [other])).toThrow(expect.objectContaining({ code: "signature-invalid" }));
  });

  test("C2SP's example has the three lines", () => {
    expect(parseCheckpoint("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")).toEqual({
      origin: "example.com/behind-the-sofa",
      size: 20_852_163,
      root: Buffer.from("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "base64"),
    });
  });

  const root = emptyRoot().toString("base64");
  test.each([
    ["an empty origin", `\n0\n${root}\n`],
    ["a leading zero", `o\n01\n${root}\n`],
    ["a sign", `o\n+1\n${root}\n`],
    ["a size that is not exact", `o\n9007199254740993\n${root}\n`],
    ["a root cut short", `o\n1\n${root.slice(4)}\n`],
    ["an extension line", `o\n1\n${root}\nextension\n`],
    ["a line too few", `o\n1\n`],
    ["no last newline", `o\n1\n${root}`],
  ])("a head with %s is refused", (_, text) => expect(() => parseCheckpoint(text)).toThrow(expect.objectContaining({ code: "bad-input" })));
});
