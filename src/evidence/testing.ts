import { readFileSync } from "node:fs";
import type { AdvisoryReport, AnalysisReport, ComponentReport, CoverageReport, Reading, Report, TestReport } from "../model/evidence.ts";
import type { LineRange } from "../model/origin.ts";
import { coverRanges, hitsByPath, type LineCoverage } from "./coverage.ts";
import type { Tree } from "./paths.ts";
import { readEvidence } from "./read.ts";

// For tests only: what real producers write, and short ways to ask about it.

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url));
}

export function read(text: string | Uint8Array): Reading {
  return readEvidence(typeof text === "string" ? Buffer.from(text) : text);
}

export function tests(text: string | Uint8Array): TestReport {
  return reportOf(read(text), "tests");
}

export function coverage(text: string | Uint8Array): CoverageReport {
  return reportOf(read(text), "coverage");
}

export function analysis(text: string | Uint8Array): AnalysisReport {
  return reportOf(read(text), "analysis");
}

/** Of the wanted lines, which ascend and are disjoint, by path and altogether. */
export function coverLines(
  report: CoverageReport,
  tree: Tree,
  wanted: ReadonlyMap<string, readonly LineRange[]>,
): LineCoverage & { readonly byPath: ReadonlyMap<string, LineCoverage> } {
  const hits = hitsByPath(report, tree);
  const sum = (of: readonly LineCoverage[]) => ({ executable: total(of, "executable"), hit: total(of, "hit"), withoutData: total(of, "withoutData") });
  const byPath = new Map([...wanted].map(([path, ranges]) => [path, sum(coverRanges(hits.get(path), ranges))]));
  return { ...sum([...byPath.values()]), byPath };
}

function total(of: readonly LineCoverage[], key: keyof LineCoverage): number {
  return of.reduce((sum, each) => sum + each[key], 0);
}

export function advisories(text: string | Uint8Array): AdvisoryReport {
  return reportOf(read(text), "advisories");
}

export function bill(text: string | Uint8Array): ComponentReport {
  return reportOf(read(text), "components");
}

export function codes(reading: Reading): string[] {
  return reading.inconsistencies.map(({ code }) => code);
}

function reportOf<Kind extends Report["kind"]>(reading: Reading, kind: Kind): Extract<Report, { kind: Kind }> {
  const { report } = reading;
  if (report?.kind !== kind) throw new Error(`${reading.state}: ${reading.sentence}`);
  return report as Extract<Report, { kind: Kind }>;
}
