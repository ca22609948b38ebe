import { visible } from "../git/index.ts";
import type { Answer, Meaning, Outcome } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { CriterionOutcome, Reason } from "../model/verdict.ts";
import type {
  AdoptedPolicy,
  CommentRecord,
  DecisionRecord,
  DeploymentRecord,
  DeploymentStage,
  EscalationRecord,
  EvidenceRecord,
  ExceptionRecord,
  Revision,
  VerdictRecord,
} from "../store/index.ts";
import { type Detail, type Receipt, receiptOf, type Workplace } from "../workflow/index.ts";
import { type Approver, answerable, type ChangeFile, changeFile, type Named, type NameOf, namesIn } from "./approvers.ts";
import { type Attention, attentionOf } from "./attention.ts";
import { shippedWith } from "./shipped.ts";
import { signedComment } from "./signed-comment.ts";

/** Everything about one deployment (R1): what went, who answers for it, by which criteria, and where each step stands in the ledger. Times are RFC 3339, UTC. */
export interface Chain {
  readonly deployment: {
    readonly id: string;
    readonly project: string;
    readonly environment: string;
    readonly commit: string;
    readonly artifact: string | null;
    readonly stage: DeploymentStage["stage"];
    readonly stages: readonly { readonly stage: DeploymentStage["stage"]; readonly time: string; readonly by: Named; readonly note: string | null; readonly index: number }[];
  };
  /** Empty only for a violation. */
  readonly approvers: readonly Approver[];
  readonly violation: string | null;
  /** The version of the criteria and what came of each; `outcomes` is null where the verdict was erased. */
  readonly criteria: { readonly policy: string | null; readonly adoptions: readonly Adoption[]; readonly outcomes: readonly CriterionOutcome[] | null };
  readonly verdict: ChainVerdict | null;
  readonly emergencies: readonly {
    readonly id: string;
    readonly people: readonly Named[];
    readonly reason: string;
    readonly time: string;
    readonly expires: string;
    readonly index: number;
  }[];
  /** The newest first. */
  readonly changes: readonly ShippedChange[];
  /** What went along and is in no change, in one sentence; null when every line of it was put forward. */
  readonly gap: string | null;
  readonly receipt: Receipt | null;
  /** Every entry of the ledger that the chain rests on, ascending. */
  readonly entries: readonly { readonly index: number; readonly type: string }[];
}

export interface Adoption {
  readonly index: number;
  readonly level: "organisation" | "project";
  readonly version: number;
  readonly by: Named;
  readonly time: string;
}

export interface ChainVerdict {
  readonly index: number;
  readonly time: string;
  readonly until: string;
  readonly answer: "allow" | "wait" | "deny";
  /** Null once erased. */
  readonly headline: string | null;
  readonly reasons: readonly (Omit<Reason, "who"> & { readonly who: readonly Named[] })[] | null;
  readonly evaluator: string;
}

export interface ShippedChange {
  readonly id: string;
  readonly revision: number;
  /** Null once erased, like `requirement`. */
  readonly title: string | null;
  readonly requirement: string | null;
  readonly tier: string;
  readonly types: readonly string[];
  readonly base: string;
  readonly head: string;
  readonly origin: OriginCounts;
  readonly tools: readonly string[];
  readonly proposer: Named;
  readonly proposedAt: string;
  readonly contributors: readonly Named[];
  readonly reviews: readonly Review[];
  readonly comments: readonly CommentLine[];
  readonly evidence: readonly EvidenceLine[];
  readonly escalations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly criterion: string | null;
    readonly opened: string;
    readonly resolved: string | null;
    readonly index: number;
  }[];
  readonly index: number;
}

