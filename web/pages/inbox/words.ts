import type { Answer } from "../../api/client.ts";
import { relative } from "../../time.ts";
import { plural } from "../../words.ts";

export type Inbox = Answer<"inbox.read">;
export type Step = Answer<"nextSteps.read">["items"][number];
export type Turn = Inbox["needsMyDecision"][number];

/** In this order everywhere; `note` says what a title alone would leave open. */
export const sections = [
  { name: "needsMyDecision", title: "Needs my decision", mine: true, note: undefined },
  { name: "escalatedToMe", title: "Escalated to me", mine: true, note: undefined },
  { name: "returnedToMe", title: "Returned to me", mine: true, note: undefined },
  { name: "waitingOnOthers", title: "Waiting on others", mine: false, note: undefined },
  { name: "done", title: "Done lately", mine: false, note: "Whoever did it: the newest changes that wait for nobody any more." },
] as const;

/** The inbox in one sentence: how much waits, and when the first is due. */
export function inboxSentence(inbox: Pick<Inbox, "turns" | "asks" | (typeof sections)[number]["name"]>, now: number): string {
  const mine = [...sections.filter((section) => section.mine).flatMap(({ name }) => inbox[name]), ...inbox.asks];
  if (inbox.turns === 0) return `Nothing waits for you.${later(inbox.waitingOnOthers)}`;
  const count = `${plural(inbox.turns, inbox.asks.length === 0 ? "change" : "thing")} ${inbox.turns === 1 ? "waits" : "wait"} for you`;
  const late = mine.filter(({ overdue }) => overdue).length;
  if (late > 0) return `${count}; ${late === inbox.turns ? (late === 1 ? "it is" : "all are") : `${late} ${late === 1 ? "is" : "are"}`} overdue.`;
  const [first] = mine.flatMap(({ until }) => (until === null ? [] : [until])).toSorted();
  return first === undefined ? `${count}.` : `${count}; ${inbox.turns === 1 ? "it" : "the first"} is due ${relative(first, now)}.`;
}

function later(others: readonly Turn[]): string {
  return others.length === 0 ? "" : ` ${plural(others.length, "change")} ${others.length === 1 ? "waits" : "wait"} on others.`;
}

/** Whether a turn has every word of the filter in what is shown of it. */
export function matches({ change, missing, why }: Turn, filter: string): boolean {
  const text = [change.title, change.id, change.project, change.tier, change.proposer.name, ...change.types, missing, why].join(" ").toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** `1 file, +214 −12`. */
export function sizeOf({ files, added, deleted }: Pick<Turn["change"], "files" | "added" | "deleted">): string {
  return `${plural(files, "file")}, +${added.toLocaleString("en-GB")} −${deleted.toLocaleString("en-GB")}`;
}

/** Whose the next steps are, in one sentence. */
export function stepsNote(steps: readonly Pick<Step, "who">[], me: string): string {
  const mine = steps.filter(({ who }) => who.some(({ id }) => id === me)).length;
  if (mine === 0) return "Others see to these. Each is gone here once the records say that it is done.";
  if (mine === steps.length) return "Each opens where it is done, and is gone here once the records say so.";
  return `${mine} of them ${mine === 1 ? "is" : "are"} yours to do; each is gone here once the records say that it is done.`;
}
