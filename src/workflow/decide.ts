import { demandOf, eligible, environmentOf, namesOf, type Release, subjectOf } from "../gate/index.ts";
import { decisionNamespace } from "../ledger/index.ts";
import { canonicalBytes, canonicalText, type Json, sha256 } from "../model/canonical.ts";
import {
  type Answer,
  answerRule,
  answerRules,
  type DecisionDocument,
  type Escalation,
  type Meaning,
  type Outcome,
  type QuestionKind,
  type Subject,
  subjectDigest,
} from "../model/decision.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Key, Person } from "../model/people.ts";
import type { CriterionOutcome, Verdict } from "../model/verdict.ts";
import { type Case, type ChangeSummary, inputOf, judgeCase, openCase } from "./case.ts";
import { decisionText } from "./decision-text.ts";
import { contributorsOfCase, escalationDrafts, resolutionDraft, resolvable } from "./escalate.ts";
import { lastMoment } from "./last-moment.ts";
import { type By, refuse, requirePerson } from "./persons.ts";
import { limitReached } from "./review-load.ts";
import { requireRightClock } from "./right-clock.ts";
import { verifySignature } from "./signatures.ts";
import { type Issued, issued, requireFresh, tidyArmour } from "./signed-document.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

/** A question as it is put to a person; `about` says what it can be answered with (`answerRules`). */
export interface AskedQuestion {
  readonly id: string;
  readonly ask: string;
  readonly link: "requirement" | "evidence" | null;
  readonly about: QuestionKind;
}

/** What a person is asked before they decide. */
export interface Questions {
  readonly change: ChangeSummary;
  readonly tier: string;
  /** The decision that is asked of the person, in the policy's one sentence (R65). */
  readonly human: string;
  readonly questions: readonly AskedQuestion[];
  readonly checks: readonly CriterionOutcome[];
  /** Why the person's approval would not count, and whose would; null when it would. */
  readonly warning: string | null;
}

/** The questions that the policy asks of an approver, in its order (R19, R30). */
export async function questionsFor(workplace: Workplace, by: By, change: string, environment?: string): Promise<Questions> {
  const person = await requirePerson(workplace, by, "decide");
  const opened = await openCase(workplace, change);
  const release = releaseOf(opened, environment, undefined);
  const now = workplace.clock();
  const { policy } = opened.policy;
  const tier = policy.tiers.find(({ name }) => name === opened.summary.tier);
  const verdict = judgeCase(opened, release, now);
  return {
    change: opened.summary,
    tier: opened.summary.tier,
    human: release === null ? (tier?.human ?? "") : (environmentOf(policy, release.environment)?.human ?? ""),
    questions: asked(opened, release, now),
    checks: verdict.criteria.filter(({ kind }) => kind === "check"),
    warning: conflictOf(opened, person),
  };
}

export interface DecideOptions {
  readonly change: string;
  readonly outcome: Outcome;
  /** Without it the decision is about the change itself. */
  readonly environment?: string | undefined;
  readonly artifact?: string | undefined;
  readonly answers: readonly Answer[];
  /** The criterion in doubt, for `unsure`. */
  readonly doubt?: string | undefined;
  /** `YYYY-MM-DD`, for `defer`. */
  readonly until?: string | undefined;
  readonly comment?: string | undefined;
}

/** A decision as it will be signed. */
export interface Prepared {
  readonly document: DecisionDocument;
  readonly bytes: Uint8Array;
  /** Hex SHA-256 of the bytes. */
  readonly digest: string;
  readonly namespace: string;
  /** The document as people read it, every line of what it says. */
  readonly text: string;
}

/**
 * Writes the document that the person signs, so that it can be shown first. Nothing is recorded. Throws `Failure`: `answers-missing` while anything is unanswered,
 * `bad-input` for what the outcome needs and lacks, `refused` for an agent and for a contributor who would approve.
 */
export async function prepareDecision(workplace: Workplace, by: By, options: DecideOptions): Promise<Prepared> {
  const person = await requirePerson(workplace, by, "decide");
  const opened = await openCase(workplace, options.change);
  requireRightClock(workplace);
  await refuseConflict(workplace, opened, person, options.outcome);
  await refuseOverLimit(workplace, opened, person, options.outcome, options.environment ?? null);
  const now = workplace.clock();
  const document = documentOf(workplace, opened, person, options, await issued(workplace), now);
  const bytes = canonicalBytes(document);
  return { document, bytes, digest: sha256(bytes), namespace: decisionNamespace, text: decisionText(document, opened.summary) };
}

