import type { Json } from "../model/canonical.ts";
import type { Decision, Escalation, Meaning } from "../model/decision.ts";
import type { EvidenceFormat, EvidenceKind, EvidenceState, Reading } from "../model/evidence.ts";
import type { Commitment, FactData, TokenScope } from "../model/fact.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { Key } from "../model/people.ts";
import type { ReasonCode, Verdict } from "../model/verdict.ts";

/** Stands where a name or a text was erased by law. */
export const erased = "[erased]";

export interface Organisation {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly vkey: string;
  readonly foundedAt: number;
}

export interface Project {
  readonly id: string;
  /** Stable id of the repository. */
  readonly repository: string;
  /** Full ref of the branch that changes go to. */
  readonly branch: string;
  readonly registeredAt: number;
}

export interface AdoptedPolicy {
  /** Ledger index of the adoption. */
  readonly index: number;
  readonly at: number;
  /** Person id of whoever adopted it. */
  readonly by: string;
  readonly level: "organisation" | "project";
  readonly project: string | null;
  readonly version: number;
  readonly digest: string;
  readonly commit: string | null;
  readonly fingerprint: string | null;
  /** The policy as it was written. */
  readonly text: string;
  /** Armoured SSH signature; null when it was adopted without one. */
  readonly signature: string | null;
}

/** One revision of a change as it was put forward. */
export interface Revision {
  readonly change: string;
  readonly revision: number;
  readonly index: number;
  readonly at: number;
  readonly project: string;
  readonly repository: string;
  readonly base: string;
  readonly head: string;
  readonly resultTree: string;
  readonly resultListing: string;
  readonly policy: string;
  readonly adoptions: readonly number[];
  readonly criteria: string;
  readonly types: readonly string[];
  readonly tier: string;
  readonly origin: OriginCounts;
  readonly tools: readonly string[];
  readonly contributors: readonly string[];
  readonly sponsors: readonly string[];
  readonly proposer: string;
  /** The private detail (title, requirement and more); null when there is none or it was erased. */
  readonly detail: Json;
}

export interface ChangeRecord {
  readonly id: string;
  /** The revision with the highest number. */
  readonly latest: Revision;
  /** Ascending by number. */
  readonly revisions: readonly Revision[];
}

/** A change in a list. */
export interface ChangeSummary {
  readonly id: string;
  readonly project: string;
  readonly repository: string;
  readonly revision: number;
  readonly head: string;
  readonly resultTree: string;
  readonly resultListing: string;
  readonly tier: string;
  /** Time and ledger index of the newest proposal. */
  readonly at: number;
  readonly index: number;
}

export interface EvidenceRecord {
  readonly id: string;
  readonly index: number;
  readonly at: number;
  readonly project: string;
  readonly commit: string;
  readonly kind: EvidenceKind | null;
  readonly format: EvidenceFormat | null;
  readonly state: EvidenceState;
  readonly producer: string;
  /** The run of the pipeline that made it; null where nobody said. */
  readonly run: string | null;
  readonly name: string | null;
  /** What the reader made of the file, without the single cases; null when it was erased. */
  readonly reading: Reading | null;
  /** The file itself, to be opened by its commitment. */
  readonly file: Commitment | null;
}

/** A key with what is known of the passkey that it is. */
export interface KeyRecord extends Key {
  /** The page at which a passkey was made; null for other keys. */
  readonly origin: string | null;
  /** What the authenticator said of itself; null for other keys, and once erased. `id` is base64url. */
  readonly credential: { readonly id: string; readonly transports: readonly string[]; readonly backedUp: boolean } | null;
}

/** An account at the company's provider that is a person's. */
export interface LoginRecord {
  readonly id: string;
  readonly person: string;
  /** Keyed digest of issuer and subject. */
  readonly digest: string;
  readonly issuer: string;
  readonly subject: string;
  /** Ledger index and time of the linking. */
  readonly index: number;
  readonly at: number;
  /** Ledger index of the end, or null. */
  readonly endedAt: number | null;
}

/** An API token; its secret was shown once and is nowhere. */
export interface TokenRecord {
  readonly id: string;
  /** The agent that holds it. */
  readonly person: string;
  readonly label: string;
  readonly scopes: readonly TokenScope[];
  /** Hex SHA-256 of the token's text. */
  readonly hash: string;
  readonly issuedBy: string;
  readonly index: number;
  readonly at: number;
  /** Milliseconds since the epoch; the token is of no use from then on. */
  readonly until: number;
  /** Ledger index of the revocation, or null. */
  readonly revokedAt: number | null;
}

