import { type LineState, linesOf, stateOfLines } from "../evidence/index.ts";
import { isCoverable, standing } from "../gate/index.ts";
import { visible } from "../git/index.ts";
import type { Finding } from "../model/evidence.ts";
import type { Case } from "../workflow/index.ts";
import { shownText } from "./shown-text.ts";

/** A finding at its place in a file of the change. */
export interface LineFinding extends Pick<Finding, "line" | "tool" | "rule" | "message" | "suppressed"> {
  /** Null for a reference that is contradicted: there is no more or less of that. */
  readonly severity: Finding["severity"] | null;
  /** Ids of the policy's constraints that the rule stands for (R14). */
  readonly constraints: readonly string[];
  /** On a line that the change adds. */
  readonly added: boolean;
  /** Id of the evidence that says so; null for what our own runner found. */
  readonly evidence: string | null;
}

/** What analyses, the policy's own rules and the check of references found, by path of the result. */
export function findingsOf(opened: Case): ReadonlyMap<string, readonly LineFinding[]> {
  const added = new Map(opened.detail.range.files.map(({ path, addedRanges }) => [path, addedRanges]));
  const found = standing(opened).flatMap(({ id, reading: { report } }) =>
    report?.kind === "analysis"
      ? report.findings.map((finding) => ({ ...finding, message: shownText(finding.message), rule: visible(finding.rule), tool: visible(finding.tool), evidence: id }))
      : [],
  );
  const placed = found.flatMap(({ path, line, tool, rule, severity, message, suppressed, evidence }) =>
    path === null || !added.has(path) ? [] : [{ path, finding: { line, tool, rule, severity, message, suppressed, evidence } }],
  );
  const constraints = opened.policy.policy.constraints;
  const lineFindings = placed.map(({ path, finding }) => ({
    path,
    finding: {
      ...finding,
      constraints: constraints.filter(({ rule, id }) => rule === finding.rule || id === finding.rule).map(({ id }) => id),
      added: added.get(path)?.some(({ start, end }) => finding.line !== null && finding.line >= start && finding.line <= end) ?? false,
    },
  }));
  const all = [...lineFindings, ...ownFindings(opened), ...contradictions(opened)];
  // What two reports say in the same words stands once.
  const once = [...new Map(all.map((each) => [JSON.stringify([each.path, { ...each.finding, evidence: null }]), each])).values()];
  return new Map([...Map.groupBy(once, ({ path }) => path)].map(([path, here]) => [path, here.map(({ finding }) => finding)]));
}

// Only of lines that the change adds: what was there before is nobody's invention of now.
function contradictions(opened: Case): { readonly path: string; readonly finding: LineFinding }[] {
  const added = new Map(opened.detail.range.files.map(({ path, addedRanges }) => [path, addedRanges]));
  return standing(opened).flatMap(({ id, reading: { report } }) => {
    const all = report?.kind === "references" ? report.references : [];
    const wrong = all.filter(({ verdict, path, line }) => verdict === "contradicted" && added.get(path)?.some(({ start, end }) => line >= start && line <= end));
    return wrong.map(({ path, line, language, name, why, drift }) => {
      const message = `${drift ? "Not in this version" : "Not found"}: ${visible(name)} — ${shownText(why)}`;
      const said = { line, tool: visible(language), rule: visible(name), severity: null, message, suppressed: false };
      return { path, finding: { ...said, constraints: [], added: true, evidence: id } };
    });
  });
}

const severityOf = { deny: "high", ask: "medium", warn: "low" } as const;

// Ours stand with the proposal, whatever evidence comes or goes.
function ownFindings({ detail, policy }: Case): { readonly path: string; readonly finding: LineFinding }[] {
  const added = new Map(detail.range.files.map(({ path, addedRanges }) => [path, addedRanges]));
  return (detail.constraints?.findings ?? []).flatMap(({ id, path, line, message }) => {
    const constraint = policy.policy.constraints.find((each) => each.id === id);
    if (constraint === undefined) return [];
    const isAdded = added.get(path)?.some(({ start, end }) => line >= start && line <= end) ?? false;
    const said = { line, tool: "countersign", rule: id, severity: severityOf[constraint.severity], message: shownText(message), suppressed: false };
    return [{ path, finding: { ...said, constraints: [id], added: isAdded, evidence: null } }];
  });
}

/** How often each executable line ran, by path of the result; a path that no accepted report names is missing. */
export function hitsOf(opened: Case): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const byPath = new Map<string, Map<number, number>>();
  // While one producer's report is not accepted nothing is measured, and then nothing is marked either.
  if (!opened.assessment.coverage.reported) return byPath;
  for (const { reading } of standing(opened)) {
    if (reading.report?.kind !== "coverage") continue;
    for (const file of reading.report.files) {
      const { path } = file;
      const hits = byPath.get(path) ?? new Map<number, number>();
      byPath.set(path, hits);
      for (const [line, count] of linesOf(file)) hits.set(line, (hits.get(line) ?? 0) + count);
    }
  }
  return byPath;
}

/** What is known of a line that the change adds. */
export type LineCoverageState = Exclude<LineState, "not-executable">;

/** What is known of each line of a file of the result; null of what can't be run, of lines that nobody expects a test to run, and of every line while no report counts. */
export function lineStates({ assessment }: Case, hits: ReturnType<typeof hitsOf>, path: string): (line: number) => LineCoverageState | null {
  const known = hits.get(path);
  const expected = assessment.coverage.reported && isCoverable(path, assessment.typesOf);
  if (known === undefined && !expected) return () => null;
  const stateOf = stateOfLines(known);
  return (line) => {
    const state = stateOf(line);
    return state === "not-executable" || (state === "without-data" && !expected) ? null : state;
  };
}
