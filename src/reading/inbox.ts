import { setImmediate } from "node:timers/promises";
import { namesOf } from "../gate/index.ts";
import { visible } from "../git/index.ts";
import type { Limits } from "../model/policy.ts";
import type { Verdict } from "../model/verdict.ts";
import type { ChangeSummary as ChangeRow, DeploymentRecord } from "../store/index.ts";
import {
  type By,
  type Case,
  type ChangeSummary,
  contributorsOfCase,
  environmentOfDoubt,
  findPerson,
  judgeCase,
  judgedToday,
  mayResolve,
  openCase,
  type Workplace,
} from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { type Ask, asksOf } from "./asks.ts";
import { dueOf } from "./due.ts";
import { inWords } from "./escalation-page.ts";
import { type Headline, headlineOf } from "./headline.ts";
import { loadWarning } from "./reviews-today.ts";
import { standingIn } from "./standing-in.ts";

/** A change that waits, and why it is in this list. Times are RFC 3339, UTC. */
export interface Turn {
  readonly change: Headline;
  readonly why: string;
  /** When this turn began. */
  readonly since: string;
  readonly until: string | null;
  readonly overdue: boolean;
  /** How long the author has waited for it, in seconds. */
  readonly waited: number;
  /** What is missing, in one sentence. */
  readonly missing: string;
  /** The environment whose release is asked for; null for the change itself. */
  readonly environment: string | null;
  /** Who it waits for. */
  readonly who: readonly Named[];
}

/** Reviews of one person: how many wait, and how many were given since midnight UTC (R12). */
export interface Load {
  readonly person: Named;
  readonly open: number;
  readonly today: number;
  readonly limit: number;
  readonly warning: string | null;
}

export interface Inbox {
  readonly needsMyDecision: readonly Turn[];
  readonly escalatedToMe: readonly Turn[];
  readonly returnedToMe: readonly Turn[];
  readonly waitingOnOthers: readonly Turn[];
  /** The newest ones. */
  readonly done: readonly Turn[];
  /** What is asked of the person beside the changes, what is due first comes first. */
  readonly asks: readonly Ask[];
  /** Everybody who has something to review, the most loaded first. */
  readonly load: readonly Load[];
}

export type Section = Exclude<keyof Inbox, "load" | "asks">;

const mostDone = 20;

/**
 * Whose turn it is, computed by `judge` for every open change; a tier that passes alone takes nobody's turn (R17). A change is done once it is deployed. Of what is done
 * only the newest is opened, so that the length of the past costs nothing.
 */
export async function inbox(workplace: Workplace, by: By): Promise<Inbox> {
  const me = await findPerson(workplace, by);
  const [nameOf, today] = await Promise.all([namesIn(workplace), judgedToday(workplace)]);
  const sections: { readonly [section in Section]: Turn[] } = { needsMyDecision: [], escalatedToMe: [], returnedToMe: [], waitingOnOthers: [], done: [] };
  const limits = new Map<string, Limits[]>();
  for (const { id } of await worthOpening(workplace)) {
    // Reading and judging take no turn of the event loop; a long list must not keep the gate waiting.
    await setImmediate();
    const opened = await openCase(workplace, id);
    const { section, turn } = await place(workplace, opened, me.id, nameOf);
    sections[section].push(turn);
    if (section !== "done") for (const { id: person } of turn.who) limits.set(person, [...(limits.get(person) ?? []), opened.policy.policy.limits]);
  }
  for (const section of [sections.needsMyDecision, sections.escalatedToMe, sections.returnedToMe, sections.waitingOnOthers]) section.sort(byUrgency);
  sections.done.sort((a, b) => b.change.proposedAt.localeCompare(a.change.proposedAt));
  const open = [...sections.needsMyDecision, ...sections.escalatedToMe, ...sections.returnedToMe, ...sections.waitingOnOthers];
  const load = [...limits].map(([id, ruling]) => loadOf(nameOf(id), { today: today(id).size, open: open.filter(({ who }) => who.some((each) => each.id === id)).length }, ruling));
  return { ...sections, done: sections.done.slice(0, mostDone), asks: await asksOf(workplace, me.id), load: load.sort((a, b) => b.open - a.open) };
}

