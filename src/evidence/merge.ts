import type {
  Advisory,
  AnalysisReport,
  Component,
  ComponentReport,
  CoverageReport,
  EvidenceFormat,
  EvidenceKind,
  Finding,
  Reading,
  Report,
  Severity,
  TestReport,
} from "../model/evidence.ts";
import type { LineRange } from "../model/origin.ts";
import { coverageOfRepository, resolvePaths, type Tree } from "./paths.ts";
import { type ReferenceSummary, referenceSummary } from "./reference-summary.ts";
import { newlySkippedByRoster, removedByRoster } from "./roster.ts";

/** One reading and who stands behind it. */
export interface Submission {
  readonly producer: string;
  /** The producer's run that wrote it, where that is known. What one run wrote counts together. */
  readonly run?: string | null;
  readonly reading: Reading;
}

export interface TestSummary {
  readonly passed: number;
  /** Failures and errors. */
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  /** Tests of the base's run that are absent, by identity; null when the base has no accepted report. */
  readonly removed: readonly string[] | null;
  /** Tests that ran on the base and are skipped now; null when the base has no accepted report. */
  readonly newlySkipped: readonly string[] | null;
}

export interface AnalysisSummary {
  readonly tools: readonly string[];
  /** Ids of the rules that were looked for. */
  readonly rules: readonly string[];
  /** Findings by severity, suppressed ones left out. */
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly suppressed: number;
  /** Not suppressed, and on a line that the change adds. One that names a changed file without a line, or cannot be placed at all, is among them. */
  readonly onAddedLines: readonly Finding[];
}

/** What the judge sees. Null is "no evidence", which no criterion may take for zero. */
export interface EvidenceSummary {
  readonly tests: TestSummary | null;
  readonly coverage: CoverageReport | null;
  readonly analysis: AnalysisSummary | null;
  /** Known flaws of packages, suppressed ones among them. What bills of materials say of them is added, but a bill alone is no search for flaws: null stays null. */
  readonly advisories: readonly Advisory[] | null;
  /** What the product is made of: each package once, with all its licences. */
  readonly components: readonly Component[] | null;
  readonly references: ReferenceSummary | null;
}

/** What the readings are held against. */
export interface SummaryContext {
  /** Readings of the base commit; they only serve to name removed and newly skipped tests. */
  readonly base: readonly Submission[];
  readonly tree: Tree;
  /** Lines that the change adds, by repository path. */
  readonly added: ReadonlyMap<string, readonly LineRange[]>;
}

/**
 * One summary of all evidence of a commit. `submissions` stand in the order of the ledger, the oldest first: of each producer and kind
 * the latest decides (E11), and when that one is not accepted, there is no evidence of its kind at all. Never throws.
 */
export function summarise(submissions: readonly Submission[], { base, tree, added }: SummaryContext): EvidenceSummary {
  const tests = accepted(submissions, "tests");
  const coverage = accepted(submissions, "coverage");
  const analyses = accepted(submissions, "analysis");
  const looked = accepted(submissions, "references");
  const references = referenceSummary(looked ?? [], added);
  const flaws = accepted(submissions, "advisories");
  const bills = accepted(submissions, "components");
  return {
    tests: tests === null ? null : testSummary(tests, accepted(base, "tests")),
    coverage: coverage === null ? null : mergeCoverage(coverage.map((report) => coverageOfRepository(report, tree))),
    analysis: analyses === null ? null : analysisSummary(analyses, tree, added),
    advisories: flaws && [...flaws, ...(bills ?? [])].flatMap(({ advisories }) => advisories),
    components: bills && mergeComponents(bills),
    // A change that names nothing which is looked up has nothing invented in it.
    references: looked === null && references.unlooked.length > 0 ? null : references,
  };
}

// The readers themselves are not asked: loading them takes longer than judging a change that has no report.
const kinds: { readonly [format in EvidenceFormat]: EvidenceKind } = {
  junit: "tests",
  trx: "tests",
  lcov: "coverage",
  cobertura: "coverage",
  jacoco: "coverage",
  clover: "coverage",
  istanbul: "coverage",
  sarif: "analysis",
  "npm-audit": "advisories",
  osv: "advisories",
  cyclonedx: "components",
  spdx: "components",
  "in-toto-test-result": "tests",
  "in-toto-vulnerabilities": "advisories",
};

/** The kind of a reading: its report's, else that of its reader or format; null when none is known. */
export function kindOf(reading: Reading): EvidenceKind | null {
  if (reading.report === null && reading.reader.startsWith("references/")) return "references";
  return reading.report?.kind ?? (reading.format === null ? null : kinds[reading.format]);
}

/**
 * The submissions that decide: of each producer and kind the latest, and with it whatever else of that kind its run wrote, in the order given. A red report of one
 * run is never taken back by a green one of the same run.
 */
export function latest(submissions: readonly Submission[]): Submission[] {
  const last = new Map(submissions.map((submission) => [sourceOf(submission), submission]));
  return submissions.filter((submission) => {
    const newest = last.get(sourceOf(submission));
    return newest === submission || (submission.run !== undefined && submission.run !== null && submission.run === newest?.run);
  });
}

