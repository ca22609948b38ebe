import type { Repository } from "../git/index.ts";
import type { Policy } from "../model/policy.ts";
import { type PolicySource, policyOf, projectPolicyAt } from "../workflow/policy-source.ts";
import type { Call } from "./command.ts";
import { readPolicySource } from "./policy-files.ts";
import { withWorkplaceIfAny } from "./workplace.ts";

/** The policy that rules a commit: the organisation's, or the file that stands in for it, and the project's own as the commit holds it. Of a change that commit is its base, never what the change brings along. */
export async function policyFor(call: Call, repository: Repository, commit: string, file?: string): Promise<Policy> {
  const upper = file === undefined ? await organisations(call) : await readPolicySource(file, call.io);
  const project = await projectPolicyAt(repository, commit);
  return policyOf(upper, project === null ? null : { ...project, project: null }, call.io.clock());
}

async function organisations(call: Call): Promise<PolicySource | null> {
  return await withWorkplaceIfAny(call, async (workplace) => {
    if (workplace === null) return null;
    const { organisationSource } = await import("../workflow/policies.ts");
    return await organisationSource(workplace);
  });
}
