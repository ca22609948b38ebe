import type { Policy, Waiver } from "../model/policy.ts";

const day = 86_400_000;

/** The first moment at which a waiver no longer holds, in milliseconds since the epoch: it holds to the end of its day in UTC. */
export function waiverEnds({ expires }: Waiver): number {
  return Date.parse(`${expires}T00:00:00Z`) + day;
}

/**
 * The waiver that excepts a rule for a project, or null. `change` null asks for one that covers every change; a waiver for one change
 * counts only for that one. The rule's path must be the waiver's, letter by letter: a waiver never covers what lies below it.
 */
export function waiverFor(
  policy: Pick<Policy, "waivers">,
  rule: string,
  about: { readonly project: string | null; readonly change: string | null; readonly now: number },
): Waiver | null {
  const covers = (waiver: Waiver): boolean =>
    waiver.rule === rule &&
    about.now < waiverEnds(waiver) &&
    (waiver.project === null || waiver.project === about.project) &&
    (waiver.change === null || waiver.change === about.change);
  return policy.waivers.find(covers) ?? null;
}
