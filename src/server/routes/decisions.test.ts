import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { PasskeyChoices, TestPasskey } from "../../ledger/testing.ts";
import { digestOf } from "../../model/canonical.ts";
import { junit, met as metFor, requirement, type TestOrganisation } from "../../workflow/testing.ts";
import { changePage } from "../shapes/change.ts";
import { decisionPage, decisionReceipt, preparedDecision } from "../shapes/decisions.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

type Prepared = z.output<typeof preparedDecision>;

const met = [{ criterion: "meets-requirement", value: "met", reason: null, link: requirement }];

async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string }> {
  const { status, code, detail } = (await response.json()) as { status: number; code: string; detail: string };
  expect(response.status).toBe(status);
  return { status, code, detail };
}

/** Opens every file and marks it as seen, one by one, as a person has to. */
async function look(client: Client, change: string): Promise<void> {
  const { files } = (await (await client(`/api/changes/${change}/files`)).json()) as { files: { path: string; pair: unknown }[] };
  for (const { path, pair } of files) {
    await client(`/api/changes/${change}/diff?path=${encodeURIComponent(path)}`);
    expect((await client(`/api/changes/${change}/seen`, { method: "PUT", json: { path, pair } })).status).toBe(204);
  }
}

async function prepare(client: Client, change: string, body: object = { outcome: "approve", answers: met }): Promise<Prepared> {
  return preparedDecision.parse(await (await client(`/api/changes/${change}/decisions/prepare`, { json: body })).json());
}

function assertion(passkey: TestPasskey, { challenge }: Prepared, choices: PasskeyChoices = {}) {
  const { clientDataJson, authenticatorData, signature } = passkey.assert(Buffer.from(challenge, "base64url"), choices);
  const text = (bytes: Buffer) => bytes.toString("base64url");
  return { credentialId: passkey.credential.id, clientDataJson: text(clientDataJson), authenticatorData: text(authenticatorData), signature: text(signature) };
}

async function record(client: Client, change: string, prepared: Prepared, passkey: TestPasskey, choices: PasskeyChoices = {}): Promise<Response> {
  return await client(`/api/changes/${change}/decisions`, { json: { prepared: prepared.prepared, assertion: assertion(passkey, prepared, choices) } });
}

