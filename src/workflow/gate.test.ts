import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testRepository } from "../git/testing.ts";
import { Failure } from "../model/failure.ts";
import { listChanges } from "../reading/inbox.ts";
import { addEvidence } from "./add-evidence.ts";
import { questionsFor, recordDecision } from "./decide.ts";
import { deploy } from "./deploy.ts";
import { qualify, revokeQualification } from "./enrol.ts";
import { exportLedger } from "./export-ledger.ts";
import { gate } from "./gate.ts";
import { propose } from "./propose.ts";
import { sentenceOf } from "./sentences.ts";
import { failureOf, holding, junit, lcov, met, requirement, source, type TestOrganisation, testOrganisation } from "./testing.ts";
import { verifyFolder } from "./verify.ts";

describe("the gate over a commit", () => {
  let org: TestOrganisation;
  let change: string;
  let head: string;
  beforeAll(async () => {
    org = await testOrganisation();
    ({ change, head } = await org.released());
  });
  afterAll(async () => await org[Symbol.asyncDispose]());
  const ask = (commit: string, more: { change?: string; repository?: string; environment?: string; by?: string } = {}) =>
    gate(org.workplace, { environment: "production", commit, repository: org.repository.path, ...more });

  it("B17 denies what is not on the branch that the change goes to; twin: allows the same tree once it is merged there", async () => {
    const early = await ask(head);
    expect(early.verdict).toMatchObject({ verdict: "deny", headline: `${head.slice(0, 12)} is not on the branch that changes go to: merge it first.` });
    expect(holding(early)).toEqual(["unreachable-commit"]);
    expect(early.receipt).toBeNull();
    const merged = org.land();
    expect(await ask(merged)).toMatchObject({ verdict: { verdict: "allow" }, change: { id: change } });
    org.repository.checkout("main");
    org.repository.git("update-ref", "refs/heads/main", org.base);
    const squashed = org.repository.commit({ [source.path]: source.after }, { message: "Charge twice (squashed)" });
    expect((await ask(squashed)).verdict.verdict).toBe("allow");
  });

  it("B07 denies what landed with another tree, and B16 knows no short ids", async () => {
    org.repository.checkout("main");
    const other = org.repository.commit({ "src/more.ts": "export {};\n" });
    expect(holding(await ask(other, { change }))).toEqual(["landed-tree-mismatch"]);
    const failure = await failureOf(ask(other));
    expect([failure.code, failure.message]).toEqual([
      "refused",
      `${other.slice(0, 12)} is not what any change results in, so nobody has judged it. \`countersign propose\` puts it forward.`,
    ]);
    expect((await org.facts("attempt-refused")).at(-1)?.data).toEqual({ action: "gate", code: "landed-tree-mismatch", person: null });
    await failureOf(ask(other, { by: "chen" }));
    const [refused] = (await org.facts("attempt-refused")).slice(-1);
    expect(refused && sentenceOf(refused, () => "Chen Cho")).toBe("Chen Cho tried to have the gate let through what no change results in and was refused (landed-tree-mismatch).");
    expect((await failureOf(ask(head.slice(0, 7)))).code).toBe("bad-input");
  });

  it("B10 takes nothing over from another repository, be its content the same", async () => {
    using elsewhere = testRepository();
    elsewhere.commit({ [source.path]: source.before }, { message: "another root" });
    const twin = elsewhere.commit({ [source.path]: source.after });
    expect((await failureOf(ask(twin, { repository: elsewhere.path }))).code).toBe("refused");
    const answer = await ask(twin, { repository: elsewhere.path, change });
    expect(answer.verdict).toMatchObject({ verdict: "deny", headline: `${twin.slice(0, 12)} is of another repository than the change.` });
  });

  it("needs to know what it is asked about, and F07 knows environments by their exact name only", async () => {
    expect((await failureOf(gate(org.workplace, { environment: "production" }))).code).toBe("bad-usage");
    expect(await failureOf(gate(org.workplace, { environment: "production", change: "c-none" }))).toMatchObject({ code: "not-found" });
    for (const environment of ["Production", "production ", "pr\u043eduction"]) {
      const answer = await gate(org.workplace, { environment, change });
      expect([answer.verdict.verdict, holding(answer)]).toEqual(["deny", ["env-unknown"]]);
    }
    org.repository.checkout("main");
    const other = org.repository.commit({ "src/elsewhere.ts": "export {};\n" });
    const { verdict } = await ask(other, { change, environment: "prodction" });
    expect([verdict.headline, verdict.reasons.map(({ code }) => code)]).toEqual([
      expect.stringContaining("knows no environment called prodction"),
      ["env-unknown", "landed-tree-mismatch"],
    ]);
  });

  it("records every verdict, also wait and deny, and gives a receipt only for an allow", async () => {
    const facts = await org.facts("verdict-given");
    expect(new Set(facts.map(({ data }) => data.answer))).toEqual(new Set(["allow", "deny"]));
    const first = await gate(org.workplace, { environment: null, change });
    expect(first).toMatchObject({ verdict: { verdict: "allow" }, index: org.workplace.store.size - 1, receipt: { until: expect.any(String) } });
  });
});

