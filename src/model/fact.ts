import { z } from "zod";
import { mostPrompts } from "./change.ts";
import { answerValues, meanings, outcomes } from "./decision.ts";
import { evidenceFormats, evidenceKinds, evidenceStates } from "./evidence.ts";
import { reversalCauses } from "./reversal.ts";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const gitId = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
const word = z.string().min(1).max(200);
const index = z.int().min(0);
/** Of the roles that are asked for, those that the signer held, sorted. */
const roles = z.array(word).min(1);
const instant = z.int().min(0);

/** What an API token may be issued for. None of them decides, waives, resolves, grants or changes a policy (R5). */
export const tokenScopes = ["read", "propose", "evidence", "gate", "deploy"] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** What people sign and acknowledge beside policies. */
export const governedDocuments = ["charter", "delivery", "risks", "audit-trail", "ai-policy", "blueprint"] as const;
export type GovernedDocument = (typeof governedDocuments)[number];

/** What has to be gone through before a new tool, or a new major version of its model, is used (R106). */
export const reviewItems = ["process", "criteria", "audit-events"] as const;
export type ReviewItem = (typeof reviewItems)[number];

const subject = z.strictObject({
  repository: word,
  change: word,
  base: gitId,
  head: gitId,
  resultTree: gitId,
  resultListing: hex64,
  policy: hex64,
  criteria: hex64,
  evidence: hex64,
  environment: word.nullable(),
  artifact: word.nullable(),
});

/**
 * What each fact says in the open. Persons appear by pseudonymous id only; what is personal or large is in the fact's private
 * documents, of which the ledger holds salted commitments.
 */
