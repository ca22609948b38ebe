import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionNamespace, formatProof, logSigner, policyNamespace, sealStatement, signSsh } from "../ledger/index.ts";
import { logFiles, logKey } from "../ledger/sample-log.fixture.ts";
import { canonicalBytes, type Json } from "../model/canonical.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { factExtension, predicatePrefix, vsaPredicate } from "../model/statement.ts";
import { breakGlass } from "./break-glass.ts";
import { recordDecision } from "./decide.ts";
import { enrolKey, enrolPerson, revokeKey } from "./enrol.ts";
import { exportLedger, verifierKey } from "./export-ledger.ts";
import { keyringText } from "./keyring.ts";
import { failureOf, type Handle, type TestOrganisation, testKey, testOrganisation } from "./testing.ts";
import { type Verification, verifyFolder, verifyReceipt } from "./verify.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

let org: TestOrganisation;
let exported: string;
let earlier: string;
let young: string;

beforeAll(async () => {
  org = await testOrganisation();
  earlier = await org.workplace.store.checkpoint();
  young = join(org.scratch, "young");
  cpSync(org.folder, young, { recursive: true });
  org.clock.advance("1h");
  const { change } = await org.released();
  await org.gate(change);
  exported = join(org.scratch, "export");
  await exportLedger(org.workplace, exported);
});
afterAll(async () => await org[Symbol.asyncDispose]());

const paths = () =>
  readdirSync(exported, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(exported.length + 1));

