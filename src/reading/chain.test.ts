import { describe, expect, it } from "vitest";
import { breakGlass, deploy, makeComment, prepareDecision, questionsFor, recordDecision, verifyReceipt } from "../workflow/index.ts";
import { failureOf, junit, lcov, met, source, type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { chainOf } from "./chain.ts";
import { listDeployments, listEnvironments, listViolations } from "./deployment-log.ts";

const production = "production";

async function deployed(org: TestOrganisation, change: string, stage: "succeeded" | "rolled-back" | null = "succeeded", environment = production): Promise<string> {
  const { deployment } = await deploy(org.workplace, "chen", { stage: "started", environment, change });
  if (stage !== null) await deploy(org.workplace, "chen", { stage: "succeeded", environment, deployment });
  if (stage === "rolled-back") await deploy(org.workplace, "chen", { stage, environment, deployment });
  return deployment;
}

/** One more change on top of what has landed, allowed for production. */
async function another(org: TestOrganisation, branch: string, text: string): Promise<string> {
  const base = org.land(branch === "second" ? "topic" : "second");
  org.repository.branch(branch, base);
  const head = org.repository.commit({ [source.path]: text }, { message: `The ${branch} change` });
  const { change } = await org.propose({ head: `refs/heads/${branch}` });
  await org.attach(head, [junit(), lcov([1, 1, 1, 1, 1, 1])]);
  await org.decide("bo", change);
  await org.decide("chen", change, { environment: production });
  await org.gate(change);
  return change;
}

describe("R1 the chain of a deployment", () => {
  it("names in one answer who approved it, when, by which criteria and outcomes, the changes, their reviewers, the evidence and the verdict", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.released();
    org.clock.advance("10m");
    const { index } = await org.gate(change);
    const id = await deployed(org, change);
    const chain = await chainOf(org.workplace, id);
    expect(chain.deployment).toMatchObject({ id, project: "payments", environment: production, commit: head, stage: "succeeded" });
    expect(chain.approvers).toMatchObject([
      { kind: "approval", person: { id: org.id("chen"), name: "Chen Wei" }, printedName: "Chen Wei", time: "2026-11-02T09:00:00.000Z", meaning: "responsibility" },
    ]);
    expect(chain.violation).toBeNull();
    expect(chain.criteria.adoptions).toMatchObject([{ level: "organisation", version: 1, by: { name: "Ada Author" } }]);
    expect(chain.criteria.outcomes?.map(({ id: criterion, result }) => [criterion, result])).toEqual([
      ["tests-pass", "met"],
      ["ai-lines-covered", "met"],
      ["meets-requirement", "met"],
      ["blast-radius", "met"],
      ["rollback-known", "met"],
    ]);
    expect(chain.changes).toHaveLength(1);
    expect(chain.changes[0]).toMatchObject({ id: change, title: "Charge twice", requirement: "PAY-7", tier: "business-logic", contributors: [{ name: "Ada Author" }] });
    expect(chain.changes[0]?.reviews.map(({ person, environment, counted, outcome }) => [person.name, environment, counted, outcome])).toEqual([
      ["Bo Berg", null, true, "approve"],
      ["Chen Wei", production, true, "approve"],
    ]);
    expect(chain.changes[0]?.evidence.map(({ kind, state, producer }) => [kind, state, producer])).toEqual([
      ["tests", "accepted", "ci"],
      ["coverage", "accepted", "ci"],
    ]);
    expect(chain.verdict).toMatchObject({ index, answer: "allow", time: "2026-11-02T09:10:00.000Z" });
    expect([...new Set(chain.entries.map(({ type }) => type))].sort()).toEqual([
      "change-proposed",
      "decision-made",
      "deployment-recorded",
      "evidence-added",
      "policy-adopted",
      "verdict-given",
    ]);
    expect(chain.entries.map((entry) => entry.index)).toEqual([...chain.entries.map((entry) => entry.index)].sort((a, b) => a - b));
  });

  it("holds the receipt, which verifies without us", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    const { receipt } = await chainOf(org.workplace, await deployed(org, change));
    const { proof = "", envelope = "" } = receipt ?? {};
    const verified = await verifyReceipt({ proof, envelope, vkey: org.workplace.store.identity.vkey, now: org.clock.now });
    expect([verified.ok, verified.receipt?.change]).toEqual([true, change]);
  });

  it("has nobody only as a violation, which says why; an emergency names both people", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const around = await chainOf(org.workplace, await deployed(org, change));
    expect([around.approvers, around.violation, around.verdict, around.receipt]).toEqual([[], "The gate of production was not asked about this change.", null, null]);
    expect(around.entries.map(({ type }) => type)).toContain("violation-recorded");
    const reason = "Payments have failed since 09:40 for every customer";
    const people = (["bo", "chen"] as const).map((by) => ({ by, sign: org.signer(by) }));
    await breakGlass(org.workplace, { people, environment: production, change, reason });
    const emergency = await chainOf(org.workplace, await deployed(org, change));
    expect(emergency.approvers.map(({ kind, person, meaning }) => [kind, person.name, meaning])).toEqual([
      ["break-glass", "Bo Berg", "responsibility"],
      ["break-glass", "Chen Wei", "responsibility"],
    ]);
    expect([emergency.violation, emergency.emergencies[0]?.reason]).toEqual([null, reason]);
  });

  it("names every change that went, back to what ran before, and says what nobody put forward", async () => {
    await using org = await testOrganisation();
    const { change: first } = await org.released();
    await org.gate(first);
    const one = await chainOf(org.workplace, await deployed(org, first));
    expect([one.changes.map(({ id }) => id), one.gap]).toEqual([[first], expect.stringContaining("This is the first deployment there")]);
    const second = await another(org, "second", `${source.after}export const four = 4;\n`);
    const third = await another(org, "third", `${source.after}export const four = 4;\nexport const five = 5;\n`);
    const both = await chainOf(org.workplace, await deployed(org, third));
    expect([both.changes.map(({ id }) => id), both.gap]).toEqual([[third, second], null]);
    expect(both.changes.map(({ reviews }) => reviews.map(({ person, counted }) => [person.name, counted]))).toEqual(
      Array(2).fill([
        ["Bo Berg", true],
        ["Chen Wei", true],
      ]),
    );
  });

  it("R36 R25 tells, for an incident, what was in front of each reviewer: answers, comment, evidence, files seen, how long, and what was said", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await makeComment(org.workplace, "bo", { change, revision: 1, text: "Why thrice?" });
    const { questions } = await questionsFor(org.workplace, "bo", change);
    const prepared = await prepareDecision(org.workplace, "bo", { change, outcome: "approve", answers: met(questions), comment: "Read twice" });
    const [evidence] = await org.facts("evidence-added");
    const attention = { openedAt: "2026-11-02T08:30:00.000Z", seconds: 1_740, seen: 1, files: 1, evidence: [evidence?.data.evidence ?? ""], comments: 1 };
    await recordDecision(org.workplace, prepared, await org.signer("bo")(prepared.bytes, prepared.namespace), attention);
    await org.decide("chen", change, { environment: production });
    await org.gate(change);
    const [shipped] = (await chainOf(org.workplace, await deployed(org, change))).changes;
    const [review, release] = shipped?.reviews ?? [];
    expect(review).toMatchObject({ person: { name: "Bo Berg" }, comment: "Read twice", attention, answers: [{ criterion: "meets-requirement", value: "met", link: "PAY-7" }] });
    expect(review?.evidenceShown).toEqual((await org.facts("evidence-added")).map(({ index }) => index));
    expect(release?.attention).toBeNull();
    expect(shipped?.comments).toMatchObject([{ person: { name: "Bo Berg" }, text: "Why thrice?", resolved: false }]);
  });

  it("is not there for a deployment that nobody recorded", async () => {
    await using org = await testOrganisation();
    expect((await failureOf(chainOf(org.workplace, "r-none"))).code).toBe("not-found");
  });
});

