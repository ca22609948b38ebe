import { describe, expect, it } from "vitest";
import { testRepository } from "../git/testing.ts";
import { loadPolicyFile } from "../policy/index.ts";
import { simulate } from "../reading/simulate.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { openCase } from "./case.ts";
import { check } from "./check.ts";
import { lintRules } from "./lint-rules.ts";
import { compiledOf, type PolicySource } from "./policy-source.ts";
import type { CheckReport } from "./report.ts";
import { failureOf, source, type TestOrganisation, testOrganisation } from "./testing.ts";

const rule = `language: [TypeScript, Tsx, JavaScript]
message: A record number ends in a log
flow:
  from: { any: [{ kind: property_identifier, regex: ^mrn$ }, { kind: shorthand_property_identifier, regex: ^mrn$ }] }
  to: { pattern: log.info($$$A) }
valid: [log.info(p.visit)]
invalid: [log.info(p.mrn)]
`;
const text = (severity: string, version = 2) =>
  `policy: 1\nversion: ${version}\nconstraints: [{ id: no-record-number-in-logs, why: Record numbers stay private, rule: constraints/logs.yaml, severity: ${severity} }]\n`;
const policy = (severity: string, own = rule): PolicySource => ({ text: text(severity), file: "organisation.yaml", rules: new Map([["constraints/logs.yaml", own]]) });

const breach = `${source.before}export function seen(p) {\n  const fields = { mrn: p.mrn };\n  log.info("seen", fields);\n}\n`;
const twin = breach.replace("mrn: p.mrn", "visit: p.visit");

const about = ({ verdict: { reasons } }: CheckReport) =>
  reasons.filter(({ code }) => code.startsWith("constraint")).map(({ code, effect, sentence }) => `${code} ${effect}: ${sentence}`);

async function checked(given: PolicySource, files: Record<string, string | Buffer>): Promise<string[]> {
  using repo = testRepository();
  repo.commit({ [source.path]: source.before });
  repo.branch("topic");
  repo.commit(files);
  return about(
    await check({
      repository: repo.path,
      base: "refs/heads/main",
      head: "refs/heads/topic",
      evidence: [],
      organisation: null,
      policy: given,
      now: Date.parse("2026-11-02T09:00:00Z"),
    }),
  );
}

describe("R14 check looks for the constraints of the policy", () => {
  it("a record number that is put in a variable and logged in the next line is denied, by the constraint's id; twin: something else is logged", async () => {
    expect(await checked(policy("deny"), { [source.path]: breach })).toEqual([`constraint-broken deny: ${source.path}:4 breaks the constraint no-record-number-in-logs.`]);
    expect(await checked(policy("deny"), { [source.path]: twin })).toEqual([]);
  });

  it("one that warns or asks denies nothing", async () => {
    expect(await checked(policy("warn"), { [source.path]: breach })).toEqual([]);
    expect(await checked(policy("ask"), { [source.path]: breach })).toEqual([]);
  });

  it("what could not be looked at denies, and says why; twin: files of other languages", async () => {
    expect(await checked(policy("deny"), { "src/page.vue": "<script>log.info(mrn)</script>\n" })).toEqual([
      "constraint-unchecked deny: Nobody looked for no-record-number-in-logs everywhere: src/page.vue was not looked at, because there is no grammar for what it holds its code in. Mend that, or attach a SARIF report whose tool lists that rule.",
    ]);
    expect(await checked(policy("deny"), { "docs/page.md": "log.info(mrn)\n", "src/a.py": "log.info(mrn)\n" })).toEqual([]);
  });

  it("a rule that cannot be read, or that ast-grep does not accept, denies", async () => {
    const [unreadable] = await checked(policy("deny", "language: [TypeScript\n"), { [source.path]: twin });
    expect(unreadable).toMatch(/^constraint-unchecked deny: Nobody looked for no-record-number-in-logs everywhere: its rule cannot be read: constraints\/logs.yaml:/);
    const [unknown] = await checked(policy("deny", "language: TypeScript\nrule: { patern: a }\n"), { [source.path]: twin });
    expect(unknown).toContain("`rule` of its rule is not accepted: ast-grep says (TypeScript): unknown field `patern`");
  });

  it("one without a rule of ours is looked for through SARIF alone, as before", async () => {
    expect(await checked(policy("deny", "id: logs\n"), { [source.path]: twin })).toEqual([
      "constraint-unchecked deny: No accepted analysis says that it looked for no-record-number-in-logs: attach a SARIF report whose tool lists that rule.",
    ]);
  });

  it("D01 the rule comes from the base: a change that weakens it is judged by the one before", async () => {
    using repo = testRepository();
    repo.commit({ [source.path]: source.before, ".countersign/policy.yaml": text("deny", 1), ".countersign/constraints/logs.yaml": rule });
    repo.branch("topic");
    repo.commit({ [source.path]: breach, ".countersign/constraints/logs.yaml": "id: logs\n" });
    const report = await check({
      repository: repo.path,
      base: "refs/heads/main",
      head: "refs/heads/topic",
      evidence: [],
      organisation: null,
      now: Date.parse("2026-11-02T09:00:00Z"),
    });
    expect(about(report)).toEqual([`constraint-broken deny: ${source.path}:4 breaks the constraint no-record-number-in-logs.`]);
  });

  it("D04 a project's text by the path of the organisation's rule does not take its place", () => {
    const project = { text: text("deny", 1), file: ".countersign/policy.yaml", rules: new Map([["constraints/logs.yaml", "id: logs\n"]]), project: "payments" };
    expect(compiledOf(policy("deny"), project, 0).rules.get("no-record-number-in-logs")?.text).toBe(rule);
  });
});

