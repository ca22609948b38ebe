import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { policyNamespace } from "../ledger/index.ts";
import { canonicalBytes, sha256 } from "../model/canonical.ts";
import { type AdoptOptions, adoptPolicy, type PreparedAdoption, prepareAdoption, recordAdoption } from "./adopt-policy.ts";
import { exportLedger } from "./export-ledger.ts";
import { failureOf, type Handle, type TestOrganisation, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";

const file = "policy.yaml";
const version = (number: number, lines = 300) => `policy: 1\nversion: ${number}\nlimits: { change-lines: ${lines} }\n`;
const adopt = (org: TestOrganisation, text: string, more: Partial<AdoptOptions> = {}) => adoptPolicy(org.workplace, "ada", { text, file, sign: org.signer("ada"), ...more });
const signed = async (org: TestOrganisation, { bytes, namespace }: PreparedAdoption, by: Handle = "ada") => await org.signer(by)(bytes, namespace);

describe("a policy put in force with a passkey", () => {
  it("R24 R29 signs who, what, for whom and in place of what, and rules from then on", async () => {
    await using org = await testOrganisation({ policy: version(2) });
    const passkey = await org.enrolPasskey("ada");
    const prepared = await prepareAdoption(org.workplace, "ada", { text: version(3, 200), file });
    expect(prepared.document).toMatchObject({
      printedName: "Ada Author",
      meaning: "responsibility",
      level: "organisation",
      project: null,
      version: 3,
      digest: sha256(version(3, 200)),
    });
    const [, before] = await org.facts("policy-adopted");
    expect([prepared.document.replaces, prepared.document.beneath]).toEqual([before?.index, null]);
    expect(prepared.text).toContain("I put version 3 of the organisation's policy in force.");
    const { index } = await recordAdoption(org.workplace, prepared, { text: version(3, 200), file }, await signed(org, prepared));
    const inForce = await org.workplace.store.read.policyInForce("organisation", null);
    expect(inForce).toMatchObject({ index, version: 3, text: version(3, 200), fingerprint: passkey.fingerprint, by: org.id("ada") });
  });

  it.skipIf(spawnSync("ssh-keygen", ["-?"]).error !== undefined)("R2 is accepted by stock ssh-keygen and by verify, from the export alone; another byte is not", async () => {
    await using org = await testOrganisation();
    await org.enrolPasskey("ada");
    org.clock.advance("1m");
    const { index } = await adopt(org, version(2));
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, signatures: { checked: 1 } });
    const at = new Date(org.clock.now).toISOString().replace(/\D/g, "").slice(0, 14);
    const words = ["-Y", "verify", `-Overify-time=${at}Z`, "-f", join(folder, "keys/allowed_signers"), "-I", org.id("ada"), "-n", policyNamespace];
    const accepted = (input: Buffer) => spawnSync("ssh-keygen", [...words, "-s", join(folder, `policies/${index}/signature.sig`)], { input }).status === 0;
    const document = readFileSync(join(folder, `policies/${index}/document.json`));
    expect([accepted(document), accepted(Buffer.concat([document, Buffer.from(" ")]))]).toEqual([true, false]);
  });

  it("records nothing when another version came into force meanwhile, and says whose (stale)", async () => {
    await using org = await testOrganisation();
    const prepared = await prepareAdoption(org.workplace, "ada", { text: version(2), file });
    await adopt(org, version(2, 100));
    const failure = await failureOf(recordAdoption(org.workplace, prepared, { text: version(2), file }, await signed(org, prepared)));
    expect([failure.code, failure.message]).toEqual(["stale", "Ada Author put version 2 of the organisation's policy in force meanwhile. Nothing was recorded."]);
    expect(await org.facts("policy-adopted")).toHaveLength(2);
  });

  it("counts a project's as stale too when the organisation's moved beneath it", async () => {
    await using org = await testOrganisation();
    const own = { text: version(1, 100), file, project: "payments" };
    const prepared = await prepareAdoption(org.workplace, "ada", own);
    await adopt(org, version(2, 200));
    const failure = await failureOf(recordAdoption(org.workplace, prepared, own, await signed(org, prepared)));
    expect([failure.code, failure.message]).toEqual(["stale", expect.stringContaining("version 2 of the organisation's policy in force meanwhile")]);
    expect((await adopt(org, own.text, { project: "payments" })).version).toBe(1);
  });

  it("G10 is refused for another text, another document, another's key, and after five minutes", async () => {
    await using org = await testOrganisation();
    const source = { text: version(2), file };
    const prepared = await prepareAdoption(org.workplace, "ada", source);
    const armour = await signed(org, prepared);
    const record = (given: Pick<PreparedAdoption, "document" | "bytes">, text = source.text, by = armour) => failureOf(recordAdoption(org.workplace, given, { text, file }, by));
    expect(await record(prepared, version(2, 900))).toMatchObject({ code: "signature-invalid", message: expect.stringContaining("digest is another") });
    const other = { ...prepared.document, project: "payments", level: "project" as const };
    expect(await record({ document: other, bytes: prepared.bytes })).toMatchObject({ code: "signature-invalid" });
    expect(await record({ document: other, bytes: canonicalBytes(other) })).toMatchObject({ code: "signature-invalid" });
    expect(await record(prepared, source.text, await signed(org, prepared, "bo"))).toMatchObject({ code: "signature-invalid" });
    org.clock.advance("6m");
    expect(await record(prepared)).toMatchObject({ code: "stale" });
    expect(await org.facts("policy-adopted")).toHaveLength(1);
  });

  it("H20 recorded twice is one adoption", async () => {
    await using org = await testOrganisation();
    const prepared = await prepareAdoption(org.workplace, "ada", { text: version(2), file });
    const armour = await signed(org, prepared);
    const once = await recordAdoption(org.workplace, prepared, { text: version(2), file }, armour);
    expect((await recordAdoption(org.workplace, prepared, { text: version(2), file }, armour)).index).toBe(once.index);
    expect(await org.facts("policy-adopted")).toHaveLength(2);
    expect((await failureOf(prepareAdoption(org.workplace, "ada", { text: version(2), file }))).code).toBe("already-exists");
  });

  it.each<[string, string, string | undefined, string]>([
    ["a gate without its elements", "policy: 1\nversion: 2\nenvironments:\n  staging: { human: Nobody stops it, check: tests-pass }\n", undefined, "policy-invalid"],
    ["what the project may not loosen", version(1, 900), "payments", "policy-loosened"],
    ["a version that is not newer", version(1), undefined, "policy-outdated"],
    ["a misspelt setting", "policy: 1\nversion: 2\nlimts: {}\n", undefined, "policy-invalid"],
    ["a rule file that is not there", "policy: 1\nversion: 2\nconstraints: [{ id: c, why: Because, rule: rules/none.yml, severity: ask }]\n", undefined, "policy-invalid"],
  ])("R29 D04 refuses %s where it is prepared, as in the terminal, and nobody is asked to sign it", async (_, text, project, code) => {
    await using org = await testOrganisation();
    let asked = 0;
    const sign = async () => `${asked++}`;
    const inTerminal = await failureOf(adoptPolicy(org.workplace, "ada", { text, file, ...(project === undefined ? {} : { project }), sign }));
    const onPage = await failureOf(prepareAdoption(org.workplace, "ada", { text, file, project }));
    expect([onPage.code, onPage.message, asked]).toEqual([code, inTerminal.message, 0]);
  });

  it("A11 R32 refuses who may not, and the attempt is a fact", async () => {
    await using org = await testOrganisation();
    for (const by of ["bo", "robin"]) expect((await failureOf(prepareAdoption(org.workplace, by, { text: version(2), file }))).code).toBe("refused");
    expect((await org.facts("attempt-refused")).map(({ data }) => [data.action, data.code])).toEqual([
      ["adopt-policy", "role-missing"],
      ["adopt-policy", "not-a-person"],
    ]);
  });
});