describe("an approval that was given for something else", () => {
  const twoEnvironments = `policy: 1
version: 2
environments:
  staging:
    human: A named individual tries it out
    ask: [rollback-known]
    approvals: { count: 1, role: release-manager }
  production:
    human: A named individual releases it
    ask: [rollback-known]
    approvals: { count: 1, role: release-manager }
`;

  it("B11 of staging does not count for production; twin: it counts for staging", async () => {
    await using org = await testOrganisation({ policy: twoEnvironments });
    const { change } = await org.proposed();
    await org.decide("bo", change);
    await org.decide("chen", change, { environment: "staging" });
    expect((await org.gate(change, { environment: "staging" })).verdict.verdict).toBe("allow");
    const production = await org.gate(change);
    expect(holding(production)).toEqual(["approval-missing"]);
    expect(production.verdict.decisions.find(({ person }) => person === org.id("chen"))).toMatchObject({ counts: false, because: "env-mismatch" });
  });

  it("B13 of one artifact does not count for another; twin: it counts for its own", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change);
    const artifact = `sha256:${"a".repeat(64)}`;
    await org.decide("chen", change, { environment: "production", artifact });
    expect((await org.gate(change, { artifact })).verdict.verdict).toBe("allow");
    for (const other of [undefined, `sha256:${"b".repeat(64)}`]) {
      const answer = await org.gate(change, { artifact: other });
      expect(holding(answer)).toEqual(["approval-missing"]);
      expect(answer.verdict.decisions.find(({ person }) => person === org.id("chen"))).toMatchObject({ counts: false, because: "params-changed" });
    }
  });

  it("B05 of one base does not count for another", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    await org.decide("bo", change);
    org.repository.checkout("main");
    org.repository.commit({ "README.md": "# Payments\n" });
    const again = await propose(org.workplace, "ada", { repository: org.repository.path, base: "refs/heads/main", head, requirement, declared: "none", change });
    expect(again.revision).toBe(2);
    const answer = await org.gate(change, { environment: null });
    expect(answer.verdict).toMatchObject({ verdict: "wait", decisions: [{ counts: false, because: "base-changed" }] });
  });
});

