import { namesOf } from "../gate/index.ts";
import type { Verdict } from "../model/verdict.ts";
import { type Case, type ChangeSummary, judgeCase, openCase } from "./case.ts";
import { contributorsOfCase, mayResolve } from "./escalate.ts";
import { type By, findPerson } from "./persons.ts";
import type { Workplace } from "./workplace.ts";

/** A change that waits, and why it is in this list. Times are RFC 3339, UTC. */
export interface Turn {
  readonly change: ChangeSummary;
  readonly why: string;
  readonly since: string;
  readonly until: string | null;
  /** What is missing, in one sentence. */
  readonly missing: string;
  /** The environment whose release is asked for; null for the change itself. */
  readonly environment: string | null;
}

export interface Inbox {
  readonly needsMyDecision: readonly Turn[];
  readonly escalatedToMe: readonly Turn[];
  readonly returnedToMe: readonly Turn[];
  readonly waitingOnOthers: readonly Turn[];
  readonly done: readonly Turn[];
}

/** Whose turn it is, computed by `judge` for every open change. A change is done once it is deployed. */
export async function inbox(workplace: Workplace, by: By): Promise<Inbox> {
  const me = await findPerson(workplace, by);
  const sections = { needsMyDecision: [] as Turn[], escalatedToMe: [] as Turn[], returnedToMe: [] as Turn[], waitingOnOthers: [] as Turn[], done: [] as Turn[] };
  for (const { id } of await workplace.store.read.changes()) {
    const opened = await openCase(workplace, id);
    const { section, turn } = await place(workplace, opened, me.id);
    sections[section].push(turn);
  }
  return sections;
}

async function place(workplace: Workplace, opened: Case, me: string): Promise<{ section: keyof Inbox; turn: Turn }> {
  const now = workplace.clock();
  const { environment, verdict } = await standing(workplace, opened, now);
  const since = new Date(opened.revision.at).toISOString();
  const turn = (why: string, until: number | null = null): Turn => ({
    change: opened.summary,
    why,
    since,
    until: until === null ? null : new Date(until).toISOString(),
    missing: verdict.verdict === "allow" ? "" : verdict.headline,
    environment,
  });
  const escalation = opened.escalations.find(({ resolvedAt, kind }) => resolvedAt === null && kind !== "overdue");
  if (escalation && mayResolve(opened, escalation, me, now))
    return {
      section: "escalatedToMe",
      turn: turn(escalation.criterion ? `Somebody was unsure about ${escalation.criterion}.` : "An emergency waits for its review.", escalation.due),
    };
  const deployed = await workplace.store.read.deployments({ change: opened.summary.id });
  if (deployed.some(({ stage }) => stage === "succeeded")) return { section: "done", turn: turn("It was deployed.") };
  if (verdict.verdict === "allow") return { section: "done", turn: turn(environment === null ? "It may be merged." : `It may go to ${environment}.`) };
  const asked = verdict.reasons.find(({ code, who }) => code === "approval-missing" && who.includes(me));
  if (asked) {
    const before = opened.decisions.some(({ person, subject }) => person === me && subject.environment === environment);
    return before
      ? { section: "returnedToMe", turn: turn("You decided before, and what is judged has changed since.") }
      : {
          section: "needsMyDecision",
          turn: turn(
            verdict.places.some(({ needs }) => needs === asked.about) ? `It needs an approval by ${asked.about}, which you are.` : "It needs an approval, and you may give it.",
          ),
        };
  }
  const mine = contributorsOfCase(opened).has(me);
  if (mine && verdict.verdict === "deny") return { section: "returnedToMe", turn: turn("You contributed, and the gate denies it.") };
  const others = [...new Set(verdict.reasons.flatMap(({ who }) => who))].filter((id) => id !== me);
  return { section: "waitingOnOthers", turn: turn(others.length === 0 ? "It waits for evidence or for its author." : `It waits for ${namesOf(opened.people, others)}.`) };
}

/** The verdict on the change; once that allows, on the release that the gate was last asked about and did not allow. */
async function standing(workplace: Workplace, opened: Case, now: number): Promise<{ environment: string | null; verdict: Verdict }> {
  const review = judgeCase(opened, null, now);
  if (review.verdict !== "allow") return { environment: null, verdict: review };
  const last = (await workplace.store.read.verdicts(opened.summary.id)).findLast(({ environment, revision }) => environment !== null && revision === opened.summary.revision);
  if (!last || last.environment === null) return { environment: null, verdict: review };
  return { environment: last.environment, verdict: judgeCase(opened, { environment: last.environment, artifact: last.artifact }, now) };
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
    const { qualification, role } = escalation.to;
    lines.push({
      id: escalation.id,
      kind: escalation.kind,
      change: opened.summary,
      criterion: escalation.criterion,
      to: [role === null ? "someone" : `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`, qualification === null ? "" : `qualified for ${qualification}`].filter(Boolean).join(" "),
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
