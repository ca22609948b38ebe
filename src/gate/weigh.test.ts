import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer, Decision } from "../model/decision.ts";
import { judge } from "./judge.ts";
import type { JudgeInput } from "./judge-input.ts";
import { subjectOf } from "./subject.ts";
import { type Act, approval, day, decided, decisionOf, escalationOf, fateOf, fates, fileOf, itemOf, ledger, now, policyOf, said, situation } from "./testing.ts";

const other = "9".repeat(40);
const digest = "9".repeat(64);
const approved = (more: Partial<Act> = {}, input = situation()) => decided(input, approval("ana", more), approval("bo", more));

describe("R21: an approval counts for exactly what it signed", () => {
  test.each([
    ["B01: another head", { head: other }, "head-mismatch"],
    ["B05: another base", { base: other }, "base-changed"],
    ["B07: another result tree", { resultTree: other }, "tree-mismatch"],
    ["B23: the same tree by its SHA-1, with other content", { resultListing: digest }, "tree-mismatch"],
    ["B10: another repository with the same commits", { repository: `sha256:${digest}` }, "context-mismatch"],
    ["B10: another change with the same commits", { change: "c-2" }, "context-mismatch"],
    ["B22, D01: another policy", { policy: digest }, "policy-changed"],
    ["other criteria", { criteria: digest }, "criteria-changed"],
    ["other evidence", { evidence: digest }, "evidence-changed"],
    ["B11: an environment instead of the change", { environment: "production" }, "env-mismatch"],
    ["an artifact that nobody named", { artifact: digest }, "params-changed"],
  ])("%s", (_what, subject, because) => {
    const input = approved({ subject });
    expect(said(input)).toBe("wait: approval-missing (ana, bo)");
    expect(fates(input)).toEqual({ ana: because, bo: because });
  });

  test("the twin: the same approvals of what is judged", () => {
    expect(said(approved())).toBe("allow");
  });

  test("where base and head conflict there is nothing to approve", () => {
    const conflicting = { ...approved(), change: { ...situation().change, resultTree: null } };
    expect(said(conflicting)).toBe("deny: merge-conflict; approval-missing (ana, bo)");
    expect(judge(conflicting).subject).toBeNull();
    expect(subjectOf(conflicting)).toBeNull();
  });
});

describe("what moves on after an approval", () => {
  const before = approved();

  test("B01: a new commit; the approvals stay visible, for the head that they were made for", () => {
    const after = { ...before, change: { ...before.change, head: other, revision: 2 }, evidence: { ...before.evidence, items: [itemOf("tests", { commit: other })] } };
    expect(said(after)).toBe("wait: approval-missing (ana, bo)");
    expect(fates(after)).toEqual({ ana: "head-mismatch", bo: "head-mismatch" });
  });

  test("B04: away and back to the approved head, it holds again, whatever was said about the head between", () => {
    const between = { ...before, change: { ...before.change, head: other } };
    const back = { ...before, decisions: [...before.decisions, ...[approval("ana"), approval("bo")].map((act, at) => decisionOf(between, act, 40 + at))] };
    expect(said(back)).toBe("allow");
    expect(said({ ...back, change: { ...back.change, base: other } })).toBe("wait: approval-missing (ana, bo)");
  });

  test("B22: a stricter policy voids the approvals, and signing again under it counts", () => {
    const policy = policyOf(null, "limits: { change-lines: 300 }");
    expect(fates({ ...before, policy })).toEqual({ ana: "policy-changed", bo: "policy-changed" });
    expect(said(decided({ ...before, policy }, approval("ana"), approval("bo")))).toBe("allow");
  });

  test("R4: evidence that came later, and evidence that is only dated later", () => {
    const more = { ...before.evidence, items: [...before.evidence.items, itemOf("analysis", { index: 30, kind: "analysis" })] };
    expect(fateOf({ ...before, evidence: more }, "ana")).toBe("evidence-changed");
    const late = { ...before.evidence, items: before.evidence.items.map((item) => ({ ...item, index: 30 })) };
    expect(fateOf({ ...before, evidence: late }, "ana")).toBe("out-of-order");
  });

  test.each([
    ["R4: before the proposal", ledger.proposal - 1, "out-of-order"],
    ["R4: at the proposal's own index", ledger.proposal, "out-of-order"],
    ["R4: at the index of the evidence", ledger.evidence, "out-of-order"],
    ["R4: the twin, right after the evidence", ledger.evidence + 1, "counts"],
  ])("a decision %s", (_when, index, fate) => {
    expect(fateOf(decided(situation(), approval("ana", { index })), "ana")).toBe(fate);
  });

  test("R4: where nothing was put forward nothing is in order", () => {
    expect(fateOf(decided(situation({ proposed: null }), approval("ana")), "ana")).toBe("out-of-order");
  });
});

