import { decisionNamespace, policyNamespace } from "../ledger/index.ts";
import { canonicalText, type Json, parseStrict, sha256 } from "../model/canonical.ts";
import { type Subject, subjectDigest } from "../model/decision.ts";
import type { FactOf } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { SignedAct } from "../model/signing.ts";
import type { EnclosingFact } from "./enclosures.ts";
import { erasedKey, type TimedKey } from "./keyring.ts";
import { actSays } from "./sign-act.ts";
import { verifyByKey } from "./verify-by-key.ts";

/** Where an adoption stands in its ledger: the indexes of the one it follows and of the organisation's beneath it, and whether one before it named a document. */
export interface AdoptedAt {
  readonly replaces: number | null;
  readonly beneath: number | null;
  readonly documented: boolean;
}

/** What the ledger says of a fact's place: its origin, and for an adoption what stood before it. */
export interface PlaceInLedger {
  readonly ledger: string;
  readonly adopted: AdoptedAt | null;
}

/**
 * What is wrong with the signatures that stand beside the log for a fact, or with what was signed against what the fact says; null when nothing is. `contents` holds the
 * fact's enclosed documents by name, all of them, and may have been made by anybody.
 */
export function signedTrouble(fact: EnclosingFact, contents: ReadonlyMap<string, Buffer>, keys: readonly TimedKey[], place: PlaceInLedger): string | null {
  const content = (name: string) => contents.get(name) ?? Buffer.alloc(0);
  switch (fact.type) {
    case "decision-made": {
      const trouble = decisionTrouble(fact, content("document"), content("signature").toString("latin1"), keys, place);
      return trouble === null ? null : `The decision ${fact.data.decision} in entry ${fact.index}: ${trouble}`;
    }
    case "policy-adopted": {
      const trouble = policyTrouble(fact, contents, keys, place);
      return trouble === null ? null : `The policy adopted in entry ${fact.index}: ${trouble}`;
    }
    case "document-signed":
    case "blueprint-closed":
    case "phase-advanced":
    case "risk-accepted": {
      const trouble = actTrouble(fact, content("document"), content("signature").toString("latin1"), keys, place);
      return trouble === null ? null : `What was signed in entry ${fact.index}: ${trouble}`;
    }
    case "break-glass-used": {
      const trouble = emergencyTrouble(fact, content("documents"), content("signatures"), keys);
      return trouble === null ? null : `The emergency ${fact.data.exception} in entry ${fact.index}: ${trouble}`;
    }
  }
}

function actTrouble({ type, index, data }: FactOf<SignedAct>, bytes: Buffer, armour: string, keys: readonly TimedKey[], { ledger }: PlaceInLedger): string | null {
  const trouble = signatureTrouble({ person: data.person, fingerprint: data.fingerprint, index }, bytes, armour, policyNamespace, keys);
  if (trouble !== null) return trouble;
  const document = readObject(bytes);
  return document !== null && actSays(document, type, data, ledger) ? null : differs;
}

const differs = "what was signed is not what the ledger says.";

function decisionTrouble({ index, data }: FactOf<"decision-made">, bytes: Buffer, armour: string, keys: readonly TimedKey[], { ledger }: PlaceInLedger): string | null {
  const trouble = signatureTrouble({ ...data, index }, bytes, armour, decisionNamespace, keys);
  if (trouble !== null) return trouble;
  const document = readObject(bytes);
  const answers = document?.["answers"];
  const same =
    Array.isArray(answers) &&
    document?.["ledger"] === ledger &&
    document["id"] === data.decision &&
    document["person"] === data.person &&
    document["outcome"] === data.outcome &&
    document["meaning"] === data.meaning &&
    document["tier"] === data.tier &&
    canonicalText(document["subject"] ?? null) === canonicalText(data.subject) &&
    canonicalText(answers.map(answerOf)) === canonicalText(data.answers.map(({ criterion, value }) => ({ criterion, value })));
  return same ? null : differs;
}

function answerOf(answer: Json): Json {
  if (!isObject(answer)) return null;
  return { criterion: answer["criterion"] ?? null, value: answer["value"] ?? null };
}

