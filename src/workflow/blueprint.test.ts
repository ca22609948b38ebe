import { describe, expect, it } from "vitest";
import { testRepository } from "../git/testing.ts";
import type { FactType, GovernedDocument } from "../model/fact.ts";
import { closingDocuments, type SigningDocument } from "../model/signing.ts";
import type { SigningRequest } from "./act-ground.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { closeReviewItem, newIn, suspendTool } from "./ai-tools.ts";
import { exceptBlueprint, governanceDebts, runningBlueprint, skipBlueprint, startBlueprint } from "./blueprint.ts";
import type { ExitAnswer } from "./exit-questions.ts";
import { exportLedger } from "./export-ledger.ts";
import { acknowledge, recordEffort, recordEscalationDrill } from "./governance-records.ts";
import { readProjectBlueprint } from "./project-blueprint.ts";
import { prepareSigning, recordSigning, signAct } from "./sign-act.ts";
import { failureOf, type TestOrganisation, testOrganisation } from "./testing.ts";
import { finishedBlueprint } from "./testing-blueprint.ts";
import { verifyFolder } from "./verify.ts";

const failsWith = (code: string) => expect.objectContaining({ name: "Failure", code });
const project = "payments";
const reason = "The customer's contract names the date.";

const signing = (document: GovernedDocument): SigningRequest => ({ act: "document-signed", project, document, repository: "" });
const sign = (org: TestOrganisation, handle: string, request: SigningRequest) =>
  signAct(org.workplace, handle, { ...request, repository: org.repository.path }, org.signer(handle));
const closing: SigningRequest = {
  act: "blueprint-closed",
  project,
  answers: ["exit-1", "exit-2"].map((criterion) => ({ criterion, met: true, measured: null, reason: "Asked in the room." })),
};

async function verified(org: TestOrganisation) {
  const folder = `${org.scratch}/export`;
  await exportLedger(org.workplace, folder);
  return await verifyFolder(folder, {});
}

async function documentsOf(org: TestOrganisation, type: FactType): Promise<SigningDocument[]> {
  const openings = await Promise.all((await org.facts(type)).map(({ commitments }) => org.workplace.store.read.opening(commitments["document"]?.commitment ?? "")));
  return openings.map((opening) => JSON.parse(Buffer.from(opening?.bytes ?? []).toString("utf8")) as SigningDocument);
}

const delivery = `delivery: 1
document: { id: GOV-DELIVERY-001, title: Delivery, version: 1, status: approved, owner: bo, approvers: [engineering-lead], classification: internal }
sprints: { length: 2w }
phases:
  - id: build
    title: Build
    purpose: It is written.
    entry: []
    checkpoints:
      - id: scope
        title: The scope is merged
        when: sprint-end
        evidence: []
        metrics: [{ id: covered, says: How much is tested, formula: Covered by all, source: The ledger, target: ">= 80 %" }]
        exit: [The scope is merged, The supplier has agreed]
        minutes: 60
  - id: release
    title: Release
    purpose: It is used.
    entry: []
    checkpoints:
      - { id: live, title: It is live, when: sprint-end, evidence: [], metrics: [{ id: down, says: Down, formula: Minutes, source: Logs, target: "= 0" }], exit: [It is used], minutes: 60 }
`;