/** What the verifier says of a copy in which something was done. */
async function touched(change: (folder: string) => void, options: Parameters<typeof verifyFolder>[1] = {}): Promise<Verification> {
  const folder = mkdtempSync(join(org.scratch, "copy-"));
  try {
    cpSync(exported, folder, { recursive: true });
    change(folder);
    return await verifyFolder(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const pinned = () => ({ policy: `log ${verifierKey(org.workplace)}\nquorum none\n` });

describe("R2 an export in which anything was touched", () => {
  it("verifies untouched", async () => {
    expect(await touched(() => {}, pinned())).toMatchObject({ ok: true, first: null });
  });

  it("names what is wrong for a bit flipped in any file, wherever it is", async () => {
    const unnoticed: string[] = [];
    for (const path of paths()) {
      const whole = readFileSync(join(exported, path));
      const step = Math.max(1, Math.floor(whole.length / 40));
      for (let at = 0; at < whole.length; at += step) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        writeFileSync(join(exported, path), bytes);
        const found = await outcome(verifyFolder(exported, {}));
        if (found === null || found === "") unnoticed.push(`${path} ${at}`);
      }
      writeFileSync(join(exported, path), whole);
    }
    expect(unnoticed).toEqual([]);
  });

  it("is noticed when any file was cut or grew by one byte; policy.txt may be written in other words", async () => {
    for (const path of paths().filter((each) => each !== "policy.txt")) {
      const whole = readFileSync(join(exported, path));
      for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from("\n")])]) {
        writeFileSync(join(exported, path), bytes);
        expect(await outcome(verifyFolder(exported, {})), `${path} with ${bytes.length} bytes`).toMatch(/./);
      }
      writeFileSync(join(exported, path), whole);
    }
  });

  it("names each file that is gone", async () => {
    for (const path of paths().filter((each) => each !== "policy.txt")) {
      const { ok, first } = await touched((folder) => rmSync(join(folder, path)));
      expect({ ok, first }).toMatchObject({ ok: false, first: { code: expect.stringMatching(/missing/), where: expect.anything() } });
      if (path !== "checkpoint") expect(first?.where).toBe(path);
    }
  });

  it("names a file that was added, in the log or beside it", async () => {
    for (const path of ["tile/0/x001/000", "tile/entries/009", "decisions/d-000000000000/document.json", "keys/more", "note.txt"]) {
      const { ok, first } = await touched((folder) => {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), "x");
      });
      expect({ ok, code: first?.code, where: first?.where }).toEqual({ ok: false, code: "file-added", where: path });
    }
  });

  it("names a decision that stands under another decision's name", async () => {
    const [one = "", other = ""] = readdirSync(join(exported, "decisions"));
    const { first } = await touched((folder) => {
      renameSync(join(folder, "decisions", one), join(folder, "decisions", "aside"));
      renameSync(join(folder, "decisions", other), join(folder, "decisions", one));
      renameSync(join(folder, "decisions", "aside"), join(folder, "decisions", other));
    });
    expect(first).toMatchObject({ code: "signature-wrong", where: expect.stringMatching(/^entry \d+$/) });
  });

  it("names the keyring when a key in it was exchanged, whatever else fits", async () => {
    const [bo] = (await org.workplace.store.read.keys()).filter(({ person }) => person === org.id("bo"));
    const { first } = await touched((folder) => {
      const path = join(folder, "keys", "keyring.json");
      writeFileSync(path, readFileSync(path, "utf8").replace(bo?.publicKey ?? "?", testKey().line));
    });
    expect(first).toEqual({
      code: "file-altered",
      where: "keys/keyring.json",
      sentence: `keys/keyring.json was altered: it does not hold the key ${bo?.fingerprint}, which entry ${bo?.enrolledAt} enrols.`,
    });
  });

  it("names a decision that its own signer signed anew, as valid as the new signature is", async () => {
    const decision = await byBo();
    const path = `decisions/${decision}/document.json`;
    const { first } = await touched((folder) => {
      const document = JSON.parse(readFileSync(join(folder, path), "utf8")) as { [key: string]: Json };
      resign(folder, path, canonicalBytes({ ...document, comment: "I had said no." }), `decisions/${decision}/signature.sig`, decisionNamespace, "bo");
    });
    expect(first).toMatchObject({ code: "file-altered", where: path });
  });

  it("names a signature that is written in another form, though it still holds", async () => {
    const path = `decisions/${await byBo()}/signature.sig`;
    const { first } = await touched((folder) => {
      const armour = readFileSync(join(folder, path), "utf8").trimEnd();
      writeFileSync(join(folder, path), `${armour.replaceAll("\n", "\r\n")}\n`);
    });
    expect(first).toMatchObject({ code: "file-altered", where: path });
  });

  it("names the salts of a decision when one of the two is gone, or one is added", async () => {
    const path = `decisions/${await byBo()}/salts.json`;
    for (const change of [{ document: undefined }, { signature: undefined }, { more: "0".repeat(64) }]) {
      const { first } = await touched((folder) => {
        const salts = JSON.parse(readFileSync(join(folder, path), "utf8")) as Record<string, string>;
        writeFileSync(join(folder, path), `${JSON.stringify({ ...salts, ...change }, null, 2)}\n`);
      });
      expect(first).toMatchObject({ code: "file-altered", where: path });
    }
  });

  async function byBo(): Promise<string> {
    return (await org.facts("decision-made")).find(({ data }) => data.person === org.id("bo"))?.data.decision ?? "";
  }

  async function outcome(attempt: Promise<Verification>): Promise<string | null> {
    try {
      const { ok, first } = await attempt;
      return ok ? null : `${first?.code} ${first?.where}`;
    } catch (error) {
      if (error instanceof Failure) return error.toString();
      throw error;
    }
  }
});

