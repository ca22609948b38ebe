import type { Duration } from "../model/duration.ts";
import { origins } from "../model/origin.ts";
import { spoken } from "../model/people.ts";
import type { ApprovalRule, ChangeType, Environment, EscalationStep, Policy, Tier } from "../model/policy.ts";
import { risks } from "../model/policy.ts";
import { type ExplainedGate, explain, rulesText } from "../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "./blueprint.ts";
import { type Asked, askedText, type Holders, holdersOf, unheldHint, unheldText } from "./holders.ts";

/** Why a cell names nobody, and where that is mended. */
export interface Unresolved {
  readonly says: string;
  readonly hint: string;
  readonly file: "policy" | "charter";
  /** Setting in that file. */
  readonly path: string;
}

/** A cell of the matrix: what is asked in words, and the people to whom that comes down. */
export interface RightsCell {
  readonly says: string;
  readonly people: readonly string[];
  /** Null once it comes down to people. */
  readonly problem: Unresolved | null;
}

export interface ApproverCell extends RightsCell {
  /** Risks that it is for, such as `high risk`; null where it is for every risk. */
  readonly risk: string | null;
  /** How many of these people: `1`, or `1`, or `1; 2 where a line is of origin ai or unknown`. */
  readonly quorum: string;
}

/** Who decides about one kind of change, by what, how long that may take, and who takes over. */
export interface DecisionRight {
  readonly kind: "change-type" | "environment";
  /** Name of the change type or of the environment. */
  readonly name: string;
  /** Tier that rules it; null for an environment. */
  readonly tier: string | null;
  /** The decision asked of the person, in one sentence. */
  readonly decides: string;
  readonly criteria: ExplainedGate["criteria"];
  /** What lets it pass without a person, in words. */
  readonly passesAlone: string | null;
  readonly approvers: readonly ApproverCell[];
  readonly limit: RightsCell;
  readonly escalation: readonly RightsCell[];
  readonly owner: RightsCell;
  readonly deputy: RightsCell;
}

/** The decision-rights matrix: every change type, then every environment, each cell down to people (R54, R62). */
export function decisionRights(files: Pick<BlueprintFiles, "blueprint" | "charter">, context: BlueprintContext): DecisionRight[] {
  const asked: Ground = { policy: context.policy, holders: holdersOf(files, context), charter: files.charter?.file ?? null, gates: explain(context.policy).gates };
  return [
    ...context.policy.changeTypes.map((type) => typeRight(asked, type)),
    ...Object.values(context.policy.environments).map((environment) => releaseRight(asked, environment)),
  ];
}

/** What names nobody, each once, with the kinds of change that it holds up. */
export function unresolvedRights(rights: readonly DecisionRight[]): (Unresolved & { readonly changes: readonly string[] })[] {
  const all = rights.flatMap((right) =>
    [...right.approvers, right.limit, ...right.escalation, right.owner, right.deputy].flatMap(({ problem }) => (problem === null ? [] : [{ problem, change: right.name }])),
  );
  const same = [...Map.groupBy(all, ({ problem }) => `${problem.file} ${problem.path} ${problem.says}`).values()];
  return same.flatMap((group) => group.slice(0, 1).map(({ problem }) => ({ ...problem, changes: [...new Set(group.map(({ change }) => change))] })));
}

interface Ground {
  readonly policy: Policy;
  readonly holders: Holders;
  readonly charter: NonNullable<BlueprintFiles["charter"]>["file"] | null;
  readonly gates: readonly ExplainedGate[];
}

function typeRight(ground: Ground, type: ChangeType): DecisionRight {
  const tier = ground.policy.tiers.find(({ name }) => name === type.tier);
  const approvers = tier === undefined ? [] : [...tierCells(ground, tier), ...(type.qualification === null ? [] : [demandedCell(ground, type.name, type.qualification)])];
  const asked = [...(tier === undefined ? [] : risks.flatMap((risk) => tier.approvals[risk])), { qualification: type.qualification }].map(({ qualification }) => qualification);
  return { kind: "change-type", name: type.name, tier: type.tier, approvers, ...gateCells(ground, "tier", type.tier), ...escalationCells(ground, asked) };
}