describe("the blueprint of a project", () => {
  it("R49 starts with its days and warns outside 14 to 28 of them", async () => {
    await using org = await testOrganisation();
    await expect(startBlueprint(org.workplace, "bo", { project, start: "2026-11-20", end: "2026-11-02" })).rejects.toEqual(failsWith("bad-input"));
    const { warning } = await startBlueprint(org.workplace, "bo", { project, start: "2026-11-02", end: "2026-11-05" });
    expect(warning).toContain("3 days");
    await expect(startBlueprint(org.workplace, "bo", { project, start: "2026-11-02", end: "2026-11-20" })).rejects.toEqual(failsWith("already-exists"));
  });

  it("R5 is neither started nor excepted by an agent, and the attempt is recorded", async () => {
    await using org = await testOrganisation();
    await expect(startBlueprint(org.workplace, "robin", { project, start: "2026-11-02", end: "2026-11-20" })).rejects.toEqual(failsWith("refused"));
    await expect(suspendTool(org.workplace, "robin", { tool: "claude-code", project: null, suspended: true, reason })).rejects.toEqual(failsWith("refused"));
    expect((await org.facts("attempt-refused")).map(({ data }) => [data.action, data.code])).toEqual([
      ["start-blueprint", "not-a-person"],
      ["suspend-tool", "not-a-person"],
    ]);
  });

  it("R29, R51, R54, R59 closes only once nothing is missing on its branch and all five documents are signed as they are; what was signed verifies offline", async () => {
    await using org = await testOrganisation();
    const files = await finishedBlueprint(org);
    const open = { ...files, ".countersign/risks.yaml": files[".countersign/risks.yaml"]?.replaceAll(/^ {4}owner: bo\n/gm, "") ?? "" };
    org.repository.commit(open);
    const { blueprint } = await startBlueprint(org.workplace, "bo", { project, start: "2026-11-02", end: "2026-11-20" });
    for (const document of closingDocuments) await sign(org, "bo", signing(document));
    expect((await failureOf(sign(org, "bo", closing))).message).toContain("risks.yaml");
    org.repository.commit(files);
    expect((await failureOf(sign(org, "bo", closing))).message).toMatch(/the blueprint is not closed: risks is not signed as it is now by the engineering lead\.$/);
    await sign(org, "bo", signing("risks"));
    expect((await failureOf(sign(org, "bo", { ...closing, answers: [] }))).message).toContain("exit-1 is not answered");
    await expect(sign(org, "chen", closing)).rejects.toEqual(failsWith("refused"));
    org.clock.advance("18d");
    await org.enrolPasskey("dora");
    await sign(org, "dora", closing);
    expect(await runningBlueprint(org.workplace, project)).toBeNull();
    const [record] = await org.workplace.store.read.governance.blueprints(project);
    const { commit, digest } = await readProjectBlueprint(org.workplace, project, org.repository.path);
    expect([blueprint.at, record?.closed]).toMatchObject([org.clock.now - 18 * 86_400_000, { at: org.clock.now, commit, digest }]);
    expect(await verified(org)).toMatchObject({ ok: true, first: null });
  });

  it("a document is signed as the project's branch holds it, by who is named there: no draft, nothing of another branch or another key, and nothing that changed meanwhile", async () => {
    await using org = await testOrganisation();
    const files = await finishedBlueprint(org);
    const charter = files[".countersign/charter.yaml"] ?? "";
    const merge = (text: string) => org.repository.commit({ ...files, ".countersign/charter.yaml": text });
    merge(charter.replace("status: approved", "status: draft"));
    await expect(sign(org, "bo", signing("charter"))).rejects.toEqual(failsWith("bad-input"));
    merge(charter);
    await expect(sign(org, "chen", signing("charter"))).rejects.toEqual(failsWith("refused"));
    await expect(signAct(org.workplace, "bo", { ...signing("charter"), repository: org.repository.path }, org.signer("chen"))).rejects.toEqual(failsWith("signature-invalid"));
    const request = { ...signing("charter"), repository: org.repository.path };
    const prepared = await prepareSigning(org.workplace, "bo", request);
    const armour = await org.signer("bo")(prepared.bytes, prepared.namespace);
    merge(charter.replace("version: 1", "version: 2"));
    await expect(recordSigning(org.workplace, prepared, request, armour)).rejects.toEqual(failsWith("signature-invalid"));
    merge(charter);
    const first = await recordSigning(org.workplace, prepared, request, armour);
    expect(await recordSigning(org.workplace, prepared, request, armour)).toEqual(first);
    await expect(sign(org, "bo", signing("charter"))).rejects.toEqual(failsWith("already-exists"));
    org.repository.branch("topic");
    merge(charter.replace("version: 1", "version: 3"));
    expect((await readProjectBlueprint(org.workplace, project, org.repository.path)).files.charter?.file.document.version).toBe(1);
    const [tip, before] = ["main", "main~1"].map((name) => org.repository.git("rev-parse", name).trim());
    expect((await readProjectBlueprint(org.workplace, project, org.repository.path)).commit).toBe(tip);
    // What was fetched counts before a branch that anybody may have moved here.
    org.repository.git("update-ref", "refs/remotes/origin/main", before ?? "");
    expect(await readProjectBlueprint(org.workplace, project, org.repository.path)).toMatchObject({ commit: before, ref: "refs/remotes/origin/main" });
    // In a mirror nobody fetches into that ref, so whoever may push any ref put it there; its branches are what was fetched.
    org.repository.git("clone", "--quiet", "--mirror", ".", "mirror.git");
    expect(await readProjectBlueprint(org.workplace, project, `${org.repository.path}/mirror.git`)).toMatchObject({ commit: tip, ref: "refs/heads/main" });
    using other = testRepository();
    other.commit(files, { message: "Another beginning" });
    await expect(readProjectBlueprint(org.workplace, project, other.path)).rejects.toEqual(failsWith("bad-input"));
    expect((await org.facts("document-signed")).map(({ data }) => [data.version, data.person])).toEqual([["1", org.id("bo")]]);
  });

  it("R50 lets one change pass by a recorded exception of a lead", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await expect(exceptBlueprint(org.workplace, "chen", { change, until: "2026-11-30", reason })).rejects.toEqual(failsWith("refused"));
    // Ada may except changes, and put this one forward.
    await expect(exceptBlueprint(org.workplace, "ada", { change, until: "2026-11-30", reason })).rejects.toEqual(failsWith("refused"));
    await expect(exceptBlueprint(org.workplace, "bo", { change, until: "2026-11-30", reason: "short" })).rejects.toEqual(failsWith("bad-input"));
    await expect(exceptBlueprint(org.workplace, "bo", { change, until: "2026-12-01", reason })).rejects.toEqual(failsWith("bad-input"));
    expect(await exceptBlueprint(org.workplace, "bo", { change, until: "2026-11-30", reason })).toMatchObject({ change, project, reason });
  });

  it("R64 owes from its registration or its skipping on until one is started, and says for how long", async () => {
    await using org = await testOrganisation();
    expect(await governanceDebts(org.workplace)).toMatchObject([{ project, kind: "never-started", age: 0 }]);
    org.clock.advance("3d");
    await skipBlueprint(org.workplace, "bo", { project, reason });
    org.clock.advance("9d");
    expect(await governanceDebts(org.workplace)).toMatchObject([{ project, kind: "skipped", age: 9 }]);
    await startBlueprint(org.workplace, "bo", { project, start: "2026-11-20", end: "2026-12-10" });
    expect(await governanceDebts(org.workplace)).toEqual([]);
  });
});

