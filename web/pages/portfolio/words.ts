import type { Answer } from "../../api/client.ts";
import { plural } from "../../words.ts";

export type Portfolio = Answer<"portfolio.read">;
export type Line = Portfolio["projects"][number];
export type Need = Line["needs"][number];

/** Why a project asks for attention, as its filter is called. */
export const needWords: Readonly<Record<Need, string>> = {
  loosened: "Looser than the baseline",
  "escalations-overdue": "Escalations overdue",
  denied: "Changes denied",
  "blueprint-late": "Blueprint past its end",
  "blueprint-skipped": "Blueprint skipped",
  "blueprint-missing": "No blueprint",
  "tool-reviews": "Tool reviews open",
  "reviews-overdue": "Reviews overdue",
  "waiver-ends": "Waiver ends soon",
  "baseline-behind": "Behind the baseline",
};

/** The page in one sentence. */
export function portfolioSentence({ projects }: Pick<Portfolio, "projects">): string {
  const asking = projects.filter(({ needs }) => needs.length > 0);
  const [first] = asking;
  if (projects.length === 0) return "No project is registered yet.";
  if (first === undefined) return `${plural(projects.length, "project")}, and none asks for attention.`;
  const why = needWords[first.needs[0] ?? "denied"].toLowerCase();
  if (projects.length === 1) return `${first.project} asks for attention: ${why}.`;
  return `${asking.length} of ${plural(projects.length, "project")} ${asking.length === 1 ? "asks" : "ask"} for attention, ${first.project} first: ${why}.`;
}

export function blueprintWords(blueprint: Line["blueprint"]): string {
  switch (blueprint.state) {
    case "running": {
      if (blueprint.late > 0) return `${plural(blueprint.late, "day")} past its end`;
      return blueprint.day === 0 ? "starts soon" : `day ${blueprint.day} of ${blueprint.of}`;
    }
    case "closed":
      return `closed ${blueprint.on}`;
    case "skipped":
      return blueprint.age === 0 ? "skipped today" : `skipped, ${plural(blueprint.age, "day")} ago`;
    case "never-started":
      return blueprint.age === 0 ? "never started" : `never started, ${plural(blueprint.age, "day")}`;
  }
}

export function driftWords({ drift }: Pick<Line, "drift">): string {
  if (drift.problem !== null) return "can't be read";
  const parts = [
    ...(drift.uncovered > 0 ? [`${drift.uncovered} looser`] : []),
    ...(drift.loosened > 0 ? [`${drift.loosened} looser under a waiver`] : []),
    ...(drift.tighter > 0 ? [`${drift.tighter} tighter`] : []),
    ...((drift.behind ?? 0) > 0 ? [`${plural(drift.behind ?? 0, "version")} behind`] : []),
    ...(drift.attempts > 0 ? [`${drift.attempts} refused`] : []),
  ];
  return parts.length === 0 ? "as the baseline" : parts.join(", ");
}

export function waiverWords(waivers: Line["waivers"]): string {
  const [soonest] = waivers.toSorted((a, b) => a.daysLeft - b.daysLeft);
  if (soonest === undefined) return "none";
  const ends = soonest.daysLeft === 0 ? "today" : `in ${plural(soonest.daysLeft, "day")}`;
  return waivers.length === 1 ? `1, ends ${ends}` : `${waivers.length}, the first ends ${ends}`;
}

/** Null is "not measured": a share that nobody counted is no zero. */
export function shareWords(share: Line["aiShare"]): string {
  if (share === null) return "not measured";
  if (share.lines === 0) return "no lines";
  const part = (lines: number) => `${Math.round((100 * lines) / share.lines)} %`;
  return share.unknown === 0 ? part(share.ai) : `${part(share.ai)}, ${part(share.unknown)} unknown`;
}

/** Projects whose name holds the text, and that have the need. */
export function chosen(projects: readonly Line[], text: string, need: Need | null): readonly Line[] {
  const wanted = text.trim().toLowerCase();
  return projects.filter(({ project, needs }) => project.toLowerCase().includes(wanted) && (need === null || needs.includes(need)));
}