/** `ruling` are the limits of each change that waits for the person. */
function loadOf(person: Named, reviews: Pick<Load, "today" | "open">, ruling: readonly Limits[]): Load {
  const limit = Math.min(...ruling.map(({ reviewsPerPersonPerDay }) => reviewsPerPersonPerDay));
  const [warning = null] = ruling.flatMap((limits) => loadWarning(person.name, reviews, limits) ?? []);
  return { person, ...reviews, limit, warning };
}

/** By tier, then by what is due first, then by who has waited longest. */
function byUrgency(a: Turn, b: Turn): number {
  return b.change.rank - a.change.rank || (a.until ?? "9").localeCompare(b.until ?? "9") || a.since.localeCompare(b.since);
}

/** Every change that is not done by what the views say, and the newest of those that are. */
async function worthOpening(workplace: Workplace): Promise<ChangeRow[]> {
  const { read } = workplace.store;
  const [changes, deployments, escalations] = await Promise.all([read.changes(), read.deployments(), read.escalations({ open: true })]);
  const held = new Set(escalations.map(({ change }) => change));
  const byChange = Map.groupBy(deployments, ({ change }) => change);
  const isDone = ({ id, index }: ChangeRow) => !held.has(id) && isDeployed(byChange.get(id) ?? [], index);
  const done = new Set(changes.filter(isDone).slice(0, -mostDone));
  return changes.filter((change) => !done.has(change));
}

/** Whether what was put forward in the entry `proposed` went out; what went before was an earlier revision. */
function isDeployed(deployments: readonly DeploymentRecord[], proposed: number): boolean {
  return deployments.some(({ stage, stages }) => stage === "succeeded" && (stages[0]?.index ?? 0) > proposed);
}

export async function place(workplace: Workplace, opened: Case, me: string, nameOf: NameOf): Promise<{ section: Section; turn: Turn }> {
  const now = workplace.clock();
  const { environment, verdict, askedAt } = await standing(workplace, opened, now);
  const ready = Math.max(opened.revision.at, askedAt ?? 0);
  const asks = [...new Set(verdict.reasons.filter(({ effect }) => effect !== "note").flatMap(({ who }) => who))];
  const turn = (why: string, since = ready, until = dueOf(opened, verdict)): Turn => ({
    change: headlineOf(opened, nameOf),
    why,
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    overdue: until !== null && now >= until,
    waited: Math.max(0, Math.floor((now - since) / 1_000)),
    missing: verdict.verdict === "allow" ? "" : visible(verdict.headline),
    environment,
    who: asks.map(nameOf),
  });
  const escalation = opened.escalations.find((each) => each.resolvedAt === null && each.kind !== "overdue" && mayResolve(opened, each, me, now));
  if (escalation) {
    const why = causeOf(escalation);
    const about = environmentOfDoubt(opened, escalation);
    const holders = [...opened.people.persons.keys()].filter((each) => mayResolve(opened, escalation, each, now));
    const own = mayResolve({ ...opened, people: { ...opened.people, deputies: [] } }, escalation, me, now);
    const mine = turn(`${why}${own ? "" : standingIn(opened.people, me, now, holders)}`, escalation.openedAt, escalation.due);
    return { section: "escalatedToMe", turn: about === undefined ? mine : { ...mine, environment: about } };
  }
  const deployed = await workplace.store.read.deployments({ change: opened.summary.id });
  if (isDeployed(deployed, opened.revision.index)) return { section: "done", turn: turn("It was deployed.", ready, null) };
  if (verdict.verdict === "allow") return { section: "done", turn: turn(environment === null ? "It may be merged." : `It may go to ${environment}.`, ready, null) };
  const asked = verdict.reasons.find(({ code, who }) => code === "approval-missing" && who.includes(me));
  if (asked) {
    const before = opened.decisions.findLast(({ person, subject }) => person === me && subject.environment === environment);
    return before
      ? { section: "returnedToMe", turn: turn("You decided before, and what is judged has changed since.", (await movedAfter(workplace, opened, before.index)) ?? ready) }
      : {
          section: "needsMyDecision",
          turn: turn(
            verdict.places.some(({ needs }) => needs === asked.about) ? `It needs an approval by ${asked.about}, which you are.` : "It needs an approval, and you may give it.",
          ),
        };
  }
  const mine = contributorsOfCase(opened).has(me);
  if (mine && verdict.verdict === "deny") return { section: "returnedToMe", turn: turn("You contributed, and the gate denies it.") };
  const others = asks.filter((id) => id !== me);
  return { section: "waitingOnOthers", turn: turn(others.length === 0 ? "It waits for evidence or for its author." : `It waits for ${namesOf(opened.people, others)}.`) };
}

