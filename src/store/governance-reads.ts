import type { Kysely } from "kysely";
import type { FactData, GovernedDocument, ReviewItem } from "../model/fact.ts";
import type { ReversalCause } from "../model/reversal.ts";
import type { Blobs } from "./blobs.ts";
import { textOf } from "./from-rows.ts";
import { readOpenings } from "./openings.ts";
import { erased } from "./records.ts";
import type { Tables } from "./schema.ts";

export interface BlueprintRecord {
  readonly id: string;
  readonly project: string;
  /** First day and target of the last, `YYYY-MM-DD`. */
  readonly start: string;
  readonly end: string;
  readonly startedBy: string;
  readonly at: number;
  readonly index: number;
  /** Null while it runs. */
  readonly closed: { readonly by: string; readonly at: number; readonly index: number; readonly commit: string; readonly digest: string } | null;
}

/** That a project builds without a blueprint. */
export interface SkipRecord {
  readonly project: string;
  readonly person: string;
  readonly at: number;
  readonly index: number;
  readonly reason: string;
}

export interface BlueprintExceptionRecord {
  readonly id: string;
  readonly project: string;
  readonly change: string;
  readonly person: string;
  readonly until: number;
  readonly at: number;
  readonly index: number;
  readonly reason: string;
}

export interface SigningRecord {
  readonly id: string;
  readonly project: string | null;
  readonly document: GovernedDocument;
  readonly documentId: string;
  readonly version: string;
  readonly digest: string;
  /** Of the roles that the document asks for, those that the person held then. */
  readonly roles: readonly string[];
  /** `YYYY-MM-DD`; null where the document names no day. */
  readonly reviewBy: string | null;
  readonly person: string;
  readonly fingerprint: string;
  readonly at: number;
  readonly index: number;
}

export interface AcknowledgementRecord {
  readonly project: string | null;
  readonly document: GovernedDocument;
  readonly version: string;
  readonly digest: string;
  readonly person: string;
  readonly at: number;
  readonly index: number;
}

export interface ToolReviewRecord {
  readonly id: string;
  /** Null where the organisation's policy brought the tool. */
  readonly project: string | null;
  readonly tool: string;
  /** The major version of a model; null for the tool with all its models. */
  readonly model: string | null;
  readonly openedBy: string;
  readonly at: number;
  readonly index: number;
  readonly items: readonly {
    readonly item: ReviewItem;
    readonly closed: { readonly by: string; readonly at: number; readonly index: number; readonly done: string } | null;
  }[];
  /** When the last item was closed; null while one is open. */
  readonly closedAt: number | null;
}

export interface SuspensionRecord {
  readonly tool: string;
  /** Null for every project. */
  readonly project: string | null;
  readonly suspended: boolean;
  readonly person: string;
  readonly at: number;
  readonly index: number;
  readonly reason: string;
}

/** An AI tool that changes name as one of theirs, how many, and when the newest of them was put forward. Whoever wrote a change's trailers controls the name. */
export interface ToolSeen {
  readonly tool: string;
  readonly changes: number;
  readonly last: number;
}

/** The newest revision of a change that names the tool. */
interface ToolUse {
  readonly change: string;
  readonly project: string;
  readonly revision: number;
  readonly at: number;
  readonly index: number;
}

interface Placed {
  readonly at: number;
  readonly index: number;
}
export type PhaseRecord = Omit<FactData<"phase-advanced">, "after" | "roles"> & Placed;
export type RiskAcceptanceRecord = Omit<FactData<"risk-accepted">, "roles"> & Placed;
export type EffortRecord = FactData<"effort-recorded"> & Placed;
export type EscalationDrillRecord = FactData<"escalation-drilled"> & Placed & { readonly note: string | null };

/** A change that took back an earlier one, and why. */
export interface ReversalRecord {
  readonly id: string;
  readonly project: string;
  /** The change that takes back, and the one that is taken back. */
  readonly change: string;
  readonly reversed: string;
  readonly cause: ReversalCause;
  /** How many files the earlier change touched, and how many of them stand again as they were before it. */
  readonly files: number;
  readonly restored: number;
  readonly person: string;
  readonly at: number;
  readonly index: number;
  readonly note: string;
  /** The constraint that was stated afterwards; null while none is. */
  readonly stated: { readonly constraint: string; readonly by: string; readonly index: number } | null;
}

