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

/**
 * The changes that wait for a person's approval, what has waited longest comes first. What the person asked for changes of, deferred or was unsure about waits for others until its next revision, or whoever
 * puts forward what nobody should approve would keep everybody from everything after it; but a word on the change that is `deciding` keeps that one in its place.
 */
export async function waitingFor(workplace: Workplace, person: string, deciding: string | null = null): Promise<string[]> {
  const now = workplace.clock();
  const { read } = workplace.store;
  const gone = new Set((await read.deployments()).flatMap(({ change, stage }) => (stage === "succeeded" ? [change] : [])));
  const waiting: { readonly id: string; readonly at: number }[] = [];
  for (const { id, at } of await read.changes()) if (!gone.has(id) && (await waits(workplace, id, { person, passed: id !== deciding, now }))) waiting.push({ id, at });
  return waiting.sort((a, b) => a.at - b.at).map(({ id }) => id);
}

// A change that can't be opened any more waits for nobody.
async function waits(workplace: Workplace, change: string, { person, passed, now }: { readonly person: string; readonly passed: boolean; readonly now: number }): Promise<boolean> {
  try {
    const opened = await openCase(workplace, change);
    if (passed && passedOn(opened, person)) return false;
    return judgeCase(opened, null, now).reasons.some(({ code, who }) => code === "approval-missing" && who.includes(person));
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** Whether the person's last word on this revision is none that approves it. */
function passedOn({ decisions, revision }: Case, person: string): boolean {
  const own = decisions.filter((each) => each.person === person && each.withdrawnAt === null && each.subject.environment === null && each.subject.head === revision.head);
  return (own.at(-1)?.outcome ?? "approve") !== "approve";
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
  const place = (await waitingFor(workplace, person, summary.id)).indexOf(summary.id);
  if (place < atOnce) return null;
  return `${counted(place)} ${place === 1 ? "has" : "have"} waited longer for ${name}, and beyond ${atOnce} at once the policy has those approved first that have waited longest.`;
}

function counted(changes: number): string {
  return `${changes} change${changes === 1 ? "" : "s"}`;
}
