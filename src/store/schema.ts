/**
 * What the ledger itself consists of. These rows are written once and never change, but for the head, the frontier, and openings that
 * are erased. Hashes are 32 bytes.
 */
export interface CoreTables {
  /** One row for each fact; `idx` has no gap, `key` is the idempotency key. */
  leaves: { idx: number; leaf: Uint8Array; leaf_hash: Uint8Array; at: number; type: string; key: string };
  /** Full tiles only, 8,192 bytes each. */
  tiles: { level: number; idx: number; bytes: Uint8Array };
  /** The partial tiles above level 0, which change once in 256 facts; level 0's is made of the newest leaves. */
  frontier: { level: number; bytes: Uint8Array };
  /**
   * One row, `id` 1. `at` is the time of the newest fact, `note` the signed checkpoint note of this size, `epoch` grows when a new writer
   * fences the old ones out, `reducer` is the version that folded the views.
   */
  head: { id: number; size: number; root: Uint8Array; note: string; at: number; epoch: number; reducer: number };
  /** What opens a commitment. `bytes` is null when the content stands in the blob folder. Deleting the row erases. */
  openings: { commitment: string; salt: Uint8Array; media_type: string; size: number; bytes: Uint8Array | null };
}

type Kind = "text" | "text?" | "integer" | "integer?";
type Value<K extends Kind> = K extends "text" ? string : K extends "text?" ? string | null : K extends "integer" ? number : number | null;

/**
 * The tables that are folded from the ledger: their primary keys and columns. They hold no constraint but the primary key, because
 * nothing may refuse what the ledger has accepted. Lists and objects are canonical JSON in text, times are milliseconds since the epoch,
 * booleans 0 or 1; `*_index` is a ledger index, `*_doc` the commitment of a private document. A `?` marks what may be null.
 */
