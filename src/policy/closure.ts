import { digestOf, sha256 } from "../model/canonical.ts";
import { Failure, type Place } from "../model/failure.ts";
import type { Policy } from "../model/policy.ts";

/** A resolved policy before it has a digest. */
export type PolicyParts = Omit<Policy, "digest">;

/** Texts of the rule files that the constraints of a level name, by the path that they name them with. */
export type RuleFiles = ReadonlyMap<string, string>;

/**
 * The policy with the digest of its whole closure (D04): every resolved setting, the digests of the files it was made
 * from, the text of each rule file of its own level, and the digest of the level above, which covers that level's rule files. What was
 * approved under one digest was approved under exactly these words. Throws `Failure` (`policy-invalid`) for a rule file that is not given.
 */
export function closed(
  parts: PolicyParts,
  own: { readonly constraints: Policy["constraints"]; readonly rules: RuleFiles; readonly above: string | null; at(path: string): Place },
): Policy {
  const texts = own.constraints.map(({ id, rule }) => {
    const text = own.rules.get(rule);
    if (text === undefined) {
      throw new Failure("policy-invalid", `The rule file \`${rule}\` of the constraint \`${id}\` is not there.`, {
        hint: "Add the file beside the policy, in the same commit, or remove the constraint.",
        place: own.at(`constraints.${id}.rule`),
      });
    }
    return [rule, sha256(text)] as const;
  });
  const digest = digestOf({ schema: "countersign/policy-closure/v1", above: own.above, policy: parts, rules: Object.fromEntries(texts) });
  return { digest, ...parts };
}
