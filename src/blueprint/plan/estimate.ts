import { placesOf } from "../../gate/index.ts";
import type { Origin } from "../../model/origin.ts";
import type { ApprovalRule, Policy, Risk, Tier } from "../../model/policy.ts";

/**
 * What a review is reckoned with. Lines an hour is the upper end of what finds defects: above it, and beyond 400 lines at a time, reviews find less (study of 2,500 reviews at Cisco by SmartBear). No
 * study says how long a question or a signature takes: these two are ours, to be set beside what was observed.
 */
export const reviewRates = { linesAnHour: 500, minutesAQuestion: 2, minutesASignature: 1 } as const;

/** What is known of a change before anybody reviews it. */
export interface EstimatedChange {
  /** Names of the tiers that it needs; one that the policy lacks asks for nothing. */
  readonly tiers: readonly string[];
  /** Lines to be read: added and deleted ones. */
  readonly lines: number;
  /** Of its updates of dependencies; low where it brings none. */
  readonly risk?: Risk;
  /** Domains that its change types ask for. */
  readonly qualifications?: readonly string[];
  readonly origins?: readonly Origin[];
  /** Tiers that it passes on their check, without a person. */
  readonly alone?: readonly string[];
  /** What each approver answers beside the criteria: findings, updates, constraints. */
  readonly items?: number;
}

export interface ReviewEstimate {
  /** How many different people approve. */
  readonly people: number;
  /** Minutes of one person. */
  readonly reading: number;
  readonly answering: number;
  readonly signing: number;
  /** Minutes of all together, with the share of those that passed alone which is looked at afterwards. Not rounded. */
  readonly minutes: number;
}

/** How long the people whom a change needs will take over it, by what the policy asks (R98). */
export function estimateReview(policy: Policy, change: EstimatedChange): ReviewEstimate {
  const tiers = policy.tiers.filter(({ name }) => change.tiers.includes(name));
  const judged = tiers.filter(({ name }) => !change.alone?.includes(name));
  const people = peopleFor(policy, judged, change);
  const reading = (change.lines * 60) / reviewRates.linesAnHour;
  const questions = new Set(judged.flatMap((tier) => tier.questions)).size + (change.items ?? 0);
  const answering = people === 0 ? 0 : questions * reviewRates.minutesAQuestion;
  const signing = people === 0 ? 0 : reviewRates.minutesASignature;
  const again = people === 0 ? Math.max(0, ...tiers.map(({ sample }) => sample)) * reading : 0;
  return { people, reading, answering, signing, minutes: people * (reading + answering + signing) + again };
}

/** The minutes of `estimateReview`. */
export function estimateMinutes(policy: Policy, change: EstimatedChange): number {
  return estimateReview(policy, change).minutes;
}

// As the gate demands it: the rules of all its tiers and the domains of its types together.
function peopleFor(policy: Policy, judged: readonly Tier[], { risk = "low", origins = [], qualifications = [] }: EstimatedChange): number {
  const minimum = Math.max(0, ...origins.map((origin) => policy.ai.reviewers[origin]));
  const domains = judged.length === 0 ? [] : qualifications.map((qualification): ApprovalRule => ({ count: 1, qualification, role: null, signature: "any" }));
  return placesOf([...judged.flatMap((tier) => rulesOf(tier, risk, minimum)), ...domains]).length;
}

function rulesOf(tier: Tier, risk: Risk, minimum: number): ApprovalRule[] {
  const asked = tier.approvals[risk];
  // A tier that could have passed alone and did not is looked at by a person even when it names no approval of its own.
  const rules = asked.length === 0 && tier.passAlone !== null ? [{ count: 1, qualification: null, role: null, signature: tier.signature }] : asked;
  const some = rules.some(({ count }) => count > 0);
  return rules.map((rule, at) => (at === 0 && some ? { ...rule, count: Math.max(rule.count, minimum) } : rule));
}