export const views = {
  organisation: { key: ["id"], columns: { id: "text", name: "text", origin: "text", vkey: "text", founded_at: "integer" } },
  projects: { key: ["id"], columns: { id: "text", repository: "text", branch: "text", registered_at: "integer" } },
  /** `handle`, `name` and `emails` are null once the profile is erased. */
  people: {
    key: ["id"],
    columns: {
      id: "text",
      kind: "text",
      handle: "text?",
      name: "text?",
      emails: "text?",
      roles: "text",
      active: "integer",
      enrolled_index: "integer",
      enrolled_by: "text",
      profile_doc: "text?",
    },
  },
  addresses: { key: ["email", "person"], columns: { email: "text", person: "text", profile_doc: "text?" } },
  keys: {
    key: ["fingerprint"],
    columns: {
      fingerprint: "text",
      person: "text",
      kind: "text",
      /** Of a passkey: the page at which it was made, and the authenticator's id for it with what is known about it. */
      origin: "text?",
      credential: "text?",
      transports: "text?",
      backed_up: "integer?",
      public_key: "text?",
      enrolled_index: "integer",
      revoked_index: "integer?",
      public_key_doc: "text?",
      credential_doc: "text?",
    },
  },
  logins: {
    key: ["id"],
    columns: { id: "text", person: "text", digest: "text", linked_at: "integer", linked_index: "integer", ended_index: "integer?", identity_doc: "text?" },
  },
  tokens: {
    key: ["id"],
    columns: {
      id: "text",
      person: "text",
      scopes: "text",
      hash: "text",
      until_at: "integer",
      issued_by: "text",
      issued_at: "integer",
      issued_index: "integer",
      revoked_index: "integer?",
      label_doc: "text?",
    },
  },
  qualifications: {
    key: ["id"],
    columns: {
      id: "text",
      person: "text",
      domain: "text",
      basis: "text?",
      granted_by: "text",
      granted_index: "integer",
      from_at: "integer",
      until_at: "integer",
      revoked_index: "integer?",
      basis_doc: "text?",
    },
  },
  policies: {
    key: ["adopted_index"],
    columns: {
      adopted_index: "integer",
      adopted_at: "integer",
      adopted_by: "text",
      level: "text",
      project: "text?",
      version: "integer",
      digest: "text",
      commit_id: "text?",
      fingerprint: "text?",
      text_doc: "text?",
      signature_doc: "text?",
    },
  },
  changes: {
    key: ["id"],
    columns: {
      id: "text",
      project: "text",
      repository: "text",
      revision: "integer",
      head: "text",
      result_tree: "text",
      result_listing: "text",
      tier: "text",
      proposed_at: "integer",
      proposed_index: "integer",
      /** The newest verdict since the newest revision was put forward, whatever it is about; null until one is given. */
      answer: "text?",
      answered_at: "integer?",
      answered_index: "integer?",
    },
  },
  revisions: {
    key: ["change", "revision"],
    columns: {
      change: "text",
      revision: "integer",
      project: "text",
      repository: "text",
      base: "text",
      head: "text",
      result_tree: "text",
      result_listing: "text",
      policy: "text",
      adoptions: "text",
      criteria: "text",
      types: "text",
      tier: "text",
      origin: "text",
      tools: "text",
      contributors: "text",
      sponsors: "text",
      proposer: "text",
      proposed_at: "integer",
      proposed_index: "integer",
      detail_doc: "text?",
    },
  },
  /** AI tools that changes name as theirs: of each change the newest revision that names the tool. */
  tool_uses: {
    key: ["tool", "change"],
    columns: { tool: "text", change: "text", project: "text", revision: "integer", proposed_at: "integer", proposed_index: "integer" },
  },
  evidence: {
    key: ["id"],
    columns: {
      id: "text",
      project: "text",
      commit_id: "text",
      kind: "text?",
      format: "text?",
      state: "text",
      producer: "text",
      content: "text?",
      run: "text?",
      added_at: "integer",
      added_index: "integer",
      name_doc: "text?",
      reading_doc: "text?",
      file_doc: "text?",
      file_size: "integer?",
      file_type: "text?",
    },
  },
  decisions: {
    key: ["id"],
    columns: {
      id: "text",
      change: "text",
      revision: "integer",
      person: "text",
      outcome: "text",
      meaning: "text",
      tier: "text",
      subject: "text",
      subject_digest: "text",
      answers: "text",
      doubt: "text?",
      until: "text?",
      signature: "text",
      fingerprint: "text",
      made_at: "integer",
      made_index: "integer",
      withdrawn_index: "integer?",
      document_doc: "text?",
      signature_doc: "text?",
      answers_doc: "text?",
      attention_doc: "text?",
    },
  },
  comments: {
    key: ["id"],
    columns: {
      id: "text",
      change: "text",
      revision: "integer",
      person: "text",
      blob: "text?",
      line: "integer?",
      side: "text?",
      made_at: "integer",
      made_index: "integer",
      resolved_at: "integer?",
      resolved_index: "integer?",
      resolved_by: "text?",
      comment_doc: "text?",
    },
  },
  escalations: {
    key: ["id"],
    columns: {
      id: "text",
      kind: "text",
      change: "text",
      decision: "text?",
      criterion: "text?",
      level: "integer",
      assigned: "text",
      due: "integer",
      opened_at: "integer",
      opened_index: "integer",
      resolved_at: "integer?",
      resolved_index: "integer?",
      resolved_by: "text?",
      resolving_decision: "text?",
      note_doc: "text?",
      resolution_doc: "text?",
    },
  },
  verdicts: {
    key: ["id"],
    columns: {
      id: "text",
      change: "text",
      revision: "integer",
      environment: "text?",
      artifact: "text?",
      answer: "text",
      reasons: "text",
      subject_digest: "text",
      policy: "text",
      decisions: "text",
      evidence: "text",
      exceptions: "text",
      until: "integer",
      evaluator: "text",
      given_at: "integer",
      given_index: "integer",
      verdict_doc: "text?",
    },
  },
  /** Emergency allows (break-glass). */
  exceptions: {
    key: ["id"],
    columns: {
      id: "text",
      change: "text",
      environment: "text",
      subject_digest: "text",
      people: "text",
      expires: "integer",
      used_at: "integer",
      used_index: "integer",
      reason_doc: "text?",
      documents_doc: "text?",
      signatures_doc: "text?",
    },
  },
  /** One row for each stage of a deployment. */
  deployments: {
    key: ["recorded_index"],
    columns: {
      recorded_index: "integer",
      recorded_at: "integer",
      id: "text",
      stage: "text",
      project: "text",
      change: "text?",
      commit_id: "text",
      environment: "text",
      artifact: "text?",
      verdict: "integer?",
      actor: "text",
      note_doc: "text?",
    },
  },
  violations: {
    key: ["id"],
    columns: { id: "text", kind: "text", project: "text", deployment: "text?", change: "text?", recorded_at: "integer", recorded_index: "integer", note_doc: "text?" },
  },
  /** Second looks at decisions: one row for each that was ordered. */
  re_reviews: {
    key: ["id"],
    columns: {
      id: "text",
      order_id: "text",
      decision: "text",
      change: "text",
      person: "text?",
      due: "integer",
      sampled: "integer",
      ordered_by: "text",
      ordered_at: "integer",
      ordered_index: "integer",
      answer: "text?",
      answered_at: "integer?",
      answered_index: "integer?",
      answered_by: "text?",
      reason_doc: "text?",
    },
  },
  attestations: {
    key: ["id"],
    columns: { id: "text", item: "text", role: "text", person: "text", until_at: "integer", made_at: "integer", made_index: "integer", statement_doc: "text?" },
  },
  deputies: {
    key: ["id"],
    columns: {
      id: "text",
      person: "text",
      deputy: "text",
      from_at: "integer",
      until_at: "integer",
      named_by: "text",
      named_at: "integer",
      named_index: "integer",
      ended_index: "integer?",
    },
  },
  blueprints: {
    key: ["id"],
    columns: {
      id: "text",
      project: "text",
      start_day: "text",
      end_day: "text",
      started_by: "text",
      started_at: "integer",
      started_index: "integer",
      closed_by: "text?",
      closed_at: "integer?",
      closed_index: "integer?",
      commit_id: "text?",
      digest: "text?",
    },
  },
  blueprint_skips: {
    key: ["skipped_index"],
    columns: { skipped_index: "integer", skipped_at: "integer", project: "text", person: "text", reason_doc: "text?" },
  },
  blueprint_exceptions: {
    key: ["id"],
    columns: { id: "text", project: "text", change: "text", person: "text", until_at: "integer", made_at: "integer", made_index: "integer", reason_doc: "text?" },
  },
  signings: {
    key: ["id"],
    columns: {
      id: "text",
      project: "text?",
      document: "text",
      document_id: "text",
      version: "text",
      digest: "text",
      /** Canonical JSON of an array. */
      roles: "text",
      review_by: "text?",
      person: "text",
      fingerprint: "text",
      signed_at: "integer",
      signed_index: "integer",
      document_doc: "text?",
      signature_doc: "text?",
    },
  },
  acknowledgements: {
    key: ["acknowledged_index"],
    columns: { acknowledged_index: "integer", acknowledged_at: "integer", project: "text?", document: "text", version: "text", digest: "text", person: "text" },
  },
  tool_reviews: {
    key: ["id"],
    columns: { id: "text", project: "text?", tool: "text", model: "text?", items: "text", opened_by: "text", opened_at: "integer", opened_index: "integer" },
  },
  tool_review_items: {
    key: ["closed_index"],
    columns: { closed_index: "integer", closed_at: "integer", review: "text", item: "text", person: "text", done_doc: "text?" },
  },
  /** One row for each time that a tool was suspended, or let in again. */
  tool_suspensions: {
    key: ["decided_index"],
    columns: { decided_index: "integer", decided_at: "integer", tool: "text", project: "text?", person: "text", suspended: "integer", reason_doc: "text?" },
  },
  phases: {
    key: ["advanced_index"],
    columns: { advanced_index: "integer", advanced_at: "integer", project: "text", phase: "text", checkpoint: "text", digest: "text", person: "text", fingerprint: "text" },
  },
  risk_acceptances: {
    key: ["accepted_index"],
    columns: {
      accepted_index: "integer",
      accepted_at: "integer",
      risk: "text",
      project: "text",
      digest: "text",
      level: "text",
      until_day: "text",
      person: "text",
      fingerprint: "text",
    },
  },
  escalation_drills: {
    key: ["id"],
    columns: { id: "text", project: "text", person: "text", outcome: "text", drilled_at: "integer", drilled_index: "integer", note_doc: "text?" },
  },
  efforts: {
    key: ["id"],
    columns: { id: "text", project: "text", checkpoint: "text", minutes: "integer", person: "text", recorded_at: "integer", recorded_index: "integer" },
  },
  reversals: {
    key: ["id"],
    columns: {
      id: "text",
      project: "text",
      change: "text",
      reversed: "text",
      cause: "text",
      files: "integer",
      restored: "integer",
      person: "text",
      recorded_at: "integer",
      recorded_index: "integer",
      note_doc: "text?",
      constraint_id: "text?",
      stated_by: "text?",
      stated_index: "integer?",
    },
  },
  attempts: {
    key: ["refused_index"],
    columns: { refused_index: "integer", refused_at: "integer", action: "text", code: "text", person: "text?", project: "text?", actor: "text", note_doc: "text?" },
  },
} as const satisfies Record<string, { readonly key: readonly string[]; readonly columns: { readonly [column: string]: Kind } }>;

