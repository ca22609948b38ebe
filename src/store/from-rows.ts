import type { Selectable } from "kysely";
import { type Json, parseStrict } from "../model/canonical.ts";
import type { Answer, Decision, Escalation, Meaning, Outcome } from "../model/decision.ts";
import type { EvidenceFormat, EvidenceKind, EvidenceState, Reading } from "../model/evidence.ts";
import type { FactData, TokenScope } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { Key, Person, PersonKind } from "../model/people.ts";
import type { ReasonCode, Verdict } from "../model/verdict.ts";
import type { OpenedDocument } from "./openings.ts";
import {
  type AdoptedPolicy,
  type CommentRecord,
  type DecisionRecord,
  type DeploymentRecord,
  type DeploymentStage,
  type EscalationRecord,
  type EvidenceRecord,
  type ExceptionRecord,
  erased,
  type KeyRecord,
  type LoginRecord,
  type Project,
  type ReReviewRecord,
  type Revision,
  type TokenRecord,
  type VerdictRecord,
} from "./records.ts";
import type { Tables } from "./schema.ts";

export type Row<T extends keyof Tables> = Selectable<Tables[T]>;
export type Documents = Map<string, OpenedDocument>;

export function projectOf({ id, repository, branch, registered_at }: Row<"projects">): Project {
  return { id, repository, branch, registeredAt: registered_at };
}

export function personOf(row: Row<"people">): Person {
  return {
    id: row.id,
    // An erased person keeps a handle that nobody can guess anything from.
    handle: row.handle ?? row.id,
    name: row.name ?? erased,
    kind: row.kind as PersonKind,
    emails: row.emails === null ? [] : list<string>(row.emails),
    roles: list<string>(row.roles),
    active: row.active === 1,
  };
}

export function keyOf(row: Row<"keys">): KeyRecord {
  const { credential, transports, backed_up } = row;
  return {
    fingerprint: row.fingerprint,
    person: row.person,
    publicKey: row.public_key ?? erased,
    kind: row.kind as Key["kind"],
    enrolledAt: row.enrolled_index,
    revokedAt: row.revoked_index,
    origin: row.origin,
    credential: credential === null ? null : { id: credential, transports: transports === null ? [] : list<string>(transports), backedUp: backed_up === 1 },
  };
}

export function loginOf(row: Row<"logins">, documents: Documents): LoginRecord {
  const { issuer, subject } = membersOf(documents, row.identity_doc);
  return {
    id: row.id,
    person: row.person,
    digest: row.digest,
    issuer: typeof issuer === "string" ? issuer : erased,
    subject: typeof subject === "string" ? subject : erased,
    index: row.linked_index,
    at: row.linked_at,
    endedAt: row.ended_index,
  };
}

export function tokenOf(row: Row<"tokens">, documents: Documents): TokenRecord {
  return {
    id: row.id,
    person: row.person,
    label: textOf(documents, row.label_doc) ?? erased,
    scopes: list<TokenScope>(row.scopes),
    hash: row.hash,
    issuedBy: row.issued_by,
    index: row.issued_index,
    at: row.issued_at,
    until: row.until_at,
    revokedAt: row.revoked_index,
  };
}

export function commentOf(row: Row<"comments">, documents: Documents): CommentRecord {
  const { path, text } = membersOf(documents, row.comment_doc);
  return {
    id: row.id,
    change: row.change,
    revision: row.revision,
    person: row.person,
    index: row.made_index,
    at: row.made_at,
    blob: row.blob,
    line: row.line,
    side: row.side as CommentRecord["side"],
    path: typeof path === "string" ? path : null,
    text: typeof text === "string" ? text : erased,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  };
}

export function reReviewOf(row: Row<"re_reviews">, documents: Documents): ReReviewRecord {
  const { id, decision, change, person, due } = row;
  const answered = {
    answer: row.answer as FactData<"re-review-answered">["answer"],
    by: row.answered_by ?? "",
    at: row.answered_at ?? 0,
    index: row.answered_index ?? 0,
    reason: textOf(documents, row.reason_doc) ?? erased,
  };
  const ordered = { order: row.order_id, sampled: row.sampled === 1, orderedBy: row.ordered_by, at: row.ordered_at, index: row.ordered_index };
  return { id, decision, change, person, due, ...ordered, answered: row.answered_index === null ? null : answered };
}

export function policyOf(row: Row<"policies">, documents: Documents): AdoptedPolicy {
  const text = textOf(documents, row.text_doc);
  if (text === null) {
    throw new Failure("integrity", `The text of the policy adopted at entry ${row.adopted_index} is gone.`, { hint: "Put it back from a backup, or adopt the policy again." });
  }
  return {
    index: row.adopted_index,
    at: row.adopted_at,
    by: row.adopted_by,
    level: row.level as AdoptedPolicy["level"],
    project: row.project,
    version: row.version,
    digest: row.digest,
    commit: row.commit_id,
    fingerprint: row.fingerprint,
    text,
    signature: textOf(documents, row.signature_doc),
  };
}

export function revisionOf(row: Row<"revisions">, documents: Documents): Revision {
  return {
    change: row.change,
    revision: row.revision,
    index: row.proposed_index,
    at: row.proposed_at,
    project: row.project,
    repository: row.repository,
    base: row.base,
    head: row.head,
    resultTree: row.result_tree,
    resultListing: row.result_listing,
    policy: row.policy,
    adoptions: list<number>(row.adoptions),
    criteria: row.criteria,
    types: list<string>(row.types),
    tier: row.tier,
    origin: JSON.parse(row.origin) as OriginCounts,
    tools: list<string>(row.tools),
    contributors: list<string>(row.contributors),
    sponsors: list<string>(row.sponsors),
    proposer: row.proposer,
    detail: jsonOf(documents, row.detail_doc),
  };
}