function documentOf(workplace: Workplace, opened: Case, person: Person, options: DecideOptions, given: Issued, now: number): DecisionDocument {
  const release = releaseOf(opened, options.environment, options.artifact);
  return {
    schema: "countersign/decision/v1",
    // The nonce names the decision, so that neither is ever used twice.
    id: `d-${given.nonce.slice(0, 12)}`,
    ledger: workplace.store.identity.origin,
    outcome: options.outcome,
    meaning: meaningOf(options.outcome, release),
    person: person.id,
    printedName: person.name,
    subject: subjectNow(opened, release, now),
    tier: opened.summary.tier,
    answers: settled(opened, release, options, now),
    doubt: options.outcome === "unsure" ? (options.doubt ?? null) : null,
    until: options.outcome === "defer" ? (options.until ?? null) : null,
    comment: options.comment?.trim() || null,
    ...given,
  };
}

/** The proof that a decision was recorded. */
export interface Receipt {
  readonly index: number;
  readonly size: number;
  readonly document: string;
  readonly digest: string;
  readonly printedName: string;
  /** RFC 3339 with zone. */
  readonly time: string;
  readonly meaning: Meaning;
}

export interface Recorded extends Receipt {
  readonly escalation: Pick<Escalation, "id" | "criterion" | "due"> | null;
  /** What the gate would say now. */
  readonly verdict: Verdict;
}

/**
 * Records a signed decision. Whoever hands it in may have made any of it: the document is written anew from what is judged now and must be the same. When what it signs has moved
 * on, nothing is recorded (`stale`). The nonce is spent in the same transaction, so the same document recorded twice is one decision. Who signs, and with which key, is asked in
 * that transaction too, so that no ledger ever holds a decision by somebody who could not make it. `attention` is what was observed of how the person looked at the change (R25);
 * nothing is judged by it.
 */
export async function recordDecision(workplace: Workplace, { document, bytes }: Pick<Prepared, "document" | "bytes">, armour: string, attention: Json = null): Promise<Recorded> {
  if (!Buffer.from(bytes).equals(canonicalBytes(document))) throw new Failure("signature-invalid", "The signed bytes are not the document.", { hint: "Decide again." });
  return await decideAndAppend(workplace, async () => {
    const known = await recordedBefore(workplace, document, bytes);
    if (known !== null) return { size: workplace.store.size, drafts: [], answer: () => recordedAs(workplace, document, bytes, known, null) };
    const opened = await openCase(workplace, document.subject.change);
    requireRightClock(workplace);
    const person = await requirePerson(workplace, document.person, "decide");
    const signed = await verifySignature(workplace, person.id, bytes, armour, decisionNamespace);
    await refuseConflict(workplace, opened, person, document.outcome);
    await refuseOverLimit(workplace, opened, person, document.outcome, document.subject.environment);
    requireCurrent(workplace, opened, person, document);
    const drafts = [
      decisionDraft(document, opened, { bytes, armour: tidyArmour(armour), kind: signed.kind, fingerprint: signed.fingerprint, attention }),
      ...consequences(workplace, opened, document),
    ];
    const opening = drafts.find(({ type }) => type === "escalation-opened") ?? null;
    return { size: opened.size, drafts, answer: ([place]) => recordedAs(workplace, document, bytes, place?.index ?? 0, opening) };
  });
}

/** The ledger index of this very decision; null when it was not recorded. Throws `Failure` (`already-exists`) when another one has its id. */
async function recordedBefore(workplace: Workplace, document: DecisionDocument, bytes: Uint8Array): Promise<number | null> {
  const { read } = workplace.store;
  const fact = await read.leafByKey(keyOf(document));
  if (fact?.type !== "decision-made") return null;
  const known = (await read.decisions(fact.data.change)).find(({ id }) => id === document.id);
  if (known?.document && Buffer.from(known.document).equals(bytes)) return fact.index;
  throw new Failure("already-exists", `Another decision is already recorded as ${document.id}.`, { hint: "Decide again." });
}

function keyOf({ id }: DecisionDocument): string {
  return `decision/${id}`;
}

