import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploy } from "./deploy.ts";
import { doctor } from "./doctor.ts";
import { exportLedger } from "./export-ledger.ts";
import { propose } from "./propose.ts";
import { failureOf, requirement, source, type TestOrganisation, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";

describe("R26 D20 a deployment around the gate", () => {
  let org: TestOrganisation;
  let change: string;
  let head: string;
  const start = (more: Partial<Parameters<typeof deploy>[2]> = {}) => deploy(org.workplace, "chen", { stage: "started", environment: "production", change, ...more });

  beforeAll(async () => {
    org = await testOrganisation();
    ({ change, head } = await org.proposed());
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  it("is recorded all the same, as the violation that it is, with why", async () => {
    expect(await start()).toMatchObject({ verdict: null, violation: "The gate of production was not asked about this change." });
    await org.gate(change);
    expect(await start()).toMatchObject({ verdict: null, violation: "The gate of production said wait." });
    await org.decide("bo", change);
    await org.decide("chen", change, { environment: "production" });
    expect(await start({ environment: "staging" })).toMatchObject({ violation: "The gate of staging was not asked about this change." });
    const violations = await org.workplace.store.read.violations();
    expect(violations.map(({ kind, project, change: of, note }) => [kind, project, of, note])).toEqual([
      ["ungated-deployment", "payments", change, "The gate of production was not asked about this change."],
      ["ungated-deployment", "payments", change, "The gate of production said wait."],
      ["ungated-deployment", "payments", change, "The gate of staging was not asked about this change."],
    ]);
  });

  it("F14 uses an allow once; a second deployment asks again", async () => {
    const allowed = await org.gate(change);
    const first = await start();
    expect(first).toMatchObject({ verdict: allowed.index, violation: null });
    expect(await start()).toMatchObject({ verdict: null, violation: "The allow was used by another deployment: ask the gate again." });
    const again = await org.gate(change);
    expect(await start()).toMatchObject({ verdict: again.index, violation: null });
  });

  it("F14 two at once do not share one allow", async () => {
    const { index } = await org.gate(change);
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ verdict }) => verdict).sort()).toEqual([index, null].sort());
    expect(both.filter(({ violation }) => violation === null)).toHaveLength(1);
  });

  it("relies on no allow that has run out, and on the last moment of one that has not", async () => {
    const { receipt, index } = await org.gate(change);
    const until = Date.parse(receipt?.until ?? "");
    org.clock.now = until + 1;
    expect(await start()).toMatchObject({ verdict: null, violation: "The allow has run out: ask the gate again." });
    const next = await org.gate(change);
    org.clock.now = Date.parse(next.receipt?.until ?? "");
    expect(await start()).toMatchObject({ verdict: next.index, violation: null });
    expect(next.index).toBeGreaterThan(index);
  });

  it("B13 relies on no allow for another artifact; twin: on the one for its own", async () => {
    const artifact = `sha256:${"c".repeat(64)}`;
    await org.decide("chen", change, { environment: "production", artifact });
    const { verdict, index } = await org.gate(change, { artifact });
    expect(verdict.verdict).toBe("allow");
    expect(await start({ artifact: `sha256:${"d".repeat(64)}` })).toMatchObject({ violation: "The allow was for another artifact." });
    expect(await start({ artifact })).toMatchObject({ verdict: index, violation: null });
    await org.decide("chen", change, { environment: "production" });
  });

  it("relies on no allow that a later answer took back", async () => {
    await org.gate(change);
    await org.decide("dora", change, { outcome: "request-changes", comment: "Wait" });
    await org.gate(change);
    expect(await start()).toMatchObject({ verdict: null, violation: "The gate of production said deny." });
    await org.decide("dora", change);
  });

  it("B07 of a commit that is not what the change results in, or that nobody put forward, is a violation too", async () => {
    await org.gate(change);
    org.repository.branch("stray", head);
    const stray = org.repository.commit({ [source.path]: "export const fee = 0;\n" });
    expect(await start({ commit: stray, repository: org.repository.path })).toMatchObject({ verdict: null, violation: `${stray.slice(0, 12)} is not what ${change} results in.` });
    expect(await start({ change: undefined, commit: stray, repository: org.repository.path })).toMatchObject({
      verdict: null,
      violation: `${stray.slice(0, 12)} is not what any change results in, so nobody has judged it.`,
    });
    const [last] = (await org.facts("deployment-recorded")).slice(-1);
    expect(last?.data).toMatchObject({ project: "payments", change: null, commit: stray, verdict: null });
    const merged = org.land();
    expect(await start({ change: undefined, commit: merged, repository: org.repository.path })).toMatchObject({ violation: null });
  });

  it("B07 of the head of a change whose result is another tree is said to be that, also when no change is named", async () => {
    await using own = await testOrganisation();
    const tip = own.commitChange();
    own.repository.checkout("main");
    own.repository.commit({ "README.md": "# Payments\n" });
    const { change: id } = await propose(own.workplace, "ada", { repository: own.repository.path, base: "refs/heads/main", head: tip, requirement, declared: "none" });
    const because = `${tip.slice(0, 12)} is the head of ${id}, but its tree is not the one that ${id} results in: what was judged is the merge with its base.`;
    const started = { stage: "started", environment: "production", commit: tip, repository: own.repository.path } as const;
    for (const change of [undefined, id]) expect(await deploy(own.workplace, "chen", { ...started, change })).toMatchObject({ verdict: null, violation: because });
  });

  it("is told by the verifier and by doctor as what happened, and is no fault of the ledger", async () => {
    const folder = `${org.scratch}/export`;
    await exportLedger(org.workplace, folder);
    const violations = await org.workplace.store.read.violations();
    const { ok, first, order } = await verifyFolder(folder, {});
    expect([ok, first, order.problems.map(({ code }) => code)]).toEqual([true, null, violations.map(() => "ungated-deployment")]);
    const { checks } = await doctor(org.workplace);
    expect(checks.find(({ name }) => name === "order")).toMatchObject({
      ok: true,
      sentence: `Every step stands where it may stand. ${violations.length} deployments went around the gate; that is recorded.`,
    });
  });
});

