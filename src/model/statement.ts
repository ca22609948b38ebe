import { digestOf, type Json } from "./canonical.ts";
import type { Commitment, Fact, FactType } from "./fact.ts";
import { Failure } from "./failure.ts";

// This file has no schema at run time, so that a ledger can be read and verified without the rest of the product.

export const factSchemaVersion = 1;
export const predicatePrefix = "https://countersign.dev/fact/";
/** Where a fact stands inside a predicate of somebody else's type, as the SLSA parsing rules allow for extension fields. */
export const factExtension = "https://countersign.dev/fact/v1";
export const vsaPredicate = "https://slsa.dev/verification_summary/v1";

const inTotoStatement = "https://in-toto.io/Statement/v1";
const slsaVersion = "1.2";

/** A fact that has no place in the ledger yet; its statement is the same at every place. */
export type UnplacedFact = { [T in FactType]: Omit<Extract<Fact, { readonly type: T }>, "index"> }[FactType];

/** An in-toto ResourceDescriptor as far as it is used here. Digests are lower-case hex. */
export interface Descriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly mediaType?: string;
  readonly digest: { readonly [algorithm: string]: string };
}

/** An in-toto Statement v1 that carries a fact. */
export interface FactStatement {
  readonly _type: typeof inTotoStatement;
  readonly subject: readonly Descriptor[];
  readonly predicateType: string;
  readonly predicate: { readonly [key: string]: Json };
}

/** What a statement says beside the fact itself. */
export interface StatementContext {
  /** Origin of the ledger, which is the verifier of a verdict. */
  readonly origin: string;
  /** Git objects that the fact speaks about. */
  readonly git?: { readonly commit?: string; readonly tree?: string };
  /** For a verdict: the repository of the change, and the evidence that it rests on. */
  readonly verdict?: { readonly repository: string; readonly evidence: readonly Descriptor[] };
}

/**
 * The in-toto Statement v1 of a fact. A verdict speaks as a SLSA Verification Summary Attestation v1, with the fact as an extension
 * field; every other fact has a predicate type of its own, `https://countersign.dev/fact/<type>/v1`.
 * Throws a `TypeError` for a verdict without its context.
 */
export function statementOf(fact: UnplacedFact, context: StatementContext): FactStatement {
  const body = bodyOf(fact);
  const subject = subjectsOf(fact, context.git);
  if (fact.type !== "verdict-given") return { _type: inTotoStatement, subject, predicateType: `${predicatePrefix}${fact.type}/v1`, predicate: body };
  if (context.verdict === undefined) throw new TypeError("the statement of a verdict names the repository and the evidence");
  return { _type: inTotoStatement, subject, predicateType: vsaPredicate, predicate: { ...summaryOf(fact, context.origin, context.verdict), [factExtension]: body } };
}

function bodyOf(fact: UnplacedFact): { readonly [key: string]: Json } {
  const { type, organisation, at, actor, links, key, data, commitments } = fact;
  return { schema: factSchemaVersion, type, organisation, time: new Date(at).toISOString(), actor, links, key, data: data as Json, commitments: commitments as unknown as Json };
}

// SLSA VSA v1, https://slsa.dev/spec/v1.2/verification_summary
function summaryOf(
  fact: Extract<UnplacedFact, { type: "verdict-given" }>,
  origin: string,
  { repository, evidence }: NonNullable<StatementContext["verdict"]>,
): { readonly [key: string]: Json } {
  const { change, environment, answer, policy, exceptions } = fact.data;
  const allowed = answer === "allow";
  const reviewed = fact.data.reviewed && exceptions.length === 0;
  return {
    verifier: { id: origin },
    timeVerified: new Date(fact.at).toISOString(),
    resourceUri: `countersign:${repository}:${change}${environment === null ? "" : `:${environment}`}`,
    policy: { uri: `countersign:policy:${policy}`, digest: { sha256: policy } },
    inputAttestations: evidence as unknown as Json,
    verificationResult: allowed ? "PASSED" : "FAILED",
    verifiedLevels: allowed ? ["COUNTERSIGN_ALLOW", ...(reviewed ? ["SLSA_SOURCE_TWO_PARTY_REVIEWED"] : [])] : [],
    slsaVersion,
  };
}

function subjectsOf(fact: UnplacedFact, git: StatementContext["git"]): Descriptor[] {
  const objects = [...(git?.commit === undefined ? [] : [{ digest: { gitCommit: git.commit } }]), ...(git?.tree === undefined ? [] : [{ digest: { gitTree: git.tree } }])];
  return objects.length > 0 ? objects : [{ name: `${fact.type}/${idOf(fact)}`, digest: { sha256: digestOfSubject(fact) } }];
}

