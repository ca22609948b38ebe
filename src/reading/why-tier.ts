import { visible } from "../git/index.ts";
import type { ChangeType, Policy, Risk } from "../model/policy.ts";
import type { Case } from "../workflow/index.ts";

/** A rule that fired, in plain words beside its id (R78). */
export interface FiredRule {
  readonly rule: string;
  readonly type: string;
  readonly because: string;
  /** `src/auth/login.js matches **\/auth/**`, without a full stop. */
  readonly says: string;
}

/** Why a change needs the tier that it needs: one sentence, and every rule that fired, those of the tier first. */
export interface WhyTier {
  readonly sentence: string;
  readonly fired: readonly FiredRule[];
  readonly risk: Risk;
}

/** A path or an identity in it comes from whoever wrote the change, so everything is made visible (C02). */
export function whyTier({ summary, assessment, policy: { policy } }: Pick<Case, "summary" | "assessment" | "policy">): WhyTier {
  const { fired, risk } = assessment.change;
  const rank = new Map(policy.changeTypes.map(({ name, tier }) => [name, policy.tiers.findIndex((each) => each.name === tier)]));
  const rules = fired
    .toSorted((a, b) => (rank.get(b.type) ?? -1) - (rank.get(a.type) ?? -1))
    .map(({ rule, type, because }): FiredRule => ({ rule, type, because: visible(because), says: visible(saysOf(policy, assessment.typesOf, { rule, type, because })) }));
  return { sentence: sentenceOf(policy, summary, rules), fired: rules, risk };
}

function sentenceOf(policy: Policy, { tier, types }: Pick<Case["summary"], "tier" | "types">, rules: readonly FiredRule[]): string {
  const [first, ...others] = rules.filter(({ type }) => typeNamed(policy, type)?.tier === tier);
  if (first === undefined) return "No rule of the policy matches it, so it has no tier.";
  const also = types.filter((type) => typeNamed(policy, type)?.tier !== tier);
  const more = others.length === 0 ? "" : `, and ${others.length} more ${others.length === 1 ? "rule" : "rules"} of this tier`;
  return `It needs the tier ${tier}: ${first.says}${more}.${also.length === 0 ? "" : ` It also touches ${joined(also)}.`}`;
}

function saysOf(policy: Policy, typesOf: ReadonlyMap<string, readonly string[]>, { rule, type, because }: Omit<FiredRule, "says">): string {
  const [, list, at] = /\.(paths|findings)\[(\d+)\]$/.exec(rule) ?? [];
  if (list === "paths") return `${because} matches ${typeNamed(policy, type)?.paths[Number(at)] ?? "a pattern"}`;
  if (list === "findings") return `an analysis found ${because}`;
  const files = [...typesOf.values()].filter((types) => types.includes(type)).length;
  return files > 1 ? `${because} and ${files - 1} more ${files === 2 ? "file" : "files"} match no other type` : `${because} matches no other type`;
}

function typeNamed(policy: Policy, name: string): ChangeType | undefined {
  return policy.changeTypes.find((type) => type.name === name);
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