// The document was signed where there is one; without it the text itself was, as long as no adoption before it named a document.
function policyTrouble(
  { index, actor, data }: FactOf<"policy-adopted">,
  contents: ReadonlyMap<string, Buffer>,
  keys: readonly TimedKey[],
  { ledger, adopted }: PlaceInLedger,
): string | null {
  const [text, document, armour] = [contents.get("text") ?? Buffer.alloc(0), contents.get("document"), contents.get("signature")?.toString("latin1") ?? ""];
  if (sha256(text) !== data.digest) return "its text is not the one whose digest the ledger names.";
  if (data.fingerprint === null) return document === undefined ? null : differs;
  if (document === undefined && adopted?.documented === true) return "it names no document, and adoptions before it did.";
  const trouble = signatureTrouble({ person: actor, fingerprint: data.fingerprint, index }, document ?? text, armour, policyNamespace, keys);
  if (trouble !== null || document === undefined) return trouble;
  const { level, project, version, digest, commit } = data;
  const expected = { schema: "countersign/adoption/v1", ledger, person: actor, level, project, version, digest, commit, rules: rulesIn(contents.get("rules")) };
  return saysTheSame(document, { ...expected, replaces: adopted?.replaces ?? null, beneath: adopted?.beneath ?? null }) ? null : differs;
}

function saysTheSame(bytes: Buffer, expected: { readonly [name: string]: Json }): boolean {
  const document = readObject(bytes);
  return document !== null && Object.entries(expected).every(([name, value]) => canonicalText(document[name] ?? null) === canonicalText(value));
}

/** The rule files as an adoption's document names them; a fact without any holds no such document. */
function rulesIn(bytes: Buffer | undefined): Json {
  const rules = bytes === undefined ? {} : readObject(bytes);
  return Object.entries(rules ?? {})
    .map(([path, rule]) => ({ path, digest: typeof rule === "string" ? sha256(rule) : null }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function emergencyTrouble({ index, data }: FactOf<"break-glass-used">, bytes: Buffer, signatures: Buffer, keys: readonly TimedKey[]): string | null {
  const armours = readObject(signatures);
  if (Object.keys(armours ?? {}).length !== data.people.length) return "it does not have one signature for each of its people.";
  for (const { person, fingerprint } of data.people) {
    const armour = armours !== null && Object.hasOwn(armours, person) ? armours[person] : null;
    const trouble = typeof armour === "string" ? signatureTrouble({ person, fingerprint, index }, bytes, armour, decisionNamespace, keys) : `${person} has not signed it.`;
    if (trouble !== null) return trouble;
  }
  const document = readObject(bytes);
  const subject = document?.["subject"];
  const same =
    isObject(subject) &&
    document?.["id"] === data.exception &&
    subject["change"] === data.change &&
    subject["environment"] === data.environment &&
    subjectDigest(subject as unknown as Subject) === data.subjectDigest &&
    Date.parse(String(document["expires"])) === data.expires;
  return same ? null : differs;
}

interface SignedBy {
  readonly person: string;
  readonly fingerprint: string;
  /** The kind of key that the fact says it was signed with, where it says so. */
  readonly signature?: TimedKey["kind"];
  /** Ledger index of the fact, at which the key was enrolled and not revoked. */
  readonly index: number;
}

function signatureTrouble({ person, fingerprint, signature, index }: SignedBy, message: Buffer, armour: string, namespace: string, keys: readonly TimedKey[]): string | null {
  const own = keys.filter((key) => key.fingerprint === fingerprint && key.person === person);
  const key = own.find(({ enrolledAt, revokedAt }) => enrolledAt < index && (revokedAt === null || revokedAt > index));
  if (!key) return `its key ${fingerprint} is not that of the person, or was not at that entry.`;
  if (signature !== undefined && signature !== key.kind) return `its key ${fingerprint} is of another kind than the entry says.`;
  // With the key erased nothing can be checked any more; that the ledger names its fingerprint remains.
  if (key.publicKey === erasedKey) return null;
  if (armour !== `${armour.trimEnd()}\n`) return "its signature is not in the form that ssh-keygen writes.";
  const answer = verifyByKey(key, { message, armour, namespace });
  return answer.ok ? null : answer.sentence;
}

function readObject(bytes: Buffer): { readonly [key: string]: Json } | null {
  try {
    const value = parseStrict(bytes.toString("utf8"));
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
