import { Tree } from "../evidence/index.ts";
import { type Assessment, assess, type Contributor, type Part, subjectOf } from "../gate/index.ts";
import { isAncestor, openRepository, type Repository } from "../git/index.ts";
import { digestOf, sha256 } from "../model/canonical.ts";
import type { ConstraintReport } from "../model/constraint.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import type { ChangeRecord, Project } from "../store/index.ts";
import { judgeCase, openCase } from "./case.ts";
import { titleOf } from "./check.ts";
import { lookAtConstraints } from "./constraints.ts";
import { contributorsIn } from "./contributors-in.ts";
import { type Detail, detailOf, withConstraints, withPrompts } from "./detail.ts";
import { lessonsOn } from "./lessons-on.ts";
import { type Declared, look } from "./look.ts";
import { type By, findPerson, refuse } from "./persons.ts";
import { policyOfAdoptions } from "./policies.ts";
import { projectPolicyAt } from "./policy-source.ts";
import { isOnBranch } from "./protected-branch.ts";
import { endsOf } from "./range-of.ts";
import { type CheckReport, reportOf } from "./report.ts";
import { rememberRepository } from "./repositories.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

export interface ProposeOptions {
  readonly repository: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly title?: string | undefined;
  readonly requirement?: string | undefined;
  readonly declared?: Declared | undefined;
  readonly sizeReason?: string | undefined;
  /** The change that this is a new revision of; without it, an open change that the head continues, else a new one. */
  readonly change?: string | undefined;
}

export interface Proposed {
  readonly change: string;
  readonly revision: number;
  readonly index: number;
  /** The same content was put forward before; nothing was recorded. */
  readonly again: boolean;
  readonly report: CheckReport;
}

/**
 * Puts a change forward. What git and the evidence of origin say now is kept for the gate; the policy is the organisation's in force with the project's at
 * the base, which must be the adopted one. The same content is the same revision. An agent may propose. Throws `Failure`.
 */
export async function propose(workplace: Workplace, by: By, options: ProposeOptions): Promise<Proposed> {
  const proposer = await findPerson(workplace, by);
  if (!proposer.active) await refuse(workplace, "propose", "person-inactive", proposer, `${proposer.name} is not active any more.`);
  await using repository = await openRepository(options.repository);
  const ends = await endsOf(repository, options);
  const seen = await look(repository, ends, options.declared ?? null);
  const project = await projectOf(workplace, seen.range.repository);
  const words = {
    title: options.title ?? titleOf(seen.range.commits),
    requirement: options.requirement ?? null,
    sizeReason: options.sizeReason ?? null,
    baseRef: ends.baseRef,
    declared: options.declared ?? null,
  };
  const looked = detailOf(seen, words);
  // Whatever lies before the base is taken as judged, so it has to have gone the way that changes go (B05, B17).
  if (!(await isOnBranch(repository, ends.base, project.branch)))
    throw new Failure("bad-input", `The base ${ends.base.slice(0, 12)} is not on ${project.branch}, where changes of ${project.id} go.`, {
      hint: "Name a base on that branch; commits that are not on it are part of the change.",
    });
  if (looked.range.resultTree === null)
    throw new Failure("bad-input", "Base and head cannot be merged without a conflict.", { hint: "Merge the base into the branch, then put the change forward again." });
  if (looked.range.files.length === 0)
    throw new Failure("bad-input", "Nothing differs between base and head.", { hint: "Name the branch as the head, and where it goes as the base." });
  await rememberRepository(workplace, project.id, repository);
  const { read } = workplace.store;
  const ruling = async () => {
    const adoptions = await adoptionsAt(workplace, repository, project.id, ends.base);
    return { adoptions, policy: await policyOfAdoptions(workplace, adoptions, workplace.clock()) };
  };
  // Nobody waits for their turn while this looks; it looks again when another policy came into force meanwhile.
  const under = constraintsUnder(repository, looked);
  await under((await ruling()).policy);
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const { adoptions, policy } = await ruling();
    const constraints = await under(policy);
    const detail = withPrompts(withConstraints(looked, constraints), policy);
    // Title and requirement are private, so the key that they take part in is keyed.
    const content = `change/${project.id}/${workplace.store.blind(digestOf([detail.range.base, detail.range.head, detail.range.resultTree, policy.policy.digest, adoptions, words, ...(constraints === null ? [] : [constraints])]))}`;
    const known = await read.leafByKey(content);
    const earlier = known?.type === "change-proposed" ? known.data.change : undefined;
    const before = await continued(workplace, repository, project, detail, options.change ?? earlier);
    const front = before === null ? null : await read.fact(before.latest.index);
    if (front?.type === "change-proposed" && (front.key === content || front.key.startsWith(`${content}/`)))
      return { size, drafts: [], answer: () => answerOf(workplace, front.data, front.index, true) };
    const [change, revision] = [before?.id ?? freshId(workplace, "c"), (before?.latest.revision ?? 0) + 1];
    // What was put forward before and then replaced is put forward anew (B04).
    const key = known === null ? content : `${content}/${change}/${revision}`;
    const draft = draftOf({ key, change, revision, proposer, project, detail, adoptions, policy, people: await read.people(), now: workplace.clock() });
    return { size, drafts: [draft], answer: ([place]) => answerOf(workplace, draft.data, place?.index ?? 0, false) };
  });
}

