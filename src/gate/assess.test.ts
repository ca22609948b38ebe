import { describe, expect, test } from "vitest";
import { readEvidence, Tree } from "../evidence/index.ts";
import { sha256 } from "../model/canonical.ts";
import { type AssessInput, assess, type Submitted } from "./assess.ts";
import { ungoverned } from "./governance.ts";
import { judge } from "./judge.ts";
import { approval, classifyInput, decided, enrolled, fileOf, ledger, now, policyOf, said, staff } from "./testing.ts";

const junit = (...cases: string[]) => `<testsuite name="pay" tests="${cases.length}">${cases.map((name) => `<testcase classname="pay" name="${name}"/>`).join("")}</testsuite>`;
const red = `<testsuite name="pay" tests="1" failures="1"><testcase classname="pay" name="refunds"><failure message="no"/></testcase></testsuite>`;
const lcov = (hits: number) => `SF:src/pay.ts\n${[1, 2, 3, 4, 5].map((line) => `DA:${line},${line <= hits ? 1 : 0}\n`).join("")}end_of_record\n`;
const sarif = (rules: string[], ...results: string[]) =>
  JSON.stringify({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "semgrep", rules: rules.map((id) => ({ id })) } },
        results: results.map((ruleId) => ({
          ruleId,
          level: "error",
          message: { text: "x" },
          locations: [{ physicalLocation: { artifactLocation: { uri: "src/pay.ts" }, region: { startLine: 3 } } }],
        })),
      },
    ],
  });

const submitted = (text: string, index = ledger.evidence, producer = "ci"): Submitted => {
  return { id: `e-${index}`, index, commit: "b".repeat(40), digest: sha256(text), producer, reading: readEvidence(Buffer.from(text)) };
};

const assessed = (submissions: readonly Submitted[], more: Partial<AssessInput> = {}) => {
  const { range, findings: _, rulesRun: __, ...proposal } = classifyInput({ files: [fileOf("src/pay.ts")] });
  return assess({
    ...proposal,
    policy: policyOf(),
    range: { ...range, commits: [] },
    moves: [],
    weakenings: [],
    submitted: submissions,
    base: [],
    tree: new Tree(["src/pay.ts"]),
    ...more,
  });
};

const good = [submitted(junit("pays", "refunds"), 11), submitted(lcov(5), 12), submitted(sarif(["sql"]), 13)];

const gate = (submissions: readonly Submitted[], more: Partial<AssessInput> = {}) => {
  const { change, evidence } = assessed(submissions, more);
  const input = {
    policy: more.policy ?? policyOf(),
    change,
    evidence,
    decisions: [],
    escalations: [],
    exceptions: [],
    people: enrolled(staff),
    governance: ungoverned,
    release: null,
    now,
  };
  return decided(input, approval("ana"), approval("bo"));
};

