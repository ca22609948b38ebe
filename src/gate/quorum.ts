import type { Decision } from "../model/decision.ts";
import { aRole, spoken } from "../model/people.ts";
import type { ApprovalPlace, CountedDecision, ReasonCode } from "../model/verdict.ts";
import { heldRole, namesOf, type PeopleState, standing, standsInFor } from "./people-state.ts";
import { fill, type Place } from "./places.ts";

/** How the places of a scope are filled, and what is missing. */
export interface Quorum {
  readonly places: readonly ApprovalPlace[];
  readonly reasons: readonly { readonly code: ReasonCode; readonly sentence: string; readonly about: string; readonly who: readonly string[] }[];
  readonly recorded: readonly CountedDecision[];
  /** Approvals by persons who fit at least one place. */
  readonly counting: readonly Decision[];
}

/**
 * Fills the places with different persons from the valid approvals, and says who could fill the rest. Which place an approval fills is
 * settled so that as few places as possible stay beyond everybody's reach. Of several approvals by one person, one at most counts.
 */
export function fillPlaces(places: readonly Place[], approvals: readonly Decision[], people: PeopleState, contributors: ReadonlySet<string>, now: number): Quorum {
  const approvers = [...Map.groupBy(approvals, ({ person }) => person)].map(([person, given]) => new Approver(person, given, places, people, now));
  const able = ableFor(people, contributors, now);
  const approved = fill(places.length, approvers.length, (place, at) => approvers[at]?.fits(place) === true);
  const seats = approved.includes(-1) ? withOthers(places, approved, approvers, able) : approved.map((at): Seat => ({ approver: approvers[at] ?? null, reachable: true }));
  const spare = (place: Place) => able(place).filter((person) => !seats.some(({ approver }) => approver?.person === person));
  const counting = approvers.map((approver) => approver.counting(seats.findIndex((seat) => seat.approver === approver))).filter((decision) => decision !== null);
  return {
    places: places.map((place, at) => {
      const filledBy = seats[at]?.approver?.person ?? null;
      return { needs: needs(place), qualification: place.qualification, role: place.role, filledBy, couldFill: filledBy === null ? spare(place) : [] };
    }),
    reasons: missing(places, seats, (at) => approvers.some((approver) => approver.fits(at)), spare, people),
    recorded: approvers.flatMap((approver) => approver.recorded(counting)),
    counting,
  };
}

/** A person with the approvals that are valid, the latest first. */
class Approver {
  readonly person: string;
  readonly #given: readonly { readonly decision: Decision; readonly flaws: readonly (ReasonCode | null)[] }[];

  constructor(person: string, given: readonly Decision[], places: readonly Place[], people: PeopleState, now: number) {
    this.person = person;
    this.#given = given.toSorted((a, b) => b.index - a.index).map((decision) => ({ decision, flaws: places.map((place) => unfit(place, decision, people, now)) }));
  }

  fits(place: number): boolean {
    return this.#given.some(({ flaws }) => flaws[place] === null);
  }

  /** The approval that counts in a place (−1 for none): the latest that fits it, or any; where there are no places each one would do. */
  counting(place: number): Decision | null {
    return this.#given.find(({ flaws }) => (place === -1 ? flaws.length === 0 || flaws.includes(null) : flaws[place] === null))?.decision ?? null;
  }

  recorded(counting: readonly Decision[]): CountedDecision[] {
    return this.#given.map(({ decision, flaws }) => {
      const { id, index, person, outcome } = decision;
      const counts = counting.includes(decision);
      const because = flaws.length === 0 || flaws.includes(null) ? "replaced" : (flaws[0] ?? null);
      return { id, index, person, outcome, counts, because: counts ? null : because };
    });
  }
}

type Able = (place: Place) => readonly string[];

/** `eligible`, asked once for places of a kind. */
function ableFor(people: PeopleState, contributors: ReadonlySet<string>, now: number): Able {
  const known = new Map<string, readonly string[]>();
  return (place) => {
    const key = `${place.qualification}\0${place.role}`;
    const found = known.get(key) ?? eligible(people, contributors, now, place);
    known.set(key, found);
    return found;
  };
}

interface Seat {
  readonly approver: Approver | null;
  /** False when nobody is left for the place, however the others are seated. */
  readonly reachable: boolean;
}

// Goes on filling with whoever could still approve, or approve again in a way that fits. Those who have not approved come first: an approval
// moves to another place only where it has to.
function withOthers(places: readonly Place[], approved: readonly number[], approvers: readonly Approver[], able: Able): Seat[] {
  const known = new Set(approvers.map(({ person }) => person));
  const others = [...new Set(places.flatMap(able))].filter((person) => !known.has(person));
  const candidates = [...others, ...known];
  const ablePersons = places.map((place) => new Set(able(place)));
  const approverAt = (at: number) => approvers[at - others.length];
  const mayFit = (place: number, at: number) => ablePersons[place]?.has(candidates[at] ?? "") === true || approverAt(at)?.fits(place) === true;
  const before = approved.map((at) => (at === -1 ? -1 : at + others.length));
  return fill(places.length, candidates.length, mayFit, before).map((at, place) => {
    const approver = approverAt(at);
    return { approver: approver?.fits(place) ? approver : null, reachable: at !== -1 };
  });
}

