import { describe, expect, test } from "vitest";
import type { ApprovalRule } from "../model/policy.ts";
import { rulesEffect } from "./compare.ts";
import { diffPolicies } from "./diff.ts";
import { loadPolicyFile } from "./load.ts";
import { resolvePolicy } from "./resolve.ts";
import { hospital, hospitalRules, hospitalText } from "./testing.ts";

const before = resolvePolicy(hospital(), hospitalRules);
const edited = (from: string, to: string) => {
  if (!hospitalText.includes(from)) throw new Error(`nothing to edit: ${from}`);
  return diffPolicies(before, resolvePolicy(loadPolicyFile(hospitalText.replace(from, to), "new.yaml"), hospitalRules));
};
const rule = (count: number, qualification: string | null = null, more: Partial<ApprovalRule> = {}): ApprovalRule => ({
  count,
  qualification,
  role: null,
  signature: "any",
  ...more,
});

test("nothing differs from itself", () => {
  expect(diffPolicies(before, resolvePolicy(hospital(), hospitalRules))).toEqual([]);
});

test("R47: a difference has its path, both values, its effect, and a sentence", () => {
  expect(edited("approvals: { count: 1 }\n", "approvals: { count: 2, qualification: claims }\n")).toEqual([
    {
      path: "tiers.business-logic.approvals",
      from: "1 person",
      to: "2 people qualified for claims",
      effect: "tighter",
      sentence: "`tiers.business-logic.approvals` is tighter: from 1 person to 2 people qualified for claims.",
    },
  ]);
});

describe("what an edit does to the control", () => {
  test.each([
    ["undeclared: treat-as-ai", "undeclared: deny", "ai.undeclared", "tighter"],
    ["disclosure: required", "disclosure: optional", "ai.disclosure", "looser"],
    ["disclosure: required", "disclosure: { in: [] }", "ai.disclosure", "looser"],
    ["disclosure: required", "disclosure: { in: [commit, file-header] }", "ai.disclosure.in", "tighter"],
    ["disclosure: required", "disclosure: { in: [commit] }", "ai.disclosure.in", "none"],
    ["disclosure: required", "disclosure: { in: [description] }", "ai.disclosure.in", "looser"],
    ["disclosure: required", "disclosure: { grammar: kernel }", "ai.disclosure.grammar", "tighter"],
    ["disclosure: required", "disclosure: { grammar: { trailer: AI-Tools } }", "ai.disclosure.grammar", "tighter"],
    ["suspended: []", "prompts: digest", "ai.prompts", "tighter"],
    ["suspended: []", "prompts: none", "ai.prompts", "tighter"],
    ["suspended: []", "suspended: [claude-code]", "ai.suspended", "tighter"],
    ["models: [claude-*]", "models: []", "ai.tools.claude-code.models", "looser"],
    ["data: [public, internal]", "data: [public]", "ai.tools.claude-code.conditions.data", "tighter"],
    ["not-paths: [src/claims/**]", "not-paths: []", "ai.tools.claude-code.conditions.not-paths", "looser"],
    ["not-paths: [src/claims/**]", "not-paths: [src/claims/**], account: business", "ai.tools.claude-code.conditions.account", "tighter"],
    ["granted-by: [ciso], valid-for: 1y", "granted-by: [ciso, cto], valid-for: 1y", "qualifications.security.granted-by", "looser"],
    ["granted-by: [ciso], valid-for: 1y", "granted-by: [ciso], valid-for: 12mo", "qualifications.security.valid-for", "none"],
    ['"**/*.test.ts", "test/**"', '"**/*.test.ts"', "change-types.tests.paths", "tighter"],
    ['"**/*.test.ts", "test/**"', '"**/*.test.ts", "test/**", "src/**"', "change-types.tests.paths", "looser"],
    ['"**/*.rego", AGENTS.md', '"**/*.rego"', "change-types.security.paths", "looser"],
    ["findings: [sast>=high, secret]", "findings: [sast>=high, secret, pii]", "change-types.security.findings", "tighter"],
    ["qualification: claims }", "qualification: security }", "change-types.compliance.qualification", "changed"],
    ["coverage.ai.lines >= 0.80", "coverage.ai.lines >= 0.85", "criteria.ai-lines-covered", "tighter"],
    ["coverage.ai.lines >= 0.80", "coverage.changed.lines >= 0.85", "criteria.ai-lines-covered", "changed"],
    ["says: Every test passes, and there are tests.", "says: All good.", "criteria.tests-pass", "changed"],
    ["pass-alone: tests-pass  ", "pass-alone: ai-lines-covered  ", "tiers.tests.pass-alone", "changed"],
    ["sample: 5%", "sample: 6%", "tiers.tests.sample", "tighter"],
    ["ask: [meets-requirement, threat-considered]", "ask: [threat-considered]", "tiers.security.ask", "looser"],
    ["human: Reviews the whole diff against its requirement", "human: Reviews it", "tiers.business-logic.human", "changed"],
    ["severity: deny", "severity: ask", "constraints.no-patient-identifier-in-logs.severity", "looser"],
    ["within: 4h", "within: 3h", "escalation.unsure", "tighter"],
    ["role: architect", "role: intern", "escalation.unsure", "changed"],
    ["people: 2", "people: 3", "environments.production.break-glass", "tighter"],
    ["escape-window: 90d", "escape-window: 30d", "measure.escape-window", "looser"],
    ["review-by: 2027-03-31", "review-by: 2027-02-28", "review-by", "tighter"],
  ])("%s, then %s: %s is %s", (from, to, path, effect) => {
    const entries = edited(from, to).map((entry) => [entry.path, entry.effect]);
    expect(entries).toEqual(effect === "none" ? [] : [[path, effect]]);
  });

  test("R91: a waiver that is added loosens, one that goes tightens", () => {
    const waiver = "\nwaivers: [{ id: w, rule: tiers.tests.sample, reason: x, risk: R-1, approved-by: ciso, expires: 2027-01-01 }]\n";
    const after = resolvePolicy(loadPolicyFile(hospitalText + waiver, "new.yaml"), hospitalRules);
    expect(diffPolicies(before, after).map(({ path, effect, to }) => [path, effect, to])).toEqual([["waivers.w", "looser", "tiers.tests.sample until 2027-01-01"]]);
    expect(diffPolicies(after, before).map(({ path, effect }) => [path, effect])).toEqual([["waivers.w", "tighter"]]);
  });
});

describe("approval rules", () => {
  test.each<[string, ApprovalRule[], ApprovalRule[], string | null]>([
    ["one more person", [rule(1)], [rule(2)], "tighter"],
    ["a qualification", [rule(1)], [rule(1, "security")], "tighter"],
    ["a passkey", [rule(1)], [rule(1, null, { signature: "passkey" })], "tighter"],
    ["another rule", [rule(2)], [rule(2), rule(1, "security")], "tighter"],
    ["nobody any more", [rule(1)], [], "looser"],
    ["another qualification", [rule(1, "security")], [rule(1, "claims")], "changed"],
    ["one for two qualifications", [rule(1, "security"), rule(1, "claims")], [rule(2, "security")], "changed"],
    ["one rule where two of the same stood", [rule(1, "security"), rule(1, "security")], [rule(1, "security")], "looser"],
    ["another first rule", [rule(1, "security"), rule(1, "claims")], [rule(1, "claims"), rule(1, "security")], "changed"],
    ["the same in another writing", [rule(2), rule(1, "security")], [rule(2), rule(1, "security")], null],
  ])("%s", (_, from, to, effect) => {
    expect(rulesEffect(from, to)).toBe(effect);
  });
});
