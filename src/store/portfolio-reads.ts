import type { Kysely } from "kysely";
import type { OriginCounts } from "../model/origin.ts";
import type { Tables } from "./schema.ts";

/** What the gate last answered since the newest revision of a change was put forward, whatever it was asked for; `unasked` when nobody asked. */
export type Standing = "allow" | "wait" | "deny" | "unasked";

/** Changes of a project whose newest revision was put forward from a moment on. */
export interface StandingCount {
  readonly project: string;
  readonly standing: Standing;
  readonly changes: number;
}

export interface StandingChange {
  readonly id: string;
  readonly project: string;
  readonly revision: number;
  readonly tier: string;
  readonly at: number;
  readonly index: number;
  readonly standing: Standing;
  /** Ledger index and time of that answer. */
  readonly answered: { readonly at: number; readonly index: number } | null;
}

export interface OverdueEscalation {
  readonly id: string;
  readonly kind: string;
  readonly change: string;
  readonly project: string;
  readonly due: number;
  readonly index: number;
}

/** What a project's newest change was put forward under: ledger indexes of the adoptions, the organisation's among them unless the default ruled. */
export interface NewestUnder {
  readonly project: string;
  readonly change: string;
  readonly adoptions: readonly number[];
  readonly at: number;
}

/** The newest signing of a governed document. `project` is null for the organisation's own. */
export interface SignedDocument {
  readonly project: string | null;
  readonly document: string;
  readonly version: string;
  /** `YYYY-MM-DD`; null where it names no day. */
  readonly reviewBy: string | null;
  readonly at: number;
  readonly index: number;
}

/** A change as far as a plan counts it, in the order in which changes were first put forward. */
export interface WorkRecord {
  readonly change: string;
  /** When each revision was put forward, ascending. */
  readonly revisions: readonly number[];
  /** Of the newest revision, like the commitment of its detail. */
  readonly tier: string;
  readonly origin: OriginCounts;
  readonly detail: string | null;
  /** The first allow: when, and whether it rested on a decision; null while there is none. */
  readonly allowed: { readonly at: number; readonly decided: boolean } | null;
  /** `attention` is a commitment. */
  readonly decisions: readonly { readonly at: number; readonly outcome: string; readonly attention: string | null }[];
}

export interface OpenToolReview {
  readonly id: string;
  readonly project: string | null;
  readonly tool: string;
  readonly model: string | null;
  readonly at: number;
  readonly index: number;
}

export interface LooseningAttempt {
  readonly project: string;
  readonly person: string | null;
  readonly at: number;
  readonly index: number;
}

/** Sums over all projects at once. Each is one statement that walks an index: none reads a ledger entry or opens a document, so that the length of the past costs next to nothing. */
export class PortfolioReads {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Changes by project and by the gate's last answer. */
  async standings(since: number): Promise<StandingCount[]> {
    // Grouped by the project's own row: by the change's column SQLite walks every change that ever was, in that order, to save itself the sorting of a few hundred sums.
    const rows = await this.#db
      .selectFrom("projects")
      .innerJoin("changes", "changes.project", "projects.id")
      .select((each) => ["projects.id as project", "changes.answer", each.fn.countAll<number>().as("changes")])
      .where("changes.proposed_at", ">=", since)
      .groupBy(["projects.id", "changes.answer"])
      .orderBy("projects.id")
      .orderBy("changes.answer")
      .execute();
    return rows.map(({ project, answer, changes }) => ({ project, standing: standingOf(answer), changes: Number(changes) }));
  }

  /** The changes that `standings` counts of one project, the newest first. */
  async standingChanges(project: string, since: number): Promise<StandingChange[]> {
    const rows = await this.#db
      .selectFrom("changes")
      .select(["id", "project", "revision", "tier", "proposed_at", "proposed_index", "answer", "answered_at", "answered_index"])
      .where("project", "=", project)
      .where("proposed_at", ">=", since)
      .orderBy("proposed_index", "desc")
      .execute();
    return rows.map(({ proposed_at: at, proposed_index: index, answer, answered_at, answered_index, ...change }) => {
      const answered = answered_index === null || answered_at === null ? null : { at: answered_at, index: answered_index };
      return { ...change, at, index, standing: standingOf(answer), answered };
    });
  }

