import { describe, expect, test } from "vitest";
import type { DependencyUpdate } from "../model/change.ts";
import type { Answer } from "../model/decision.ts";
import type { Finding } from "../model/evidence.ts";
import { mostItems } from "./items.ts";
import { judge } from "./judge.ts";
import { approval, day, decided, now, policyOf, said, situation } from "./testing.ts";

const finding = (more: Partial<Finding> = {}): Finding => ({
  tool: "semgrep",
  rule: "no-eval",
  severity: "medium",
  message: "eval runs whatever it is given",
  path: "src/pay.ts",
  line: 3,
  fingerprint: "f1",
  suppressed: false,
  ...more,
});

const update = (more: Partial<DependencyUpdate> = {}): DependencyUpdate => ({
  ecosystem: "npm",
  name: "left-pad",
  from: "1.0.0",
  to: "1.1.0",
  jump: "minor",
  direct: true,
  ...more,
});
const updating = (...updates: readonly DependencyUpdate[]) => ({ paths: ["package.json"], dependencies: { updates, sound: true, troubles: [], beside: [] } });
const missing = "wait: approval-missing (ana, bo)";
const answering = (findings: readonly Finding[], answer: (answer: Answer) => readonly Answer[]) => decided(situation({ findings }), approval("ana", { answers: answer }));
const items = (...options: Parameters<typeof situation>) => situation(...options).change.items.map(({ ask, tiers }) => [ask, tiers]);
const instead = (given: Partial<Answer>) => (answer: Answer) =>
  answer.criterion.startsWith("finding-") || answer.criterion.startsWith("update-") ? [{ ...answer, ...given }] : [answer];

describe("R14, R71: a finding that asks a person", () => {
  test("is asked with its tool, rule, place and severity, by the tiers that ask for it", () => {
    expect(items({ findings: [finding()] })).toEqual([
      ["semgrep reports no-eval at src/pay.ts:3, medium: eval runs whatever it is given. What is to become of it?", ["business-logic"]],
    ]);
  });

  test.each<[string, Finding]>([
    ["is below what the tier asks about", finding({ severity: "low" })],
    ["stands for a constraint, which asks by itself", finding({ rule: "logs" })],
  ])("is not asked when it %s", (_why, one) => {
    const policy = policyOf("constraints: [{ id: logs, why: No names in logs, rule: rules/logs.yaml, severity: warn }]");
    expect(items({ findings: [one], policy })).toEqual([]);
  });

  test("that a tool reports twice is asked once; the worst comes first", () => {
    const found = [finding(), finding(), finding({ fingerprint: "f2", severity: "high", rule: "secret-in-source" })];
    expect(items({ findings: found }).map(([ask]) => String(ask).split(" ")[2])).toEqual(["secret-in-source", "no-eval"]);
  });

  test("that a tool calls grave and slight is asked as the grave one", () => {
    const found = [finding({ severity: "medium", line: 3 }), finding({ severity: "critical", line: 2 })];
    expect(items({ findings: found })).toEqual([
      ["semgrep reports no-eval at src/pay.ts:2, critical: eval runs whatever it is given. What is to become of it?", ["business-logic", "security"]],
    ]);
  });

  test("keeps its name when the line moves, as long as the tool's fingerprint does", () => {
    const idOf = (one: Finding) => situation({ findings: [one] }).change.items[0]?.id;
    expect(idOf(finding({ line: 90 }))).toBe(idOf(finding()));
    expect(idOf(finding({ fingerprint: null }))).not.toBe(idOf(finding({ fingerprint: null, line: 90 })));
  });

  test.each<[string, Partial<Answer>, string]>([
    ["accepted with a reason until a day to come", {}, "allow"],
    ["accepted without a reason", { reason: " " }, missing],
    ["accepted for ever", { until: undefined }, missing],
    ["accepted until a day that has passed", { until: "2026-11-21" }, missing],
    ["accepted until what is no day", { until: "for ever" }, missing],
    ["a false positive with a reason", { value: "false-positive", until: undefined }, "allow"],
    ["a false positive without a reason", { value: "false-positive", reason: null, until: undefined }, missing],
    ["fixed, while the report still shows it", { value: "fixed", until: undefined }, missing],
    ["met, which is no answer to a finding", { value: "met" }, missing],
  ])("%s: %s", (_how, given, expected) => {
    const one = decided(situation({ findings: [finding()], origin: "human" }), approval("ana", { answers: instead(given) }));
    expect(said(one)).toBe(expected);
  });

  test("the approval stops counting the day after what was accepted is over", () => {
    const input = decided(situation({ findings: [finding()], origin: "human" }), approval("ana"));
    expect(said(input)).toBe("allow");
    const later = judge({ ...input, now: now + 2 * day });
    expect([later.verdict, later.decisions[0]?.because]).toEqual(["wait", "acceptance-over"]);
  });

  test("without an answer nobody's approval counts", () => {
    const silent = answering([finding()], (answer) => (answer.criterion.startsWith("finding-") ? [] : [answer]));
    expect(judge(silent).decisions[0]?.because).toBe("answers-incomplete");
  });

  test("what hides in the words of a tool is made visible (C01)", () => {
    expect(items({ findings: [finding({ message: "safe\u202e" })] })[0]?.[0]).not.toContain("\u202e");
  });

  test(`more than ${mostItems} pass nothing, whatever is answered`, () => {
    const many = Array.from({ length: mostItems + 1 }, (_, at) => finding({ fingerprint: `f${at}` }));
    const input = situation({ findings: many, origin: "human" });
    expect(said(decided(input, approval("ana")))).toBe("deny: items-too-many");
    expect(said(decided(situation({ findings: many.slice(1), origin: "human" }), approval("ana")))).toBe("allow");
  });
});

