import { sha256 } from "../model/canonical.ts";
import type { AnalysisReport, CoverageReport, Finding, Reading, Report, TestCase, TestReport } from "../model/evidence.ts";
import { tookTime } from "./attempts.ts";
import { packedLines } from "./coverage.ts";
import { limits } from "./limits.ts";
import { rosterOf } from "./roster.ts";

/**
 * A reading as it is kept. It is read again each time the change is judged, so a large report is kept as what a judgement needs: its counts, what did not pass, and of the rest what can be held against another
 * report. The file itself is kept whole beside it. A small report stays as it is.
 */
export function compact(reading: Reading): Reading {
  return reading.report === null ? reading : { ...reading, report: compactReport(reading.report) };
}

function compactReport(report: Report): Report {
  if (report.kind === "tests") return compactTests(report);
  if (report.kind === "coverage") return compactCoverage(report);
  return report.kind === "analysis" ? compactAnalysis(report) : report;
}

function compactTests(report: TestReport): TestReport {
  if (report.roster !== undefined) return { ...report, cases: worthShowing(report.cases) };
  const characters = report.cases.reduce((sum, { identity, message, file }) => sum + identity.length + (message?.length ?? 0) + (file?.length ?? 0), 0);
  if (report.cases.length <= limits.wholeCases && characters <= limits.wholeCharacters) return report;
  return { ...report, cases: worthShowing(report.cases), roster: rosterOf(report), ...(report.cases.some(tookTime) ? { timed: true } : {}) };
}

// What failed comes first: when not all of it is kept, that is.
function worthShowing(cases: readonly TestCase[]): TestCase[] {
  const failing = cases.filter(({ outcome }) => outcome === "failed" || outcome === "error");
  const flaky = cases.filter((test) => test.flaky);
  const skipped = cases.filter(({ outcome }) => outcome === "skipped");
  return [...failing, ...flaky, ...skipped].slice(0, limits.shown).map((test) => ({ ...test, identity: shortened(test.identity) }));
}

function compactCoverage(report: CoverageReport): CoverageReport {
  if (report.executable <= limits.wholeLines) return report;
  return { ...report, files: report.files.map((file) => ({ ...file, lines: typeof file.lines === "string" ? file.lines : packedLines(file) })) };
}

function compactAnalysis(report: AnalysisReport): AnalysisReport {
  const characters = report.findings.reduce((sum, { message, fingerprint }) => sum + message.length + (fingerprint?.length ?? 0), 0);
  if (report.findings.length <= limits.shown && characters <= limits.wholeCharacters) return report;
  return { ...report, findings: report.findings.map(shortFinding) };
}

function shortFinding(finding: Finding): Finding {
  const { message, fingerprint } = finding;
  return { ...finding, message: shortened(message, 160), fingerprint: fingerprint === null ? null : shortened(fingerprint, 64) };
}

function shortened(text: string, most = 1_000): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}… ${sha256(text).slice(0, 16)}`;
}
