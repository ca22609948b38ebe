import type { Place } from "../../model/failure.ts";

/** Everything that the lint of a blueprint can say; codes are stable and never used again for another meaning. */
export const lintCodes = {
  "file-missing": "error",
  "cell-empty": "error",
  "cell-unheld": "error",
  "rule-unsatisfiable": "error",
  "role-unheld": "error",
  "person-unknown": "error",
  "person-without-role": "warning",
  "deputy-missing": "warning",
  "deputy-same": "error",
  "document-undated": "warning",
  "review-passed": "warning",
  "sprint-length": "warning",
  "day-beyond-sprint": "warning",
  "area-without-day": "warning",
  "area-undecided": "warning",
  "record-missing": "error",
  "raci-accountable": "error",
  "raci-responsible": "error",
  "raci-agent": "error",
  "role-undescribed": "error",
  "phase-without-checkpoint": "error",
  "phase-without-metric": "error",
  "checkpoint-without-exit": "error",
  "checkpoint-without-approver": "error",
  "risk-unjudged": "warning",
  "risk-removed": "error",
  "risk-without-owner": "error",
  "risk-without-plan": "error",
  "risk-without-rating": "error",
  "risk-without-residual": "error",
  "risk-without-trigger": "error",
  "risk-without-review": "error",
  "risk-residual-higher": "error",
  "risk-not-accepted": "error",
  "risk-accepted-above": "error",
  "treatment-overdue": "warning",
  "control-unknown": "error",
  "control-unused": "warning",
  "control-without-risk": "warning",
  "tool-without-record": "error",
  "record-tool-unknown": "error",
  "record-constraint-unknown": "error",
  "tool-undescribed": "warning",
  "tool-unknown": "error",
  "class-unknown": "error",
  "class-never-sent": "error",
  "class-without-tool": "warning",
  "retention-short": "error",
  "event-unknown": "error",
} as const satisfies Record<string, "error" | "warning">;

export type LintCode = keyof typeof lintCodes;

export interface Found {
  readonly code: LintCode;
  readonly says: string;
  readonly hint: string;
  readonly place: Place | null;
}

export function found(code: LintCode, says: string, hint: string, place: Place | null): Found {
  return { code, says, hint, place };
}

/** That a day is over, in UTC. */
export function isPast(date: string | undefined, now: number): boolean {
  return date !== undefined && now >= Date.parse(`${date}T00:00:00Z`) + 86_400_000;
}
