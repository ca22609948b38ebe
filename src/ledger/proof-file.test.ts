import { describe, expect, test } from "vitest";
import { leafHash } from "./hash.ts";
import { formatNote, parseNote, witnessSigner } from "./note.ts";
import { openUnderPolicy, parseTrustPolicy, quorumReached } from "./policy-file.ts";
import { inclusionProof } from "./proof.ts";
import { formatProof, parseProof, verifyProof } from "./proof-file.ts";
import { logFiles, logKey, seededKey } from "./sample-log.fixture.ts";
import { tilePath } from "./tiles.ts";

const key = logKey();
const leaves = Array.from({ length: 300 }, (_, number) => Buffer.from(`leaf ${number}`));
const files = logFiles(leaves, key);
const note = (files.get("checkpoint") as Buffer).toString();
const witnessKeys = [11, 12, 13, 14].map(seededKey);
const witnessSigners = witnessKeys.map((privateKey, number) => witnessSigner(`w${number}.example`, privateKey, 1_700_000_000n));
const witnessLines = witnessSigners.map(({ vkey }, number) => `witness w${number} ${vkey}`);
const policyOf = (...lines: string[]): string => [`log ${key.note.vkey}`, ...witnessLines, ...lines].join("\n");
const cosigned = (...by: number[]): string => {
  const parsed = parseNote(note);
  return formatNote({ ...parsed, signatures: [...parsed.signatures, ...by.map((number) => (witnessSigners[number] as (typeof witnessSigners)[0]).sign(parsed.text))] });
};
const hashes = await inclusionProof(17, 300, (place) => files.get(tilePath(place)) ?? null);
const proof = (extra: Buffer | null = null, withNote = note): string => formatProof({ index: 17, hashes, note: withNote, extra });
const open = parseTrustPolicy(policyOf("quorum none"));
const leaf = leafHash(leaves[17] as Buffer);

describe("proof files", () => {
  test.each([null, Buffer.from("context")])("a receipt is read as it was written, with extra %o", (extra) => {
    const parsed = parseProof(proof(extra));
    expect(parsed).toEqual({ index: 17, hashes, note, extra });
    expect(formatProof(parsed)).toBe(proof(extra));
    expect(proof(extra).startsWith(`c2sp.org/tlog-proof@v1\n${extra === null ? "" : "extra Y29udGV4dA==\n"}index 17\n`)).toBe(true);
  });

  test("a receipt proves its leaf and no other", () => {
    expect(verifyProof(proof(), leaf, open)).toMatchObject({ ok: true, index: 17, checkpoint: { size: 300 } });
    expect(verifyProof(proof(), leafHash(leaves[18] as Buffer), open)).toMatchObject({ ok: false, code: "integrity" });
    expect(verifyProof(proof().replace("index 17", "index 16"), leaf, open)).toMatchObject({ ok: false, code: "integrity" });
  });

  test("a receipt of another log's key is refused (H05)", () => {
    const stranger = parseTrustPolicy([`log ${logKey(2).note.vkey}`, "quorum none"].join("\n"));
    expect(verifyProof(proof(), leaf, stranger)).toMatchObject({ ok: false, code: "signature-invalid" });
  });

  test("a receipt needs the quorum of its policy", () => {
    const policy = parseTrustPolicy(policyOf("group all-four 2 w0 w1 w2 w3", "quorum all-four"));
    expect(verifyProof(proof(null, cosigned(1)), leaf, policy)).toMatchObject({ ok: false, code: "signature-invalid" });
    expect(verifyProof(proof(null, cosigned(1, 3)), leaf, policy)).toMatchObject({ ok: true, witnesses: ["w1", "w3"] });
  });

  test("no byte of a receipt can be changed unnoticed (H04)", () => {
    const bytes = Buffer.from(proof());
    for (let at = 0; at < bytes.length; at++) {
      const forged = Buffer.from(bytes);
      forged[at] = (forged[at] as number) ^ 1;
      expect(verifyProof(forged, leaf, open).ok, `byte ${at}`).toBe(false);
    }
    expect(verifyProof(bytes, leaf, open).ok).toBe(true);
  });

  test.each([
    ["another version", proof().replace("@v1", "@v2")],
    ["no index", proof().replace("index 17\n", "")],
    ["an index with a leading zero", proof().replace("index 17", "index 017")],
    ["extra after the index", proof().replace("index 17\n", "index 17\nextra AAAA\n")],
    ["a hash of 31 bytes", proof().replace("index 17\n", `index 17\n${Buffer.alloc(31).toString("base64")}\n`)],
    ["65 hashes", proof().replace("index 17\n", `index 17\n${`${Buffer.alloc(32).toString("base64")}\n`.repeat(65)}`)],
    ["no note", "c2sp.org/tlog-proof@v1\nindex 0\n"],
  ])("a file with %s is refused", (_, text) => expect(verifyProof(text, leaf, open)).toMatchObject({ ok: false, code: "bad-input" }));
});

