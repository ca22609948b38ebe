import { lint, type LintCode as PolicyCode } from "../../policy/index.ts";
import type { BlueprintContext } from "../blueprint.ts";
import { type Found, found, type LintCode } from "./found.ts";

// Who holds what an approval or an escalation asks for is told by the matrix, which also knows the people that only blueprint.yaml names.
const taken: { readonly [code in PolicyCode]?: LintCode } = {
  "human-empty": "cell-empty",
  "gate-incomplete": "cell-empty",
  "rubber-stamp": "cell-empty",
  "type-without-rule": "cell-empty",
  "pass-alone-forbidden": "rule-unsatisfiable",
  "pass-alone-unsampled": "rule-unsatisfiable",
  "no-otherwise": "rule-unsatisfiable",
  "type-never-decides": "rule-unsatisfiable",
  "review-overdue": "review-passed",
};

/** What the policy leaves empty, and rules of it that nothing and nobody can ever satisfy (R62, R74). */
export function policyFindings({ policy, people, qualifications, now, policyFiles }: BlueprintContext): Found[] {
  const findings = lint(policy, { people, qualifications, usualAuthors: [], now, project: null, files: policyFiles ?? [] });
  return findings.flatMap(({ code, path, sentence, place }) => {
    const own = taken[code] ?? (path.endsWith(".break-glass") ? "rule-unsatisfiable" : undefined);
    return own === undefined ? [] : [found(own, sentence, `Change \`${path}\` in the policy, or enrol whom it asks for.`, place)];
  });
}
