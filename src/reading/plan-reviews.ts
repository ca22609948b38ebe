import { estimateMinutes } from "../blueprint/index.ts";
import type { Policy } from "../model/policy.ts";
import { smallestSample } from "./measures.ts";
import type { ChangeWork, PlanGround } from "./plan-ground.ts";

/** What a review of one tier was reckoned to take beside what it took, in whole minutes of all people together (R66, R98). */
export interface TierReviews {
  readonly tier: string;
  readonly changes: number;
  /** Median over the changes. */
  readonly estimated: number;
  /** Median over the changes of which every decision was observed; null while they are too few to say. */
  readonly observed: number | null;
  readonly sample: number;
}

/** By tier, in the policy's order; tiers without a change are left out. */
export function tierReviews({ policy, work }: PlanGround): TierReviews[] {
  const rank = (tier: string) => policy.tiers.findIndex(({ name }) => name === tier);
  const groups = [...Map.groupBy(work, ({ tier }) => tier)].sort(([a], [b]) => rank(a) - rank(b));
  return groups.map(([tier, changes]) => {
    const observed = changes.flatMap((change) => observedMinutes(change) ?? []);
    return {
      tier,
      changes: changes.length,
      estimated: Math.round(median(changes.map((change) => reviewMinutes(policy, change)))),
      observed: observed.length < smallestSample ? null : Math.round(median(observed)),
      sample: observed.length,
    };
  });
}

/** The estimate for a change as it was put forward last. */
export function reviewMinutes(policy: Policy, { tier, lines, origins, alone }: ChangeWork): number {
  return estimateMinutes(policy, { tiers: [tier], lines: lines ?? 0, origins, alone: alone ? [tier] : [] });
}

function observedMinutes({ decisions }: ChangeWork): number | null {
  const seconds = decisions.flatMap((decision) => decision.seconds ?? []);
  if (seconds.length === 0 || seconds.length < decisions.length) return null;
  return seconds.reduce((sum, each) => sum + each, 0) / 60;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
