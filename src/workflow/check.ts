import { Tree } from "../evidence/index.ts";
import { assess, judge, nobody, type PeopleState, type Release, type Submitted } from "../gate/index.ts";
import { openRepository, type Repository } from "../git/index.ts";
import type { CommitRecord } from "../model/change.ts";
import type { Person } from "../model/people.ts";
import { type CompiledPolicy, compilePolicy } from "../policy/index.ts";
import { contributorsIn } from "./contributors-in.ts";
import { type Detail, detailOf } from "./detail.ts";
import { readAgainst, treeOfCommit } from "./evidence-of.ts";
import { type Declared, look } from "./look.ts";
import { type PolicySource, policyOf, projectPolicyAt } from "./policy-source.ts";
import { type Ends, endsOf } from "./range-of.ts";
import { type CheckReport, reportOf } from "./report.ts";

/** What an organisation's ledger adds to a check: who is enrolled, and the organisation's policy in force (null: the default). */
export interface Organisation {
  readonly people: readonly Person[];
  readonly state: PeopleState;
  readonly policy: PolicySource | null;
}

export interface CheckOptions {
  readonly repository: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** Asks for the verdict in front of an environment; without it, of the change itself. */
  readonly environment?: string | undefined;
  readonly evidence: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Stands in for the organisation's policy. */
  readonly policy?: PolicySource | undefined;
  readonly requirement?: string | undefined;
  readonly declared?: Declared | undefined;
  readonly sizeReason?: string | undefined;
  readonly organisation: Organisation | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The main question, on this machine, recording nothing: who wrote the change, what it has to prove, who must judge it, and what the gate would say.
 * Works on any repository without configuration. Throws `Failure` for what cannot be read.
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  await using repository = await openRepository(options.repository);
  const ends = await endsOf(repository, options);
  const seen = await look(repository, ends, options.declared ?? null);
  const detail = detailOf(seen, {
    title: titleOf(seen.range.commits),
    requirement: options.requirement ?? null,
    sizeReason: options.sizeReason ?? null,
    baseRef: ends.baseRef,
    declared: options.declared ?? null,
  });
  const project = await projectPolicyAt(repository, ends.base);
  const upper = options.policy ?? options.organisation?.policy ?? null;
  const policy = compilePolicy(policyOf(upper, project === null ? null : { ...project, project: null }, options.now));
  return await reportOn(repository, ends, detail, policy, sourceInWords(upper, project), options);
}

async function reportOn(repository: Repository, { head }: Ends, detail: Detail, policy: CompiledPolicy, source: string, options: CheckOptions): Promise<CheckReport> {
  const { organisation, now } = options;
  const evidence = await readAll(repository, head, detail, policy, options);
  const assessment = assess({
    policy,
    id: "check",
    revision: 1,
    project: "check",
    range: detail.range,
    attribution: detail.attribution,
    dependencies: detail.dependencies,
    submitted: evidence.submitted,
    base: [],
    tree: evidence.tree,
    contributors: contributorsIn(detail, organisation?.people ?? [], null),
    declared: detail.declared !== null,
    requirement: detail.requirement,
    sizeReason: detail.sizeReason,
    proposed: null,
    superseded: false,
  });
  const people = organisation?.state ?? nobody;
  const release: Release | null = options.environment === undefined ? null : { environment: options.environment, artifact: null };
  const verdict = judge({ policy, change: assessment.change, evidence: assessment.evidence, decisions: [], escalations: [], exceptions: [], people, release, now });
  return reportOf({ detail, assessment, policy, source, evidence: evidence.submitted, people, release, verdict, now });
}

async function readAll(
  repository: Repository,
  head: string,
  detail: Detail,
  policy: CompiledPolicy,
  { evidence }: CheckOptions,
): Promise<{ submitted: (Submitted & { name: string })[]; tree: Tree }> {
  if (evidence.length === 0) return { submitted: [], tree: new Tree([]) };
  const tree = await treeOfCommit(repository, head);
  const context = { tree, range: detail.range, base: null, skippedRatio: policy.policy.limits.skippedTests };
  const submitted = evidence.map(({ name, bytes }) => {
    const reading = readAgainst(bytes, name, context);
    return { id: name, index: -1, commit: head, producer: name, digest: reading.sha256, reading, name };
  });
  return { submitted, tree };
}

/** The subject of the newest commit that is not a merge, else of the newest. */
export function titleOf(commits: readonly CommitRecord[]): string {
  const newest = commits.findLast(({ parents }) => parents.length < 2) ?? commits.at(-1);
  return newest?.subject ?? "";
}

function sourceInWords(organisation: PolicySource | null, project: PolicySource | null): string {
  const upper = organisation?.file ?? "the built-in default";
  return project === null ? upper : `${upper} and ${project.file} of the base`;
}
