import { addDuration } from "../model/duration.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Case } from "./case.ts";

/** The times in which the same question gets the very same answer while nothing is recorded: from one to before another, in milliseconds since the epoch. */
export interface Holds {
  readonly from: number;
  readonly until: number;
}

const aMinute = 60_000;

/**
 * Before which moment nothing that a verdict rests on begins or ends by itself. What is counted in days (waivers, freezes, deferrals, accepted findings, the policy's own review, calendar months) turns at midnight, and in every
 * time zone a midnight is the begin of a minute, so it is never later than the next minute.
 */
export function nextTurn({ people, escalations, exceptions, policy, revision }: Case, now: number): number {
  const granted = [...people.qualifications.values(), people.deputies].flat().flatMap(({ from, until }) => [from, until]);
  const overdue = policy.policy.escalation.overdue.map(({ after }) => addDuration(revision.at, after));
  const turns = [...granted, ...overdue, ...escalations.map(({ due }) => due), ...exceptions.map(({ expires }) => expires)];
  return turns.reduce((first, turn) => (turn < now ? first : Math.min(first, Math.max(turn, now + 1))), (Math.floor(now / aMinute) + 1) * aMinute);
}

/** The times in which a verdict that was come to now is come to again, before a moment at the latest; null when there are none. It is judged as of the last of them as well, so that a turn that is not foreseen here keeps nothing. */
export function holdsFrom(now: number, until: number, verdict: Verdict, judged: (at: number) => Verdict): Holds | null {
  const same = until > now && JSON.stringify(judged(until - 1)) === JSON.stringify(verdict);
  return same ? { from: now, until } : null;
}
