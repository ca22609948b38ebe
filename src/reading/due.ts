import { endOfDay } from "../gate/index.ts";
import { addDuration } from "../model/duration.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Case } from "../workflow/index.ts";

/**
 * Until when somebody has to act on a change, in milliseconds: the first open escalation, the day until which it is deferred, or the moment from which the
 * policy calls it overdue. Null when nothing says so.
 */
export function dueOf(opened: Case, { verdict }: Pick<Verdict, "verdict">): number | null {
  if (verdict === "allow") return null;
  const open = opened.escalations.filter(({ resolvedAt, kind }) => resolvedAt === null && kind !== "overdue").map(({ due }) => due);
  if (open.length > 0) return Math.min(...open);
  const deferred = opened.decisions.filter(({ outcome, until, subject }) => outcome === "defer" && until !== null && subject.head === opened.revision.head);
  const last = deferred.at(-1)?.until;
  if (last) return endOfDay(last);
  const [first] = opened.policy.policy.escalation.overdue;
  return first === undefined ? null : addDuration(opened.revision.at, first.after);
}
