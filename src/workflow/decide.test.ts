import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionNamespace, policyNamespace } from "../ledger/index.ts";
import { canonicalBytes } from "../model/canonical.ts";
import type { Answer, DecisionDocument } from "../model/decision.ts";
import { defaultPolicyText } from "../policy/index.ts";
import { inbox } from "../reading/inbox.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { openCase } from "./case.ts";
import { prepareDecision, questionsFor, recordDecision } from "./decide.ts";
import { changePerson, enrolKey, enrolPerson, qualify, revokeKey } from "./enrol.ts";
import { type DecideAs, failureOf, type Handle, holding, junit, lcov, met, requirement, source, type TestOrganisation, testKey, testOrganisation } from "./testing.ts";

describe("a decision that lacks something", () => {
  let org: TestOrganisation;
  let change: string;
  beforeAll(async () => {
    org = await testOrganisation();
    ({ change } = await org.proposed());
  });
  afterAll(async () => await org[Symbol.asyncDispose]());

  const answer = (more: Partial<Answer>): Answer => ({ criterion: "meets-requirement", value: "met", reason: null, link: requirement, ...more });
  const missing: { row: string; what: string; by?: Handle; options: DecideAs; code: string; says: string }[] = [
    {
      row: "R19",
      what: "a question without an answer",
      options: { answers: [] },
      code: "answers-missing",
      says: "meets-requirement is not answered: Does the change do what the linked requirement asks, and nothing else?",
    },
    {
      row: "R28",
      what: "a link to the requirement",
      options: { answers: [answer({ link: " " })] },
      code: "answers-missing",
      says: "meets-requirement needs a link to the requirement that the answer rests on.",
    },
    {
      row: "R22",
      what: "the reason of a not applicable",
      options: { answers: [answer({ value: "not-applicable", link: null })] },
      code: "answers-missing",
      says: "meets-requirement is answered with not applicable, which needs a reason.",
    },
    {
      row: "R22",
      what: "a criterion that is met: an approval over a not met",
      options: { answers: [answer({ value: "not-met", reason: "no" })] },
      code: "answers-missing",
      says: "meets-requirement is answered with not met, so this is no approval.",
    },
    {
      row: "R22",
      what: "one answer for one question",
      options: { answers: [answer({}), answer({ value: "not-applicable", reason: "no" })] },
      code: "bad-input",
      says: "meets-requirement is answered twice.",
    },
    { row: "R22", what: "a question that was asked", options: { answers: [answer({}), answer({ criterion: "is-nice" })] }, code: "bad-input", says: "Nobody asked is-nice." },
    {
      row: "R9",
      what: "the answers that a release asks for",
      options: { environment: "production", answers: [answer({})] },
      code: "bad-input",
      says: "Nobody asked meets-requirement.",
    },
    {
      row: "R33",
      what: "the criterion in doubt",
      options: { outcome: "unsure", comment: "hm" },
      code: "answers-missing",
      says: "Being unsure needs the criterion that is in doubt.",
    },
    {
      row: "R33",
      what: "a doubt that is a criterion",
      options: { outcome: "unsure", doubt: "mood", comment: "hm" },
      code: "answers-missing",
      says: "Being unsure needs the criterion that is in doubt.",
    },
    { row: "R33", what: "the reason of a doubt", options: { outcome: "unsure", doubt: "meets-requirement" }, code: "answers-missing", says: "Being unsure needs a reason." },
    {
      row: "R6",
      what: "the reason of asking for changes",
      options: { outcome: "request-changes", comment: "  " },
      code: "answers-missing",
      says: "Asking for changes needs a reason.",
    },
    { row: "R69", what: "the day of a deferral", options: { outcome: "defer", comment: "later" }, code: "answers-missing", says: "Deferring a change needs the day until when." },
    { row: "R69", what: "a day in the future", options: { outcome: "defer", comment: "later", until: "2026-11-01" }, code: "bad-input", says: "2026-11-01 has passed." },
    { row: "R69", what: "a day that there is", options: { outcome: "defer", comment: "later", until: "2027-02-31" }, code: "bad-input", says: '"2027-02-31" is not a day.' },
    {
      row: "F07",
      what: "an environment that the policy knows",
      options: { environment: "Production", answers: [] },
      code: "bad-input",
      says: "The policy of this change knows no environment called Production.",
    },
  ];
  it.each(missing)("$row is refused without $what, and nothing is recorded", async ({ by = "bo", options, code, says }) => {
    const { size } = org.workplace.store;
    const failure = await failureOf(org.prepare(by, change, options));
    expect([failure.code, failure.message]).toEqual([code, says]);
    expect(org.workplace.store.size).toBe(size);
  });

  it("R19 R30 asks the questions in words, beside the checks, which no person answers (R27)", async () => {
    const asked = await questionsFor(org.workplace, "bo", change);
    expect(asked).toMatchObject({ tier: "business-logic", human: "Reviews the whole diff against its requirement", warning: null });
    expect(asked.questions.map(({ id }) => id)).toEqual(["meets-requirement"]);
    expect(asked.checks.map(({ id, result }) => `${id} ${result}`)).toEqual(["tests-pass met", "ai-lines-covered met"]);
    expect((await failureOf(org.prepare("bo", change, { answers: [...met(asked.questions), answer({ criterion: "tests-pass" })] }))).message).toBe("Nobody asked tests-pass.");
  });

  it("R6 is refused by the one who records it as well, whoever made the document", async () => {
    const { document } = await org.prepare("bo", change);
    const other = testKey();
    const forged: [string, Partial<DecisionDocument>][] = [
      ["answers", { answers: [] }],
      ["printedName", { printedName: "Chen Wei" }],
      ["meaning", { meaning: "responsibility" }],
      ["tier", { tier: "documentation" }],
      ["ledger", { ledger: "countersign.invalid/another" }],
      ["id", { id: "d-000000000000" }],
      ["more", { more: "than was asked" } as Partial<DecisionDocument>],
    ];
    for (const [member, change_] of forged) {
      const failure = await failureOf(signed("bo", { ...document, ...change_ }));
      expect(failure.code, member).toMatch(/^(?:signature-invalid|answers-missing)$/);
      if (failure.code === "signature-invalid") expect(failure.message).toBe(`What was signed is not what was asked: ${member} is another. Nothing was recorded.`);
    }
    expect((await failureOf(signed("chen", document))).code).toBe("signature-invalid");
    expect(
      (await failureOf(recordDecision(org.workplace, { document, bytes: canonicalBytes(document) }, await other.sign(canonicalBytes(document), decisionNamespace)))).code,
    ).toBe("signature-invalid");
    expect(
      (await failureOf(recordDecision(org.workplace, { document, bytes: canonicalBytes(document) }, await org.signer("bo")(canonicalBytes(document), policyNamespace)))).code,
    ).toBe("signature-invalid");
    expect((await failureOf(recordDecision(org.workplace, { document: { ...document, tier: "x" }, bytes: canonicalBytes(document) }, ""))).message).toBe(
      "The signed bytes are not the document.",
    );
    expect(await org.facts("decision-made")).toEqual([]);
  });

  async function signed(handle: string, document: DecisionDocument) {
    const bytes = canonicalBytes(document);
    return await recordDecision(org.workplace, { document, bytes }, await org.signer(handle)(bytes, decisionNamespace));
  }
});

