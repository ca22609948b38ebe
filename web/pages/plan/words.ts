import type { Answer } from "../../api/client.ts";
import { plural } from "../../words.ts";
import type { ActAnswer } from "../act/check.ts";
import { nothingSaid, type Said } from "../act/said.ts";

export type Plan = Answer<"plan.read">;
export type Phase = Plan["phases"][number];
export type Advance = NonNullable<Phase["advance"]>;
export type Question = Advance["questions"][number];
export type Checkpoint = Phase["checkpoints"][number];
export type Metric = Checkpoint["metrics"][number];
export type Sprint = Plan["sprints"][number];

const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** `Fri 18 Dec 2026`: a day of the calendar, which is the same day everywhere. */
export function dayName(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? date : day.format(at).replace(",", "");
}

/** `in 4 days`, `2 days ago`, `today`. */
export function awayWords(days: number): string {
  if (days === 0) return "today";
  return days > 0 ? `in ${plural(days, "day")}` : `${plural(-days, "day")} ago`;
}

export const stateWords: { readonly [state in Checkpoint["state"]]: string } = { passed: "passed", held: "held", late: "late", next: "next", later: "later" };

export const metricStates: { readonly [state in Metric["state"]]: string } = {
  met: "met",
  missed: "not met",
  "beyond-threshold": "beyond its threshold",
  "too-few": "too few to say",
  "not-measured-here": "looked up by whoever signs",
};

/** Whether what was typed is a number that keeps a target such as `>= 95 %`; the server holds it against the target again. */
export function keepsTarget(target: string, typed: string): boolean {
  const [, sign, wanted] = /^(>=|<=|>|<|=)\s*(\d+(?:\.\d+)?)/.exec(target) ?? [];
  const measured = numberIn(typed);
  if (sign === undefined || wanted === undefined || measured === null) return false;
  const away = measured - Number(wanted);
  if (away === 0) return sign.endsWith("=");
  return away > 0 ? sign.startsWith(">") : sign.startsWith("<");
}

function numberIn(typed: string): number | null {
  return /^-?\d{1,9}(?:\.\d{1,6})?$/.test(typed.trim()) ? Number(typed.trim()) : null;
}

/** The metrics that are measured here begin with what was measured. */
export function measuredBefore({ advance, checkpoints }: Pick<Phase, "advance" | "checkpoints">): Readonly<Record<string, Said>> {
  const known = new Map<string, string | null>(checkpoints.flatMap(({ id, metrics }) => metrics.map((metric) => [`${id}.metrics.${metric.id}`, metric.value] as const)));
  const begun = (advance?.questions ?? []).map(({ criterion }) => [criterion, { ...nothingSaid, measured: known.get(criterion)?.split(" ")[0] ?? "" }] as const);
  return Object.fromEntries(begun);
}

/** What is sent, and how it will stand in what is signed. */
export function answersOf(questions: readonly Question[], said: Readonly<Record<string, Said>>) {
  const told = questions.map((question) => {
    const { met, measured, reason } = said[question.criterion] ?? nothingSaid;
    return { question, met, measured: question.target === null || question.waiver !== null ? null : numberIn(measured), reason: reason.trim() || null };
  });
  const signed = told.map(
    ({ question: { criterion, asks, target, waiver }, measured, reason }): ActAnswer =>
      waiver === null
        ? { criterion, asks: target === null ? asks : `${asks}: ${target}`, value: "met", measured, reason }
        : { criterion, asks, value: "waived", measured: null, reason: waiver },
  );
  return { given: told.map(({ question: { criterion }, met, measured, reason }) => ({ criterion, met, measured, reason })), signed };
}

/** What the bars of a sprint say. */
export function sprintTitle(sprint: Sprint): string {
  const { number, budget, over, state } = sprint;
  const spent = spentOf(sprint);
  const name = state === "now" ? `Sprint ${number}` : `Sprint ${number}, ${state === "past" ? "the last one" : "the next one"},`;
  if (budget === null) return `${name} has taken ${plural(spent, "minute")} of governance; no budget is set.`;
  if (over > 0) return `${name} is ${plural(over, "minute")} over its budget of ${budget}.`;
  return `${name} has taken ${spent} of its ${plural(budget, "minute")} of governance.`;
}

export function spentOf({ spent }: Pick<Sprint, "spent">): number {
  return spent.checkpoints + spent.reviews;
}

export function estimatedOf({ estimated }: Pick<Sprint, "estimated">): number {
  return estimated.checkpoints + estimated.reviews;
}

/** The sprint that is looked at: the one that runs, else the next one, else the last. */
export function currentSprint(sprints: readonly Sprint[]): Sprint | undefined {
  return sprints.find(({ state }) => state === "now") ?? sprints.find(({ state }) => state === "later") ?? sprints.at(-1);
}

/** The days of the blueprint, and from when what came after is counted. */
export function reworkSentence({ blueprint: { state, days }, since, months }: Plan["rework"]): string {
  const took = days === null ? "" : ` ${plural(days, "day")}`;
  const own = {
    closed: `The blueprint took${took}.`,
    running: `The blueprint has been open for${took}.`,
    skipped: "The project skipped its blueprint.",
    none: "No blueprint was ever started.",
  }[state];
  if (since === null || months.length === 0) return `${own} No change came after it yet.`;
  return `${own} Counted since ${dayName(since)}: ${plural(
    months.reduce((sum, { changes }) => sum + changes, 0),
    "change",
  )}.`;
}
