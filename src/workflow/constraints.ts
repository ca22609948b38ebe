import { hunksOf, type Repository } from "../git/index.ts";
import type { Range } from "../model/change.ts";
import type { ConstraintReport } from "../model/constraint.ts";
import { Failure } from "../model/failure.ts";
import type { CompiledPolicy } from "../policy/compile.ts";

/**
 * Looks in a change for the constraints of the policy that judges it, by rules and texts that we read ourselves: the rules from what is in force, the texts from the result's blobs. Null where
 * the policy has no rule of its own to look by. What could not be looked at is told in the report, never left out. Throws `Failure` (`repository-unreadable`, `busy`).
 */
export async function lookAtConstraints(repository: Repository, { files }: Pick<Range, "files">, { policy, rules }: CompiledPolicy): Promise<ConstraintReport | null> {
  if (rules.size === 0) return null;
  // Readers of rules are loaded only where there are any.
  const [{ readRuleFile }, { largestFile, lookForConstraints }] = await Promise.all([import("../policy/rule-file.ts"), import("../checks/constraints/index.ts")]);
  const read = policy.constraints.flatMap(({ id, why }) => {
    const text = rules.get(id);
    return text === undefined ? [] : [{ id, digest: text.digest, file: readRuleFile(id, why, text, text.path) }];
  });
  const own = read.flatMap(({ digest, file }) => (file.kind === "own" ? [{ rule: file.rule, digest }] : []));
  const broken = read.flatMap(({ id, digest, file }) =>
    file.kind === "wrong"
      ? [{ id, rule: digest, files: 0, unread: [], trouble: `its rule cannot be read: ${file.failures.map((failure) => failure.toString()).join(" ")}`.slice(0, 1_000) }]
      : [],
  );
  if (own.length + broken.length === 0) return null;
  const bytesOf = async (blob: string) => {
    const found = await repository.objects.measure(blob, largestFile);
    if (found === null) throw new Failure("repository-unreadable", `The repository does not hold the blob ${blob} of the change.`, { hint: "Fetch what is missing." });
    return found.size > largestFile ? null : found.bytes;
  };
  const { looks, findings } = await lookForConstraints(own, files, { read: bytesOf, hunks: (pairs) => hunksOf(repository, pairs) });
  return { looks: [...looks, ...broken], findings };
}