/** What each fact is about, by the name of the member that holds its id. */
const idMember: { readonly [T in FactType]: string } = {
  "organisation-founded": "origin",
  "project-registered": "project",
  "person-enrolled": "person",
  "person-changed": "person",
  "key-enrolled": "fingerprint",
  "key-revoked": "fingerprint",
  "login-linked": "login",
  "login-ended": "login",
  "token-issued": "token",
  "token-revoked": "token",
  "qualification-granted": "qualification",
  "qualification-revoked": "qualification",
  "policy-adopted": "level",
  "change-proposed": "change",
  "evidence-added": "evidence",
  "decision-made": "decision",
  "decision-withdrawn": "decision",
  "escalation-opened": "escalation",
  "escalation-resolved": "escalation",
  "verdict-given": "verdict",
  "break-glass-used": "exception",
  "deployment-recorded": "deployment",
  "violation-recorded": "violation",
  "comment-made": "comment",
  "comment-resolved": "comment",
  "re-review-ordered": "order",
  "re-review-answered": "review",
  "blueprint-started": "blueprint",
  "blueprint-closed": "blueprint",
  "blueprint-skipped": "project",
  "blueprint-excepted": "exception",
  "document-signed": "signing",
  "document-acknowledged": "document",
  "tool-review-opened": "review",
  "tool-review-item-closed": "review",
  "tool-suspended": "tool",
  "tool-resumed": "tool",
  "phase-advanced": "phase",
  "risk-accepted": "risk",
  "escalation-drilled": "drill",
  "effort-recorded": "effort",
  "reversal-recorded": "reversal",
  "constraint-stated": "reversal",
  "attestation-made": "attestation",
  "deputy-named": "deputyship",
  "deputy-ended": "deputyship",
  "attempt-refused": "action",
  "views-checked": "size",
  "document-erased": "reason",
};

function idOf(fact: UnplacedFact): string {
  return String((fact.data as Record<string, unknown>)[idMember[fact.type]]);
}

// The digest that the fact itself names, else its first commitment, else the digest of what it says in the open.
function digestOfSubject(fact: UnplacedFact): string {
  const { subjectDigest, digest, resultListing } = fact.data as Record<string, unknown>;
  const named = [subjectDigest, digest, resultListing].find((value) => typeof value === "string");
  return named ?? Object.values(fact.commitments)[0]?.commitment ?? digestOf(fact.data);
}

/**
 * The fact that a statement carries, at its place in the ledger. The statement's form and signature are checked by whoever read it;
 * here the body is. `data` is not held against its schema: what is in the ledger was, before it was sequenced.
 * Throws `Failure` (`integrity`) for a statement that carries no well-formed fact.
 */
export function factOf(statement: { readonly predicateType: string; readonly predicate: { readonly [key: string]: Json } }, index: number): Fact {
  const { predicateType, predicate } = statement;
  const body = predicateType === vsaPredicate ? predicate[factExtension] : predicate;
  if (!isObject(body)) return refuse(index, "holds no fact");
  const { schema, type, organisation, time, actor, links, key, data, commitments, ...others } = body;
  if (schema !== factSchemaVersion) return refuse(index, `has schema ${JSON.stringify(schema) ?? "none"} instead of ${factSchemaVersion}`);
  if (typeof type !== "string" || !/^[a-z]{1,40}(?:-[a-z]{1,40}){1,4}$/.test(type)) return refuse(index, "has no type");
  if (predicateType !== (type === "verdict-given" ? vsaPredicate : `${predicatePrefix}${type}/v1`)) return refuse(index, `is of type ${type} under another predicate type`);
  if (typeof organisation !== "string" || typeof actor !== "string" || typeof key !== "string") return refuse(index, "lacks its organisation, actor or key");
  const at = typeof time === "string" ? instantOf(time) : null;
  if (at === null) return refuse(index, "has no time in UTC with milliseconds (RFC 3339)");
  if (!Array.isArray(links) || !links.every(isIndex)) return refuse(index, "has links that are no ledger indexes");
  if (!isObject(data)) return refuse(index, "says nothing");
  if (!isObject(commitments) || !Object.values(commitments).every(isCommitment)) return refuse(index, "has a malformed commitment");
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return refuse(index, `has the unknown member ${JSON.stringify(unknown.slice(0, 40))}`);
  return { type, index, at, actor, organisation, data, links, key, commitments } as unknown as Fact;
}

/** Milliseconds since the epoch of `2026-01-31T12:00:00.000Z`, or null for any other form. */
function instantOf(time: string): number | null {
  const at = Date.parse(time);
  return Number.isFinite(at) && new Date(at).toISOString() === time ? at : null;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIndex(value: Json): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCommitment(value: Json): boolean {
  if (!isObject(value) || Object.keys(value).length !== 3) return false;
  const { commitment, size, mediaType } = value as unknown as Commitment;
  return typeof commitment === "string" && /^[0-9a-f]{64}$/.test(commitment) && isIndex(size) && typeof mediaType === "string";
}

function refuse(index: number, what: string): never {
  throw new Failure("integrity", `Entry ${index} of the ledger ${what}.`, { hint: "Run `countersign doctor`, and keep the ledger as it is." });
}