describe("H02 H23 a note that was kept from before", () => {
  it("is grown from by the ledger that it is of", async () => {
    expect(await verifyFolder(exported, { ...pinned(), previous: earlier })).toMatchObject({ ok: true, consistent: true });
  });

  it("refuses a ledger that was rolled back behind it", async () => {
    const newest = await org.workplace.store.checkpoint();
    const rolled = await copyOfStore();
    expect(await verifyFolder(rolled, { previous: newest })).toMatchObject({ ok: false, consistent: false, first: { code: "rolled-back" } });
  });

  it("refuses a ledger whose history was written anew under the same key", async () => {
    const forked = await copyOfStore(async (workplace) => {
      await workplace.store.append([{ type: "attempt-refused", actor: "system", key: "another history", data: { action: "decide", code: "rewritten", person: null } }]);
      for (let at = workplace.store.size; at < org.workplace.store.size + 3; at++)
        await workplace.store.append([{ type: "attempt-refused", actor: "system", key: `filler ${at}`, data: { action: "decide", code: "filler", person: null } }]);
    });
    const note = await org.workplace.store.checkpoint();
    expect(await verifyFolder(forked, { previous: note })).toMatchObject({ ok: false, consistent: false, first: { code: "history-rewritten" } });
    expect(await verifyFolder(forked, {})).toMatchObject({ ok: true, consistent: null });
  });

  /** An export of what the ledger was after its first note, brought back by its operator who has the key. */
  async function copyOfStore(more: (workplace: Workplace) => Promise<void> = async () => {}): Promise<string> {
    const folder = join(mkdtempSync(join(org.scratch, "back-")), "data");
    cpSync(young, folder, { recursive: true });
    await using workplace = await openWorkplace({ folder, clock: () => org.clock.now, random: (length) => Buffer.alloc(length, 7) });
    await more(workplace);
    await exportLedger(workplace, join(folder, "..", "export"));
    return join(folder, "..", "export");
  }
});

describe("a folder", () => {
  it("that holds no ledger is told so in one sentence, with the way out", async () => {
    const empty = mkdtempSync(join(org.scratch, "empty-"));
    for (const folder of [empty, join(empty, "nothing")]) {
      const failure = await failureOf(verifyFolder(folder, {}));
      expect(failure.code).toBe("bad-input");
      expect(failure.toString()).toBe(`${folder} holds no exported ledger: policy.txt is missing. \`countersign ledger export FOLDER\` writes one; or give --policy FILE.`);
    }
    expect(await verifyFolder(empty, pinned())).toMatchObject({ ok: false, first: { code: "note-missing" } });
  });

  it("is exported again only to a new name", async () => {
    expect(await failureOf(exportLedger(org.workplace, exported))).toMatchObject({ code: "already-exists" });
  });

  it("verifies with a key that ended in the second in which it began, which allowed_signers cannot say", async () => {
    await using short = await testOrganisation();
    const key = testKey();
    await enrolKey(short.workplace, "ada", "bo", key.line);
    await revokeKey(short.workplace, "bo", key.fingerprint);
    const folder = join(short.scratch, "export");
    await exportLedger(short.workplace, folder);
    expect(readFileSync(join(folder, "keys", "allowed_signers"), "utf8")).not.toContain(key.line);
    expect(readFileSync(join(folder, "keys", "keyring.json"), "utf8")).toContain(key.line);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null });
  });

  it("holds what was erased by law no more: what comes back is named", async () => {
    await using erasing = await testOrganisation();
    await erasing.released();
    const [decision] = await erasing.facts("decision-made");
    const whole = join(erasing.scratch, "whole");
    await exportLedger(erasing.workplace, whole);
    const commitments = ["document"].flatMap((name) => decision?.commitments[name]?.commitment ?? []);
    await erasing.workplace.store.append([{ type: "document-erased", actor: "system", key: "erasure", data: { commitments, reason: "request of the person" } }]);
    const folder = join(erasing.scratch, "export");
    await exportLedger(erasing.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, signatures: { checked: 1 } });
    const path = `decisions/${decision?.data.decision}/document.json`;
    cpSync(join(whole, path), join(folder, path));
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: false, first: { code: "file-added", where: path } });
  });

  it("lacks what was erased by law, and verifies all the same", async () => {
    await using erasing = await testOrganisation();
    const { change } = await erasing.released();
    const [decision] = await erasing.facts("decision-made");
    const commitments = ["document", "signature"].flatMap((name) => decision?.commitments[name]?.commitment ?? []);
    const erasure: Draft = { type: "document-erased", actor: "system", key: "erasure", data: { commitments, reason: "request of the person" } };
    await erasing.workplace.store.append([erasure]);
    const folder = join(erasing.scratch, "export");
    await exportLedger(erasing.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, signatures: { checked: 1 } });
    expect((await erasing.gate(change)).verdict.verdict).toBe("allow");
  });
});

