import { spoken } from "../model/people.ts";
import type { AiTool } from "../model/policy.ts";
import type { BlueprintRecord, OpenToolReview, OverdueEscalation, SignedDocument } from "../store/index.ts";
import { type GovernanceDebt, governanceDebts, type Workplace } from "../workflow/index.ts";
import { type DriftGround, driftGround, type ProjectDrift, type StandingWaiver, waiversOf } from "./baseline-drift.ts";

const aDay = 86_400_000;
/** Days over which changes are counted. */
export const portfolioDays = 30;
/** A governed document that names no day is looked at again a year after it was signed. */
const documentHolds = 365 * aDay;
/** A waiver that ends within these days asks for attention. */
const waiverSoon = 14;

/** Where a project's blueprint stands. `running`: day `day` of `of`, `late` days past its end; `age` is in whole days. */
export type BlueprintStanding =
  | { readonly state: "running"; readonly id: string; readonly day: number; readonly of: number; readonly late: number }
  | { readonly state: "closed"; readonly id: string; readonly on: string }
  | { readonly state: "skipped" | "never-started"; readonly since: string; readonly age: number };

/** Something that was to be looked at again by a day, `YYYY-MM-DD`, which has passed. */
export interface OverdueReview {
  readonly of: "policy" | "tool" | "document";
  readonly name: string;
  readonly due: string;
  readonly days: number;
}

/** Added lines at the tip of a project by who or what wrote them, as its map last counted them. */
export interface AiShare {
  readonly ai: number;
  readonly unknown: number;
  readonly lines: number;
  /** RFC 3339, UTC. */
  readonly counted: string;
}

export const portfolioNeeds = [
  "loosened",
  "escalations-overdue",
  "denied",
  "blueprint-late",
  "blueprint-skipped",
  "blueprint-missing",
  "tool-reviews",
  "reviews-overdue",
  "waiver-ends",
  "baseline-behind",
] as const;
/** Why a project needs attention. */
export type PortfolioNeed = (typeof portfolioNeeds)[number];

/** What each reason counts when projects are put in order. What lets something through unjudged, or holds people up now, comes before what is merely late. */
const weights: Readonly<Record<PortfolioNeed, number>> = {
  loosened: 40,
  "escalations-overdue": 30,
  denied: 20,
  "blueprint-late": 15,
  "blueprint-skipped": 12,
  "blueprint-missing": 10,
  "tool-reviews": 8,
  "reviews-overdue": 6,
  "waiver-ends": 5,
  "baseline-behind": 2,
};

/** One project for somebody who answers for many. Times are RFC 3339, UTC. */
export interface PortfolioLine {
  readonly project: string;
  readonly registered: string;
  readonly blueprint: BlueprintStanding;
  /** Changes put forward in the last 30 days by the gate's last answer; one that nobody has asked about waits. */
  readonly changes: { readonly waiting: number; readonly denied: number; readonly allowed: number };
  readonly escalations: { readonly overdue: number; readonly oldest: string | null };
  readonly drift: {
    readonly tighter: number;
    readonly loosened: number;
    readonly uncovered: number;
    /** The organisation's versions since the one that its newest change is judged by; null before the first change. */
    readonly behind: number | null;
    readonly used: number | null;
    readonly attempts: number;
    readonly problem: string | null;
  };
  readonly waivers: readonly StandingWaiver[];
  readonly reviews: readonly OverdueReview[];
  readonly toolReviews: number;
  /** Null is "not measured": nobody has had the map of its branch made. */
  readonly aiShare: AiShare | null;
  readonly needs: readonly PortfolioNeed[];
}

export interface Portfolio {
  readonly asOf: string;
  readonly days: number;
  /** What stands for every project. */
  readonly organisation: {
    readonly policyVersion: number;
    readonly reviewBy: string | null;
    readonly waivers: readonly StandingWaiver[];
    readonly reviews: readonly OverdueReview[];
    readonly toolReviews: number;
  };
  /** What needs attention most comes first. */
  readonly projects: readonly PortfolioLine[];
}

