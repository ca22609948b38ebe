import { describe, expect, test } from "vitest";
import { Tree } from "../evidence/index.ts";
import type { DependencyUpdate } from "../model/change.ts";
import type { Advisory, Finding, Reading, Report } from "../model/evidence.ts";
import { assess, type Submitted } from "./assess.ts";
import { foundIn } from "./found.ts";
import { ungoverned } from "./governance.ts";
import { judge } from "./judge.ts";
import { classifyInput, enrolled, fileOf, ledger, now, policyOf, staff } from "./testing.ts";

const reading = (report: Report): Reading => ({ format: "sarif", state: "accepted", report, inconsistencies: [], sentence: null, sha256: "", bytes: 1, reader: "test/1" });
const submitted = (report: Report, at = 0): Submitted => ({
  id: `e-${at}`,
  index: ledger.evidence + at,
  commit: "b".repeat(40),
  digest: `${at}`,
  producer: "ci",
  reading: reading(report),
});
const finding = (more: Partial<Finding>): Finding => ({
  tool: "semgrep",
  rule: "no-eval",
  severity: "medium",
  message: "eval",
  path: "src/pay.ts",
  line: 3,
  fingerprint: null,
  suppressed: false,
  ...more,
});
const analysis = (findings: readonly Finding[], rules: readonly string[] = []): Report => ({ kind: "analysis", tools: ["semgrep"], rules, findings });
const flaw: Advisory = {
  id: "GHSA-1",
  aliases: [],
  ecosystem: "npm",
  package: "left-pad",
  version: null,
  range: null,
  severity: "high",
  title: "Pads on the wrong side",
  fixed: "2.0.0",
  suppressed: false,
};
const update: DependencyUpdate = { ecosystem: "npm", name: "left-pad", from: "1.0.0", to: "1.1.0", jump: "minor", direct: true };

function found(reports: readonly Report[], more: { policy?: string; paths?: readonly string[]; updates?: readonly DependencyUpdate[] } = {}) {
  const policy = policyOf(more.policy ?? null);
  const paths = more.paths ?? ["src/pay.ts"];
  const dependencies = { updates: more.updates ?? [], sound: true, troubles: [], beside: [] };
  const { range, findings: _, rulesRun: __, updates: ___, ...proposal } = classifyInput({ files: paths.map((path) => fileOf(path)), dependencies });
  const evidence = reports.map(submitted);
  const assessment = assess({ ...proposal, policy, range: { ...range, commits: [] }, moves: [], weakenings: [], submitted: evidence, base: [], tree: new Tree(paths) });
  const verdict = judge({
    policy,
    change: assessment.change,
    evidence: assessment.evidence,
    decisions: [],
    escalations: [],
    exceptions: [],
    people: enrolled(staff),
    governance: ungoverned,
    release: null,
    now,
  });
  return foundIn({ policy, assessment, evidence, detail: { range } }, verdict);
}

const gist = (all: ReturnType<typeof found>) => all.map(({ effect, source, by, severity, question }) => [effect, source, by, severity, question !== null]);

describe("everything that was found in a change stands in one list", () => {
  test("what blocks comes first, then what is asked, then the rest, each by severity", () => {
    const findings = [
      finding({ severity: "low", rule: "a" }),
      finding({ severity: "medium", rule: "b" }),
      finding({ severity: "critical", rule: "c" }),
      finding({ severity: "high", rule: "d" }),
    ];
    expect(gist(found([analysis(findings)]))).toEqual([
      ["blocks", "analysis", "semgrep c", "critical", true],
      ["asks", "analysis", "semgrep d", "high", true],
      ["asks", "analysis", "semgrep b", "medium", true],
      ["shown", "analysis", "semgrep a", "low", false],
    ]);
  });

  test("what a tool sets aside, and what stands on a line that the change leaves alone, is not in it", () => {
    expect(found([analysis([finding({ suppressed: true }), finding({ line: 900 }), finding({ path: "src/other.ts" })])])).toEqual([]);
  });

  test("a constraint that is broken blocks, and asks where its severity says so (R14)", () => {
    const constraint = (severity: string) => `constraints: [{ id: logs, why: No names in logs, rule: rules/logs.yaml, severity: ${severity} }]`;
    const reports = [analysis([finding({ rule: "logs" })], ["logs"])];
    expect(gist(found(reports, { policy: constraint("deny") }))).toEqual([["blocks", "constraint", "constraint logs", null, false]]);
    expect(gist(found(reports, { policy: constraint("ask") }))).toEqual([["asks", "constraint", "constraint logs", null, true]]);
  });

  test("a known flaw of what comes in is asked with its update, and blocks where a check counts it (R69)", () => {
    const reports: Report[] = [{ kind: "advisories", tools: ["npm audit"], advisories: [flaw] }];
    const of = { paths: ["package.json"], updates: [update] };
    expect(gist(found(reports, of))).toEqual([["asks", "advisory", "GHSA-1", "high", true]]);
    const policy =
      'criteria: { no-high-flaws: { check: "evidence.advisories.high == 0", says: "No flaw of high severity." } }\ntiers: { dependencies: { human: Judges each, check: [no-high-flaws] } }';
    expect(gist(found(reports, { ...of, policy }))).toEqual([["blocks", "advisory", "GHSA-1", "high", false]]);
  });

  test("a name that exists nowhere blocks where a check counts it, and is shown where none does (R97)", () => {
    const reports: Report[] = [
      {
        kind: "references",
        commit: null,
        looked: ["src/pay.ts"],
        references: [
          { path: "src/pay.ts", line: 3, language: "typescript", name: "fs.readFileAsync", verdict: "contradicted", why: "There is no readFileAsync.", drift: false },
          { path: "src/pay.ts", line: 4, language: "typescript", name: "fs.readFile", verdict: "verified", why: "", drift: false },
          { path: "src/pay.ts", line: 900, language: "typescript", name: "fs.gone", verdict: "contradicted", why: "", drift: false },
        ],
      },
    ];
    expect(gist(found(reports))).toEqual([["shown", "reference", "typescript fs.readFileAsync", null, false]]);
    // It has no severity, and is no smaller a matter than a remark for that.
    expect(gist(found([analysis([finding({ severity: "low", rule: "a" })]), ...reports])).map(([, , by]) => by)).toEqual(["typescript fs.readFileAsync", "semgrep a"]);
    const policy = "tiers: { business-logic: { human: Judges, check: [nothing-invented] } }";
    expect(gist(found(reports, { policy }))).toEqual([["blocks", "reference", "typescript fs.readFileAsync", null, false]]);
  });
});
