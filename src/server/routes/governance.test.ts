import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { TestPasskey } from "../../ledger/testing.ts";
import { closingDocuments } from "../../model/signing.ts";
import { adoptPolicy } from "../../workflow/index.ts";
import type { Handle, TestOrganisation } from "../../workflow/testing.ts";
import { finishedBlueprint } from "../../workflow/testing-blueprint.ts";
import { actReceipt, preparedAct } from "../shapes/acts.ts";
import { aiToolsPage } from "../shapes/ai-tools.ts";
import { blueprintPage } from "../shapes/blueprint.ts";
import { documentPage } from "../shapes/documents.ts";
import { plan } from "../shapes/plan.ts";
import { type Client, type TestServer, testServer } from "../testing.ts";

const reason = "The customer's contract names the date.";
const blueprintAt = "/api/projects/payments/blueprint";

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code];
}

async function read<S extends z.ZodType>(client: Client, path: string, shape: S): Promise<z.output<S>> {
  const response = await client(path);
  expect(response.status).toBe(200);
  return shape.parse(await response.json());
}

async function signed(client: Client, passkey: TestPasskey, request: object): Promise<Response> {
  const prepared = preparedAct.parse(await (await client("/api/acts/prepare", { json: request })).json());
  const { clientDataJson, authenticatorData, signature } = passkey.assert(Buffer.from(prepared.challenge, "base64url"));
  const part = (bytes: Buffer) => bytes.toString("base64url");
  const assertion = { credentialId: passkey.credential.id, clientDataJson: part(clientDataJson), authenticatorData: part(authenticatorData), signature: part(signature) };
  return await client("/api/acts", { json: { prepared: prepared.prepared, assertion } });
}