describe("the signature of an adoption in an export", () => {
  it("is also accepted over the text itself, where the ledger names no document", async () => {
    await using org = await testOrganisation();
    const text = Buffer.from(version(2));
    const armour = await org.signer("ada")(text, policyNamespace);
    const data = { level: "organisation", project: null, version: 2, digest: sha256(text), commit: null, fingerprint: org.keys.get("ada")?.fingerprint ?? null } as const;
    const enclosed = { text: { mediaType: "application/yaml", bytes: text }, signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(armour) } };
    await org.workplace.store.append([{ type: "policy-adopted", actor: org.id("ada"), key: "policy/organisation//2", data, private: enclosed }]);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, signatures: { checked: 1 } });
  });

  it.each<[string, object, boolean]>([
    ["for another project", { level: "project", project: "payments" }, false],
    ["for another version", { version: 9 }, false],
    ["over another text", { digest: sha256("other") }, false],
    ["by another person", { person: "p-000000000000" }, false],
    ["for another ledger", { ledger: "countersign.invalid/another" }, false],
    ["with another rule file", { rules: [{ path: "rules/one.yml", digest: sha256("rule") }] }, false],
    ["in place of another version", { replaces: 1 }, false],
    ["on top of another policy", { beneath: 1 }, false],
    ["for this (twin)", {}, true],
  ])("R2 is found wrong when the document was signed %s", async (_, changed, ok) => {
    await using org = await testOrganisation();
    const prepared = await prepareAdoption(org.workplace, "ada", { text: version(2), file });
    const bytes = Buffer.from(canonicalBytes({ ...prepared.document, ...changed }));
    const armour = await org.signer("ada")(bytes, policyNamespace);
    const enclosed = { text: { mediaType: "application/yaml", bytes: Buffer.from(version(2)) }, document: { mediaType: "application/json", bytes } };
    const data = { level: "organisation", project: null, version: 2, digest: sha256(version(2)), commit: null, fingerprint: org.keys.get("ada")?.fingerprint ?? null } as const;
    const signature = { mediaType: "application/x-ssh-signature", bytes: Buffer.from(armour) };
    await org.workplace.store.append([{ type: "policy-adopted", actor: org.id("ada"), key: "policy/organisation//2", data, private: { ...enclosed, signature } }]);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject(
      ok ? { ok: true } : { ok: false, first: { code: "signature-wrong", sentence: expect.stringContaining("not what the ledger says") } },
    );
  });

  it("R2 names the rule files that rule, by path", async () => {
    await using org = await testOrganisation();
    const rules = new Map([["rules/one.yml", "rule"]]);
    const prepared = await prepareAdoption(org.workplace, "ada", { text: version(2), file, rules });
    await recordAdoption(org.workplace, prepared, { text: version(2), file, rules }, await signed(org, prepared));
    const [, { index } = { index: 0 }] = await org.facts("policy-adopted");
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, signatures: { checked: 1 } });
    writeFileSync(join(folder, `policies/${index}/rules.json`), JSON.stringify({ "rules/one.yml": "other" }));
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: false, first: { code: "signature-wrong" } });
  });

  it("R2 is not taken over the text alone any more once an adoption named a document", async () => {
    await using org = await testOrganisation({ policy: version(2) });
    const text = Buffer.from(version(3));
    const signature = { mediaType: "application/x-ssh-signature", bytes: Buffer.from(await org.signer("ada")(text, policyNamespace)) };
    const data = { level: "organisation", project: null, version: 3, digest: sha256(text), commit: null, fingerprint: org.keys.get("ada")?.fingerprint ?? null } as const;
    await org.workplace.store.append([
      { type: "policy-adopted", actor: org.id("ada"), key: "policy/organisation//3", data, private: { text: { mediaType: "application/yaml", bytes: text }, signature } },
    ]);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: false, first: { code: "signature-wrong", sentence: expect.stringContaining("names no document") } });
  });

  it("R2 is found missing with its document", async () => {
    await using org = await testOrganisation({ policy: version(2) });
    const [, { index } = { index: 0 }] = await org.facts("policy-adopted");
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    const path = join(folder, `policies/${index}/document.json`);
    writeFileSync(path, readFileSync(path, "utf8").replace("responsibility", "authorship"));
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: false, first: { code: "signature-wrong" } });
  });
});
