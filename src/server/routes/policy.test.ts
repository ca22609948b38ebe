import { beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { PasskeyChoices, TestPasskey } from "../../ledger/testing.ts";
import { digestOf, sha256 } from "../../model/canonical.ts";
import { adoptPolicy } from "../../workflow/index.ts";
import type { TestOrganisation } from "../../workflow/testing.ts";
import { adoptionReceipt, policyPage, policyPreview, policyText, preparedAdoption, repositoryPolicy } from "../shapes/policy.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

type Prepared = z.output<typeof preparedAdoption>;

const version = (number: number, lines = 300) => `policy: 1\nversion: ${number}\nlimits: { change-lines: ${lines} }\n`;

async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string }> {
  const { status, code, detail } = (await response.json()) as { status: number; code: string; detail: string };
  expect(response.status).toBe(status);
  return { status, code, detail };
}

async function prepare(client: Client, text: string, more: object = {}): Promise<Prepared> {
  const response = await client("/api/policy/adoptions/prepare", { json: { text, ...more } });
  expect(response.status).toBe(200);
  return preparedAdoption.parse(await response.json());
}

function adopt(client: Client, text: string, prepared: Prepared, passkey: TestPasskey, choices: PasskeyChoices = {}): Promise<Response> {
  const { clientDataJson, authenticatorData, signature } = passkey.assert(Buffer.from(prepared.challenge, "base64url"), choices);
  const part = (bytes: Buffer) => bytes.toString("base64url");
  const assertion = { credentialId: passkey.credential.id, clientDataJson: part(clientDataJson), authenticatorData: part(authenticatorData), signature: part(signature) };
  return client("/api/policy/adoptions", { json: { prepared: prepared.prepared, text, assertion } });
}