/** What is seen of the constraints of a policy, once for each policy. */
function constraintsUnder(repository: Repository, { range }: Detail): (policy: CompiledPolicy) => Promise<ConstraintReport | null> {
  const known = new Map<string, Promise<ConstraintReport | null>>();
  return (policy) => {
    const { digest } = policy.policy;
    const found = known.get(digest) ?? lookAtConstraints(repository, range, policy);
    known.set(digest, found);
    return found;
  };
}

async function answerOf(workplace: Workplace, { change, revision }: ProposalDraft["data"], index: number, again: boolean): Promise<Proposed> {
  return { change, revision, index, again, report: await reportOn(workplace, change) };
}

/** What the gate says of a change that was put forward, as `check` prints it. */
export async function reportOn(workplace: Workplace, change: string): Promise<CheckReport> {
  const opened = await openCase(workplace, change);
  const now = workplace.clock();
  const evidence = opened.evidence.map((each) => ({ ...each, name: each.id }));
  const lessons = await lessonsOn(workplace, opened);
  return reportOf({ ...opened, lessons, source: "the policies in force when the change was put forward", evidence, release: null, verdict: judgeCase(opened, null, now), now });
}

async function projectOf(workplace: Workplace, repository: string): Promise<Project> {
  const project = await workplace.store.read.project(repository);
  if (project) return project;
  throw new Failure("not-found", "This repository is not registered as a project.", { hint: "`countersign init` in the repository registers it." });
}

/** The adoptions that judge a change on this base, in force and equal to what the base holds (D01, R29). */
async function adoptionsAt(workplace: Workplace, repository: Repository, project: string, base: string): Promise<number[]> {
  const { read } = workplace.store;
  const [organisation, own, source] = await Promise.all([read.policyInForce("organisation", null), read.policyInForce("project", project), projectPolicyAt(repository, base)]);
  if (organisation === null) throw new Failure("bad-input", "No policy of the organisation is in force.", { hint: "`countersign policy adopt FILE` puts one in force." });
  if (source === null && own !== null) {
    throw new Failure("policy-outdated", `The base holds no policy, and version ${own.version} of the policy of ${project} is in force.`, {
      hint: "Commit .countersign/policy.yaml to the branch that the change goes to, or name a base that holds it.",
    });
  }
  if (source !== null && own?.digest !== sha256(source.text)) {
    const state = own === null ? `no policy of ${project} has been adopted` : `version ${own.version} of it is in force, and the base holds another text`;
    throw new Failure("policy-outdated", `${source.file} of the base is not in force: ${state}.`, {
      hint: `A policy owner or an administrator puts it in force, on the page Policy or with \`countersign policy adopt ${source.file} --project ${project}\`; or the branch is brought up to date with the base.`,
    });
  }
  return [organisation.index, ...(own === null ? [] : [own.index])];
}

