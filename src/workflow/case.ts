import { Tree } from "../evidence/index.ts";
import {
  type Assessment,
  assess,
  type ClassifiedChange,
  type Contributor,
  type Exception,
  type Governance,
  type JudgeInput,
  judge,
  type PeopleState,
  peopleState,
  type Release,
  type Submitted,
  unite,
} from "../gate/index.ts";
import type { Decision, Escalation } from "../model/decision.ts";
import type { Reading } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { Verdict } from "../model/verdict.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import type { EvidenceRecord, Revision } from "../store/index.ts";
import { contributorsIn } from "./contributors-in.ts";
import { type Detail, readDetail } from "./detail.ts";
import { policyOfAdoptions } from "./policies.ts";
import { readGovernance } from "./read-governance.ts";
import { standing } from "./standing.ts";
import type { Workplace } from "./workplace.ts";

/** Everything that the ledger holds about a change, read at one size of it: what `judge` takes, but for the release and the time. */
export interface Case {
  readonly size: number;
  /** False when something was recorded while it was read, so that it may be of two states: enough to append by, whose size is checked, and not enough to answer by alone. */
  readonly settled: boolean;
  readonly revision: Revision;
  readonly detail: Detail;
  readonly policy: CompiledPolicy;
  readonly assessment: Assessment;
  readonly evidence: readonly Submitted[];
  readonly decisions: readonly Decision[];
  readonly escalations: readonly Escalation[];
  readonly exceptions: readonly Exception[];
  readonly people: PeopleState;
  readonly governance: Governance;
  readonly summary: ChangeSummary;
}

export interface ChangeSummary {
  readonly id: string;
  readonly revision: number;
  readonly title: string;
  readonly project: string;
  readonly base: string;
  readonly head: string;
  readonly tier: string;
  readonly types: readonly string[];
  readonly requirement: string | null;
  readonly origin: OriginCounts;
  /** RFC 3339, UTC. */
  readonly proposedAt: string;
  readonly proposer: string;
}

/**
 * Opens a change, by default its latest revision. Whoever appends what follows from the case names its size, and is told (`stale`) when anything was recorded in between. A case
 * is kept while nothing is recorded. Throws `Failure` (`not-found`, `integrity`).
 */
export async function openCase(workplace: Workplace, change: string): Promise<Case> {
  const { answer, fresh } = await standing(workplace, `case/${change}`, () => readCase(workplace, change));
  return fresh ? answer : { ...answer, settled: false };
}

async function readCase(workplace: Workplace, change: string): Promise<Case> {
  const { read } = workplace.store;
  const { size } = workplace.store;
  const record = await read.change(change);
  if (record === null) throw new Failure("not-found", `No change ${change} was put forward.`, { hint: "The inbox shows which are open." });
  const { latest: revision, revisions } = record;
  const details = revisions.map((each) => readDetail(each.detail, change));
  const detail = readDetail(revision.detail, change);
  const [governance, policy, people, decisions, escalations, exceptions, evidence, base] = await Promise.all([
    readGovernance(workplace, revision.project, change),
    policyOfAdoptions(workplace, revision.adoptions, revision.at),
    readPeople(workplace),
    read.decisions(change),
    read.escalations({ change }),
    readExceptions(workplace, change),
    submissions(workplace, revision.project, revision.head),
    submissions(workplace, revision.project, revision.base),
  ]);
  if (policy.policy.digest !== revision.policy)
    throw new Failure("policy-invalid", `The policy of the change ${change} no longer resolves to what it was put forward under; a waiver may have run out.`, {
      hint: "Put the change forward again.",
    });
  const everybody = await read.people();
  const contributors = unite(revisions.map((each, at) => [...contributorsIn(details[at] ?? detail, everybody, each.proposer), ...recorded(each)]));
  const touched = evidence.map((submitted) => onTouchedFiles(submitted, detail));
  const assessment = assess({
    policy,
    id: change,
    revision: revision.revision,
    project: revision.project,
    range: detail.range,
    attribution: detail.attribution,
    dependencies: detail.dependencies,
    moves: detail.moves,
    weakenings: detail.weakenings,
    constraints: detail.constraints,
    submitted: touched,
    base,
    tree: treeOf(detail, touched),
    contributors,
    declared: detail.declared !== null,
    requirement: detail.requirement,
    sizeReason: detail.sizeReason,
    proposed: { index: revision.index, adoptions: revision.adoptions },
    superseded: false,
  });
  const summary = summaryOf(revision, detail, assessment.change, people);
  return { size, settled: true, revision, detail, policy, assessment, evidence: touched, decisions, escalations, exceptions, people, governance, summary };
}

