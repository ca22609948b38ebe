import { readFileSync } from "node:fs";
import type { AnalysisReport, CoverageReport, Reading, Report, TestReport } from "../model/evidence.ts";
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

export function codes(reading: Reading): string[] {
  return reading.inconsistencies.map(({ code }) => code);
}

function reportOf<Kind extends Report["kind"]>(reading: Reading, kind: Kind): Extract<Report, { kind: Kind }> {
  const { report } = reading;
  if (report?.kind !== kind) throw new Error(`${reading.state}: ${reading.sentence}`);
  return report as Extract<Report, { kind: Kind }>;
}
