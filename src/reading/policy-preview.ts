import { openRepository, policyPath, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { type DiffEntry, diffPolicies, type ExplainedGate, explain, loadPolicyFile, policyFileProblems } from "../policy/index.ts";
import { aboutPeople, nextSource, organisationSource, type PolicySource, policyOf, projectPolicyAt, repositoryOf, requireAdoptable, type Workplace } from "../workflow/index.ts";
import { namesIn } from "./approvers.ts";
import { policyInForce } from "./policy-in-force.ts";
import { type AdoptionLine, adoptionLine, draftName, failureProblem, lintText, type TextProblem } from "./policy-page.ts";

/** A policy that somebody wrote and nobody adopted yet. */
export interface Draft {
  readonly text: string;
  readonly project: string | null;
  /** Rule files that its constraints name; one that is not given is the one in force. */
  readonly rules?: PolicySource["rules"];
}

/** What a draft would be as a policy. */
export interface PolicyPreview {
  /** Everything that the lint says. What is wrong only for want of people is a warning here: it keeps nothing from coming into force. */
  readonly problems: readonly TextProblem[];
  /** What keeps it from coming into force, exactly as adopting it would say; null when nothing does. */
  readonly refusal: TextProblem | null;
  /** This very text is in force. */
  readonly stands: boolean;
  /** What it would replace; null when nothing of its level is in force. */
  readonly inForce: AdoptionLine | null;
  /** Null when the text does not load. */
  readonly would: PolicyWould | null;
}

export interface PolicyWould {
  /** What it asks differently from what rules now. */
  readonly entries: readonly DiffEntry[];
  readonly tiers: readonly ExplainedGate[];
  readonly environments: readonly ExplainedGate[];
}

/** Looks at a draft as adopting it would: what the lint says, what refuses it, what it changes, and what it would ask. Records nothing. */
export async function previewPolicy(workplace: Workplace, { text, project, rules }: Draft): Promise<PolicyPreview> {
  const [found, nameOf, rulesNow] = await Promise.all([lintText(workplace, text, project, rules), namesIn(workplace), policyInForce(workplace, project)]);
  const problems = found.map((problem) => (wantsPeople.has(problem.code) ? { ...problem, level: "warning" as const } : problem));
  const before = project === null ? rulesNow.organisation : rulesNow.project;
  const place = { problems, inForce: before === null ? null : adoptionLine(before, before, nameOf) };
  try {
    const source = await draftSource(workplace, { text, project, ...(rules ? { rules } : {}) });
    const policy = policyOf(...(await levelsOf(workplace, source, project)), workplace.clock());
    const { gates } = explain(policy);
    const kind = (wanted: ExplainedGate["kind"]) => gates.filter((gate) => gate.kind === wanted);
    const would = { entries: diffPolicies(rulesNow.policy, policy), tiers: kind("tier"), environments: kind("environment") };
    return { ...place, would, ...(await standingOf(workplace, source, project)) };
  } catch (error) {
    if (error instanceof Failure) return { ...place, would: null, refusal: failureProblem(error), stands: false };
    throw error;
  }
}

const wantsPeople: ReadonlySet<string> = aboutPeople;

/** A draft as the source that is adopted. Throws `Failure` for a text that does not load. */
export async function draftSource(workplace: Workplace, { text, project, rules }: Draft): Promise<PolicySource> {
  return await nextSource(workplace, project, { text, file: draftName, ...(rules ? { rules } : {}) });
}

async function levelsOf(workplace: Workplace, source: PolicySource, project: string | null): Promise<[PolicySource | null, (PolicySource & { readonly project: string }) | null]> {
  return project === null ? [source, null] : [await organisationSource(workplace), { ...source, project }];
}

async function standingOf(workplace: Workplace, source: PolicySource, project: string | null): Promise<Pick<PolicyPreview, "refusal" | "stands">> {
  try {
    return { refusal: null, stands: (await requireAdoptable(workplace, { ...source, project: project ?? undefined })).stands };
  } catch (error) {
    // Whatever else is wrong stands beside it.
    if (error instanceof Failure) return { refusal: { ...failureProblem(error), ...(error.code === "policy-invalid" ? { hint: "" } : {}) }, stands: false };
    throw error;
  }
}

/** A project's policy file as its repository holds it. */
export interface RepositoryPolicy {
  readonly path: string;
  readonly branch: string;
  readonly commit: string;
  readonly text: string;
  readonly rules: readonly { readonly path: string; readonly text: string }[];
}

/** The policy file at the tip of the branch that a project's changes go to; null when there is none. Throws `Failure` (`not-found`, `repository-unreadable`, `policy-ambiguous`). */
export async function policyInRepository(workplace: Workplace, project: string): Promise<RepositoryPolicy | null> {
  const registered = await workplace.store.read.project(project);
  if (registered?.id !== project) throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  const place = await repositoryOf(workplace, project);
  if (place === null)
    throw new Failure("repository-unreadable", `This machine does not know where the repository of ${project} is.`, {
      hint: "Paste the file, or register the project in a clone on this machine.",
    });
  await using repository = await openRepository(place);
  const commit = await resolveCommit(repository, registered.branch);
  const source = await projectPolicyAt(repository, commit);
  if (source === null) return null;
  const named = namedRules(source);
  const rules = [...(source.rules ?? [])].flatMap(([path, text]) => (named.has(path) ? [{ path, text }] : []));
  return { path: policyPath, branch: registered.branch, commit, text: source.text, rules };
}

// Of the files beside it, those that it names. A text that does not load is the reader's to mend, and names none.
function namedRules({ text, file }: PolicySource): ReadonlySet<string> {
  if (policyFileProblems(text, file).length > 0) return new Set();
  return new Set((loadPolicyFile(text, file).file.constraints ?? []).map(({ rule }) => rule));
}
