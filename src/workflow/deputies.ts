import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { DeputyRecord, Store } from "../store/index.ts";
import { lastMoment } from "./last-moment.ts";
import { type By, findPerson, refuse, requirePerson, requireSelfOrAdministrator } from "./persons.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

const aDay = 86_400_000;
const longest = 366 * aDay;

export interface NewDeputy {
  readonly person: By;
  readonly deputy: By;
  /** `YYYY-MM-DD`, the first day; now without it. */
  readonly from?: string | undefined;
  /** The last day. */
  readonly until: string;
}

/**
 * Names who stands in for a person while they are away (R105). The person does it, or an administrator. A deputy is already qualified for all that the person is qualified for, because a deputyship
 * gives no qualification. Throws `Failure`: `not-found`, `refused`, `bad-input`, `already-exists` when somebody stands in at that time already.
 */
export async function nameDeputy(workplace: Workplace, by: By, { person: who, deputy: whom, from: first, until: last }: NewDeputy): Promise<DeputyRecord> {
  const id = freshId(workplace, "y");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const [person, deputy] = [await findPerson(workplace, who), await findPerson(workplace, whom)];
    const actor = await requireSelfOrAdministrator(workplace, by, person, "name-deputy");
    const times = timesOf(workplace, first, last);
    if (person.kind === "agent") throw new Failure("bad-input", `${person.name} is an agent, for which nobody stands in.`);
    await requireFit(workplace, actor, person, deputy);
    await requireFree(workplace, { person, deputy }, times);
    const data = { deputyship: id, person: person.id, deputy: deputy.id, ...times };
    return { size, drafts: [{ type: "deputy-named", actor: actor.id, key: `deputy/${id}`, data }], answer: () => requireDeputyship(workplace.store, id) };
  });
}

function timesOf(workplace: Workplace, first: string | undefined, last: string): { readonly from: number; readonly until: number } {
  const now = workplace.clock();
  const from = Math.max(now, first === undefined ? now : lastMoment(first) - aDay);
  const until = lastMoment(last);
  if (until <= from) throw new Failure("bad-input", "A deputy stands in until a day that is still to come.", { hint: "Give the last day." });
  if (until - from > longest) throw new Failure("bad-input", "A deputy stands in for a year at most.", { hint: "Give the role to somebody instead." });
  return { from, until };
}

async function requireFit(workplace: Workplace, actor: Person, person: Person, deputy: Person): Promise<void> {
  if (deputy.id === person.id) throw new Failure("bad-input", "Nobody stands in for themselves.", { hint: "Name somebody else." });
  if (deputy.kind === "agent") await refuse(workplace, "name-deputy", "not-a-person", actor, `${deputy.name} is an agent; only a person stands in for a person.`);
  if (!deputy.active || !person.active) throw new Failure("bad-input", `${(deputy.active ? person : deputy).name} is not active.`, { hint: "Both have to be." });
  const held = await heldBy(workplace);
  const missing = [...held(person.id)].filter((domain) => !held(deputy.id).has(domain));
  if (missing.length > 0)
    throw new Failure("bad-input", `${deputy.name} is not qualified for ${missing.join(", ")}, and standing in gives no qualification.`, {
      hint: "Name somebody who is, or have the qualification granted first.",
    });
}

async function heldBy(workplace: Workplace): Promise<(person: string) => ReadonlySet<string>> {
  const now = workplace.clock();
  const granted = await workplace.store.read.qualifications();
  const holding = granted.filter(({ from, until, revokedAt }) => revokedAt === null && from <= now && now < until);
  return (person) => new Set(holding.flatMap((each) => (each.person === person ? [each.domain] : [])));
}

interface Pair {
  readonly person: Person;
  readonly deputy: Person;
}

async function requireFree({ store }: Workplace, { person, deputy }: Pair, { from, until }: { readonly from: number; readonly until: number }): Promise<void> {
  const then = (await store.read.deputies()).filter((each) => each.endedAt === null && each.from < until && from < each.until);
  if (then.some((each) => each.person === person.id))
    throw new Failure("already-exists", `Somebody already stands in for ${person.name} at that time.`, { hint: "End that deputyship first." });
  // Nobody would be there if each stood in for the next (A16).
  if (reaches(then, deputy.id, person.id))
    throw new Failure("already-exists", `${deputy.name} is away at that time, and in the end ${person.name} stands in for them.`, { hint: "Name somebody who is there." });
}

/** Whether one person's deputies, or theirs in turn, come to another. */
function reaches(deputyships: readonly DeputyRecord[], start: string, end: string): boolean {
  const known = new Set([start]);
  for (const at of known) for (const each of deputyships) if (each.person === at) known.add(each.deputy);
  return known.has(end);
}

/** Ends a deputyship before its day. The person does it, the deputy, or an administrator. Throws `Failure`: `not-found`, `refused`, `already-exists`. */
export async function endDeputy(workplace: Workplace, by: By, id: string): Promise<DeputyRecord> {
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const deputyship = await requireDeputyship(workplace.store, id);
    const [person, actor] = [await findPerson(workplace, deputyship.person), await findPerson(workplace, by)];
    const ending = actor.id === deputyship.deputy ? await requirePerson(workplace, by, "end-deputy") : await requireSelfOrAdministrator(workplace, by, person, "end-deputy");
    if (!isOpen(workplace, deputyship)) throw new Failure("already-exists", "This deputyship has ended already.");
    return { size, drafts: [endDraft(ending.id, deputyship)], answer: () => requireDeputyship(workplace.store, id) };
  });
}

/** Deputyships that have not ended, of somebody who is away or who stands in. */
export async function openDeputyships(workplace: Workplace, person: string): Promise<DeputyRecord[]> {
  const all = await workplace.store.read.deputies();
  return all.filter((each) => (each.person === person || each.deputy === person) && isOpen(workplace, each));
}

function isOpen(workplace: Workplace, { endedAt, until }: DeputyRecord): boolean {
  return endedAt === null && workplace.clock() < until;
}

export function endDraft(actor: string, { id, person, index }: DeputyRecord): Draft {
  return { type: "deputy-ended", actor, key: `deputy-ended/${id}`, data: { deputyship: id, person }, links: [index] };
}

async function requireDeputyship(store: Store, id: string): Promise<DeputyRecord> {
  const found = (await store.read.deputies()).find((each) => each.id === id);
  if (found) return found;
  throw new Failure("not-found", `There is no deputyship ${id}.`);
}