describe("R31 a qualification", () => {
  it("A13 that ends between approval and gate does not count any more, to the millisecond; A14 a new one does not count backwards", async () => {
    await using org = await testOrganisation();
    for (const held of await org.workplace.store.read.qualifications()) if (held.person === org.id("bo")) await revokeQualification(org.workplace, "ada", held.id);
    await qualify(org.workplace, "ada", { person: "bo", domain: "code-review", basis: "A trial day", until: "2026-11-02" });
    const { change } = await org.proposed();
    await org.decide("bo", change);
    org.clock.now = Date.parse("2026-11-02T23:59:59.999Z");
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
    org.clock.now += 1;
    const expired = await org.gate(change, { environment: null });
    expect(holding(expired)).toEqual(["approval-missing"]);
    expect(expired.verdict.decisions).toMatchObject([{ counts: false, because: "qualification-expired" }]);
    await qualify(org.workplace, "ada", { person: "bo", domain: "code-review", basis: "The trial went well" });
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
  });

  it("A14 that was granted after the approval leaves the approval recorded and not counting; twin: an approval after it counts", async () => {
    await using org = await testOrganisation();
    for (const held of await org.workplace.store.read.qualifications()) if (held.person === org.id("bo")) await revokeQualification(org.workplace, "ada", held.id);
    const { change } = await org.proposed();
    await org.decide("bo", change);
    await qualify(org.workplace, "ada", { person: "bo", domain: "code-review", basis: "Since today" });
    expect((await org.gate(change, { environment: null })).verdict.decisions).toMatchObject([{ counts: false, because: "not-qualified" }]);
    await org.decide("bo", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
  });

  it("R31 is granted for a domain that only a project's policy names, by that policy's roles and time", async () => {
    const own = "policy: 1\nversion: 1\nqualifications:\n  payments: { granted-by: [policy-owner], valid-for: 6mo }\n";
    await using org = await testOrganisation({ projectPolicy: own });
    const grant = { person: "chen", domain: "payments", basis: "A course" };
    expect((await failureOf(qualify(org.workplace, "bo", grant))).message).toBe("Bo Berg may not do this: it needs the role policy owner.");
    expect((await failureOf(qualify(org.workplace, "ada", { ...grant, until: "2027-11-01" }))).message).toBe("The policy lets payments hold for 6mo at most.");
    expect(await qualify(org.workplace, "ada", grant)).toMatchObject({ domain: "payments" });
    expect((await failureOf(qualify(org.workplace, "ada", { ...grant, domain: "payment" }))).hint).toBe("Did you mean `payments`?");
  });

  it("is granted by the roles that the policy names, for no longer than it says, on a basis, to others", async () => {
    await using org = await testOrganisation();
    const grant = { person: "chen", domain: "security", basis: "A course" };
    const failures = [
      failureOf(qualify(org.workplace, "chen", { ...grant, person: "bo" })),
      failureOf(qualify(org.workplace, "bo", { ...grant, person: "bo" })),
      failureOf(qualify(org.workplace, "bo", { ...grant, domain: "cooking" })),
      failureOf(qualify(org.workplace, "bo", { ...grant, basis: " " })),
      failureOf(qualify(org.workplace, "bo", { ...grant, until: "2031-01-01" })),
      failureOf(qualify(org.workplace, "bo", { ...grant, until: "2026-10-01" })),
    ];
    expect((await Promise.all(failures)).map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "refused: Chen Wei may not do this: it needs the role engineering lead or administrator.",
      "refused: Bo Berg cannot qualify Bo Berg: somebody else grants it.",
      'bad-input: The policy knows no qualification "cooking".',
      "bad-input: A qualification rests on something.",
      "bad-input: The policy lets security hold for 1y at most.",
      "bad-input: 2026-10-01 has passed.",
    ]);
  });
});

describe("B08 a merge with content of its own", () => {
  it("waits for somebody who has seen it; twin: git's own merge asks for nothing more", async () => {
    await using org = await testOrganisation();
    const merged = async (branch: string, changes: Record<string, string>) => {
      org.repository.branch(`${branch}-side`, org.base);
      org.repository.commit({ "docs/side.md": "Side\n" }, { author: "Ada Author <ada@example.com>" });
      org.repository.branch(branch, org.base);
      org.repository.commit({ "docs/main.md": "Main\n" });
      org.repository.merge(`refs/heads/${branch}-side`, changes);
      return await org.propose({ head: `refs/heads/${branch}` });
    };
    const residue = (report: { verdict: { reasons: readonly { code: string }[] } }) => report.verdict.reasons.some(({ code }) => code === "unreviewed-merge-residue");
    expect(residue((await merged("plain", {})).report)).toBe(false);
    const { change, report } = await merged("evil", { "docs/evil.md": "Nobody saw me\n" });
    expect(residue(report)).toBe(true);
    expect(report.files.map(({ path }) => path)).toContain("docs/evil.md");
    expect((await org.decide("bo", change)).verdict).toMatchObject({ verdict: "allow" });
  });
});

