import type { Reason, Verdict } from "../model/verdict.ts";
import { namesOf, type PeopleState } from "./people-state.ts";

interface Said {
  readonly verdict: Verdict["verdict"];
  readonly environment: string | null;
  readonly reasons: readonly Reason[];
  readonly places: Verdict["places"];
  /** The persons who let the change pass in an emergency; null otherwise. */
  readonly exception: { readonly people: readonly string[] } | null;
  readonly people: PeopleState;
}

/** The one sentence that stands above a verdict: who allowed it, or what holds it up first. */
export function headlineOf({ verdict, environment, reasons, places, exception, people }: Said): string {
  const where = environment === null ? "" : ` for ${environment}`;
  if (exception !== null) return `Allowed${where} as an emergency by ${namesOf(people, exception.people, "and")}; a review afterwards is due.`;
  if (verdict !== "allow") return heldUp(reasons, verdict);
  const approvers = new Set<string>();
  for (const { filledBy } of places) if (filledBy !== null) approvers.add(filledBy);
  if (approvers.size === 0) return `Allowed${where}: every check holds, and this tier passes without a person.`;
  return `Allowed${where}: approved by ${namesOf(people, [...approvers], "and")}, and every criterion holds.`;
}

// Somebody's open doubt is never among those that are only counted.
function heldUp(reasons: readonly Reason[], verdict: Verdict["verdict"]): string {
  const worst = reasons.filter(({ effect }) => effect === verdict);
  const doubt = reasons.find(({ code, effect }) => effect !== "note" && (code === "escalated" || code === "escalation-timed-out"));
  const first = doubt?.effect === verdict ? doubt : worst[0];
  const beside = doubt === undefined || doubt === first ? "" : ` ${doubt.sentence}`;
  return `${first?.sentence ?? "The gate could not come to an answer."}${beside}${counted(worst.length - 1)}`;
}

function counted(more: number): string {
  if (more <= 0) return "";
  return more === 1 ? " 1 more reason holds it up." : ` ${more} more reasons hold it up.`;
}