describe("B10, B11, B13: the judgement of a change and its releases are signed apart", () => {
  const artifact = "5".repeat(64);
  const policy = policyOf(
    "environments: { staging: { human: Looks at it, approvals: { count: 1, role: release-manager } }, production: { human: Releases it, approvals: { count: 1, role: release-manager } } }",
  );
  const releasedTo = (environment: string, named: string | null = artifact) => ({ ...approved({}, situation({ policy })), release: { environment, artifact: named } });
  const staged = decided(releasedTo("staging"), approval("chen", { released: true }));

  test("the release has places of its own", () => {
    expect(said(releasedTo("staging"))).toBe("wait: approval-missing (chen)");
    expect(said(staged)).toBe("allow");
  });

  test("B11: staging's approval is none for production, and is shown there as what it is", () => {
    const production = { ...staged, release: { environment: "production", artifact } };
    expect(said(production)).toBe("wait: approval-missing (chen)");
    expect(fateOf(production, "chen")).toBe("env-mismatch");
    expect(judge(production).decisions).toHaveLength(3);
  });

  test("B13: nor for another artifact", () => {
    const changed = { ...staged, release: { environment: "staging", artifact: digest } };
    expect([said(changed), fateOf(changed, "chen")]).toEqual(["wait: approval-missing (chen)", "params-changed"]);
    expect(fateOf({ ...staged, release: { environment: "staging", artifact: null } }, "chen")).toBe("params-changed");
  });

  test("an approval of the change is none of its release", () => {
    const input = decided(releasedTo("staging"), approval("chen"));
    expect(said(input)).toBe("wait: approval-missing (chen)");
    expect(fateOf(input, "chen")).toBe("not-qualified");
  });

  test("a release is only allowed where the change itself is", () => {
    expect(said(decided({ ...situation({ policy }), release: { environment: "staging", artifact } }, approval("chen", { released: true })))).toBe(
      "wait: approval-missing (ana, bo)",
    );
  });

  test("one person may judge the change and release it, with two signatures", () => {
    const people = { dev: {}, ana: { holds: ["code-review"], roles: ["release-manager"] } };
    const input = { ...situation({ policy, origin: "human", people }), release: { environment: "staging", artifact } };
    expect(said(decided(input, approval("ana")))).toBe("wait: approval-missing (ana)");
    expect(said(decided(input, approval("ana"), approval("ana", { released: true })))).toBe("allow");
  });
});

describe("R19, R22, R28: every question has an answer that affirms it", () => {
  const answered = (answers: (answer: Answer) => readonly Answer[]) => decided(situation(), approval("ana", { answers }));

  test.each<[string, (answer: Answer) => readonly Answer[], string]>([
    ["R19: none", () => [], "answers-incomplete"],
    ["R22: not met", (answer) => [{ ...answer, value: "not-met", reason: "It pays twice" }], "answers-incomplete"],
    ["R22: not applicable, without a reason", (answer) => [{ ...answer, value: "not-applicable" }], "answers-incomplete"],
    ["R22: not applicable, with a blank for a reason", (answer) => [{ ...answer, value: "not-applicable", reason: " " }], "answers-incomplete"],
    ["R28: met, without the requirement that it asks for", (answer) => [{ ...answer, link: null }], "answers-incomplete"],
    ["R28: met, with a blank for a requirement", (answer) => [{ ...answer, link: "" }], "answers-incomplete"],
    ["both ways", (answer) => [answer, { ...answer, value: "not-met" }], "answers-incomplete"],
    ["to another question", (answer) => [{ ...answer, criterion: "accurate" }], "answers-incomplete"],
    ["the twin: met, with the requirement", (answer) => [answer], "counts"],
    ["the twin: not applicable, with a reason", (answer) => [{ ...answer, value: "not-applicable", reason: "A typo", link: null }], "counts"],
  ])("%s", (_how, answers, fate) => {
    expect(fateOf(answered(answers), "ana")).toBe(fate);
  });

  test("R22: each question is stored with its outcome, who answered and on what it rests", () => {
    const { criteria } = judge(
      decided(situation(), approval("ana"), approval("bo", { answers: (answer) => [{ ...answer, value: "not-applicable", reason: "A typo", link: null }] })),
    );
    expect(criteria.filter(({ kind }) => kind === "question")).toEqual([
      {
        id: "meets-requirement",
        kind: "question",
        says: "Does the change do what the linked requirement asks, and nothing else?",
        result: "met",
        restsOn: "Ana: met (PAY-1); Bo: not-applicable",
        askedBy: ["tiers.business-logic"],
      },
    ]);
  });

  test("R9: a release asks about blast radius and rollback, and its approval answers both", () => {
    const input = approved({}, situation({ release: "production" }));
    const half = (answer: Answer) => (answer.criterion === "rollback-known" ? [] : [answer]);
    expect(fateOf(decided(input, approval("chen", { released: true, answers: half })), "chen")).toBe("answers-incomplete");
    expect(said(decided(input, approval("chen", { released: true })))).toBe("allow");
  });
});