function causeOf({ kind, criterion }: Pick<Case["escalations"][number], "kind" | "criterion">): string {
  if (kind === "question") return `An agent asks a question${criterion === null ? "" : ` about ${criterion}`}.`;
  if (criterion) return `Somebody was unsure about ${criterion}.`;
  return kind === "re-review" ? "A second look disagreed with an approval of it." : "An emergency waits for its review.";
}

/** When what is judged first changed after a decision: by a new revision, or by evidence. Null when neither did. */
async function movedAfter({ store }: Workplace, { revision, evidence }: Case, index: number): Promise<number | null> {
  if (revision.index > index) return revision.at;
  const later = evidence.find((each) => each.index > index);
  return later === undefined ? null : ((await store.read.fact(later.index))?.at ?? null);
}

interface Asked {
  readonly environment: string | null;
  readonly verdict: Verdict;
  /** When the gate of the environment was first asked about this revision. */
  readonly askedAt: number | null;
}

/** The verdict on the change; once that allows, on the release that the gate was last asked about and did not allow. */
async function standing(workplace: Workplace, opened: Case, now: number): Promise<Asked> {
  const review = judgeCase(opened, null, now);
  if (review.verdict !== "allow") return { environment: null, verdict: review, askedAt: null };
  const mine = (await workplace.store.read.verdicts(opened.summary.id)).filter(({ environment, revision }) => environment !== null && revision === opened.summary.revision);
  const last = mine.at(-1);
  if (!last || last.environment === null) return { environment: null, verdict: review, askedAt: null };
  const askedAt = mine.find(({ environment }) => environment === last.environment)?.at ?? null;
  return { environment: last.environment, verdict: judgeCase(opened, { environment: last.environment, artifact: last.artifact }, now), askedAt };
}

export interface EscalationLine {
  readonly id: string;
  readonly kind: string;
  readonly change: ChangeSummary;
  readonly criterion: string | null;
  /** To whom, in words. */
  readonly to: string;
  /** Names of those who can take it up. */
  readonly who: readonly string[];
  readonly since: string;
  readonly due: string;
  readonly overdue: boolean;
  readonly resolved: boolean;
}

export async function listEscalations(workplace: Workplace): Promise<EscalationLine[]> {
  const now = workplace.clock();
  const lines: EscalationLine[] = [];
  for (const escalation of await workplace.store.read.escalations()) {
    const opened = await openCase(workplace, escalation.change);
    const who = [...opened.people.persons.keys()].filter((person) => mayResolve(opened, escalation, person, now));
    lines.push({
      id: escalation.id,
      kind: escalation.kind,
      change: opened.summary,
      criterion: escalation.criterion,
      to: inWords(escalation.to),
      who: who.map((id) => opened.people.persons.get(id)?.name ?? id),
      since: new Date(escalation.openedAt).toISOString(),
      due: new Date(escalation.due).toISOString(),
      overdue: escalation.resolvedAt === null && now >= escalation.due,
      resolved: escalation.resolvedAt !== null,
    });
  }
  return lines;
}

/** Every change that was put forward, in the order of its newest revision. */
export async function listChanges(workplace: Workplace): Promise<ChangeSummary[]> {
  const changes = await workplace.store.read.changes();
  return await Promise.all(changes.map(async ({ id }) => (await openCase(workplace, id)).summary));
}