describe("a blueprint and its documents on the pages", () => {
  let server: TestServer;
  let org: TestOrganisation;
  let files: Readonly<Record<string, string>>;
  const as =
    (handle: Handle): Client =>
    async (path, asking) =>
      await (await server.as(handle))(path, asking);
  beforeAll(async () => {
    server = await testServer();
    org = server.organisation;
    await org.proposed();
    return () => server[Symbol.asyncDispose]();
  });

  it("R49 R64 starts by a leader alone, warns of its length, and before that says for how long nobody did", async () => {
    org.clock.advance("3d");
    const before = await read(as("chen"), blueprintAt, blueprintPage);
    expect([before.state, before.debt?.kind, before.debt?.days, before.unread]).toEqual(["none", "never-started", 3, null]);
    const dates = { start: "2026-11-05", end: "2026-11-10" };
    expect(await codeOf(await as("chen")(blueprintAt, { json: dates }))).toEqual([403, "role-missing"]);
    const started = await as("bo")(blueprintAt, { json: dates });
    expect([started.status, ((await started.json()) as { warning: string }).warning]).toEqual([201, expect.stringContaining("5 days")]);
    const { sprint, state, debt } = await read(as("chen"), blueprintAt, blueprintPage);
    expect([state, debt, sprint?.day, sprint?.of, sprint?.by.name]).toEqual(["running", null, 1, 6, "Bo Berg"]);
    expect(await codeOf(await as("bo")(`${blueprintAt}/skip`, { json: { reason } }))).toEqual([409, "already-exists"]);
  });

  it("R50 excepts one change by a leader's reason, and the page shows it until it is over", async () => {
    const [change] = await org.workplace.store.read.changes();
    const at = `/api/changes/${change?.id}/blueprint-exception`;
    expect(await codeOf(await as("chen")(at, { json: { until: "2026-11-06", reason } }))).toEqual([403, "role-missing"]);
    expect(await codeOf(await as("bo")(at, { json: { until: "2026-11-06", reason: "Because." } }))).toEqual([422, "bad-input"]);
    expect((await as("bo")(at, { json: { until: "2026-11-06", reason } })).status).toBe(201);
    const { exceptions } = await read(as("chen"), blueprintAt, blueprintPage);
    expect(exceptions).toMatchObject([{ change: change?.id, title: "Charge twice", reason, over: false, by: { name: "Bo Berg" } }]);
  });

  it("R51 R53 says what is missing and whose turn it is, from the project's own branch", async () => {
    files = await finishedBlueprint(org);
    const { [Object.keys(files).find((path) => path.endsWith(".md")) ?? ""]: _, ...less } = files;
    org.repository.checkout("main");
    org.repository.commit(less);
    const { areas, missing, documents } = await read(as("chen"), blueprintAt, blueprintPage);
    expect(areas.filter(({ decided }) => !decided)).toHaveLength(1);
    const unsigned = missing.find(({ document, says }) => document === "charter" && says.includes("not signed"));
    expect(unsigned?.who.map(({ name }) => name)).toContain("Bo Berg");
    expect(documents.map(({ document }) => document)).toEqual(["blueprint", ...closingDocuments]);
    org.repository.commit(files);
    expect((await read(as("chen"), blueprintAt, blueprintPage)).missing.every(({ says }) => says.includes("not signed"))).toBe(true);
  });

  it("R81 is read by name and version: who has not is listed, an auditor too, and nobody says it of a text that changed", async () => {
    const at = "/api/projects/payments/documents/ai-policy";
    const page = await read(as("chen"), at, documentPage);
    expect(page.readers.map(({ state }) => state)).toEqual(page.readers.map(() => "missing"));
    expect(page.body.some((block) => block.kind === "heading")).toBe(true);
    expect(await codeOf(await as("bo")(`${at}/acknowledgement`, { json: { digest: "0".repeat(64) } }))).toEqual([409, "stale"]);
    expect((await as("bo")(`${at}/acknowledgement`, { json: { digest: page.digest } })).status).toBe(200);
    const bo = (await read(as("chen"), at, documentPage)).readers.find(({ person }) => person.id === org.id("bo"));
    expect([bo?.state, bo?.last?.version]).toEqual(["read", page.version]);
    expect((await (await server.token(["read"]))(`${at}/acknowledgement`, { json: { digest: page.digest } })).status).toBe(403);
  });

  it("R29 R110 is signed document by document under a passkey, leaves as PDF and HTML, and closes with the last signature", async () => {
    const [passkey, doras] = [await org.enrolPasskey("bo"), await org.enrolPasskey("dora")];
    const closing = { act: "blueprint-closed", project: "payments", answers: ["exit-1", "exit-2"].map((criterion) => ({ criterion, met: true, measured: null, reason: null })) };
    expect(await codeOf(await as("bo")("/api/acts/prepare", { json: closing }))).toEqual([422, "answers-missing"]);
    for (const document of closingDocuments) {
      const recorded = await signed(as("bo"), passkey, { act: "document-signed", project: "payments", document });
      expect([document, recorded.status]).toEqual([document, 201]);
    }
    const charter = await read(as("chen"), "/api/projects/payments/documents/charter", documentPage);
    expect(charter.signatures).toMatchObject([{ by: { name: "Bo Berg" }, fingerprint: passkey.fingerprint, current: true }]);
    const pdf = await as("chen")("/api/projects/payments/documents/charter/file");
    expect([
      pdf.headers.get("content-disposition"),
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ]).toEqual([expect.stringContaining("GOV-CHARTER-001-v1.pdf"), "%PDF-"]);
    expect(await (await as("chen")("/api/projects/payments/documents/charter/file?format=html")).text()).toContain("Bo Berg");
    const receipt = actReceipt.parse(await (await signed(as("dora"), doras, closing)).json());
    expect([receipt.act, receipt.printedName]).toEqual(["blueprint-closed", "Dora Diaz"]);
    const { state, closed } = await read(as("chen"), blueprintAt, blueprintPage);
    expect([state, closed?.by.name, closed?.index]).toEqual(["closed", "Dora Diaz", receipt.index]);
  });

  it("R56 R57 shows how each risk stands, and whoever holds the authority of its level accepts it until a day", async () => {
    const at = "/api/projects/payments/documents/risks";
    const { register } = await read(as("chen"), at, documentPage);
    const [first] = register?.risks ?? [];
    expect(first).toMatchObject({ level: "low", score: 4, judged: true, lacks: [], acceptance: null, owner: { person: { name: "Bo Berg" } } });
    expect(first?.authority?.holders.map(({ id }) => id)).toContain(org.id("bo"));
    const bos = await org.enrolPasskey("bo");
    const accepting = { act: "risk-accepted", project: "payments", risk: first?.id, until: register?.longest };
    expect(await codeOf(await as("chen")("/api/acts/prepare", { json: accepting }))).toEqual([403, "refused"]);
    expect((await signed(as("bo"), bos, accepting)).status).toBe(201);
    const stands = async () => (await read(as("chen"), at, documentPage)).register?.risks.find(({ id }) => id === first?.id)?.acceptance;
    expect(await stands()).toMatchObject({ state: "stands", level: "low", until: register?.longest, by: { name: "Bo Berg" } });
    const path = ".countersign/risks.yaml";
    org.repository.commit({
      [path]: files[path]?.replace("likelihood: 2, impact: 2", "likelihood: 1, impact: 2").replace("residual: { likelihood: 2", "residual: { likelihood: 1") ?? "",
    });
    expect(await stands()).toMatchObject({ state: "changed" });
    org.repository.commit(files);
  });

  it("R55 R107 asks every criterion and number of the next phase, and advances it under the passkey of whoever signs it", async () => {
    const now = async () => (await read(as("chen"), "/api/projects/payments/plan", plan)).phases.find(({ advance }) => advance !== null);
    const phase = await now();
    expect([phase?.state, phase?.advance?.signers.map(({ name }) => name)]).toEqual(["now", expect.arrayContaining(["Bo Berg"])]);
    const questions = phase?.advance?.questions ?? [];
    const answers = questions.map(({ criterion, target }) => ({ criterion, met: true, measured: target === null ? null : Number(/[\d.]+/.exec(target)?.[0]), reason: null }));
    const request = { act: "phase-advanced", project: "payments", phase: phase?.id };
    expect(await codeOf(await as("bo")("/api/acts/prepare", { json: { ...request, answers: answers.slice(1) } }))).toEqual([422, "answers-missing"]);
    expect((await signed(as("bo"), await org.enrolPasskey("bo"), { ...request, answers })).status).toBe(201);
    const next = await now();
    expect([next?.advance?.after, next?.id === phase?.id]).toEqual([phase?.id, false]);
  });
});

