import { digestOf } from "./canonical.ts";

export const outcomes = ["approve", "request-changes", "defer", "unsure"] as const;
export type Outcome = (typeof outcomes)[number];

/** What a signature says (21 CFR 11.50 asks for the meaning beside name and time). */
export const meanings = ["review", "approval", "responsibility", "authorship"] as const;
export type Meaning = (typeof meanings)[number];

export const answerValues = ["met", "not-met", "not-applicable", "fixed", "accepted", "false-positive", "approved", "deferred"] as const;
export type AnswerValue = (typeof answerValues)[number];

/** What a question is about: a criterion of the policy, of a change or of its release, one finding, or one update of a dependency. */
export const questionKinds = ["criterion", "release", "finding", "update"] as const;
export type QuestionKind = (typeof questionKinds)[number];

interface AnswerRule {
  readonly value: AnswerValue;
  readonly needs: readonly ("reason" | "until")[];
  /** An approval may hold it. */
  readonly affirms: boolean;
}

/** What a question of each kind can be answered with, and what such an answer has to say. A finding that is `fixed` is gone from the next report; as long as one shows it, that is no approval. */
export const answerRules: { readonly [kind in QuestionKind]: readonly AnswerRule[] } = {
  criterion: [
    { value: "met", needs: [], affirms: true },
    { value: "not-met", needs: ["reason"], affirms: false },
    { value: "not-applicable", needs: ["reason"], affirms: true },
  ],
  // What a release may do, and how it is taken back, is known only where somebody says it.
  release: [
    { value: "met", needs: ["reason"], affirms: true },
    { value: "not-met", needs: ["reason"], affirms: false },
    { value: "not-applicable", needs: ["reason"], affirms: true },
  ],
  finding: [
    { value: "fixed", needs: ["reason"], affirms: false },
    { value: "accepted", needs: ["reason", "until"], affirms: true },
    { value: "false-positive", needs: ["reason"], affirms: true },
  ],
  update: [
    { value: "approved", needs: [], affirms: true },
    { value: "deferred", needs: ["reason", "until"], affirms: false },
  ],
};

/** Null for a value that a question of this kind does not take. */
export function answerRule(kind: QuestionKind, value: AnswerValue): AnswerRule | null {
  return answerRules[kind].find((rule) => rule.value === value) ?? null;
}

/** One person's answer to one question (R22). */
export interface Answer {
  readonly criterion: string;
  readonly value: AnswerValue;
  /** Required as `answerRules` says. */
  readonly reason: string | null;
  /** Requirement, ticket or evidence that the answer rests on; required where the question says so. */
  readonly link: string | null;
  /** `YYYY-MM-DD`: the last day, UTC, on which a finding is accepted, or before which an update is not looked at again. Absent for every other answer. */
  readonly until?: string | undefined;
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
  /** A `question` is asked by an agent that takes part in the change; it holds the change up until a person decides. */
  readonly kind: "unsure" | "overdue" | "break-glass-review" | "re-review" | "question";
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
