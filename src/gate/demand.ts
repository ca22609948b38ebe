import { digestOf } from "../model/canonical.ts";
import type { ApprovalRule, Criterion, Environment, Policy, Tier } from "../model/policy.ts";
import type { ClassifiedChange } from "./classified.ts";
import { type Item, mostItems } from "./items.ts";
import { type Place, placesOf } from "./places.ts";

/** What a policy asks of one change, for the judgement of the change itself (`scope` null) or for its release to an environment. */
export interface Demand {
  readonly checks: readonly Asked[];
  readonly questions: readonly Asked[];
  readonly places: readonly Place[];
  /** Digest of the ids and texts of the criteria, which every decision signs. */
  readonly digest: string;
}

export interface Asked {
  readonly criterion: Criterion;
  /** `tiers.security`, `environments.production`. */
  readonly by: readonly string[];
}

/** The demand of the change itself: everything that any of its tiers asks; a tier in `alone` has passed on its check and asks for no person. */
export function reviewDemand(policy: Policy, change: ClassifiedChange, alone: readonly string[]): Demand {
  const { tiers, risk, origins, qualifications, constraints, items, unreadable } = change;
  const further = unreadable.unshown.length > 0;
  return remembered(policy, JSON.stringify([tiers, risk, origins, qualifications, constraints.asked, items, further, alone]), () => demandOfTiers(policy, change, new Set(alone)));
}

function demandOfTiers(policy: Policy, change: ClassifiedChange, alone: ReadonlySet<string>): Demand {
  const tiers = change.tiers.map((name) => tierOf(policy, name));
  const rules = tiers.flatMap((tier) => (alone.has(tier.name) ? [] : approvalsOf(policy, tier, change)));
  const judged = tiers.filter((tier) => !alone.has(tier.name));
  const signature = judged.some((tier) => tier.signature === "passkey") ? "passkey" : "any";
  const withDomain = judged.length === 0 ? [] : change.qualifications.map((qualification): ApprovalRule => ({ count: 1, qualification, role: null, signature }));
  const asked = demand(
    policy,
    tiers.map((tier) => ({ by: `tiers.${tier.name}`, checks: tier.checks, questions: alone.has(tier.name) ? [] : tier.questions })),
    [...rules, ...withDomain],
    [...change.constraints.asked.map((id) => ({ criterion: constraintQuestion(policy, id), by: [`constraints.${id}`] })), ...itemQuestions(change, alone)],
  );
  // What cannot be shown as lines takes one person more, who vouches for it by its digest (C08); also where the tier would pass alone.
  return change.unreadable.unshown.length === 0 ? asked : { ...asked, places: [...asked.places, { qualification: null, role: null, signature }] };
}

/** The environment of exactly this name (F07), never a member of `Object.prototype` nor what only reads like the name; null when the policy knows none. */
export function environmentOf({ environments }: Policy, name: string): Environment | null {
  return typeof name === "string" && Object.hasOwn(environments, name) ? (environments[name] ?? null) : null;
}

export function releaseDemand(policy: Policy, environment: Environment): Demand {
  const { name, checks, questions, approvals } = environment;
  return remembered(policy, `environments.${name}`, () => demand(policy, [{ by: `environments.${name}`, checks, questions }], approvals));
}

// Whoever classified under another policy asks about another change.
function tierOf(policy: Policy, name: string): Tier {
  const tier = policy.tiers.find((each) => each.name === name);
  if (tier === undefined) throw new TypeError(`the policy has no tier ${name}`);
  return tier;
}

function approvalsOf(policy: Policy, tier: Tier, change: ClassifiedChange): ApprovalRule[] {
  const asked = tier.approvals[change.risk];
  // A tier that could have passed alone and did not is looked at by a person even when it names no approval of its own.
  const rules = asked.length === 0 && tier.passAlone !== null ? [{ count: 1, qualification: null, role: null, signature: tier.signature }] : asked;
  const minimum = Math.max(0, ...change.origins.map((origin) => policy.ai.reviewers[origin]));
  const total = rules.reduce((sum, rule) => sum + rule.count, 0);
  return rules.map((rule, position) => ({
    ...rule,
    count: position === 0 && total > 0 ? Math.max(rule.count, minimum) : rule.count,
    signature: tier.signature === "passkey" ? "passkey" : rule.signature,
  }));
}

function constraintQuestion(policy: Policy, id: string): Criterion {
  const why = policy.constraints.find((constraint) => constraint.id === id)?.why ?? id;
  return { kind: "question", id: `constraint-${id}`, ask: `An added line breaks the constraint ${id} (${why}). Is that acceptable here?`, link: null };
}

/** What a change asks about its findings and updates, but for tiers that pass alone. */
export function itemsAsked({ items }: ClassifiedChange, alone: ReadonlySet<string>): Item[] {
  return items.map(({ tiers, ...item }) => ({ ...item, tiers: tiers.filter((tier) => !alone.has(tier)) })).filter(({ tiers }) => tiers.length > 0);
}

// Beyond the limit the change does not pass, whatever anybody answers.
function itemQuestions(change: ClassifiedChange, alone: ReadonlySet<string>): Asked[] {
  const asked = itemsAsked(change, alone);
  if (asked.length > mostItems) return [];
  return asked.map(({ id, ask, about, tiers }) => ({ criterion: { kind: "question", id, ask, link: null, about }, by: tiers.map((tier) => `tiers.${tier}`) }));
}

interface Asker {
  readonly by: string;
  readonly checks: readonly string[];
  readonly questions: readonly string[];
}

function demand(policy: Policy, askers: readonly Asker[], rules: readonly ApprovalRule[], more: readonly Asked[] = []): Demand {
  const checks = collect(policy, askers, "checks");
  const questions = [...collect(policy, askers, "questions"), ...more];
  return { checks, questions, places: placesOf(rules), digest: digestOf([...checks, ...questions].map(({ criterion }) => criterion)) };
}

const maximumDemands = 1_000;
const demands = new WeakMap<Policy, Map<string, Demand>>();

// A policy asks for the same few lists over and over. `key` says, unmistakably, all that a demand rests on beside the policy. An author decides
// some of it, hence the limit.
function remembered(policy: Policy, key: string, make: () => Demand): Demand {
  const known = demands.get(policy) ?? new Map<string, Demand>();
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= maximumDemands) known.clear();
  demands.set(policy, known.set(key, made));
  return made;
}

function collect(policy: Policy, askers: readonly Asker[], kind: "checks" | "questions"): Asked[] {
  const asked = new Map<string, string[]>();
  for (const asker of askers) {
    for (const id of asker[kind]) asked.set(id, [...(asked.get(id) ?? []), asker.by]);
  }
  return [...asked].map(([id, by]) => ({ criterion: criterionOf(policy, id, kind), by }));
}

// A resolved policy defines every name it uses; should one be missing all the same, the check can never be met, and the question is one nobody has seen.
function criterionOf({ criteria }: Policy, id: string, kind: "checks" | "questions"): Criterion {
  const found = Object.hasOwn(criteria, id) ? criteria[id] : undefined;
  if (found?.kind === (kind === "checks" ? "check" : "question")) return found;
  const sentence = `The policy asks for ${id} and does not define it.`;
  return kind === "checks" ? { kind: "check", id, check: "", says: sentence } : { kind: "question", id, ask: sentence, link: null };
}