function releaseRight(ground: Ground, environment: Environment): DecisionRight {
  const path = `environments.${environment.name}.approvals`;
  const approvers = environment.approvals.map((rule) => ruleCell(ground, path, rule, null, String(rule.count), rule.count));
  const asked = environment.approvals.map(({ qualification }) => qualification);
  return { kind: "environment", name: environment.name, tier: null, approvers, ...gateCells(ground, "environment", environment.name), ...escalationCells(ground, asked) };
}

function gateCells({ gates }: Ground, kind: ExplainedGate["kind"], name: string): Pick<DecisionRight, "decides" | "criteria" | "passesAlone"> {
  const gate = gates.find((each) => each.kind === kind && each.name === name);
  const alone = gate?.passesAlone ?? null;
  return {
    decides: gate?.human ?? "",
    criteria: gate?.criteria ?? [],
    passesAlone: alone === null ? null : `${alone.criterion.words} ${alone.sample} of these are looked at afterwards.`,
  };
}

// Risks that ask for the same people share their cells.
function tierCells(ground: Ground, tier: Tier): ApproverCell[] {
  const groups = [...Map.groupBy(risks, (risk) => rulesText(tier.approvals[risk])).values()];
  return groups.flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const risk = same.length === risks.length ? null : `${same.join(" or ")} risk`;
    const rules = tier.approvals[first].filter(({ count }) => count > 0);
    if (rules.length === 0) return [{ says: "nobody: its checks decide", people: [], problem: null, risk, quorum: "0" }];
    return rules.map((rule, at) => {
      const { text, most } = at === 0 ? quorumOf(ground.policy, rule.count) : { text: String(rule.count), most: rule.count };
      return ruleCell(ground, `tiers.${tier.name}.approvals`, rule, risk, text, most);
    });
  });
}