describe("putting a policy in force on the pages", () => {
  let server: TestServer;
  let org: TestOrganisation;
  let ada: Client;
  let passkey: TestPasskey;
  beforeEach(async () => {
    server = await testServer({ projectPolicy: "policy: 1\nversion: 1\nlimits: { change-lines: 250 }\n" });
    org = server.organisation;
    passkey = await org.enrolPasskey("ada");
    ada = await server.as("ada");
    return () => server[Symbol.asyncDispose]();
  });

  it("R24 R29 a person reads the text, signs it, and holds a receipt; the policy rules from then on and is kept with what was signed", async () => {
    const prepared = await prepare(ada, version(2));
    expect(prepared.text).toContain("I put version 2 of the organisation's policy in force.");
    expect([prepared.digest, prepared.namespace, prepared.credentials]).toEqual([digestOf(prepared.document), "countersign.policy.v1", [passkey.credential.id]]);
    const recorded = await adopt(ada, version(2), prepared, passkey);
    expect(recorded.status).toBe(201);
    const receipt = adoptionReceipt.parse(await recorded.json());
    expect(receipt).toMatchObject({ level: "organisation", version: 2, printedName: "Ada Author", meaning: "responsibility", digest: prepared.digest });
    expect(receipt.manifestation).toBe(`Put in force by Ada Author on ${receipt.time}, meaning responsibility`);
    const page = policyPage.parse(await (await (await server.as("chen"))("/api/policy")).json());
    expect(page.organisation).toMatchObject({ index: receipt.index, version: 2, fingerprint: passkey.fingerprint, digest: sha256(version(2)) });
    const kept = policyText.parse(await (await ada(`/api/policy/versions/${receipt.index}`)).json());
    expect([kept.text, sha256(kept.document ?? ""), kept.by, kept.signature?.split("\n")[0]]).toEqual([
      version(2),
      prepared.digest,
      org.id("ada"),
      "-----BEGIN SSH SIGNATURE-----",
    ]);
  });

  it("records nothing when another version came into force meanwhile, and says which", async () => {
    const prepared = await prepare(ada, version(2));
    await adoptPolicy(org.workplace, "ada", { text: version(2, 100), file: "policy.yaml", sign: org.signer("ada") });
    const { status, code, detail } = await problemOf(await adopt(ada, version(2), prepared, passkey));
    expect([status, code, detail]).toEqual([409, "stale", "Ada Author put version 2 of the organisation's policy in force meanwhile. Nothing was recorded."]);
  });

  it("G10 takes a prepared text once, within a minute, from whom it was prepared for, as what it was prepared for", async () => {
    const once = await prepare(ada, version(2));
    expect((await problemOf(await adopt(ada, version(2, 999), once, passkey))).code).toBe("signature-invalid");
    expect((await problemOf(await adopt(ada, version(2), once, passkey))).code).toBe("stale");
    const unverified = await prepare(ada, version(2));
    expect((await problemOf(await adopt(ada, version(2), unverified, passkey, { flags: 0x01 }))).code).toBe("signature-invalid");
    await server.enrol("petra", ["policy-owner"]);
    const hers = await prepare(await server.as("petra"), version(2));
    expect((await problemOf(await adopt(ada, version(2), hers, passkey))).code).toBe("stale");
    const { change } = await org.proposed();
    const adoption = await prepare(ada, version(2));
    const assertion = { credentialId: "x", clientDataJson: "x", authenticatorData: "x", signature: "x" };
    const asDecision = await ada(`/api/changes/${change}/decisions`, { json: { prepared: adoption.prepared, assertion } });
    expect((await problemOf(asDecision)).code).toBe("stale");
    expect(await org.facts("policy-adopted")).toHaveLength(2);
  });

  it.each<[string, string, object, string]>([
    ["a gate without its elements", "policy: 1\nversion: 2\nenvironments:\n  staging: { human: Nobody stops it, check: tests-pass }\n", {}, "policy-invalid"],
    ["what the project may not loosen", version(2, 900), { project: "payments" }, "policy-loosened"],
    ["a version that is not newer", version(1), {}, "policy-outdated"],
    ["a misspelt setting", "policy: 1\nversion: 2\nlimts: {}\n", {}, "policy-invalid"],
  ])("R29 refuses %s when it is prepared, and the preview says the same beforehand, with its place", async (_, text, more, code) => {
    const refused = await problemOf(await ada("/api/policy/adoptions/prepare", { json: { text, ...more } }));
    const { refusal } = policyPreview.parse(await (await ada("/api/policy/preview", { json: { text, ...more } })).json());
    expect([refused.code, refusal?.code, refusal?.sentence]).toEqual([code, code, refused.detail]);
    expect(refusal?.line).toEqual(expect.any(Number));
    expect(await org.facts("policy-adopted")).toHaveLength(2);
  });

  it("shows beforehand what a text changes and what it would ask, for whoever reads", async () => {
    const reader = await server.as("chen");
    const { would, refusal, stands, inForce } = policyPreview.parse(await (await reader("/api/policy/preview", { json: { text: version(2, 100) } })).json());
    expect([refusal, stands, inForce?.version]).toEqual([null, false, 1]);
    expect(would?.entries.map(({ path, effect, from, to }) => [path, effect, from, to])).toEqual([["limits.change-lines", "tighter", "400", "100"]]);
    expect(would?.tiers.map(({ name }) => name)).toContain("business-logic");
    const own = policyPreview.parse(await (await reader("/api/policy/preview", { json: { text: version(2, 100), project: "payments" } })).json());
    expect(own.would?.entries.map(({ from, to }) => [from, to])).toEqual([["250", "100"]]);
    expect(await org.facts("policy-adopted")).toHaveLength(2);
  });

  it("calls what is wrong only for want of people a warning, since it keeps nothing from coming into force", async () => {
    const text = `${version(2)}ai: { reviewers: { human: 1, ai: 9, mixed: 9, unknown: 9 } }\n`;
    const { problems, refusal } = policyPreview.parse(await (await ada("/api/policy/preview", { json: { text } })).json());
    expect([refusal, problems.some(({ code, level }) => code === "count-above-pool" && level === "warning")]).toEqual([null, true]);
    expect(problems.filter(({ level }) => level === "error")).toEqual([]);
    expect((await prepare(ada, text)).document).toMatchObject({ version: 2 });
  });

  it("D04 keeps the rule files in force where none is given, and signs the digest of each", async () => {
    const text = (number: number) => `policy: 1\nversion: ${number}\nconstraints: [{ id: plain, why: Names stay private, rule: rules/plain.yml, severity: ask }]\n`;
    const rules = [{ path: "rules/plain.yml", text: "id: plain\n" }];
    expect((await problemOf(await ada("/api/policy/adoptions/prepare", { json: { text: text(2) } }))).code).toBe("policy-invalid");
    const first = await prepare(ada, text(2), { rules });
    expect(first.document).toMatchObject({ rules: [{ path: "rules/plain.yml", digest: sha256("id: plain\n") }] });
    await adoptPolicy(org.workplace, "ada", { text: text(2), file: "policy.yaml", rules: new Map([["rules/plain.yml", "id: plain\n"]]), sign: org.signer("ada") });
    expect((await prepare(ada, text(3))).document).toMatchObject({ rules: [{ path: "rules/plain.yml", digest: sha256("id: plain\n") }] });
  });

  it("reads a project's file from its repository", async () => {
    await org.proposed();
    const { file } = (await (await ada("/api/projects/payments/policy-file")).json()) as { file: unknown };
    expect(repositoryPolicy.parse(file)).toMatchObject({ branch: "refs/heads/main", text: "policy: 1\nversion: 1\nlimits: { change-lines: 250 }\n", commit: org.base });
    expect((await problemOf(await ada("/api/projects/nothing/policy-file"))).code).toBe("not-found");
  });

  it("A11 R32 is offered to nobody who may not", async () => {
    for (const handle of ["bo", "chen"]) {
      const client = await server.as(handle);
      for (const path of ["/api/policy/adoptions/prepare", "/api/policy/adoptions"])
        expect((await problemOf(await client(path, { json: { text: version(2) } }))).code).toBe("role-missing");
    }
  });
});
