import { addDuration, type Duration } from "../model/duration.ts";
import type { Person } from "../model/people.ts";
import { defaultPolicyFile, diffPolicies, effectivePolicy, explain, type LintFinding } from "../policy/index.ts";
import { aboutPeople, type Workplace } from "../workflow/index.ts";
import type { Named } from "./approvers.ts";
import { type InForce, policyInForce } from "./policy-in-force.ts";
import { findingsOn } from "./policy-page.ts";

/** Something that the AI-ready baseline has and the policy in force lacks (R18). */
export interface Gap {
  /** `gate`: one of a gate's four elements; `setting`: asked for less than the baseline asks; `people`: nobody is there; `lint`: worth a look. */
  readonly kind: "gate" | "setting" | "people" | "lint";
  /** The setting that it is about. */
  readonly path: string;
  readonly sentence: string;
  /** What the baseline has, and what is in force; null where a setting is not the matter. */
  readonly baseline: string | null;
  readonly current: string | null;
  /** The role that closes it, and who holds it. */
  readonly owner: { readonly role: string; readonly people: readonly Named[] };
  /** A suggestion, `YYYY-MM-DD`, reckoned from when the policy came into force, so that it does not move with the day that one looks. */
  readonly due: string;
}

export interface GapAssessment {
  readonly project: string | null;
  readonly baseline: string;
  readonly gaps: readonly Gap[];
}

const within: Readonly<Record<Gap["kind"], Duration>> = {
  gate: { count: 14, unit: "d" },
  people: { count: 14, unit: "d" },
  setting: { count: 30, unit: "d" },
  lint: { count: 90, unit: "d" },
};

/** Holds what is in force against the built-in default, which is the baseline: what is missing, whose it is, and by when. */
export async function policyGaps(workplace: Workplace, project: string | null): Promise<GapAssessment> {
  const now = workplace.clock();
  const inForce = await policyInForce(workplace, project);
  const people = await workplace.store.read.people();
  const since = (inForce.project ?? inForce.organisation)?.at ?? now;
  const findings = (await findingsOn(workplace, inForce, project)).filter(({ code }) => !otherwiseTold.has(code));
  const missing = [...gateGaps(inForce), ...settingGaps(inForce, now), ...findings.map(findingGap)];
  const gaps = missing.map(({ role, ...gap }) => ({ ...gap, owner: ownerOf(role, people), due: new Date(addDuration(since, within[gap.kind])).toISOString().slice(0, 10) }));
  return { project, baseline: `the built-in default, version ${defaultPolicyFile().file.version}`, gaps: gaps.sort((a, b) => a.due.localeCompare(b.due)) };
}

type Found = Omit<Gap, "owner" | "due"> & { readonly role: string };

// An inactive gate asks for less than the baseline, where every gate has all four (R34).
function gateGaps({ policy }: InForce): Found[] {
  return explain(policy).gates.flatMap(({ kind, name, elements: { criteria, qualification, logging, escalation } }) =>
    Object.entries({ criteria, qualification, logging, escalation }).flatMap(([element, { present, text }]): Found[] => {
      if (present) return [];
      const path = kind === "tier" ? `tiers.${name}` : `environments.${name}`;
      const sentence = `The ${kind} ${name} is not active without its ${element}: ${text}.`;
      return [{ kind: "gate", path, sentence, baseline: "all four elements", current: text, role: "policy-owner" }];
    }),
  );
}

function settingGaps({ policy }: InForce, now: number): Found[] {
  const baseline = effectivePolicy(defaultPolicyFile(), null, { now, project: null });
  return diffPolicies(baseline, policy).flatMap(({ path, from, to, effect, sentence }) =>
    effect === "looser" ? [{ kind: "setting" as const, path, sentence, baseline: from, current: to, role: "policy-owner" }] : [],
  );
}

// What a gate lacks is told by the gate itself; what is only untidy is no gap.
const otherwiseTold: ReadonlySet<LintFinding["code"]> = new Set<LintFinding["code"]>(["gate-incomplete", "criterion-unused", "path-shadowed", "tier-unused"]);

function findingGap({ code, path, sentence }: LintFinding): Found {
  const people = aboutPeople.has(code) || code === "granter-unheld";
  return { kind: people ? "people" : "lint", path, sentence, baseline: null, current: null, role: people ? "engineering-lead" : "policy-owner" };
}

// Where nobody holds the role, the administrators are who can give it.
function ownerOf(role: string, people: readonly Person[]): Gap["owner"] {
  const holding = (wanted: string) => people.filter(({ kind, active, roles }) => kind === "person" && active && roles.includes(wanted)).map(({ id, name }) => ({ id, name }));
  const held = holding(role);
  return held.length > 0 ? { role, people: held } : { role: "administrator", people: holding("administrator") };
}