/** What the views say of blueprints, documents and AI tools. Every list is in the order of the ledger; times are milliseconds since the epoch. */
export class GovernanceReads {
  readonly #db: Kysely<Tables>;
  readonly #blobs: Blobs;

  constructor(db: Kysely<Tables>, blobs: Blobs) {
    this.#db = db;
    this.#blobs = blobs;
  }

  async blueprints(project?: string): Promise<BlueprintRecord[]> {
    const all = this.#db.selectFrom("blueprints").selectAll();
    const rows = await (project === undefined ? all : all.where("project", "=", project)).orderBy("started_index").execute();
    return rows.map((row) => ({
      id: row.id,
      project: row.project,
      start: row.start_day,
      end: row.end_day,
      startedBy: row.started_by,
      at: row.started_at,
      index: row.started_index,
      closed:
        row.closed_index === null ? null : { by: row.closed_by ?? "", at: row.closed_at ?? 0, index: row.closed_index, commit: row.commit_id ?? "", digest: row.digest ?? "" },
    }));
  }

  async skips(project?: string): Promise<SkipRecord[]> {
    const all = this.#db.selectFrom("blueprint_skips").selectAll();
    const rows = await (project === undefined ? all : all.where("project", "=", project)).orderBy("skipped_index").execute();
    const words = await this.#words(rows.map(({ reason_doc }) => reason_doc));
    return rows.map(({ project: of, person, skipped_at: at, skipped_index: index, reason_doc }) => ({ project: of, person, at, index, reason: words(reason_doc) ?? erased }));
  }

  async blueprintExceptions(project?: string): Promise<BlueprintExceptionRecord[]> {
    const all = this.#db.selectFrom("blueprint_exceptions").selectAll();
    const rows = await (project === undefined ? all : all.where("project", "=", project)).orderBy("made_index").execute();
    const words = await this.#words(rows.map(({ reason_doc }) => reason_doc));
    return rows.map(({ id, project: of, change, person, until_at: until, made_at: at, made_index: index, reason_doc }) => {
      return { id, project: of, change, person, until, at, index, reason: words(reason_doc) ?? erased };
    });
  }

  async signings(filter: { readonly project?: string | null; readonly document?: GovernedDocument } = {}): Promise<SigningRecord[]> {
    let query = this.#db.selectFrom("signings").selectAll();
    if (filter.project !== undefined) query = query.where("project", filter.project === null ? "is" : "=", filter.project);
    if (filter.document !== undefined) query = query.where("document", "=", filter.document);
    const rows = await query.orderBy("signed_index").execute();
    return rows.map(({ id, project, document, document_id: documentId, version, digest, person, fingerprint, signed_at: at, signed_index: index, ...row }) => {
      const given = { roles: JSON.parse(row.roles) as string[], reviewBy: row.review_by };
      return { id, project, document: document as GovernedDocument, documentId, version, digest, ...given, person, fingerprint, at, index };
    });
  }

  async acknowledgements(): Promise<AcknowledgementRecord[]> {
    const rows = await this.#db.selectFrom("acknowledgements").selectAll().orderBy("acknowledged_index").execute();
    return rows.map(({ project, document, version, digest, person, acknowledged_at: at, acknowledged_index: index }) => {
      return { project, document: document as GovernedDocument, version, digest, person, at, index };
    });
  }

  async toolReviews(): Promise<ToolReviewRecord[]> {
    const [rows, items] = await Promise.all([
      this.#db.selectFrom("tool_reviews").selectAll().orderBy("opened_index").orderBy("id").execute(),
      this.#db.selectFrom("tool_review_items").selectAll().orderBy("closed_index").execute(),
    ]);
    const words = await this.#words(items.map(({ done_doc }) => done_doc));
    return rows.map((row) => {
      const asked = [...new Set(JSON.parse(row.items) as ReviewItem[])];
      const closings = asked.map((item) => {
        const found = items.find((each) => each.review === row.id && each.item === item);
        return { item, closed: found ? { by: found.person, at: found.closed_at, index: found.closed_index, done: words(found.done_doc) ?? erased } : null };
      });
      const times = closings.flatMap(({ closed }) => closed?.at ?? []);
      const { id, project, tool, model, opened_by: openedBy, opened_at: at, opened_index: index } = row;
      return { id, project, tool, model, openedBy, at, index, items: closings, closedAt: times.length === closings.length ? Math.max(...times) : null };
    });
  }