  /** Open escalations that are due before a moment, those of one project or of all, what was due first comes first. */
  async overdueEscalations(now: number, project?: string): Promise<OverdueEscalation[]> {
    const open = this.#db
      .selectFrom("escalations")
      .innerJoin("changes", "changes.id", "escalations.change")
      .select(["escalations.id", "escalations.kind", "escalations.change", "changes.project", "escalations.due", "escalations.opened_index as index"])
      .where("escalations.resolved_index", "is", null)
      .where("escalations.due", "<", now);
    const rows = project === undefined ? open : open.where("changes.project", "=", project);
    return await rows.orderBy("escalations.due").orderBy("escalations.opened_index").execute();
  }

  /** What the newest change of each project was put forward under. */
  async newestUnder(): Promise<NewestUnder[]> {
    const rows = await this.#db
      .selectFrom("projects")
      .innerJoin("changes", (join) =>
        // By its id, so that each project costs three look-ups whatever the database thinks of the sizes.
        join.on("changes.id", "=", (each) =>
          each.selectFrom("changes as newer").select("newer.id").whereRef("newer.project", "=", "projects.id").orderBy("newer.proposed_index", "desc").limit(1),
        ),
      )
      .innerJoin("revisions", (join) => join.onRef("revisions.change", "=", "changes.id").onRef("revisions.revision", "=", "changes.revision"))
      .select(["projects.id as project", "changes.id as change", "revisions.adoptions", "changes.proposed_at as at"])
      .orderBy("projects.last_index")
      .execute();
    return rows.map(({ adoptions, ...rest }) => ({ ...rest, adoptions: JSON.parse(adoptions) as number[] }));
  }

  /** Every change of a project with its revisions, its decisions and its first allow: three statements for all of them. No document is opened. */
  async work(project: string): Promise<WorkRecord[]> {
    const changes = this.#db.selectFrom("changes").where("changes.project", "=", project);
    const revisions = await changes
      .innerJoin("revisions", "revisions.change", "changes.id")
      .select(["revisions.change", "revisions.tier", "revisions.origin", "revisions.detail_doc", "revisions.proposed_at as at"])
      .orderBy("revisions.proposed_index")
      .execute();
    const decisions = await changes
      .innerJoin("decisions", "decisions.change", "changes.id")
      .select(["decisions.change", "decisions.made_at as at", "decisions.outcome", "decisions.attention_doc as attention"])
      .orderBy("decisions.made_index")
      .execute();
    const allows = await changes
      .innerJoin("verdicts", "verdicts.change", "changes.id")
      .select(["verdicts.change", "verdicts.given_at as at", "verdicts.decisions"])
      .where("verdicts.answer", "=", "allow")
      .orderBy("verdicts.given_index", "desc")
      .execute();
    // The newest first, so that the first of each change is what stays.
    const firstAllow = new Map(allows.map(({ change, at, decisions: used }) => [change, { at, decided: used !== "[]" }]));
    const decided = Map.groupBy(decisions, ({ change }) => change);
    return [...Map.groupBy(revisions, ({ change }) => change)].flatMap(([change, own]) => {
      const latest = own.at(-1);
      if (latest === undefined) return [];
      const { tier, origin, detail_doc: detail } = latest;
      const allowed = firstAllow.get(change) ?? null;
      return [{ change, revisions: own.map(({ at }) => at), tier, origin: JSON.parse(origin) as OriginCounts, detail, allowed, decisions: decided.get(change) ?? [] }];
    });
  }

  /** The newest signing of each document, by project. */
  async signedDocuments(): Promise<SignedDocument[]> {
    const newest = this.#db
      .selectFrom("signings")
      .select((each) => each.fn.max("signed_index").as("index"))
      .groupBy(["project", "document"]);
    return await this.#db
      .selectFrom("signings")
      .select(["project", "document", "version", "review_by as reviewBy", "signed_at as at", "signed_index as index"])
      .where("signed_index", "in", newest)
      .orderBy("signed_index")
      .execute();
  }

