import { Failure } from "../model/failure.ts";
import type { Policy } from "../model/policy.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { type PolicySource, policyOf, sourceOf, type Workplace } from "../workflow/index.ts";

/** A policy of both levels with what it was made from. Null stands for a level without a file: the organisation's is then the default. */
export interface InForce {
  readonly policy: Policy;
  readonly organisation: AdoptedPolicy | null;
  readonly project: AdoptedPolicy | null;
  /** The files, the project's first. */
  readonly sources: readonly PolicySource[];
}

/** What rules an organisation, or one of its projects, now. Throws `Failure` (`not-found`). */
export async function policyInForce(workplace: Workplace, project: string | null): Promise<InForce> {
  const { read } = workplace.store;
  if (project !== null && (await read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  const [organisation, own] = await Promise.all([read.policyInForce("organisation", null), project === null ? null : read.policyInForce("project", project)]);
  return await inForceOf(workplace, organisation, own, workplace.clock());
}

/** The policy that an adoption made, as it ruled when it was adopted: a project's stands on the organisation's of that moment. */
export async function policyAsAdopted(workplace: Workplace, adoption: AdoptedPolicy): Promise<InForce> {
  if (adoption.level === "organisation") return await inForceOf(workplace, adoption, null, adoption.at);
  const upper = (await workplace.store.read.policies("organisation", null)).findLast(({ index }) => index < adoption.index) ?? null;
  return await inForceOf(workplace, upper, adoption, adoption.at);
}

async function inForceOf(workplace: Workplace, organisation: AdoptedPolicy | null, project: AdoptedPolicy | null, now: number): Promise<InForce> {
  const [upper, own] = await Promise.all([organisation === null ? null : sourceOf(workplace, organisation), project === null ? null : sourceOf(workplace, project)]);
  const policy = policyOf(upper, own === null ? null : { ...own, project: project?.project ?? null }, now);
  return { policy, organisation, project, sources: [own, upper].filter((source) => source !== null) };
}