  async suspensions(): Promise<SuspensionRecord[]> {
    const rows = await this.#db.selectFrom("tool_suspensions").selectAll().orderBy("decided_index").execute();
    const words = await this.#words(rows.map(({ reason_doc }) => reason_doc));
    return rows.map(({ tool, project, suspended, person, decided_at: at, decided_index: index, reason_doc }) => {
      return { tool, project, suspended: suspended === 1, person, at, index, reason: words(reason_doc) ?? erased };
    });
  }

  async toolsSeen(project?: string): Promise<ToolSeen[]> {
    const all = this.#db.selectFrom("tool_uses").select((each) => ["tool", each.fn.countAll<number>().as("changes"), each.fn.max("proposed_at").as("last")]);
    const rows = await (project === undefined ? all : all.where("project", "=", project)).groupBy("tool").orderBy("tool").execute();
    return rows.map(({ tool, changes, last }) => ({ tool, changes: Number(changes), last }));
  }

  /** The newest changes that name a tool, the newest first. */
  async toolUses(tool: string, { project, most }: { readonly project?: string; readonly most: number }): Promise<ToolUse[]> {
    const all = this.#db.selectFrom("tool_uses").select(["change", "project", "revision", "proposed_at as at", "proposed_index as index"]).where("tool", "=", tool);
    const rows = project === undefined ? all : all.where("project", "=", project);
    return await rows.orderBy("proposed_at", "desc").orderBy("proposed_index", "desc").limit(most).execute();
  }

  async phases(project: string): Promise<PhaseRecord[]> {
    const rows = await this.#db.selectFrom("phases").selectAll().where("project", "=", project).orderBy("advanced_index").execute();
    return rows.map(({ advanced_at: at, advanced_index: index, last_index: _, ...data }) => ({ ...data, at, index }));
  }

  async riskAcceptances(project: string): Promise<RiskAcceptanceRecord[]> {
    const rows = await this.#db.selectFrom("risk_acceptances").selectAll().where("project", "=", project).orderBy("accepted_index").execute();
    return rows.map(({ accepted_at: at, accepted_index: index, until_day: until, last_index: _, ...data }) => ({ ...data, until, at, index }));
  }

  async efforts(project: string): Promise<EffortRecord[]> {
    const rows = await this.#db.selectFrom("efforts").selectAll().where("project", "=", project).orderBy("recorded_index").execute();
    return rows.map(({ id: effort, recorded_at: at, recorded_index: index, last_index: _, ...data }) => ({ effort, ...data, at, index }));
  }

  /** Of one project, or of all. */
  async reversals(project?: string): Promise<ReversalRecord[]> {
    const all = this.#db.selectFrom("reversals").selectAll();
    const rows = await (project === undefined ? all : all.where("project", "=", project)).orderBy("recorded_index").execute();
    const words = await this.#words(rows.map(({ note_doc }) => note_doc));
    return rows.map(({ id, project: of, change, reversed, cause, files, restored, person, recorded_at: at, recorded_index: index, note_doc, ...row }) => {
      const stated = row.constraint_id === null ? null : { constraint: row.constraint_id, by: row.stated_by ?? "", index: row.stated_index ?? 0 };
      return { id, project: of, change, reversed, cause: cause as ReversalCause, files, restored, person, at, index, note: words(note_doc) ?? erased, stated };
    });
  }

  async escalationDrills(project: string): Promise<EscalationDrillRecord[]> {
    const rows = await this.#db.selectFrom("escalation_drills").selectAll().where("project", "=", project).orderBy("drilled_index").execute();
    const words = await this.#words(rows.map(({ note_doc }) => note_doc));
    return rows.map(({ id: drill, project: of, person, outcome, drilled_at: at, drilled_index: index, note_doc }) => {
      return { drill, project: of, person, outcome: outcome as EscalationDrillRecord["outcome"], at, index, note: words(note_doc) };
    });
  }

  async #words(commitments: readonly (string | null)[]): Promise<(commitment: string | null) => string | null> {
    const documents = await readOpenings(
      this.#db,
      this.#blobs,
      commitments.flatMap((commitment) => commitment ?? []),
    );
    return (commitment) => textOf(documents, commitment);
  }
}