// As the gate counts: whoever is asked first is asked for at least as many as the origin of a line wants.
function quorumOf({ ai: { reviewers } }: Policy, count: number): { text: string; most: number } {
  const raised = [...Map.groupBy(origins, (origin) => Math.max(count, reviewers[origin]))].filter(([many]) => many > count).sort(([a], [b]) => a - b);
  const texts = raised.map(([many, of]) => `${many} where a line is of origin ${listed(of)}`);
  return { text: [String(count), ...texts].join("; "), most: Math.max(count, ...raised.map(([many]) => many)) };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function ruleCell({ holders }: Ground, path: string, rule: ApprovalRule, risk: string | null, quorum: string, most: number): ApproverCell {
  const says = `${askedText(rule)}${rule.signature === "passkey" ? ", signing with a passkey" : ""}`;
  const people = holders.holding(rule);
  return { says, people, risk, quorum, problem: people.length < most ? tooFew(holders, path, rule, people, most) : null };
}

function demandedCell({ holders }: Ground, type: string, qualification: string): ApproverCell {
  const rule = { qualification, role: null };
  const people = holders.holding(rule);
  const problem = people.length === 0 ? tooFew(holders, `change-types.${type}.qualification`, rule, people, 1) : null;
  return { says: `one of them ${askedText(rule)}`, people, problem, risk: null, quorum: "1" };
}

function tooFew(holders: Holders, path: string, asked: Asked, people: readonly string[], most: number): Unresolved {
  const there = `only ${listed(people).replaceAll(" or ", " and ")} ${people.length === 1 ? "is" : "are"} there`;
  const says = people.length === 0 ? unheldText(holders, asked) : `Asks for ${most} different people (${askedText(asked)}), and ${there}.`;
  return { says, hint: unheldHint(holders, asked), file: "policy", path };
}

function escalationCells(ground: Ground, qualifications: readonly (string | null)[]): Pick<DecisionRight, "limit" | "escalation" | "owner" | "deputy"> {
  const asked = [...new Set(qualifications.filter((name) => name !== null))];
  return { limit: limitCell(ground), escalation: stepCells(ground, asked), owner: keeperCell(ground, "owner"), deputy: keeperCell(ground, "deputy") };
}

function limitCell({ policy, holders }: Ground): RightsCell {
  const steps = policy.escalation.overdue.map(({ after, role }) => ({
    says: `after ${spanText(after)} to the ${spoken(role)}`,
    role,
    people: holders.holding({ qualification: null, role }),
  }));
  const unheld = steps.findIndex(({ people }) => people.length === 0);
  const says = steps.map((step) => step.says).join(", then ") || "none";
  const people = [...new Set(steps.flatMap((step) => step.people))];
  if (steps.length === 0)
    return { says, people, problem: missing("policy", "escalation.overdue", "No time limit: nobody is told when a decision is overdue.", "Give `escalation.overdue` a step.") };
  return { says, people, problem: unheld < 0 ? null : tooFew(holders, `escalation.overdue[${unheld}]`, { qualification: null, role: steps[unheld]?.role ?? null }, [], 1) };
}

function stepCells(ground: Ground, asked: readonly string[]): RightsCell[] {
  const steps = ground.policy.escalation.unsure;
  if (steps.length > 0) return steps.map((step, at) => stepCell(ground, step, at, asked));
  return [{ says: "nobody", people: [], problem: missing("policy", "escalation.unsure", "Nobody takes over when somebody is unsure.", "Give `escalation.unsure` a step.") }];
}

function stepCell({ holders }: Ground, { to, within }: EscalationStep, at: number, asked: readonly string[]): RightsCell {
  const same = to.qualification === "same" ? asked : [];
  const targets: readonly Asked[] =
    same.length > 0 ? same.map((qualification) => ({ qualification, role: to.role })) : [{ qualification: to.qualification === "same" ? null : to.qualification, role: to.role }];
  const people = [...new Set(targets.flatMap((target) => holders.holding(target)))];
  const says = `${targets.map(askedText).join(" or ")}${to.notAsked ? ", not asked yet" : ""}, within ${spanText(within)}`;
  const [first] = targets;
  return { says, people, problem: people.length > 0 || first === undefined ? null : tooFew(holders, `escalation.unsure[${at}]`, first, [], 1) };
}

function keeperCell({ charter, holders }: Ground, which: "owner" | "deputy"): RightsCell {
  if (charter === null)
    return {
      says: "not said",
      people: [],
      problem: missing("charter", "escalation", "There is no charter yet, so nobody keeps escalations moving.", "Write `.countersign/charter.yaml`."),
    };
  const { owner, deputy } = charter.escalation;
  const asked = { qualification: null, role: charter.escalation[which] };
  const people = holders.holding(asked);
  const says = spoken(asked.role);
  const path = `escalation.${which}`;
  if (people.length === 0) return { says, people, problem: { ...tooFew(holders, path, asked, people, 1), file: "charter" } };
  const both = new Set([...holders.holding({ qualification: null, role: owner }), ...holders.holding({ qualification: null, role: deputy })]);
  const problem = missing("charter", path, `${people[0]} is the owner and the deputy, so nobody stands in.`, "Name another role, or give the role to a second person.");
  return { says, people, problem: which === "deputy" && both.size < 2 ? problem : null };
}

function missing(file: Unresolved["file"], path: string, says: string, hint: string): Unresolved {
  return { says, hint, file, path };
}

const units = { m: "minute", h: "hour", d: "day", w: "week", mo: "month", y: "year" } as const;

/** `4 hours`. */
export function spanText(span: Duration): string {
  return `${span.count} ${units[span.unit]}${span.count === 1 ? "" : "s"}`;
}
