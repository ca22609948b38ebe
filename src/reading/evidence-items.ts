import { visible } from "../git/index.ts";
import type { Advisory, EvidenceFormat, EvidenceKind, EvidenceState, ReferenceVerdict, Report } from "../model/evidence.ts";
import type { CriterionOutcome, Verdict } from "../model/verdict.ts";
import { measuredWords } from "../policy/index.ts";
import type { EvidenceRecord } from "../store/index.ts";
import type { Case } from "../workflow/index.ts";

/** One report, what it says in a phrase, and which checks it decides. */
export interface EvidenceItem {
  readonly id: string;
  readonly index: number;
  readonly kind: EvidenceKind | null;
  readonly format: EvidenceFormat | null;
  readonly name: string | null;
  readonly producer: string;
  readonly commit: string;
  readonly at: string;
  readonly state: EvidenceState;
  readonly counts: boolean;
  /** The revision of the change that it is evidence of; the newest one of several, and null for evidence of none, such as of the base. */
  readonly revision: number | null;
  readonly verdict: string;
  readonly checks: readonly (Pick<CriterionOutcome, "id" | "says" | "result" | "restsOn"> & { readonly measured: string })[];
  readonly troubles: readonly string[];
  readonly bytes: number;
  /** Of the file; empty once it is erased. */
  readonly sha256: string;
  readonly available: boolean;
  readonly opened: boolean;
}

/** What a report is shown with. */
export interface EvidenceGround {
  /** The change that it is shown with. What is of another commit than its head decides nothing. */
  readonly opened: Case;
  readonly verdict: Verdict | null;
  readonly revisions: readonly { readonly revision: number; readonly head: string }[];
  /** Ids of the evidence that the reader has opened. */
  readonly seen: ReadonlySet<string>;
}

export function evidenceItem(record: EvidenceRecord, { opened, verdict, revisions, seen }: EvidenceGround): EvidenceItem {
  const { id, index, kind, format, commit, state, reading, file } = record;
  const standing = opened.assessment.evidence.items.find((item) => item.id === id);
  const counts = standing?.state === "accepted" && !standing.superseded;
  const checks = counts && kind !== null ? checksOn(kind, opened, verdict) : [];
  return {
    ...{ id, index, kind, format, commit, checks, counts },
    name: record.name === null ? null : visible(record.name),
    producer: visible(record.producer),
    at: new Date(record.at).toISOString(),
    state: standing?.state ?? state,
    revision: revisions.findLast(({ head }) => head === commit)?.revision ?? null,
    verdict: reading?.report ? phraseOf(reading.report) : visible(reading?.sentence ?? "It was erased."),
    troubles: [...(reading?.sentence ? [reading.sentence] : []), ...(reading?.inconsistencies ?? []).map(({ sentence }) => sentence)].map(visible),
    bytes: file?.size ?? 0,
    sha256: reading?.sha256 ?? "",
    available: file !== null && reading !== null,
    opened: seen.has(id),
  };
}

/** Ids of the evidence that a check is measured from. */
export function evidenceBehind(check: string, opened: Case): string[] {
  const needs = needsOf(check, opened);
  const items = opened.assessment.evidence.items.filter(({ superseded, state }) => !superseded && state === "accepted");
  return items.filter(({ kind }) => kind !== null && needs.includes(kind)).map(({ id }) => id);
}

function needsOf(check: string, { policy }: Case): readonly string[] {
  return policy.checks.get(check)?.needs ?? [];
}

function checksOn(kind: EvidenceKind, opened: Case, verdict: Verdict | null): EvidenceItem["checks"] {
  const decided = (verdict?.criteria ?? []).filter((criterion) => criterion.kind === "check" && needsOf(criterion.id, opened).includes(kind));
  return decided.map((check) => ({ id: check.id, says: check.says, result: check.result, restsOn: check.restsOn, measured: visible(measuredFor(opened, check)) }));
}

/** What was measured for a check, in plain words: all of it where the check holds, else what keeps it from holding. Empty when nothing was measured, or a waiver stands in for it. */
export function measuredFor({ policy, assessment }: Case, { id, result }: Pick<CriterionOutcome, "id" | "result">): string {
  const [check, { measured }] = [policy.checks.get(id), assessment.evidence];
  if (check === undefined || (result !== "met" && result !== "not-met")) return "";
  return result === "met" ? measuredWords(check.actual(measured), measured, false) : measuredWords(check.failing(measured), measured, true);
}

function phraseOf(report: Report): string {
  switch (report.kind) {
    case "tests":
      return `${report.passed} passed, ${report.failed + report.errors} failed, ${report.skipped} skipped${report.flaky > 0 ? `, ${report.flaky} flaky` : ""}`;
    case "coverage":
      return report.executable === 0 ? "no executable line" : `${report.hit} of ${report.executable} lines ran (${Math.floor((100 * report.hit) / report.executable)} %)`;
    case "analysis": {
      const open = report.findings.filter(({ suppressed }) => !suppressed).length;
      return `${open} finding${open === 1 ? "" : "s"}${report.findings.length > open ? `, ${report.findings.length - open} suppressed` : ""}, by ${visible(report.tools.join(", "))}`;
    }
    case "advisories":
      return flawsPhrase(report);
    case "components":
      return `${counted(report.components.length, "component")}${report.advisories.length > 0 ? `, ${flawsPhrase(report)}` : ""}`;
    case "references":
      return weightiestFirst.map((wanted) => `${report.references.filter(({ verdict }) => verdict === wanted).length} ${wanted}`).join(", ");
  }
}

const weightiestFirst: readonly ReferenceVerdict[] = ["contradicted", "unverifiable", "verified"];

function flawsPhrase({ advisories }: { readonly advisories: readonly Advisory[] }): string {
  const aside = advisories.filter(({ suppressed }) => suppressed).length;
  return `${counted(advisories.length - aside, "known flaw")}${aside > 0 ? `, ${aside} set aside` : ""}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