/** A decision on a change of the chain, with what its maker had in front of them (R25, R36). */
export interface Review {
  readonly decision: string;
  readonly person: Named;
  readonly time: string;
  readonly outcome: Outcome;
  readonly meaning: Meaning;
  readonly environment: string | null;
  /** Whether an allow rested on it. */
  readonly counted: boolean;
  readonly withdrawn: boolean;
  readonly answers: readonly Answer[];
  readonly doubt: string | null;
  /** Null when there is none, or once it is erased. */
  readonly comment: string | null;
  readonly signature: { readonly kind: "ssh" | "passkey"; readonly fingerprint: string };
  /** Ledger indexes of the evidence that was there when it was made. */
  readonly evidenceShown: readonly number[];
  /** What was observed while it was made; null for a decision of the command line. */
  readonly attention: Attention | null;
  readonly index: number;
}

export interface CommentLine {
  readonly id: string;
  readonly person: Named;
  readonly time: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly text: string;
  readonly resolved: boolean;
  readonly index: number;
}

export interface EvidenceLine {
  readonly id: string;
  readonly name: string | null;
  readonly kind: string | null;
  readonly format: string | null;
  readonly state: string;
  readonly producer: string;
  readonly time: string;
  readonly index: number;
}

/** The chain of a deployment. It reads records only, so it answers for an incident even where nothing could be judged any more. Throws `Failure` (`not-found`). */
export async function chainOf(workplace: Workplace, id: string): Promise<Chain> {
  const { read } = workplace.store;
  const [record] = await read.deployments({ id });
  if (record === undefined) throw new Failure("not-found", `No deployment ${id} was recorded.`, { hint: "The deployment log lists those that were." });
  const nameOf = await namesIn(workplace);
  const file: ChangeFile = record.change === null ? { revisions: [], decisions: [], verdicts: [], exceptions: [] } : await changeFile(workplace, record.change);
  const { approvers, verdict, revision, violation } = await answerable(workplace, record, file, nameOf);
  const { revisions, gap } = await shippedWith(workplace, record, revision);
  const changes = await Promise.all(revisions.map((each) => shippedChange(workplace, each, record, nameOf)));
  const adoptions = await adoptionsOf(workplace, revision, nameOf);
  const emergencies = file.exceptions.filter(({ id: exception }) => verdict?.exceptions.includes(exception)).map((exception) => emergencyOf(exception, nameOf));
  const chain = {
    deployment: deploymentOf(record, nameOf),
    approvers,
    violation,
    criteria: { policy: verdict?.policy ?? revision?.policy ?? null, adoptions, outcomes: verdict === null ? [] : (verdict.verdict?.criteria ?? null) },
    verdict: verdict === null ? null : verdictOf(verdict, nameOf),
    emergencies,
    changes,
    gap,
    receipt: verdict === null ? null : await receiptOf(workplace, verdict.index, verdict.until),
  };
  return { ...chain, entries: await entriesOf(workplace, chain) };
}

function deploymentOf({ id, project, environment, commit, artifact, stage, stages }: DeploymentRecord, nameOf: NameOf): Chain["deployment"] {
  const steps = stages.map(({ stage: step, at, actor, note, index }) => ({ stage: step, time: time(at), by: nameOf(actor), note, index }));
  return { id, project, environment, commit, artifact, stage, stages: steps };
}

function verdictOf({ index, at, until, answer, verdict, evaluator }: VerdictRecord, nameOf: NameOf): ChainVerdict {
  const reasons = verdict?.reasons.map((reason) => ({ ...reason, who: reason.who.map(nameOf) })) ?? null;
  return { index, time: time(at), until: time(until), answer, headline: verdict?.headline ?? null, reasons, evaluator };
}

function emergencyOf({ id, people, reason, at, expires, index }: ExceptionRecord, nameOf: NameOf): Chain["emergencies"][number] {
  return { id, people: people.map(({ person }) => nameOf(person)), reason, time: time(at), expires: time(expires), index };
}

async function adoptionsOf({ store }: Workplace, revision: Revision | null, nameOf: NameOf): Promise<Adoption[]> {
  const adoptions = await Promise.all((revision?.adoptions ?? []).map((index) => store.read.policyAt(index)));
  return adoptions.flatMap((adoption) => (adoption === null ? [] : [adoptionLine(adoption, nameOf)]));
}

function adoptionLine({ index, level, version, by, at }: AdoptedPolicy, nameOf: NameOf): Adoption {
  return { index, level, version, by: nameOf(by), time: time(at) };
}