export const factData = {
  "organisation-founded": z.strictObject({ origin: word, vkey: z.string().max(400), name: word }),
  /** `branch` is the full ref that changes go to; the base of a change is on it. */
  "project-registered": z.strictObject({ project: word, repository: word, branch: word }),
  "person-enrolled": z.strictObject({ person: word, kind: z.enum(["person", "agent"]), roles: z.array(word) }),
  "person-changed": z.strictObject({ person: word, roles: z.array(word), active: z.boolean() }),
  /** `origin` is the page at which a passkey was made, such as `https://countersign.example.com`; only what was signed there counts. */
  "key-enrolled": z.strictObject({ person: word, fingerprint: word, kind: z.enum(["ssh", "passkey"]), origin: word.optional() }),
  "key-revoked": z.strictObject({ person: word, fingerprint: word }),
  /** An account at the company's provider; `digest` is a keyed digest of issuer and subject, which are private. */
  "login-linked": z.strictObject({ login: word, person: word, digest: hex64 }),
  "login-ended": z.strictObject({ login: word, person: word }),
  /** `hash` is the SHA-256 of a secret of 256 random bits, which nobody can guess from it. */
  "token-issued": z.strictObject({ token: word, person: word, scopes: z.array(z.enum(tokenScopes)).min(1), hash: hex64, until: instant }),
  "token-revoked": z.strictObject({ token: word, person: word }),
  "qualification-granted": z.strictObject({ qualification: word, person: word, domain: word, grantedBy: word, from: instant, until: instant }),
  "qualification-revoked": z.strictObject({ qualification: word }),
  "policy-adopted": z.strictObject({
    level: z.enum(["organisation", "project"]),
    project: word.nullable(),
    version: z.int().min(1),
    digest: hex64,
    commit: gitId.nullable(),
    fingerprint: word.nullable(),
  }),
  "change-proposed": z.strictObject({
    change: word,
    revision: z.int().min(1),
    project: word,
    repository: word,
    base: gitId,
    head: gitId,
    resultTree: gitId,
    resultListing: hex64,
    policy: hex64,
    /** Ledger indexes of the adoptions that make up the policy. */
    adoptions: z.array(index).min(1),
    criteria: hex64,
    types: z.array(word),
    tier: word,
    origin: z.strictObject({ human: index, ai: index, mixed: index, unknown: index }),
    tools: z.array(word),
    /** Every tool that wrote in it with the model where that is known, and whether it touches documents of the blueprint alone. Absent from before they were recorded. */
    wrote: z.array(z.strictObject({ tool: word, model: word.nullable() })).optional(),
    documentsOnly: z.boolean().optional(),
    /** Salted digests of prompts that the change's notes name, where the policy asks for them; `leftOut` is how many more there were. Absent where there is none, and from before they were recorded. */
    prompts: z.strictObject({ digests: z.array(hex64).min(1).max(mostPrompts), leftOut: index }).optional(),
    contributors: z.array(word),
    sponsors: z.array(word),
    proposer: word,
  }),
  "evidence-added": z.strictObject({
    evidence: word,
    project: word,
    commit: gitId,
    kind: z.enum(evidenceKinds).nullable(),
    format: z.enum(evidenceFormats).nullable(),
    state: z.enum(evidenceStates),
    producer: word,
    /** The file's SHA-256, blinded: tells the same file again without saying which it is. Absent from before it was recorded. */
    content: hex64.optional(),
    /** The run of the pipeline that made it, with its attempt, as whoever handed it in says. */
    run: word.optional(),
  }),
  "decision-made": z.strictObject({
    decision: word,
    change: word,
    revision: z.int().min(1),
    person: word,
    outcome: z.enum(outcomes),
    meaning: z.enum(meanings),
    tier: word,
    subject,
    subjectDigest: hex64,
    answers: z.array(z.strictObject({ criterion: word, value: z.enum(answerValues), until: z.iso.date().optional() })),
    doubt: word.nullable(),
    until: z.iso.date().nullable(),
    signature: z.enum(["ssh", "passkey"]),
    fingerprint: word,
  }),
  /** `person` withdraws it: whoever made it, or an administrator. */
  "decision-withdrawn": z.strictObject({ decision: word, person: word }),
  "escalation-opened": z.strictObject({
    escalation: word,
    kind: z.enum(["unsure", "overdue", "break-glass-review", "re-review", "question"]),
    change: word,
    decision: word.nullable(),
    criterion: word.nullable(),
    level: index,
    to: z.strictObject({ qualification: word.nullable(), role: word.nullable(), not: z.array(word) }),
    due: instant,
  }),
  "escalation-resolved": z.strictObject({ escalation: word, decision: word.nullable(), person: word }),
  "verdict-given": z.strictObject({
    verdict: word,
    change: word,
    revision: z.int().min(1),
    environment: word.nullable(),
    artifact: word.nullable(),
    answer: z.enum(["allow", "wait", "deny"]),
    reasons: z.array(word),
    subjectDigest: hex64,
    policy: hex64,
    /** Whether an approval of the change itself, by somebody who did not contribute, is among the decisions. */
    reviewed: z.boolean(),
    /** Ledger indexes of what the verdict rests on. */
    decisions: z.array(index),
    evidence: z.array(index),
    exceptions: z.array(word),
    until: instant,
    evaluator: word,
  }),
  "break-glass-used": z.strictObject({
    exception: word,
    change: word,
    environment: word,
    subjectDigest: hex64,
    people: z.array(z.strictObject({ person: word, fingerprint: word })).min(2),
    expires: instant,
  }),
  "deployment-recorded": z.strictObject({
    deployment: word,
    stage: z.enum(["started", "succeeded", "failed", "rolled-back"]),
    project: word,
    change: word.nullable(),
    commit: gitId,
    environment: word,
    artifact: word.nullable(),
    /** Ledger index of the allow that it relied on; null is a violation. */
    verdict: index.nullable(),
  }),
  "violation-recorded": z.strictObject({
    violation: word,
    kind: z.enum(["ungated-deployment", "late-approval", "policy-bypass"]),
    project: word,
    deployment: word.nullable(),
    change: word.nullable(),
  }),
  /** Without `blob` it is about the whole change, without `line` about a file; `line` is 1-based on its `side` of the diff. */
  "comment-made": z.strictObject({
    comment: word,
    change: word,
    revision: z.int().min(1),
    person: word,
    blob: gitId.nullable(),
    line: z.int().min(1).nullable(),
    side: z.enum(["base", "head"]).nullable(),
  }),
  "comment-resolved": z.strictObject({ comment: word, person: word }),
  /**
   * Second looks at approvals. `size` and `root` (base64) are of the ledger as it stood before; `seed` follows from them and `order`, which is random, and whom and what was drawn follows from the seed, so that nobody chose.
   * `sample` is null for one named decision; `person` is null where nobody is left who could be asked.
   */
  "re-review-ordered": z.strictObject({
    order: word,
    sample: z.strictObject({ since: instant, until: instant, project: word.nullable(), count: z.int().min(1).max(100), population: index }).nullable(),
    size: index,
    root: word,
    seed: hex64,
    due: instant,
    asked: z
      .array(z.strictObject({ review: word, decision: word, change: word, person: word.nullable() }))
      .min(1)
      .max(100),
  }),
  "re-review-answered": z.strictObject({ review: word, decision: word, change: word, person: word, answer: z.enum(["agrees", "disagrees"]) }),
  /** Whoever holds the role says that something is so which no record can say; it holds until it is to be said again. */
  "attestation-made": z.strictObject({ attestation: word, item: word, role: word, person: word, until: instant }),
  /** Until it ends, what waits for `person` waits for `deputy` too, as far as the deputy is qualified for it anyway. */
  "deputy-named": z.strictObject({ deputyship: word, person: word, deputy: word, from: instant, until: instant }),
  "deputy-ended": z.strictObject({ deputyship: word, person: word }),
  /** `start` and `end` are days; the end is the target. */
  "blueprint-started": z.strictObject({ blueprint: word, project: word, start: z.iso.date(), end: z.iso.date(), person: word }),
  /** `digest` is that of the data of its documents at `commit`. */
  "blueprint-closed": z.strictObject({
    blueprint: word,
    project: word,
    commit: gitId,
    digest: hex64,
    /** The documents that it is closed with, by the digests under which they were signed. */
    documents: z.array(z.strictObject({ document: z.enum(governedDocuments), digest: hex64 })).max(governedDocuments.length),
    person: word,
    fingerprint: word,
  }),
  "blueprint-skipped": z.strictObject({ project: word, person: word }),
  "blueprint-excepted": z.strictObject({ exception: word, project: word, change: word, person: word, until: instant }),
  /** `project` is null for a document of the organisation. `id` and `version` are the document's own. */
  "document-signed": z.strictObject({
    signing: word,
    project: word.nullable(),
    document: z.enum(governedDocuments),
    id: word,
    version: word,
    digest: hex64,
    /** By when the document itself says that it is looked at again. */
    reviewBy: z.iso.date().nullable(),
    roles,
    person: word,
    fingerprint: word,
  }),
  "document-acknowledged": z.strictObject({ project: word.nullable(), document: z.enum(governedDocuments), version: word, digest: hex64, person: word }),
  /** Of a tool that a policy newly names, or, with `model`, of a major version of its model. */
  "tool-review-opened": z.strictObject({ review: word, project: word.nullable(), tool: word, model: word.nullable(), items: z.array(z.enum(reviewItems)).min(1) }),
  "tool-review-item-closed": z.strictObject({ review: word, item: z.enum(reviewItems), person: word }),
  "tool-suspended": z.strictObject({ tool: word, project: word.nullable(), person: word }),
  "tool-resumed": z.strictObject({ tool: word, project: word.nullable(), person: word }),
  /** `after` is the phase that stands before it in the project's framework. */
  "phase-advanced": z.strictObject({ project: word, phase: word, checkpoint: word, after: word.nullable(), digest: hex64, roles, person: word, fingerprint: word }),
  "risk-accepted": z.strictObject({ risk: word, project: word, digest: hex64, level: word, until: z.iso.date(), roles, person: word, fingerprint: word }),
  "escalation-drilled": z.strictObject({ drill: word, project: word, person: word, outcome: z.enum(["answered", "unanswered"]) }),
  "effort-recorded": z.strictObject({ effort: word, project: word, checkpoint: word, minutes: z.int().min(1).max(100_000), person: word }),
  /** A change that takes back an earlier one. `restored` of `files` that the earlier one touched stand again as they were before it. */
  "reversal-recorded": z.strictObject({
    reversal: word,
    project: word,
    change: word,
    reversed: word,
    cause: z.enum(reversalCauses),
    files: z.int().min(1),
    restored: z.int().min(0),
    person: word,
  }),
  /** The constraint that had not been stated when a change was taken back for want of it. */
  "constraint-stated": z.strictObject({ reversal: word, constraint: word, person: word }),
  /** `project` where the attempt was about one and it is counted by it. */
  "attempt-refused": z.strictObject({ action: word, code: word, person: word.nullable(), project: word.optional() }),
  "views-checked": z.strictObject({ size: index, reducer: z.int().min(1), digests: z.record(z.string(), hex64) }),
  /** Salt and content of these commitments were deleted; the proofs of the facts that hold them stay whole. */
  "document-erased": z.strictObject({ commitments: z.array(hex64).min(1).max(100), reason: word }),
} as const;

