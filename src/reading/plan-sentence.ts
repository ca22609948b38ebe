import { aRole } from "../model/people.ts";
import type { Plan, PlanCheckpoint } from "./plan.ts";

type Known = Pick<Plan, "phases" | "sprints" | "escalation" | "version"> & { readonly unread: number };

/** What is next, who must do it and what is late. */
export function planSentence({ phases, sprints, escalation, version, unread }: Known): string {
  if (version === null) return unread > 0 ? "The delivery framework can't be read, so there is no plan." : "There is no delivery framework yet, so there is no plan.";
  const all = phases.flatMap(({ checkpoints }) => checkpoints);
  const open = all.find(({ state }) => state !== "passed" && state !== "held");
  const late = all.filter(({ state }) => state === "late");
  const over = sprints.filter(({ over: minutes, state }) => minutes > 0 && state === "now");
  return [
    open === undefined ? (all.length === 0 ? "The delivery framework has no checkpoint yet." : "Every checkpoint is passed.") : nextSentence(open),
    ...(late.length > 1 || (late.length === 1 && late[0] !== open) ? [`${late.length} checkpoint${late.length === 1 ? " is" : "s are"} late.`] : []),
    ...over.map(({ number, over: minutes, budget }) => `Sprint ${number} is ${minutes} minutes over its budget of ${budget}.`),
    ...(escalation.missing.length === 0 ? [] : ["The path of escalations has a gap."]),
  ].join(" ");
}

function nextSentence(next: PlanCheckpoint): string {
  return `${next.state === "late" ? "Late is" : "Next is"} “${next.title}”${whenWords(next)}; ${whoWords(next)}`;
}

function whenWords({ date, in: away }: PlanCheckpoint): string {
  if (date === null || away === null) return ", which has no date yet";
  const days = `${Math.abs(away)} day${Math.abs(away) === 1 ? "" : "s"}`;
  if (away === 0) return `, today (${date})`;
  return away < 0 ? `, due ${date}, ${days} ago` : ` on ${date}, in ${days}`;
}

function whoWords({ who, roles, last }: PlanCheckpoint): string {
  const does = last ? "sign" : "hold";
  if (who.length > 0) return `${listed(who)} ${who.length === 1 ? `${does}s` : `can ${does}`} it.`;
  return `nobody is ${roles.map(aRole).join(" or ")}, who ${does}s it.`;
}

/** `Ana, Bo or 3 others`. */
function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}
