import type { Answer } from "../../api/client.ts";
import { either, plural, together } from "../../words.ts";

export type AiTools = Answer<"aiTools.read">;
export type Tool = AiTools["tools"][number];
export type OpenReview = Tool["reviews"][number];
export type ReviewItem = OpenReview["items"][number];

export const stateWords: { readonly [state in Tool["state"]]: string } = {
  suspended: "suspended",
  "under-review": "under review",
  "not-registered": "not registered",
  overdue: "review overdue",
  incomplete: "not approved yet",
  approved: "approved",
};

const needWords: { readonly [need in Tool["needs"][number]]: string } = {
  owner: "an owner who is enrolled",
  models: "the models it may use",
  "conditions.data": "the data classes it may be given",
  "conditions.modes": "the modes it may work in",
  "conditions.not-paths": "where it may not write",
  "conditions.account": "the type of account",
};

/** What each item of a review asks for. */
export const itemWords: { readonly [item in ReviewItem["item"]]: { readonly name: string; readonly asks: string } } = {
  process: { name: "Process", asks: "It is settled who uses it, for what, under which account." },
  criteria: { name: "Criteria", asks: "The criteria and constraints fit what it writes." },
  "audit-events": { name: "Audit events", asks: "What it wrote can be told apart and traced, and its events are kept." },
};

/** The register in one sentence: how many of each state, then whose turn it is. */
export function toolsSentence({ tools, project }: AiTools): string {
  const whose = project === null ? "" : ` in ${project}`;
  if (tools.length === 0) return `No AI tool is registered${whose}, and no change names one.`;
  const counts = (Object.keys(stateWords) as Tool["state"][]).flatMap((state) => {
    const count = tools.filter((tool) => tool.state === state).length;
    return count === 0 ? [] : [`${count} ${stateWords[state]}`];
  });
  return `${plural(tools.length, "AI tool")}${whose}: ${together(counts.toReversed())}. ${turnSentence(tools)}`;
}

function turnSentence(tools: readonly Tool[]): string {
  const items = tools.flatMap(({ reviews }) => reviews).flatMap((review) => review.items.filter(({ closed }) => closed === null));
  const people = [...new Set(items.flatMap(({ who }) => who.map(({ name }) => name)))];
  if (items.length > 0) return `${plural(items.length, "item")} of open reviews ${items.length === 1 ? "waits" : "wait"} for ${either(people)}.`;
  const [urgent] = tools;
  return urgent === undefined || urgent.state === "approved" ? "Nothing waits for anybody." : `First to see to: ${urgent.name}.`;
}

/** Why a tool stands as it stands, and what mends it. */
export function stateSentence(tool: Tool): string {
  switch (tool.state) {
    case "suspended":
      return "Every new change that it wrote is denied until it is let in again.";
    case "under-review":
      return reviewSentence(tool);
    case "not-registered":
      return `${plural(tool.changes, "change")} ${tool.changes === 1 ? "names" : "name"} it, and no policy registers it. Register it with one owner in the policy, or suspend it.`;
    case "overdue":
      return `It was to be looked at again by ${tool.reviewBy}. Its owner looks at it and puts a new date in the policy.`;
    case "incomplete":
      return needsSentence(tool.needs);
    case "approved":
      return tool.reviewBy === null ? "It may be used within its conditions." : `It may be used within its conditions; looked at again by ${tool.reviewBy}.`;
  }
}

function needsSentence(needs: Tool["needs"]): string {
  return `Its entry does not say ${together(needs.map((need) => needWords[need]))}.`;
}

function reviewSentence({ reviews, name, needs }: Tool): string {
  const whole = reviews.some(({ model }) => model === null);
  const models = reviews.flatMap(({ model }) => model ?? []);
  const what = whole ? "it wrote" : `${either(models)} wrote`;
  return `Every change that ${what} is denied until the review is closed${whole || models.length === 0 ? "" : `; other models of ${name} are not held up`}.${needs.length === 0 ? "" : ` ${needsSentence(needs)}`}`;
}

/** `2 of 3 items are left.` */
export function leftSentence({ items }: Pick<OpenReview, "items">): string {
  const left = items.filter(({ closed }) => closed === null).length;
  return `${left} of ${plural(items.length, "item")} ${left === 1 ? "is" : "are"} left.`;
}
