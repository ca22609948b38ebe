import type { ChangePage } from "../diff/shapes.ts";
import type { VerdictWord } from "../parts/verdict.tsx";
import { either, plural } from "../words.ts";

type Question = ChangePage["questions"][number];
export type DraftAnswer = NonNullable<Question["draft"]>;
export type Outcome = NonNullable<NonNullable<ChangePage["draft"]>["outcome"]>;

/** Whether an answer says everything that it has to; the same rule as the server's. */
export function isComplete(answer: DraftAnswer | undefined, { link }: Pick<Question, "link">): boolean {
  if (answer?.value === undefined) return false;
  return answer.value === "met" ? link === null || Boolean(answer.link?.trim()) : Boolean(answer.reason?.trim());
}

/** `for production`, or `itself` for the judgement of the change. */
export function scopeOf(environment: string | null): string {
  return environment === null ? "this change" : `for ${environment}`;
}

export const outcomeActs: Readonly<Record<Outcome, string>> = { approve: "Approve", "request-changes": "Request changes", defer: "Defer until", unsure: "Unsure" };

/** How the result of a criterion is shown: its word, and which of the three verdicts it is like. */
export function resultMark(result: ChangePage["checks"][number]["result"]): { readonly verdict: VerdictWord; readonly word: string } {
  const word = result.replaceAll("-", " ");
  if (result === "met" || result === "waived" || result === "not-applicable") return { verdict: "allow", word };
  return { verdict: result === "not-met" || result === "error" ? "deny" : "wait", word };
}

export interface Open {
  /** Files that are not seen. */
  readonly unseen: readonly string[];
  /** Questions without a complete answer. */
  readonly unanswered: readonly string[];
  /** Questions that were answered with not met. */
  readonly notMet: readonly string[];
}

/** What keeps this person from approving, in words; null when nothing does. Files are asked for where the change itself is judged, not a release of it. */
export function approvalObstacle({ you, environment }: Pick<ChangePage, "you" | "environment">, { unseen, unanswered, notMet }: Open): string | null {
  if (!you.mayApprove && you.because !== null) return withOthers(you.because, you.others);
  const missing = [
    ...(environment === null && unseen.length > 0 ? [`${plural(unseen.length, "file")} ${unseen.length === 1 ? "is" : "are"} not seen: ${few(unseen)}`] : []),
    ...(unanswered.length > 0 ? [`${plural(unanswered.length, "question")} ${unanswered.length === 1 ? "is" : "are"} open: ${few(unanswered)}`] : []),
    ...(notMet.length > 0 ? [`you answered ${few(notMet)} with not met, which is no approval`] : []),
  ];
  return missing.length === 0 ? null : capital(`${missing.join("; ")}.`);
}

// The sentence of the server may name them already.
function withOthers(because: string, others: readonly { readonly name: string }[]): string {
  const unnamed = others.length > 0 && !others.some(({ name }) => because.includes(name));
  return unnamed ? `${because} ${either(others.map(({ name }) => name))} can approve it.` : because;
}

function few(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** Criteria that somebody can be in doubt about, each with what it says. */
export function criteriaOf({ questions, checks }: Pick<ChangePage, "questions" | "checks">): { readonly id: string; readonly says: string }[] {
  return [...questions.map(({ id, ask }) => ({ id, says: ask })), ...checks.map(({ id, says }) => ({ id, says }))];
}

/** Reads an address that somebody typed as a requirement: a link only where it is one of the web. */
export function webAddress(text: string): string | null {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : null;
}
