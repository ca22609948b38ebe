import { policyNamespace, type Recomputed } from "../sign/challenge.ts";
import { differing, isRecord, isText, isTextOrNull, mismatches, otherThanGiven, type Prepared, sameNames, unreadable } from "../sign/check.ts";

/** The document of an adoption, as the page shows it: every member. */
export interface AdoptionText {
  readonly schema: string;
  readonly ledger: string;
  readonly meaning: string;
  readonly person: string;
  readonly printedName: string;
  readonly level: string;
  readonly project: string | null;
  readonly version: number;
  readonly digest: string;
  readonly rules: readonly RuleDigest[];
  readonly commit: string | null;
  readonly replaces: number | null;
  readonly beneath: number | null;
  readonly seen: { readonly size: number; readonly root: string };
  readonly nonce: string;
  readonly time: string;
}

export interface RuleDigest {
  readonly path: string;
  readonly digest: string;
}

/** What was asked for, and by whom, as this page knows it. The digests are its own work. */
export interface ExpectedAdoption {
  readonly person: string;
  readonly project: string | null;
  readonly digest: string;
  /** The rule files that were chosen here; others stay as they are in force. */
  readonly rules: readonly RuleDigest[];
}

const names = ["schema", "ledger", "meaning", "person", "printedName", "level", "project", "version", "digest", "rules", "commit", "replaces", "beneath", "seen", "nonce", "time"];

/** Reads a document that came from the server. Null when it has not exactly the form that this page can show whole: nobody signs what is not shown. */
export function readAdoption(value: unknown): AdoptionText | null {
  if (!isRecord(value) || !sameNames(value, names)) return null;
  const { project, commit, version, replaces, beneath, rules, seen, ...texts } = value;
  const fits =
    Object.values(texts).every(isText) &&
    [project, commit].every(isTextOrNull) &&
    Number.isSafeInteger(version) &&
    [replaces, beneath].every((index) => index === null || Number.isSafeInteger(index)) &&
    Array.isArray(rules) &&
    rules.every(isRuleDigest) &&
    isRecord(seen) &&
    sameNames(seen, ["size", "root"]) &&
    Number.isSafeInteger(seen["size"]) &&
    isText(seen["root"]);
  // Every member was just looked at.
  return fits ? (value as unknown as AdoptionText) : null;
}

function isRuleDigest(value: unknown): boolean {
  return isRecord(value) && sameNames(value, ["path", "digest"]) && isText(value["path"]) && isText(value["digest"]);
}

/** What is wrong with what the server would have signed, a sentence each; empty when it is what was asked, under the digests and the challenge that the browser worked out itself. */
export function adoptionTroubles(prepared: Prepared, recomputed: Recomputed, expected: ExpectedAdoption): string[] {
  const document = readAdoption(prepared.document);
  const told = mismatches(prepared, recomputed, { namespace: policyNamespace, purpose: "the adoption of a policy" });
  return document === null ? [...told, unreadable] : [...told, ...strayings(document, expected)];
}

function strayings({ schema, meaning, person, level, project, digest, rules }: AdoptionText, expected: ExpectedAdoption): string[] {
  const signed = new Map(rules.map((rule) => [rule.path, rule.digest]));
  return otherThanGiven([
    ["form", schema, "countersign/adoption/v1"],
    ["meaning", meaning, "responsibility"],
    ["person", person, expected.person],
    ["scope", [level, project], [expected.project === null ? "organisation" : "project", expected.project]],
    ["policy", digest, expected.digest],
    ...expected.rules.map((rule) => [`rule file ${rule.path}`, signed.get(rule.path) ?? null, rule.digest] as const),
  ]);
}

/** What differs between two documents beside what differs each time. */
export function movedAdoption(before: AdoptionText, now: AdoptionText): string[] {
  const parts = ({ nonce: _nonce, time: _time, seen: _seen, ...rest }: AdoptionText): Readonly<Record<string, unknown>> => rest;
  return differing(parts(before), parts(now));
}
