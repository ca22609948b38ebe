import { canonicalText, type Json, parseStrict } from "../model/canonical.ts";
import type { Fact, FactOf } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { ViewName, ViewRow } from "./schema.ts";

/** Grows with every change of what is folded; a store whose views were folded by a lower one folds them anew when it is opened. */
export const reducerVersion = 7;

export type Cell = string | number | null;

/** Values by column. */
export interface Cells {
  readonly [column: string]: Cell;
}

/**
 * One step on a view. `put` writes the whole row of its primary key; `patch` changes columns of the rows that hold one value in one
 * column, mostly the key, and does nothing where there are none; `remove` deletes such rows. No table can refuse any of them.
 */
export type ViewChange =
  | { readonly kind: "put"; readonly view: ViewName; readonly row: Cells }
  | { readonly kind: "patch"; readonly view: ViewName; readonly column: string; readonly value: Cell; readonly set: Cells }
  | { readonly kind: "remove"; readonly view: ViewName; readonly column: string; readonly value: Cell };

/** The bytes behind a commitment; null when they were erased. */
export type Opener = (commitment: string) => Uint8Array | null;

/**
 * What a fact does to the views. Pure: the same fact and openings give the same steps, so that views can be thrown away and folded
 * again. Never refuses and never throws for what a fact or a private document holds: a document that is erased or malformed leaves
 * its columns null. A fact of an unknown type does nothing.
 */
export function fold(fact: Fact, open: Opener): ViewChange[] {
  return new Folding(fact.index, open).changes(fact);
}

/** The commitments that `fold` opens for this fact; the other documents are opened by those who read them. */
export function openedBy(fact: { readonly type: string; readonly commitments: Fact["commitments"] }): string[] {
  const names = Object.hasOwn(foldedDocuments, fact.type) ? (foldedDocuments[fact.type] ?? []) : [];
  return names.flatMap((name) => fact.commitments[name]?.commitment ?? []);
}

const foldedDocuments: { readonly [type: string]: readonly string[] } = {
  "person-enrolled": ["profile"],
  "person-changed": ["profile"],
  "key-enrolled": ["publicKey", "credential"],
  "qualification-granted": ["basis"],
};

class Folding {
  readonly #index: number;
  readonly #open: Opener;

  constructor(index: number, open: Opener) {
    this.#index = index;
    this.#open = open;
  }

