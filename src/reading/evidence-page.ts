import { linesOf } from "../evidence/index.ts";
import { visible } from "../git/index.ts";
import type { EvidenceFormat, FileCoverage, Finding, Report, TestCase, TestReport } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import type { EvidenceRecord } from "../store/index.ts";
import { judgeCase, openCase, type Workplace } from "../workflow/index.ts";
import { type EvidenceItem, evidenceItem } from "./evidence-items.ts";
import { shownText } from "./shown-text.ts";

/** A report opened: its single results, as many as a person can look at. */
export interface EvidencePage {
  readonly item: EvidenceItem;
  readonly cases: readonly Pick<TestCase, "identity" | "outcome" | "flaky" | "message">[];
  readonly coverage: readonly { readonly path: string; readonly executable: number; readonly hit: number }[];
  readonly findings: readonly Pick<Finding, "tool" | "rule" | "severity" | "message" | "path" | "line" | "suppressed">[];
  /** How many results there are beyond those. */
  readonly more: number;
}

const mostShown = 500;

/** Throws `Failure` (`not-found`). */
export async function readEvidencePage(workplace: Workplace, change: string, id: string, opened: readonly string[]): Promise<EvidencePage> {
  const record = await evidenceOfChange(workplace, change, id);
  const standing = await openCase(workplace, change);
  const verdict = judgeCase(standing, null, workplace.clock());
  const item = evidenceItem(record, record.commit === standing.revision.head ? standing : null, verdict, new Set(opened));
  return { item, ...resultsOf(record.reading?.report ?? null) };
}

/** The file as it was handed in. Throws `Failure` (`not-found`) when it is erased. */
export async function evidenceFile(workplace: Workplace, change: string, id: string): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
  const { file, format, name } = await evidenceOfChange(workplace, change, id);
  const document = file === null ? null : await workplace.store.read.opening(file.commitment);
  if (document === null) throw new Failure("not-found", "The file of this evidence was erased.");
  return { bytes: document.bytes, name: name ?? `${id}${endings[format ?? "junit"]}` };
}

const endings: { readonly [format in EvidenceFormat]: string } = {
  junit: ".xml",
  trx: ".trx",
  lcov: ".info",
  cobertura: ".xml",
  jacoco: ".xml",
  clover: ".xml",
  istanbul: ".json",
  sarif: ".sarif",
  "npm-audit": ".json",
  osv: ".json",
  cyclonedx: ".cdx",
  spdx: ".spdx",
  "in-toto-test-result": ".json",
  "in-toto-vulnerabilities": ".json",
};

/** Evidence of any revision of a change. Throws `Failure` (`not-found`). */
export async function evidenceOfChange({ store }: Workplace, change: string, id: string): Promise<EvidenceRecord> {
  const record = await store.read.change(change);
  const commits = new Set(record?.revisions.flatMap(({ head, base }) => [head, base]));
  for (const commit of commits) {
    const found = (await store.read.evidenceFor(record?.latest.project ?? "", commit)).find((each) => each.id === id);
    if (found !== undefined) return found;
  }
  throw new Failure("not-found", `The change ${change} has no evidence ${id}.`);
}

// What failed comes first: it is what somebody opens a report for.
function resultsOf(report: Report | null): Omit<EvidencePage, "item"> {
  const cases = report?.kind === "tests" ? report.cases.filter(({ outcome, flaky }) => outcome !== "passed" || flaky) : [];
  const coverage = report?.kind === "coverage" ? report.files : [];
  const findings = report?.kind === "analysis" ? report.findings : [];
  return {
    cases: cases
      .slice(0, mostShown)
      .map(({ identity, outcome, flaky, message }) => ({ identity: visible(identity), outcome, flaky, message: message === null ? null : shownText(message) })),
    coverage: coverage.slice(0, mostShown).map(coverageOf),
    findings: findings
      .slice(0, mostShown)
      .map(({ fingerprint: _, path, message, ...rest }) => ({ ...rest, message: shownText(message), path: path === null ? null : visible(path) })),
    more: [report?.kind === "tests" ? notPassed(report) : 0, coverage.length, findings.length].reduce((sum, all) => sum + Math.max(0, all - mostShown), 0),
  };
}

// Of a large report not all of them are kept as cases.
function notPassed({ failed, errors, skipped, flaky }: TestReport): number {
  return failed + errors + skipped + flaky;
}

function coverageOf(file: FileCoverage): EvidencePage["coverage"][number] {
  const lines = linesOf(file);
  return { path: visible(file.path), executable: lines.length, hit: lines.filter(([, count]) => count > 0).length };
}