  /** Reviews of AI tools of which something is still open. */
  async openToolReviews(): Promise<OpenToolReview[]> {
    const [reviews, items] = await Promise.all([
      this.#db.selectFrom("tool_reviews").selectAll().orderBy("opened_index").orderBy("id").execute(),
      this.#db.selectFrom("tool_review_items").select(["review", "item"]).execute(),
    ]);
    const closed = new Set(items.map(({ review, item }) => JSON.stringify([review, item])));
    const open = reviews.filter(({ id, items: asked }) => (JSON.parse(asked) as string[]).some((item) => !closed.has(JSON.stringify([id, item]))));
    return open.map(({ id, project, tool, model, opened_at: at, opened_index: index }) => ({ id, project, tool, model, at, index }));
  }

  /** When each project first went without a blueprint. */
  async skips(): Promise<{ readonly project: string; readonly at: number; readonly index: number }[]> {
    const rows = await this.#db.selectFrom("blueprint_skips").select(["project", "skipped_at as at", "skipped_index as index"]).orderBy("skipped_index").execute();
    return rows;
  }

  /** Project policies that loosened the baseline and were refused. */
  async looseningAttempts(since = 0): Promise<LooseningAttempt[]> {
    const rows = await this.#db
      .selectFrom("attempts")
      .select(["project", "person", "refused_at as at", "refused_index as index"])
      .where("code", "=", "policy-loosened")
      .where("refused_at", ">=", since)
      .where("project", "is not", null)
      .orderBy("refused_index")
      .execute();
    return rows.map(({ project, ...rest }) => ({ project: project ?? "", ...rest }));
  }

  /** The newest adoption of each level: the organisation's, and each project's own. Texts are not opened. */
  async adoptionsInForce(): Promise<{ readonly project: string | null; readonly index: number; readonly version: number; readonly at: number }[]> {
    const newest = this.#db
      .selectFrom("policies")
      .select((each) => each.fn.max("adopted_index").as("index"))
      .groupBy(["level", "project"]);
    return await this.#db
      .selectFrom("policies")
      .select(["project", "adopted_index as index", "version", "adopted_at as at"])
      .where("adopted_index", "in", newest)
      .orderBy("adopted_index")
      .execute();
  }

  /** Every version of the organisation's policy. */
  async organisationVersions(): Promise<{ readonly index: number; readonly version: number; readonly at: number }[]> {
    return await this.#db
      .selectFrom("policies")
      .select(["adopted_index as index", "version", "adopted_at as at"])
      .where("level", "=", "organisation")
      .orderBy("adopted_index")
      .execute();
  }

  /** How many records of each view there are, those of one project where the view knows of one; `closed` are closed blueprints. */
  async recordCounts(project: string | null): Promise<ReadonlyMap<CountedView | "closed", number>> {
    const counts = await Promise.all(countedViews.map(async (view): Promise<[CountedView, number]> => [view, await this.#count(view, project)]));
    const blueprints = this.#db
      .selectFrom("blueprints")
      .select((each) => each.fn.countAll<number>().as("records"))
      .where("closed_index", "is not", null);
    const closed = await (project === null ? blueprints : blueprints.where("project", "=", project)).executeTakeFirstOrThrow();
    return new Map<CountedView | "closed", number>([...counts, ["closed", Number(closed.records)]]);
  }

  async #count(view: CountedView, project: string | null): Promise<number> {
    const all = this.#db.selectFrom(view).select((each) => each.fn.countAll<number>().as("records"));
    const rows =
      project === null
        ? all
        : withProject.has(view)
          ? all.where("project" as never, "=", project as never)
          : ofChange.has(view)
            ? all.where("change" as never, "in", this.#db.selectFrom("changes").select("id").where("project", "=", project) as never)
            : all;
    return Number((await rows.executeTakeFirstOrThrow()).records);
  }
}

const countedViews = [
  "organisation",
  "people",
  "qualifications",
  "policies",
  "changes",
  "evidence",
  "decisions",
  "escalations",
  "verdicts",
  "exceptions",
  "deployments",
  "acknowledgements",
] as const;
export type CountedView = (typeof countedViews)[number];
const withProject: ReadonlySet<CountedView> = new Set<CountedView>(["changes", "evidence", "deployments"]);
const ofChange: ReadonlySet<CountedView> = new Set<CountedView>(["decisions", "escalations", "verdicts", "exceptions"]);

const answers: Readonly<Record<string, Standing>> = { allow: "allow", wait: "wait", deny: "deny" };

function standingOf(answer: string | null): Standing {
  return answer === null ? "unasked" : (answers[answer] ?? "deny");
}
