import { policyPath } from "../git/index.ts";
import type { Policy } from "../model/policy.ts";
import { type CompiledPolicy, type LintCode, type LintContext, loadPolicyFile } from "../policy/index.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { compiledPolicy } from "./compiled-policies.ts";
import { type PolicySource, policyOf } from "./policy-source.ts";
import type { Workplace } from "./workplace.ts";

/** The organisation's policy in force; the default when none has been adopted. */
export async function organisationPolicy(workplace: Workplace): Promise<{ readonly policy: Policy; readonly adoption: AdoptedPolicy | null }> {
  const adoption = await workplace.store.read.policyInForce("organisation", null);
  return { policy: policyOf(adoption === null ? null : await sourceOf(workplace, adoption), null, workplace.clock()), adoption };
}

/** The files of the organisation's policy in force; null when none has been adopted. */
export async function organisationSource(workplace: Workplace): Promise<PolicySource | null> {
  const adoption = await workplace.store.read.policyInForce("organisation", null);
  return adoption === null ? null : await sourceOf(workplace, adoption);
}

/**
 * The closure of the given adoptions. A waiver that lets a project loosen a setting has to hold at `at`, when the change is put forward: what it was put forward under judges
 * it from then on (R29). A waiver of a criterion is held against the time of each judgement instead.
 */
export async function policyOfAdoptions(workplace: Workplace, indexes: readonly number[], at: number): Promise<CompiledPolicy> {
  const adoptions = await Promise.all(indexes.map((index) => workplace.store.read.policyAt(index)));
  const level = (name: string) => adoptions.find((adoption) => adoption?.level === name);
  const [organisation, project] = [level("organisation"), level("project")];
  const own = project ? { ...(await sourceOf(workplace, project)), project: project.project } : null;
  return compiledPolicy(organisation ? await sourceOf(workplace, organisation) : null, own, at);
}

/** What rules a project now, under the organisation's policy. */
export async function policyOfProject(workplace: Workplace, project: string): Promise<Policy> {
  const { read } = workplace.store;
  const adoptions = await Promise.all([read.policyInForce("organisation", null), read.policyInForce("project", project)]);
  const indexes = adoptions.flatMap((adoption) => adoption?.index ?? []);
  return (await policyOfAdoptions(workplace, indexes, workplace.clock())).policy;
}

/** The files of an adoption as they were signed. */
export async function sourceOf(workplace: Workplace, { index, text, level, project }: AdoptedPolicy): Promise<PolicySource> {
  const { read } = workplace.store;
  const commitment = (await read.fact(index))?.commitments["rules"]?.commitment;
  const opened = commitment === undefined ? null : await read.opening(commitment);
  const rules = opened === null ? {} : (JSON.parse(Buffer.from(opened.bytes).toString("utf8")) as Record<string, string>);
  return { text, file: level === "organisation" ? "the organisation's policy" : `${policyPath} of ${project}`, rules: new Map(Object.entries(rules)) };
}

/**
 * A text that somebody wrote as the next version of a level's policy, with the rule files that its constraints name: those that were given, and where none was, those in force. Throws `Failure` for a
 * text that does not load.
 */
export async function nextSource(workplace: Workplace, project: string | null, { text, file, rules }: PolicySource): Promise<PolicySource> {
  const before = await workplace.store.read.policyInForce(project === null ? "organisation" : "project", project);
  const standing = before === null ? undefined : (await sourceOf(workplace, before)).rules;
  const named = (loadPolicyFile(text, file).file.constraints ?? []).flatMap(({ rule }) => rule);
  const textOf = (path: string) => rules?.get(path) ?? standing?.get(path);
  return { text, file, rules: new Map(named.flatMap((path) => (textOf(path) === undefined ? [] : [[path, textOf(path) ?? ""] as const]))) };
}

/** What the lint needs to know about an organisation; without one it does not look at what needs people. */
export async function policyContext(workplace: Workplace | null, about: Pick<LintContext, "now" | "project" | "files">): Promise<LintContext> {
  if (workplace === null) return { ...about, people: null, qualifications: [], usualAuthors: [] };
  const { read } = workplace.store;
  const [people, qualifications, proposers] = await Promise.all([read.people(), read.qualifications(), read.newestProposers(100)]);
  const usualAuthors = [...new Set(proposers)].filter((person) => proposers.filter((each) => each === person).length * 2 > proposers.length);
  return { ...about, people, qualifications, usualAuthors };
}

/**
 * What is wrong only for want of people. It does not keep a policy from coming into force, because people are enrolled and qualified under one; `lint` and `doctor` say it, and the gate
 * denies what nobody can judge.
 */
export const aboutPeople: ReadonlySet<LintCode> = new Set<LintCode>(["qualification-unheld", "role-unheld", "count-above-pool", "pool-needs-author"]);