describe("objections", () => {
  const against = (more: Partial<Act> = {}, person = "lea"): Act => ({ person, outcome: "request-changes", ...more });

  test("one holds the change up, whoever made it and however many approved", () => {
    expect(said(decided(approved(), against()))).toBe("deny: changes-requested (lea)");
    expect(said(decided(approved(), against({}, "gus")))).toBe("deny: changes-requested (gus)");
  });

  test("it is taken back by the person's own later word", () => {
    expect(said(decided(approved(), against({}, "ana"), approval("ana")))).toBe("allow");
    expect(said(decided(approved(), against({ withdrawnAt: 40 })))).toBe("allow");
  });

  test("nor by an approval under a key that is not the person's", () => {
    const forged = decided(approved(), against({}, "ana"), approval("ana"));
    const keys = new Map([...forged.people.keys].filter(([, key]) => key.person !== "ana"));
    expect(said({ ...forged, people: { ...forged.people, keys } })).toMatch(/^deny: changes-requested \(ana\)/);
  });

  test("an approval before it counts no more", () => {
    expect(judge(decided(approved(), against({}, "ana"))).decisions.map(({ person, because }) => [person, because])).toContainEqual(["ana", "replaced"]);
    expect(said(decided(approved(), against({}, "ana")))).toBe("deny: changes-requested (ana); approval-missing (ana); quorum-distinct (ana)");
  });

  test("it holds whatever evidence, policy or base came since, and ends with a new head", () => {
    const objected = decided(situation(), against());
    const policy = policyOf(null, "limits: { change-lines: 300 }");
    for (const moved of [
      { ...objected, policy },
      { ...objected, evidence: { ...objected.evidence, items: [] } },
      { ...objected, change: { ...objected.change, base: other } },
    ]) {
      expect(said(decided(moved, approval("ana"), approval("bo")))).toBe("deny: changes-requested (lea)");
    }
    const pushed = { ...objected, change: { ...objected.change, head: other }, evidence: { ...objected.evidence, items: [] } };
    expect(said(decided(pushed, approval("ana"), approval("bo")))).toBe("allow");
  });

  test("B04: it holds again when its head comes back, also after the person approved the head between", () => {
    const objected = decided(approved(), against());
    const between = decisionOf({ ...objected, change: { ...objected.change, head: other } }, approval("lea"), 50);
    expect(said({ ...objected, decisions: [...objected.decisions, between] })).toBe("deny: changes-requested (lea)");
  });

  test("B10: what the person says about another change takes nothing back", () => {
    const objected = decided(approved(), against(), approval("lea", { subject: { change: "c-2" } }));
    expect(said(objected)).toBe("deny: changes-requested (lea)");
  });

  test.each([
    ["a contributor", "dev"],
    ["an agent", "bot"],
    ["somebody unknown", "mallory"],
  ])("%s makes none", (_who, person) => {
    expect(said(decided(approved(), against({}, person)))).toBe("allow");
  });

  test("one against a release leaves the change alone", () => {
    const input = decided(approved({}, situation({ release: "production" })), approval("chen", { released: true }), against({ released: true }));
    expect(said(input)).toBe("deny: changes-requested (lea)");
    expect(said({ ...input, release: null })).toBe("allow");
  });

  test.each([
    ["2026-11-23", "wait: deferred (lea)"],
    ["2026-11-22", "wait: deferred (lea)"],
    ["2026-11-21", "allow"],
    ["soon", "wait: deferred (lea)"],
    [null, "wait: deferred (lea)"],
  ])("R69: deferred until %s, on the noon of 2026-11-22: %s", (until, expected) => {
    expect(said(decided(approved(), { person: "lea", outcome: "defer", until }))).toBe(expected);
  });

  test("R69: the day ends with its last millisecond", () => {
    const input = decided(approved(), { person: "lea", outcome: "defer", until: "2026-11-22" });
    const midnight = Date.UTC(2026, 10, 23);
    expect(said({ ...input, now: midnight - 1 })).toBe("wait: deferred (lea)");
    expect(said({ ...input, now: midnight })).toBe("allow");
  });
});

