import type { Key, Person, Qualification } from "../model/people.ts";

/** Who exists, who is fit to judge what, and which keys are theirs, at one size of the ledger. Indexed once, read by every judgement. */
export interface PeopleState {
  readonly persons: ReadonlyMap<string, Person>;
  readonly qualifications: ReadonlyMap<string, readonly Qualification[]>;
  readonly keys: ReadonlyMap<string, Key>;
  /** Roles of each person by the ledger index from which they held, ascending. A person without an entry holds today's roles since ever. */
  readonly roles: ReadonlyMap<string, readonly RolesFrom[]>;
  /** Who stands in for whom, and when; those that were ended before their day are not among them. */
  readonly deputies: readonly Deputyship[];
}

export interface Deputyship {
  readonly person: string;
  readonly deputy: string;
  /** From one moment to before another, in milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

export interface RolesFrom {
  readonly index: number;
  readonly roles: readonly string[];
}

export function peopleState(
  persons: Iterable<Person>,
  qualifications: Iterable<Qualification>,
  keys: Iterable<Key>,
  roles: ReadonlyMap<string, readonly RolesFrom[]> = new Map(),
  deputies: readonly Deputyship[] = [],
): PeopleState {
  const byPerson = new Map<string, Qualification[]>();
  for (const qualification of qualifications) {
    const held = byPerson.get(qualification.person);
    if (held) held.push(qualification);
    else byPerson.set(qualification.person, [qualification]);
  }
  return {
    persons: new Map([...persons].map((person) => [person.id, person])),
    qualifications: byPerson,
    keys: new Map([...keys].map((key) => [key.fingerprint, key])),
    roles,
    deputies,
  };
}

/** Who stands in for whom at an instant: a deputy who is not qualified any more for all that the person is qualified for does not (R105). */
export function standIns(people: PeopleState, at: number): Deputyship[] {
  return people.deputies.filter((each) => at >= each.from && at < each.until && isAsQualified(people, each, at));
}

export function standsInFor(people: PeopleState, deputy: string, at: number): Deputyship[] {
  return people.deputies.length === 0 ? [] : standIns(people, at).filter((each) => each.deputy === deputy);
}

function isAsQualified(people: PeopleState, { person, deputy }: Deputyship, at: number): boolean {
  const domains = new Set((people.qualifications.get(person) ?? []).map(({ domain }) => domain));
  const holds = (who: string, domain: string) => standing(people, who, domain, at, Number.POSITIVE_INFINITY) === "held";
  return [...domains].every((domain) => !holds(person, domain) || holds(deputy, domain));
}

/** Whether a person held a role when the entry with this ledger index was recorded. */
export function heldRole(people: PeopleState, person: string, role: string, beforeIndex: number): boolean {
  const history = people.roles.get(person);
  const then = history === undefined ? people.persons.get(person) : history.findLast(({ index }) => index < beforeIndex);
  return then?.roles.includes(role) ?? false;
}

export const nobody: PeopleState = peopleState([], [], []);

export type Standing = "held" | "not-qualified" | "qualification-expired" | "qualification-not-yet";

/**
 * Whether a person holds a qualification at an instant (milliseconds; the end is excluded) on grants recorded before a ledger index.
 * Of several grants the best one speaks.
 */
export function standing(people: PeopleState, person: string, domain: string, at: number, beforeIndex: number): Standing {
  let best: Standing = "not-qualified";
  for (const grant of people.qualifications.get(person) ?? []) {
    if (grant.domain !== domain || grant.index >= beforeIndex) continue;
    if (grant.revokedAt !== null && grant.revokedAt < beforeIndex) continue;
    if (at >= grant.from && at < grant.until) return "held";
    if (best === "not-qualified") best = at < grant.from ? "qualification-not-yet" : "qualification-expired";
  }
  return best;
}

/** Printed names, in the order given, joined as prose: `Ana Costa, Bo Lindqvist or Chen Wei`. */
export function namesOf(people: PeopleState, ids: readonly string[], word: "or" | "and" = "or"): string {
  const names = ids.map((id) => nameOf(people, id));
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
  return shown.length < 2 ? (shown[0] ?? "nobody") : `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1)}`;
}

export function nameOf(people: PeopleState, id: string): string {
  return people.persons.get(id)?.name ?? id;
}
