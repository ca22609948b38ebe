import { durationText } from "../model/duration.ts";
import { type Origin, origins } from "../model/origin.ts";
import { spoken } from "../model/people.ts";
import type { ApprovalRule, Limits, Policy, Tier } from "../model/policy.ts";
import { risks } from "../model/policy.ts";
import { breakGlassText, rulesText } from "./compare.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
import { percentText, targetText } from "./diff.ts";
import { type Gate, type GateElements, gateElements, isTier } from "./gate-elements.ts";

/** One criterion in words, and who decides it (R30). */
export interface ExplainedCriterion {
  readonly id: string;
  readonly words: string;
  readonly decidedBy: "automated" | "human";
}

export interface ExplainedGate {
  readonly kind: "tier" | "environment";
  readonly name: string;
  /** The decision asked of the person, in one sentence (R65); empty when the policy gives none. */
  readonly human: string;
  readonly criteria: readonly ExplainedCriterion[];
  /** Who approves, one line for each risk that asks for anything different. */
  readonly approvals: readonly string[];
  readonly passesAlone: { readonly criterion: ExplainedCriterion; readonly sample: string } | null;
  /** Change types that need this tier; empty for an environment. */
  readonly types: readonly string[];
  readonly breakGlass: string | null;
  readonly freezes: readonly string[];
  readonly elements: GateElements;
}

export interface Explanation {
  /** Tiers from the least to the strictest, then environments. */
  readonly gates: readonly ExplainedGate[];
  readonly reviewersByOrigin: string;
  readonly escalation: readonly string[];
  /** What warns, and what stops (R12). */
  readonly limits: readonly string[];
}

/** What the policy asks, gate by gate. */
export function explain(policy: Policy): Explanation {
  const { human, ai, mixed, unknown } = policy.ai.reviewers;
  return {
    gates: [...policy.tiers, ...Object.values(policy.environments)].map((gate) => explainedGate(policy, gate)),
    reviewersByOrigin: `at least ${human} for human, ${ai} for ai, ${mixed} for mixed and ${unknown} for unknown origin`,
    escalation: [
      ...policy.escalation.unsure.map(({ to, within }) => `unsure: ${targetText(to)}, within ${durationText(within)}`),
      ...policy.escalation.overdue.map(({ after, role }) => `overdue: the role ${spoken(role)}, after ${durationText(after)}`),
      "without an answer in time: deny",
    ],
    limits: limitLines(policy.limits),
  };
}

function limitLines({ changeLines, reviewsPerPersonPerDay, openReviewsPerPerson, skippedTests, block }: Limits): string[] {
  return [
    `A change of more than ${counted(changeLines, "changed line")} is marked as large, and one of more than ${4 * changeLines} says why.`,
    ...(block?.changeLines === undefined ? [] : [`A change of more than ${counted(block.changeLines, "changed line")} does not pass.`]),
    `Whoever has judged ${counted(reviewsPerPersonPerDay, "change")} in a day is warned.`,
    ...(block?.reviewsPerPersonPerDay === undefined
      ? []
      : [`Whoever has judged ${counted(block.reviewsPerPersonPerDay, "change")} in a day approves no other one until the next.`]),
    ...(openReviewsPerPerson === undefined ? [] : [`Whoever is waited for by more than ${counted(openReviewsPerPerson, "change")} is warned.`]),
    ...(block?.openReviewsPerPerson === undefined
      ? []
      : [`Whoever is waited for by more than ${counted(block.openReviewsPerPerson, "change")} approves those first that have waited longest.`]),
    `At most ${percentText(skippedTests)} of the tests may be skipped.`,
  ];
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function explainedGate(policy: Policy, gate: Gate): ExplainedGate {
  const tier = isTier(gate) ? gate : null;
  const environment = isTier(gate) ? null : gate;
  return {
    kind: tier === null ? "environment" : "tier",
    name: gate.name,
    human: gate.human,
    criteria: [...gate.checks, ...gate.questions].map((id) => explainedCriterion(policy, id)),
    approvals: tier === null ? [rulesText(environment?.approvals ?? [])] : tierApprovals(tier),
    passesAlone: tier === null || tier.passAlone === null ? null : { criterion: explainedCriterion(policy, tier.passAlone), sample: percentText(tier.sample) },
    types: tier === null ? [] : policy.changeTypes.filter((type) => type.tier === tier.name).map(({ name }) => name),
    breakGlass: breakGlassText(environment?.breakGlass ?? null),
    freezes: (environment?.freeze ?? []).map(({ from, to, zone, why }) => `${from} to ${to} (${zone}): ${why}`),
    elements: gateElements(policy, gate),
  };
}

function tierApprovals(tier: Tier): readonly string[] {
  const texts = risks.map((risk) => rulesText(tier.approvals[risk]));
  if (texts.every((text) => text === texts[0])) return texts.slice(0, 1);
  return risks.map((risk, index) => `${risk} risk: ${texts[index]}`);
}

/** Who approves in a tier where a line is of an origin for which the policy asks for more people; each text stands once, with the origins that it is for. */
export function approvalsByOrigin(policy: Policy, name: string): readonly { readonly origins: readonly Origin[]; readonly approvals: readonly string[] }[] {
  const tier = policy.tiers.find((each) => each.name === name);
  if (tier === undefined) return [];
  const usual = tierApprovals(tier);
  const raised = origins.map((origin) => ({ origin, approvals: tierApprovals(withAtLeast(tier, policy.ai.reviewers[origin])) }));
  const more = raised.filter(({ approvals }) => approvals.join() !== usual.join());
  return [...Map.groupBy(more, ({ approvals }) => approvals.join("\n")).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ origins: same.map(({ origin }) => origin), approvals: first.approvals }];
  });
}

