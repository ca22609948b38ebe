import type { ChangeType, Criterion, Policy, Tier } from "../model/policy.ts";
import { approvalsByOrigin, explain } from "../policy/index.ts";
import { type BriefRule, code, codes } from "./rule.ts";

/** Constraints that code keeps; what breaks one is found by a machine. */
export function constraintRules({ constraints }: Policy): BriefRule[] {
  const severities = {
    deny: { risk: 88, effect: "what breaks it is denied" },
    ask: { risk: 70, effect: "an approver answers for what breaks it" },
    warn: { risk: 30, effect: "what breaks it is shown" },
  };
  return constraints.map(({ id, why, severity }) => ({
    id: `constraints.${id}`,
    section: "constraints",
    level: "MUST",
    says: `keep ${code(id)} (${why.replace(/\.$/, "")}); ${severities[severity].effect}`,
    check: "countersign check",
    paths: [],
    risk: severities[severity].risk,
  }));
}

/** What each kind of change asks for: one rule for each type with paths of its own, and one for what no other takes. */
export function typeRules(policy: Policy): BriefRule[] {
  return policy.changeTypes.map((type) => ({
    id: `change-types.${type.name}`,
    section: "types",
    level: "MUST",
    says: `prepare ${whatOf(type)} for the tier ${code(type.tier)}, whose approval is: ${approvalsOfAi(policy, type.tier).join("; ")}`,
    check: "countersign policy explain PATH",
    paths: type.paths,
    risk: 50 + rankOf(policy, type.tier),
  }));
}

function whatOf({ name, paths, otherwise }: ChangeType): string {
  return otherwise ? `what no other kind takes, ${code(name)},` : `what is ${code(name)} (${codes(paths)})`;
}

function rankOf({ tiers }: Policy, name: string): number {
  return tiers.find((tier) => tier.name === name)?.rank ?? 0;
}

const commands: readonly (readonly [RegExp, string])[] = [
  [/\bevidence\.references\b/, "countersign evidence references"],
  [/\bevidence\.|\bcoverage\./, "countersign check --evidence REPORT"],
];

/** The criteria of the tiers: checks that the change must meet, and questions that a person will be asked about it. */
export function criteriaRules(policy: Policy): BriefRule[] {
  return Object.values(policy.criteria).flatMap((criterion) => {
    const tiers = policy.tiers.filter((tier) => askedBy(tier).includes(criterion.id));
    return tiers.length === 0 ? [] : [criterionRule(policy, criterion, tiers)];
  });
}

function askedBy({ checks, questions, passAlone }: Tier): readonly string[] {
  return [...checks, ...questions, ...(passAlone === null ? [] : [passAlone])];
}

function criterionRule({ changeTypes }: Policy, criterion: Criterion, tiers: readonly Tier[]): BriefRule {
  const names = tiers.map(({ name }) => name);
  const types = changeTypes.filter(({ tier }) => names.includes(tier));
  const of = `in the tier ${codes(names, 12)}`;
  const rank = Math.max(...tiers.map((tier) => tier.rank));
  // A criterion of a tier that rules everything else holds everywhere.
  const paths = types.some(({ otherwise, paths: own }) => otherwise || own.length === 0) ? [] : types.flatMap((type) => type.paths);
  const { id } = criterion;
  const common = { id: `criteria.${id}`, section: "checks", paths } as const;
  if (criterion.kind === "question")
    return {
      ...common,
      level: "MUST",
      says: `${of} say what answers this question of a person: ${criterion.ask.replace(/\?$/, "")}?`,
      check: "countersign check",
      risk: 35 + rank,
    };
  const [, check = "countersign check"] = commands.find(([pattern]) => pattern.test(criterion.check)) ?? [];
  return { ...common, level: "MUST", says: `${of} meet ${code(id)}: ${criterion.says}`, check, risk: 60 + rank };
}

/** Who approves in a tier where AI wrote any of it. */
export function approvalsOfAi(policy: Policy, tier: string): readonly string[] {
  const raised = approvalsByOrigin(policy, tier).find(({ origins }) => origins.includes("ai"));
  return raised?.approvals ?? explain(policy).gates.find(({ kind, name }) => kind === "tier" && name === tier)?.approvals ?? [];
}
