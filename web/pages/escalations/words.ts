import type { Answer } from "../../api/client.ts";
import { relative, span } from "../../time.ts";
import { plural } from "../../words.ts";

export type Escalation = Answer<"escalations.list">["items"][number];

/** The open escalations in one sentence: how many, and how late or how soon the first is. They come with the most urgent first. */
export function escalationsSentence(open: readonly Pick<Escalation, "due" | "overdue">[], now: number): string {
  const [first] = open;
  if (first === undefined) return "No escalation is open.";
  const count = `${plural(open.length, "escalation")} ${open.length === 1 ? "is" : "are"} open`;
  const late = open.filter(({ overdue }) => overdue).length;
  if (late === 0) return `${count}; the first is due ${relative(first.due, now)}.`;
  const which = late === open.length ? (late === 1 ? "it is" : "all are") : `${late} ${late === 1 ? "is" : "are"}`;
  return `${count}; ${which} overdue, ${late === 1 ? "by" : "the first by"} ${span(now - Date.parse(first.due))}.`;
}

/** Why there is an escalation, in one sentence. */
export function causeOf({ kind, by, criterion }: Pick<Escalation, "kind" | "by" | "criterion">): string {
  if (kind === "break-glass-review") return "The glass was broken for it; somebody who was not part of that reviews it now.";
  if (kind === "re-review") return "A second look disagreed with an approval of it.";
  if (kind === "overdue") return "Nobody decided in the time that the policy gives.";
  if (kind === "question") return `${by?.name ?? "An agent"} asks a question${criterion === null ? "" : ` about ${criterion}`}.`;
  return `${by?.name ?? "Somebody"} is unsure${criterion === null ? "" : ` about ${criterion}`}.`;
}