export function evidenceOf(row: Row<"evidence">, name: string | null, reading: Reading | null): EvidenceRecord {
  return {
    id: row.id,
    index: row.added_index,
    at: row.added_at,
    project: row.project,
    commit: row.commit_id,
    kind: row.kind as EvidenceKind | null,
    format: row.format as EvidenceFormat | null,
    state: row.state as EvidenceState,
    producer: row.producer,
    run: row.run,
    name,
    reading,
    file: row.file_doc === null ? null : { commitment: row.file_doc, size: row.file_size ?? 0, mediaType: row.file_type ?? "application/octet-stream" },
  };
}

export function decisionOf(row: Row<"decisions">, documents: Documents): DecisionRecord {
  return {
    id: row.id,
    index: row.made_index,
    at: row.made_at,
    change: row.change,
    revision: row.revision,
    person: row.person,
    outcome: row.outcome as Outcome,
    meaning: row.meaning as Meaning,
    tier: row.tier,
    subject: JSON.parse(row.subject) as Decision["subject"],
    subjectDigest: row.subject_digest,
    answers: answersOf(row, documents),
    doubt: row.doubt,
    until: row.until,
    signature: { kind: row.signature as "ssh" | "passkey", fingerprint: row.fingerprint },
    withdrawnAt: row.withdrawn_index,
    document: row.document_doc === null ? null : (documents.get(row.document_doc)?.bytes ?? null),
    signatureText: textOf(documents, row.signature_doc),
    attention: jsonOf(documents, row.attention_doc),
  };
}

// What was answered stands in the open; reasons and links are private, and may be erased.
function answersOf(row: Row<"decisions">, documents: Documents): Answer[] {
  const details = jsonOf(documents, row.answers_doc);
  const given = Array.isArray(details) ? (details as unknown as Answer[]) : [];
  return list<Pick<Answer, "criterion" | "value" | "until">>(row.answers).map(({ criterion, value, until }) => {
    const detail = given.find((answer) => answer?.criterion === criterion && answer.value === value);
    return { criterion, value, reason: detail?.reason ?? null, link: detail?.link ?? null, ...(until === undefined ? {} : { until }) };
  });
}

export function escalationOf(row: Row<"escalations">, documents: Documents): EscalationRecord {
  return {
    id: row.id,
    index: row.opened_index,
    kind: row.kind as Escalation["kind"],
    change: row.change,
    decision: row.decision,
    criterion: row.criterion,
    level: row.level,
    to: JSON.parse(row.assigned) as Escalation["to"],
    openedAt: row.opened_at,
    due: row.due,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
    resolvingDecision: row.resolving_decision,
    note: textOf(documents, row.note_doc),
    resolutionNote: textOf(documents, row.resolution_doc),
  };
}

export function verdictOf(row: Row<"verdicts">, documents: Documents): VerdictRecord {
  return {
    id: row.id,
    index: row.given_index,
    at: row.given_at,
    change: row.change,
    revision: row.revision,
    environment: row.environment,
    artifact: row.artifact,
    answer: row.answer as VerdictRecord["answer"],
    reasons: list<ReasonCode>(row.reasons),
    subjectDigest: row.subject_digest,
    policy: row.policy,
    decisions: list<number>(row.decisions),
    evidence: list<number>(row.evidence),
    exceptions: list<string>(row.exceptions),
    until: row.until,
    evaluator: row.evaluator,
    verdict: jsonOf(documents, row.verdict_doc) as unknown as Verdict | null,
  };
}

export function exceptionOf(row: Row<"exceptions">, documents: Documents): ExceptionRecord {
  return {
    id: row.id,
    index: row.used_index,
    at: row.used_at,
    change: row.change,
    environment: row.environment,
    subjectDigest: row.subject_digest,
    people: list<ExceptionRecord["people"][number]>(row.people),
    expires: row.expires,
    reason: textOf(documents, row.reason_doc) ?? erased,
    documents: jsonOf(documents, row.documents_doc),
    signatures: jsonOf(documents, row.signatures_doc),
  };
}

export function deploymentOf(rows: readonly Row<"deployments">[], documents: Documents): DeploymentRecord {
  const stages = rows.map(({ stage, recorded_index, recorded_at, actor, note_doc }) => ({
    stage: stage as DeploymentStage["stage"],
    index: recorded_index,
    at: recorded_at,
    actor,
    note: textOf(documents, note_doc),
  }));
  const { id, project, change, commit_id, environment, artifact, verdict, stage } = rows.at(-1) as Row<"deployments">;
  return { id, project, change, commit: commit_id, environment, artifact, verdict, stage: stage as DeploymentStage["stage"], stages };
}

// Columns of lists were written by the reducer as canonical JSON.
function list<T>(text: string): readonly T[] {
  return JSON.parse(text) as T[];
}

export function textOf(documents: Documents, commitment: string | null): string | null {
  const document = commitment === null ? undefined : documents.get(commitment);
  return document === undefined ? null : textIn(document);
}

export function textIn({ bytes }: OpenedDocument): string {
  return Buffer.from(bytes).toString("utf8");
}

/** A private JSON document; null when it is missing, erased, or no JSON. */
function jsonOf(documents: Documents, commitment: string | null): Json {
  const document = commitment === null ? undefined : documents.get(commitment);
  return document === undefined ? null : jsonIn(document);
}

export function jsonIn(document: OpenedDocument): Json {
  try {
    return parseStrict(textIn(document));
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** The members of a private JSON object; none when it is missing, erased, or no object. */
function membersOf(documents: Documents, commitment: string | null): { readonly [name: string]: Json } {
  const value = jsonOf(documents, commitment);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: Json }) : {};
}