describe("A01 A05 whoever contributed", () => {
  it("is refused as approver by name, the attempt is a fact, and may still ask for changes", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const failure = await failureOf(org.prepare("ada", change));
    expect([failure.code, failure.message]).toEqual([
      "refused",
      "Ada Author wrote part of this change, so that approval would not count. Bo Berg, Chen Wei or Dora Diaz can approve it.",
    ]);
    expect((await org.facts("attempt-refused")).map(({ actor, data }) => [actor, data])).toEqual([
      [org.id("ada"), { action: "decide", code: "author-conflict", person: org.id("ada") }],
    ]);
    expect((await questionsFor(org.workplace, "ada", change)).warning).toBe(failure.message);
    const { verdict } = await org.decide("ada", change, { outcome: "request-changes", comment: "I see a mistake of mine" });
    expect(verdict.verdict).toBe("wait");
    expect((await org.decide("bo", change)).verdict.verdict).toBe("allow");
  });

  it("A01 is not let in by a document of the own making either, so that no ledger ever holds such an approval", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const { document } = await org.prepare("bo", change);
    const mine = { ...document, person: org.id("ada"), printedName: "Ada Author" };
    const bytes = canonicalBytes(mine);
    expect((await failureOf(recordDecision(org.workplace, { document: mine, bytes }, await org.signer("ada")(bytes, decisionNamespace)))).code).toBe("refused");
    expect(await org.facts("decision-made")).toEqual([]);
    expect((await org.facts("attempt-refused")).map(({ data }) => data.code)).toEqual(["author-conflict"]);
  });

  it("A02 is known by every address, in any case, also of one enrolled later; the same for nobody's is an unknown contributor", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic", org.base);
    const head = org.repository.commit({ [source.path]: source.after }, { author: "B. <Bo.Private@Example.net>" });
    const { change } = await org.propose();
    await org.attach(head);
    await org.decide("chen", change);
    expect(holding(await org.gate(change, { environment: null }))).toEqual(["unresolved-contributor"]);
    await org.decide("bo", change);
    await changePerson(org.workplace, "ada", "bo", { emails: ["bo@example.com", "bo.private@example.net"] });
    const answer = await org.gate(change, { environment: null });
    expect(answer.verdict.verdict).toBe("allow");
    expect(answer.verdict.decisions.find(({ person }) => person === org.id("bo"))).toMatchObject({ counts: false, because: "author-conflict" });
    expect((await failureOf(org.prepare("bo", change))).code).toBe("refused");
    const taken = enrolPerson(org.workplace, "ada", { handle: "bob", name: "Bob", emails: ["BO.private@example.net"], roles: [] });
    expect(await failureOf(taken)).toMatchObject({ code: "already-exists", message: "bo.private@example.net already belongs to Bo Berg." });
    expect(await failureOf(changePerson(org.workplace, "ada", "chen", { emails: ["bo@example.com"] }))).toMatchObject({ code: "already-exists" });
  });

  it("A04 by a trailer, and A07 in an earlier revision that is gone from the branch, stays a contributor; who only reviewed passes", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic", org.base);
    org.repository.commit({ [source.path]: "export const fee = 2;\n" }, { message: "Try\n\nCo-authored-by: Bo Berg <bo@example.com>" });
    const first = await org.propose();
    org.repository.branch("anew", org.base);
    const head = org.repository.commit({ [source.path]: source.after });
    const second = await org.propose({ head: "refs/heads/anew", change: first.change });
    expect(second).toMatchObject({ change: first.change, revision: 2 });
    await org.attach(head);
    expect((await failureOf(org.prepare("bo", first.change))).message).toMatch(/^Bo Berg wrote part of this change/);
    expect((await org.decide("chen", first.change)).verdict.verdict).toBe("allow");
  });

  it("A05 sponsors the AI's code by putting it forward, and does not count; R94 two others do", async () => {
    await using org = await testOrganisation();
    org.repository.branch("topic", org.base);
    const head = org.repository.commit({ [source.path]: source.after }, { message: "Charge\n\nCo-Authored-By: Claude <noreply@anthropic.com>" });
    const { change, report } = await org.propose({ by: "bo", declared: null });
    await org.attach(head);
    expect(report.origin).toEqual({ human: 0, ai: 2, mixed: 0, unknown: 0 });
    expect((await failureOf(org.prepare("bo", change))).message).toMatch(/^Bo Berg put this change forward or prompted the tool that wrote it/);
    expect((await org.decide("chen", change)).verdict.verdict).toBe("wait");
    expect((await org.decide("dora", change)).verdict.verdict).toBe("allow");
  });
});