it("an export holds what another process recorded since this one looked last", async () => {
  await using org = await testOrganisation();
  const { change } = await org.proposed();
  const other = await org.another();
  const prepared = await org.prepare("bo", change);
  await recordDecision(other, prepared, await org.signer("bo")(prepared.bytes, prepared.namespace));
  const folder = join(org.scratch, "export");
  await exportLedger(org.workplace, folder);
  expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, signatures: { checked: 1 } });
});

it("an export that was made while others recorded is of one size in all its parts", async () => {
  await using busy = await testOrganisation();
  const { change } = await busy.proposed();
  const other = await busy.another();
  const folder = join(busy.scratch, "export");
  const people = Array.from({ length: 8 }, (_, at) => enrolPerson(other, "ada", { handle: `p${at}`, name: `P ${at}`, emails: [], roles: [] }));
  const [{ size }] = await Promise.all([exportLedger(busy.workplace, folder), busy.decide("bo", change), ...people]);
  expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, size });
});

function resign(folder: string, path: string, bytes: Buffer, signature: string, namespace: string, handle: Handle): void {
  const { privateKey } = org.keys.get(handle) ?? testKey();
  writeFileSync(join(folder, path), bytes);
  writeFileSync(join(folder, signature), signSsh(bytes, namespace, privateKey));
}

// Whoever has a ledger's key can put anything under it.

const forger = logKey();
const vkey = logSigner(forger.note.name, forger.privateKey).vkey;

interface Forged {
  readonly type: string;
  readonly data: Json;
  readonly predicateType?: string;
  readonly predicate?: { readonly [key: string]: Json };
  readonly around?: { readonly [key: string]: Json };
  readonly subject?: readonly { readonly digest: { readonly [name: string]: string } }[];
}

function forge({ type, data, predicateType = `${predicatePrefix}${type}/v1`, predicate, around, subject }: Forged, at: number): Buffer {
  const body = { schema: 1, type, organisation: "o", time: new Date(at).toISOString(), actor: "system", links: [], key: `${at}`, data, commitments: {}, ...around };
  const statement = { _type: "https://in-toto.io/Statement/v1" as const, subject: subject ?? [{ digest: { sha256: "0".repeat(64) } }], predicateType };
  return sealStatement({ ...statement, predicate: predicate ?? (predicateType === vsaPredicate ? { verificationResult: "PASSED", [factExtension]: body } : body) }, [forger]);
}

