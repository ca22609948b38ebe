import { addDuration, parseDuration } from "../../model/duration.ts";
import type { BlueprintFile, DeliveryFile, Phase, PhaseCheckpoint } from "../files.ts";

const aDay = 86_400_000;
/** A plan beyond so many sprints is a mistake of whoever wrote it. */
const mostSprints = 1_000;

/** A stretch of days, both included, `YYYY-MM-DD`. */
export interface Sprint {
  /** From 1. */
  readonly number: number;
  readonly start: string;
  readonly end: string;
}

export interface ScheduledCheckpoint {
  readonly phase: Phase;
  readonly checkpoint: PhaseCheckpoint;
  /** Null while it can't be said; then `undated` says why. */
  readonly date: string | null;
  readonly undated: string | null;
}

export interface ScheduledDay {
  readonly day: number;
  readonly date: string;
  readonly topic: string;
  readonly area: string | null;
}

/** A plan as calendar days, without a clock: the same files give the same days. */
export interface Schedule {
  /** Null without a `blueprint.yaml`. */
  readonly blueprint: { readonly start: string; readonly end: string; readonly days: readonly ScheduledDay[] } | null;
  /** In the order of the delivery framework. */
  readonly checkpoints: readonly ScheduledCheckpoint[];
  /** As many sprints as the checkpoints reach into; empty while nobody said when the first one starts. */
  readonly sprints: readonly Sprint[];
  /** The sprint that a day lies in; null before the first one, and while nobody said when that starts. */
  sprintOn(date: string): Sprint | null;
}

/** Phase that the blueprint itself is: its boundaries are those of `blueprint.yaml`, since the sprints of code begin after it. */
const ownPhase = "blueprint";
const noStart = "Nobody said when the first sprint starts: give `sprints.start` in delivery.yaml, or the blueprint an end.";
const beyond = "It would lie too far away.";

/**
 * Lays the checkpoints on the boundaries of sprints (R107). Each takes the first boundary of its kind after the checkpoint before it; a date stands as it is. Where `sprints.start` is not given, the
 * first sprint begins on the working day after the blueprint's end.
 */
export function schedule(delivery: DeliveryFile, blueprint: BlueprintFile | null): Schedule {
  const sprints = sprintsFrom(delivery, blueprint);
  const checkpoints = dated(delivery.phases, sprints, blueprint);
  const last = checkpoints.reduce((latest, { date }) => (date !== null && date > latest ? date : latest), "");
  return {
    blueprint: blueprint === null ? null : { start: blueprint.start, end: blueprint.end, days: daysOf(blueprint) },
    checkpoints,
    sprints: last === "" ? [] : [...until(sprints(), last)],
    sprintOn: (date) => [...until(sprints(), date)].find(({ start, end }) => start <= date && date <= end) ?? null,
  };
}

type Sprints = () => Iterable<Sprint>;

function sprintsFrom({ sprints: { start, length } }: DeliveryFile, blueprint: BlueprintFile | null): Sprints {
  const first = start ?? (blueprint === null ? null : nextWorkingDay(blueprint.end));
  const duration = parseDuration(length);
  if (first === null || duration === null) return () => [];
  return function* sprints() {
    for (let number = 1, from = first; number <= mostSprints; number++) {
      const next = dateOf(Math.max(addDuration(dayOf(first), { ...duration, count: duration.count * number }), dayOf(from) + aDay));
      if (next.length !== 10) return;
      yield { number, start: from, end: dateOf(dayOf(next) - aDay) };
      from = next;
    }
  };
}

function* until(sprints: Iterable<Sprint>, date: string): Iterable<Sprint> {
  for (const sprint of sprints) {
    if (sprint.start > date) return;
    yield sprint;
  }
}

function dated(phases: readonly Phase[], sprints: Sprints, blueprint: BlueprintFile | null): ScheduledCheckpoint[] {
  let before = "";
  return phases.flatMap((phase) =>
    phase.checkpoints.map((checkpoint) => {
      const boundaries = phase.id === ownPhase && blueprint !== null ? [{ number: 0, start: blueprint.start, end: blueprint.end }] : sprints();
      const { date, undated } = dateFor(checkpoint, boundaries, before);
      if (date !== null && date > before) before = date;
      return { phase, checkpoint, date, undated };
    }),
  );
}

function dateFor({ when }: PhaseCheckpoint, boundaries: Iterable<Sprint>, before: string): Pick<ScheduledCheckpoint, "date" | "undated"> {
  if (when !== "sprint-start" && when !== "sprint-end") return { date: when, undated: null };
  let none = noStart;
  for (const { number, start, end } of boundaries) {
    const boundary = when === "sprint-start" ? start : end;
    // The blueprint is one stretch, at whose end several things may be due.
    if (boundary > before || number === 0) return { date: boundary, undated: null };
    none = beyond;
  }
  return { date: null, undated: none };
}

function daysOf({ start, days }: BlueprintFile): ScheduledDay[] {
  return days.map(({ day, topic, area }) => ({ day, date: workingDay(start, day), topic, area: area ?? null })).sort((a, b) => a.day - b.day);
}

/** The roles of which one signs that a checkpoint is passed. */
export function signersOf({ approver }: Pick<PhaseCheckpoint, "approver">): readonly string[] {
  return approver === undefined ? ["engineering-lead", "project-manager"] : [approver];
}

/** The nth working day from a date on, counting it where it is one. Holidays are nobody's to know here. */
export function workingDay(start: string, nth: number): string {
  let at = isWorking(dayOf(start)) ? dayOf(start) : dayOf(nextWorkingDay(start));
  for (let day = 1; day < nth; day++) at = dayOf(nextWorkingDay(dateOf(at)));
  return dateOf(at);
}

function nextWorkingDay(date: string): string {
  let at = dayOf(date) + aDay;
  while (!isWorking(at)) at += aDay;
  return dateOf(at);
}

function isWorking(at: number): boolean {
  const day = new Date(at).getUTCDay();
  return day !== 0 && day !== 6;
}

/** Midnight in UTC, in milliseconds since the epoch. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** `YYYY-MM-DD`; longer from the year 10000 on. */
export function dateOf(at: number): string {
  const text = new Date(at).toISOString();
  return text.slice(0, text.indexOf("T"));
}
