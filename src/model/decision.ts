import { digestOf } from "./canonical.ts";

export const outcomes = ["approve", "request-changes", "defer", "unsure"] as const;
export type Outcome = (typeof outcomes)[number];

/** What a signature says (21 CFR 11.50 asks for the meaning beside name and time). */
export const meanings = ["review", "approval", "responsibility", "authorship"] as const;
export type Meaning = (typeof meanings)[number];

export const answerValues = ["met", "not-met", "not-applicable"] as const;

/** One person's answer to one question (R22). */
export interface Answer {
  readonly criterion: string;
  readonly value: (typeof answerValues)[number];
  /** Required for `not-applicable` and `not-met`. */
  readonly reason: string | null;
  /** Requirement, ticket or evidence that the answer rests on; required where the question says so. */
  readonly link: string | null;
}

/**
 * What a decision is about. An approval counts only while each of these equals what is judged now; nothing invalidates it in the background.
 * All ids are full git ids, all digests hex SHA-256.
 */
export interface Subject {
  readonly repository: string;
  readonly change: string;
  readonly base: string;
  readonly head: string;
  readonly resultTree: string;
  readonly resultListing: string;
  readonly policy: string;
  /** Digest of the ids and texts of the criteria that are asked of this change. */
  readonly criteria: string;
  /** Digest of the sorted list of evidence digests. */
  readonly evidence: string;
  /** Null for the judgement of the change itself, else the environment that it is released to. */
  readonly environment: string | null;
  /** Digest of what is deployed and of its declared parameters; null when none is named. */
  readonly artifact: string | null;
}

export function subjectDigest(subject: Subject): string {
  return digestOf(subject);
}

/** The document that a person signs, as RFC 8785 bytes. Stored and verified as bytes, never serialised again. */
export interface DecisionDocument {
  readonly schema: "countersign/decision/v1";
  readonly id: string;
  /** Origin of the ledger that records it. */
  readonly ledger: string;
  readonly outcome: Outcome;
  readonly meaning: Meaning;
  readonly person: string;
  readonly printedName: string;
  readonly subject: Subject;
  readonly tier: string;
  readonly answers: readonly Answer[];
  /** Criterion in doubt, for `unsure`. */
  readonly doubt: string | null;
  /** `YYYY-MM-DD` for `defer`. */
  readonly until: string | null;
  readonly comment: string | null;
  /** Size and root (base64) of the ledger that the signer saw. */
  readonly seen: { readonly size: number; readonly root: string };
  /** 32 bytes in hex, issued by the server and spent when the decision is recorded. */
  readonly nonce: string;
  /** RFC 3339 with zone, from the server's clock. */
  readonly time: string;
}

/** A recorded decision as `judge` reads it. The signature was verified when it was recorded. */
export interface Decision {
  readonly id: string;
  /** Ledger index. */
  readonly index: number;
  /** Milliseconds since the epoch, the ledger's time. */
  readonly at: number;
  readonly person: string;
  readonly outcome: Outcome;
  readonly subject: Subject;
  readonly answers: readonly Answer[];
  readonly doubt: string | null;
  readonly until: string | null;
  readonly signature: { readonly kind: "ssh" | "passkey"; readonly fingerprint: string };
  /** Ledger index of the withdrawal, or null. */
  readonly withdrawnAt: number | null;
}

/** An unsure or overdue decision on its way to a better-qualified person. */
export interface Escalation {
  readonly id: string;
  readonly kind: "unsure" | "overdue" | "break-glass-review" | "re-review";
  readonly change: string;
  /** The decision that opened it; null when overdue. */
  readonly decision: string | null;
  /** Criterion in doubt. */
  readonly criterion: string | null;
  /** Step of the policy's escalation list, 0-based. */
  readonly level: number;
  readonly to: { readonly qualification: string | null; readonly role: string | null; readonly not: readonly string[] };
  readonly openedAt: number;
  readonly due: number;
  readonly resolvedAt: number | null;
}