/** Active natural persons outside the contributors who hold the role and qualification now, in the order of enrolment. */
export function eligible(
  people: PeopleState,
  contributors: ReadonlySet<string>,
  now: number,
  wanted: { readonly qualification: string | null; readonly role: string | null },
): string[] {
  const found: string[] = [];
  for (const person of people.persons.values()) {
    if (person.kind !== "person" || !person.active || contributors.has(person.id)) continue;
    if (wanted.role !== null && !person.roles.includes(wanted.role)) continue;
    if (wanted.qualification !== null && standing(people, person.id, wanted.qualification, now, Number.POSITIVE_INFINITY) !== "held") continue;
    found.push(person.id);
  }
  return found;
}

/**
 * Who may take up an escalation: whoever its target names and was not asked before, and whoever stands in for one of them now. A deputy stands in for the role alone: the qualification is
 * the deputy's own, and so is what keeps them out (R105).
 */
export function answerers(
  people: PeopleState,
  contributors: ReadonlySet<string>,
  now: number,
  { qualification, role, not }: { readonly qualification: string | null; readonly role: string | null; readonly not: readonly string[] },
): string[] {
  const own = eligible(people, contributors, now, { qualification, role }).filter((person) => !not.includes(person));
  if (role === null || people.deputies.length === 0) return own;
  const fit = eligible(people, contributors, now, { qualification, role: null }).filter((person) => !not.includes(person) && !own.includes(person));
  return [...own, ...fit.filter((person) => standsInFor(people, person, now).some(({ person: away }) => own.includes(away)))];
}

/** In words, for a sentence: `someone qualified for security`. */
export function needs({ qualification, role, signature }: Place): string {
  const somebody = role === null ? "someone" : aRole(role);
  const who = qualification === null ? somebody : `${somebody} qualified for ${spoken(qualification)}`;
  return signature === "passkey" ? `${who}, signed with a passkey` : who;
}

// A qualification counts only when it held at the decision, on a grant recorded before it, and still holds at the gate (A13, A14, R31).
function unfit(place: Place, decision: Decision, people: PeopleState, now: number): ReasonCode | null {
  if (place.signature === "passkey" && decision.signature.kind !== "passkey") return "signature-too-weak";
  if (place.role !== null && !(heldRole(people, decision.person, place.role, decision.index) && people.persons.get(decision.person)?.roles.includes(place.role)))
    return "role-missing";
  if (place.qualification === null) return null;
  const then = standing(people, decision.person, place.qualification, decision.at, decision.index);
  if (then !== "held") return then;
  const today = standing(people, decision.person, place.qualification, now, Number.POSITIVE_INFINITY);
  return today === "held" ? null : today;
}

function missing(places: readonly Place[], seats: readonly Seat[], takenElsewhere: (at: number) => boolean, spare: Able, people: PeopleState): Quorum["reasons"] {
  const open = seats.flatMap(({ approver }, at) => (approver === null ? [at] : []));
  if (open.length === 0) return [];
  const reasons: Quorum["reasons"][number][] = [];
  for (const [phrase, group] of Map.groupBy(open, (at) => needs(places[at] ?? emptyPlace))) {
    const who = spare(places[group[0] ?? 0] ?? emptyPlace);
    const wanted = group.length === 1 ? "one more approval" : `${group.length} more approvals`;
    if (people.persons.size > 0 && group.some((at) => seats[at]?.reachable === false)) {
      const short = who.length === 0 ? "nobody who is enrolled can give it" : `only ${namesOf(people, who)} can give one`;
      reasons.push({ code: "nobody-can-approve", sentence: `Needs ${wanted} by ${phrase}, and ${short}: enrol or qualify somebody outside the change.`, about: phrase, who });
    } else {
      // Where everybody who is named is needed, none of them is a choice.
      const names = people.persons.size === 0 ? "nobody is enrolled yet" : namesOf(people, who, who.length <= group.length ? "and" : "or");
      reasons.push({ code: "approval-missing", sentence: `Needs ${wanted} by ${phrase}: ${names}.`, about: phrase, who });
    }
    if (group.some(takenElsewhere)) {
      reasons.push({ code: "quorum-distinct", sentence: `One person cannot fill two places: ${phrase} has to be somebody else.`, about: phrase, who });
    }
  }
  return reasons;
}

const emptyPlace: Place = { qualification: null, role: null, signature: "any" };
