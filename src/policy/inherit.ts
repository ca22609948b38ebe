import { Failure, type Place } from "../model/failure.ts";
import type { ChangeType, Environment, Policy, Tier } from "../model/policy.ts";
import { closed, type PolicyParts, type RuleFiles } from "./closure.ts";
import type { DiffEntry } from "./compare.ts";
import {
  combined,
  licencesOf,
  toChangeType,
  toCriterion,
  toDisclosure,
  toEnvironment,
  toLimits,
  toMeasure,
  toOverdueStep,
  toPrompts,
  toQualification,
  toReviewers,
  toTier,
  toTool,
  toUnsureStep,
} from "./convert.ts";
import { defaultPolicyFile } from "./default.ts";
import { diffPolicies } from "./diff.ts";
import { type LoadedPolicy, placeIn } from "./load.ts";
import { checkReferences, lookup } from "./references.ts";
import { criteriaUsed, defaultParts, mapped, qualificationsUsed, ranked, resolvePolicy, withNames, withTiers } from "./resolve.ts";
import { waiverFor } from "./waivers.ts";

export interface InheritOptions {
  /** Milliseconds since the epoch; decides whether a waiver still holds. */
  readonly now: number;
  /** The project's name, as waivers know it; null when it has none. */
  readonly project: string | null;
  /** The file that the organisation's policy came from, so that a refusal can name its line; null for the default alone. */
  readonly organisationFile: LoadedPolicy | null;
  /** Texts of the rule files that the project's own constraints name. */
  readonly rules?: RuleFiles;
}

/**
 * The organisation's policy with a project's file laid over it. What the file leaves out stays. What it gives takes the place of the
 * organisation's setting and may not be looser (R93, R101); lists add to the organisation's, see `combined` in `convert.ts`.
 *
 * Throws `Failure`: `policy-loosened`, naming both lines and both values, unless an unexpired waiver of the organisation names
 * exactly that setting; `policy-invalid` for a name that nobody defines, and for waivers, which only the organisation holds.
 */
export function inherit(organisation: Policy, project: LoadedPolicy, options: InheritOptions): Policy {
  const parts = overlaid(organisation, project);
  const refused = loosenings(organisation, parts, options);
  if (refused.length > 0) throw loosened(refused, project, options.organisationFile);
  const constraints = project.file.constraints ?? [];
  return closed(parts, { constraints, rules: options.rules ?? new Map(), above: organisation.digest, at: project.at });
}

/** The policy that rules a project: default, organisation, project. Either file may be null. Throws as `resolvePolicy` and `inherit` do. */
export function effectivePolicy(
  organisation: LoadedPolicy | null,
  project: LoadedPolicy | null,
  options: { readonly now: number; readonly project: string | null; readonly organisationRules?: RuleFiles; readonly projectRules?: RuleFiles },
): Policy {
  const resolved = resolvePolicy(organisation, options.organisationRules ?? new Map());
  if (project === null) return resolved;
  return inherit(resolved, project, { now: options.now, project: options.project, organisationFile: organisation, rules: options.projectRules ?? new Map() });
}

/**
 * Each setting in which a project's file differs from the organisation's policy, whether or not a waiver lets it: a waiver may have run out, or the organisation's policy become stricter, since the
 * project adopted its own. Throws `Failure` (`policy-invalid`) as `inherit` does.
 */
export function driftOf(organisation: Policy, project: LoadedPolicy): DiffEntry[] {
  return diffPolicies(organisation, overlaid(organisation, project));
}

/** The settings of a project's policy that are not at least as tight as the organisation's and that no waiver covers. */
function loosenings(organisation: Policy, project: PolicyParts, { now, project: name }: InheritOptions): DiffEntry[] {
  return diffPolicies(organisation, project).filter(({ effect, path }) => effect !== "tighter" && waiverFor(organisation, path, { project: name, change: null, now }) === null);
}

function loosened(refused: readonly DiffEntry[], project: LoadedPolicy, organisationFile: LoadedPolicy | null): Failure {
  const inOrder = refused
    .map((entry) => ({ entry, place: project.at(entry.path) }))
    .sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0));
  const [first] = inOrder;
  if (first === undefined) throw new TypeError("there is nothing to refuse");
  const { path, from, to, effect } = first.entry;
  const files = organisationFile === null ? [defaultPolicyFile()] : [organisationFile, defaultPolicyFile()];
  const above = placeText(placeIn(files, path));
  const why = effect === "changed" ? "is redefined" : "is looser than the organisation's";
  const sentence = `\`${path}\` ${why}: the organisation's policy says ${from ?? "nothing"} (${above}), the project's ${to ?? "nothing"}.`;
  const others = refused.length > 1 ? `${refused.length - 1} more below.` : "";
  const remedy = effect === "changed" ? "A project only tightens: give what is new a name of its own" : "A project only tightens: keep at least the organisation's value";
  return new Failure("policy-loosened", sentence, { hint: `${remedy}, or ask the organisation for a waiver of \`${path}\`. ${others}`.trim(), place: first.place });
}

function placeText(place: Place | null): string {
  return place === null ? "no line of its own" : [place.file, place.line, place.column].join(":");
}