// As `reviewDemand` counts: whoever is asked first is asked for at least so many.
function withAtLeast(tier: Tier, minimum: number): Tier {
  const raise = (rules: readonly ApprovalRule[]) =>
    rules.map((rule, at) => (at === 0 && rules.some(({ count }) => count > 0) ? { ...rule, count: Math.max(rule.count, minimum) } : rule));
  return { ...tier, approvals: { low: raise(tier.approvals.low), medium: raise(tier.approvals.medium), high: raise(tier.approvals.high) } };
}

function explainedCriterion(policy: Policy, id: string): ExplainedCriterion {
  const criterion = policy.criteria[id];
  if (criterion === undefined) throw new TypeError(`the resolved policy has no criterion ${id}`);
  if (criterion.kind === "check") return { id, words: criterion.says, decidedBy: "automated" };
  return { id, words: criterion.link === null ? criterion.ask : `${criterion.ask} The answer names the ${criterion.link}.`, decidedBy: "human" };
}

/** The explanation as plain text for a terminal. */
export function explanationText({ gates, reviewersByOrigin, escalation, limits }: Explanation): string {
  return [
    ...gates.flatMap(gateLines),
    `Approvers by origin: ${reviewersByOrigin}`,
    "Escalation",
    ...escalation.map((line) => `  ${line}`),
    "Limits",
    ...limits.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function gateLines(gate: ExplainedGate): string[] {
  const { criteria, qualification, logging, escalation } = gate.elements;
  const missing = Object.entries({ criteria, qualification, logging, escalation }).flatMap(([name, { present, text }]) => (present ? [] : [`  Missing ${name}: ${text}`]));
  return [
    `${gate.kind === "tier" ? "Tier" : "Environment"} ${gate.name}${gate.types.length === 0 ? "" : ` (${gate.types.join(", ")})`}${gate.elements.active ? "" : ", not active"}`,
    `  ${gate.human || "Nothing says what the person decides."}`,
    ...gate.criteria.map(({ id, words, decidedBy }) => `  ${decidedBy.padEnd(9)} ${id}: ${words}`),
    ...gate.approvals.map((line) => `  approved by ${line}`),
    ...(gate.passesAlone === null
      ? []
      : [`  passes alone when ${gate.passesAlone.criterion.id}: ${gate.passesAlone.criterion.words} ${gate.passesAlone.sample} of these are looked at afterwards.`]),
    ...(gate.breakGlass === null ? [] : [`  break-glass: ${gate.breakGlass}`]),
    ...gate.freezes.map((line) => `  frozen ${line}`),
    ...missing,
    "",
  ];
}

export interface ExplainedPath {
  readonly path: string;
  /** Every type that takes the path with the id of its rule, the strictest first (D07, R78). */
  readonly types: readonly { readonly type: string; readonly tier: string; readonly rule: string; readonly pattern: string | null }[];
  /** The one that decides; null when no type takes the path. */
  readonly deciding: { readonly type: string; readonly tier: string; readonly rule: string } | null;
  readonly sentence: string;
}

/** Which types take a path and which of them decides. Takes a compiled policy too, for asking about many paths. */
export function explainPath(policy: Policy | CompiledPolicy, path: string): ExplainedPath {
  const compiled = "typesOf" in policy ? policy : compilePolicy(policy);
  const types = compiled.typesOf(path).map(({ type, tier, rule, pattern }) => ({ type: type.name, tier: tier.name, rule, pattern }));
  const [first] = types;
  if (first === undefined) return { path, types, deciding: null, sentence: `No change type takes ${path}, so no gate lets it pass.` };
  const { type, tier, rule, pattern } = first;
  const because = pattern === null ? "because no other type takes it" : `by the pattern ${pattern}`;
  const others =
    types.length === 1
      ? ""
      : ` Also: ${types
          .slice(1)
          .map((one) => `${one.type} (${one.rule})`)
          .join(", ")}.`;
  return { path, types, deciding: { type, tier, rule }, sentence: `${path} is ${type} ${because} (${rule}), so it needs the tier ${tier}.${others}` };
}
