import { environmentOf, type Release } from "../gate/index.ts";
import { visible } from "../git/index.ts";
import { type GateElements, gateElements } from "../policy/index.ts";
import type { DeploymentRecord } from "../store/index.ts";
import { type Case, judgeCase, type Workplace } from "../workflow/index.ts";

/** A gate on the way of a change, and how the change stands in front of it now. */
export interface GateState {
  /** Null for the judgement of the change itself. */
  readonly environment: string | null;
  /** The decision that is asked of a person, in one sentence (R65). */
  readonly human: string;
  readonly verdict: "allow" | "wait" | "deny";
  readonly headline: string;
  /** The four things without which the gate is not active (R34). */
  readonly elements: GateElements;
  readonly deployed: { readonly id: string; readonly stage: DeploymentRecord["stage"]; readonly at: string } | null;
}

/** The judgement of the change itself, then every environment of its policy, in the policy's order. */
export async function gatesOf(workplace: Workplace, opened: Case, now: number): Promise<GateState[]> {
  const { policy } = opened.policy;
  const deployments = await workplace.store.read.deployments({ change: opened.summary.id });
  const tier = policy.tiers.find(({ name }) => name === opened.summary.tier);
  const review: GateState[] = tier === undefined ? [] : [stateOf(opened, null, { human: tier.human, elements: gateElements(policy, tier) }, [], now)];
  const releases = Object.values(policy.environments).map((environment) => {
    const asks = { human: environment.human, elements: gateElements(policy, environment) };
    return stateOf(opened, { environment: environment.name, artifact: artifactOf(deployments, environment.name) }, asks, deployments, now);
  });
  return [...review, ...releases];
}

/** The sentence in which the policy asks a person to decide. */
export function humanOf({ policy, summary }: Case, release: Release | null): string {
  if (release !== null) return environmentOf(policy.policy, release.environment)?.human ?? "";
  return policy.policy.tiers.find(({ name }) => name === summary.tier)?.human ?? "";
}

function stateOf(opened: Case, release: Release | null, asks: Pick<GateState, "human" | "elements">, deployments: readonly DeploymentRecord[], now: number): GateState {
  const { verdict, headline: sentence } = judgeCase(opened, release, now);
  const last = deployments.findLast(({ environment }) => environment === release?.environment);
  const stage = last?.stages.at(-1);
  const deployed = last === undefined || stage === undefined ? null : { id: last.id, stage: last.stage, at: new Date(stage.at).toISOString() };
  return { environment: release?.environment ?? null, ...asks, verdict, headline: visible(sentence), deployed };
}

function artifactOf(deployments: readonly DeploymentRecord[], environment: string): string | null {
  return deployments.findLast((deployment) => deployment.environment === environment)?.artifact ?? null;
}