// A branch goes on as the same change while its old head is behind the new one, so that whoever contributed earlier stays a contributor.
async function continued(workplace: Workplace, repository: Repository, project: Project, { range }: Detail, named: string | undefined): Promise<ChangeRecord | null> {
  const { read } = workplace.store;
  if (named !== undefined) {
    const record = await read.change(named);
    if (record?.latest.project === project.id) return record;
    throw new Failure("not-found", `No change ${named} of ${project.id} was put forward.`);
  }
  const inRange = new Set(range.commits.map(({ id }) => id));
  // The same content under other commits is the same change too: an amended or squashed commit takes nobody's part away (A07).
  const same = ({ head, resultListing }: { head: string; resultListing: string }) => inRange.has(head) || resultListing === range.resultListing;
  const candidates = (await read.changes({ project: project.id })).filter(same).sort((a, b) => b.index - a.index);
  for (const candidate of candidates) {
    if (candidate.resultListing === range.resultListing || (await isAncestor(repository, candidate.head, range.head))) return await read.change(candidate.id);
  }
  return null;
}

type ProposalDraft = Extract<Draft, { readonly type: "change-proposed" }>;

interface Proposal {
  readonly key: string;
  readonly change: string;
  readonly revision: number;
  readonly proposer: Person;
  readonly project: Project;
  readonly detail: Detail;
  readonly adoptions: readonly number[];
  readonly policy: CompiledPolicy;
  readonly people: readonly Person[];
  readonly now: number;
}

function draftOf(proposal: Proposal): ProposalDraft {
  const { key, change, revision, proposer, project, detail, adoptions, policy } = proposal;
  const { range, attribution } = detail;
  const contributors = contributorsIn(detail, proposal.people, proposer.id);
  const { change: classified, evidence } = assessProposal(proposal, contributors);
  const subject = subjectOf({ policy, change: classified, evidence, now: proposal.now, release: null });
  const persons = (had: (part: Part) => boolean) => [...new Set(contributors.flatMap(({ person, parts }) => (person !== null && parts.some(had) ? [person] : [])))];
  return {
    type: "change-proposed",
    actor: proposer.id,
    key,
    data: {
      change,
      revision,
      project: project.id,
      repository: range.repository,
      base: range.base,
      head: range.head,
      resultTree: subject?.resultTree ?? "",
      resultListing: range.resultListing,
      policy: policy.policy.digest,
      adoptions: [...adoptions],
      criteria: subject?.criteria ?? "",
      types: [...classified.types],
      tier: classified.tiers.at(-1) ?? "",
      origin: { ...attribution.counts },
      tools: [...new Set(attribution.tools.map(({ tool }) => tool))],
      wrote: classified.wrote.map(({ tool, model }) => ({ tool, model })),
      documentsOnly: classified.beyondDocuments === null,
      ...(attribution.prompts === undefined ? {} : { prompts: { digests: [...attribution.prompts.digests], leftOut: attribution.prompts.leftOut } }),
      contributors: persons(() => true),
      // Who submits code that AI wrote answers for it, like whoever prompted it.
      sponsors: persons((part) => part === "sponsor" || part === "proposer"),
      proposer: proposer.id,
    },
    links: adoptions,
    git: { commit: range.head, tree: range.resultTree ?? range.headTree },
    private: { detail: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(detail)) } },
  };
}

function assessProposal({ policy, change, revision, project, detail }: Proposal, contributors: readonly Contributor[]): Assessment {
  const { range, attribution, dependencies, moves, weakenings, constraints, requirement, sizeReason, declared } = detail;
  const nothing = { submitted: [], base: [], tree: new Tree([]), proposed: null, superseded: false };
  return assess({
    policy,
    id: change,
    revision,
    project: project.id,
    range,
    attribution,
    dependencies,
    moves,
    weakenings,
    constraints,
    contributors,
    declared: declared !== null,
    requirement,
    sizeReason,
    ...nothing,
  });
}
