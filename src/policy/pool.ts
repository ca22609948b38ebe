import type { Person, Qualification } from "../model/people.ts";
import type { ApprovalRule } from "../model/policy.ts";

/** Who could decide, as far as the organisation knows. */
export interface People {
  readonly people: readonly Person[];
  readonly qualifications: readonly Qualification[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Active people, never agents, who hold what a rule asks for at this moment. */
export function poolOf({ people, qualifications, now }: People, rule: Pick<ApprovalRule, "qualification" | "role">): readonly Person[] {
  const qualified = (person: Person): boolean =>
    rule.qualification === null ||
    qualifications.some((one) => one.person === person.id && one.domain === rule.qualification && one.revokedAt === null && one.from <= now && now < one.until);
  return people.filter((person) => person.kind === "person" && person.active && (rule.role === null || person.roles.includes(rule.role)) && qualified(person));
}