describe("R5 an agent", () => {
  it("A08 may put forward and attach; deciding, qualifying, adopting and enrolling are refused, and each refusal is a fact", async () => {
    await using org = await testOrganisation();
    const head = org.commitChange();
    const { change } = await org.propose({ by: "robin" });
    const { addEvidence } = await import("./add-evidence.ts");
    await addEvidence(org.workplace, "robin", { repository: org.repository.path, commit: head, files: [{ name: "junit.xml", bytes: junit() }] });
    const { breakGlass } = await import("./break-glass.ts");
    const sign = org.signer("robin");
    const attempts: [string, string, () => Promise<unknown>][] = [
      ["decide", "robin", () => prepareDecision(org.workplace, "robin", { change, outcome: "approve", answers: [] })],
      ["decide", "robin", () => prepareDecision(org.workplace, "robin", { change, outcome: "unsure", answers: [], doubt: "meets-requirement", comment: "?" })],
      ["qualify", "robin", () => qualify(org.workplace, "robin", { person: "bo", domain: "security", basis: "I say so" })],
      ["adopt-policy", "robin", () => adoptPolicy(org.workplace, "robin", { text: defaultPolicyText.replace("version: 1", "version: 2"), file: "p.yaml", sign })],
      ["enrol-person", "robin", () => enrolPerson(org.workplace, "robin", { handle: "x", name: "X", emails: [], roles: [] })],
      [
        "break-glass",
        "robin",
        () =>
          breakGlass(org.workplace, {
            people: [
              { by: "robin", sign },
              { by: "bo", sign: org.signer("bo") },
            ],
            environment: "production",
            change,
            reason: "Everything is on fire, sir",
          }),
      ],
      ["enrol-key", "ada", () => enrolKey(org.workplace, "ada", "robin", testKey().line)],
      ["qualify", "ada", () => qualify(org.workplace, "ada", { person: "robin", domain: "security", basis: "A good model" })],
    ];
    for (const [action, by, attempt] of attempts) {
      const { code } = await failureOf(attempt());
      const [refused] = (await org.facts("attempt-refused")).slice(-1);
      expect([code, refused?.data]).toEqual(["refused", { action, code: "not-a-person", person: org.id(by as Handle) }]);
    }
    expect(await org.facts("attempt-refused")).toHaveLength(attempts.length);
    expect((await failureOf(changePerson(org.workplace, "ada", "robin", { roles: ["administrator"] }))).message).toBe("An agent holds no role.");
    const [document] = [await org.prepare("bo", change)];
    const mine = { ...document.document, person: org.id("robin"), printedName: "Robin" };
    expect((await failureOf(recordDecision(org.workplace, { document: mine, bytes: canonicalBytes(mine) }, await sign(canonicalBytes(mine), decisionNamespace)))).code).toBe(
      "refused",
    );
  });

  it("R32 like a person who left, who may not even propose", async () => {
    await using org = await testOrganisation();
    org.commitChange();
    await changePerson(org.workplace, "ada", "bo", { active: false });
    expect(await failureOf(org.propose({ by: "bo" }))).toMatchObject({ code: "refused", message: "Bo Berg is not active any more." });
    const { change } = await org.propose();
    expect((await failureOf(org.prepare("bo", change))).code).toBe("refused");
    expect((await org.facts("attempt-refused")).map(({ data }) => [data.action, data.code])).toEqual([
      ["propose", "person-inactive"],
      ["decide", "person-inactive"],
    ]);
    expect((await failureOf(changePerson(org.workplace, "ada", "ada", { active: false }))).message).toBe("Ada Author is the last administrator.");
  });
});

