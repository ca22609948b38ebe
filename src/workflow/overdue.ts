import { addDuration, durationText } from "../model/duration.ts";
import type { Draft } from "../model/fact.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Case } from "./case.ts";
import { freshId, type Workplace } from "./workplace.ts";

/** Escalations for a change that has waited longer than the policy lets it wait; each step of the policy opens one, once a revision. */
export function overdueDrafts(workplace: Workplace, opened: Case, verdict: Verdict, now: number): Draft[] {
  if (verdict.verdict !== "wait") return [];
  return opened.policy.policy.escalation.overdue.flatMap(({ after, role }, level): Draft[] => {
    const due = addDuration(opened.revision.at, after);
    const known = opened.escalations.some((escalation) => escalation.kind === "overdue" && escalation.level === level && escalation.openedAt >= opened.revision.at);
    if (now < due || known) return [];
    const key = `overdue/${opened.summary.id}/${opened.summary.revision}/${level}/${durationText(after)}`;
    const data = {
      escalation: freshId(workplace, "x"),
      kind: "overdue" as const,
      change: opened.summary.id,
      decision: null,
      criterion: null,
      level,
      to: { qualification: null, role, not: [] },
      due: addDuration(now, after),
    };
    return [{ type: "escalation-opened", actor: "system", key, data, links: [opened.revision.index] }];
  });
}