function overlaid(organisation: Policy, project: LoadedPolicy): PolicyParts {
  const { file } = project;
  if (file.waivers !== undefined) {
    throw new Failure("policy-invalid", "A project's policy holds no waivers.", {
      hint: "A waiver stands in the organisation's policy, where its adoption signs it.",
      place: project.at("waivers"),
    });
  }
  const { digest: _, ...base } = organisation;
  noSharedRuleFiles(base, project);
  const fallback = defaultParts();
  const changeTypes = overlaidTypes(base.changeTypes, file["change-types"] ?? {});
  const criteria = { ...base.criteria, ...mapped(file.criteria ?? {}, toCriterion) };
  const qualifications = { ...base.qualifications, ...mapped(file.qualifications ?? {}, (_name, entry) => toQualification(entry)) };
  const given = overlaidTiers(base, file.tiers ?? {});
  checkReferences(project, changeTypes, { criteria, qualifications, tiers: given }, fallback);
  const tiers = ranked(withTiers(given, changeTypes, fallback.tiers));
  const environments = overlaidEnvironments(base.environments, file.environments ?? {});
  const escalation = {
    unsure: file.escalation?.unsure?.map(toUnsureStep) ?? base.escalation.unsure,
    overdue: file.escalation?.overdue?.map(toOverdueStep) ?? base.escalation.overdue,
  };
  const gates = [...tiers, ...Object.values(environments)];
  return {
    organisation: base.organisation,
    project: { version: file.version, digest: project.digest },
    reviewBy: earlier(base.reviewBy, file["review-by"] ?? null),
    ai: overlaidAi(base.ai, file.ai ?? {}),
    qualifications: withNames(qualifications, qualificationsUsed(gates, changeTypes, escalation), fallback.qualifications),
    changeTypes,
    criteria: withNames(criteria, criteriaUsed(gates), fallback.criteria),
    tiers,
    constraints: merged(base.constraints, file.constraints ?? [], ({ id }) => id),
    escalation,
    environments,
    ...licencesOf(file, base),
    limits: toLimits(file.limits, base.limits),
    measure: toMeasure(file.measure, base.measure),
    waivers: base.waivers,
  };
}

type FileSection<Name extends keyof LoadedPolicy["file"]> = NonNullable<LoadedPolicy["file"][Name]>;

function overlaidTypes(base: readonly ChangeType[], given: FileSection<"change-types">): readonly ChangeType[] {
  const kept = base.map((type) => {
    const own = lookup(type.name, given);
    return own === undefined ? type : toChangeType(type.name, own, type);
  });
  const added = Object.entries(given).filter(([name]) => !base.some((type) => type.name === name));
  return [...kept, ...added.map(([name, type]) => toChangeType(name, type, null))];
}

/** A new tier stands directly after the tier that precedes it in the project's file; the first one after the tier of the type that takes the rest. */
function overlaidTiers(base: PolicyParts, given: FileSection<"tiers">): readonly Tier[] {
  const tiers = [...base.tiers];
  let previous = base.changeTypes.find(({ otherwise }) => otherwise)?.tier ?? tiers.at(-1)?.name;
  for (const [name, own] of Object.entries(given)) {
    const index = tiers.findIndex((tier) => tier.name === name);
    const known = tiers[index];
    if (known !== undefined) tiers[index] = toTier(name, own, known);
    else tiers.splice(tiers.findIndex((tier) => tier.name === previous) + 1, 0, toTier(name, own, null));
    previous = name;
  }
  return tiers;
}

function overlaidEnvironments(base: Policy["environments"], given: FileSection<"environments">): Policy["environments"] {
  return { ...base, ...mapped(given, (name, own): Environment => toEnvironment(name, own, lookup(name, base) ?? null)) };
}

function overlaidAi(base: Policy["ai"], given: FileSection<"ai">): Policy["ai"] {
  return {
    undeclared: given.undeclared ?? base.undeclared,
    ...toDisclosure(given.disclosure, base),
    ...toPrompts(given.prompts, base),
    reviewers: toReviewers(given.reviewers, base.reviewers),
    tools: merged(
      base.tools,
      (given.tools ?? []).map((tool) => toTool(tool, base.tools.find((one) => one.tool === tool.tool) ?? null)),
      ({ tool }) => tool,
    ),
    suspended: combined(base.suspended, given.suspended, (tool) => tool),
  };
}

// Two levels could otherwise mean two texts by one path.
function noSharedRuleFiles(base: PolicyParts, project: LoadedPolicy): void {
  for (const { id, rule } of project.file.constraints ?? []) {
    const owner = base.constraints.find((constraint) => constraint.rule === rule && constraint.id !== id);
    if (owner === undefined) continue;
    throw new Failure("policy-invalid", `The rule file \`${rule}\` already belongs to the organisation's constraint \`${owner.id}\`.`, {
      hint: "Give the project's rule another path.",
      place: project.at(`constraints.${id}.rule`),
    });
  }
}

function merged<T>(base: readonly T[], given: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const own = new Map(given.map((one) => [nameOf(one), one]));
  const names = new Set(base.map(nameOf));
  return [...base.map((one) => own.get(nameOf(one)) ?? one), ...given.filter((one) => !names.has(nameOf(one)))];
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
