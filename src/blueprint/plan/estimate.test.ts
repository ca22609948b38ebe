import { expect, test } from "vitest";
import type { Policy } from "../../model/policy.ts";
import { loadPolicyFile, resolvePolicy } from "../../policy/index.ts";
import { definitionOfDone } from "./definition-of-done.ts";
import { estimateMinutes, estimateReview } from "./estimate.ts";

const text = `policy: 1
version: 1
ai: { reviewers: { ai: 2 } }
change-types:
  docs: { paths: ["docs/**"], tier: light }
  code: { otherwise: true, qualification: code-review, tier: full }
criteria:
  only-words: { check: "change.types == ['docs']", says: Only documentation is touched. }
  right: { ask: Does it do what was asked?, link: requirement }
  safe: { ask: Is it safe? }
tiers:
  light: { human: Whether the words are right., pass-alone: only-words, sample: 10%, ask: [right] }
  full: { human: Whether it is right and safe., ask: [right, safe], approvals: { count: 1, qualification: code-review } }
`;
const policy: Policy = resolvePolicy(loadPolicyFile(text, "policy.yaml"));

test("a review is reckoned from the lines to read, the questions and the people that the policy asks for (R98)", () => {
  expect(estimateReview(policy, { tiers: ["full"], lines: 250 })).toEqual({ people: 1, reading: 30, answering: 4, signing: 1, minutes: 35 });
  // AI's lines ask for two people, each of whom reads everything; three findings are three questions more.
  expect(estimateReview(policy, { tiers: ["full"], lines: 250, origins: ["ai"], items: 3 })).toMatchObject({ people: 2, answering: 10, minutes: 82 });
  // A question that two tiers ask is asked once, and the domain is held by whoever is asked anyway.
  expect(estimateReview(policy, { tiers: ["light", "full"], lines: 0, qualifications: ["code-review"] })).toMatchObject({ people: 1, answering: 4 });
});

test("what passes without a person costs only the share that is looked at afterwards, and a tier nobody knows costs nothing", () => {
  expect(estimateMinutes(policy, { tiers: ["light"], lines: 500, alone: ["light"] })).toBeCloseTo(6);
  expect(estimateReview(policy, { tiers: ["light"], lines: 500 })).toMatchObject({ people: 1, answering: 2 });
  expect(estimateMinutes(policy, { tiers: ["none-such"], lines: 500 })).toBe(0);
});

test("the Definition of Done says each criterion in the policy's words, marked automated or human (R30, R108)", () => {
  const done = definitionOfDone(policy);
  expect(done.tiers.map(({ name, items, alone }) => [name, items.map(({ id, decidedBy }) => `${id} ${decidedBy}`), alone?.item ?? null])).toEqual([
    ["light", ["right human"], { id: "only-words", says: "Only documentation is touched.", decidedBy: "automated" }],
    ["full", ["right human", "safe human"], null],
  ]);
  expect(done.tiers[1]?.types).toEqual([{ name: "code", paths: [], qualification: "code-review" }]);
  expect(done.tiers[1]?.items[0]?.says).toBe("Does it do what was asked? The answer names the requirement.");
  expect(done.policy).toBe(policy.digest);
});

test("the Definition of Done follows the policy: another criterion there is another one here (R108)", () => {
  const other = resolvePolicy(loadPolicyFile(text.replace("Is it safe?", "Is it safe for patients?"), "policy.yaml"));
  const saysOf = (of: Policy) => definitionOfDone(of).tiers.flatMap(({ items }) => items.map(({ says }) => says));
  expect(saysOf(other).filter((says) => !saysOf(policy).includes(says))).toEqual(["Is it safe for patients?"]);
});