describe("R1 the deployment log", () => {
  it("flags exactly the deployments that nobody answers for, and goes on page by page", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const around = await deployed(org, change, "rolled-back");
    await org.gate(change);
    const good = await deployed(org, change);
    const { items, next } = await listDeployments(org.workplace, { limit: 10 });
    expect(items.map(({ id, approvers, violation, running, stage }) => [id, approvers.map(({ person }) => person.name), violation === null, running, stage])).toEqual([
      [good, ["Chen Wei"], true, true, "succeeded"],
      [around, [], false, false, "rolled-back"],
    ]);
    expect(items[0]?.verdict?.versions).toEqual(["organisation 1"]);
    expect(next).toBeNull();
    const first = await listDeployments(org.workplace, { limit: 1 });
    const rest = await listDeployments(org.workplace, { limit: 1, before: Number(first.next) });
    expect([first.items[0]?.id, rest.items[0]?.id, rest.next]).toEqual([good, around, null]);
    expect(await listViolations(org.workplace)).toMatchObject([
      { deployment: around, environment: production, change, by: { name: "Chen Wei" }, why: "The gate of production was not asked about this change." },
    ]);
  });

  it("says what runs: after a rollback what ran before, and nothing where nothing was deployed", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    expect(await listEnvironments(org.workplace)).toMatchObject([{ project: "payments", environment: production, running: null, deployments: 0 }]);
    await org.gate(change);
    const first = await deployed(org, change);
    await org.gate(change);
    const second = await deployed(org, change);
    const running = async () => (await listEnvironments(org.workplace)).map((line) => line.running?.id);
    expect(await running()).toEqual([second]);
    await deploy(org.workplace, "chen", { stage: "rolled-back", environment: production, deployment: second });
    expect(await running()).toEqual([first]);
  });
});
