import { Failure } from "../model/failure.ts";
import type { ChangeType, Criterion, Policy, PolicyFile, Tier } from "../model/policy.ts";
import type { LoadedPolicy } from "./load.ts";
import { didYouMean } from "./nearest.ts";

/** Names that a file may use: its own level's first, then those of the level that fills in for it. */
export interface Names {
  readonly criteria: { readonly [id: string]: Criterion };
  readonly qualifications: Policy["qualifications"];
  readonly tiers: readonly Tier[];
}

interface Reference {
  readonly kind: "check" | "question" | "qualification" | "tier";
  readonly name: string;
  readonly path: string;
}

/** Throws `Failure` (`policy-invalid`) for the first name that a file refers to and nobody defines, with the nearest one. */
export function checkReferences(loaded: LoadedPolicy, changeTypes: readonly ChangeType[], own: Names, fallback: Names): void {
  for (const reference of [...tierReferences(loaded.file, changeTypes), ...gateReferences(loaded.file), ...otherReferences(loaded.file)]) {
    const sentence = wrong(reference, own, fallback);
    if (sentence !== null)
      throw new Failure("policy-invalid", sentence, {
        hint: didYouMean(reference.name, candidates(reference, own, fallback), howTo[reference.kind]),
        place: loaded.at(reference.path),
      });
  }
}

const howTo = {
  check: "Define it under `criteria` with `check` and `says`.",
  question: "Define it under `criteria` with `ask`.",
  qualification: "Define it under `qualifications`.",
  tier: "Give the type a `tier:`, or define a tier of that name.",
};

function wrong({ kind, name, path }: Reference, own: Names, fallback: Names): string | null {
  if (kind === "tier") return [...own.tiers, ...fallback.tiers].some((tier) => tier.name === name) ? null : `\`${path}\` needs the tier \`${name}\`, which is not defined.`;
  if (kind === "qualification") return lookup(name, own.qualifications, fallback.qualifications) ? null : `\`${path}\` names the qualification \`${name}\`, which is not defined.`;
  const criterion = lookup(name, own.criteria, fallback.criteria);
  if (criterion === undefined) return `\`${path}\` names the criterion \`${name}\`, which is not defined.`;
  if (criterion.kind === kind) return null;
  return kind === "check" ? `\`${path}\` needs a check, and \`${name}\` is a question.` : `\`${path}\` needs a question, and \`${name}\` is a check.`;
}

function candidates({ kind }: Reference, own: Names, fallback: Names): string[] {
  if (kind === "tier") return [...own.tiers, ...fallback.tiers].map(({ name }) => name);
  if (kind === "qualification") return [...Object.keys(own.qualifications), ...Object.keys(fallback.qualifications)];
  return [...Object.values(own.criteria), ...Object.values(fallback.criteria)].filter((criterion) => criterion.kind === kind).map(({ id }) => id);
}

/** A definition by its name, never a member of `Object.prototype`. */
export function lookup<T>(name: string, ...scopes: readonly { readonly [name: string]: T }[]): T | undefined {
  const scope = scopes.find((one) => Object.hasOwn(one, name));
  return scope?.[name];
}

function named(kind: Reference["kind"], path: string, names: string | readonly string[] | undefined): Reference[] {
  if (names === undefined) return [];
  return typeof names === "string" ? [{ kind, name: names, path }] : names.map((name, index) => ({ kind, name, path: `${path}[${index}]` }));
}

function tierReferences(file: PolicyFile, changeTypes: readonly ChangeType[]): Reference[] {
  return Object.entries(file["change-types"] ?? {}).flatMap(([name, type]) => {
    const path = type.tier === undefined ? `change-types.${name}` : `change-types.${name}.tier`;
    const tier = changeTypes.find((resolved) => resolved.name === name)?.tier ?? name;
    return [{ kind: "tier" as const, name: tier, path }, ...named("qualification", `change-types.${name}.qualification`, type.qualification)];
  });
}

function gateReferences(file: PolicyFile): Reference[] {
  const tiers = Object.entries(file.tiers ?? {}).map(([name, tier]) => ({ path: `tiers.${name}`, gate: tier, passAlone: tier["pass-alone"] }));
  const environments = Object.entries(file.environments ?? {}).map(([name, gate]) => ({ path: `environments.${name}`, gate, passAlone: undefined }));
  return [...tiers, ...environments].flatMap(({ path, gate, passAlone }) => [
    ...named("check", `${path}.pass-alone`, passAlone),
    ...named("check", `${path}.check`, gate.check),
    ...named("question", `${path}.ask`, gate.ask),
    ...approvalReferences(`${path}.approvals`, gate.approvals),
  ]);
}

function approvalReferences(path: string, approvals: unknown): Reference[] {
  if (Array.isArray(approvals)) return approvals.flatMap((rule, index) => approvalReferences(`${path}[${index}]`, rule));
  if (typeof approvals !== "object" || approvals === null) return [];
  const { qualification, ...rest } = approvals as { qualification?: unknown };
  const own = typeof qualification === "string" ? named("qualification", `${path}.qualification`, qualification) : [];
  return [...own, ...Object.entries(rest).flatMap(([risk, rule]) => approvalReferences(`${path}.${risk}`, rule))];
}

function otherReferences(file: PolicyFile): Reference[] {
  return (file.escalation?.unsure ?? []).flatMap(({ to }, index) => {
    return to.qualification === "same" ? [] : named("qualification", `escalation.unsure[${index}].to.qualification`, to.qualification);
  });
}
