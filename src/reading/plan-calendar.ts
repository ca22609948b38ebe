import type { ICalEventData } from "ical-generator";
import { dateOf, dayOf, type ScheduledCheckpoint } from "../blueprint/index.ts";
import { sha256 } from "../model/canonical.ts";
import { spoken } from "../model/people.ts";
import { scheduleOf } from "./plan.ts";
import type { PlanGround } from "./plan-ground.ts";

const day = 86_400_000;

export interface CalendarOptions {
  /** Tells two organisations with a project of the same name apart, such as the ledger's origin. Empty outside of one. */
  readonly realm: string;
  /** Address of the pages, `https://countersign.example.com`; null where nobody serves them. */
  readonly origin: string | null;
}

/**
 * The plan as an iCalendar feed (RFC 5545): a day for each checkpoint and each topic of the blueprint. An event keeps its UID when it moves. Nothing in it rests on a clock: SEQUENCE is the version of
 * the document that dates it, DTSTAMP the last day of that document's history or the last signature, so the same files and records give the same bytes. Titles are written by whoever writes to the
 * repository; who holds which role, and what was found, stays out of it.
 */
export async function planCalendar(ground: PlanGround, { realm, origin }: CalendarOptions): Promise<string> {
  const { default: ical, ICalAlarmType, ICalCalendarMethod } = await import("ical-generator");
  const name = ground.project ?? "this repository";
  const feed = ical({ name: `Plan of ${name}`, prodId: { company: "Countersign", product: "Plan", language: "EN" }, method: ICalCalendarMethod.PUBLISH, ttl: 3_600 });
  const page = origin === null ? null : `${origin}/plan?project=${encodeURIComponent(name)}`;
  const uid = (kind: string, id: string) => `${kind}-${sha256(`${realm}\0${ground.project ?? ""}\0${kind}\0${id}`).slice(0, 32)}@countersign`;
  for (const event of [...blueprintEvents(ground), ...checkpointEvents(ground)]) {
    const { kind, id, first, last, remind, ...rest } = event;
    const data = { ...rest, id: uid(kind, id), allDay: true, start: new Date(dayOf(first)), end: new Date(dayOf(last) + day), ...(page === null ? {} : { url: page }) };
    const made = feed.createEvent(data);
    if (remind) made.createAlarm({ type: ICalAlarmType.display, trigger: day / 1_000, description: event.summary });
  }
  return feed.toString();
}

type Event = Pick<ICalEventData, "description" | "sequence" | "stamp"> & {
  readonly summary: string;
  readonly kind: "blueprint" | "topic" | "checkpoint";
  readonly id: string;
  /** `YYYY-MM-DD`, both included. */
  readonly first: string;
  readonly last: string;
  readonly remind: boolean;
};

function blueprintEvents(ground: PlanGround): Event[] {
  const file = ground.files.blueprint?.file;
  const plan = scheduleOf(ground)?.blueprint;
  if (file === undefined) return [];
  const shared = { sequence: file.document.version, stamp: new Date(stampOf(file.document, file.start)), remind: false };
  const whole: Event = { ...shared, kind: "blueprint", id: "sprint", first: file.start, last: file.end, summary: title(`Blueprint of ${ground.project ?? "this repository"}`) };
  const topics = (plan?.days ?? []).map(
    ({ day: number, date, topic }): Event => ({ ...shared, kind: "topic", id: String(number), first: date, last: date, summary: title(`Blueprint: ${topic}`) }),
  );
  return [whole, ...topics];
}

function checkpointEvents(ground: PlanGround): Event[] {
  return (scheduleOf(ground)?.checkpoints ?? []).flatMap((each) => checkpointEvent(ground, each) ?? []);
}

function checkpointEvent({ files, records, project }: PlanGround, { phase, checkpoint, date }: ScheduledCheckpoint): Event | null {
  const document = files.delivery?.file.document;
  if (date === null || document === undefined) return null;
  const passed = records.phases.findLast((each) => each.phase === phase.id);
  const lines = [
    passed === undefined ? `${phase.title}, of ${project ?? "this repository"}.` : `${phase.title}, of ${project}. Passed on ${dateOf(passed.at)}.`,
    ...(checkpoint.approver === undefined ? [] : [`Signed by: ${spoken(checkpoint.approver)}.`]),
    `Estimated: ${checkpoint.minutes} minutes.`,
    ...checkpoint.exit.map((criterion) => `- ${criterion}`),
  ];
  return {
    kind: "checkpoint",
    id: checkpoint.id,
    first: date,
    last: date,
    summary: title(`${passed === undefined ? "Checkpoint" : "Passed"}: ${checkpoint.title}`),
    description: lines.map(title).join("\n"),
    sequence: document.version,
    stamp: new Date(Math.max(stampOf(document, date), passed?.at ?? 0)),
    remind: passed === undefined,
  };
}

/** The day of the newest entry of a document's history; without one, its effective date or the day that it speaks of. */
function stampOf(
  { history, effective }: { readonly history?: readonly { readonly date: string }[] | undefined; readonly effective?: string | undefined },
  otherwise: string,
): number {
  return dayOf(history?.at(-1)?.date ?? effective ?? otherwise);
}

// A control character has no place in a calendar's text, and some readers stop at one.
function title(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