describe("the ceremony", () => {
  let server: TestServer;
  let org: TestOrganisation;
  let bo: Client;
  let passkey: TestPasskey;
  let change: string;
  let head: string;
  beforeEach(async () => {
    server = await testServer();
    org = server.organisation;
    passkey = await org.enrolPasskey("bo");
    bo = await server.as("bo");
    ({ change, head } = await org.proposed());
    return () => server[Symbol.asyncDispose]();
  });

  it("R20 R24 R25 a person looks, answers, reads the text, signs, and holds a receipt; name, time, meaning and what was looked at stay with the decision", async () => {
    await bo(`/api/changes/${change}/visits`, { json: { revision: 1, visible: true } });
    org.clock.now += 40_000;
    await bo(`/api/changes/${change}/visits`, { json: { revision: 1, visible: true } });
    const { evidence } = changePage.parse(await (await bo(`/api/changes/${change}`)).json());
    expect((await bo(`/api/changes/${change}/evidence/${evidence[0]?.id}/opened`, { method: "POST" })).status).toBe(204);
    await bo(`/api/changes/${change}/comments`, { json: { text: "Why twice?" } });
    await look(bo, change);
    const prepared = await prepare(bo, change);
    expect(prepared.text).toContain("I approve this change.");
    expect(prepared.digest).toBe(digestOf(prepared.document));
    expect([prepared.namespace, prepared.credentials]).toEqual(["countersign.decision.v1", [passkey.credential.id]]);
    const recorded = await record(bo, change, prepared, passkey);
    expect(recorded.status).toBe(201);
    const receipt = decisionReceipt.parse(await recorded.json());
    expect(receipt).toMatchObject({ printedName: "Bo Berg", meaning: "approval", digest: prepared.digest, verdict: { verdict: "allow" }, escalation: null });
    expect(receipt.manifestation).toBe(`Approved by Bo Berg on ${receipt.time}, meaning approval`);
    expect(receipt.time).toMatch(/T[\d:.]+Z$/);
    const page = decisionPage.parse(await (await (await server.as("chen"))(`/api/decisions/${receipt.decision}`)).json());
    expect(page.decision).toMatchObject({
      printedName: "Bo Berg",
      time: receipt.time,
      meaning: "approval",
      manifestation: receipt.manifestation,
      counts: true,
      signature: "passkey",
    });
    expect(page.attention).toEqual({ openedAt: "2026-11-02T09:00:00.000Z", seconds: 40, seen: 1, files: 1, evidence: [evidence[0]?.id], comments: 1 });
    expect([page.text, page.digest, page.evidence.length]).toEqual([prepared.text, prepared.digest, 2]);
    expect(page.armour).toContain("BEGIN SSH SIGNATURE");
  });

  it("R19 R20 no approval while a file is unseen or a question unanswered; a release asks for no files", async () => {
    const unseen = await problemOf(await bo(`/api/changes/${change}/decisions/prepare`, { json: { outcome: "approve", answers: met } }));
    expect(unseen).toEqual({ status: 422, code: "answers-missing", detail: "1 file is not seen: src/pay.ts." });
    await look(bo, change);
    const unanswered = await problemOf(await bo(`/api/changes/${change}/decisions/prepare`, { json: { outcome: "approve" } }));
    expect([unanswered.code, unanswered.detail]).toEqual([
      "answers-missing",
      "meets-requirement is not answered: Does the change do what the linked requirement asks, and nothing else?",
    ]);
    const chen = await server.as("chen");
    const { questions, human } = changePage.parse(await (await chen(`/api/changes/${change}?environment=production`)).json());
    expect(human).toMatch(/\w/);
    expect((await prepare(chen, change, { outcome: "approve", environment: "production", answers: metFor(questions) })).text).toContain("for release to production");
    expect(await org.facts("decision-made")).toEqual([]);
  });

  it("R33 unsure is as near as approve: it needs no file seen, names the doubt, and opens an escalation with a due time that blocks the gate", async () => {
    const prepared = await prepare(bo, change, { outcome: "unsure", doubt: "meets-requirement", comment: "Is twice meant?" });
    const receipt = decisionReceipt.parse(await (await record(bo, change, prepared, passkey)).json());
    expect(receipt.escalation).toMatchObject({ criterion: "meets-requirement", due: expect.stringMatching(/^2026-11-/) });
    expect(receipt.verdict.verdict).toBe("wait");
    const page = changePage.parse(await (await (await server.as("chen"))(`/api/changes/${change}`)).json());
    expect(page.escalations).toMatchObject([{ kind: "unsure", criterion: "meets-requirement", mine: true, resolved: null }]);
    expect(page.until).toBe(receipt.escalation?.due);
    expect(page.verdict.reasons.find(({ code }) => code === "escalated")).toMatchObject({ effect: "wait", who: [{ name: "Chen Wei" }, { name: "Dora Diaz" }] });
  });

  it("G10 is used once: the same answer again is refused, and so is one that is a minute old", async () => {
    await look(bo, change);
    const prepared = await prepare(bo, change);
    expect((await record(bo, change, prepared, passkey)).status).toBe(201);
    expect(await problemOf(await record(bo, change, prepared, passkey))).toMatchObject({ status: 409, code: "stale" });
    const late = await prepare(bo, change);
    org.clock.now += 60_000;
    expect(await problemOf(await record(bo, change, late, passkey))).toMatchObject({ status: 409, code: "stale" });
    expect(await org.facts("decision-made")).toHaveLength(1);
  });

  it.each<[string, PasskeyChoices, string]>([
    ["another page", { origin: "https://evil.example" }, "signature-invalid"],
    ["a passkey without a verified user", { flags: 0x01 }, "signature-invalid"],
    ["a frame", { crossOrigin: true }, "signature-invalid"],
  ])("G10 a signature from %s records nothing, and spends the challenge", async (_, choices, code) => {
    await look(bo, change);
    const prepared = await prepare(bo, change);
    expect(await problemOf(await record(bo, change, prepared, passkey, choices))).toMatchObject({ status: 403, code });
    expect(await problemOf(await record(bo, change, prepared, passkey))).toMatchObject({ code: "stale" });
    expect(await org.facts("decision-made")).toEqual([]);
    expect((await record(bo, change, await prepare(bo, change), passkey)).status).toBe(201);
  });

  it("G10 refuses a counter that went back, and somebody else's passkey or document", async () => {
    await look(bo, change);
    const first = await prepare(bo, change, { outcome: "request-changes", comment: "Say why." });
    expect((await record(bo, change, first, passkey, { counter: 7 })).status).toBe(201);
    expect(await problemOf(await record(bo, change, await prepare(bo, change), passkey, { counter: 7 }))).toMatchObject({ status: 403, code: "refused" });
    const chen = await server.as("chen");
    const hers = await org.enrolPasskey("chen");
    await look(chen, change);
    expect(await problemOf(await record(chen, change, await prepare(bo, change), hers))).toMatchObject({ code: "stale" });
    expect(await problemOf(await record(chen, change, await prepare(chen, change), passkey, { counter: 9 }))).toMatchObject({ code: "signature-invalid" });
    expect((await record(chen, change, await prepare(chen, change), hers)).status).toBe(201);
  });

  it("records nothing from a stale page, and says what moved: evidence that came in between", async () => {
    await look(bo, change);
    const prepared = await prepare(bo, change);
    await org.attach(head, [junit({ passed: 4 })]);
    const stale = await problemOf(await record(bo, change, prepared, passkey));
    expect([stale.status, stale.code]).toEqual([409, "stale"]);
    expect(stale.detail).toContain("the evidence changed meanwhile");
    expect(await org.facts("decision-made")).toEqual([]);
    expect((await record(bo, change, await prepare(bo, change), passkey)).status).toBe(201);
  });

  it("A01 refuses a contributor by name, says who can approve instead, and records the attempt; asking for changes stays open to them", async () => {
    const ada = await server.as("ada");
    await look(ada, change);
    const refused = await problemOf(await ada(`/api/changes/${change}/decisions/prepare`, { json: { outcome: "approve", answers: met } }));
    expect(refused).toMatchObject({
      status: 403,
      code: "refused",
      detail: expect.stringMatching(/^Ada Author wrote part of this change.*Bo Berg, Chen Wei or Dora Diaz can approve it\.$/),
    });
    expect((await org.facts("attempt-refused")).map(({ data }) => data)).toEqual([{ action: "decide", code: "author-conflict", person: org.id("ada") }]);
    const page = changePage.parse(await (await ada(`/api/changes/${change}`)).json());
    expect([page.you.mayApprove, page.you.mayDecide, page.you.because]).toEqual([false, true, refused.detail]);
    expect((await prepare(ada, change, { outcome: "request-changes", comment: "Not yet." })).text).toContain("I ask for changes");
  });

  it("R5 refuses an agent's token, whatever its scopes, and records the attempt", async () => {
    const robin = await server.token(["read", "propose", "evidence", "gate", "deploy"]);
    for (const path of ["decisions/prepare", "decisions"]) {
      const refused = await problemOf(await robin(`/api/changes/${change}/${path}`, { json: { outcome: "approve", answers: met } }));
      expect([refused.status, refused.code]).toEqual([403, "person-needed"]);
    }
    expect((await org.facts("attempt-refused")).map(({ data }) => [data.code, data.person])).toEqual([
      ["not-a-person", org.id("robin")],
      ["not-a-person", org.id("robin")],
    ]);
    expect(await org.facts("decision-made")).toEqual([]);
  });
});

describe("approvals at once", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("B20 of 200 decisions sent at once each is counted once, and one completes the quorum", async () => {
    const org = server.organisation;
    const { change } = await org.proposed();
    const people = (["bo", "chen", "dora"] as const).map((handle) => ({ handle, client: server.as(handle), passkey: org.enrolPasskey(handle) }));
    const sent: Promise<Response>[] = [];
    for (const { client: opening, passkey: making } of people) {
      const [client, passkey] = [await opening, await making];
      await look(client, change);
      const prepared = await prepare(client, change);
      // The same answer over and over, as an impatient hand and a retrying proxy send it.
      for (let at = 0; at < 67; at++) sent.push(record(client, change, prepared, passkey));
    }
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect([statuses.length, statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 409).length]).toEqual([201, 3, 198]);
    expect((await org.facts("decision-made")).map(({ data }) => data.person).sort()).toEqual([org.id("bo"), org.id("chen"), org.id("dora")].sort());
    const page = changePage.parse(await (await (await server.as("bo"))(`/api/changes/${change}`)).json());
    expect(page.verdict.verdict).toBe("allow");
    expect(page.places.filter(({ filledBy }) => filledBy !== null)).toHaveLength(page.places.length);
  });
});