export type KnownShare = (project: string) => AiShare | null;

/** Every project in one line. The sums come from the database, one statement for all projects each; only policies in force are read beside them. Records nothing. */
export async function portfolio(workplace: Workplace, shareOf: KnownShare): Promise<Portfolio> {
  const ground = await portfolioGround(workplace);
  const { now, drift } = ground;
  const lines = ground.projects.map(({ id, registeredAt }) => lineOf(ground, id, registeredAt, shareOf));
  const weight = ({ needs }: PortfolioLine) => needs.reduce((sum, need) => sum + weights[need], 0);
  return {
    asOf: new Date(now).toISOString(),
    days: portfolioDays,
    organisation: {
      policyVersion: drift.policy.organisation.version,
      reviewBy: drift.policy.reviewBy,
      waivers: waiversOf(drift.policy, null, now),
      reviews: [...policyReview("the organisation's policy", drift.policy.reviewBy, now), ...toolsOverdue(drift.policy.ai.tools, now), ...documentsOverdue(ground, null)],
      toolReviews: ground.reviews.get(null)?.length ?? 0,
    },
    projects: lines.toSorted((a, b) => weight(b) - weight(a) || b.changes.waiting - a.changes.waiting || a.project.localeCompare(b.project)),
  };
}

/** Everything that lines and their rows are told from. */
interface PortfolioGround {
  readonly now: number;
  readonly projects: readonly { readonly id: string; readonly registeredAt: number }[];
  readonly standings: ReadonlyMap<string, PortfolioLine["changes"]>;
  readonly escalations: ReadonlyMap<string, readonly OverdueEscalation[]>;
  readonly blueprints: ReadonlyMap<string, readonly BlueprintRecord[]>;
  readonly debts: ReadonlyMap<string, GovernanceDebt>;
  readonly documents: ReadonlyMap<string | null, readonly SignedDocument[]>;
  readonly reviews: ReadonlyMap<string | null, readonly OpenToolReview[]>;
  readonly drift: DriftGround;
}

export async function portfolioGround(workplace: Workplace): Promise<PortfolioGround> {
  const { read } = workplace.store;
  const now = workplace.clock();
  const [projects, counts, escalations, blueprints, debts, documents, reviews, drift] = await Promise.all([
    read.projects(),
    read.portfolio.standings(countedSince(now)),
    read.portfolio.overdueEscalations(now),
    read.governance.blueprints(),
    governanceDebts(workplace),
    read.portfolio.signedDocuments(),
    read.portfolio.openToolReviews(),
    driftGround(workplace),
  ]);
  const standings = new Map<string, PortfolioLine["changes"]>();
  for (const { project, standing, changes } of counts) {
    const sums = standings.get(project) ?? noChanges;
    const name = standing === "allow" ? "allowed" : standing === "deny" ? "denied" : "waiting";
    standings.set(project, { ...sums, [name]: sums[name] + changes });
  }
  return {
    now,
    projects,
    standings,
    escalations: Map.groupBy(escalations, ({ project }) => project),
    blueprints: Map.groupBy(blueprints, ({ project }) => project),
    debts: new Map(debts.map((debt) => [debt.project, debt])),
    documents: Map.groupBy(documents, ({ project }) => project),
    reviews: Map.groupBy(reviews, ({ project }) => project),
    drift,
  };
}

const noChanges: PortfolioLine["changes"] = { waiting: 0, denied: 0, allowed: 0 };

export function countedSince(now: number): number {
  return now - portfolioDays * aDay;
}