describe("from what git and the reports say to a verdict", () => {
  test("everything is there and two people approved", () => {
    expect(said(gate(good))).toBe("allow");
    expect(judge(gate(good)).criteria.map(({ id, result, restsOn }) => [id, result, restsOn])).toEqual([
      ["tests-pass", "met", "evidence.tests.failed = 0, asked == 0; evidence.tests.passed = 2, asked > 0"],
      ["ai-lines-covered", "met", "coverage.ai.lines = 1, asked >= 0.80; coverage.ai.unknown = 0, asked <= 0.05"],
      ["meets-requirement", "met", "Ana: met (PAY-1); Bo: met (PAY-1)"],
    ]);
  });

  test.each<[string, readonly Submitted[], string]>([
    ["E13: no report at all", [], "deny: evidence-missing; evidence-missing"],
    ["E13: no coverage", good.slice(0, 1), "deny: evidence-missing"],
    ["a failing test", [submitted(red, 11), submitted(lcov(5), 12)], "deny: criterion-not-met"],
    ["R23: coverage below the threshold", [submitted(junit("pays"), 11), submitted(lcov(3), 12)], "deny: criterion-not-met"],
    ["R23: the twin, at the threshold", [submitted(junit("pays"), 11), submitted(lcov(4), 12)], "allow"],
    ["E11: red, then green of the same producer", [submitted(red, 11), submitted(junit("refunds"), 12), submitted(lcov(5), 13)], "allow"],
    ["E11: green, then red of the same producer", [submitted(junit("refunds"), 11), submitted(red, 12), submitted(lcov(5), 13)], "deny: criterion-not-met"],
    ["green of one producer, red of another", [submitted(junit("refunds"), 11), submitted(red, 12, "nightly"), submitted(lcov(5), 13)], "deny: criterion-not-met"],
    [
      "E07: a header that says otherwise",
      [submitted(junit("pays").replace('tests="1"', 'tests="100"'), 11), submitted(lcov(5), 12)],
      "deny: evidence-inconsistent; evidence-missing",
    ],
    ["a report that breaks off", [submitted(junit("pays").slice(0, -12), 11), submitted(lcov(5), 12)], "deny: evidence-inconsistent; evidence-missing"],
  ])("%s", (_what, submissions, expected) => {
    expect(said(gate(submissions))).toBe(expected);
  });

  test("R66: a severe finding on an added line makes it a security change; the twin elsewhere does not", () => {
    expect(assessed([submitted(sarif(["sql"], "sql"))]).change.types).toEqual(["security", "business-logic"]);
    expect(assessed([submitted(sarif(["sql"], "sql").replace('"startLine":3', '"startLine":30'))]).change.types).toEqual(["business-logic"]);
  });

  test("R14: a constraint was looked for where an accepted analysis lists it", () => {
    const policy = policyOf("constraints: [{ id: logs, why: No names in logs, rule: rules/logs.yaml, severity: deny }]");
    expect(said(gate(good, { policy }))).toBe("deny: constraint-unchecked");
    expect(said(gate([...good, submitted(sarif(["logs"]), 14, "analyser")], { policy }))).toBe("allow");
    expect(said(gate([...good, submitted(sarif(["logs"]).slice(0, -1), 14, "analyser")], { policy }))).toBe("deny: constraint-unchecked; evidence-inconsistent");
  });

  test("R68: tests that ran on the base and are gone", () => {
    const base = [submitted(junit("pays", "refunds"), 3)];
    expect(assessed([submitted(junit("pays"))], { base }).evidence.measured.evidence.tests).toMatchObject({ passed: 1, removed: ["pay › refunds"] });
    expect(assessed([submitted(junit("pays", "refunds"))], { base }).evidence.measured.evidence.tests).toMatchObject({ removed: [] });
  });
});

test("each report stands in the evidence with its state, and with why where it was not accepted", () => {
  const cut = submitted(junit("pays").slice(0, -12), 13);
  const { items } = assessed([submitted(red, 11), submitted(junit("pays"), 12), submitted(lcov(5), 14), cut]).evidence;
  expect(items.map(({ id, kind, state, superseded }) => [id, kind, state, superseded])).toEqual([
    ["e-11", "tests", "accepted", true],
    ["e-12", "tests", "accepted", true],
    ["e-14", "coverage", "accepted", false],
    ["e-13", "tests", "corrupt", false],
  ]);
  expect(items.map(({ sentence }) => sentence !== null)).toEqual([false, false, false, true]);
  expect(items[0]?.digest).toBe(sha256(red));
});

test("E10: a bill of materials stands with the digests of what it describes, another report with none", () => {
  const hashes = [{ alg: "SHA-256", content: "c".repeat(64) }];
  const bill = { bomFormat: "CycloneDX", specVersion: "1.6", metadata: { component: { name: "shop", hashes } }, components: [{ name: "ms", version: "2.1.3" }] };
  const { items } = assessed([submitted(lcov(5), 11), submitted(JSON.stringify(bill), 12)]).evidence;
  expect(items.map(({ kind, describes }) => [kind, describes])).toEqual([
    ["coverage", []],
    ["components", [`sha256:${"c".repeat(64)}`]],
  ]);
});
