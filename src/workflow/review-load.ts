import { Failure } from "../model/failure.ts";
import { type Case, judgeCase, openCase } from "./case.ts";
import type { Workplace } from "./workplace.ts";

const aDay = 86_400_000;

/** The changes that each person has decided on since midnight UTC (R12). Deciding again on the same change is one review. */
export async function judgedToday(workplace: Workplace): Promise<(person: string) => ReadonlySet<string>> {
  const now = workplace.clock();
  const made = await workplace.store.read.decidedSince(now - (now % aDay));
  const changes = Map.groupBy(made, ({ person }) => person);
  return (person) => new Set(changes.get(person)?.map(({ change }) => change));
}

/** The changes that wait for a person's approval, what has waited longest comes first. */
export async function waitingFor(workplace: Workplace, person: string): Promise<string[]> {
  const now = workplace.clock();
  const { read } = workplace.store;
  const gone = new Set((await read.deployments()).flatMap(({ change, stage }) => (stage === "succeeded" ? [change] : [])));
  const waiting: { readonly id: string; readonly at: number }[] = [];
  for (const { id, at } of await read.changes()) if (!gone.has(id) && (await waits(workplace, id, person, now))) waiting.push({ id, at });
  return waiting.sort((a, b) => a.at - b.at).map(({ id }) => id);
}

// A change that can't be opened any more waits for nobody.
async function waits(workplace: Workplace, change: string, person: string, now: number): Promise<boolean> {
  try {
    return judgeCase(await openCase(workplace, change), null, now).reasons.some(({ code, who }) => code === "approval-missing" && who.includes(person));
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** Why a person may not approve this change now, by the limits of its policy that stop; null when nothing does. A release is no review, and is not held up. */
export async function limitReached(workplace: Workplace, { policy, summary, people }: Case, person: string): Promise<string | null> {
  const { block } = policy.policy.limits;
  const name = people.persons.get(person)?.name ?? person;
  const aDayOf = block?.reviewsPerPersonPerDay;
  if (aDayOf !== undefined) {
    const judged = (await judgedToday(workplace))(person);
    if (judged.size >= aDayOf && !judged.has(summary.id))
      return `${name} has judged ${counted(judged.size)} today, and the policy takes no approval of another one after ${aDayOf} before tomorrow (UTC).`;
  }
  const atOnce = block?.openReviewsPerPerson;
  if (atOnce === undefined) return null;
  const place = (await waitingFor(workplace, person)).indexOf(summary.id);
  if (place < atOnce) return null;
  return `${counted(place)} ${place === 1 ? "has" : "have"} waited longer for ${name}, and beyond ${atOnce} at once the policy has those approved first that have waited longest.`;
}

function counted(changes: number): string {
  return `${changes} change${changes === 1 ? "" : "s"}`;
}