function sourceOf({ producer, reading }: Submission): string {
  return JSON.stringify([producer, kindOf(reading)]);
}

function accepted<Kind extends EvidenceKind>(submissions: readonly Submission[], kind: Kind): readonly Extract<Report, { kind: Kind }>[] | null {
  const deciding = latest(submissions).filter(({ reading }) => kindOf(reading) === kind);
  if (deciding.length === 0 || deciding.some(({ reading }) => reading.state !== "accepted")) return null;
  const reports = deciding.map(({ reading }) => reading.report);
  return reports.filter((report): report is Extract<Report, { kind: Kind }> => report?.kind === kind);
}

// Their paths are repository paths by now; `hitsByPath` adds up the records of one file.
function mergeCoverage(reports: readonly CoverageReport[]): CoverageReport {
  const sum = (key: "executable" | "hit") => reports.reduce((total, report) => total + report[key], 0);
  return { kind: "coverage", executable: sum("executable"), hit: sum("hit"), files: reports.flatMap(({ files }) => files), relativeTo: "repository" };
}

function mergeComponents(bills: readonly ComponentReport[]): Component[] {
  const merged = new Map<string, Component>();
  for (const component of bills.flatMap(({ components }) => components)) {
    const identity = JSON.stringify(component.purl === null ? [component.name, component.version] : [component.purl]);
    const there = merged.get(identity);
    merged.set(identity, there === undefined ? component : { ...there, licences: [...new Set([...there.licences, ...component.licences])] });
  }
  return [...merged.values()];
}

function testSummary(reports: readonly TestReport[], base: readonly TestReport[] | null): TestSummary {
  const sum = (count: (report: TestReport) => number) => reports.reduce((total, report) => total + count(report), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed, errors }) => failed + errors),
    skipped: sum(({ skipped }) => skipped),
    flaky: sum(({ flaky }) => flaky),
    removed: base === null ? null : removedTests(base, reports),
    newlySkipped: base === null ? null : newlySkippedTests(base, reports),
  };
}

/** Identities of the base's tests that no report of the head has, in the base's order; of large reports at most a thousand. */
export function removedTests(base: readonly TestReport[], head: readonly TestReport[]): string[] {
  if (isLarge(base, head)) return removedByRoster(base, head);
  const known = new Set(identities(head, () => true));
  return [...new Set(identities(base, () => true))].filter((identity) => !known.has(identity));
}

/** Identities of tests that ran on the base and that the head only skips, in the base's order. */
export function newlySkippedTests(base: readonly TestReport[], head: readonly TestReport[]): string[] {
  if (isLarge(base, head)) return newlySkippedByRoster(base, head);
  const skipped = new Set(identities(head, ({ outcome }) => outcome === "skipped"));
  for (const identity of identities(head, ({ outcome }) => outcome !== "skipped")) skipped.delete(identity);
  return [...new Set(identities(base, ({ outcome }) => outcome !== "skipped"))].filter((identity) => skipped.has(identity));
}

// Without all names there is nothing to compare but digests.
function isLarge(...sides: readonly (readonly TestReport[])[]): boolean {
  return sides.flat().some(({ roster }) => roster !== undefined);
}

function identities(reports: readonly TestReport[], wanted: (test: TestReport["cases"][number]) => boolean): string[] {
  return reports.flatMap(({ cases }) => cases.filter(wanted).map(({ identity }) => identity));
}

function analysisSummary(reports: readonly AnalysisReport[], tree: Tree, added: ReadonlyMap<string, readonly LineRange[]>): AnalysisSummary {
  const findings = reports.flatMap((report) => report.findings);
  const active = findings.filter(({ suppressed }) => !suppressed);
  const count = (severity: Severity) => active.filter((finding) => finding.severity === severity).length;
  return {
    tools: [...new Set(reports.flatMap(({ tools }) => tools))],
    rules: [...new Set(reports.flatMap(({ rules }) => rules))],
    critical: count("critical"),
    high: count("high"),
    medium: count("medium"),
    low: count("low"),
    suppressed: findings.length - active.length,
    onAddedLines: onAddedLines(active, tree, added),
  };
}

function onAddedLines(findings: readonly Finding[], tree: Tree, added: ReadonlyMap<string, readonly LineRange[]>): Finding[] {
  const resolve = resolvePaths(
    findings.flatMap(({ path }) => path ?? []),
    tree,
  );
  return findings.filter(({ path, line, endLine, elsewhere = [] }) => {
    if (path === null) return true;
    const resolution = resolve(path);
    if (resolution.path === null) return resolution.why !== "outside";
    const ranges = [resolution.path, ...elsewhere].map((each) => added.get(each)).filter((each) => each !== undefined);
    return ranges.length > 0 && (line === null || ranges.flat().some(({ start, end }) => start <= (endLine ?? line) && line <= end));
  });
}
