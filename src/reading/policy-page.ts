import { durationText } from "../model/duration.ts";
import { Failure } from "../model/failure.ts";
import type { Policy, Waiver } from "../model/policy.ts";
import {
  type DiffEntry,
  defaultPolicyText,
  diffPolicies,
  type ExplainedGate,
  explain,
  type LintFinding,
  lint,
  loadPolicyFile,
  policyFileProblems,
  waiverEnds,
} from "../policy/index.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { adoptionDocumentAt, nextSource, type PolicySource, policyContext, policyOf, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { type InForce, policyAsAdopted, policyInForce } from "./policy-in-force.ts";

/** One version that was put in force. Times are RFC 3339, UTC. */
export interface AdoptionLine {
  /** Ledger index. */
  readonly index: number;
  readonly level: "organisation" | "project";
  readonly project: string | null;
  readonly version: number;
  readonly digest: string;
  readonly time: string;
  readonly by: Named;
  readonly commit: string | null;
  /** Fingerprint of the key that signed it; null for the built-in default, which nobody signs. */
  readonly fingerprint: string | null;
  readonly inForce: boolean;
}

/** The policy in force as people read it. */
export interface PolicyPage {
  readonly project: string | null;
  /** Digest of the closure: every file and rule that takes part. */
  readonly digest: string;
  /** Null where the built-in default rules. */
  readonly organisation: AdoptionLine | null;
  /** Null where the project has no file of its own. */
  readonly own: AdoptionLine | null;
  readonly reviewBy: string | null;
  /** From the least to the strictest, each with its four elements (R34). */
  readonly tiers: readonly ExplainedGate[];
  readonly environments: readonly ExplainedGate[];
  readonly types: Policy["changeTypes"];
  readonly qualifications: readonly { readonly name: string; readonly grantedBy: readonly string[]; readonly validFor: string; readonly holders: readonly Named[] }[];
  readonly ai: Policy["ai"];
  readonly reviewersByOrigin: string;
  readonly escalation: readonly string[];
  readonly limits: readonly string[];
  readonly constraints: Policy["constraints"];
  readonly waivers: readonly (Waiver & { readonly over: boolean })[];
  readonly findings: readonly LintFinding[];
}

/** What rules the organisation, or a project of it: tiers, criteria, people, limits, and what the lint says about them. */
export async function readPolicy(workplace: Workplace, project: string | null): Promise<PolicyPage> {
  const now = workplace.clock();
  const inForce = await policyInForce(workplace, project);
  const { policy, organisation, project: own } = inForce;
  const nameOf = await namesIn(workplace);
  const { gates, reviewersByOrigin, escalation, limits } = explain(policy);
  return {
    project,
    digest: policy.digest,
    organisation: organisation === null ? null : adoptionLine(organisation, organisation, nameOf),
    own: own === null ? null : adoptionLine(own, own, nameOf),
    reviewBy: policy.reviewBy,
    tiers: gates.filter(({ kind }) => kind === "tier"),
    environments: gates.filter(({ kind }) => kind === "environment"),
    types: policy.changeTypes,
    qualifications: await qualificationsOf(workplace, policy, nameOf),
    ai: policy.ai,
    reviewersByOrigin,
    escalation,
    limits,
    constraints: policy.constraints,
    waivers: policy.waivers.map((waiver) => ({ ...waiver, over: now >= waiverEnds(waiver) })),
    findings: await findingsOn(workplace, inForce, project),
  };
}

async function qualificationsOf(workplace: Workplace, policy: Policy, nameOf: NameOf): Promise<PolicyPage["qualifications"]> {
  const { read } = workplace.store;
  const now = workplace.clock();
  const [granted, people] = await Promise.all([read.qualifications(), read.people()]);
  const active = new Set(people.flatMap(({ id, active: is }) => (is ? [id] : [])));
  return Object.entries(policy.qualifications).map(([name, { grantedBy, validFor }]) => {
    const held = granted.filter(({ domain, from, until, revokedAt, person }) => domain === name && revokedAt === null && from <= now && now < until && active.has(person));
    return { name, grantedBy, validFor: durationText(validFor), holders: [...new Set(held.map(({ person }) => person))].map(nameOf) };
  });
}

/** What the lint says of what is in force. What the built-in default brings along and nobody uses is nobody's mistake, also where it was adopted as it stands. */
export async function findingsOn(workplace: Workplace, { policy, sources }: Pick<InForce, "policy" | "sources">, project: string | null): Promise<LintFinding[]> {
  const files = sources.flatMap(({ text, file }) => (text === defaultPolicyText ? [] : [loadPolicyFile(text, file)]));
  return lint(policy, await policyContext(workplace, { now: workplace.clock(), project, files }));
}