describe("the register of AI tools on the pages", () => {
  let server: TestServer;
  let org: TestOrganisation;
  const page = async (client: Client, query = "") => await read(client, `/api/ai-tools${query}`, aiToolsPage);
  const adopt = (version: number, tools: string) =>
    adoptPolicy(org.workplace, "ada", { text: `policy: 1\nversion: ${version}\nai: { tools: [${tools}] }\n`, file: "policy.yaml", sign: org.signer("ada") });
  beforeAll(async () => {
    server = await testServer();
    org = server.organisation;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const entry = "tool: claude-code, owner: bo, models: [claude-opus-4*], conditions: { data: [internal], modes: [agent], not-paths: [], account: enterprise }";

  it("R11 R92 R106 a new tool is under review until all three items are closed, each by whose turn it is", async () => {
    await adopt(2, `{ ${entry} }`);
    const [bo, chen, ada] = [await server.as("bo"), await server.as("chen"), await server.as("ada")];
    const [tool] = (await page(chen)).tools;
    expect([tool?.state, tool?.owner?.person?.name, tool?.reviews[0]?.items.map(({ item }) => item)]).toEqual(["under-review", "Bo Berg", ["process", "criteria", "audit-events"]]);
    const close = (client: Client, item: string) => client(`/api/ai-tool-reviews/${tool?.reviews[0]?.id}/${item}`, { json: { done: `It is done: ${item}, in the room.` } });
    expect(await codeOf(await close(chen, "process"))).toEqual([403, "refused"]);
    expect([(await close(bo, "process")).status, (await close(bo, "criteria")).status, (await close(ada, "audit-events")).status]).toEqual([200, 200, 200]);
    const [after] = (await page(chen)).tools;
    expect([after?.state, after?.history.map(({ reason: said }) => said).filter((said) => said !== null)]).toEqual([
      "approved",
      ["It is done: audit-events, in the room.", "It is done: criteria, in the room.", "It is done: process, in the room."],
    ]);
    await adopt(3, `{ ${entry.replace("claude-opus-4*", "claude-opus-4*, claude-opus-5*")} }`);
    expect((await page(chen)).tools[0]).toMatchObject({ state: "under-review", reviews: [{ model: "claude-opus-5" }] });
  });

  it("R40 is suspended and let in again at once by a leader's reason, and its history keeps both", async () => {
    const [bo, chen] = [await server.as("bo"), await server.as("chen")];
    const at = "/api/ai-tools/claude-code/suspension";
    expect(await codeOf(await chen(at, { json: { suspended: true, reason } }))).toEqual([403, "refused"]);
    expect((await bo(at, { json: { suspended: true, project: "payments", reason } })).status).toBe(200);
    expect([(await page(chen)).tools[0]?.state, (await page(chen, "?project=payments")).tools[0]?.state]).toEqual(["under-review", "suspended"]);
    expect((await bo(at, { json: { suspended: false, project: "payments", reason } })).status).toBe(200);
    expect((await page(chen, "?project=payments")).tools[0]?.history.slice(0, 2).map(({ sentence }) => sentence)).toEqual([
      "Let in again for payments.",
      "Suspended for payments.",
    ]);
  });

  it("R80 lists what changes name and nobody registered, with the changes behind the number", async () => {
    org.commitChange();
    const { change } = await org.propose({ declared: [{ tool: "cursor", model: null }] });
    const chen = await server.as("chen");
    const seen = (await page(chen, "?project=payments")).tools.find(({ tool }) => tool === "cursor");
    expect([seen?.state, seen?.changes, seen?.owner]).toEqual(["not-registered", 1, null]);
    const rows = (await (await chen("/api/ai-tools/cursor/changes?project=payments")).json()) as { items: { change: string }[] };
    expect(rows.items.map((row) => row.change)).toEqual([change]);
    await adopt(4, "{ tool: cursor, owner: nobody-here }");
    const [review] = (await org.workplace.store.read.governance.toolReviews()).filter(({ tool }) => tool === "cursor");
    expect(review?.tool).toBe("cursor");
    expect((await page(chen)).tools.find(({ tool }) => tool === "cursor")?.needs).toEqual([
      "owner",
      "models",
      "conditions.data",
      "conditions.modes",
      "conditions.not-paths",
      "conditions.account",
    ]);
  });
});