const adopt = (org: TestOrganisation, given: PolicySource) => adoptPolicy(org.workplace, "ada", { ...given, sign: org.signer("ada") });

describe("R14 what was looked for is recorded with the proposal", () => {
  it("and the gate judges by it, without the repository; by another text of the rule it is looked for again", async () => {
    await using org = await testOrganisation();
    await adopt(org, policy("deny"));
    const head = org.commitChange("topic", breach);
    const { change, report, revision } = await org.propose({ head });
    expect(about(report)).toEqual([`constraint-broken deny: ${source.path}:4 breaks the constraint no-record-number-in-logs.`]);
    expect((await openCase(org.workplace, change)).detail.constraints).toEqual({
      looks: [{ id: "no-record-number-in-logs", rule: expect.stringMatching(/^[0-9a-f]{64}$/), files: 1, unread: [], trouble: null }],
      findings: [{ id: "no-record-number-in-logs", path: source.path, line: 4, column: 3, message: "A record number ends in a log (`fields` has it from line 3)" }],
    });
    expect(await org.propose({ head })).toMatchObject({ change, revision });
    const same = await simulate(org.workplace, { policy: policy("warn") });
    expect(same.changes[0]?.after.headline).not.toContain("constraint");
    const other = await simulate(org.workplace, { policy: policy("deny", `${rule}note: Another text\n`) });
    expect(other.changes[0]?.after.headline).toContain(`${source.path}:4 breaks the constraint no-record-number-in-logs.`);
    // Without the repository nobody can look again.
    org.repository[Symbol.dispose]();
    const gone = await simulate(org.workplace, { policy: policy("deny", `${rule}note: Another text\n`) });
    expect(gone.changes[0]?.after.headline).toContain("No accepted analysis says that it looked for no-record-number-in-logs");
  });

  it("twin: a change that keeps it is not held up, and one from before there was a rule has nothing of it", async () => {
    await using org = await testOrganisation();
    const { change: earlier } = await org.proposed();
    expect((await openCase(org.workplace, earlier)).detail).not.toHaveProperty("constraints");
    await adopt(org, policy("deny"));
    const { report } = await org.propose({ head: org.commitChange("other", twin) });
    expect(about(report)).toEqual([]);
  });

  it("one that asks becomes a question of the change", async () => {
    await using org = await testOrganisation();
    await adopt(org, policy("ask"));
    const { report } = await org.propose({ head: org.commitChange("topic", breach) });
    expect(report.questions.map(({ id, askedBy }) => [id, askedBy])).toContainEqual(["constraint-no-record-number-in-logs", ["constraints.no-record-number-in-logs"]]);
  });
});

