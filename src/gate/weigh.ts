import { type Answer, answerRule, type Decision, type Subject } from "../model/decision.ts";
import type { Criterion } from "../model/policy.ts";
import type { CountedDecision, ReasonCode } from "../model/verdict.ts";
import type { ClassifiedChange } from "./classified.ts";
import { endOfDay } from "./end-of-day.ts";
import type { EvidenceSet } from "./judge-input.ts";
import type { PeopleState } from "./people-state.ts";

/** What a decision is held against. */
export interface Scope {
  /** What is judged now; null when there is nothing to judge, and then no decision counts. */
  readonly subject: Subject | null;
  /** Null for the judgement of the change itself. */
  readonly environment: string | null;
  /** The environment that the gate stands in front of; its decisions have a scope of their own. */
  readonly gate: string | null;
  readonly questions: readonly Criterion[];
  readonly change: ClassifiedChange;
  readonly contributors: ReadonlySet<string>;
  readonly people: PeopleState;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Weighed {
  /** Approvals that are valid for what is judged now, after the last other word of each person; whether they fill a place is the quorum's matter. */
  readonly approvals: readonly Decision[];
  /** The last word of each independent person on this head, where it is not an approval. */
  readonly standing: readonly Decision[];
  /** Decisions that do not count, each with why. */
  readonly recorded: readonly CountedDecision[];
}

/** Sorts the decisions of one scope. Nothing invalidates a decision in the background: each is compared with what is judged now. */
export function weigh(decisions: readonly Decision[], scope: Scope, evidence: EvidenceSet): Weighed {
  const approvals: Decision[] = [];
  const standing: Decision[] = [];
  const recorded: CountedDecision[] = [];
  const mine = decisions.filter((decision) => belongs(decision, scope));
  const words = wordsOf(mine, scope);
  for (const decision of mine) {
    const own = words.get(keyOf(decision)) ?? null;
    const because = flaw(decision, scope, evidence, own);
    if (decision.outcome === "approve" && because === null) {
      approvals.push(decision);
    } else {
      recorded.push({ id: decision.id, index: decision.index, person: decision.person, outcome: decision.outcome, counts: because === null, because });
    }
    if (decision.outcome !== "approve" && own?.last === decision && stands(decision, scope)) standing.push(decision);
  }
  return { approvals, standing, recorded };
}

// A decision for another environment appears once, beside the review, as one that does not count.
function belongs(decision: Decision, scope: Scope): boolean {
  const { environment } = decision.subject;
  return scope.environment === null ? environment === null || environment !== scope.gate : environment === scope.environment;
}

/** What one person has said about one head. */
interface Words {
  last: Decision;
  /** Ledger index of the last word that is not an approval; −1 for none. */
  since: number;
}

// What somebody says about one head takes nothing back that was said about another (B04), and what belongs to another change takes nothing back at all.
// An approval by the person's own key takes back what is no approval, never another approval, so that taking one away can only ask for more.
function wordsOf(decisions: readonly Decision[], scope: Scope): ReadonlyMap<string, Words> {
  const words = new Map<string, Words>();
  for (const decision of decisions) {
    if (decision.withdrawnAt !== null || misplaced(decision, scope) !== null) continue;
    if (decision.outcome === "approve" && badKey(decision, scope.people) !== null) continue;
    const key = keyOf(decision);
    const known = words.get(key) ?? { last: decision, since: -1 };
    if (decision.outcome !== "approve") known.since = Math.max(known.since, decision.index);
    if (decision.index > known.last.index || (decision.index === known.last.index && decision.outcome !== "approve")) known.last = decision;
    words.set(key, known);
  }
  return words;
}

function keyOf({ person, subject }: Decision): string {
  return `${person}\0${subject.head}`;
}

function replaced(decision: Decision, own: Words | null): boolean {
  return decision.outcome === "approve" ? decision.index <= (own?.since ?? -1) : decision !== own?.last;
}

function flaw(decision: Decision, scope: Scope, evidence: EvidenceSet, own: Words | null): ReasonCode | null {
  return (
    misplaced(decision, scope) ??
    (decision.withdrawnAt !== null ? "withdrawn" : null) ??
    (replaced(decision, own) ? "replaced" : null) ??
    notAPerson(decision.person, scope.people) ??
    differs(decision.subject, scope.subject) ??
    disordered(decision, scope, evidence) ??
    badKey(decision, scope.people) ??
    conflict(decision.person, scope) ??
    (decision.outcome === "approve" ? unanswered(decision, scope) : null)
  );
}

function misplaced({ subject }: Decision, { change, environment }: Scope): ReasonCode | null {
  if (subject.change !== change.id || subject.repository !== change.repository) return "context-mismatch";
  return subject.environment === environment ? null : "env-mismatch";
}

function notAPerson(id: string, people: PeopleState): ReasonCode | null {
  const person = people.persons.get(id);
  if (!person) return "person-unknown";
  if (person.kind !== "person") return "not-a-person";
  return person.active ? null : "person-inactive";
}

function differs(signed: Subject, now: Subject | null): ReasonCode | null {
  if (now === null || signed.head !== now.head) return "head-mismatch";
  if (signed.base !== now.base) return "base-changed";
  if (signed.resultTree !== now.resultTree || signed.resultListing !== now.resultListing) return "tree-mismatch";
  if (signed.policy !== now.policy) return "policy-changed";
  // Criteria are asked in the light of the evidence, so new evidence is named first.
  if (signed.evidence !== now.evidence) return "evidence-changed";
  if (signed.criteria !== now.criteria) return "criteria-changed";
  return signed.artifact === now.artifact ? null : "params-changed";
}

// R4: after the proposal and after all evidence, by their places in the ledger; no clock takes part.
function disordered(decision: Decision, { change }: Scope, evidence: EvidenceSet): ReasonCode | null {
  const before = ({ index }: { readonly index: number }) => index < decision.index;
  return change.proposed !== null && before(change.proposed) && evidence.items.every(before) && evidence.base.every(before) ? null : "out-of-order";
}

function badKey({ signature, person, index }: Decision, people: PeopleState): ReasonCode | null {
  const key = people.keys.get(signature.fingerprint);
  if (!key || key.person !== person || key.kind !== signature.kind || key.enrolledAt >= index) return "key-unknown";
  return key.revokedAt !== null && key.revokedAt < index ? "key-revoked" : null;
}

function conflict(person: string, scope: Scope): ReasonCode | null {
  if (!scope.contributors.has(person)) return null;
  const parts = scope.change.contributors.filter((contributor) => contributor.person === person).flatMap((contributor) => contributor.parts);
  return parts.every((part) => part === "sponsor") ? "agent-operator-conflict" : "author-conflict";
}

function unanswered({ answers }: Decision, { questions, change, now }: Scope): ReasonCode | null {
  for (const question of questions) {
    const given = answers.filter(({ criterion }) => criterion === question.id);
    if (given.length === 0 || !given.every((answer) => affirms(answer, question, change.requirement))) return "answers-incomplete";
    if (given.some((answer) => isOver(answer, now))) return "acceptance-over";
  }
  return null;
}

// An answer about the linked requirement names that one; where the change names none, whichever the answer names.
function affirms({ value, reason, link, until }: Answer, question: Criterion, requirement: string | null): boolean {
  if (question.kind !== "question") return false;
  const rule = answerRule(question.about ?? "criterion", value);
  if (rule === null || !rule.affirms) return false;
  if (rule.needs.includes("reason") && !said(reason)) return false;
  if (rule.needs.includes("until") && !said(until ?? null)) return false;
  if (value !== "met" || question.link === null) return true;
  return said(link) && (question.link !== "requirement" || requirement === null || link === requirement);
}

// A finding is accepted for a time. What names no real day is over at once.
function isOver({ until }: Answer, now: number): boolean {
  return until !== undefined && !(now <= endOfDay(until));
}

function said(text: string | null): boolean {
  return text !== null && text.trim() !== "";
}

// Someone's objection needs less than an approval: it holds on this head whatever evidence came since, and needs no qualification.
function stands({ person, subject }: Decision, scope: Scope): boolean {
  return notAPerson(person, scope.people) === null && subject.head === scope.change.head && !scope.contributors.has(person);
}
