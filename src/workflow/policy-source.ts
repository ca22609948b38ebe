import { findPolicyCandidates, listTree, policyPath, type Repository, readFileAt } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { Policy } from "../model/policy.ts";
import { type CompiledPolicy, compilePolicy, effectivePolicy, loadPolicyFile } from "../policy/index.ts";

/** A policy file with the rule files beside it that its constraints name. */
export interface PolicySource {
  readonly text: string;
  /** How sentences name the file. */
  readonly file: string;
  readonly rules?: ReadonlyMap<string, string>;
}

/** The policy of both levels, complete. Null stands for a level without a file; without the organisation's the default rules. */
export function policyOf(organisation: PolicySource | null, project: (PolicySource & { readonly project: string | null }) | null, now: number): Policy {
  const load = (source: PolicySource | null) => (source === null ? null : loadPolicyFile(source.text, source.file));
  const rules = { ...(organisation?.rules ? { organisationRules: organisation.rules } : {}), ...(project?.rules ? { projectRules: project.rules } : {}) };
  return effectivePolicy(load(organisation), load(project), { now, project: project?.project ?? null, ...rules });
}

/** The same, compiled, with the texts of its rules. */
export function compiledOf(organisation: PolicySource | null, project: (PolicySource & { readonly project: string | null }) | null, now: number): CompiledPolicy {
  return compilePolicy(policyOf(organisation, project, now), [organisation?.rules, project?.rules]);
}

/**
 * The project's own policy in a commit, or null when it has none. Never read from the change that it judges: the caller names the base.
 * Throws `Failure` (`policy-ambiguous`) when something else could be taken for it (D05).
 */
export async function projectPolicyAt(repository: Repository, commit: string): Promise<PolicySource | null> {
  const candidates = await findPolicyCandidates(repository, commit);
  const [first] = candidates;
  if (first === undefined) return null;
  const odd = candidates.find(({ canonical }) => !canonical);
  if (odd)
    throw new Failure("policy-ambiguous", `${odd.path} at ${commit.slice(0, 12)} could be taken for the policy, which is the regular file ${policyPath} and nothing else.`, {
      hint: `Remove or rename it.`,
    });
  const bytes = await readFileAt(repository, commit, policyPath);
  if (bytes === null) throw new Failure("policy-invalid", `${policyPath} at ${commit.slice(0, 12)} is no regular file.`);
  return { text: bytes.toString("utf8"), file: policyPath, rules: await rulesAt(repository, commit) };
}

async function rulesAt(repository: Repository, commit: string): Promise<ReadonlyMap<string, string>> {
  const folder = policyPath.slice(0, policyPath.lastIndexOf("/"));
  const files = (await listTree(repository, commit, folder)).filter(({ mode, path }) => mode.startsWith("100") && path !== policyPath);
  const read = async (path: string): Promise<[string, string]> => [path.slice(folder.length + 1), (await readFileAt(repository, commit, path))?.toString("utf8") ?? ""];
  return new Map(await Promise.all(files.map(({ path }) => read(path))));
}
