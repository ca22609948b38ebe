import type { ChangePage } from "../../diff/shapes.ts";
import type { VerdictWord } from "../../parts/verdict.tsx";
import { either, plural } from "../../words.ts";

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

/** What a person did, after their name. */
export const outcomeDone: Readonly<Record<Outcome, string>> = { approve: "approved", "request-changes": "asked for changes", defer: "deferred", unsure: "was unsure" };

/** How the result of a criterion is shown: its word, and which of the three verdicts it is like. */
export function resultMark(result: ChangePage["checks"][number]["result"]): { readonly verdict: VerdictWord; readonly word: string } {
  const word = result.replaceAll("-", " ");
  if (result === "met" || result === "waived" || result === "not-applicable") return { verdict: "allow", word };
  return { verdict: result === "not-met" || result === "error" ? "deny" : "wait", word };
}

type Decided = ChangePage["decisions"][number];

/** What a decision does in the verdict now; null where the verdict does not weigh it. An *unsure* is over once everything that came of it is resolved; without the escalations nobody knows whether it is. */
export function whatItDoes(
  { outcome, counts, because, doubt }: Pick<Decided, "outcome" | "counts" | "because" | "doubt">,
  escalations: ChangePage["escalations"] | null,
): string | null {
  if (counts === null) return null;
  if (!counts) return `It does not count: ${because?.sentence ?? "it is not weighed here."}`;
  if (outcome === "approve") return "It counts.";
  if (outcome === "defer") return "It holds the gate up until its day is over.";
  if (outcome === "request-changes") return "It holds the gate up.";
  if (escalations === null) return "It holds the gate up until it is resolved; the page of the change says whether it is.";
  const mine = escalations.filter(({ kind, criterion }) => kind === "unsure" && criterion === doubt);
  return mine.length > 0 && mine.every(({ resolved }) => resolved !== null) ? "It is resolved." : "It holds the gate up until it is resolved.";
}

/** The decision that a person has recorded already where they ask to sign one: the newest on this revision with this outcome, unless they began another since. */
export function recordedAlready(
  { change, environment, draft, decisions }: Pick<ChangePage, "change" | "environment" | "draft" | "decisions">,
  person: string,
  outcome: Outcome,
): Decided | null {
  if (draft?.outcome === outcome) return null;
  const own = decisions.filter((each) => each.person.id === person && each.outcome === outcome && each.environment === environment && each.revision === change.revision);
  return own.findLast(({ because }) => because?.code !== "withdrawn") ?? null;
}

export interface Open {
  /** Files that are not seen. */
  readonly unseen: readonly string[];
  /** Questions without a complete answer, as they are asked. */
  readonly unanswered: readonly string[];
  /** Questions that were answered with not met, as they are asked. */
  readonly notMet: readonly string[];
}

/** What keeps this person from approving, in words; null when nothing does. Files are asked for where the change itself is judged, not a release of it. */
export function approvalObstacle({ you, environment }: Pick<ChangePage, "you" | "environment">, { unseen, unanswered, notMet }: Open): string | null {
  if (!you.mayApprove && you.because !== null) return withOthers(you.because, you.others);
  const missing = [
    ...(environment === null && unseen.length > 0 ? [`${plural(unseen.length, "file")} ${unseen.length === 1 ? "is" : "are"} not seen: ${few(unseen)}`] : []),
    ...openQuestions(unanswered),
    ...(notMet.length > 0 ? [`you answered “${notMet[0]}” with not met, which is no approval`] : []),
  ];
  return missing.length === 0 ? null : ended(capital(missing.join("; ")));
}

function openQuestions([first, ...others]: readonly string[]): string[] {
  if (first === undefined) return [];
  return [others.length === 0 ? `a question is open: ${first}` : `${others.length + 1} questions are open, first: ${first}`];
}

/** Groups of places that ask for the same, each with who gave it: what is filled is said once. */
export function givenPlaces(places: ChangePage["places"]): { readonly needs: string; readonly by: NonNullable<ChangePage["places"][number]["filledBy"]>[] }[] {
  const groups = Map.groupBy(places, ({ needs }) => needs);
  return [...groups].map(([needs, group]) => ({ needs, by: group.flatMap(({ filledBy }) => filledBy ?? []) })).filter(({ by }) => by.length > 0);
}

/** Whether a check needs nothing more of anybody. */
export function holds(result: ChangePage["checks"][number]["result"]): boolean {
  return resultMark(result).verdict === "allow";
}

// The sentence of the server may name them already.
function withOthers(because: string, others: readonly { readonly name: string }[]): string {
  const unnamed = others.length > 0 && !others.some(({ name }) => because.includes(name));
  return unnamed ? `${because} ${either(others.map(({ name }) => name))} can approve it.` : because;
}

function few(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

// A question ends itself.
function ended(sentence: string): string {
  return /[?!.]$/.test(sentence) ? sentence : `${sentence}.`;
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** Criteria that somebody can be in doubt about, each with what it says. */
export function criteriaOf({ questions, checks }: Pick<ChangePage, "questions" | "checks">): { readonly id: string; readonly says: string }[] {
  return [...questions.map(({ id, ask }) => ({ id, says: ask })), ...checks.map(({ id, says }) => ({ id, says }))];
}

/** A criterion as the policy says it; its id where the page knows no more. */
export function wordsOf(page: Pick<ChangePage, "questions" | "checks">, criterion: string): string {
  return criteriaOf(page).find(({ id }) => id === criterion)?.says ?? criterion;
}

/** Reads an address that somebody typed as a requirement: a link only where it is one of the web. */
export function webAddress(text: string): string | null {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : null;
}
