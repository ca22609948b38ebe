import { dateOf, dayOf, type Schedule, type Sprint } from "../blueprint/index.ts";
import type { PlanGround } from "./plan-ground.ts";
import { reviewMinutes } from "./plan-reviews.ts";

/** What governance was meant to take in one sprint and what it took, in whole minutes of people's time (R98, R111). */
export interface SprintMinutes extends Sprint {
  /** Null where the delivery framework gives none. */
  readonly budget: number | null;
  /** Of the checkpoints that fall into the sprint, and of the reviews of changes that were first put forward in it. */
  readonly estimated: { readonly checkpoints: number; readonly reviews: number };
  /** Recorded for checkpoints, and observed while people decided on these pages. Nobody observes who decides in a terminal. */
  readonly spent: { readonly checkpoints: number; readonly reviews: number };
  /** Decisions of the sprint, and of how many of them the time was observed. */
  readonly decisions: number;
  readonly observed: number;
  /** Minutes above the budget; 0 within it, and without one. */
  readonly over: number;
  /** As it was estimated it would go above the budget. */
  readonly willBeOver: boolean;
  readonly state: "past" | "now" | "later";
}

/** Every sprint that a checkpoint falls into and every one that has begun, the oldest first. */
export function sprintMinutes(ground: PlanGround, plan: Schedule): SprintMinutes[] {
  const today = dateOf(ground.now);
  const begun = plan.sprintOn(today)?.number ?? 0;
  const all = new Map(plan.sprints.map((sprint) => [sprint.number, sprint]));
  for (let at = plan.sprintOn(today); at !== null && !all.has(at.number); at = plan.sprintOn(dateOf(dayOf(at.start) - day))) all.set(at.number, at);
  return [...all.values()].sort((a, b) => a.number - b.number).map((sprint) => minutesOf(ground, plan, sprint, sprint.number < begun || sprint.end < today, today));
}

const day = 86_400_000;

function minutesOf({ files, policy, records, work }: PlanGround, plan: Schedule, sprint: Sprint, past: boolean, today: string): SprintMinutes {
  const within = (at: number) => at >= dayOf(sprint.start) && at < dayOf(sprint.end) + day;
  const planned = plan.checkpoints.filter(({ date }) => date !== null && date >= sprint.start && date <= sprint.end);
  const changes = work.filter(({ revisions }) => within(revisions[0] ?? 0));
  const decisions = work.flatMap((change) => change.decisions).filter(({ at }) => within(at));
  const observed = decisions.flatMap(({ seconds }) => seconds ?? []);
  const reviews = changes.map((change) => reviewMinutes(policy, change));
  const estimated = { checkpoints: sum(planned.map(({ checkpoint }) => checkpoint.minutes)), reviews: Math.round(sum(reviews)) };
  const spent = { checkpoints: sum(records.efforts.filter(({ at }) => within(at)).map(({ minutes }) => minutes)), reviews: Math.round(sum(observed) / 60) };
  const budget = files.delivery?.file.sprints["governance-minutes"] ?? null;
  return {
    ...sprint,
    budget,
    estimated,
    spent,
    decisions: decisions.length,
    observed: observed.length,
    over: budget === null ? 0 : Math.max(0, spent.checkpoints + spent.reviews - budget),
    willBeOver: budget !== null && estimated.checkpoints + estimated.reviews > budget,
    state: past ? "past" : sprint.start <= today ? "now" : "later",
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
