import type { Policy } from "../../model/policy.ts";
import { settingPaths } from "../../policy/index.ts";
import { fileKinds } from "../files.ts";

/** Everything that a risk may name as what keeps it down: settings of the policy, whole groups of them, and documents. */
export function knownSettings(policy: Policy): Set<string> {
  const known = new Set<string>([...fileKinds.map((kind) => `documents.${kind}`), "ai.tools"]);
  const unset = policy.licences === undefined ? ["licences"] : [];
  for (const path of settingPaths(policy)) {
    const steps = path.split(".");
    if (!unset.includes(path)) for (let count = 1; count <= steps.length; count++) known.add(steps.slice(0, count).join("."));
  }
  return known;
}

/** Ids of the criteria that a tier or an environment asks for. */
export function criteriaUsedIn({ tiers, environments }: Policy): Set<string> {
  const gates = [...tiers, ...Object.values(environments)];
  return new Set([...gates.flatMap(({ checks, questions }) => [...checks, ...questions]), ...tiers.flatMap(({ passAlone }) => (passAlone === null ? [] : [passAlone]))]);
}

/** What a policy holds against risks: criteria and tiers that are used, constraints, environments, and the AI tools with their conditions. */
export function controlsOf(policy: Policy): string[] {
  const tiers = policy.tiers.filter(({ name }) => policy.changeTypes.some(({ tier }) => tier === name));
  return [
    ...[...criteriaUsedIn(policy)].map((id) => `criteria.${id}`),
    ...tiers.map(({ name }) => `tiers.${name}`),
    ...policy.constraints.map(({ id }) => `constraints.${id}`),
    ...Object.keys(policy.environments).map((name) => `environments.${name}`),
    ...policy.ai.tools.map(({ tool }) => `ai.tools.${tool}`),
  ];
}

/** Whether a control is meant by what a risk names: itself, the group that it stands in, or a part of it. */
export function isTied(control: string, named: readonly string[]): boolean {
  return named.some((one) => one === control || control.startsWith(`${one}.`) || one.startsWith(`${control}.`));
}
