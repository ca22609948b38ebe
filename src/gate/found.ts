import type { ChangedFile, Weakening } from "../model/change.ts";
import { type Advisory, type Finding, type Reference, type Severity, severities } from "../model/evidence.ts";
import type { CriterionOutcome, Verdict } from "../model/verdict.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import type { Assessment, Submitted } from "./assess.ts";
import { itemIdOf } from "./items.ts";

/** What something that was found does: it keeps the change from passing, a person answers it, or it is there to be known. */
export const foundEffects = ["blocks", "asks", "shown"] as const;
export type FoundEffect = (typeof foundEffects)[number];

/** Something that was found in a change, from wherever it comes, in the words of whoever found it. */
export interface Found {
  readonly source: "analysis" | "constraint" | "reference" | "advisory" | "weakening";
  readonly effect: FoundEffect;
  /** Null where its source knows none. */
  readonly severity: Severity | null;
  /** Who found it and by which rule: `semgrep no-eval`, `constraint no-names-in-logs`. */
  readonly by: string;
  readonly says: string;
  /** Byte-exact path of a file of the change, and a line of its result; null where it is about no single one. */
  readonly path: string | null;
  readonly line: number | null;
  /** The question that asks about it; null where none does. */
  readonly question: string | null;
  /** Id of the evidence that says so; null for what was read from git objects. */
  readonly evidence: string | null;
}

/** What is looked through. */
export interface FoundInput {
  readonly policy: CompiledPolicy;
  readonly assessment: Assessment;
  readonly evidence: readonly Submitted[];
  readonly detail: { readonly range: { readonly files: readonly ChangedFile[] }; readonly weakenings?: readonly Weakening[] | undefined };
}

/** The evidence that is looked at: the newest of each producer and kind, as long as it is accepted. */
export function standing({ assessment, evidence }: Pick<FoundInput, "assessment" | "evidence">): readonly Submitted[] {
  const counting = new Set(assessment.evidence.items.filter(({ superseded, state }) => !superseded && state === "accepted").map(({ id }) => id));
  return evidence.filter(({ id }) => counting.has(id));
}

/**
 * Everything that was found in what a change adds, the weightiest first: what blocks, then what is asked, then the rest, each by severity and place. Texts are
 * as whoever wrote them wrote them.
 */
export function foundIn(opened: FoundInput, verdict: Verdict): Found[] {
  const failing = failingFields(opened, verdict);
  const all = [
    ...constraintsFound(opened),
    ...analysisFound(opened, failing),
    ...referencesFound(opened, failing),
    ...advisoriesFound(opened, failing),
    ...weakeningsFound(opened, failing),
  ];
  return all.sort(byWeight);
}

function byWeight(a: Found, b: Found): number {
  const effect = foundEffects.indexOf(a.effect) - foundEffects.indexOf(b.effect);
  const severity = rankOf(b.severity) - rankOf(a.severity);
  return effect || severity || order(a.path ?? "", b.path ?? "") || (a.line ?? 0) - (b.line ?? 0) || order(a.by, b.by);
}