function lineOf(ground: PortfolioGround, project: string, registeredAt: number, shareOf: KnownShare): PortfolioLine {
  const { now } = ground;
  const drift = ground.drift.of(project);
  const overdue = ground.escalations.get(project) ?? [];
  const line: Omit<PortfolioLine, "needs"> = {
    project,
    registered: new Date(registeredAt).toISOString(),
    blueprint: blueprintStanding(ground, project, registeredAt),
    changes: ground.standings.get(project) ?? noChanges,
    escalations: { overdue: overdue.length, oldest: overdue[0] === undefined ? null : new Date(overdue[0].due).toISOString() },
    drift: {
      tighter: drift.tighter.length,
      loosened: drift.loosened.length,
      uncovered: drift.uncovered.length,
      behind: drift.used?.behind ?? null,
      used: drift.used?.version ?? null,
      attempts: drift.attempts.length,
      problem: drift.problem,
    },
    waivers: drift.waivers,
    reviews: reviewsOf(ground, project, drift, now),
    toolReviews: ground.reviews.get(project)?.length ?? 0,
    aiShare: shareOf(project),
  };
  return { ...line, needs: portfolioNeeds.filter((need) => holds[need](line)) };
}

const holds: { readonly [need in PortfolioNeed]: (line: Omit<PortfolioLine, "needs">) => boolean } = {
  loosened: ({ drift }) => drift.uncovered > 0 || drift.problem !== null,
  "escalations-overdue": ({ escalations }) => escalations.overdue > 0,
  denied: ({ changes }) => changes.denied > 0,
  "blueprint-late": ({ blueprint }) => blueprint.state === "running" && blueprint.late > 0,
  "blueprint-skipped": ({ blueprint }) => blueprint.state === "skipped",
  "blueprint-missing": ({ blueprint }) => blueprint.state === "never-started",
  "tool-reviews": ({ toolReviews }) => toolReviews > 0,
  "reviews-overdue": ({ reviews }) => reviews.length > 0,
  "waiver-ends": ({ waivers }) => waivers.some(({ daysLeft }) => daysLeft <= waiverSoon),
  "baseline-behind": ({ drift }) => (drift.behind ?? 0) > 0,
};

export function blueprintStanding({ now, blueprints, debts }: Pick<PortfolioGround, "now" | "blueprints" | "debts">, project: string, registeredAt: number): BlueprintStanding {
  const own = blueprints.get(project) ?? [];
  const running = own.findLast(({ closed }) => closed === null);
  const newest = running ?? own.at(-1);
  if (newest !== undefined && newest.closed !== null) return { state: "closed", id: newest.id, on: new Date(newest.closed.at).toISOString().slice(0, 10) };
  if (newest !== undefined) {
    const [start, end, today] = [Date.parse(newest.start), Date.parse(newest.end), Math.floor(now / aDay) * aDay];
    const of = Math.round((end - start) / aDay) + 1;
    return { state: "running", id: newest.id, day: Math.min(of, Math.max(0, Math.round((today - start) / aDay) + 1)), of, late: Math.max(0, Math.round((today - end) / aDay)) };
  }
  const { kind, since, age } = debts.get(project) ?? { kind: "never-started" as const, since: registeredAt, age: Math.floor((now - registeredAt) / aDay) };
  return { state: kind, since: new Date(since).toISOString(), age };
}

function reviewsOf(ground: PortfolioGround, project: string, { own }: ProjectDrift, now: number): OverdueReview[] {
  return [...policyReview(`the policy of ${project}`, own?.reviewBy ?? null, now), ...documentsOverdue(ground, project)];
}

function policyReview(name: string, by: string | null, now: number): OverdueReview[] {
  return overdue("policy", name, by, now);
}

function toolsOverdue(tools: readonly AiTool[], now: number): OverdueReview[] {
  return tools.flatMap(({ tool, reviewBy }) => overdue("tool", tool, reviewBy, now));
}

function documentsOverdue({ documents, now }: PortfolioGround, project: string | null): OverdueReview[] {
  const signed = documents.get(project) ?? [];
  return signed.flatMap(({ document, version, reviewBy, at }) =>
    overdue("document", `${spoken(document)}, version ${version}`, reviewBy ?? new Date(at + documentHolds).toISOString().slice(0, 10), now),
  );
}

// A day in UTC: it has passed once the next one has begun.
function overdue(of: OverdueReview["of"], name: string, due: string | null, now: number): OverdueReview[] {
  if (due === null) return [];
  const days = Math.floor((now - Date.parse(due)) / aDay);
  return days > 0 ? [{ of, name, due, days }] : [];
}
