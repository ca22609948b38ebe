import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decisionNamespace } from "../ledger/index.ts";
import { type PasskeyChoices, TestPasskey } from "../ledger/testing.ts";
import { recordDecision } from "./decide.ts";
import { changePerson, enrolPerson, revokeKey } from "./enrol.ts";
import { enrolPasskey } from "./enrol-passkey.ts";
import { exportLedger } from "./export-ledger.ts";
import { failureOf, holding, page, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";

const passkeyOnly = `policy: 1
version: 2
tiers:
  business-logic: { human: Judges it, ask: [meets-requirement], approvals: { count: 1, qualification: code-review }, signature: passkey }
`;

describe("a decision signed with a passkey", () => {
  it("R24 is recorded as such, counts, and verifies offline from the export alone", async () => {
    await using org = await testOrganisation();
    const passkey = await org.enrolPasskey("bo");
    const { change } = await org.proposed();
    await org.decide("bo", change);
    await org.decide("chen", change, { environment: "production" });
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
    const [decision] = await org.workplace.store.read.decisions(change);
    expect(decision?.signature).toEqual({ kind: "passkey", fingerprint: passkey.fingerprint });

    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, signatures: { checked: 2 }, order: { problems: [] } });
    const ring = JSON.parse(readFileSync(join(folder, "keys/keyring.json"), "utf8")) as { kind: string; origin?: string }[];
    expect(ring.filter(({ kind }) => kind === "passkey")).toMatchObject([{ origin: page, fingerprint: passkey.fingerprint }]);
    expect(ring.filter(({ kind }) => kind === "ssh").every((row) => !("origin" in row))).toBe(true);
  });

  it.each<[string, PasskeyChoices | "beside the browser", string | null]>([
    ["at another page", { origin: "https://evil.example" }, "which is not a page of this installation"],
    ["without a verified user", { flags: 0x01 }, "without verifying its user"],
    ["outside a browser", "beside the browser", "signed outside a browser"],
    ["as it should be (twin)", {}, null],
  ])("G10 recorded past the workflow is found in an export when it was made %s", async (_, choices, says) => {
    await using org = await testOrganisation();
    const passkey = await org.enrolPasskey("bo");
    const { change } = await org.proposed();
    await org.decide("bo", change);
    const [first] = await org.facts("decision-made");
    if (!first) throw new TypeError("there is a decision");
    const { bytes, document, namespace } = await org.prepare("bo", change);
    const armour = choices === "beside the browser" ? passkey.signBesideBrowser(bytes, namespace) : await passkey.sign(bytes, namespace, choices);
    const enclosed = { document: { mediaType: "application/json", bytes }, signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(armour) } };
    await org.workplace.store.append([{ type: "decision-made", actor: org.id("bo"), key: "past", data: { ...first.data, decision: document.id }, private: enclosed }]);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    const { ok, first: wrong } = await verifyFolder(folder, {});
    expect({ ok, wrong }).toEqual({
      ok: says === null,
      wrong: says === null ? null : { code: "signature-wrong", where: expect.any(String), sentence: expect.stringContaining(says) },
    });
  });

  it("is held against the page that the ledger names, not against what the keyring was made to say", async () => {
    await using org = await testOrganisation();
    await org.enrolPasskey("bo");
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    const file = join(folder, "keys/keyring.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(page, "https://evil.example"));
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: false, first: { code: "file-altered", where: "keys/keyring.json" } });
  });

  it.skipIf(spawnSync("ssh-keygen", ["-?"]).error !== undefined)("R21 is accepted by stock ssh-keygen against the exported allowed signers", async () => {
    await using org = await testOrganisation();
    await org.enrolPasskey("bo");
    org.clock.advance("1m");
    const { change } = await org.proposed();
    const { document } = await org.decide("bo", change);
    const folder = join(org.scratch, "export");
    await exportLedger(org.workplace, folder);
    const at = new Date(org.clock.now).toISOString().replace(/\D/g, "").slice(0, 14);
    const accepted = (signed: Buffer) =>
      spawnSync(
        "ssh-keygen",
        [
          ...["-Y", "verify", `-Overify-time=${at}Z`, "-f", join(folder, "keys/allowed_signers"), "-I", org.id("bo")],
          ...["-n", decisionNamespace, "-s", join(folder, "decisions", document, "signature.sig")],
        ],
        { input: signed },
      ).status === 0;
    const signed = readFileSync(join(folder, "decisions", document, "document.json"));
    expect(accepted(signed)).toBe(true);
    expect(accepted(Buffer.concat([signed, Buffer.from(" ")]))).toBe(false);
  });

  it("meets a tier that asks for a passkey, which an SSH key does not", async () => {
    await using org = await testOrganisation({ policy: passkeyOnly });
    const { change } = await org.proposed();
    await org.decide("bo", change);
    const before = await org.gate(change, { environment: null });
    expect(before.verdict.verdict).toBe("wait");
    expect(before.uncounted).toHaveLength(1);
    await org.enrolPasskey("chen");
    await org.decide("chen", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
  });

  it.each<[string, PasskeyChoices, string]>([
    ["made at another page", { origin: "https://evil.example" }, "which is not a page of this installation"],
    ["without a verified user", { flags: 0x01 }, "without verifying its user"],
    ["without anybody", { flags: 0x04 }, "without anybody touching it"],
    ["inside a frame", { crossOrigin: true }, "inside a frame"],
    ["as a registration", { type: "webauthn.create" }, "not those of an assertion"],
  ])("G10 is refused when it was made %s, and nothing is recorded", async (_, choices, says) => {
    await using org = await testOrganisation();
    const passkey = await org.enrolPasskey("bo");
    const { change } = await org.proposed();
    const prepared = await org.prepare("bo", change);
    const failure = await failureOf(recordDecision(org.workplace, prepared, await passkey.sign(prepared.bytes, prepared.namespace, choices)));
    expect(failure).toMatchObject({ code: "signature-invalid", message: expect.stringContaining(says) });
    expect(await org.facts("decision-made")).toEqual([]);
    // Its legitimate twin.
    expect((await org.record("bo", prepared)).index).toBeGreaterThan(0);
  });

  it("is refused when it is another person's, a revoked one's, or an inactive person's", async () => {
    await using org = await testOrganisation();
    const passkey = await org.enrolPasskey("bo");
    const { change } = await org.proposed();
    const chens = await org.prepare("chen", change);
    expect(await failureOf(recordDecision(org.workplace, chens, await passkey.sign(chens.bytes, chens.namespace)))).toMatchObject({ code: "signature-invalid" });
    const mine = await org.prepare("bo", change);
    const armour = await passkey.sign(mine.bytes, mine.namespace);
    await changePerson(org.workplace, "ada", "bo", { active: false });
    expect(await failureOf(recordDecision(org.workplace, mine, armour))).toMatchObject({ code: "refused" });
    await changePerson(org.workplace, "ada", "bo", { active: true });
    await revokeKey(org.workplace, "bo", passkey.fingerprint);
    expect(await failureOf(recordDecision(org.workplace, mine, armour))).toMatchObject({ code: "signature-invalid" });
    expect(await org.facts("decision-made")).toEqual([]);
  });

  it("is refused when the passkey did not sign in a browser", async () => {
    await using org = await testOrganisation();
    const passkey = await org.enrolPasskey("bo");
    const { change } = await org.proposed();
    const prepared = await org.prepare("bo", change);
    const armour = passkey.signBesideBrowser(prepared.bytes, prepared.namespace);
    const failure = await failureOf(recordDecision(org.workplace, prepared, armour));
    expect(failure).toMatchObject({ code: "signature-invalid", message: "The signature is not accepted: The passkey signed outside a browser." });
  });

  it("R25 keeps what was observed of how the person looked, and nothing is judged by it", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const prepared = await org.prepare("bo", change);
    const attention = { openedAt: "2026-11-02T09:00:00.000Z", seconds: 340, files: { seen: 1, of: 1 } };
    await recordDecision(org.workplace, prepared, await org.signer("bo")(prepared.bytes, prepared.namespace), attention);
    await org.decide("chen", change, { environment: "production" });
    expect((await org.workplace.store.read.decisions(change)).map((decision) => decision.attention)).toEqual([attention, null]);
    expect(holding(await org.gate(change))).toEqual([]);
  });
});

