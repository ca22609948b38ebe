import { Failure } from "../model/failure.ts";
import { spoken } from "../model/people.ts";
import type { StandingChange } from "../store/index.ts";
import type { Workplace } from "../workflow/index.ts";
import type { DriftEntry } from "./baseline-drift.ts";
import { countedSince, type KnownShare, type PortfolioLine, portfolio, portfolioGround } from "./portfolio.ts";
import { titleOfChange } from "./title-of-change.ts";

export const portfolioNumbers = ["waiting", "denied", "allowed", "escalations", "drift", "waivers", "reviews", "tool-reviews", "blueprint"] as const;
/** A number of a project's line that opens. */
export type PortfolioNumber = (typeof portfolioNumbers)[number];

/** One thing that a number counts. Times are RFC 3339, UTC; `index` is that of its fact, null where it is no fact but what one says. */
export interface PortfolioRow {
  readonly time: string | null;
  readonly sentence: string;
  readonly change: string | null;
  readonly index: number | null;
}

/** What stands behind a number of a project's line, as it was counted: changes the newest first, what is overdue the oldest first. Throws `Failure` (`not-found`). */
export async function portfolioRows(workplace: Workplace, project: string, number: PortfolioNumber, shareOf: KnownShare): Promise<PortfolioRow[]> {
  const line = (await portfolio(workplace, shareOf)).projects.find((each) => each.project === project);
  if (line === undefined) throw new Failure("not-found", `No project called ${project} is registered.`, { hint: "The list of projects has those that are." });
  return await makers[number](workplace, line);
}

const makers: { readonly [of in PortfolioNumber]: (workplace: Workplace, line: PortfolioLine) => Promise<PortfolioRow[]> } = {
  waiting: (workplace, { project }) => changeRows(workplace, project, ["wait", "unasked"]),
  denied: (workplace, { project }) => changeRows(workplace, project, ["deny"]),
  allowed: (workplace, { project }) => changeRows(workplace, project, ["allow"]),
  escalations: escalationRows,
  drift: driftRows,
  waivers: async (_, { waivers }) =>
    waivers.map((waiver) =>
      said(`${waiver.id} excepts ${waiver.rule} until ${waiver.expires}, ${days(waiver.daysLeft)} left, approved by ${waiver.approvedBy}: ${waiver.reason}`, waiver.change),
    ),
  reviews: async (_, { reviews }) => reviews.map(({ name, due, days: late }) => said(`Due ${due}, ${days(late)} ago: ${name}.`)),
  "tool-reviews": toolRows,
  blueprint: blueprintRows,
};

const answers: Readonly<Record<StandingChange["standing"], string>> = {
  allow: "the gate allowed it",
  wait: "the gate waits",
  deny: "the gate denied it",
  unasked: "nobody has asked the gate",
};

async function changeRows(workplace: Workplace, project: string, standings: readonly StandingChange["standing"][]): Promise<PortfolioRow[]> {
  const changes = await workplace.store.read.portfolio.standingChanges(project, countedSince(workplace.clock()));
  const rows = changes.filter(({ standing }) => standings.includes(standing));
  const name = await namesOf(
    workplace,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, revision, tier, standing, at, index, answered }) => ({
    time: new Date(answered?.at ?? at).toISOString(),
    sentence: `${name(id)}, revision ${revision}, ${spoken(tier)}: ${answers[standing]}.`,
    change: id,
    index: answered?.index ?? index,
  }));
}

/** Changes of one answer that are called by their titles; reading each costs, and nobody reads further. */
const mostTitles = 100;

async function namesOf(workplace: Workplace, changes: readonly string[]): Promise<(change: string) => string> {
  const asked = [...new Set(changes)].slice(0, mostTitles);
  const titles = new Map(await Promise.all(asked.map(async (change) => [change, await titleOfChange(workplace, change)] as const)));
  return (change) => titles.get(change) ?? change;
}

async function escalationRows(workplace: Workplace, { project }: PortfolioLine): Promise<PortfolioRow[]> {
  const late = await workplace.store.read.portfolio.overdueEscalations(workplace.clock(), project);
  const name = await namesOf(
    workplace,
    late.map(({ change }) => change),
  );
  return late.map(({ kind, change, due, index }) => ({ time: new Date(due).toISOString(), sentence: `${name(change)}: the escalation (${spoken(kind)}) was due.`, change, index }));
}

async function driftRows(workplace: Workplace, { project }: PortfolioLine): Promise<PortfolioRow[]> {
  const { tighter, loosened, uncovered, used, attempts, own, problem } = (await portfolioGround(workplace)).drift.of(project);
  const row = (word: string, { path, from, to }: DriftEntry) => said(`${word} ${path}: ${from ?? "nothing"} → ${to ?? "nothing"}.`, null, own?.index ?? null);
  return [
    ...(problem === null ? [] : [said(problem, null, own?.index ?? null)]),
    ...uncovered.map((entry) => row("Looser, under no waiver:", entry)),
    ...loosened.map((entry) => row(`Looser until ${entry.waiver.expires} (${entry.waiver.id}):`, entry)),
    ...tighter.map((entry) => row("Tighter:", entry)),
    ...attempts.map(({ time, by, index }) => ({ time, sentence: `${by?.name ?? "Somebody"} tried to loosen the baseline, and was refused.`, change: null, index })),
    ...(used === null
      ? []
      : [
          said(
            `${used.change} is judged by version ${used.version} of the baseline${used.behind === 0 ? ", the one in force" : `, ${used.behind} behind`}.`,
            used.change,
            used.index,
          ),
        ]),
  ];
}

async function toolRows(workplace: Workplace, { project }: PortfolioLine): Promise<PortfolioRow[]> {
  const open = (await workplace.store.read.portfolio.openToolReviews()).filter((review) => review.project === project);
  return open.map(({ tool, model, at, index }) => ({
    time: new Date(at).toISOString(),
    sentence: `The review of ${tool}${model === null ? "" : ` with ${model}`} is open.`,
    change: null,
    index,
  }));
}

async function blueprintRows(workplace: Workplace, { project, blueprint }: PortfolioLine): Promise<PortfolioRow[]> {
  const [blueprints, skips] = await Promise.all([workplace.store.read.governance.blueprints(project), workplace.store.read.portfolio.skips()]);
  const rows = [
    ...blueprints.flatMap(({ start, end, at, index, closed }) => [
      { time: new Date(at).toISOString(), sentence: `The blueprint was started, from ${start} to ${end}.`, change: null, index },
      ...(closed === null ? [] : [{ time: new Date(closed.at).toISOString(), sentence: `The blueprint was closed.`, change: null, index: closed.index }]),
    ]),
    ...skips.flatMap((skip) =>
      skip.project === project ? [{ time: new Date(skip.at).toISOString(), sentence: "It was recorded that there is none.", change: null, index: skip.index }] : [],
    ),
  ];
  return blueprint.state === "never-started" ? [said(`No blueprint was started since ${blueprint.since.slice(0, 10)}, ${days(blueprint.age)} ago.`)] : rows.toReversed();
}

function said(sentence: string, change: string | null = null, index: number | null = null): PortfolioRow {
  return { time: null, sentence, change, index };
}

function days(count: number): string {
  return `${count} day${count === 1 ? "" : "s"}`;
}
