import type { Answer } from "../api/client.ts";
import { plural } from "../words.ts";

export type ReReview = Answer<"reReviews.list">["items"][number];

/** Who may order a second look; the server asks again. */
export function mayOrder(roles: readonly string[]): boolean {
  return roles.includes("engineering-lead") || roles.includes("administrator");
}

/** A second look in one sentence: who was asked, and what came of it. */
export function reReviewSentence({ person, by, answered, drawn }: Pick<ReReview, "person" | "by" | "answered" | "drawn">): string {
  const how =
    drawn === null
      ? `${by.name} ordered it for this decision`
      : `${by.name} ordered ${Math.min(drawn.count, drawn.population)} of ${plural(drawn.population, "approval")}, and this one was drawn`;
  if (person === null) return `${how}; nobody is left who could be asked.`;
  if (answered === null) return `${how}; ${person.name} is asked and has not answered yet.`;
  return `${how}; ${answered.by.name} ${answered.answer === "agrees" ? "agrees with the approval" : "disagrees with the approval"}.`;
}