function requireCurrent(workplace: Workplace, opened: Case, person: Person, document: DecisionDocument): void {
  requireFresh(workplace, document, "a decision", "Decide again.");
  const now = workplace.clock();
  const { environment, artifact } = document.subject;
  const release = environment === null ? null : { environment, artifact };
  const current = subjectNow(opened, release, now);
  const moved = (Object.keys(current) as (keyof Subject)[]).filter((part) => current[part] !== document.subject[part]);
  if (moved.length > 0)
    throw new Failure("stale", `What was signed is not what is judged now: ${moved.map((part) => subjectWords[part]).join(", ")} changed meanwhile. Nothing was recorded.`, {
      hint: "Look at the change again, then decide.",
    });
  const { seen, nonce, time } = document;
  const expected = documentOf(workplace, opened, person, optionsOf(document), { seen, nonce, time }, now);
  const members = [...new Set([...Object.keys(document), ...Object.keys(expected)])];
  const wrong = members.find((member) => memberText(document, member) !== memberText(expected, member));
  if (wrong !== undefined) throw new Failure("signature-invalid", `What was signed is not what was asked: ${wrong} is another. Nothing was recorded.`, { hint: "Decide again." });
}

/** What a document answers to, as its signer gave it. */
function optionsOf({ subject, outcome, answers, doubt, until, comment }: DecisionDocument): DecideOptions {
  const { change, environment, artifact } = subject;
  const given = { environment: environment ?? undefined, artifact: artifact ?? undefined, doubt: doubt ?? undefined, until: until ?? undefined, comment: comment ?? undefined };
  return { change, outcome, answers, ...given };
}

function memberText(document: DecisionDocument, member: string): string {
  const value = (document as unknown as Readonly<Record<string, unknown>>)[member];
  return value === undefined ? "" : canonicalText(value);
}

const subjectWords: { readonly [Part in keyof Subject]: string } = {
  repository: "the repository",
  change: "the change",
  base: "the base",
  head: "the head",
  resultTree: "the result",
  resultListing: "the result",
  policy: "the policy",
  criteria: "the criteria",
  evidence: "the evidence",
  environment: "the environment",
  artifact: "the artifact",
};

interface Signed {
  readonly bytes: Uint8Array;
  readonly armour: string;
  readonly kind: Key["kind"];
  readonly fingerprint: string;
  readonly attention: Json;
}

function decisionDraft(document: DecisionDocument, opened: Case, { bytes, armour, kind, fingerprint, attention }: Signed): Draft {
  const { subject, answers } = document;
  return {
    type: "decision-made",
    actor: document.person,
    key: keyOf(document),
    data: {
      decision: document.id,
      change: subject.change,
      revision: opened.summary.revision,
      person: document.person,
      outcome: document.outcome,
      meaning: document.meaning,
      tier: document.tier,
      subject,
      subjectDigest: subjectDigest(subject),
      answers: answers.map(({ criterion, value, until }) => ({ criterion, value, ...(until === undefined ? {} : { until }) })),
      doubt: document.doubt,
      until: document.until,
      signature: kind,
      fingerprint,
    },
    links: [opened.revision.index, ...opened.evidence.map(({ index }) => index)],
    git: { commit: subject.head, tree: subject.resultTree },
    private: {
      document: { mediaType: "application/json", bytes },
      signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(armour) },
      answers: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(answers)) },
      ...(attention === null ? {} : { attention: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(attention)) } }),
    },
  };
}

// An unsure decision opens an escalation; a clear one resolves those that were on their way to this person.
function consequences(workplace: Workplace, opened: Case, document: DecisionDocument): Draft[] {
  if (document.outcome === "unsure" && document.doubt !== null)
    return escalationDrafts(workplace, opened, { id: document.id, person: document.person, doubt: document.doubt, environment: document.subject.environment });
  if (document.outcome !== "approve" && document.outcome !== "request-changes") return [];
  return resolvable(opened, document.person, document.subject.environment, workplace.clock()).map((escalation) => resolutionDraft(escalation, document));
}

async function recordedAs(workplace: Workplace, document: DecisionDocument, bytes: Uint8Array, index: number, opening: Draft | null): Promise<Recorded> {
  const opened = await openCase(workplace, document.subject.change);
  const { environment, artifact } = document.subject;
  const escalation = opening?.type === "escalation-opened" ? { id: opening.data.escalation, criterion: opening.data.criterion, due: opening.data.due } : null;
  const verdict = judgeCase(opened, environment === null ? null : { environment, artifact }, workplace.clock());
  const { printedName, time, meaning, id } = document;
  return { index, size: workplace.store.size, document: id, digest: sha256(bytes), printedName, time, meaning, escalation, verdict };
}