/** Every version that was put in force for the organisation or a project, the newest first. */
export async function policyHistory(workplace: Workplace, project: string | null): Promise<AdoptionLine[]> {
  const nameOf = await namesIn(workplace);
  const adoptions = await workplace.store.read.policies(project === null ? "organisation" : "project", project);
  const newest = adoptions.at(-1);
  return adoptions.toReversed().map((adoption) => adoptionLine(adoption, newest, nameOf));
}

export function adoptionLine(
  { index, level, project, version, digest, at, by, commit, fingerprint }: AdoptedPolicy,
  newest: AdoptedPolicy | undefined,
  nameOf: NameOf,
): AdoptionLine {
  return { index, level, project, version, digest, time: new Date(at).toISOString(), by: nameOf(by), commit, fingerprint, inForce: newest?.index === index };
}

export interface PolicyDiff {
  readonly from: AdoptionLine;
  readonly to: AdoptionLine;
  /** Each difference with what it does to the control. */
  readonly entries: readonly DiffEntry[];
}

/** What one adopted version asks differently from another of the same level, both named by their ledger index. */
export async function diffVersions(workplace: Workplace, from: number, to: number): Promise<PolicyDiff> {
  const [before, after, nameOf] = await Promise.all([adoptionAt(workplace, from), adoptionAt(workplace, to), namesIn(workplace)]);
  if (before.level !== after.level || before.project !== after.project)
    throw new Failure("bad-input", "The two versions are of different policies.", { hint: "Compare two of the organisation's, or two of one project's." });
  const [a, b] = await Promise.all([policyAsAdopted(workplace, before), policyAsAdopted(workplace, after)]);
  const newest = (await workplace.store.read.policyInForce(before.level, before.project)) ?? undefined;
  return { from: adoptionLine(before, newest, nameOf), to: adoptionLine(after, newest, nameOf), entries: diffPolicies(a.policy, b.policy) };
}

export interface AdoptedText extends Pick<AdoptedPolicy, "text" | "signature" | "version" | "digest"> {
  /** The document that was signed; null where the text itself was, or nothing, and once it is erased. */
  readonly document: string | null;
  /** Id of whoever signed: the principal by which an allowed signer is found. */
  readonly by: string;
}

/** The text of an adopted version, as it was written and signed. */
export async function policyText(workplace: Workplace, index: number): Promise<AdoptedText> {
  const { text, signature, version, digest, by } = await adoptionAt(workplace, index);
  const document = await adoptionDocumentAt(workplace, index);
  return { text, signature, version, digest, by, document: document === null ? null : Buffer.from(document).toString("utf8") };
}

async function adoptionAt({ store }: Workplace, index: number): Promise<AdoptedPolicy> {
  const adoption = await store.read.policyAt(index);
  if (adoption) return adoption;
  throw new Failure("not-found", `Entry ${index} of the ledger puts no policy in force.`, { hint: "The policy's history names the entries that do." });
}

/** Something about a text that somebody wrote, with where it stands. Lines and columns are 1-based. */
export interface TextProblem {
  readonly code: string;
  readonly level: "error" | "warning";
  readonly sentence: string;
  readonly hint: string;
  /** The setting that it is about; null when the text does not load. */
  readonly path: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** How sentences name a text that was written on a page. */
export const draftName = "policy.yaml";

/** What is wrong with a policy that nobody adopted yet, as the organisation's or as a project's. Records nothing. */
export async function lintText(workplace: Workplace, text: string, project: string | null, rules: PolicySource["rules"] = new Map()): Promise<TextProblem[]> {
  const failures = policyFileProblems(text, draftName);
  if (failures.length > 0) return failures.map(failureProblem);
  try {
    const source = await nextSource(workplace, project, { text, file: draftName, rules });
    const { sources } = await policyInForce(workplace, null);
    const upper = project === null ? source : (sources[0] ?? null);
    const policy = policyOf(upper, project === null ? null : { ...source, project }, workplace.clock());
    const findings = await findingsOn(workplace, { policy, sources: project === null || upper === null ? [source] : [source, upper] }, project);
    return findings.map(findingProblem);
  } catch (error) {
    if (error instanceof Failure) return [failureProblem(error)];
    throw error;
  }
}

/** A failure as something that is wrong with the text on the page. */
export function failureProblem({ code, message, hint, place }: Failure): TextProblem {
  return { code, level: "error", sentence: message, hint, path: null, ...placeOf(place) };
}

function findingProblem({ code, level, sentence, path, place }: LintFinding): TextProblem {
  return { code, level, sentence, hint: "", path, ...placeOf(place ?? undefined) };
}

// A place in another file than the text says nothing about the text.
function placeOf(place: Failure["place"]): { readonly line: number | null; readonly column: number | null } {
  if (place?.file !== draftName) return { line: null, column: null };
  return { line: place.line ?? null, column: place.column ?? null };
}
