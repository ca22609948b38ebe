import { namesOf, type PeopleState, standIns, standsInFor } from "../gate/index.ts";

/** That somebody stands in for others of whom the same is asked, as the end of a sentence's neighbour; empty when for nobody. */
export function standingIn(people: PeopleState, deputy: string, now: number, asked: readonly string[]): string {
  const away = standsInFor(people, deputy, now).filter(({ person }) => asked.includes(person));
  return away.map(({ person, until }) => ` You stand in for ${namesOf(people, [person])} until ${lastDay(until)}.`).join("");
}

/** Who of those who could give something is away now, and who stands in for them: one sentence each. */
export function awayAmong(people: PeopleState, now: number, asked: readonly string[]): string[] {
  const away = standIns(people, now).filter(({ person }) => asked.includes(person));
  return away.map(({ person, deputy, until }) => `${namesOf(people, [person])} is away until ${lastDay(until)}; ${namesOf(people, [deputy])} stands in.`);
}

/** The last day of a time that ends before `until`, in UTC. */
export function lastDay(until: number): string {
  return new Date(until - 1).toISOString().slice(0, 10);
}