async function refuseConflict(workplace: Workplace, opened: Case, person: Person, outcome: Outcome): Promise<void> {
  const conflict = outcome === "approve" ? conflictOf(opened, person) : null;
  if (conflict !== null) await refuse(workplace, "decide", "author-conflict", person, conflict);
}

// Asked where the decision is recorded, too, in the transaction that records it: whom a change waits for is no part of what a verdict rests on, so no verdict could tell afterwards (R12).
async function refuseOverLimit(workplace: Workplace, opened: Case, person: Person, outcome: Outcome, environment: string | null): Promise<void> {
  const reached = outcome === "approve" && environment === null ? await limitReached(workplace, opened, person.id) : null;
  if (reached !== null) await refuse(workplace, "decide", "limit-reached", person, reached);
}

/** Null when the person is no contributor; else why the approval would not count, and whose would. */
export function conflictOf(opened: Case, person: Person): string | null {
  const contributors = contributorsOfCase(opened);
  if (!contributors.has(person.id)) return null;
  const parts = opened.assessment.change.contributors.filter((contributor) => contributor.person === person.id).flatMap(({ parts: had }) => had);
  const why =
    parts.includes("author") || parts.includes("committer") || parts.includes("co-author")
      ? "wrote part of this change"
      : "put this change forward or prompted the tool that wrote it";
  const who = eligible(opened.people, contributors, Number.MAX_SAFE_INTEGER, { qualification: null, role: null });
  return `${person.name} ${why}, so that approval would not count. ${who.length === 0 ? "Nobody else is enrolled." : `${namesOf(opened.people, who)} can approve it.`}`;
}

export function releaseOf({ policy }: Case, environment: string | undefined, artifact: string | undefined): Release | null {
  if (environment === undefined) return null;
  if (environmentOf(policy.policy, environment)) return { environment, artifact: artifact ?? null };
  throw new Failure("bad-input", `The policy of this change knows no environment called ${environment}.`, {
    hint: `It knows ${Object.keys(policy.policy.environments).join(", ") || "none"}.`,
  });
}

function subjectNow(opened: Case, release: Release | null, now: number): Subject {
  const subject = subjectOf(inputOf(opened, release, now));
  if (subject === null)
    throw new Failure("bad-input", "The change has no result to decide on: base and head conflict.", { hint: "Merge the base into the branch and put the change forward again." });
  return subject;
}

function meaningOf(outcome: Outcome, release: Release | null): Meaning {
  if (outcome !== "approve") return "review";
  return release === null ? "approval" : "responsibility";
}

export function asked(opened: Case, release: Release | null, now: number): AskedQuestion[] {
  const { questions } = demandOf(inputOf(opened, release, now));
  const usual = release === null ? "criterion" : "release";
  return questions.flatMap(({ criterion }) =>
    criterion.kind === "question" ? [{ id: criterion.id, ask: criterion.ask, link: criterion.link, about: criterion.about ?? usual }] : [],
  );
}

/** The answers in the policy's order, each as complete as the outcome asks (R6, R19, R22). */
function settled(opened: Case, release: Release | null, { outcome, answers, doubt, until, comment }: DecideOptions, now: number): Answer[] {
  const questions = asked(opened, release, now);
  for (const { criterion } of answers) {
    if (!questions.some(({ id }) => id === criterion))
      throw new Failure("bad-input", `Nobody asked ${criterion}.`, { hint: `What is asked: ${questions.map(({ id }) => id).join(", ") || "nothing"}.` });
  }
  const twice = answers.find(({ criterion }, at) => answers.findIndex((other) => other.criterion === criterion) !== at);
  if (twice) throw new Failure("bad-input", `${twice.criterion} is answered twice.`, { hint: "Every question is answered once." });
  const given = new Map(answers.map((answer) => [answer.criterion, tidy(answer)]));
  if (outcome === "approve") for (const question of questions) requireAnswer(question, given.get(question.id), opened.summary.requirement);
  for (const answer of given.values()) requireWhole(questions.find(({ id }) => id === answer.criterion)?.about ?? "criterion", answer, now);
  if (outcome === "unsure") requireDoubt(opened, questions, doubt);
  if (outcome === "defer") requireDate(until, now);
  if (outcome !== "approve" && !comment?.trim() && ![...given.values()].some(({ reason }) => reason !== null))
    throw new Failure("answers-missing", `${withoutReason[outcome]} needs a reason.`, { hint: "Say why." });
  return questions.flatMap(({ id }) => given.get(id) ?? []);
}