describe("R33: unsure is a word of its own", () => {
  const unsure = decided(approved(), { person: "lea", outcome: "unsure", doubt: "meets-requirement", id: "d-unsure" });
  const escalated = (more: object) => said({ ...unsure, escalations: [escalationOf("d-unsure", more)] });

  test("it holds the change up before anybody has taken it up", () => {
    expect(said(unsure)).toBe("wait: escalated (lea)");
    expect(judge(unsure).headline).toBe("Lea was unsure about meets-requirement, and nobody has taken it up.");
  });

  test.each([
    ["waits for whoever it went to, without those who were asked", { to: { qualification: "code-review", role: null, not: ["ana"] } }, "wait: escalated (bo)"],
    ["waits for a role", { to: { qualification: null, role: "engineering-lead", not: [] } }, "wait: escalated (lea)"],
    ["is never for contributors", { to: { qualification: null, role: "release-manager", not: [] } }, "wait: escalated (chen)"],
    ["has a millisecond left", { due: now + 1, to: { qualification: "compliance", role: null, not: [] } }, "wait: escalated (bo)"],
    ["has run out", { due: now, to: { qualification: "compliance", role: null, not: [] } }, "deny: escalation-timed-out (bo)"],
    ["was resolved", { resolvedAt: now - day }, "allow"],
  ])("the escalation %s", (_what, more, expected) => {
    expect(escalated(more)).toBe(expected);
  });

  test("a doubt about one environment holds up that one, and neither the change itself nor another environment", () => {
    const policy = policyOf("environments: { staging: {}, production: {} }");
    const input = {
      ...decided(approved({}, situation({ policy, release: "production" })), { person: "lea", outcome: "unsure", doubt: "meets-requirement", id: "d-unsure", released: true }),
    };
    const at = (environment: string | null) => {
      const release = environment === null ? null : { environment, artifact: null };
      return judge({ ...input, release, escalations: [escalationOf("d-unsure")] }).reasons.some(({ code }) => code === "escalated");
    };
    expect([at("production"), at("staging"), at(null)]).toEqual([true, false, false]);
  });

  test("the headline names an open doubt first, and never only counts it", () => {
    const doubted = (input: JudgeInput) => judge({ ...input, escalations: [escalationOf("d-unsure", { to: { qualification: "compliance", role: null, not: [] } })] }).headline;
    expect(doubted(situation())).toBe("An escalation about meets-requirement waits for Bo until 2026-11-23 12:00 UTC. 1 more reason holds it up.");
    expect(doubted(situation({ measured: { tests: { failed: 1 } } }))).toBe(
      "1 test failed, none may. An escalation about meets-requirement waits for Bo until 2026-11-23 12:00 UTC.",
    );
  });

  test("an escalation holds when the unsure decision is gone, and on every head, until it is resolved", () => {
    expect(said({ ...approved(), escalations: [escalationOf("d-unsure", { to: { qualification: "compliance", role: null, not: [] } })] })).toBe("wait: escalated (bo)");
    const pushed = { ...unsure, change: { ...unsure.change, head: other }, evidence: { ...unsure.evidence, items: [] }, escalations: [escalationOf("d-unsure")] };
    expect(said(decided(pushed, approval("ana"), approval("bo")))).toBe("wait: escalated (ana, bo, chen, lea, gus)");
  });

  test("what is only overdue, or reviewed after an emergency, holds nothing up", () => {
    expect(said({ ...approved(), escalations: [escalationOf(null, { kind: "overdue", due: 0 }), escalationOf(null, { kind: "break-glass-review", due: 0 })] })).toBe("allow");
  });
});

describe("B02: whatever the order of push, approval and gate", () => {
  const heads = ["b", "c", "d"].map((letter) => letter.repeat(40));
  const cases = heads.map((head) => situation({ range: { head }, files: [fileOf("src/pay.ts")] }));
  const step = fc.oneof(
    fc.record({ push: fc.nat({ max: heads.length - 1 }) }),
    fc.record({ approve: fc.constantFrom("ana", "bo"), seen: fc.nat({ max: heads.length - 1 }) }),
    fc.constant({ gate: true as const }),
  );

  test("in 1,000 interleavings no head is allowed that two people have not approved", () => {
    let allowed = 0;
    let gated = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        let head = 0;
        const decisions: Decision[] = [];
        for (const each of steps) {
          if ("push" in each) head = each.push;
          // Who approves looked at some head; by the time it is recorded another may be there.
          else if ("approve" in each) decisions.push(decisionOf(cases[each.seen] as JudgeInput, approval(each.approve), ledger.decision + decisions.length));
          else {
            const verdict = judge({ ...(cases[head] as JudgeInput), decisions });
            const approvers = new Set(decisions.filter(({ subject }) => subject.head === heads[head]).map(({ person }) => person));
            expect(verdict.verdict).toBe(approvers.size === 2 ? "allow" : "wait");
            gated++;
            if (verdict.verdict === "allow") allowed++;
          }
        }
      }),
      { numRuns: 1_000 },
    );
    expect(gated).toBeGreaterThan(1_000);
    expect(allowed).toBeGreaterThan(100);
  });
});
