import { assess, demandOf, judge, type Release, subjectOf } from "../gate/index.ts";
import { openRepository, visible } from "../git/index.ts";
import type { ConstraintReport } from "../model/constraint.ts";
import type { Decision } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import type { Verdict } from "../model/verdict.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import {
  type Case,
  type ChangeSummary,
  compiledOf,
  inputOf,
  lookAtConstraints,
  openCase,
  organisationSource,
  type PolicySource,
  policyOf,
  readGovernance,
  repositoryOf,
  sourceOf,
  submissions,
  treeOf,
  type Workplace,
} from "../workflow/index.ts";

export interface SimulateOptions {
  readonly policy: PolicySource;
  /** Stands in for the policy of this project; without it for the organisation's, under which each project keeps its own. */
  readonly project?: string | undefined;
  /** Only changes that were put forward since then, in milliseconds. */
  readonly since?: number | undefined;
}

export type Answers = { readonly [answer in Verdict["verdict"]]: number };

export interface Simulation {
  readonly before: Answers;
  readonly after: Answers;
  /** The newest first. */
  readonly changes: readonly Simulated[];
}

/** One past change under both policies. */
export interface Simulated {
  readonly change: Pick<ChangeSummary, "id" | "revision" | "title" | "project" | "tier">;
  /** The scope: the environment that its gate was last asked for, or null for the change itself. */
  readonly environment: string | null;
  /** When it is judged, RFC 3339: when the gate was last asked, or now. */
  readonly at: string;
  readonly before: Judged;
  readonly after: Judged;
  readonly differs: boolean;
}

export interface Judged {
  readonly verdict: Verdict["verdict"];
  readonly tier: string;
  readonly headline: string;
}

/**
 * What would have happened to past changes under another policy. Each stored change is classified, measured and judged again by both, at the same moment and with the same decisions: what
 * was signed under the old policy is read as if the same answers had been signed under the new one, so that a difference is the policy's and nobody's signature. Records nothing.
 */
export async function simulate(workplace: Workplace, { policy, project, since = 0 }: SimulateOptions): Promise<Simulation> {
  if (project !== undefined && (await workplace.store.read.project(project))?.id !== project)
    throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  // What does not load at all is the writer's to mend, and no past change's.
  policyOf(project === undefined ? policy : await organisationSource(workplace), project === undefined ? null : { ...policy, project }, workplace.clock());
  const known = await workplace.store.read.changes(project === undefined ? {} : { project });
  const changes: Simulated[] = [];
  for (const { id } of known.filter(({ at }) => at >= since).reverse()) changes.push(await simulated(workplace, id, policy, project));
  return { before: count(changes.map(({ before }) => before)), after: count(changes.map(({ after }) => after)), changes };
}

function count(judged: readonly Judged[]): Answers {
  const of = (answer: Verdict["verdict"]) => judged.filter(({ verdict }) => verdict === answer).length;
  return { allow: of("allow"), wait: of("wait"), deny: of("deny") };
}

async function simulated(workplace: Workplace, id: string, policy: PolicySource, project: string | undefined): Promise<Simulated> {
  const { release, at, opened } = await lastAsked(workplace, await openCase(workplace, id));
  const before = judged(judge(inputOf(opened, release, at)), opened);
  const after = await under(workplace, opened, release, at, policy, project);
  const { revision, title, project: of, tier } = opened.summary;
  const differs = before.verdict !== after.verdict || before.tier !== after.tier;
  return { change: { id, revision, title: visible(title), project: of, tier }, environment: release?.environment ?? null, at: new Date(at).toISOString(), before, after, differs };
}

function judged({ verdict, headline, tier }: Verdict, { summary }: Pick<Case, "summary">): Judged {
  return { verdict, headline, tier: tier ?? summary.tier };
}

interface Asked {
  readonly release: Release | null;
  readonly at: number;
  /** With the governance of that moment. */
  readonly opened: Case;
}

async function lastAsked(workplace: Workplace, opened: Case): Promise<Asked> {
  const { id, revision: asked, project } = opened.summary;
  const last = (await workplace.store.read.verdicts(id)).findLast(({ revision }) => revision === asked);
  if (last === undefined) return { release: null, at: workplace.clock(), opened };
  const release = last.environment === null ? null : { environment: last.environment, artifact: last.artifact };
  return { release, at: last.at, opened: { ...opened, governance: await readGovernance(workplace, project, id, last.index) } };
}

