import { dateOf } from "../blueprint/index.ts";
import type { ChangeWork, PlanGround } from "./plan-ground.ts";

const day = 86_400_000;

/** Days with one decimal, over how many things. */
export interface Days {
  readonly days: number;
  readonly count: number;
}

/** What came after in one month, UTC. Each series stands alone; nothing adds them up (R99). */
export interface ReworkMonth {
  /** `2026-12`. */
  readonly month: string;
  /** Changes that were first put forward in it: the sample of what stands beside. */
  readonly changes: number;
  /** Of these, sent back at least once, with the days from then until their last revision. */
  readonly sentBack: Days;
  /** Of these, that take an earlier change back, with the days until a gate let them pass. */
  readonly reversals: Days;
}

/** The days that a blueprint took beside the days of rework and reversal that came after it (R59). */
export interface Rework {
  readonly blueprint: {
    readonly state: "closed" | "running" | "skipped" | "none";
    /** From its start until it was closed, or until now; null without one. */
    readonly days: number | null;
  };
  /** From when changes are counted, `YYYY-MM-DD`: the close of the blueprint, or the first change where none was closed. */
  readonly since: string | null;
  readonly months: readonly ReworkMonth[];
}

export function reworkOf({ records: { blueprints, skips, reversals }, work, now }: PlanGround): Rework {
  const closed = blueprints.find((each) => each.closed !== null);
  const own = closed ?? blueprints.at(-1);
  const state = closed !== undefined ? "closed" : own !== undefined ? "running" : skips.length > 0 ? "skipped" : "none";
  const since = closed?.closed?.at ?? null;
  const counted = work.filter(({ revisions }) => since === null || (revisions[0] ?? 0) >= since);
  const reversing = new Set(reversals.map(({ change }) => change));
  const first = since ?? counted[0]?.revisions[0] ?? null;
  return {
    blueprint: { state, days: own === undefined ? null : tenths((own.closed?.at ?? now) - own.at) },
    since: first === null ? null : dateOf(first),
    months: [...Map.groupBy(counted, ({ revisions }) => dateOf(revisions[0] ?? 0).slice(0, -3))].map(([month, changes]) => monthOf(month, changes, reversing, now)),
  };
}

function monthOf(month: string, changes: readonly ChangeWork[], reversing: ReadonlySet<string>, now: number): ReworkMonth {
  const sentBack = changes.flatMap((change) => reworkTime(change, now) ?? []);
  const reversals = changes.filter(({ id }) => reversing.has(id)).map(({ allowed, revisions }) => (allowed ?? now) - (revisions[0] ?? now));
  return { month, changes: changes.length, sentBack: daysOf(sentBack), reversals: daysOf(reversals) };
}

/** From when it was first sent back until its last revision; until now while none followed and no gate let it pass. Null where nobody sent it back. */
function reworkTime({ decisions, revisions, allowed }: ChangeWork, now: number): number | null {
  const back = decisions.find(({ outcome }) => outcome === "request-changes")?.at;
  if (back === undefined) return null;
  const last = revisions.at(-1) ?? back;
  return last > back ? last - back : Math.max(0, (allowed ?? now) - back);
}

function daysOf(times: readonly number[]): Days {
  return { days: tenths(times.reduce((total, each) => total + each, 0)), count: times.length };
}

function tenths(time: number): number {
  return Math.round((time / day) * 10) / 10;
}
