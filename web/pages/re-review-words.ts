import type { Answer } from "../api/client.ts";
import { plural } from "../words.ts";

export type ReReview = Answer<"reReviews.list">["items"][number];

/** Who may order a second look; the server asks again. */
export function mayOrder(roles: readonly string[]): boolean {
  return roles.includes("engineering-lead") || roles.includes("administrator");
}

/** What came of an order, in one sentence: how many somebody is asked for, and how many were drawn and left out. */
export function orderedSentence(items: readonly Pick<ReReview, "person">[]): string {
  const left = items.filter(({ person }) => person === null).length;
  const ordered = `${plural(items.length - left, "second look")} ordered.`;
  if (left === 0) return ordered;
  return `${ordered} ${left} more ${left === 1 ? "was" : "were"} drawn and left out: everybody qualified contributed to the change or approved it.`;
}

/** A second look in one sentence: who was asked, and what came of it. */
export function reReviewSentence({ person, by, answered, drawn }: Pick<ReReview, "person" | "by" | "answered" | "drawn">): string {
  const how =
    drawn === null
      ? `${by.name} ordered it for this decision`
      : `${by.name} ordered ${Math.min(drawn.count, drawn.population)} of ${plural(drawn.population, "approval")}, and this one was drawn`;
  if (person === null) return `${how}; nobody is left who could be asked, so it was not ordered and can be drawn again.`;
  if (answered === null) return `${how}; ${person.name} is asked and has not answered yet.`;
  return `${how}; ${answered.by.name} ${answered.answer === "agrees" ? "agrees with the approval" : "disagrees with the approval"}.`;
}