describe("the deployment log", () => {
  it("R84 follows a deployment to its end, whose stages come in order and once", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    await org.gate(change);
    const finish = (stage: "succeeded" | "failed" | "rolled-back", deployment?: string) => deploy(org.workplace, "chen", { stage, environment: "production", deployment });
    expect((await failureOf(finish("succeeded"))).toString()).toBe("No deployment to production is under way. `countersign deploy start` records that one begins.");
    const { deployment } = await deploy(org.workplace, "chen", { stage: "started", environment: "production", change, deployment: "run-17", note: "v1.2.0" });
    expect(deployment).toBe("run-17");
    expect((await failureOf(deploy(org.workplace, "chen", { stage: "started", environment: "production", change, deployment }))).message).toBe(
      "The deployment run-17 to production has already started.",
    );
    await finish("succeeded");
    await finish("rolled-back");
    expect((await failureOf(finish("rolled-back"))).message).toBe("The deployment run-17 is already recorded as rolled-back.");
    const [record] = await org.workplace.store.read.deployments({ id: deployment });
    expect(record?.stages.map(({ stage, note }) => [stage, note])).toEqual([
      ["started", "v1.2.0"],
      ["succeeded", null],
      ["rolled-back", null],
    ]);
  });

  it("says what is missing where it is not told what goes", async () => {
    await using org = await testOrganisation();
    const none = (more: object) => failureOf(deploy(org.workplace, "chen", { stage: "started", environment: "production", ...more }));
    expect((await none({})).toString()).toBe("A deployment is of something. Name the change or the commit.");
    expect((await none({ change: "c-none" })).message).toBe("No change c-none was put forward.");
    expect((await none({ commit: "main", repository: org.scratch })).code).toBe("not-a-repository");
  });
});
