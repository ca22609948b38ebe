import type { ChangeType, Criterion, Environment, Policy, Tier } from "../model/policy.ts";
import { closed, type PolicyParts, type RuleFiles } from "./closure.ts";
import {
  licencesOf,
  toChangeType,
  toCriterion,
  toDisclosure,
  toEnvironment,
  toLimits,
  toMeasure,
  toOverdueStep,
  toPrompts,
  toQualification,
  toReviewers,
  toTier,
  toTool,
  toUnsureStep,
  toWaiver,
} from "./convert.ts";
import { defaultPolicyFile } from "./default.ts";
import { defaultParts as madeParts } from "./default-parts.ts";
import { defaultPolicy } from "./default-policy.ts";
import type { LoadedPolicy } from "./load.ts";
import { checkReferences, lookup } from "./references.ts";

/**
 * The organisation's policy, complete. What its file leaves out comes from the default: whole sections, and inside `ai`, `escalation`,
 * `limits` and `measure` single settings. A section that it gives takes the default's place; names in it that it does not define
 * (criteria, qualifications, tiers) keep the default's meaning. Null when there is no file: the default alone, version 0.
 * `rules` holds the texts of the constraint rule files. Throws `Failure` (`policy-invalid`).
 */
export function resolvePolicy(organisation: LoadedPolicy | null, rules: RuleFiles = new Map()): Policy {
  if (organisation === null) return defaultPolicy();
  const parts = partsOf(organisation, defaultParts());
  return closed(parts, { constraints: parts.constraints, rules, above: null, at: organisation.at });
}

/** The default policy, resolved. */
export function defaultParts(): PolicyParts {
  return madeParts;
}

/** The same from its text: what `default-parts.ts` is made from. */
export function readDefaultParts(): PolicyParts {
  return { ...partsOf(defaultPolicyFile(), nothing), organisation: { version: 0, digest: defaultPolicyFile().digest } };
}

const nothing: PolicyParts = {
  organisation: { version: 0, digest: "" },
  project: null,
  reviewBy: null,
  ai: { undeclared: "deny", disclosure: "required", reviewers: { human: 1, ai: 2, mixed: 2, unknown: 2 }, tools: [], suspended: [] },
  qualifications: {},
  changeTypes: [],
  criteria: {},
  tiers: [],
  constraints: [],
  escalation: { unsure: [], overdue: [] },
  environments: {},
  limits: { changeLines: 1, reviewsPerPersonPerDay: 1, skippedTests: 0 },
  measure: { aiWindow: { count: 6, unit: "mo" }, escapeWindow: { count: 90, unit: "d" } },
  waivers: [],
};

export function mapped<From, To>(entries: { readonly [name: string]: From }, convert: (name: string, entry: From) => To): { readonly [name: string]: To } {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, convert(name, entry)]));
}

function partsOf(loaded: LoadedPolicy, base: PolicyParts): PolicyParts {
  const { file } = loaded;
  const changeTypes = file["change-types"] === undefined ? base.changeTypes : Object.entries(file["change-types"]).map(([name, type]) => toChangeType(name, type, null));
  const given = file.tiers === undefined ? base.tiers : Object.entries(file.tiers).map(([name, tier]) => toTier(name, tier, null));
  const criteria = file.criteria === undefined ? base.criteria : mapped(file.criteria, toCriterion);
  const qualifications = file.qualifications === undefined ? base.qualifications : mapped(file.qualifications, (_, entry) => toQualification(entry));
  checkReferences(loaded, changeTypes, { criteria, qualifications, tiers: given }, base);
  const tiers = ranked(withTiers(given, changeTypes, base.tiers));
  const environments = file.environments === undefined ? base.environments : mapped(file.environments, (name, entry) => toEnvironment(name, entry, null));
  const escalation = {
    unsure: file.escalation?.unsure?.map(toUnsureStep) ?? base.escalation.unsure,
    overdue: file.escalation?.overdue?.map(toOverdueStep) ?? base.escalation.overdue,
  };
  const gates = [...tiers, ...Object.values(environments)];
  return {
    organisation: { version: file.version, digest: loaded.digest },
    project: null,
    reviewBy: file["review-by"] ?? null,
    ai: {
      undeclared: file.ai?.undeclared ?? base.ai.undeclared,
      ...toDisclosure(file.ai?.disclosure, base.ai),
      ...toPrompts(file.ai?.prompts, base.ai),
      reviewers: toReviewers(file.ai?.reviewers, base.ai.reviewers),
      tools: file.ai?.tools?.map((tool) => toTool(tool, null)) ?? base.ai.tools,
      suspended: file.ai?.suspended ?? base.ai.suspended,
    },
    qualifications: withNames(qualifications, qualificationsUsed(gates, changeTypes, escalation), base.qualifications),
    changeTypes,
    criteria: withNames(criteria, criteriaUsed(gates), base.criteria),
    tiers,
    constraints: file.constraints ?? base.constraints,
    escalation,
    environments,
    ...licencesOf(file, base),
    limits: toLimits(file.limits, base.limits),
    measure: toMeasure(file.measure, base.measure),
    waivers: file.waivers?.map(toWaiver) ?? [],
  };
}

/** Definitions with those that are used and missing, from another level. */
export function withNames<T>(own: { readonly [name: string]: T }, used: readonly string[], fallback: { readonly [name: string]: T }): { readonly [name: string]: T } {
  const missing = [...new Set(used)].flatMap((name) => {
    const entry = lookup(name, own) === undefined ? lookup(name, fallback) : undefined;
    return entry === undefined ? [] : [[name, entry] as const];
  });
  return { ...own, ...Object.fromEntries(missing) };
}

type Gate = Tier | Environment;

/** Names of the criteria that gates ask. */
export function criteriaUsed(gates: readonly Gate[]): Criterion["id"][] {
  return gates.flatMap((gate) => [...gate.checks, ...gate.questions, ...("passAlone" in gate && gate.passAlone !== null ? [gate.passAlone] : [])]);
}

export function qualificationsUsed(gates: readonly Gate[], changeTypes: readonly ChangeType[], escalation: Policy["escalation"]): string[] {
  const rules = gates.flatMap((gate) => ("rank" in gate ? [...gate.approvals.low, ...gate.approvals.medium, ...gate.approvals.high] : gate.approvals));
  const names = [...rules, ...changeTypes, ...escalation.unsure.map(({ to }) => to)].map(({ qualification }) => qualification);
  return names.filter((name): name is string => name !== null && name !== "same");
}

/**
 * Tiers that change types need and the file does not define, taken from the default. Each stands directly after the strictest
 * of the tiers that precede it in the default's order; without any it comes first, so what a file defines itself is stricter.
 */
export function withTiers(given: readonly Tier[], changeTypes: readonly ChangeType[], fallback: readonly Tier[]): readonly Tier[] {
  const tiers = [...given];
  for (const [index, tier] of fallback.entries()) {
    const needed = changeTypes.some((type) => type.tier === tier.name) && !tiers.some(({ name }) => name === tier.name);
    if (!needed) continue;
    const before = new Set(fallback.slice(0, index).map(({ name }) => name));
    const last = tiers.findLastIndex(({ name }) => before.has(name));
    tiers.splice(last + 1, 0, tier);
  }
  return tiers;
}

export function ranked(tiers: readonly Tier[]): readonly Tier[] {
  return tiers.map((tier, rank) => (tier.rank === rank ? tier : { ...tier, rank }));
}
