import type { Limits } from "../model/policy.ts";

/** What is known of a person's reviews: changes that they decided on since midnight UTC, and that wait for them. */
export interface ReviewLoad {
  readonly today: number;
  /** Null where it was not counted. */
  readonly open: number | null;
}

/** A sentence once somebody has as many reviews as the policy finds wise, or more than it takes; null before (R12). */
export function loadWarning(name: string, { today, open }: ReviewLoad, limits: Limits): string | null {
  const { reviewsPerPersonPerDay: wise, openReviewsPerPerson: wiseAtOnce, block } = limits;
  const judged = `${name} has judged ${today} change${today === 1 ? "" : "s"} today`;
  if (block?.reviewsPerPersonPerDay !== undefined && today >= block.reviewsPerPersonPerDay) return `${judged}; the policy takes no approval of another one before tomorrow (UTC).`;
  if (today >= wise) return `${judged}; the policy's limit is ${wise}, since later ones are read less well.`;
  if (open === null) return null;
  const waiting = `${open} change${open === 1 ? " waits" : "s wait"} for ${name}`;
  if (block?.openReviewsPerPerson !== undefined && open > block.openReviewsPerPerson)
    return `${waiting}; beyond ${block.openReviewsPerPerson}, those that have waited longest are approved first.`;
  return wiseAtOnce !== undefined && open > wiseAtOnce ? `${waiting}; the policy's limit is ${wiseAtOnce}.` : null;
}