describe("AI tools", () => {
  it("R106 a new tool asks for a review, and of a known one each new major version of its models", () => {
    const before = [{ tool: "claude-code", models: ["claude-opus-4-1"] }];
    expect(
      newIn(
        [
          { tool: "claude-code", models: ["claude-opus-4-5", "claude-opus-5-0"] },
          { tool: "cursor", models: ["gpt-5"] },
        ],
        before,
      ),
    ).toEqual([
      { tool: "claude-code", model: "claude-opus-5" },
      { tool: "cursor", model: null },
    ]);
  });

  it("R11, R92, R106 an adopted policy with a new tool opens a review, whose three items are closed by whoever may", async () => {
    const policy = "policy: 1\nversion: 2\nai:\n  tools:\n    - { tool: cursor, owner: chen, models: [gpt-5] }\n";
    await using org = await testOrganisation({ policy });
    const [opened] = await org.facts("tool-review-opened");
    expect(opened?.data).toMatchObject({ tool: "cursor", model: null, project: null, items: ["process", "criteria", "audit-events"] });
    expect(opened?.index).toBe(((await org.facts("policy-adopted")).at(-1)?.index ?? 0) + 1);
    const review = opened?.data.review ?? "";
    await expect(closeReviewItem(org.workplace, "chen", { review, item: "criteria", done: reason })).rejects.toEqual(failsWith("refused"));
    await closeReviewItem(org.workplace, "chen", { review, item: "process", done: reason });
    expect((await failureOf(closeReviewItem(org.workplace, "bo", { review, item: "criteria", done: reason }))).message).toContain(
      "conditions.data, conditions.modes, conditions.not-paths, conditions.account are missing",
    );
    const conditions = "conditions: { data: [internal], modes: [agent], not-paths: [], account: business }";
    await adoptPolicy(org.workplace, "ada", { text: policy.replace("2", "3").replace("models", `${conditions}, models`), file: "organisation.yaml", sign: org.signer("ada") });
    await expect(closeReviewItem(org.workplace, "bo", { review, item: "process", done: reason })).rejects.toEqual(failsWith("already-exists"));
    expect(await closeReviewItem(org.workplace, "bo", { review, item: "criteria", done: reason })).toMatchObject({ closedAt: null });
    expect(await closeReviewItem(org.workplace, "ada", { review, item: "audit-events", done: reason })).toMatchObject({ closedAt: org.clock.now });
  });

  it("R11 is reviewed again when it comes back to the register, since its review may have been closed without conditions meanwhile", async () => {
    const registers = (version: number, tools: string) => ({ text: `policy: 1\nversion: ${version}\nai:\n  tools: ${tools}\n`, file: "organisation.yaml" });
    const cursor = "[{ tool: cursor, owner: chen, models: [gpt-5] }]";
    await using org = await testOrganisation({ policy: registers(2, cursor).text });
    const adopt = (version: number, tools: string) => adoptPolicy(org.workplace, "ada", { ...registers(version, tools), sign: org.signer("ada") });
    const reviews = async () => (await org.facts("tool-review-opened")).map(({ data }) => data.review);
    await adopt(3, "[]");
    await adopt(4, cursor);
    expect(await reviews()).toHaveLength(1);
    await adopt(5, "[]");
    const [review = ""] = await reviews();
    await closeReviewItem(org.workplace, "bo", { review, item: "criteria", done: reason });
    await closeReviewItem(org.workplace, "bo", { review, item: "process", done: reason });
    await closeReviewItem(org.workplace, "ada", { review, item: "audit-events", done: reason });
    await adopt(6, cursor);
    expect(await reviews()).toHaveLength(2);
  });

  it("R40 are suspended and let in again at once, and the history stays", async () => {
    await using org = await testOrganisation();
    const given = { tool: "cursor", project: null, reason };
    await suspendTool(org.workplace, "bo", { ...given, suspended: true });
    await expect(suspendTool(org.workplace, "bo", { ...given, suspended: true })).rejects.toEqual(failsWith("already-exists"));
    await expect(suspendTool(org.workplace, "ada", { ...given, tool: "Cursor", suspended: true })).rejects.toEqual(failsWith("already-exists"));
    await expect(suspendTool(org.workplace, "ada", { ...given, tool: "…", suspended: true })).rejects.toEqual(failsWith("bad-input"));
    await suspendTool(org.workplace, "ada", { ...given, suspended: false });
    expect((await org.workplace.store.read.governance.suspensions()).map(({ suspended, person }) => [suspended, person])).toEqual([
      [true, org.id("bo")],
      [false, org.id("ada")],
    ]);
  });
});