describe("enrolling a passkey", () => {
  const given = (passkey: TestPasskey) => ({ publicKeyLine: passkey.line, credential: passkey.credential, origin: passkey.origin });

  it("is done by the person or by an administrator, and says what is known of it", async () => {
    await using org = await testOrganisation();
    const [mine, hers] = [new TestPasskey(page), new TestPasskey(page)];
    const key = await enrolPasskey(org.workplace, { by: "bo", person: "bo", ...given(mine) });
    expect(key).toMatchObject({ person: org.id("bo"), kind: "passkey", origin: page, publicKey: mine.line, credential: mine.credential });
    await enrolPasskey(org.workplace, { by: "ada", person: "chen", ...given(hers) });
    expect(await org.workplace.store.read.keyByCredential(hers.credential.id)).toMatchObject({ person: org.id("chen") });
    const [, , , , enrolment] = await org.facts("key-enrolled");
    expect(JSON.stringify(enrolment)).not.toContain(mine.credential.id);
  });

  it("A19 refuses an authenticator that is registered for two people, and says so in the ledger", async () => {
    await using org = await testOrganisation();
    const passkey = await org.enrolPasskey("bo");
    const sameCredential = new TestPasskey(page, { id: passkey.credential.id });
    for (const second of [passkey, sameCredential]) {
      expect(await failureOf(enrolPasskey(org.workplace, { by: "chen", person: "chen", ...given(second) }))).toMatchObject({ code: "already-exists" });
    }
    expect((await org.facts("attempt-refused")).map(({ data }) => data)).toEqual(
      Array.from({ length: 2 }, () => ({ action: "enrol-key", code: "already-exists", person: org.id("chen") })),
    );
    expect((await org.facts("key-enrolled")).filter(({ data }) => data.kind === "passkey")).toHaveLength(1);
  });

  it("A19 lets one of two who register the same one at once pass", async () => {
    await using org = await testOrganisation();
    const passkey = new TestPasskey(page);
    const other = await org.another();
    const tried = await Promise.allSettled([
      enrolPasskey(org.workplace, { by: "bo", person: "bo", ...given(passkey) }),
      enrolPasskey(other, { by: "chen", person: "chen", ...given(passkey) }),
    ]);
    expect(tried.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("A11 R5 refuses somebody else's, an agent's and an inactive person's", async () => {
    await using org = await testOrganisation();
    const passkey = new TestPasskey(page);
    await enrolPerson(org.workplace, "ada", { handle: "eve", name: "Eve", emails: [], roles: ["reviewer"] });
    await changePerson(org.workplace, "ada", "eve", { active: false });
    for (const [by, person] of [
      ["chen", "bo"],
      ["robin", "robin"],
      ["ada", "robin"],
      ["eve", "eve"],
      ["ada", "eve"],
    ] as const)
      expect(await failureOf(enrolPasskey(org.workplace, { by, person, ...given(passkey) }))).toMatchObject({ code: "refused" });
    const codes = (await org.facts("attempt-refused")).map(({ data }) => data.code);
    expect(codes).toEqual(["role-missing", "not-a-person", "not-a-person", "person-inactive", "person-inactive"]);
  });

  it.each([
    ["a page of another host", { origin: "https://evil.example" }],
    ["a page without TLS", { origin: "http://countersign.example.com" }],
    ["an address instead of an origin", { origin: `${page}/join` }],
    ["a credential id that is none", { credential: { id: "no spaces", transports: [], backedUp: false } }],
    ["a key in software", { publicKeyLine: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS" }],
  ])("refuses %s", async (_, wrong) => {
    await using org = await testOrganisation();
    const passkey = new TestPasskey(page);
    expect(await failureOf(enrolPasskey(org.workplace, { by: "bo", person: "bo", ...given(passkey), ...wrong }))).toMatchObject({ code: "bad-input" });
    await enrolPasskey(org.workplace, { by: "bo", person: "bo", ...given(new TestPasskey("http://localhost:8080")) });
  });
});