async function shippedChange(workplace: Workplace, revision: Revision, { stages }: DeploymentRecord, nameOf: NameOf): Promise<ShippedChange> {
  const { read } = workplace.store;
  const began = stages[0]?.index ?? 0;
  const [decisions, comments, verdicts, escalations, evidence] = await Promise.all([
    read.decisions(revision.change),
    read.comments(revision.change),
    read.verdicts(revision.change),
    read.escalations({ change: revision.change }),
    read.evidenceFor(revision.project, revision.head),
  ]);
  const relied = new Set(verdicts.filter(({ answer, index }) => answer === "allow" && index < began).flatMap((verdict) => verdict.decisions));
  // A detail of another version, or one that was erased, still leaves everything that the ledger says in the open.
  const detail = revision.detail as unknown as Partial<Detail> | null;
  return {
    id: revision.change,
    revision: revision.revision,
    title: detail?.title === undefined ? null : visible(detail.title),
    requirement: detail?.requirement == null ? null : visible(detail.requirement),
    tier: revision.tier,
    types: revision.types,
    base: revision.base,
    head: revision.head,
    origin: revision.origin,
    tools: revision.tools,
    proposer: nameOf(revision.proposer),
    proposedAt: time(revision.at),
    contributors: revision.contributors.map(nameOf),
    reviews: decisions.map((decision) => reviewOf(decision, relied.has(decision.index), evidence, nameOf)),
    comments: comments.map((comment) => commentLine(comment, nameOf)),
    evidence: evidence.map(evidenceLine),
    escalations: escalations.map(escalationLine),
    index: revision.index,
  };
}

function reviewOf(decision: DecisionRecord, counted: boolean, evidence: readonly EvidenceRecord[], nameOf: NameOf): Review {
  const { id, index, at, person, outcome, meaning, subject, withdrawnAt, answers, doubt, document, signature } = decision;
  return {
    decision: id,
    person: nameOf(person),
    time: time(at),
    outcome,
    meaning,
    environment: subject.environment,
    counted,
    withdrawn: withdrawnAt !== null,
    answers,
    doubt,
    comment: signedComment(document),
    signature,
    evidenceShown: evidence.flatMap((each) => (each.index < index ? [each.index] : [])),
    attention: attentionOf(decision.attention),
    index,
  };
}

function commentLine({ id, person, at, path, line, text, resolvedAt, index }: CommentRecord, nameOf: NameOf): CommentLine {
  return { id, person: nameOf(person), time: time(at), path, line, text, resolved: resolvedAt !== null, index };
}

function evidenceLine({ id, name, kind, format, state, producer, at, index }: EvidenceRecord): EvidenceLine {
  return { id, name: name === null ? null : visible(name), kind, format, state, producer: visible(producer), time: time(at), index };
}

function escalationLine({ id, kind, criterion, openedAt, resolvedAt, index }: EscalationRecord): ShippedChange["escalations"][number] {
  return { id, kind, criterion, opened: time(openedAt), resolved: resolvedAt === null ? null : time(resolvedAt), index };
}

async function entriesOf({ store }: Workplace, { deployment, criteria, verdict, emergencies, changes, approvers }: Omit<Chain, "entries">): Promise<Chain["entries"]> {
  const violations = (await store.read.violations()).filter((violation) => violation.deployment === deployment.id);
  const places = [
    ...deployment.stages,
    ...criteria.adoptions,
    ...(verdict === null ? [] : [verdict]),
    ...emergencies,
    ...approvers,
    ...violations,
    ...changes.flatMap((change) => [change, ...change.reviews, ...change.comments, ...change.evidence, ...change.escalations]),
  ];
  const indexes = [...new Set(places.map(({ index }) => index))].sort((a, b) => a - b);
  const facts = await Promise.all(indexes.map((index) => store.read.fact(index)));
  return facts.flatMap((fact) => (fact === null ? [] : [{ index: fact.index, type: fact.type }]));
}

function time(at: number): string {
  return new Date(at).toISOString();
}