export function inputOf(opened: Case, release: Release | null, now: number): JudgeInput {
  const { policy, assessment, decisions, escalations, exceptions, people, governance } = opened;
  return { policy, change: assessment.change, evidence: assessment.evidence, decisions, escalations, exceptions, people, governance, release, now };
}

export function judgeCase(opened: Case, release: Release | null, now: number): Verdict {
  return judge(inputOf(opened, release, now));
}

export async function readPeople(workplace: Workplace): Promise<PeopleState> {
  const { read } = workplace.store;
  const [people, qualifications, keys, roles, deputies] = await Promise.all([read.people(), read.qualifications(), read.keys(), read.roleHistory(), read.deputies()]);
  const standing = deputies.filter(({ endedAt }) => endedAt === null).map(({ person, deputy, from, until }) => ({ person, deputy, from, until }));
  return peopleState(people, qualifications, keys, roles, standing);
}

// Whoever was recorded as a contributor stays one, also when an address was moved to somebody else since.
function recorded({ contributors, sponsors }: Revision): Contributor[] {
  return contributors.map((person) => ({ person, identity: person, parts: sponsors.includes(person) ? ["sponsor"] : ["author"] }));
}

async function readExceptions(workplace: Workplace, change: string): Promise<Exception[]> {
  const records = await workplace.store.read.exceptions(change);
  return records.map(({ id, people, environment, subjectDigest, reason, expires }) => ({
    id,
    people: people.map(({ person }) => person),
    environment,
    subjectDigest,
    reason,
    expires,
  }));
}

/** The evidence of a commit in ledger order, as `assess` takes it. An erased reading says nothing. */
export async function submissions(workplace: Workplace, project: string, commit: string): Promise<Submitted[]> {
  const records = await workplace.store.read.evidenceFor(project, commit);
  return records.map((record) => ({
    id: record.id,
    index: record.index,
    commit,
    producer: record.producer,
    run: record.run,
    digest: record.file?.commitment ?? "",
    reading: record.reading ?? erasedReading(record),
  }));
}

// Coverage of files that the change leaves alone decides nothing, and a report may name every file there is.
function onTouchedFiles(submitted: Submitted, { range }: Detail): Submitted {
  const { reading } = submitted;
  if (reading.report?.kind !== "coverage") return submitted;
  const touched = new Set(range.files.map(({ path }) => path));
  return { ...submitted, reading: { ...reading, report: { ...reading.report, files: reading.report.files.filter(({ path }) => touched.has(path)) } } };
}

function erasedReading({ format, file }: EvidenceRecord): Reading {
  return { format, state: "corrupt", report: null, inconsistencies: [], sentence: "It was erased.", sha256: "", bytes: file?.size ?? 0, reader: "none" };
}

/** Readings hold repository paths, so the tree needs only the paths that reports or the change name. */
export function treeOf({ range }: Detail, evidence: readonly Submitted[]): Tree {
  const reported = evidence.flatMap(({ reading: { report } }) => {
    if (report?.kind === "coverage") return report.files.map(({ path }) => path);
    return report?.kind === "analysis" ? report.findings.flatMap(({ path }) => path ?? []) : [];
  });
  return new Tree([...reported, ...range.files.filter(({ status }) => status !== "deleted").map(({ path }) => path)]);
}

function summaryOf(revision: Revision, detail: Detail, change: ClassifiedChange, people: PeopleState): ChangeSummary {
  return {
    id: revision.change,
    revision: revision.revision,
    title: detail.title,
    project: revision.project,
    base: revision.base,
    head: revision.head,
    tier: change.tiers.at(-1) ?? "",
    types: change.types,
    requirement: detail.requirement,
    origin: detail.attribution.counts,
    proposedAt: new Date(revision.at).toISOString(),
    proposer: people.persons.get(revision.proposer)?.name ?? revision.proposer,
  };
}
