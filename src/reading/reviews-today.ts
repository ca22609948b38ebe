import type { Workplace } from "../workflow/index.ts";

const aDay = 86_400_000;
const mostLookedAt = 5_000;

/** How many changes each person has decided on since midnight UTC (R12). Deciding again on the same change is one review. */
export async function reviewsToday(workplace: Workplace): Promise<(person: string) => number> {
  const now = workplace.clock();
  const recent = await workplace.store.read.factsBefore(Number.MAX_SAFE_INTEGER, mostLookedAt, ["decision-made"]);
  const changes = new Map<string, Set<string>>();
  for (const fact of recent) {
    if (fact.type !== "decision-made" || fact.at < now - (now % aDay)) continue;
    const known = changes.get(fact.data.person) ?? new Set();
    changes.set(fact.data.person, known.add(fact.data.change));
  }
  return (person) => changes.get(person)?.size ?? 0;
}

/** A sentence once somebody has judged as many changes in a day as the policy finds wise; null before. */
export function loadWarning(name: string, today: number, limit: number): string | null {
  return today < limit ? null : `${name} has judged ${today} change${today === 1 ? "" : "s"} today; the policy's limit is ${limit}, since later ones are read less well.`;
}