// What knows no severity is no small matter for that: an invented reference stands before remarks of style.
function rankOf(severity: Severity | null): number {
  return severities.indexOf(severity ?? "high");
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

// The numbers for which a check does not hold: `evidence.analysis.critical`.
function failingFields({ policy, assessment: { evidence } }: FoundInput, { criteria }: Verdict): ReadonlySet<string> {
  const failed = criteria.filter(({ kind, result }: CriterionOutcome) => kind === "check" && result === "not-met");
  return new Set(failed.flatMap(({ id }) => policy.checks.get(id)?.failing(evidence.measured) ?? []).map(({ field }) => field));
}

function constraintsFound({ assessment: { change }, policy }: FoundInput): Found[] {
  return change.constraints.broken.map(({ id, path, line, message }) => {
    const asked = change.constraints.asked.includes(id);
    return {
      ...{ source: "constraint", by: `constraint ${id}`, severity: null, evidence: null, line },
      effect: asked ? "asks" : "blocks",
      says: message ?? policy.policy.constraints.find((constraint) => constraint.id === id)?.why ?? id,
      path: path === "the change" ? null : path,
      question: asked ? `constraint-${id}` : null,
    };
  });
}

function analysisFound(opened: FoundInput, failing: ReadonlySet<string>): Found[] {
  const { change } = opened.assessment;
  const questions = new Set(change.items.map(({ id }) => id));
  const constraints = new Set(opened.policy.policy.constraints.map(({ id }) => id));
  return standing(opened).flatMap(({ id, reading: { report } }) => {
    const findings = report?.kind === "analysis" ? report.findings.filter((finding) => !finding.suppressed && !constraints.has(finding.rule) && isAdded(opened, finding)) : [];
    return findings.map((finding): Found => {
      const { tool, rule, severity, message, path, line } = finding;
      const item = itemIdOf(finding);
      const question = questions.has(item) ? item : null;
      const effect = failing.has(`evidence.analysis.${severity}`) ? "blocks" : question === null ? "shown" : "asks";
      return { source: "analysis", effect, severity, by: `${tool} ${rule}`, says: message, path: knownPath(opened, path), line, question, evidence: id };
    });
  });
}

function referencesFound(opened: FoundInput, failing: ReadonlySet<string>): Found[] {
  const effect = failing.has("evidence.references.contradicted") ? "blocks" : "shown";
  return standing(opened).flatMap(({ id, reading: { report } }) => {
    const contradicted = report?.kind === "references" ? report.references.filter((reference) => reference.verdict === "contradicted" && isAdded(opened, reference)) : [];
    return contradicted.map((reference) => referenceFound(opened, reference, effect, id));
  });
}

function referenceFound(opened: FoundInput, { path, line, name, language, why }: Reference, effect: FoundEffect, evidence: string): Found {
  return { source: "reference", effect, severity: null, by: `${language} ${name}`, says: why, path: knownPath(opened, path), line, question: null, evidence };
}

function advisoriesFound(opened: FoundInput, failing: ReadonlySet<string>): Found[] {
  const { updates, change } = opened.assessment;
  const evidenceOf = new Map(
    standing(opened).flatMap(({ id, reading: { report } }) => (report !== null && "advisories" in report ? report.advisories.map((each) => [keyOf(each), id]) : [])),
  );
  return updates.flatMap((update) =>
    update.advisories.map((advisory): Found => {
      const { severity, id, title, package: name, fixed } = advisory;
      const question = change.items.find((item) => item.about === "update" && item.names.includes(update.name))?.id ?? null;
      const effect = failing.has(`evidence.advisories.${severity}`) ? "blocks" : question === null ? "shown" : "asks";
      const says = `${name} ${update.to ?? ""}: ${title}${fixed === null ? "" : `, mended in ${fixed}`}`;
      return { source: "advisory", effect, severity, by: id, says, path: null, line: null, question, evidence: evidenceOf.get(keyOf(advisory)) ?? null };
    }),
  );
}

function keyOf({ id, package: name, version, range }: Advisory): string {
  return JSON.stringify([id, name, version, range]);
}

// One kind of weakening is no worse than another: what is made of them is the policy's matter.
function weakeningsFound({ detail }: FoundInput, failing: ReadonlySet<string>): Found[] {
  const effect = failing.has("change.weakened") ? "blocks" : "shown";
  return (detail.weakenings ?? []).map(
    ({ kind, path, line, sentence }): Found => ({
      source: "weakening",
      effect,
      severity: null,
      by: kind.replaceAll("-", " "),
      says: sentence,
      path,
      line,
      question: null,
      evidence: null,
    }),
  );
}

function isAdded({ detail }: FoundInput, { path, line, endLine, elsewhere = [] }: Pick<Finding, "path" | "line" | "endLine" | "elsewhere">): boolean {
  if (path === null) return true;
  const files = detail.range.files.filter((each) => each.path === path || elsewhere.includes(each.path));
  return files.length > 0 && (line === null || files.some(({ addedRanges }) => addedRanges.some(({ start, end }) => start <= (endLine ?? line) && line <= end)));
}

function knownPath({ detail }: FoundInput, path: string | null): string | null {
  return detail.range.files.some((file) => file.path === path) ? path : null;
}
