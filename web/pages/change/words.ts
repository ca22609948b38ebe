import type { Answer } from "../../api/client.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import type { VerdictWord } from "../../parts/verdict.tsx";
import { either, plural, spaced } from "../../words.ts";

type Question = ChangePage["questions"][number];
export type DraftAnswer = NonNullable<Question["draft"]>;
export type Outcome = NonNullable<NonNullable<ChangePage["draft"]>["outcome"]>;

type Asked = Pick<Question, "link" | "choices">;

/** Whether an answer says everything that it has to; the same rule as the server's. */
export function isComplete(answer: DraftAnswer | undefined, { link, choices }: Asked): boolean {
  const choice = choiceOf(answer, choices);
  if (choice === null) return false;
  const said = { reason: answer?.reason, until: answer?.until };
  return choice.needs.every((part) => Boolean(said[part]?.trim())) && (choice.value !== "met" || link === null || Boolean(answer?.link?.trim()));
}

/** What was chosen; null while nothing is. */
export function choiceOf(answer: DraftAnswer | undefined, choices: Question["choices"]): Question["choices"][number] | null {
  return choices.find(({ value }) => value === answer?.value) ?? null;
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
  /** Questions with an answer that no approval may hold, as they are asked. */
  readonly notMet: readonly { readonly ask: string; readonly value: string }[];
}

/** What keeps this person from approving, in words; null when nothing does. Files are asked for where the change itself is judged, not a release of it. */
export function approvalObstacle({ you, environment }: Pick<ChangePage, "you" | "environment">, { unseen, unanswered, notMet }: Open): string | null {
  if (!you.mayApprove && you.because !== null) return withOthers(you.because, you.others);
  const missing = [
    ...(environment === null && unseen.length > 0 ? [`${plural(unseen.length, "file")} ${unseen.length === 1 ? "is" : "are"} not seen: ${few(unseen)}`] : []),
    ...openQuestions(unanswered),
    ...notMet.slice(0, 1).map(({ ask, value }) => `you answered “${ask}” with ${spaced(value)}, which is no approval`),
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

type Update = ChangePage["dependencies"]["updates"][number];

/** More rows than this are sorted and folded, or can be narrowed. */
export const manyRows = 12;

const risks: readonly Update["risk"][] = ["high", "medium", "low"];

/** Updates as they are listed: as the server gives them while they are few. Of many, those of high risk first, and those that only come along with others, unless something is known against them, apart. */
export function sortedUpdates(updates: readonly Update[]): { readonly first: readonly Update[]; readonly along: readonly Update[] } {
  if (updates.length <= manyRows) return { first: updates, along: [] };
  const sorted = updates.toSorted((a, b) => risks.indexOf(a.risk) - risks.indexOf(b.risk));
  const isAlong = ({ direct, suspect }: Update) => !direct && !suspect;
  return { first: sorted.filter((update) => !isAlong(update)), along: sorted.filter(isAlong) };
}

/** What the single results of a report are told apart by, as it is read. */
export const groupWords: Readonly<Record<Answer<"evidence.read">["groups"][number]["id"], string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  none: "No severity",
  suppressed: "Suppressed",
  failed: "Failed",
  skipped: "Skipped",
  flaky: "Flaky",
  changed: "Files of the change",
  "not-changed": "Other files",
  "brought-in": "Brought in",
  "not-brought-in": "Not brought in",
  "set-aside": "Set aside",
  listed: "Packages",
  contradicted: "Contradicted",
  unverifiable: "Unverifiable",
  verified: "Verified",
};

/** Kinds of report by what they are reports of. */
export const reportWords: Readonly<Record<ChangePage["notReported"][number], string>> = {
  analysis: "static analysis",
  references: "invented references",
  advisories: "known flaws",
};

/** That no report of some kinds counts; null where one of each does. */
export function notReportedWords(kinds: ChangePage["notReported"]): string | null {
  return kinds.length === 0 ? null : `No report of ${either(kinds.map((kind) => reportWords[kind]))} was accepted.`;
}

/** What an empty list of findings means: that reports found nothing, or that nobody looked. Tests and coverage look for nothing in what a change adds. */
export function nothingFound({ evidence, notReported }: Pick<ChangePage, "evidence" | "notReported">): string {
  const looked = evidence.some(({ kind, counts }) => counts && kind !== null && kind in reportWords);
  const missing = notReportedWords(notReported);
  if (!looked) return missing ?? "The change adds no lines.";
  return ["No report found anything in what the change adds.", missing].filter((part) => part !== null).join(" ");
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