describe("a gate that is asked again", () => {
  it("answers with the verdict that stands, and records another as soon as anything is otherwise", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const first = await org.gate(change);
    org.clock.advance("10m");
    expect((await org.gate(change)).index).toBe(first.index);
    await org.decide("bo", change);
    const second = await org.gate(change);
    expect(second.index).toBeGreaterThan(first.index);
    expect((await org.gate(change, { environment: null })).index).toBeGreaterThan(second.index);
    expect((await org.gate(change)).index).toBe(second.index);
  });

  it("gives an allow again while half of its time is left and nobody deployed by it, and its receipt still verifies", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const first = await org.gate(change);
    expect(first.verdict.verdict).toBe("allow");
    org.clock.advance("5m");
    const again = await org.gate(change);
    expect([again.index, again.receipt?.until, again.receipt?.envelope]).toEqual([first.index, first.receipt?.until, first.receipt?.envelope]);
    org.clock.now = (org.clock.now + Date.parse(first.receipt?.until ?? "")) / 2 + 600_000;
    const renewed = await org.gate(change);
    expect(renewed.index).toBeGreaterThan(first.index);
    const { verdict } = await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
    expect(verdict).toBe(renewed.index);
    expect((await org.gate(change)).index).toBeGreaterThan(renewed.index);
  });
});

describe("B20 many at once", () => {
  it("on one workplace: 20 gates and a quorum of decisions all have their place, without a gap, and the approval is completed once", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const before = org.workplace.store.size;
    const [bo, chen] = [await org.prepare("bo", change), await org.prepare("chen", change, { environment: "production" })];
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => org.gate(change)),
      org.record("bo", bo),
      org.record("chen", chen),
      ...Array.from({ length: 10 }, () => org.gate(change)),
    ]);
    const indexes = answers.map(({ index }) => index);
    // A gate that is asked again before anything changed is answered with the verdict that stands.
    expect([...new Set(indexes)].sort((a, b) => a - b)).toEqual(Array.from({ length: org.workplace.store.size - before }, (_, at) => before + at));
    completedOnce(await answersOf(org, before));
  });

  it("on two workplaces of one folder: the same, however they interleave, and the export verifies", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const other = await org.another();
    const before = other.store.size;
    const [bo, chen] = [await org.prepare("bo", change), await org.prepare("chen", change, { environment: "production" })];
    const chens = async () => await recordDecision(other, chen, await org.signer("chen")(chen.bytes, chen.namespace));
    const work = [
      ...Array.from({ length: 9 }, () => org.gate(change)),
      org.record("bo", bo),
      chens(),
      ...Array.from({ length: 9 }, () => gate(other, { environment: "production", change })),
    ];
    const indexes = (await Promise.all(work)).map(({ index }) => index);
    const added = (await org.ledger()).length - before;
    expect([...new Set(indexes)].sort((a, b) => a - b)).toEqual(Array.from({ length: added }, (_, at) => before + at));
    completedOnce(await answersOf(org, before));
    const folder = `${org.scratch}/export`;
    await exportLedger(org.workplace, folder);
    expect(await verifyFolder(folder, {})).toMatchObject({ ok: true, first: null, order: { problems: [] }, entries: (await org.ledger()).length });
  });

  it("H20 the same proposal and the same evidence, from both at once, are one fact each", async () => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    const other = await org.another();
    const put = { repository: org.repository.path, base: "refs/heads/main", head, requirement, declared: "none" as const };
    const files = [{ name: "a.xml", bytes: junit() }];
    const proposals = await Promise.all([org.workplace, other, org.workplace, other].map((workplace) => propose(workplace, "ada", put)));
    expect(new Set(proposals.map(({ change, index }) => `${change} ${index}`)).size).toBe(1);
    expect(proposals.filter(({ again }) => !again)).toHaveLength(1);
    const added = await Promise.all(
      [org.workplace, other, org.workplace].map((workplace) => addEvidence(workplace, "ada", { repository: org.repository.path, commit: head, files })),
    );
    expect(new Set(added.flat().map(({ evidence, index }) => `${evidence} ${index}`)).size).toBe(1);
    expect([await org.facts("change-proposed"), await org.facts("evidence-added")].map(({ length }) => length)).toEqual([1, 1]);
    expect(await listChanges(other)).toHaveLength(1);
  });

  it("one change gets its revisions one after the other, whoever is faster", async () => {
    await using org = await testOrganisation();
    const first = org.commitChange();
    const { change } = await org.propose();
    const heads = ["a", "b", "c"].map((branch) => {
      org.repository.branch(branch, first);
      return org.repository.commit({ [source.path]: `${source.after}// ${branch}\n` });
    });
    const put = (head: string) => propose(org.workplace, "ada", { repository: org.repository.path, base: "refs/heads/main", head, declared: "none", change });
    expect((await Promise.all(heads.map(put))).map(({ revision }) => revision).sort()).toEqual([2, 3, 4]);
  });

  /** Both decisions are there, and every allow follows them. */
  function completedOnce(answers: readonly string[]): void {
    expect(answers.filter((answer) => answer === "decision")).toHaveLength(2);
    expect(answers.lastIndexOf("decision")).toBeLessThan(answers.indexOf("allow"));
    expect(answers.lastIndexOf("wait")).toBeLessThan(answers.indexOf("allow"));
  }

  async function answersOf(org: TestOrganisation, from: number): Promise<string[]> {
    const all = await org.ledger();
    expect(all.map(({ index }) => index)).toEqual([...all.keys()]);
    return all.slice(from).map((fact) => (fact.type === "verdict-given" ? fact.data.answer : fact.type === "decision-made" ? "decision" : fact.type));
  }
});