export interface CommentRecord {
  readonly id: string;
  readonly change: string;
  readonly revision: number;
  readonly person: string;
  readonly index: number;
  readonly at: number;
  /** The file's content that it is about; null when it is about the whole change. */
  readonly blob: string | null;
  readonly line: number | null;
  readonly side: FactData<"comment-made">["side"];
  readonly path: string | null;
  readonly text: string;
  readonly resolvedAt: number | null;
  readonly resolvedBy: string | null;
}

/** A decision with what was signed. */
export interface DecisionRecord extends Decision {
  readonly change: string;
  readonly revision: number;
  readonly meaning: Meaning;
  readonly tier: string;
  readonly subjectDigest: string;
  /** RFC 8785 bytes as they were signed, and the armoured signature; null once erased. */
  readonly document: Uint8Array | null;
  readonly signatureText: string | null;
  /** What was observed of how the person looked at the change; null when nothing was. */
  readonly attention: Json;
}

export interface EscalationRecord extends Escalation {
  /** Ledger index of the opening. */
  readonly index: number;
  readonly resolvedBy: string | null;
  readonly resolvingDecision: string | null;
  readonly note: string | null;
  readonly resolutionNote: string | null;
}

export interface VerdictRecord {
  readonly id: string;
  readonly index: number;
  readonly at: number;
  readonly change: string;
  readonly revision: number;
  readonly environment: string | null;
  readonly artifact: string | null;
  readonly answer: "allow" | "wait" | "deny";
  readonly reasons: readonly ReasonCode[];
  readonly subjectDigest: string;
  readonly policy: string;
  readonly decisions: readonly number[];
  readonly evidence: readonly number[];
  readonly exceptions: readonly string[];
  readonly until: number;
  readonly evaluator: string;
  /** The whole verdict; null once erased. */
  readonly verdict: Verdict | null;
}

export interface ExceptionRecord {
  readonly id: string;
  readonly index: number;
  readonly at: number;
  readonly change: string;
  readonly environment: string;
  readonly subjectDigest: string;
  readonly people: readonly FactData<"break-glass-used">["people"][number][];
  readonly expires: number;
  readonly reason: string;
  readonly documents: Json;
  readonly signatures: Json;
}

export interface DeploymentStage {
  readonly stage: FactData<"deployment-recorded">["stage"];
  readonly index: number;
  readonly at: number;
  readonly actor: string;
  readonly note: string | null;
}

/** A deployment as its newest stage says, with all stages in the order of the ledger. */
export interface DeploymentRecord {
  readonly id: string;
  readonly project: string;
  readonly change: string | null;
  readonly commit: string;
  readonly environment: string;
  readonly artifact: string | null;
  readonly verdict: number | null;
  readonly stage: DeploymentStage["stage"];
  readonly stages: readonly DeploymentStage[];
}

export interface ViolationRecord {
  readonly id: string;
  readonly index: number;
  readonly at: number;
  readonly kind: FactData<"violation-recorded">["kind"];
  readonly project: string;
  readonly deployment: string | null;
  readonly change: string | null;
  readonly note: string | null;
}

export interface AttemptRecord {
  readonly index: number;
  readonly at: number;
  readonly action: string;
  readonly code: string;
  readonly person: string | null;
  /** Null where it was about none, or is not counted by one. */
  readonly project: string | null;
  readonly actor: string;
  readonly note: string | null;
}

/** A second look that was ordered at a decision, with its answer once there is one. */
export interface ReReviewRecord {
  readonly id: string;
  /** The order that it was part of, and whether a sample was drawn. */
  readonly order: string;
  readonly sampled: boolean;
  readonly decision: string;
  readonly change: string;
  /** Who is asked; null where it was drawn and nobody is left who could be, so that it waits for nobody. */
  readonly person: string | null;
  readonly due: number;
  readonly orderedBy: string;
  readonly at: number;
  /** Ledger index of the order. */
  readonly index: number;
  readonly answered: {
    readonly answer: FactData<"re-review-answered">["answer"];
    readonly by: string;
    readonly at: number;
    readonly index: number;
    readonly reason: string;
  } | null;
}

/** That whoever held a role said something is so. */
export interface AttestationRecord {
  readonly id: string;
  readonly item: string;
  readonly role: string;
  readonly person: string;
  readonly at: number;
  readonly index: number;
  /** From then on it is to be said again. */
  readonly until: number;
  readonly statement: string;
}

/** That somebody stands in for a person from one moment until before another. */
export interface DeputyRecord {
  readonly id: string;
  readonly person: string;
  readonly deputy: string;
  readonly from: number;
  readonly until: number;
  readonly namedBy: string;
  readonly at: number;
  readonly index: number;
  /** Ledger index of its end before its day, or null. */
  readonly endedAt: number | null;
}

/** An approval of a change itself, as a sample draws from. */
export interface ApprovalRecord {
  readonly id: string;
  readonly change: string;
  readonly project: string;
}
