import type { Risk, RisksFile } from "../files.ts";
import { criteriaUsedIn, knownSettings } from "../lint/controls.ts";
import { controlsIn, type PackRisk } from "../packs/pack.ts";
import { aiRisks } from "./ai-risks.ts";
import { headComments, headSeed, type SeedOptions } from "./head.ts";
import type { Comments } from "./yaml-text.ts";

/** The register with every risk of the catalogue and of the pack, none of them judged: rating and owner are the team's. */
export function risksSeed(options: SeedOptions): RisksFile {
  const risks = [...aiRisks, ...(options.pack?.risks ?? [])];
  return {
    risks: 1,
    document: headSeed(options, "risks", `Risk register of ${options.project}`, ["engineering-lead", "policy-owner"]),
    appetite: "Little where people are harmed, data is exposed or the law is broken; more where a mistake is seen at once and taken back within the hour.",
    levels: { low: 4, medium: 9, high: 16 },
    acceptance: { low: "engineering-lead", medium: "engineering-lead", high: "policy-owner", critical: "policy-owner" },
    "acceptance-valid-for": "6mo",
    register: risks.map((risk, at) => entryOf(options, risk, at + 1)),
  };
}

function entryOf({ policy, today }: SeedOptions, risk: PackRisk, number: number): Risk {
  const controls = controlsIn(
    risk.controls,
    policy.constraints.map(({ id }) => id),
  ).filter(inForce(policy));
  return {
    id: `R-${String(number).padStart(3, "0")}`,
    title: risk.title,
    seed: risk.seed,
    raised: today,
    category: risk.category,
    cause: risk.cause,
    event: risk.event,
    consequence: risk.consequence,
    ...(controls.length === 0 ? {} : { controls }),
    treatment: risk.treatment,
    triggers: [...risk.triggers],
    status: "open",
  };
}

/** What the policy has and uses: a criterion that no tier asks for keeps nothing down. */
function inForce(policy: SeedOptions["policy"]): (control: string) => boolean {
  const known = knownSettings(policy);
  const used = criteriaUsedIn(policy);
  return (control) => known.has(control) && (!control.startsWith("criteria.") || used.has(control.slice("criteria.".length)));
}

export const risksComments: Comments = {
  ...headComments,
  levels: "Highest score (likelihood × impact) of each level; everything above is critical.",
  acceptance: "Whose signature accepts a residual risk of each level.",
  register:
    "To judge an entry, add `inherent: { likelihood, impact }` before any control and `residual` once the treatment is in place (1 to 5 each), `owner`, `review-by`, and `due` in its treatment; or `not-applicable: WHY`.",
  "register[].controls": "What keeps it down: settings of policy.yaml, or documents.",
};
