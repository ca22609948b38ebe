import { linesOf } from "../evidence/index.ts";
import { visible } from "../git/index.ts";
import type { Finding } from "../model/evidence.ts";
import type { Case } from "../workflow/index.ts";
import { shownText } from "./shown-text.ts";

/** A finding at its place in a file of the change. */
export interface LineFinding extends Pick<Finding, "line" | "tool" | "rule" | "severity" | "message" | "suppressed"> {
  /** Ids of the policy's constraints that the rule stands for (R14). */
  readonly constraints: readonly string[];
  /** On a line that the change adds. */
  readonly added: boolean;
  /** Id of the evidence that says so. */
  readonly evidence: string;
}

/** The evidence that is looked at: the newest of each producer and kind, as long as it is accepted. */
function standing({ assessment, evidence }: Case): Case["evidence"] {
  const counting = new Set(assessment.evidence.items.filter(({ superseded, state }) => !superseded && state === "accepted").map(({ id }) => id));
  return evidence.filter(({ id }) => counting.has(id));
}

/** What analyses found, by path of the result. */
export function findingsOf(opened: Case): ReadonlyMap<string, readonly LineFinding[]> {
  const added = new Map(opened.detail.range.files.map(({ path, addedRanges }) => [path, addedRanges]));
  const found = standing(opened).flatMap(({ id, reading: { report } }) =>
    report?.kind === "analysis"
      ? report.findings.map((finding) => ({ ...finding, message: shownText(finding.message), rule: visible(finding.rule), tool: visible(finding.tool), evidence: id }))
      : [],
  );
  const placed = found.flatMap(({ path, fingerprint: _, ...finding }) => (path === null || !added.has(path) ? [] : [{ path, finding }]));
  const constraints = opened.policy.policy.constraints;
  const lineFindings = placed.map(({ path, finding }) => ({
    path,
    finding: {
      ...finding,
      constraints: constraints.filter(({ rule, id }) => rule === finding.rule || id === finding.rule).map(({ id }) => id),
      added: added.get(path)?.some(({ start, end }) => finding.line !== null && finding.line >= start && finding.line <= end) ?? false,
    },
  }));
  return new Map([...Map.groupBy(lineFindings, ({ path }) => path)].map(([path, all]) => [path, all.map(({ finding }) => finding)]));
}

/** How often each executable line ran, by path of the result; a path that no accepted report names is missing. */
export function hitsOf(opened: Case): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const byPath = new Map<string, Map<number, number>>();
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