describe("what a project records of its plan", () => {
  it("R55 a phase advances only with each criterion and metric answered and met, or waived by the policy, and after the one before it", async () => {
    await using org = await testOrganisation();
    org.repository.commit({ ".countersign/delivery.yaml": delivery });
    const phase = (id: string, answers: readonly ExitAnswer[]): SigningRequest => ({ act: "phase-advanced", project, phase: id, answers });
    const answer = (criterion: string, measured: number | null = null, met = true): ExitAnswer => ({ criterion, met, measured, reason: null });
    const answers = [answer("scope.exit.1"), answer("scope.exit.2"), answer("scope.metrics.covered", 85)];
    const missing = async (request: SigningRequest) => (await failureOf(sign(org, "bo", request))).message;
    expect(await missing(phase("build", []))).toContain("scope.exit.1 is not answered");
    expect(await missing(phase("build", answers.with(2, answer("scope.metrics.covered", 79))))).toContain("scope.metrics.covered is 79, and wanted is >= 80 %");
    expect(await missing(phase("build", answers.with(1, answer("scope.exit.2", null, false))))).toContain("scope.exit.2 is not met");
    expect(await missing(phase("release", [answer("live.exit.1"), answer("live.metrics.down", 0)]))).toContain("release comes after build");
    await expect(sign(org, "chen", phase("build", answers))).rejects.toEqual(failsWith("refused"));
    org.repository.commit({ ".countersign/delivery.yaml": delivery.replace("status: approved", "status: draft") });
    await expect(sign(org, "bo", phase("build", answers))).rejects.toEqual(failsWith("bad-input"));
    org.repository.commit({ ".countersign/delivery.yaml": delivery });
    const waiver = "{ id: w-scope, rule: delivery.scope.exit.2, project: payments, reason: Its supplier is late, risk: R-001, approved-by: ada, expires: 2026-12-31 }";
    await adoptPolicy(org.workplace, "ada", { text: `policy: 1\nversion: 2\nwaivers:\n  - ${waiver}\n`, file: "organisation.yaml", sign: org.signer("ada") });
    await sign(org, "bo", phase("build", answers.toSpliced(1, 1)));
    const [told] = await documentsOf(org, "phase-advanced");
    expect(told?.answers?.map(({ criterion, value, measured, reason }) => [criterion, value, measured, reason])).toEqual([
      ["scope.exit.1", "met", null, null],
      ["scope.exit.2", "waived", null, "w-scope"],
      ["scope.metrics.covered", "met", 85, null],
    ]);
    expect(await missing(phase("build", answers))).toContain("has passed its checkpoint scope");
    expect(await org.workplace.store.read.governance.phases(project)).toMatchObject([{ phase: "build", checkpoint: "scope" }]);
    await startBlueprint(org.workplace, "bo", { project, start: "2026-11-02", end: "2026-11-20" });
    expect(await missing(phase("build", answers))).toContain("the blueprint of payments is open");
    expect(await verified(org)).toMatchObject({ ok: true });
  });

  it("R56 a risk is accepted once it is rated, treated and owned, by the role of its level, for no longer than its register allows", async () => {
    await using org = await testOrganisation();
    const files = await finishedBlueprint(org);
    const risks = files[".countersign/risks.yaml"] ?? "";
    org.repository.commit({ ".countersign/risks.yaml": risks.replace("residual: { likelihood: 2, impact: 2 }", "residual: { likelihood: 5, impact: 5 }") });
    const risk = (id: string, until?: string): SigningRequest => ({ act: "risk-accepted", project, risk: id, until });
    await expect(sign(org, "bo", risk("R-002", "2026-11-01"))).rejects.toEqual(failsWith("bad-input"));
    await expect(sign(org, "bo", risk("R-002", "2027-05-03"))).rejects.toEqual(failsWith("bad-input"));
    await expect(sign(org, "bo", risk("R-001"))).rejects.toEqual(failsWith("refused"));
    await sign(org, "ada", risk("R-001"));
    await sign(org, "bo", risk("R-002", "2027-01-31"));
    org.repository.commit({ ".countersign/risks.yaml": risks.replaceAll(/^ +residual: .*\n|^ +inherent: .*\n/gm, "") });
    await expect(sign(org, "bo", risk("R-003"))).rejects.toEqual(failsWith("answers-missing"));
    expect((await org.workplace.store.read.governance.riskAcceptances(project)).map(({ risk: id, level, until }) => [id, level, until])).toEqual([
      ["R-001", "critical", "2027-05-02"],
      ["R-002", "low", "2027-01-31"],
    ]);
  });

  it("R100 drills of the path, efforts and acknowledgements are recorded, the last one once", async () => {
    await using org = await testOrganisation();
    await recordEscalationDrill(org.workplace, "bo", { project, outcome: "answered", note: reason });
    await recordEffort(org.workplace, "bo", { project, checkpoint: "build-exit", minutes: 90 });
    await expect(recordEffort(org.workplace, "bo", { project, checkpoint: "build-exit", minutes: 0 })).rejects.toEqual(failsWith("bad-input"));
    org.repository.commit(await finishedBlueprint(org));
    const given = { project, document: "ai-policy", repository: org.repository.path } as const;
    expect(await acknowledge(org.workplace, "chen", given)).toEqual(await acknowledge(org.workplace, "chen", given));
    await expect(acknowledge(org.workplace, "robin", given)).rejects.toEqual(failsWith("refused"));
    const { governance } = org.workplace.store.read;
    expect(await governance.escalationDrills(project)).toMatchObject([{ outcome: "answered", note: reason }]);
    expect([(await governance.efforts(project)).map(({ minutes }) => minutes), (await governance.acknowledgements()).length]).toEqual([[90], 1]);
  });
});