describe("R14 the tests of a rule are run before it rules", () => {
  const lint = async (own: string) => {
    const given = policy("deny", own);
    return (await lintRules(compiledOf(given, null, 0), [loadPolicyFile(given.text, "policies/organisation.yaml")])).map(
      ({ code, level, sentence, place }) => `${code} ${level} ${place?.file}:${place?.line} ${sentence}`,
    );
  };

  it("a sound rule has nothing against it", async () => expect(await lint(rule)).toEqual([]));

  it("an example that is not found, one that should not be, and one that is no code are told with their lines", async () => {
    const wrong = rule
      .replace("valid: [log.info(p.visit)]", "valid:\n  - log.info(p.mrn)")
      .replace("invalid: [log.info(p.mrn)]", 'invalid:\n  - log.info(p.visit)\n  - "log.info("');
    const at = "rule-test-failed error policies/constraints/logs.yaml";
    const of = "The rule `constraints/logs.yaml` of `no-record-number-in-logs`: the";
    expect(await lint(wrong)).toEqual([
      `${at}:7 ${of} valid example \`valid[0]\` breaks the rule in its line 1, and should not.`,
      `${at}:9 ${of} invalid example \`invalid[0]\` does not break the rule, and should.`,
      `${at}:10 ${of} invalid example \`invalid[1]\` does not read as its language: line 1 does not read as its language.`,
    ]);
  });

  it("what ast-grep does not accept is told where it stands", async () => {
    const [first] = await lint(rule.replace("to: { pattern: log", "to: { patern: log"));
    expect(first).toMatch(
      /^rule-invalid error policies\/constraints\/logs\.yaml:5 .*: nothing can be found by its `flow\.to`, because ast-grep says \(TypeScript\): unknown field `patern`, expected one of `pattern`/,
    );
    const [kind] = await lint(rule.replace("kind: shorthand_property_identifier,", "kind: shorthand_propertie,"));
    expect(kind).toBe(
      "rule-invalid error policies/constraints/logs.yaml:4 The rule `constraints/logs.yaml` of `no-record-number-in-logs`: nothing can be found by its `flow.from`, because TypeScript has no kind of node `shorthand_propertie`.",
    );
    const [util] = await lint(rule.replace("{ pattern: log.info($$$A) }", "{ matches: gone }"));
    expect(util).toContain("`flow.to`, because there is no rule `gone` in its `utils`.");
    const [pattern] = await lint(rule.replace("log.info($$$A)", '"a; b"'));
    expect(pattern).toContain("`flow.to`, because in TypeScript the pattern `a; b` is more than one node.");
    const [regex] = await lint(rule.replace("regex: ^mrn$ }, {", "regex: ( }, {"));
    expect(regex).toMatch(/^rule-invalid error policies\/constraints\/logs\.yaml:4 .*regex parse error: \( error: unclosed group\.$/);
  });

  it("a rule without examples, and one in a language without a grammar, are worth a look", async () => {
    expect(await lint("language: js\nrule: { pattern: log($A) }\ninvalid: [log(1)]\n")).toEqual([
      "rule-untested warning policies/constraints/logs.yaml:2 The rule `constraints/logs.yaml` of `no-record-number-in-logs` has no valid example, so nothing shows that it does what it should.",
    ]);
    expect(await lint("language: Rust\nrule: { pattern: log($A) }\n")).toEqual([
      "rule-without-grammar warning policies/organisation.yaml:3 There is no grammar for `Rust` here: `no-record-number-in-logs` holds only where a SARIF report lists it among its rules.",
    ]);
    expect(await lint("id: logs\n")).toEqual([]);
  });

  it("and a rule that fails them is not adopted", async () => {
    await using org = await testOrganisation();
    const failure = await failureOf(adopt(org, policy("deny", rule.replace("valid: [log.info(p.visit)]", "valid: [log.info(p.mrn)]"))));
    expect([failure.code, failure.place, failure.message]).toEqual([
      "policy-invalid",
      { file: "constraints/logs.yaml", line: 6, column: 9 },
      "The rule `constraints/logs.yaml` of `no-record-number-in-logs`: the valid example `valid[0]` breaks the rule in its line 1, and should not.",
    ]);
  });
});
