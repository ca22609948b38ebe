import type { Kysely, Selectable } from "kysely";
import { type Json, parseStrict } from "../model/canonical.ts";
import type { Answer, Decision, Escalation, Meaning, Outcome } from "../model/decision.ts";
import type { EvidenceFormat, EvidenceKind, EvidenceState, Reading } from "../model/evidence.ts";
import type { Commitment, Fact, FactData, FactType, TokenScope } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { OriginCounts } from "../model/origin.ts";
import type { Key, Person, PersonKind, Qualification } from "../model/people.ts";
import type { ReasonCode, Verdict } from "../model/verdict.ts";
import type { Blobs } from "./blobs.ts";
import type { Engine } from "./engine.ts";
import { KeptDocuments } from "./kept-documents.ts";
import { type OpenedDocument, readOpenings } from "./openings.ts";
import type { Tables } from "./schema.ts";
import { findByKey, readStanding } from "./standing.ts";

/** Bytes of readings that are kept as they were parsed: what a case is read from again after each fact. */
const mostReadings = 32 * 2 ** 20;

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
  /** Who is asked; null where nobody is left who could be. */
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

type Row<T extends keyof Tables> = Selectable<Tables[T]>;
type Documents = Map<string, OpenedDocument>;

/** What the views say, in the model's words. Every list is in the order of the ledger. Times are milliseconds since the epoch. Throws `Failure` (`integrity`) when a private document does not open its commitment. */
export class Reads {
  readonly #db: Kysely<Tables>;
  readonly #blobs: Blobs;
  readonly #engine: Engine;
  readonly #names = new KeptDocuments((document) => textIn(document), 2 ** 20);
  readonly #readings = new KeptDocuments((document) => jsonIn(document) as unknown as Reading | null, mostReadings);

  constructor(engine: Engine, blobs: Blobs) {
    this.#db = engine.reads;
    this.#blobs = blobs;
    this.#engine = engine;
  }

  /** Entries that are durable now, also those of other processes. */
  size(): Promise<number> {
    return this.#engine.size();
  }

  /** Throws `Failure` (`not-initialised`) when none was founded. */
  async organisation(): Promise<Organisation> {
    const row = await this.#db.selectFrom("organisation").selectAll().executeTakeFirst();
    if (row === undefined) throw new Failure("not-initialised", "The ledger names no organisation.", { hint: "Run `countersign init`." });
    return { id: row.id, name: row.name, origin: row.origin, vkey: row.vkey, foundedAt: row.founded_at };
  }