describe("F17 when nothing can be recorded", () => {
  it("gives no allow: the gate fails, which a caller treats as denied", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
    const other = await org.another();
    await other.close();
    expect(await failureOf(gate(other, { environment: "production", change }).catch(asFailure))).toMatchObject({ code: "storage" });
    expect((await org.gate(change)).verdict.verdict).toBe("allow");
  });

  it("H13 nor when the append itself fails, and the one before it stays the last", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const { size } = org.workplace.store;
    const broken = Object.assign(Object.create(org.workplace.store) as TestOrganisation["workplace"]["store"], {
      append: () => Promise.reject(new Failure("storage", "The disk is full.")),
      read: org.workplace.store.read,
      identity: org.workplace.store.identity,
    });
    Object.defineProperty(broken, "size", { value: size });
    const without = { ...org.workplace, store: broken };
    expect(await failureOf(gate(without, { environment: "production", change }))).toMatchObject({ code: "storage", message: "The disk is full." });
    expect(await failureOf(deploy(without, "chen", { stage: "started", environment: "production", change }))).toMatchObject({ code: "storage" });
    expect(org.workplace.store.size).toBe(size);
  });

  // A closed connection is told by the database in words of its own; what matters is that nothing is answered.
  function asFailure(error: unknown): never {
    if (error instanceof Failure) throw error;
    throw new Failure("storage", String(error));
  }
});

it("R22 a question of a release is met in words only, or by what the answer rests on; one of the change itself may do without", async () => {
  await using org = await testOrganisation();
  const { change } = await org.proposed();
  const answered = (reason: string | null, link: string | null) =>
    org.decide("chen", change, { environment: "production", answers: ["blast-radius", "rollback-known"].map((criterion) => ({ criterion, value: "met" as const, reason, link })) });
  const silent = await failureOf(answered(" ", null));
  expect([silent.code, silent.message]).toEqual(["answers-missing", "blast-radius is answered with met, which needs a reason."]);
  await answered(null, "RUNBOOK-7");
  await answered("The previous release is kept", null);
  expect((await org.workplace.store.read.decisions(change)).map(({ answers }) => answers.map(({ reason }) => reason))).toEqual([
    [null, null],
    ["The previous release is kept", "The previous release is kept"],
  ]);
});

it("questions of the release follow the environment, and the gate names who may still answer", async () => {
  await using org = await testOrganisation();
  const { change } = await org.proposed();
  const { human, questions } = await questionsFor(org.workplace, "chen", change, "production");
  expect(human).toBe("A named individual releases it, knowing blast radius and rollback");
  expect(questions.map(({ id }) => id)).toEqual(["blast-radius", "rollback-known"]);
  expect(met(questions).map(({ link }) => link)).toEqual([null, null]);
  const answer = await org.gate(change);
  expect(answer.verdict.reasons.map(({ sentence }) => sentence)).toEqual([
    "Needs one more approval by someone qualified for code review: Bo Berg, Chen Wei or Dora Diaz.",
    "Needs one more approval by a release manager: Chen Wei or Dora Diaz.",
  ]);
  await org.attach((await org.workplace.store.read.change(change))?.latest.head ?? "", [junit({ failed: 1 }), lcov([1, 1, 0])]);
  expect(holding(await org.gate(change))).toEqual(expect.arrayContaining(["criterion-not-met"]));
});
