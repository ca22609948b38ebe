import { endOfDay } from "../gate/index.ts";
import { addDuration } from "../model/duration.ts";
import type { Verdict } from "../model/verdict.ts";
import { type Case, environmentOfDoubt } from "../workflow/index.ts";

/**
 * Until when somebody has to act on a change, in milliseconds: the first open escalation, the day until which it is deferred, or the moment from which the
 * policy calls it overdue. Null when nothing says so.
 */
export function dueOf(opened: Case, { verdict, environment }: Pick<Verdict, "verdict" | "environment">): number | null {
  if (verdict === "allow") return null;
  // A doubt about another environment presses nobody here.
  const here = (about: string | null | undefined) => typeof about !== "string" || about === environment;
  const open = opened.escalations
    .filter((escalation) => escalation.resolvedAt === null && escalation.kind !== "overdue" && here(environmentOfDoubt(opened, escalation)))
    .map(({ due }) => due);
  if (open.length > 0) return Math.min(...open);
  const deferred = opened.decisions.filter(({ outcome, until, subject }) => outcome === "defer" && until !== null && subject.head === opened.revision.head);
  const last = deferred.at(-1)?.until;
  if (last) return endOfDay(last);
  const [first] = opened.policy.policy.escalation.overdue;
  return first === undefined ? null : addDuration(opened.revision.at, first.after);
}