async function under(workplace: Workplace, opened: Case, release: Release | null, at: number, policy: PolicySource, project: string | undefined): Promise<Judged> {
  try {
    const other = await reassessed(workplace, opened, await policyFor(workplace, opened, policy, project));
    return judged(judge(inputOf({ ...other, decisions: carriedOver(opened, other, release, at) }, release, at)), other);
  } catch (error) {
    // Where the two levels do not go together nothing could be put forward, and so nothing could pass.
    if (error instanceof Failure) return { verdict: "deny", tier: opened.summary.tier, headline: error.message };
    throw error;
  }
}

/** The other policy as it would have ruled this change: with the level that it does not stand for as it was. */
async function policyFor(workplace: Workplace, { revision }: Case, policy: PolicySource, project: string | undefined): Promise<CompiledPolicy> {
  const adoptions = await Promise.all(revision.adoptions.map((index) => workplace.store.read.policyAt(index)));
  const [upper, own] = (["organisation", "project"] as const).map((level) => adoptions.find((adoption) => adoption?.level === level) ?? null);
  const organisation = project === undefined ? policy : upper ? await sourceOf(workplace, upper) : null;
  const ofProject = project !== undefined ? { ...policy, project } : own ? { ...(await sourceOf(workplace, own)), project: own.project } : null;
  return compiledOf(organisation, ofProject, revision.at);
}

/** What is seen of the other policy's constraints: what was recorded, where its rules are the same, else what is seen now, where the repository is at hand. */
async function constraintsUnder(workplace: Workplace, { revision, detail }: Case, policy: CompiledPolicy): Promise<ConstraintReport | undefined> {
  const recorded = detail.constraints;
  const known = new Set(recorded?.looks.map(({ rule }) => rule));
  const place = [...policy.rules.values()].every(({ digest }) => known.has(digest)) ? null : await repositoryOf(workplace, revision.project);
  if (place === null) return recorded;
  try {
    await using repository = await openRepository(place);
    return (await lookAtConstraints(repository, detail.range, policy)) ?? recorded;
  } catch (error) {
    // A clone that is gone, or lacks what was merged since, leaves them unchecked.
    if (error instanceof Failure && error.code !== "busy") return recorded;
    throw error;
  }
}

async function reassessed(workplace: Workplace, opened: Case, policy: CompiledPolicy): Promise<Case> {
  const { revision, detail, evidence, assessment } = opened;
  const { range, attribution, dependencies, moves, weakenings, declared, requirement, sizeReason } = detail;
  const constraints = await constraintsUnder(workplace, opened, policy);
  const { contributors, proposed, superseded } = assessment.change;
  const proposal = {
    id: revision.change,
    revision: revision.revision,
    project: revision.project,
    contributors,
    proposed,
    superseded,
    declared: declared !== null,
    requirement,
    sizeReason,
  };
  const measured = { submitted: evidence, base: await submissions(workplace, revision.project, revision.base), tree: treeOf(detail, evidence) };
  const again = assess({ policy, range, attribution, dependencies, moves, weakenings, constraints, ...proposal, ...measured });
  return { ...opened, policy, assessment: again, summary: { ...opened.summary, tier: again.change.tiers.at(-1) ?? "", types: again.change.types } };
}

// Only what was signed for exactly the judged policy and criteria is read as signed for the other ones: what did not count before for another reason does not count now.
function carriedOver(opened: Case, other: Case, release: Release | null, at: number): Decision[] {
  const scopes = [null, ...(release === null ? [] : [release])];
  const digests = scopes.map((scope) => ({
    environment: scope?.environment ?? null,
    signed: subjectOf(inputOf(opened, scope, at)),
    wanted: { policy: other.policy.policy.digest, criteria: demandOf(inputOf(other, scope, at)).digest },
  }));
  return opened.decisions.map((decision) => {
    const { subject } = decision;
    const scope = digests.find(({ environment, signed }) => environment === subject.environment && signed?.policy === subject.policy && signed.criteria === subject.criteria);
    return scope === undefined ? decision : { ...decision, subject: { ...subject, ...scope.wanted } };
  });
}