  changes(fact: Fact): ViewChange[] {
    switch (fact.type) {
      case "organisation-founded":
        return [this.#put("organisation", { id: fact.organisation, ...fact.data, founded_at: fact.at })];
      case "project-registered":
        return [this.#put("projects", { id: fact.data.project, repository: fact.data.repository, branch: fact.data.branch, registered_at: fact.at })];
      case "person-enrolled":
        return this.#personEnrolled(fact);
      case "person-changed":
        return this.#personChanged(fact);
      case "key-enrolled":
        return [this.#key(fact)];
      case "key-revoked":
        return [this.#patch("keys", "fingerprint", fact.data.fingerprint, { revoked_index: fact.index })];
      case "login-linked":
        return [this.#login(fact)];
      case "login-ended":
        return [this.#patch("logins", "id", fact.data.login, { ended_index: fact.index })];
      case "token-issued":
        return [this.#token(fact)];
      case "token-revoked":
        return [this.#patch("tokens", "id", fact.data.token, { revoked_index: fact.index })];
      case "qualification-granted":
        return [this.#qualification(fact)];
      case "qualification-revoked":
        return [this.#patch("qualifications", "id", fact.data.qualification, { revoked_index: fact.index })];
      case "policy-adopted":
        return [this.#policy(fact)];
      case "change-proposed":
        return this.#change(fact);
      case "evidence-added":
        return [this.#evidence(fact)];
      case "decision-made":
        return [this.#decision(fact)];
      case "decision-withdrawn":
        return [this.#patch("decisions", "id", fact.data.decision, { withdrawn_index: fact.index })];
      case "comment-made":
        return [this.#comment(fact)];
      case "comment-resolved":
        return [this.#patch("comments", "id", fact.data.comment, { resolved_at: fact.at, resolved_index: fact.index, resolved_by: fact.data.person })];
      case "escalation-opened":
        return [this.#escalation(fact)];
      case "escalation-resolved":
        return [this.#resolution(fact)];
      case "verdict-given":
        return this.#verdict(fact);
      case "break-glass-used":
        return [this.#exception(fact)];
      case "deployment-recorded":
        return [this.#deployment(fact)];
      case "violation-recorded":
        return [this.#violation(fact)];
      case "re-review-ordered":
        return this.#reReviews(fact);
      case "re-review-answered":
        return [this.#reReviewAnswer(fact)];
      case "attestation-made":
        return [this.#attestation(fact)];
      case "deputy-named":
        return [this.#deputy(fact)];
      case "deputy-ended":
        return [this.#patch("deputies", "id", fact.data.deputyship, { ended_index: fact.index })];
      case "blueprint-started":
        return [this.#blueprint(fact)];
      case "blueprint-closed":
        return [this.#patch("blueprints", "id", fact.data.blueprint, closing(fact))];
      case "blueprint-skipped":
        return [this.#put("blueprint_skips", { skipped_index: fact.index, skipped_at: fact.at, ...fact.data, reason_doc: document(fact, "reason") })];
      case "blueprint-excepted":
        return [this.#blueprintException(fact)];
      case "document-signed":
        return [this.#signing(fact)];
      case "document-acknowledged":
        return [this.#put("acknowledgements", { acknowledged_index: fact.index, acknowledged_at: fact.at, ...fact.data })];
      case "tool-review-opened":
        return [this.#toolReview(fact)];
      case "tool-review-item-closed":
        return [this.#put("tool_review_items", { closed_index: fact.index, closed_at: fact.at, ...fact.data, done_doc: document(fact, "done") })];
      case "tool-suspended":
      case "tool-resumed":
        return [this.#suspension(fact)];
      case "phase-advanced":
        return [this.#phase(fact)];
      case "risk-accepted":
        return [this.#riskAcceptance(fact)];
      case "escalation-drilled":
        return [this.#escalationDrill(fact)];
      case "effort-recorded":
        return [this.#effort(fact)];
      case "reversal-recorded":
        return [this.#reversal(fact)];
      case "constraint-stated":
        return [this.#patch("reversals", "id", fact.data.reversal, { constraint_id: fact.data.constraint, stated_by: fact.data.person, stated_index: fact.index })];
      case "attempt-refused":
        return [this.#attempt(fact)];
      case "document-erased":
        return fact.data.commitments.flatMap((commitment) => this.#erasure(commitment));
      default:
        return [];
    }
  }

  #personEnrolled(fact: FactOf<"person-enrolled">): ViewChange[] {
    const { person, kind, roles } = fact.data;
    const { columns, addresses } = this.#profile(fact, person);
    return [this.#put("people", { id: person, kind, ...columns, roles: canonicalText(roles), active: 1, enrolled_index: fact.index, enrolled_by: fact.actor }), ...addresses];
  }

  #personChanged(fact: FactOf<"person-changed">): ViewChange[] {
    const { person, roles, active } = fact.data;
    const set = { roles: canonicalText(roles), active: active ? 1 : 0 };
    if (fact.commitments["profile"] === undefined) return [this.#patch("people", "id", person, set)];
    const { columns, addresses } = this.#profile(fact, person);
    return [this.#patch("people", "id", person, { ...set, ...columns }), ...addresses];
  }

  // The addresses of a profile replace those of the same person. Were one recorded for two persons, both rows stay, so that erasing
  // the one leaves what replaying without it gives.
  #profile(fact: Fact, person: string) {
    const { handle, name, emails } = readProfile(this.#text(fact, "profile"));
    const profile_doc = document(fact, "profile");
    return {
      columns: { handle, name, emails: emails === null ? null : canonicalText(emails), profile_doc },
      addresses: [this.#remove("addresses", "person", person), ...(emails ?? []).map((email) => this.#put("addresses", { email, person, profile_doc }))],
    };
  }

  // What was opened into a view goes with its opening; what readers open themselves is gone already.
  #erasure(commitment: string): ViewChange[] {
    return [
      this.#patch("people", "profile_doc", commitment, { handle: null, name: null, emails: null }),
      this.#remove("addresses", "profile_doc", commitment),
      this.#patch("keys", "public_key_doc", commitment, { public_key: null }),
      this.#patch("keys", "credential_doc", commitment, { credential: null, transports: null, backed_up: null }),
      this.#patch("qualifications", "basis_doc", commitment, { basis: null }),
    ];
  }

  #key(fact: FactOf<"key-enrolled">): ViewChange {
    const { person, fingerprint, kind, origin } = fact.data;
    return this.#put("keys", {
      fingerprint,
      person,
      kind,
      origin: origin ?? null,
      ...readCredential(this.#text(fact, "credential")),
      public_key: this.#text(fact, "publicKey"),
      enrolled_index: fact.index,
      revoked_index: null,
      public_key_doc: document(fact, "publicKey"),
      credential_doc: document(fact, "credential"),
    });
  }

  #login(fact: FactOf<"login-linked">): ViewChange {
    const { login, person, digest } = fact.data;
    const placed = { linked_at: fact.at, linked_index: fact.index, ended_index: null };
    return this.#put("logins", { id: login, person, digest, ...placed, identity_doc: document(fact, "identity") });
  }

  #token(fact: FactOf<"token-issued">): ViewChange {
    const { token, person, scopes, hash, until } = fact.data;
    return this.#put("tokens", {
      id: token,
      person,
      scopes: canonicalText(scopes),
      hash,
      until_at: until,
      issued_by: fact.actor,
      issued_at: fact.at,
      issued_index: fact.index,
      revoked_index: null,
      label_doc: document(fact, "label"),
    });
  }

  #qualification(fact: FactOf<"qualification-granted">): ViewChange {
    const { qualification, person, domain, grantedBy, from, until } = fact.data;
    return this.#put("qualifications", {
      id: qualification,
      person,
      domain,
      basis: this.#text(fact, "basis"),
      granted_by: grantedBy,
      granted_index: fact.index,
      from_at: from,
      until_at: until,
      revoked_index: null,
      basis_doc: document(fact, "basis"),
    });
  }

  #policy(fact: FactOf<"policy-adopted">): ViewChange {
    const { level, project, version, digest, commit, fingerprint } = fact.data;
    return this.#put("policies", {
      adopted_index: fact.index,
      adopted_at: fact.at,
      adopted_by: fact.actor,
      level,
      project,
      version,
      digest,
      commit_id: commit,
      fingerprint,
      text_doc: document(fact, "text"),
      signature_doc: document(fact, "signature"),
    });
  }

  #change(fact: FactOf<"change-proposed">): ViewChange[] {
    const {
      change,
      revision,
      project,
      repository,
      head,
      tier,
      base,
      resultTree,
      resultListing,
      policy,
      adoptions,
      criteria,
      types,
      origin,
      tools,
      contributors,
      sponsors,
      proposer,
    } = fact.data;
    const placed = { proposed_at: fact.at, proposed_index: fact.index };
    const unanswered = { answer: null, answered_at: null, answered_index: null };
    return [
      this.#put("changes", { id: change, project, repository, revision, head, result_tree: resultTree, result_listing: resultListing, tier, ...placed, ...unanswered }),
      this.#put("revisions", {
        change,
        revision,
        project,
        repository,
        base,
        head,
        result_tree: resultTree,
        result_listing: resultListing,
        policy,
        adoptions: canonicalText(adoptions),
        criteria,
        types: canonicalText(types),
        tier,
        origin: canonicalText(origin),
        tools: canonicalText(tools),
        contributors: canonicalText(contributors),
        sponsors: canonicalText(sponsors),
        proposer,
        ...placed,
        detail_doc: document(fact, "detail"),
      }),
      ...tools.map((tool) => this.#put("tool_uses", { tool, change, project, revision, ...placed })),
    ];
  }

  #evidence(fact: FactOf<"evidence-added">): ViewChange {
    const { evidence, project, commit, kind, format, state, producer, content, run } = fact.data;
    const file = fact.commitments["file"];
    return this.#put("evidence", {
      id: evidence,
      project,
      commit_id: commit,
      kind,
      format,
      state,
      producer,
      content: content ?? null,
      run: run ?? null,
      added_at: fact.at,
      added_index: fact.index,
      name_doc: document(fact, "name"),
      reading_doc: document(fact, "reading"),
      file_doc: file?.commitment ?? null,
      file_size: file?.size ?? null,
      file_type: file?.mediaType ?? null,
    });
  }

  #decision(fact: FactOf<"decision-made">): ViewChange {
    const { decision, subject, subjectDigest, answers, ...data } = fact.data;
    return this.#put("decisions", {
      id: decision,
      ...data,
      subject: canonicalText(subject),
      subject_digest: subjectDigest,
      answers: canonicalText(answers),
      made_at: fact.at,
      made_index: fact.index,
      withdrawn_index: null,
      document_doc: document(fact, "document"),
      signature_doc: document(fact, "signature"),
      answers_doc: document(fact, "answers"),
      attention_doc: document(fact, "attention"),
    });
  }

  #comment(fact: FactOf<"comment-made">): ViewChange {
    const { comment, ...data } = fact.data;
    const open = { resolved_at: null, resolved_index: null, resolved_by: null };
    return this.#put("comments", { id: comment, ...data, made_at: fact.at, made_index: fact.index, ...open, comment_doc: document(fact, "comment") });
  }

  #escalation(fact: FactOf<"escalation-opened">): ViewChange {
    const { escalation, to, ...data } = fact.data;
    return this.#put("escalations", {
      id: escalation,
      ...data,
      assigned: canonicalText(to),
      opened_at: fact.at,
      opened_index: fact.index,
      resolved_at: null,
      resolved_index: null,
      resolved_by: null,
      resolving_decision: null,
      note_doc: document(fact, "note"),
      resolution_doc: null,
    });
  }

  #resolution(fact: FactOf<"escalation-resolved">): ViewChange {
    const { escalation, person, decision } = fact.data;
    return this.#patch("escalations", "id", escalation, {
      resolved_at: fact.at,
      resolved_index: fact.index,
      resolved_by: person,
      resolving_decision: decision,
      resolution_doc: document(fact, "note"),
    });
  }

  #verdict(fact: FactOf<"verdict-given">): ViewChange[] {
    const { verdict, reasons, subjectDigest, decisions, evidence, exceptions, ...data } = fact.data;
    const answered = { answer: data.answer, answered_at: fact.at, answered_index: fact.index };
    const put = this.#put("verdicts", {
      id: verdict,
      ...data,
      reasons: canonicalText(reasons),
      subject_digest: subjectDigest,
      decisions: canonicalText(decisions),
      evidence: canonicalText(evidence),
      exceptions: canonicalText(exceptions),
      given_at: fact.at,
      given_index: fact.index,
      verdict_doc: document(fact, "verdict"),
    });
    return [put, this.#patch("changes", "id", data.change, answered)];
  }

  #exception(fact: FactOf<"break-glass-used">): ViewChange {
    const { exception, change, environment, subjectDigest, people, expires } = fact.data;
    return this.#put("exceptions", {
      id: exception,
      change,
      environment,
      subject_digest: subjectDigest,
      people: canonicalText(people),
      expires,
      used_at: fact.at,
      used_index: fact.index,
      reason_doc: document(fact, "reason"),
      documents_doc: document(fact, "documents"),
      signatures_doc: document(fact, "signatures"),
    });
  }

  #deployment(fact: FactOf<"deployment-recorded">): ViewChange {
    const { deployment, commit, ...data } = fact.data;
    return this.#put("deployments", {
      recorded_index: fact.index,
      recorded_at: fact.at,
      id: deployment,
      ...data,
      commit_id: commit,
      actor: fact.actor,
      note_doc: document(fact, "note"),
    });
  }

  #violation(fact: FactOf<"violation-recorded">): ViewChange {
    const { violation, ...data } = fact.data;
    return this.#put("violations", { id: violation, ...data, recorded_at: fact.at, recorded_index: fact.index, note_doc: document(fact, "note") });
  }

  #reReviews(fact: FactOf<"re-review-ordered">): ViewChange[] {
    const { order, sample, due, asked } = fact.data;
    const open = { answer: null, answered_at: null, answered_index: null, answered_by: null, reason_doc: null };
    const placed = { due, sampled: sample === null ? 0 : 1, ordered_by: fact.actor, ordered_at: fact.at, ordered_index: fact.index };
    return asked.map(({ review, decision, change, person }) => this.#put("re_reviews", { id: review, order_id: order, decision, change, person, ...placed, ...open }));
  }

  #reReviewAnswer(fact: FactOf<"re-review-answered">): ViewChange {
    const { review, person, answer } = fact.data;
    const answered = { answered_at: fact.at, answered_index: fact.index, answered_by: person };
    return this.#patch("re_reviews", "id", review, { answer, ...answered, reason_doc: document(fact, "reason") });
  }

  #attestation(fact: FactOf<"attestation-made">): ViewChange {
    const { attestation, item, role, person, until } = fact.data;
    return this.#put("attestations", {
      id: attestation,
      item,
      role,
      person,
      until_at: until,
      made_at: fact.at,
      made_index: fact.index,
      statement_doc: document(fact, "statement"),
    });
  }

  #deputy(fact: FactOf<"deputy-named">): ViewChange {
    const { deputyship, person, deputy, from, until } = fact.data;
    return this.#put("deputies", {
      id: deputyship,
      person,
      deputy,
      from_at: from,
      until_at: until,
      named_by: fact.actor,
      named_at: fact.at,
      named_index: fact.index,
      ended_index: null,
    });
  }