test("R69: a package that only comes along and now comes from elsewhere is asked about by itself, beside one of the same step that does not", () => {
  const along = update({ direct: false });
  const asked = items(updating(along, { ...along, elsewhere: true, jump: "unknown" })).map(([ask]) => ask);
  expect(asked).toEqual([
    "left-pad goes from 1.0.0 to 1.1.0 (it comes from elsewhere than before; how far it moves is not known). Approve it, or defer it?",
    "1 package comes along with others: left-pad goes from 1.0.0 to 1.1.0. Approve it, or defer?",
  ]);
});

describe("R69: an update of a dependency is approved or deferred by itself", () => {
  test("each that a manifest names is asked, with its step and why it matters", () => {
    expect(items(updating(update(), update({ name: "zod", from: null, to: "4.0.0", jump: "added" })))).toEqual([
      ["left-pad goes from 1.0.0 to 1.1.0 (a minor step). Approve it, or defer it?", ["dependencies"]],
      ["zod 4.0.0 is added (it is new here). Approve it, or defer it?", ["dependencies"]],
    ]);
  });

  test("a patch asks nobody", () => {
    expect(items(updating(update({ to: "1.0.1", jump: "patch" })))).toEqual([]);
  });

  test("what only comes along with them is answered together", () => {
    const along = [1, 2].map((at) => update({ name: `along-${at}`, from: null, to: "1.0.0", jump: "added", direct: false }));
    expect(items(updating(update(), ...along)).map(([ask]) => ask)).toEqual([
      "left-pad goes from 1.0.0 to 1.1.0 (a minor step). Approve it, or defer it?",
      "2 packages come along with others: along-1 1.0.0 is added, along-2 1.0.0 is added. Approve them, or defer?",
    ]);
  });

  test("a first manifest of many packages asks once for all that nothing is known against", () => {
    const many = Array.from({ length: 60 }, (_, at) => update({ name: `p-${at}`, from: null, to: "1.0.0", jump: "added" }));
    expect(items(updating(...many)).map(([ask]) => String(ask).slice(0, 46))).toEqual(["60 packages move together: p-0 1.0.0 is added,"]);
    expect(items(updating(...many.slice(0, 30)))).toHaveLength(30);
  });

  test.each<[string, Partial<Answer>, string]>([
    ["approved", {}, "allow"],
    ["deferred, which is no approval of a change that holds it", { value: "deferred", reason: "After the release", until: "2026-12-01" }, "answers-incomplete"],
  ])("%s", (_how, given, expected) => {
    const input = decided(situation({ ...updating(update()), origin: "human" }), approval("ana", { answers: instead(given) }));
    const { verdict, decisions } = judge(input);
    expect(verdict === "allow" ? verdict : decisions[0]?.because).toBe(expected);
  });
});
