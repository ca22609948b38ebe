import { Failure } from "../model/failure.ts";
import { diffPolicies, loadPolicyFile, type RuleFiles, resolvePolicy } from "../policy/index.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { sourceOf, type Workplace } from "../workflow/index.ts";
import { namesIn } from "./approvers.ts";
import { policyAsAdopted } from "./policy-in-force.ts";
import { type AdoptionLine, adoptionLine } from "./policy-page.ts";

const aDay = 86_400_000;

/** A version of the framework that an organisation, or a project, works by: who put it in force, from when, until when it is to be looked at again, and what it changed. */
export interface PolicyVersion extends AdoptionLine {
  /** `YYYY-MM-DD`; null where the text names none. */
  readonly reviewBy: string | null;
  /** Against the version before it; for the first, against what ruled until then. Null where one of the texts can't be read any more. */
  readonly log: { readonly tighter: number; readonly looser: number; readonly changed: number; readonly sentences: readonly string[] } | null;
}

export interface PolicyVersions {
  readonly project: string | null;
  /** The newest first. */
  readonly versions: readonly PolicyVersion[];
  /** What to do about the review of the version in force; null while there is time. */
  readonly alert: { readonly kind: "overdue" | "soon" | "none-named"; readonly sentence: string } | null;
}

/** Within these days a review is announced. */
const soon = 30;
const mostVersions = 50;

/** The versions of the policy with their change log, approver, effective and review-by dates (R47). Throws `Failure` (`not-found`). */
export async function policyVersions(workplace: Workplace, project: string | null): Promise<PolicyVersions> {
  const { read } = workplace.store;
  if (project !== null && (await read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  const [adoptions, nameOf] = await Promise.all([read.policies(project === null ? "organisation" : "project", project), namesIn(workplace)]);
  const newest = adoptions.at(-1);
  const shown = adoptions.slice(-mostVersions);
  const versions = await Promise.all(
    shown.map(async (adoption): Promise<PolicyVersion> => {
      const before = adoptions[adoptions.indexOf(adoption) - 1] ?? null;
      return { ...adoptionLine(adoption, newest, nameOf), reviewBy: reviewByOf(adoption), log: await logOf(workplace, before, adoption) };
    }),
  );
  return { project, versions: versions.toReversed(), alert: alertOf(versions.at(-1) ?? null, workplace.clock()) };
}

function reviewByOf({ text }: AdoptedPolicy): string | null {
  try {
    return loadPolicyFile(text, "the policy").file["review-by"] ?? null;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

async function logOf(workplace: Workplace, before: AdoptedPolicy | null, adoption: AdoptedPolicy): Promise<PolicyVersion["log"]> {
  try {
    const after = (await policyAsAdopted(workplace, adoption)).policy;
    const entries = diffPolicies(before === null ? await ruledUntil(workplace, adoption) : (await policyAsAdopted(workplace, before)).policy, after);
    const count = (effect: string) => entries.filter((entry) => entry.effect === effect).length;
    return { tighter: count("tighter"), looser: count("looser"), changed: count("changed"), sentences: entries.map(({ sentence }) => sentence) };
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

// Before an organisation's first version the built-in default ruled, before a project's first one the organisation's.
async function ruledUntil(workplace: Workplace, { level, index }: AdoptedPolicy) {
  if (level === "organisation") return resolvePolicy(null);
  const upper = (await workplace.store.read.policies("organisation", null)).findLast((each) => each.index < index);
  if (upper === undefined) return resolvePolicy(null);
  const { text, file, rules } = await sourceOf(workplace, upper);
  return resolvePolicy(loadPolicyFile(text, file), rules satisfies RuleFiles | undefined);
}

function alertOf(inForce: PolicyVersion | null, now: number): PolicyVersions["alert"] {
  if (inForce === null) return { kind: "none-named", sentence: "The built-in default rules; nobody answers for reviewing it." };
  const { reviewBy, version } = inForce;
  if (reviewBy === null) return { kind: "none-named", sentence: `Version ${version} names no day of its next review.` };
  const left = Math.ceil((Date.parse(reviewBy) + aDay - now) / aDay) - 1;
  if (left < 0) return { kind: "overdue", sentence: `The review of version ${version} was due ${reviewBy}, ${-left} ${left === -1 ? "day" : "days"} ago.` };
  return left <= soon ? { kind: "soon", sentence: `Version ${version} is to be reviewed by ${reviewBy}, in ${left} ${left === 1 ? "day" : "days"}.` } : null;
}
