import { type Origin, origins } from "../../model/origin.ts";
import type { Policy } from "../../model/policy.ts";
import { approvalsByOrigin, type ExplainedGate, explain } from "../../policy/index.ts";
import { spanText } from "../matrix.ts";

/** One thing that must be true, in words, and who decides it: a machine by evidence, or a person by an answer (R30). */
export interface DoneItem {
  /** Id of the criterion in the policy. */
  readonly id: string;
  readonly says: string;
  readonly decidedBy: "automated" | "human";
}

/** When a change of one tier is done, or done enough for one environment. */
export interface DonePart {
  readonly kind: "tier" | "environment";
  readonly name: string;
  /** What the person decides, in one sentence; empty where the policy gives none. */
  readonly human: string;
  readonly items: readonly DoneItem[];
  /** Who approves, a line for each risk that asks for anything different. */
  readonly approvals: readonly string[];
  /** Who approves where a line is of an origin that asks for more. */
  readonly byOrigin: readonly { readonly origins: readonly string[]; readonly approvals: readonly string[] }[];
  /** The check on which a change passes without a person, and the share of these that is looked at afterwards. */
  readonly alone: { readonly item: DoneItem; readonly sample: string } | null;
  /** Change types of the tier, with what else each asks for. */
  readonly types: readonly { readonly name: string; readonly paths: readonly string[]; readonly qualification: string | null }[];
}

/** The Definition of Done (R108). It is read from the policy that the gate judges by and stands nowhere else, so that the two cannot differ. */
export interface DefinitionOfDone {
  /** Tiers from the least to the strictest. */
  readonly tiers: readonly DonePart[];
  readonly environments: readonly DonePart[];
  /** What holds for every change. */
  readonly always: readonly string[];
  /** Digest of the policy that it was compiled from. */
  readonly policy: string;
}

/** Compiles the Definition of Done from the criteria of a policy. */
export function definitionOfDone(policy: Policy): DefinitionOfDone {
  const parts = explain(policy).gates.map((gate) => partOf(policy, gate));
  return {
    tiers: parts.filter(({ kind }) => kind === "tier"),
    environments: parts.filter(({ kind }) => kind === "environment"),
    always: alwaysOf(policy),
    policy: policy.digest,
  };
}

function partOf(policy: Policy, { kind, name, human, criteria, approvals, passesAlone, types }: ExplainedGate): DonePart {
  return {
    kind,
    name,
    human,
    items: criteria.map(itemOf),
    approvals,
    byOrigin: kind === "tier" ? approvalsByOrigin(policy, name) : [],
    alone: passesAlone === null ? null : { item: itemOf(passesAlone.criterion), sample: passesAlone.sample },
    types: policy.changeTypes.filter((type) => types.includes(type.name)).map(({ name: type, paths, qualification }) => ({ name: type, paths, qualification })),
  };
}

function itemOf({ id, words, decidedBy }: ExplainedGate["criteria"][number]): DoneItem {
  return { id, says: words, decidedBy };
}

const whose: { readonly [origin in Origin]: string } = { human: "people's lines", ai: "AI's", mixed: "those of both", unknown: "those of whom nobody knows" };

function alwaysOf({ ai, constraints, escalation }: Policy): string[] {
  const asked = origins.filter((origin) => ai.reviewers[origin] > 0).map((origin) => `${ai.reviewers[origin]} for ${whose[origin]}`);
  return [
    "Whoever wrote a part of the change, or had an AI write it, does not approve it.",
    ...(ai.disclosure === "required" ? ["The change says which AI tools it used."] : []),
    ...(asked.length === 0 ? [] : [`Different approvers, by who wrote a line: ${asked.join(", ")}.`]),
    ...constraints.filter(({ severity }) => severity === "deny").map(({ id, why }) => `No added line breaks ${id}: ${why}`),
    ...escalation.unsure.slice(0, 1).map(({ within }) => `A doubt is escalated and answered within ${spanText(within)}; until then the change does not pass.`),
  ];
}