describe("trust policies", () => {
  const nested = ["group x 2 w0 w1", "group y any w2 w3", "group both all x y", "quorum both"];

  test.each([
    [nested, ["w0", "w1", "w2"], true],
    [nested, ["w0", "w2", "w3"], false],
    [nested, ["w0", "w1"], false],
    [["quorum w1"], ["w1"], true],
    [["quorum w1"], ["w0"], false],
    [["quorum none"], [], true],
  ])("%j with %j makes the quorum: %s", (lines, names, reached) => expect(quorumReached(parseTrustPolicy(policyOf(...lines)), new Set(names))).toBe(reached));

  test("comments, tabs and spaces don't matter", () => {
    const policy = parseTrustPolicy(`# ours\n\n  log\t${key.note.vkey}   https://log.example/\t\n\t# nobody\nquorum none`);
    expect(policy.logs.map(({ url }) => url)).toEqual(["https://log.example/"]);
    expect(openUnderPolicy(note, policy).witnesses).toEqual([]);
  });

  test("names are opaque bytes: a Kelvin sign is no K", () => {
    expect(() => parseTrustPolicy(policyOf(`group \u212a any w0`, "quorum K"))).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(parseTrustPolicy(policyOf(`group \u212a any w0`, "quorum \u212a")).groups.size).toBe(1);
  });

  test.each([
    ["no quorum", [], undefined],
    ["two quorums", ["quorum none", "quorum none"], 7],
    ["an undefined member", ["group g any nobody", "quorum g"], 6],
    ["a quorum defined later", ["quorum g", "group g any w0"], 6],
    ["a member of two groups", ["group g any w0", "group h any w0", "quorum g"], 7],
    ["a threshold above the members", ["group g 3 w0 w1", "quorum g"], 6],
    ["a threshold of none", ["group g 0 w0 w1", "quorum g"], 6],
    ["a group without members", ["group g any", "quorum g"], 6],
    ["a name twice", ["group w0 any w1", "quorum w0"], 6],
    ["a group called none", ["group none any w1", "quorum none"], 6],
    ["a log twice", [`log ${key.note.vkey}`, "quorum none"], 6],
    ["a witness with a log's key", [`witness x ${key.note.vkey}`, "quorum none"], 6],
    ["a log with a witness's key", [`log ${witnessSigners[0]?.vkey}`, "quorum none"], 6],
    ["a witness's key under two names", [`witness x ${witnessSigner("other", witnessKeys[0] as ReturnType<typeof seededKey>, 0n).vkey}`, "quorum none"], 6],
    ["an unknown word", ["quorums none"], 6],
    ["a broken key", ["log x+00+y", "quorum none"], 6],
  ])("a policy with %s is refused at its line", (_, lines, line) => {
    expect(() => parseTrustPolicy(policyOf(...lines), "policy.txt")).toThrow(
      expect.objectContaining({ code: "bad-input", place: expect.objectContaining({ file: "policy.txt", ...(line === undefined ? {} : { line }) }) }),
    );
  });

  test("32 logs, witnesses and groups are understood", () => {
    const keys = Array.from({ length: 32 }, (_, number) => seededKey(100 + number));
    const lines = keys.flatMap((privateKey, number) => [
      `log ${logKey(100 + number, `log${number}`).note.vkey}`,
      `witness v${number} ${witnessSigner(`v${number}`, privateKey, 0n).vkey}`,
      `group g${number} all v${number}`,
    ]);
    const policy = parseTrustPolicy([...lines, "quorum g31"].join("\n"));
    expect([policy.logs.length, policy.witnesses.size, policy.groups.size]).toEqual([32, 32, 32]);
  });
});
