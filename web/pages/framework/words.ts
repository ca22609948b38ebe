import type { Answer } from "../../api/client.ts";
import { plural } from "../../words.ts";

export type Framework = Answer<"framework.read">;
export type Covered = Framework["frameworks"][number];
export type Control = Covered["controls"][number];
export type Risks = NonNullable<Framework["risks"]>;
export type Risk = Risks["register"][number];
export type Versions = Answer<"framework.versions">;

export const stateWords: Readonly<Record<Control["state"], string>> = {
  evidenced: "evidence of every kind",
  partly: "evidence of some kinds",
  waiting: "no records yet",
  gap: "gap: nothing makes a record",
};

/** Those that need somebody come first. */
const order: readonly Control["state"][] = ["gap", "waiting", "partly", "evidenced"];

export function byState(controls: readonly Control[]): readonly Control[] {
  return controls.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** The page in one sentence: how far the evidence reaches, and what lacks. Nobody is called compliant. */
export function frameworkSentence({ frameworks }: Pick<Framework, "frameworks">): string {
  const sum = (count: (coverage: Covered["coverage"]) => number) => frameworks.reduce((all, { coverage }) => all + count(coverage), 0);
  const [controls, whole, gaps] = [sum((each) => each.controls), sum((each) => each.evidenced), sum((each) => each.gap)];
  const lacks = gaps === 0 ? "none is without a source of evidence" : `${gaps} ${gaps === 1 ? "has" : "have"} no source of evidence`;
  return `There is evidence of every kind for ${whole} of ${plural(controls, "control")}; ${lacks}.`;
}

export function ratedWords(rated: Risk["inherent"]): string {
  return rated === null ? "not rated" : `${rated.score} (${rated.likelihood} × ${rated.impact}), ${rated.level}`;
}

export function logWords(log: Versions["versions"][number]["log"]): string {
  if (log === null) return "can't be read any more";
  const parts = [log.tighter > 0 ? `${log.tighter} tighter` : "", log.looser > 0 ? `${log.looser} looser` : "", log.changed > 0 ? `${log.changed} changed` : ""].filter(Boolean);
  return parts.length === 0 ? "asks the same" : parts.join(", ");
}

/** Controls of the policy that no risk asks for: each is a question to whoever keeps it. */
export function questioned({ controls }: Pick<Risks, "controls">): readonly string[] {
  return controls.filter(({ risks }) => risks.length === 0).map(({ control }) => control);
}