describe("what was signed and what is judged", () => {
  it("R21 B01 a new commit makes an approval not count, and returns the change to its approver; a second approval mends it", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    expect((await org.decide("bo", change)).verdict.verdict).toBe("allow");
    const head = org.repository.commit({ [source.path]: `${source.after}// and more\n` });
    expect(await org.propose()).toMatchObject({ change, revision: 2 });
    await org.attach(head, [junit({ run: 2 }), lcov([1, 1, 1, 1])]);
    const answer = await org.gate(change, { environment: null });
    expect(holding(answer)).toEqual(["approval-missing"]);
    expect(answer.verdict.decisions).toMatchObject([{ person: org.id("bo"), counts: false, because: "head-mismatch" }]);
    const { returnedToMe, needsMyDecision } = await inbox(org.workplace, "bo");
    expect([needsMyDecision, returnedToMe.map(({ why }) => why)]).toEqual([[], ["You decided before, and what is judged has changed since."]]);
    expect((await inbox(org.workplace, "chen")).needsMyDecision.map(({ why, missing }) => [why, missing])).toEqual([
      [
        "It needs an approval by someone qualified for code review, which you are.",
        "Needs one more approval by someone qualified for code review: Bo Berg, Chen Wei or Dora Diaz.",
      ],
    ]);
    expect((await inbox(org.workplace, "ada")).waitingOnOthers.map(({ why }) => why)).toEqual(["It waits for Bo Berg, Chen Wei or Dora Diaz."]);
    expect((await org.decide("bo", change)).verdict.verdict).toBe("allow");
    expect((await inbox(org.workplace, "bo")).done.map(({ why }) => why)).toEqual(["It may be merged."]);
  });

  it("R4 evidence that arrives after the approval makes it not count, by name", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    await org.decide("bo", change);
    await org.attach(head, [junit({ passed: 4 })]);
    const answer = await org.gate(change, { environment: null });
    expect(answer.verdict).toMatchObject({ verdict: "wait", decisions: [{ counts: false, because: "evidence-changed" }] });
  });

  it("is held together: when the change moved on between writing and signing, nothing is recorded", async () => {
    await using org = await testOrganisation();
    const { change, head } = await org.proposed();
    const prepared = await org.prepare("bo", change);
    await org.attach(head, [junit({ passed: 4 })]);
    const failure = await failureOf(org.record("bo", prepared));
    expect([failure.code, failure.message]).toEqual(["stale", "What was signed is not what is judged now: the evidence changed meanwhile. Nothing was recorded."]);
    expect(await org.facts("decision-made")).toEqual([]);
    expect((await org.decide("bo", change)).verdict.verdict).toBe("allow");
  });

  it("A10 a signature is fresh for five minutes, to the millisecond", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const [early, late] = [await org.prepare("bo", change), await org.prepare("chen", change)];
    org.clock.now += 5 * 60_000;
    expect((await org.record("bo", early)).printedName).toBe("Bo Berg");
    org.clock.now += 1;
    expect(await failureOf(org.record("chen", late))).toMatchObject({ code: "stale" });
  });

  it("H20 the same signed decision recorded twice is one fact with one place; another under its id is refused", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const prepared = await org.prepare("bo", change);
    const [first, second] = await Promise.all([org.record("bo", prepared), org.record("bo", prepared)]);
    org.clock.advance("1h");
    const third = await org.record("bo", prepared);
    expect([second.index, third.index]).toEqual([first.index, first.index]);
    expect(await org.facts("decision-made")).toHaveLength(1);
    const other = await org.prepare("chen", change);
    const stolen = { ...other.document, nonce: prepared.document.nonce, id: prepared.document.id };
    const bytes = canonicalBytes(stolen);
    expect(await failureOf(recordDecision(org.workplace, { document: stolen, bytes }, await org.signer("chen")(bytes, decisionNamespace)))).toMatchObject({
      code: "already-exists",
      message: `Another decision is already recorded as ${prepared.document.id}.`,
    });
    expect((await org.workplace.store.read.decisions(change)).map(({ person }) => person)).toEqual([org.id("bo")]);
  });

  it("A19 one key belongs to one person, also when two are enrolled at once; a revoked key signs nothing more", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    const shared = testKey();
    const tries = await Promise.allSettled([enrolKey(org.workplace, "ada", "bo", shared.line), enrolKey(org.workplace, "ada", "chen", shared.line)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await failureOf(enrolKey(org.workplace, "ada", "dora", shared.line))).toMatchObject({ code: "already-exists" });
    const prepared = await org.prepare("bo", change);
    for (const key of await org.workplace.store.read.keys()) if (key.person === org.id("bo") && key.revokedAt === null) await revokeKey(org.workplace, "bo", key.fingerprint);
    expect(await failureOf(org.record("bo", prepared))).toMatchObject({ code: "signature-invalid", message: "No key is enrolled for this person." });
    expect(await failureOf(revokeKey(org.workplace, "chen", org.keys.get("dora")?.fingerprint ?? ""))).toMatchObject({ code: "refused" });
  });

  it("R6 an objection blocks by name until its own person decides again", async () => {
    await using org = await testOrganisation();
    const { change } = await org.proposed();
    await org.decide("bo", change);
    await org.decide("chen", change, { outcome: "request-changes", comment: "The fee is wrong" });
    expect((await org.gate(change, { environment: null })).verdict).toMatchObject({ verdict: "deny", headline: "Chen Wei asked for changes." });
    expect((await inbox(org.workplace, "ada")).returnedToMe.map(({ why, missing }) => [why, missing])).toEqual([
      ["You contributed, and the gate denies it.", "Chen Wei asked for changes."],
    ]);
    await org.decide("chen", change);
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
    await org.decide("dora", change, { outcome: "defer", until: "2026-11-05", comment: "After the close" });
    expect(holding(await org.gate(change, { environment: null }))).toEqual(["deferred"]);
    org.clock.advance("4d");
    expect((await org.gate(change, { environment: null })).verdict.verdict).toBe("allow");
  });
});

it("a change that was never put forward is named, with the way to those that were", async () => {
  await using org = await testOrganisation();
  const failure = await failureOf(openCase(org.workplace, "c-nothing"));
  expect(failure.toString()).toBe("No change c-nothing was put forward. The inbox shows which are open.");
});