  #blueprint(fact: FactOf<"blueprint-started">): ViewChange {
    const { blueprint, project, start, end, person } = fact.data;
    const open = { closed_by: null, closed_at: null, closed_index: null, commit_id: null, digest: null };
    const placed = { started_by: person, started_at: fact.at, started_index: fact.index };
    return this.#put("blueprints", { id: blueprint, project, start_day: start, end_day: end, ...placed, ...open });
  }

  #blueprintException(fact: FactOf<"blueprint-excepted">): ViewChange {
    const { exception, project, change, person, until } = fact.data;
    const placed = { made_at: fact.at, made_index: fact.index, reason_doc: document(fact, "reason") };
    return this.#put("blueprint_exceptions", { id: exception, project, change, person, until_at: until, ...placed });
  }

  #signing(fact: FactOf<"document-signed">): ViewChange {
    const { signing, id, roles, reviewBy, ...data } = fact.data;
    const placed = { signed_at: fact.at, signed_index: fact.index, document_doc: document(fact, "document"), signature_doc: document(fact, "signature") };
    return this.#put("signings", { id: signing, document_id: id, ...data, roles: canonicalText(roles), review_by: reviewBy, ...placed });
  }

  #toolReview(fact: FactOf<"tool-review-opened">): ViewChange {
    const { review, items, ...data } = fact.data;
    return this.#put("tool_reviews", { id: review, ...data, items: canonicalText(items), opened_by: fact.actor, opened_at: fact.at, opened_index: fact.index });
  }

  #suspension(fact: FactOf<"tool-suspended"> | FactOf<"tool-resumed">): ViewChange {
    const placed = { decided_index: fact.index, decided_at: fact.at, reason_doc: document(fact, "reason") };
    return this.#put("tool_suspensions", { ...fact.data, suspended: fact.type === "tool-suspended" ? 1 : 0, ...placed });
  }

  #riskAcceptance(fact: FactOf<"risk-accepted">): ViewChange {
    const { until, roles: _, ...data } = fact.data;
    return this.#put("risk_acceptances", { accepted_index: fact.index, accepted_at: fact.at, ...data, until_day: until });
  }

  #escalationDrill(fact: FactOf<"escalation-drilled">): ViewChange {
    const { drill, ...data } = fact.data;
    return this.#put("escalation_drills", { id: drill, ...data, drilled_at: fact.at, drilled_index: fact.index, note_doc: document(fact, "note") });
  }

  #phase(fact: FactOf<"phase-advanced">): ViewChange {
    const { after: _after, roles: _roles, ...data } = fact.data;
    return this.#put("phases", { advanced_index: fact.index, advanced_at: fact.at, ...data });
  }

  #effort(fact: FactOf<"effort-recorded">): ViewChange {
    const { effort, ...data } = fact.data;
    return this.#put("efforts", { id: effort, ...data, recorded_at: fact.at, recorded_index: fact.index });
  }

  #reversal(fact: FactOf<"reversal-recorded">): ViewChange {
    const { reversal, ...data } = fact.data;
    const placed = { recorded_at: fact.at, recorded_index: fact.index, note_doc: document(fact, "note") };
    return this.#put("reversals", { id: reversal, ...data, ...placed, constraint_id: null, stated_by: null, stated_index: null });
  }

  #attempt(fact: FactOf<"attempt-refused">): ViewChange {
    const { action, code, person, project = null } = fact.data;
    return this.#put("attempts", { refused_index: fact.index, refused_at: fact.at, action, code, person, project, actor: fact.actor, note_doc: document(fact, "note") });
  }

  #put<V extends ViewName>(view: V, row: ViewRow<V>): ViewChange {
    return { kind: "put", view, row: { ...(row as unknown as Cells), last_index: this.#index } };
  }

  #patch<V extends ViewName>(view: V, column: keyof ViewRow<V> & string, value: Cell, set: Partial<ViewRow<V>>): ViewChange {
    return { kind: "patch", view, column, value, set: { ...(set as unknown as Cells), last_index: this.#index } };
  }

  #remove<V extends ViewName>(view: V, column: keyof ViewRow<V> & string, value: Cell): ViewChange {
    return { kind: "remove", view, column, value };
  }

  #text(fact: Fact, name: string): string | null {
    const commitment = document(fact, name);
    const bytes = commitment === null ? null : this.#open(commitment);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }
}