describe("a ledger under whose key something else than facts was signed", () => {
  const good: Forged = { type: "attempt-refused", data: { action: "decide", code: "x", person: null } };
  const verdict = { verdict: "v-1", change: "c-1", revision: 1, environment: "production", artifact: null, answer: "allow", reasons: [], subjectDigest: "0".repeat(64) };

  async function verified(facts: Forged[], keyring = "[]\n"): Promise<Verification> {
    const folder = mkdtempSync(join(org.scratch, "forged-"));
    for (const [path, bytes] of logFiles(facts.map(forge), forger)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, "keys", "keyring.json"), keyring);
    writeFileSync(join(folder, "keys", "allowed_signers"), "");
    return await verifyFolder(folder, { policy: `log ${vkey}\nquorum none\n` });
  }

  it("verifies with facts only", async () => {
    expect(await verified([good, good])).toMatchObject({ ok: true, first: null, entries: 2 });
  });

  it.each<[string, Forged]>([
    ["data that lacks what its type says", { type: "decision-made", data: {} }],
    ["an allow without its lists", { type: "verdict-given", data: verdict, predicateType: vsaPredicate }],
    ["a break-glass whose people are no list", { type: "break-glass-used", data: { exception: "b-1", people: 1 } }],
    ["a proposal whose adoptions are null", { type: "change-proposed", data: { change: "c", adoptions: null } }],
    ["an erasure of nothing", { type: "document-erased", data: { reason: "x" } }],
    ["a member that its type does not know", { type: "attempt-refused", data: { action: "decide", code: "x", person: null, more: 1 } }],
    ["a type that nobody knows", { type: "decision-forged", data: {} }],
    ["data that is no object", { type: "attempt-refused", data: null }],
    ["another schema", { ...good, around: { schema: 2 } }],
    ["a verdict without a fact", { type: "verdict-given", data: {}, predicateType: vsaPredicate, predicate: { verificationResult: "PASSED" } }],
    ["a predicate of somebody else", { type: "x", data: {}, predicateType: "https://example.com/other/v1", predicate: { a: 1 } }],
  ])("entry-unreadable names %s by its entry", async (_, bad) => {
    const { ok, first } = await verified([good, bad, { type: "person-enrolled", data: {} }, good]);
    expect({ ok, first }).toEqual({ ok: false, first: { code: "entry-unreadable", where: "entry 1", sentence: expect.stringContaining("ntry 1 ") } });
  });

  it("names the allowed signers when the ledger enrols a person whom no line of them can hold", async () => {
    const { line, fingerprint } = testKey();
    const key = { fingerprint, person: "two words", kind: "ssh" as const, origin: null, publicKey: line, enrolledAt: 0, revokedAt: null };
    const enrolled: Forged = { type: "key-enrolled", data: { person: key.person, fingerprint, kind: key.kind } };
    expect(await verified([enrolled], keyringText([key]))).toMatchObject({ ok: false, first: { code: "file-altered", where: "keys/allowed_signers" } });
  });

  describe("and a receipt of it", () => {
    const until = Date.parse("2026-11-02T12:00:00Z");
    const data = { ...verdict, reviewed: false, policy: "0".repeat(64), decisions: [], evidence: [], exceptions: [], until, evaluator: "e" };
    const git = [{ digest: { gitCommit: "a".repeat(40) } }, { digest: { gitTree: "b".repeat(40) } }];
    const allow: Forged = { type: "verdict-given", data, predicateType: vsaPredicate, subject: git };
    const body = (answer: string, result: Json): Forged => {
      const statement = JSON.parse(Buffer.from((JSON.parse(forge({ ...allow, data: { ...data, answer } }, 5).toString()) as { payload: string }).payload, "base64").toString());
      return { ...allow, predicate: { ...statement.predicate, verificationResult: result } };
    };
    const receipt = (fact: Forged, now = until) => {
      const leaf = forge(fact, 5);
      const note = logFiles([leaf], forger).get("checkpoint")?.toString() ?? "";
      return verifyReceipt({ proof: formatProof({ index: 0, hashes: [], note, extra: null }), envelope: leaf.toString(), vkey, now });
    };

    it("says what was allowed, where, and until when; afterwards it verifies still and says that it has run out", async () => {
      const said = { change: "c-1", revision: 1, environment: "production", artifact: null, commit: "a".repeat(40), tree: "b".repeat(40) };
      const times = { time: "1970-01-01T00:00:00.005Z", until: "2026-11-02T12:00:00.000Z" };
      expect(await receipt(allow)).toMatchObject({ ok: true, first: null, receipt: { ...said, ...times, expired: false } });
      expect(await receipt(allow, until + 1)).toMatchObject({ ok: true, first: null, receipt: { ...said, ...times, expired: true } });
    });

    it.each<[string, Forged]>([
      ["another predicate type", { type: "attempt-refused", data: good.data, predicate: { verificationResult: "PASSED" } }],
      ["a summary of somebody else without a fact", { ...allow, predicate: { verificationResult: "PASSED" } }],
      ["a fact that says deny under a summary that says PASSED", body("deny", "PASSED")],
      ["a fact that says allow under a summary that says FAILED", body("allow", "FAILED")],
      ["a fact that lacks what a verdict says", { ...allow, data: verdict }],
      ["no commit", { ...allow, subject: [{ digest: { gitTree: "b".repeat(40) } }] }],
      ["no tree", { ...allow, subject: [{ digest: { gitCommit: "a".repeat(40) } }] }],
    ])("is refused for %s", async (_, fact) => {
      expect(await receipt(fact)).toMatchObject({ ok: false, receipt: null, first: { where: "the receipt" } });
    });
  });
});

/** A project's policy that the default allows. */
const tighter = "policy: 1\nversion: 1\nlimits: { change-lines: 300 }\n";