  async projects(): Promise<Project[]> {
    return (await this.#db.selectFrom("projects").selectAll().orderBy("last_index").execute()).map(projectOf);
  }

  /** By name or by repository id, or null. Of several projects of one repository the first registered. */
  async project(nameOrRepository: string): Promise<Project | null> {
    const rows = await this.#db
      .selectFrom("projects")
      .selectAll()
      .where((either) => either.or([either("id", "=", nameOrRepository), either("repository", "=", nameOrRepository)]))
      .orderBy("last_index")
      .execute();
    const row = rows.find(({ id }) => id === nameOrRepository) ?? rows[0];
    return row === undefined ? null : projectOf(row);
  }

  async people(): Promise<Person[]> {
    return (await this.#db.selectFrom("people").selectAll().orderBy("enrolled_index").execute()).map(personOf);
  }

  /** By id, handle or e-mail address, in this order; null when nobody is known by it. */
  async person(name: string): Promise<Person | null> {
    const people = this.#db.selectFrom("people").selectAll();
    const address = this.#db.selectFrom("addresses").select("person").where("email", "=", name.toLowerCase()).orderBy("last_index", "desc").limit(1);
    const row =
      (await people.where("id", "=", name).executeTakeFirst()) ??
      (await people.where("handle", "=", name).orderBy("last_index", "desc").executeTakeFirst()) ??
      (await people.where("id", "=", address).executeTakeFirst());
    return row === undefined ? null : personOf(row);
  }

  /** Roles of each person by the ledger index from which they held, ascending: the views know only today's. */
  async roleHistory(): Promise<ReadonlyMap<string, readonly { readonly index: number; readonly roles: readonly string[] }[]>> {
    const rows = await this.#db.selectFrom("leaves").select(["idx", "leaf"]).where("type", "in", ["person-enrolled", "person-changed"]).orderBy("idx").execute();
    const history = new Map<string, { index: number; roles: readonly string[] }[]>();
    for (const { idx, leaf } of rows) {
      const { fact } = readStanding(leaf, idx);
      if (fact.type !== "person-enrolled" && fact.type !== "person-changed") continue;
      const entry = { index: idx, roles: fact.data.roles };
      const known = history.get(fact.data.person);
      if (known) known.push(entry);
      else history.set(fact.data.person, [entry]);
    }
    return history;
  }

  /** Who enrolled each person and agent, by person id. */
  async enrolledBy(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db.selectFrom("people").select(["id", "enrolled_by"]).execute();
    return new Map(rows.map(({ id, enrolled_by }) => [id, enrolled_by]));
  }

  async keys(): Promise<KeyRecord[]> {
    return (await this.#db.selectFrom("keys").selectAll().orderBy("enrolled_index").execute()).map(keyOf);
  }

  /** The passkey with this credential id, also when it was revoked; null when there is none. */
  async keyByCredential(id: string): Promise<KeyRecord | null> {
    const row = await this.#db.selectFrom("keys").selectAll().where("credential", "=", id).orderBy("enrolled_index").executeTakeFirst();
    return row === undefined ? null : keyOf(row);
  }

  /** The linked account with this keyed digest; null when there is none, or when it ended. */
  async loginBy(digest: string): Promise<LoginRecord | null> {
    const rows = await this.#db.selectFrom("logins").selectAll().where("digest", "=", digest).where("ended_index", "is", null).orderBy("linked_index").execute();
    const documents = await this.#open(rows, "identity_doc");
    return rows.map((row) => loginOf(row, documents))[0] ?? null;
  }

  async logins(): Promise<LoginRecord[]> {
    const rows = await this.#db.selectFrom("logins").selectAll().orderBy("linked_index").execute();
    const documents = await this.#open(rows, "identity_doc");
    return rows.map((row) => loginOf(row, documents));
  }

  /** By the hex SHA-256 of its text, also when it has run out or was revoked; null when there is none. */
  async tokenByHash(hash: string): Promise<TokenRecord | null> {
    const rows = await this.#db.selectFrom("tokens").selectAll().where("hash", "=", hash).orderBy("issued_index").execute();
    const documents = await this.#open(rows, "label_doc");
    return rows.map((row) => tokenOf(row, documents))[0] ?? null;
  }

  async tokens(): Promise<TokenRecord[]> {
    const rows = await this.#db.selectFrom("tokens").selectAll().orderBy("issued_index").execute();
    const documents = await this.#open(rows, "label_doc");
    return rows.map((row) => tokenOf(row, documents));
  }

  async comments(change: string): Promise<CommentRecord[]> {
    const rows = await this.#db.selectFrom("comments").selectAll().where("change", "=", change).orderBy("made_index").execute();
    const documents = await this.#open(rows, "comment_doc");
    return rows.map((row) => commentOf(row, documents));
  }

  async qualifications(): Promise<Qualification[]> {
    const rows = await this.#db.selectFrom("qualifications").selectAll().orderBy("granted_index").execute();
    return rows.map((row) => ({
      id: row.id,
      person: row.person,
      domain: row.domain,
      basis: row.basis ?? erased,
      grantedBy: row.granted_by,
      index: row.granted_index,
      from: row.from_at,
      until: row.until_at,
      revokedAt: row.revoked_index,
    }));
  }

  /** The adoption that is in force: the newest of the level. `project` is null for the organisation's. Null when none was adopted. */
  async policyInForce(level: "organisation" | "project", project: string | null): Promise<AdoptedPolicy | null> {
    return (await this.policies(level, project)).at(-1) ?? null;
  }

  /** All adoptions of a level. Throws `Failure` (`integrity`) when a policy's text is gone: nothing can be judged by it. */
  async policies(level: "organisation" | "project", project: string | null): Promise<AdoptedPolicy[]> {
    const rows = await this.#db
      .selectFrom("policies")
      .selectAll()
      .where("level", "=", level)
      .where("project", project === null ? "is" : "=", project)
      .orderBy("adopted_index")
      .execute();
    const documents = await this.#open(rows, "text_doc", "signature_doc");
    return rows.map((row) => policyOf(row, documents));
  }

  /** One adoption by its ledger index, or null. */
  async policyAt(index: number): Promise<AdoptedPolicy | null> {
    const rows = await this.#db.selectFrom("policies").selectAll().where("adopted_index", "=", index).execute();
    const documents = await this.#open(rows, "text_doc", "signature_doc");
    return rows.map((row) => policyOf(row, documents))[0] ?? null;
  }

  /** The newest revision of each change that the filter leaves. */
  async changes(filter: { readonly project?: string; readonly head?: string; readonly repository?: string } = {}): Promise<ChangeSummary[]> {
    let query = this.#db.selectFrom("changes").selectAll();
    if (filter.project !== undefined) query = query.where("project", "=", filter.project);
    if (filter.repository !== undefined) query = query.where("repository", "=", filter.repository);
    if (filter.head !== undefined) query = query.where("head", "=", filter.head);
    const rows = await query.orderBy("proposed_index").execute();
    return rows.map((row) => ({
      id: row.id,
      project: row.project,
      repository: row.repository,
      revision: row.revision,
      head: row.head,
      resultTree: row.result_tree,
      resultListing: row.result_listing,
      tier: row.tier,
      at: row.proposed_at,
      index: row.proposed_index,
    }));
  }

  /** Null when no such change was put forward. */
  async change(id: string): Promise<ChangeRecord | null> {
    const rows = await this.#db.selectFrom("revisions").selectAll().where("change", "=", id).orderBy("revision").execute();
    const documents = await this.#open(rows, "detail_doc");
    const revisions = rows.map((row) => revisionOf(row, documents));
    const latest = revisions.at(-1);
    return latest === undefined ? null : { id, latest, revisions };
  }

  async evidenceFor(project: string, commit: string): Promise<EvidenceRecord[]> {
    const rows = await this.#db.selectFrom("evidence").selectAll().where("project", "=", project).where("commit_id", "=", commit).orderBy("added_index").execute();
    const of = (column: "name_doc" | "reading_doc") => rows.flatMap((row) => row[column] ?? []);
    const names = await this.#names.read(this.#db, this.#blobs, of("name_doc"));
    const readings = await this.#readings.read(this.#db, this.#blobs, of("reading_doc"));
    return rows.map((row) => evidenceOf(row, names.get(row.name_doc ?? "") ?? null, readings.get(row.reading_doc ?? "") ?? null));
  }

  async decisions(change: string): Promise<DecisionRecord[]> {
    const rows = await this.#db.selectFrom("decisions").selectAll().where("change", "=", change).orderBy("made_index").execute();
    const documents = await this.#open(rows, "answers_doc", "document_doc", "signature_doc", "attention_doc");
    return rows.map((row) => decisionOf(row, documents));
  }

  /** Approvals of changes themselves that were made from `since` to before `until` and are not withdrawn, in the order of the ledger. */
  async approvals({ since, until }: { readonly since: number; readonly until: number }): Promise<ApprovalRecord[]> {
    const rows = await this.#db
      .selectFrom("decisions")
      .innerJoin("changes", "changes.id", "decisions.change")
      .select(["decisions.id", "decisions.change", "decisions.subject", "changes.project"])
      .where("outcome", "=", "approve")
      .where("made_at", ">=", since)
      .where("made_at", "<", until)
      .where("withdrawn_index", "is", null)
      .orderBy("made_index")
      .execute();
    const reviews = rows.filter(({ subject }) => (JSON.parse(subject) as Decision["subject"]).environment === null);
    return reviews.map(({ id, change, project }) => ({ id, change, project }));
  }

  /** Who decided on which change from a moment on. */
  async decidedSince(at: number): Promise<{ readonly person: string; readonly change: string }[]> {
    return await this.#db.selectFrom("decisions").select(["person", "change"]).where("made_at", ">=", at).execute();
  }

  /** Second looks in the order in which they were ordered. */
  async reReviews(filter: { readonly change?: string; readonly person?: string; readonly open?: boolean } = {}): Promise<ReReviewRecord[]> {
    let query = this.#db.selectFrom("re_reviews").selectAll();
    if (filter.change !== undefined) query = query.where("change", "=", filter.change);
    if (filter.person !== undefined) query = query.where("person", "=", filter.person);
    if (filter.open !== undefined) query = query.where("answered_index", filter.open ? "is" : "is not", null);
    const rows = await query.orderBy("ordered_index").orderBy("id").execute();
    const documents = await this.#open(rows, "reason_doc");
    return rows.map((row) => reReviewOf(row, documents));
  }

  async attestations(): Promise<AttestationRecord[]> {
    const rows = await this.#db.selectFrom("attestations").selectAll().orderBy("made_index").execute();
    const documents = await this.#open(rows, "statement_doc");
    return rows.map(({ id, item, role, person, made_at: at, made_index: index, until_at: until, statement_doc }) => {
      return { id, item, role, person, at, index, until, statement: textOf(documents, statement_doc) ?? erased };
    });
  }

  async deputies(): Promise<DeputyRecord[]> {
    const rows = await this.#db.selectFrom("deputies").selectAll().orderBy("named_index").execute();
    return rows.map(({ id, person, deputy, from_at: from, until_at: until, named_by: namedBy, named_at: at, named_index: index, ended_index: endedAt }) => {
      return { id, person, deputy, from, until, namedBy, at, index, endedAt };
    });
  }

  async escalations(filter: { readonly change?: string; readonly open?: boolean } = {}): Promise<EscalationRecord[]> {
    let query = this.#db.selectFrom("escalations").selectAll();
    if (filter.change !== undefined) query = query.where("change", "=", filter.change);
    if (filter.open !== undefined) query = query.where("resolved_index", filter.open ? "is" : "is not", null);
    const rows = await query.orderBy("opened_index").execute();
    const documents = await this.#open(rows, "note_doc", "resolution_doc");
    return rows.map((row) => escalationOf(row, documents));
  }

  async verdicts(change: string): Promise<VerdictRecord[]> {
    const rows = await this.#db.selectFrom("verdicts").selectAll().where("change", "=", change).orderBy("given_index").execute();
    const documents = await this.#open(rows, "verdict_doc");
    return rows.map((row) => verdictOf(row, documents));
  }

  /** The newest verdict on a change in one environment, or on the change itself; null when none was given. */
  async newestVerdict(change: string, environment: string | null): Promise<VerdictRecord | null> {
    const mine = this.#db.selectFrom("verdicts").selectAll().where("change", "=", change);
    const rows = await mine
      .where("environment", environment === null ? "is" : "=", environment)
      .orderBy("given_index", "desc")
      .limit(1)
      .execute();
    const documents = await this.#open(rows, "verdict_doc");
    return rows.map((row) => verdictOf(row, documents))[0] ?? null;
  }

  async exceptions(change: string): Promise<ExceptionRecord[]> {
    const rows = await this.#db.selectFrom("exceptions").selectAll().where("change", "=", change).orderBy("used_index").execute();
    const documents = await this.#open(rows, "reason_doc", "documents_doc", "signatures_doc");
    return rows.map((row) => exceptionOf(row, documents));
  }

  /** In the order in which they began. */
  async deployments(filter: { readonly id?: string; readonly project?: string; readonly environment?: string; readonly change?: string } = {}): Promise<DeploymentRecord[]> {
    let query = this.#db.selectFrom("deployments").selectAll();
    for (const column of ["id", "project", "environment", "change"] as const) if (filter[column] !== undefined) query = query.where(column, "=", filter[column]);
    const rows = await query.orderBy("recorded_index").execute();
    const documents = await this.#open(rows, "note_doc");
    return [...Map.groupBy(rows, ({ id }) => id).values()].map((stages) => deploymentOf(stages, documents));
  }

  async violations(): Promise<ViolationRecord[]> {
    const rows = await this.#db.selectFrom("violations").selectAll().orderBy("recorded_index").execute();
    const documents = await this.#open(rows, "note_doc");
    return rows.map(({ id, kind, project, deployment, change, recorded_at, recorded_index, note_doc }) => ({
      id,
      index: recorded_index,
      at: recorded_at,
      kind: kind as ViolationRecord["kind"],
      project,
      deployment,
      change,
      note: textOf(documents, note_doc),
    }));
  }

  async attempts(): Promise<AttemptRecord[]> {
    const rows = await this.#db.selectFrom("attempts").selectAll().orderBy("refused_index").execute();
    const documents = await this.#open(rows, "note_doc");
    return rows.map(({ refused_index, refused_at, action, code, person, actor, note_doc }) => ({
      index: refused_index,
      at: refused_at,
      action,
      code,
      person,
      actor,
      note: textOf(documents, note_doc),
    }));
  }

  /** One fact as the ledger holds it, or null beyond its end. Throws `Failure` (`integrity`) for an entry that carries none. */
  async fact(index: number): Promise<Fact | null> {
    return (await this.facts(index, index + 1))[0] ?? null;
  }

  /** The facts from index `from` to before `to`. */
  async facts(from: number, to: number): Promise<Fact[]> {
    const rows = await this.#db.selectFrom("leaves").select(["idx", "leaf"]).where("idx", ">=", from).where("idx", "<", to).orderBy("idx").execute();
    return rows.map(({ idx, leaf }) => readStanding(leaf, idx).fact);
  }

  /** The bytes of one entry and their place, or null. */
  async leaf(index: number): Promise<{ readonly index: number; readonly leaf: Uint8Array; readonly leafHash: Uint8Array } | null> {
    const row = await this.#db.selectFrom("leaves").select(["idx", "leaf", "leaf_hash"]).where("idx", "=", index).executeTakeFirst();
    return row === undefined ? null : { index: row.idx, leaf: row.leaf, leafHash: row.leaf_hash };
  }

  /** The fact under an idempotency key, or null. */
  async leafByKey(key: string): Promise<Fact | null> {
    return (await findByKey(this.#db, key))?.fact ?? null;
  }

  /** The private document behind a commitment; null when it was erased, or never was. */
  async opening(commitment: string): Promise<OpenedDocument | null> {
    return (await readOpenings(this.#db, this.#blobs, [commitment])).get(commitment) ?? null;
  }

  /** At most `limit` facts before an index, the newest first; of these types only, when any are named. */
  async factsBefore(before: number, limit: number, types: readonly FactType[] = []): Promise<Fact[]> {
    let query = this.#db.selectFrom("leaves").select(["idx", "leaf"]).where("idx", "<", before);
    if (types.length > 0) query = query.where("type", "in", types);
    return (await query.orderBy("idx", "desc").limit(limit).execute()).map(({ idx, leaf }) => readStanding(leaf, idx).fact);
  }

  #open<R>(rows: readonly R[], ...columns: readonly (keyof R)[]): Promise<Documents> {
    const commitments = rows.flatMap((row) => columns.map((column) => row[column]).filter((value) => typeof value === "string"));
    return readOpenings(this.#db, this.#blobs, commitments);
  }
}

function projectOf({ id, repository, branch, registered_at }: Row<"projects">): Project {
  return { id, repository, branch, registeredAt: registered_at };
}

function personOf(row: Row<"people">): Person {
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

function keyOf(row: Row<"keys">): KeyRecord {
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

function loginOf(row: Row<"logins">, documents: Documents): LoginRecord {
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

function tokenOf(row: Row<"tokens">, documents: Documents): TokenRecord {
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

function commentOf(row: Row<"comments">, documents: Documents): CommentRecord {
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

function reReviewOf(row: Row<"re_reviews">, documents: Documents): ReReviewRecord {
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

function policyOf(row: Row<"policies">, documents: Documents): AdoptedPolicy {
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

function revisionOf(row: Row<"revisions">, documents: Documents): Revision {
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

function evidenceOf(row: Row<"evidence">, name: string | null, reading: Reading | null): EvidenceRecord {
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
    name,
    reading,
    file: row.file_doc === null ? null : { commitment: row.file_doc, size: row.file_size ?? 0, mediaType: row.file_type ?? "application/octet-stream" },
  };
}

function decisionOf(row: Row<"decisions">, documents: Documents): DecisionRecord {
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
  return list<Pick<Answer, "criterion" | "value">>(row.answers).map(({ criterion, value }) => {
    const detail = given.find((answer) => answer?.criterion === criterion && answer.value === value);
    return { criterion, value, reason: detail?.reason ?? null, link: detail?.link ?? null };
  });
}

function escalationOf(row: Row<"escalations">, documents: Documents): EscalationRecord {
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

function verdictOf(row: Row<"verdicts">, documents: Documents): VerdictRecord {
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

function exceptionOf(row: Row<"exceptions">, documents: Documents): ExceptionRecord {
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

function deploymentOf(rows: readonly Row<"deployments">[], documents: Documents): DeploymentRecord {
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

function textOf(documents: Documents, commitment: string | null): string | null {
  const document = commitment === null ? undefined : documents.get(commitment);
  return document === undefined ? null : textIn(document);
}

function textIn({ bytes }: OpenedDocument): string {
  return Buffer.from(bytes).toString("utf8");
}

/** A private JSON document; null when it is missing, erased, or no JSON. */
function jsonOf(documents: Documents, commitment: string | null): Json {
  const document = commitment === null ? undefined : documents.get(commitment);
  return document === undefined ? null : jsonIn(document);
}

function jsonIn(document: OpenedDocument): Json {
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
