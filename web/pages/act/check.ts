import type { Given } from "../../api/client.ts";
import { policyNamespace, type Recomputed } from "../sign/challenge.ts";
import { differing, isRecord, isText, isTextOrNull, mismatches, otherThanGiven, type Prepared, sameNames, unreadable } from "../sign/check.ts";

export type ActRequest = Given<"acts.prepare">["body"];
export type ActName = ActRequest["act"];

/** One of the documents that a blueprint is closed with. */
export interface DigestOf {
  readonly document: string;
  readonly digest: string;
}

/** The document of an act, as the page shows it: every member. */
export interface ActText {
  readonly schema: string;
  readonly ledger: string;
  readonly meaning: string;
  readonly person: string;
  readonly printedName: string;
  readonly act: string;
  readonly about: Readonly<Record<string, string | null | readonly (string | DigestOf)[]>>;
  /** Absent where nothing is asked. */
  readonly answers?: readonly ActAnswer[];
  readonly seen: { readonly size: number; readonly root: string };
  readonly nonce: string;
  readonly time: string;
}

export interface ActAnswer {
  readonly criterion: string;
  readonly asks: string;
  readonly value: string;
  readonly measured: number | null;
  readonly reason: string | null;
}

/** What was asked for, and by whom, as this page knows it. */
export interface ExpectedAct {
  readonly person: string;
  readonly act: ActName;
  /** Of what the act is about, all that the page had in front of the person. */
  readonly about: Readonly<Record<string, string>>;
  readonly answers: readonly ActAnswer[];
}

const names = ["schema", "ledger", "meaning", "person", "printedName", "act", "about", "seen", "nonce", "time"];

/** Reads a document that came from the server. Null when it has not exactly the form that this page can show whole: nobody signs what is not shown. */
export function readAct(value: unknown): ActText | null {
  if (!isRecord(value)) return null;
  const { about, answers, seen, ...texts } = value;
  const fits =
    sameNames(value, "answers" in value ? [...names, "answers"] : names) &&
    Object.values(texts).every(isText) &&
    isRecord(about) &&
    Object.values(about).every((each) => isTextOrNull(each) || (Array.isArray(each) && each.every((one) => isText(one) || isDigestOf(one)))) &&
    (answers === undefined || (Array.isArray(answers) && answers.every(isAnswer))) &&
    isRecord(seen) &&
    sameNames(seen, ["size", "root"]) &&
    Number.isSafeInteger(seen["size"]) &&
    isText(seen["root"]);
  // Every member was just looked at.
  return fits ? (value as unknown as ActText) : null;
}

function isDigestOf(value: unknown): boolean {
  return isRecord(value) && sameNames(value, ["document", "digest"]) && Object.values(value).every(isText);
}

function isAnswer(value: unknown): boolean {
  return (
    isRecord(value) &&
    sameNames(value, ["criterion", "asks", "value", "measured", "reason"]) &&
    [value["criterion"], value["asks"], value["value"]].every(isText) &&
    (value["measured"] === null || Number.isFinite(value["measured"])) &&
    isTextOrNull(value["reason"])
  );
}

/** What is wrong with what the server would have signed, a sentence each; empty when it is what was asked, under the digest and challenge that the browser worked out itself. */
export function actTroubles(prepared: Prepared, recomputed: Recomputed, expected: ExpectedAct): string[] {
  const document = readAct(prepared.document);
  const told = mismatches(prepared, recomputed, { namespace: policyNamespace, purpose: "an act of governance" });
  return document === null ? [...told, unreadable] : [...told, ...strayings(document, expected)];
}

function strayings({ schema, meaning, person, act, about, answers = [] }: ActText, expected: ExpectedAct): string[] {
  return otherThanGiven([
    ["form", schema, "countersign/signing/v1"],
    ["meaning", meaning, expected.act === "risk-accepted" ? "responsibility" : "approval"],
    ["person", person, expected.person],
    ["act", act, expected.act],
    ...Object.entries(expected.about).map(([name, value]) => [name, about[name] ?? null, value] as const),
    ["answers", answers, expected.answers],
  ]);
}

/** What differs between two documents beside what differs each time. */
export function movedAct(before: ActText, now: ActText): string[] {
  const parts = ({ nonce: _nonce, time: _time, seen: _seen, about, ...rest }: ActText): Readonly<Record<string, unknown>> => {
    const { signing: _signing, ...what } = about;
    return { ...rest, ...what };
  };
  return differing(parts(before), parts(now));
}
