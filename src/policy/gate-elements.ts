import { spoken } from "../model/people.ts";
import type { ApprovalRule, Environment, Policy, Tier } from "../model/policy.ts";
import { risks } from "../model/policy.ts";
import { targetText } from "./diff.ts";

/** A tier, or an environment: both stop a change until what they ask is there. */
export type Gate = Tier | Environment;

export interface GateElement {
  readonly present: boolean;
  /** What there is, or what is missing. */
  readonly text: string;
}

/** The four things without which a gate is not active (R34). */
export interface GateElements {
  readonly criteria: GateElement;
  readonly qualification: GateElement;
  readonly logging: GateElement;
  readonly escalation: GateElement;
  readonly active: boolean;
}

export function isTier(gate: Gate): gate is Tier {
  return "rank" in gate;
}

export function gatePath(gate: Gate): string {
  return isTier(gate) ? `tiers.${gate.name}` : `environments.${gate.name}`;
}

/** The approval rules of a gate, one list for each risk that asks for anything different. */
export function ruleSets(gate: Gate): readonly (readonly ApprovalRule[])[] {
  if (!isTier(gate)) return [gate.approvals];
  const { low, medium, high } = gate.approvals;
  return low === medium && medium === high ? [low] : risks.map((risk) => gate.approvals[risk]);
}

export function gateElements(policy: Policy, gate: Gate): GateElements {
  const elements = { criteria: criteria(gate), qualification: qualification(policy, gate), logging: logging(policy), escalation: escalation(policy) };
  return { ...elements, active: Object.values(elements).every(({ present }) => present) };
}

function criteria(gate: Gate): GateElement {
  const ids = [...gate.checks, ...gate.questions, ...(isTier(gate) && gate.passAlone !== null ? [gate.passAlone] : [])];
  return ids.length > 0 ? { present: true, text: ids.join(", ") } : { present: false, text: "no check and no question" };
}

// Wherever people are asked, at least one of them must be known to be fit for it: by a qualification, a role, or by the
// qualification that every change type of the tier demands.
function qualification(policy: Policy, gate: Gate): GateElement {
  const asking = ruleSets(gate).filter((rules) => rules.length > 0);
  if (asking.length === 0) return { present: false, text: "nobody is asked to approve" };
  const types = isTier(gate) ? policy.changeTypes.filter(({ tier }) => tier === gate.name) : [];
  const demanded = types.length > 0 && types.every((type) => type.qualification !== null) ? types.map((type) => type.qualification ?? "") : [];
  const held = asking.flat().flatMap((rule) => [rule.qualification, rule.role].filter((name) => name !== null));
  const complete = demanded.length > 0 || asking.every((rules) => rules.some((rule) => rule.qualification !== null || rule.role !== null));
  return complete
    ? { present: true, text: [...new Set([...held, ...demanded])].map(spoken).join(", ") }
    : { present: false, text: "approvers need neither a qualification nor a role" };
}

function logging({ organisation }: Policy): GateElement {
  return { present: true, text: `every decision and verdict is a fact in the ledger, with version ${organisation.version} of the policy` };
}

function escalation(policy: Policy): GateElement {
  const [first] = policy.escalation.unsure;
  if (first === undefined) return { present: false, text: "nobody takes over when a reviewer is unsure" };
  return { present: true, text: policy.escalation.unsure.map(({ to }) => targetText(to)).join(", then ") };
}