describe("R2 policies and emergencies beside the log", () => {
  let around: TestOrganisation;
  let folder: string;
  beforeAll(async () => {
    around = await testOrganisation({ projectPolicy: tighter });
    const { change } = await around.proposed();
    const people = (["bo", "chen"] as const).map((by) => ({ by, sign: around.signer(by) }));
    await breakGlass(around.workplace, { people, environment: "production", change, reason: "Payments have been down since this morning." });
    folder = join(around.scratch, "export");
    await exportLedger(around.workplace, folder);
  });
  afterAll(async () => await around[Symbol.asyncDispose]());

  const files = () => readdirSync(folder, { recursive: true, encoding: "utf8" });
  /** What is wrong when a file is replaced, which is put back afterwards. */
  const replaced = async (path: string, bytes: Uint8Array | string | null): Promise<Verification["first"]> => {
    const whole = readFileSync(join(folder, path));
    if (bytes === null) rmSync(join(folder, path));
    else writeFileSync(join(folder, path), bytes);
    const { first } = await verifyFolder(folder, {});
    writeFileSync(join(folder, path), whole);
    return first;
  };

  it("are exported and verify", async () => {
    const adoptions = await around.facts("policy-adopted");
    const signed = adoptions.filter(({ data }) => data.fingerprint !== null);
    const [emergency] = await around.facts("break-glass-used");
    const expected = [
      ...adoptions.flatMap(({ index }) => [`policies/${index}/policy.yaml`, `policies/${index}/salts.json`]),
      ...signed.flatMap(({ index }) => [`policies/${index}/document.json`, `policies/${index}/rules.json`, `policies/${index}/signature.sig`]),
      ...["document.json", "salts.json", "signatures.json"].map((name) => `emergencies/${emergency?.data.exception}/${name}`),
    ];
    expect(signed).toHaveLength(1);
    expect(
      files()
        .filter((path) => /^(?:policies|emergencies)\/.*\./.test(path))
        .toSorted(),
    ).toEqual(expected.toSorted());
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null });
  });

  it("are named when one is gone or has another byte", async () => {
    for (const path of files().filter((each) => /^(?:policies|emergencies)\/.*\./.test(each))) {
      const whole = readFileSync(join(folder, path));
      expect(await replaced(path, null), path).toMatchObject({ code: "file-missing", where: path });
      for (const bytes of [Buffer.concat([whole, Buffer.from("\n")]), whole.subarray(0, -1)]) expect(await replaced(path, bytes), path).not.toBeNull();
    }
  });

  it("are named when the signer signed something else", async () => {
    const signed = (await around.facts("policy-adopted")).find(({ data }) => data.fingerprint !== null);
    const path = `policies/${signed?.index}/policy.yaml`;
    const other = Buffer.from("version: 1\n# softer\n");
    const armour = await around.signer("ada")(other, policyNamespace);
    const before = readFileSync(join(folder, path));
    writeFileSync(join(folder, path), other);
    expect(await replaced(`policies/${signed?.index}/signature.sig`, armour)).toMatchObject({ code: "signature-wrong", where: `entry ${signed?.index}` });
    writeFileSync(join(folder, path), before);
    const [emergency] = await around.facts("break-glass-used");
    const stem = `emergencies/${emergency?.data.exception}`;
    const document = JSON.parse(readFileSync(join(folder, stem, "document.json"), "utf8")) as { [key: string]: Json };
    const bytes = canonicalBytes({ ...document, reason: "Because we may." });
    const armours: [string, string][] = [];
    for (const by of ["bo", "chen"] as const) armours.push([around.id(by), await around.signer(by)(bytes, decisionNamespace)]);
    const whole = readFileSync(join(folder, stem, "document.json"));
    writeFileSync(join(folder, stem, "document.json"), bytes);
    expect(await replaced(`${stem}/signatures.json`, JSON.stringify(Object.fromEntries(armours)))).toMatchObject({ code: "file-altered", where: `${stem}/document.json` });
    writeFileSync(join(folder, stem, "document.json"), whole);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true });
  });
});