function closing({ index, at, data }: FactOf<"blueprint-closed">): Partial<ViewRow<"blueprints">> {
  return { closed_by: data.person, closed_at: at, closed_index: index, commit_id: data.commit, digest: data.digest };
}

function document(fact: Fact, name: string): string | null {
  return fact.commitments[name]?.commitment ?? null;
}

function readProfile(text: string | null): { handle: string | null; name: string | null; emails: string[] | null } {
  const profile = readObject(text);
  const { handle, name, emails } = profile ?? {};
  const addresses = Array.isArray(emails) ? emails.filter((email) => typeof email === "string").map((email) => email.toLowerCase()) : null;
  return { handle: typeof handle === "string" ? handle : null, name: typeof name === "string" ? name : null, emails: profile === null ? null : addresses };
}

function readCredential(text: string | null): { credential: string | null; transports: string | null; backed_up: number | null } {
  const { id, transports, backedUp } = readObject(text) ?? {};
  const names = Array.isArray(transports) ? transports.filter((name) => typeof name === "string") : null;
  return {
    credential: typeof id === "string" ? id : null,
    transports: names === null ? null : canonicalText(names),
    backed_up: typeof backedUp === "boolean" ? Number(backedUp) : null,
  };
}

function readObject(text: string | null): { readonly [key: string]: Json } | null {
  if (text === null) return null;
  try {
    const value = parseStrict(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : null;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
