import { digestOf } from "../model/canonical.ts";
import type { Subject } from "../model/decision.ts";
import type { Policy, Waiver } from "../model/policy.ts";
import { waiverFor } from "../policy/waivers.ts";
import type { ClassifiedChange } from "./classified.ts";
import { type Demand, environmentOf, releaseDemand, reviewDemand } from "./demand.ts";
import type { EvidenceSet, JudgeInput } from "./judge-input.ts";

/** The subject that a decision on this change signs, in the given scope; null when there is no result tree to judge. */
export function subjectOf(input: Pick<JudgeInput, "policy" | "change" | "evidence" | "now" | "release">): Subject | null {
  return subjectFor(input, demandOf(input));
}

/** The same under a demand that is known already. */
export function subjectFor({ change, policy, evidence, release }: Pick<JudgeInput, "policy" | "change" | "evidence" | "release">, demand: Demand): Subject | null {
  if (change.resultTree === null) return null;
  // In canonical order, which spares its digest the sorting.
  return {
    artifact: release?.artifact ?? null,
    base: change.base,
    change: change.id,
    criteria: demand.digest,
    environment: release?.environment ?? null,
    evidence: evidenceDigest(evidence),
    head: change.head,
    policy: policy.policy.digest,
    repository: change.repository,
    resultListing: change.resultListing,
    resultTree: change.resultTree,
  };
}

/** What the policy asks of the change itself (`release` null) or of its release. An unknown environment asks for nothing and is refused by `judge`. */
export function demandOf(input: Pick<JudgeInput, "policy" | "change" | "evidence" | "now" | "release">): Demand {
  const { policy, change, release } = input;
  if (release === null) {
    const alone = passingAlone(input).map(({ name }) => name);
    return reviewDemand(policy.policy, change, alone);
  }
  const environment = environmentOf(policy.policy, release.environment);
  return environment ? releaseDemand(policy.policy, environment) : { checks: [], questions: [], places: [], digest: digestOf([]) };
}

/** What a decision signs as its evidence set: digest of the sorted digests of the head's evidence, then of the base's, which tell which tests are gone. */
export function evidenceDigest(evidence: EvidenceSet): string {
  return digestOf([...evidence.items.map(({ digest }) => digest).sort(), ...evidence.base.map(({ digest }) => `base:${digest}`).sort()]);
}

/** A tier that asks for no person. */
export interface Alone {
  readonly name: string;
  readonly check: string;
  readonly sample: number;
  /** False when a waiver stands in for the check. */
  readonly met: boolean;
}

/** The tiers of a change that ask for no person, because their check holds or is waived. */
export function passingAlone({ policy, change, evidence, now }: Pick<JudgeInput, "policy" | "change" | "evidence" | "now">): Alone[] {
  return policy.policy.tiers.flatMap(({ name, passAlone: check, sample }) => {
    if (check === null || !change.tiers.includes(name)) return [];
    const met = policy.checks.get(check)?.evaluate(evidence.measured) === "met";
    return met || waiverOf(policy.policy, change, `criteria.${check}`, now) !== null ? [{ name, check, sample, met }] : [];
  });
}

/** The waiver that stands in for a rule, for this change and now; null when none does. */
export function waiverOf(policy: Policy, { project, id }: ClassifiedChange, rule: string, now: number): Waiver | null {
  return waiverFor(policy, rule, { project, change: id, now });
}
