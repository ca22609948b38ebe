import type { Answer, Given } from "../../api/client.ts";
import { canonicalText } from "./canonical.ts";
import { decisionNamespace, type Recomputed } from "./challenge.ts";

export type Prepared = Answer<"decisions.prepare">;
export type Asked = Given<"decisions.prepare">["body"];

/** What was asked for, and by whom, as this page knows it. */
export interface Expected {
  readonly change: string;
  readonly person: string;
  readonly asked: Asked;
}

/** The document of a decision, as the page shows it. Every member is shown; those that it does not know, as they stand. */
export interface SignedDocument {
  readonly id: string;
  readonly ledger: string;
  readonly outcome: string;
  readonly meaning: string;
  readonly person: string;
  readonly printedName: string;
  readonly subject: Readonly<Record<string, string | null>>;
  readonly tier: string;
  readonly answers: readonly SignedAnswer[];
  readonly doubt: string | null;
  readonly until: string | null;
  readonly comment: string | null;
  readonly seen: { readonly size: number; readonly root: string };
  readonly nonce: string;
  readonly time: string;
  readonly schema: string;
}

export interface SignedAnswer {
  readonly criterion: string;
  readonly value: string;
  readonly reason: string | null;
  readonly link: string | null;
  /** The last day on which what it says holds; absent where it has none. */
  readonly until?: string;
}

/** Reads a document that came from the server. Null when it has not exactly the form that this page can show whole: nobody signs what is not shown. */
export function readDocument(value: unknown): SignedDocument | null {
  if (!isRecord(value) || !sameNames(value, documentNames)) return null;
  const { subject, answers, seen, doubt, until, comment, ...texts } = value;
  const fits =
    Object.values(texts).every(isText) &&
    [doubt, until, comment].every(isTextOrNull) &&
    isRecord(subject) &&
    sameNames(subject, subjectNames) &&
    Object.values(subject).every(isTextOrNull) &&
    isRecord(seen) &&
    sameNames(seen, ["size", "root"]) &&
    Number.isSafeInteger(seen["size"]) &&
    isText(seen["root"]) &&
    Array.isArray(answers) &&
    answers.every(isAnswer);
  // Every member was just looked at.
  return fits ? (value as unknown as SignedDocument) : null;
}

const documentNames = ["schema", "id", "ledger", "outcome", "meaning", "person", "printedName", "subject", "tier", "answers", "doubt", "until", "comment", "seen", "nonce", "time"];
const subjectNames = ["repository", "change", "base", "head", "resultTree", "resultListing", "policy", "criteria", "evidence", "environment", "artifact"];

function isAnswer(value: unknown): boolean {
  return (
    isRecord(value) &&
    sameNames(value, ["criterion", "value", "reason", "link", ...("until" in value ? ["until"] : [])]) &&
    (!("until" in value) || isText(value["until"])) &&
    isText(value["criterion"]) &&
    isText(value["value"]) &&
    isTextOrNull(value["reason"]) &&
    isTextOrNull(value["link"])
  );
}

export function sameNames(value: object, names: readonly string[]): boolean {
  const own = Object.keys(value);
  return own.length === names.length && names.every((name) => own.includes(name));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): boolean {
  return typeof value === "string";
}

export function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

/** What is wrong with what the server would have signed, a sentence each; empty when it is what was asked, under the digest and challenge that the browser worked out itself. */
export function troublesOf(prepared: Prepared, recomputed: Recomputed, expected: Expected): string[] {
  const document = readDocument(prepared.document);
  const told = mismatches(prepared, recomputed, { namespace: decisionNamespace, purpose: "a decision" });
  return document === null ? [...told, unreadable] : [...told, ...strayings(document, expected)];
}

export const unreadable = "The text has another form than this page can show whole.";

/** Where what the server sent beside a document does not belong to it, a sentence each. */
export function mismatches(prepared: Prepared, { digest, challenge }: Recomputed, signed: { readonly namespace: string; readonly purpose: string }): string[] {
  return [
    ...(digest === prepared.digest ? [] : [`The digest of the text is ${digest.slice(0, 12)}…, and the server says ${prepared.digest.slice(0, 12)}….`]),
    ...(prepared.namespace === signed.namespace ? [] : [`The server names another purpose for the signature than ${signed.purpose}.`]),
    ...(challenge === prepared.challenge ? [] : ["The challenge for the passkey does not belong to the text."]),
  ];
}

function strayings({ outcome, person, subject, answers, doubt, until, comment }: SignedDocument, { change, person: me, asked }: Expected): string[] {
  const pairs: readonly (readonly [what: string, signed: unknown, asked: unknown])[] = [
    ["outcome", outcome, asked.outcome],
    ["person", person, me],
    ["change", subject["change"], change],
    ["environment", subject["environment"], asked.environment ?? null],
    ["criterion in doubt", doubt, asked.outcome === "unsure" ? (asked.doubt ?? null) : null],
    ["day", until, asked.outcome === "defer" ? (asked.until ?? null) : null],
    ["comment", comment, asked.comment?.trim() || null],
    ["answers", inOrder(answers), inOrder((asked.answers ?? []).map(asSigned))],
  ];
  return otherThanGiven(pairs);
}

// As the server writes an answer down: without blanks, and without a day where none was given.
function asSigned({ until, ...answer }: NonNullable<Asked["answers"]>[number]): SignedAnswer {
  return { ...answer, reason: answer.reason?.trim() || null, link: answer.link?.trim() || null, ...(until ? { until } : {}) };
}

/** Of what was signed and what was given, those that differ, a sentence each. */
export function otherThanGiven(pairs: readonly (readonly [what: string, signed: unknown, given: unknown])[]): string[] {
  return pairs.filter(([, signed, given]) => canonicalText(signed) !== canonicalText(given)).map(([what]) => `The text has another ${what} than you gave.`);
}

function inOrder(answers: readonly SignedAnswer[]): SignedAnswer[] {
  return answers.toSorted((a, b) => (a.criterion < b.criterion ? -1 : 1));
}

/** What differs between two documents beside what differs each time: time, nonce, name, and the ledger's size. */
export function movedBetween(before: SignedDocument, now: SignedDocument): string[] {
  const parts = (document: SignedDocument) => {
    const { subject, id: _id, nonce: _nonce, time: _time, seen: _seen, ...rest } = document;
    return { ...rest, ...subject } as Readonly<Record<string, unknown>>;
  };
  return differing(parts(before), parts(now));
}

/** Names of the members that differ. */
export function differing(then: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(now).filter((name) => canonicalText(then[name] ?? null) !== canonicalText(now[name] ?? null));
}