export type ViewName = keyof typeof views;
type Columns<V extends ViewName> = (typeof views)[V]["columns"];

/** A row of a view without `last_index`, which is the index of the fact that touched it last. */
export type ViewRow<V extends ViewName> = { [C in keyof Columns<V>]: Columns<V>[C] extends Kind ? Value<Columns<V>[C]> : never };

/** Every table, as Kysely wants them. */
export type Tables = CoreTables & { [V in ViewName]: ViewRow<V> & { last_index: number } };

export const viewNames = Object.keys(views) as ViewName[];

/** The columns of a view in their order, `last_index` at the end. */
export function columnsOf(view: ViewName): string[] {
  return [...Object.keys(views[view].columns), "last_index"];
}

/** Indexes that the reads need, over view columns. */
export const viewIndexes: readonly { readonly view: ViewName; readonly columns: readonly string[] }[] = [
  { view: "projects", columns: ["repository"] },
  { view: "people", columns: ["handle"] },
  { view: "addresses", columns: ["person"] },
  { view: "keys", columns: ["credential"] },
  { view: "logins", columns: ["digest"] },
  { view: "tokens", columns: ["hash"] },
  { view: "policies", columns: ["level", "project"] },
  { view: "changes", columns: ["project", "proposed_index"] },
  { view: "changes", columns: ["proposed_at", "project", "answer"] },
  { view: "evidence", columns: ["project", "commit_id"] },
  { view: "evidence", columns: ["content"] },
  { view: "decisions", columns: ["change"] },
  { view: "comments", columns: ["change"] },
  { view: "escalations", columns: ["change"] },
  { view: "escalations", columns: ["resolved_index", "due", "change"] },
  { view: "verdicts", columns: ["change"] },
  { view: "exceptions", columns: ["change"] },
  { view: "deployments", columns: ["id"] },
  { view: "re_reviews", columns: ["change"] },
  { view: "attempts", columns: ["code"] },
];
