import type { Kysely } from "kysely";
import type { Decision } from "../model/decision.ts";
import type { Reading } from "../model/evidence.ts";
import type { Fact, FactType } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person, Qualification } from "../model/people.ts";
import type { Blobs } from "./blobs.ts";
import type { Engine } from "./engine.ts";
import {
  commentOf,
  type Documents,
  decisionOf,
  deploymentOf,
  escalationOf,
  evidenceOf,
  exceptionOf,
  jsonIn,
  keyOf,
  loginOf,
  personOf,
  policyOf,
  projectOf,
  reReviewOf,
  revisionOf,
  textIn,
  textOf,
  tokenOf,
  verdictOf,
} from "./from-rows.ts";
import { GovernanceReads } from "./governance-reads.ts";
import { KeptDocuments } from "./kept-documents.ts";
import { type OpenedDocument, readOpenings } from "./openings.ts";
import { PortfolioReads } from "./portfolio-reads.ts";
import {
  type AdoptedPolicy,
  type ApprovalRecord,
  type AttemptRecord,
  type AttestationRecord,
  type ChangeRecord,
  type ChangeSummary,
  type CommentRecord,
  type DecisionRecord,
  type DeploymentRecord,
  type DeputyRecord,
  type EscalationRecord,
  type EvidenceRecord,
  type ExceptionRecord,
  erased,
  type KeyRecord,
  type LoginRecord,
  type Organisation,
  type Project,
  type ReReviewRecord,
  type TokenRecord,
  type VerdictRecord,
  type ViolationRecord,
} from "./records.ts";
import type { Tables } from "./schema.ts";
import { findByKey, readStanding } from "./standing.ts";

/** Bytes of readings that are kept as they were parsed: what a case is read from again after each fact. */
const mostReadings = 32 * 2 ** 20;

/** What the views say, in the model's words. Every list is in the order of the ledger. Times are milliseconds since the epoch. Throws `Failure` (`integrity`) when a private document does not open its commitment. */
export class Reads {
  readonly #db: Kysely<Tables>;
  readonly #blobs: Blobs;
  readonly #engine: Engine;
  /** Of blueprints, documents and AI tools. */
  readonly governance: GovernanceReads;
  /** Sums over all projects. */
  readonly portfolio: PortfolioReads;
  readonly #names = new KeptDocuments((document) => textIn(document), 2 ** 20);
  readonly #readings = new KeptDocuments((document) => jsonIn(document) as unknown as Reading | null, mostReadings);

  constructor(engine: Engine, blobs: Blobs) {
    this.#db = engine.reads;
    this.#blobs = blobs;
    this.#engine = engine;
    this.governance = new GovernanceReads(engine.reads, blobs);
    this.portfolio = new PortfolioReads(engine.reads);
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

  /** The texts of these adoptions by their ledger index, in one question; one that is gone is left out. */
  async policyTexts(indexes: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (indexes.length === 0) return new Map();
    const rows = await this.#db.selectFrom("policies").select(["adopted_index", "text_doc"]).where("adopted_index", "in", indexes).execute();
    const documents = await this.#open(rows, "text_doc");
    return new Map(
      rows.flatMap(({ adopted_index, text_doc }): [number, string][] => {
        const text = textOf(documents, text_doc);
        return text === null ? [] : [[adopted_index, text]];
      }),
    );
  }

  /** The newest revision of each change that the filter leaves. */
  async changes(filter: { readonly id?: string; readonly project?: string; readonly head?: string; readonly repository?: string } = {}): Promise<ChangeSummary[]> {
    let query = this.#db.selectFrom("changes").selectAll();
    if (filter.id !== undefined) query = query.where("id", "=", filter.id);
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

  /** Who put forward the newest revision of each of so many changes, the newest of all. */
  async newestProposers(most: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("changes")
      .innerJoin("revisions", (join) => join.onRef("revisions.change", "=", "changes.id").onRef("revisions.revision", "=", "changes.revision"))
      .select("revisions.proposer")
      .orderBy("changes.proposed_at", "desc")
      .orderBy("changes.proposed_index", "desc")
      .limit(most)
      .execute();
    return rows.map(({ proposer }) => proposer);
  }

  /** Where in a project the very same file was handed in before: of each place, its commit, producer and run, in ledger order. `content` is the file's SHA-256, blinded. */
  async usesOfEvidence(project: string, content: string): Promise<{ readonly commit: string; readonly producer: string; readonly run: string | null }[]> {
    return await this.#db
      .selectFrom("evidence")
      .select(["commit_id as commit", "producer", "run"])
      .where("project", "=", project)
      .where("content", "=", content)
      .orderBy("added_index")
      .execute();
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
    return rows.map(({ refused_index, refused_at, action, code, person, project, actor, note_doc }) => ({
      index: refused_index,
      at: refused_at,
      action,
      code,
      person,
      project,
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

  /** The same of many; what was erased is missing. */
  async openings(commitments: readonly string[]): Promise<ReadonlyMap<string, OpenedDocument>> {
    return await readOpenings(this.#db, this.#blobs, commitments);
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