export type FactType = keyof typeof factData;
export type FactData<T extends FactType> = z.infer<(typeof factData)[T]>;

/** What is personal or large: bytes stored beside the ledger, which holds only `SHA-256("countersign/commit/v1" ‖ salt ‖ bytes)`. */
export interface PrivateDocument {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A private document in a file of ours, so that it need not stand in memory. Whoever names the file leaves it as it is until the fact is recorded. */
export interface FiledDocument {
  readonly mediaType: string;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

export interface Commitment {
  /** Hex SHA-256. */
  readonly commitment: string;
  readonly size: number;
  readonly mediaType: string;
}

/** A fact before it has its place in the ledger. */
export type Draft = {
  [T in FactType]: {
    readonly type: T;
    /** Person id, or `system`. */
    readonly actor: string;
    readonly data: FactData<T>;
    /** Ledger indexes of earlier facts that this one rests on. */
    readonly links?: readonly number[];
    /** The same key is the same fact: a retry answers with the first one's place. */
    readonly key: string;
    readonly private?: { readonly [name: string]: PrivateDocument | FiledDocument };
    /** Git objects that the fact speaks about, for the statement's subject. */
    readonly git?: { readonly commit?: string; readonly tree?: string };
  };
}[FactType];

/** A fact at its place in the ledger. */
export type Fact = {
  [T in FactType]: {
    readonly type: T;
    readonly index: number;
    /** Milliseconds since the epoch; never less than that of the fact before. The operator's word. */
    readonly at: number;
    readonly actor: string;
    readonly organisation: string;
    readonly data: FactData<T>;
    readonly links: readonly number[];
    readonly key: string;
    readonly commitments: { readonly [name: string]: Commitment };
  };
}[FactType];

export type FactOf<T extends FactType> = Extract<Fact, { readonly type: T }>;