const withoutReason = { "request-changes": "Asking for changes", defer: "Deferring a change", unsure: "Being unsure" } as const;

// Members without a word are left out, so that a document says nothing that nobody said.
function tidy({ until, ...answer }: Answer): Answer {
  const day = until?.trim();
  return { ...answer, reason: answer.reason?.trim() || null, link: answer.link?.trim() || null, ...(day === undefined || day === "" ? {} : { until: day }) };
}

/** Longest time for which a finding is accepted, or an update deferred, in milliseconds: a year and a day. */
const longest = 367 * 86_400_000;

function requireWhole(about: QuestionKind, { criterion, value, reason, link, until }: Answer, now: number): void {
  const rule = answerRule(about, value);
  const words = value.replace("-", " ");
  if (rule === null) {
    const can = answerRules[about].map((each) => each.value).join(", ");
    throw new Failure("bad-input", `${criterion} cannot be answered with ${words}.`, { hint: `It takes ${can}.` });
  }
  // What a judgement that something holds rests on may be named instead.
  const says = reason !== null || (value === "met" && link !== null);
  if (rule.needs.includes("reason") && !says) throw new Failure("answers-missing", `${criterion} is answered with ${words}, which needs a reason.`);
  if (!rule.needs.includes("until")) {
    if (until !== undefined) throw new Failure("bad-input", `${criterion} is answered with ${words}, which ends on no day.`, { hint: "Leave out `until`." });
    return;
  }
  if (until === undefined) throw new Failure("answers-missing", `${criterion} is answered with ${words}, which needs the day until when.`, { hint: "Give it as 2027-01-31." });
  requireDate(until, now);
  if (lastMoment(until) > now + longest)
    throw new Failure("bad-input", `${criterion} is ${words} until ${until}, and nothing is for more than a year.`, { hint: "Give an earlier day." });
}

function requireAnswer({ id, ask, link, about }: AskedQuestion, answer: Answer | undefined, requirement: string | null): void {
  if (!answer) throw new Failure("answers-missing", `${id} is not answered: ${ask}`, { hint: "Every question is answered by itself." });
  if (answerRule(about, answer.value)?.affirms === false)
    throw new Failure("answers-missing", `${id} is answered with ${answer.value.replace("-", " ")}, so this is no approval.`, { hint: noApproval[about] });
  if (answer.value === "met" && link !== null && answer.link === null) throw new Failure("answers-missing", `${id} needs a link to the ${link} that the answer rests on.`);
  if (answer.value === "met" && link === "requirement" && requirement !== null && answer.link !== requirement)
    throw new Failure("answers-missing", `${id} is answered for ${answer.link}, and the change was put forward for ${requirement}.`, {
      hint: `Name ${requirement}, or ask for changes.`,
    });
}

const noApproval: { readonly [about in QuestionKind]: string } = {
  criterion: "Use request-changes, or unsure.",
  release: "Use request-changes, or unsure.",
  finding: "Hand in a report of a head that no longer has it, or use request-changes.",
  update: "Use defer, or request-changes; without the update the rest can go on.",
};

function requireDoubt(opened: Case, questions: readonly { id: string }[], doubt: string | undefined): void {
  const criteria = [...questions.map(({ id }) => id), ...Object.keys(opened.policy.policy.criteria)];
  if (doubt === undefined || !criteria.includes(doubt))
    throw new Failure("answers-missing", "Being unsure needs the criterion that is in doubt.", { hint: `One of ${[...new Set(criteria)].join(", ")}.` });
}

function requireDate(until: string | undefined, now: number): void {
  if (until === undefined) throw new Failure("answers-missing", "Deferring a change needs the day until when.", { hint: "Give it as 2027-01-31." });
  if (lastMoment(until) <= now) throw new Failure("bad-input", `${until} has passed.`, { hint: "Give a day in the future." });
}
