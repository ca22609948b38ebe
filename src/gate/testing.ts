import type { Attribution, ChangedFile } from "../model/change.ts";
import { type Answer, type Decision, type Escalation, type Outcome, type Subject, subjectDigest } from "../model/decision.ts";
import type { Origin } from "../model/origin.ts";
import type { Key, Person, Qualification } from "../model/people.ts";
import type { Criterion } from "../model/policy.ts";
import { reasonCodes, type Verdict } from "../model/verdict.ts";
import { type CompiledPolicy, compilePolicy, effectivePolicy, loadPolicyFile, type Measurements } from "../policy/index.ts";
import { measured } from "../policy/testing.ts";
import type { ClassifiedChange, Contributor } from "./classified.ts";
import { type ClassifyInput, classify } from "./classify.ts";
import { type Governance, ungoverned } from "./governance.ts";
import { judge } from "./judge.ts";
import type { EvidenceSet, Exception, JudgeInput, Release } from "./judge-input.ts";
import { type PeopleState, peopleState } from "./people-state.ts";
import { demandOf, subjectOf } from "./subject.ts";
import { assessUpdates } from "./updates.ts";

// A case in a few readable words, for tests. Everything is made by the real rooms; a person's id is the handle.

export const now = Date.UTC(2026, 10, 22, 12);
export const day = 86_400_000;
const oid = (letter: string): string => letter.repeat(40);
const digest = (letter: string): string => letter.repeat(64);

/** The places of things in the ledger: enrolments first, then the adoption, the proposal, its evidence, and the decisions from here on. */
export const ledger = { enrolment: 1, adoption: 5, proposal: 10, evidence: 11, decision: 20 };

// Policies.

const heading = "policy: 1\nversion: 3\n";

/** The organisation's policy from the text beneath `policy` and `version` (the default without one), with a project's file over it. */
export function policyOf(text: string | null = null, project: string | null = null, at: number = now): CompiledPolicy {
  const organisation = text === null ? null : loadPolicyFile(heading + text, "organisation.yaml");
  const own = project === null ? null : loadPolicyFile(heading + project, "policy.yaml");
  return compilePolicy(effectivePolicy(organisation, own, { now: at, project: "claims", organisationRules: rules, projectRules: rules }));
}

// Whatever constraint a test names has a rule file.
const rules: ReadonlyMap<string, string> = new Map(["logs", "more"].map((name) => [`rules/${name}.yaml`, `id: ${name}\n`]));

// People.

export interface Somebody {
  readonly holds?: readonly (string | Partial<Qualification>)[];
  readonly roles?: readonly string[];
  readonly kind?: Person["kind"];
  readonly active?: boolean;
  readonly key?: Partial<Key>;
}

/** `enrolled({ ana: { holds: ["security"] } })`: each has an SSH key and a passkey, and qualifications that hold. */
export function enrolled(somebodies: { readonly [handle: string]: Somebody }): PeopleState {
  const all = Object.entries(somebodies);
  return peopleState(
    all.map(([handle, somebody]) => personOf(handle, somebody)),
    all.flatMap(([handle, { holds }]) => (holds ?? []).map((held) => qualificationOf(handle, typeof held === "string" ? { domain: held } : held))),
    all.flatMap(([handle, { key }]) => (["ssh", "passkey"] as const).map((kind) => keyOf(handle, kind, key))),
  );
}

function personOf(handle: string, { roles = ["reviewer"], kind = "person", active = true }: Somebody): Person {
  return { id: handle, handle, name: handle.replace(/^./, (letter) => letter.toUpperCase()), kind, emails: [`${handle}@northwind.example`], roles, active };
}

function qualificationOf(person: string, held: Partial<Qualification>): Qualification {
  const { enrolment: index } = ledger;
  return {
    id: `${person}-${held.domain}`,
    person,
    domain: "code-review",
    basis: "training",
    grantedBy: "lea",
    index,
    from: now - 100 * day,
    until: now + 100 * day,
    revokedAt: null,
    ...held,
  };
}

function keyOf(person: string, kind: Key["kind"], key: Partial<Key> = {}): Key {
  return { fingerprint: fingerprintOf(person, kind), person, publicKey: `key of ${person}`, kind, enrolledAt: ledger.enrolment, revokedAt: null, ...key };
}

const fingerprintOf = (person: string, kind: Key["kind"]): string => `SHA256:${person}/${kind}`;

/** Dev writes the changes. Ana and Bo review code, Ana security, Bo compliance; Chen releases. Lea leads, Gus looks on, Bot is an agent. */
export const staff: { readonly [handle: string]: Somebody } = {
  dev: { holds: ["code-review", "security"], roles: ["reviewer", "release-manager"] },
  ana: { holds: ["code-review", "security"] },
  bo: { holds: ["code-review", "compliance"] },
  chen: { roles: ["release-manager"] },
  lea: { roles: ["engineering-lead"] },
  gus: { roles: [] },
  bot: { holds: ["code-review", "security"], roles: ["release-manager"], kind: "agent" },
};

export function contributor(person: string | null, ...parts: Contributor["parts"][number][]): Contributor {
  const name = person ?? "stranger";
  return { person, identity: `${name} <${name}@northwind.example>`, parts: parts.length === 0 ? ["author"] : parts };
}

// Changes.

export function fileOf(path: string, more: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    pathBytes: null,
    from: null,
    status: "modified",
    oldMode: "100644",
    newMode: "100644",
    oldBlob: oid("1"),
    newBlob: oid("2"),
    content: "text",
    added: 10,
    deleted: 2,
    addedRanges: [{ start: 1, end: 10 }],
    linkTarget: null,
    flags: [],
    ...more,
  };
}

/** Each path's ten added lines have one origin. */
export function attributionOf(paths: readonly string[], origin: Origin = "ai", more: Partial<Attribution> = {}): Attribution {
  const tool = origin === "ai" || origin === "mixed" ? "claude-code" : null;
  const known = origin !== "unknown";
  const run = {
    commit: oid("b"),
    origin,
    tool,
    model: null,
    sponsor: null,
    method: known ? "trailer" : "none",
    grain: known ? "commit" : null,
    confidence: known ? "high" : "none",
  } as const;
  return {
    files: paths.map((path) => ({ path, runs: [{ start: 1, end: 10, ...run }] })),
    counts: { human: 0, ai: 0, mixed: 0, unknown: 0, [origin]: 10 * paths.length },
    tools: tool === null ? [] : [{ tool, model: null, lines: 10 * paths.length }],
    sponsors: [],
    disclosed: tool !== null,
    findings: [],
    ...more,
  };
}

export interface ClassifyOptions extends Partial<Omit<ClassifyInput, "range">> {
  readonly paths?: readonly string[];
  readonly files?: readonly ChangedFile[];
  readonly touched?: readonly string[];
  readonly origin?: Origin;
  readonly range?: Partial<ClassifyInput["range"]>;
}

export function classifyInput({
  paths = ["src/pay.ts"],
  files = paths.map((path) => fileOf(path)),
  touched = [],
  origin = "ai",
  range = {},
  dependencies = { updates: [], sound: true, troubles: [], beside: [] },
  ...more
}: ClassifyOptions = {}): ClassifyInput {
  return {
    id: "c-1",
    revision: 1,
    project: "claims",
    range: {
      repository: `sha256:${digest("e")}`,
      objectFormat: "sha1",
      base: oid("a"),
      baseTree: oid("c"),
      head: oid("b"),
      headTree: oid("d"),
      resultTree: oid("d"),
      resultListing: digest("f"),
      files,
      touched: [...files.map(({ path }) => path), ...touched],
      flags: [],
      ...range,
    },
    attribution: attributionOf(
      files.map(({ path }) => path),
      origin,
    ),
    dependencies,
    updates: assessUpdates(dependencies, { advisories: null }, {}),
    findings: [],
    rulesRun: new Set(),
    contributors: [contributor("dev", "author", "committer", "proposer")],
    declared: true,
    requirement: "PAY-1",
    sizeReason: null,
    proposed: { index: ledger.proposal, adoptions: [ledger.adoption] },
    superseded: false,
    ...more,
  };
}

// Evidence.

export function itemOf(name: string, more: Partial<EvidenceSet["items"][number]> = {}): EvidenceSet["items"][number] {
  return { id: `e-${name}`, index: ledger.evidence, commit: oid("b"), kind: "tests", state: "accepted", digest: `evidence ${name}`, superseded: false, sentence: null, ...more };
}

// The whole case.

export interface Situation extends ClassifyOptions {
  /** Text beneath `policy` and `version`, or a compiled policy; the default without one. */
  readonly policy?: string | CompiledPolicy;
  readonly people?: { readonly [handle: string]: Somebody };
  /** What `classify` does not decide, and what a test wants otherwise than it decides. */
  readonly change?: Partial<ClassifiedChange>;
  /** What deviates from measurements with nothing wrong in them. */
  readonly measured?: Parameters<typeof measured>[0];
  readonly items?: EvidenceSet["items"];
  readonly escalations?: readonly Escalation[];
  readonly exceptions?: readonly Exception[];
  readonly governance?: Partial<Governance>;
  /** An environment, or a release with an artifact. */
  readonly release?: string | Release;
  readonly at?: number;
}

/** Dev's AI-written change of `src/pay.ts` under the default policy, with all its evidence and no decision, except for what is given. */
export function situation({ policy, people, change, measured: deviating, items, escalations, exceptions, governance, release, at, ...classifying }: Situation = {}): JudgeInput {
  const compiled = policy === undefined || typeof policy === "string" ? policyOf(policy) : policy;
  const classified: ClassifiedChange = { ...classify(compiled, classifyInput(classifying)).change, ...change };
  return {
    policy: compiled,
    change: classified,
    evidence: { items: items ?? [itemOf("tests", { commit: classified.head })], base: [], measured: measuredOf(classified, deviating) },
    decisions: [],
    escalations: escalations ?? [],
    exceptions: exceptions ?? [],
    people: enrolled(people ?? staff),
    governance: { ...ungoverned, ...governance },
    release: release === undefined ? null : typeof release === "string" ? { environment: release, artifact: null } : release,
    now: at ?? now,
  };
}

function measuredOf(change: ClassifiedChange, deviating: Situation["measured"]): Measurements {
  const { added, deleted, types, risk } = change;
  const seen = { added, deleted, lines: added + deleted, tier: change.tiers.at(-1) ?? "", types, risk };
  return measured({ ...deviating, change: { ...seen, ...deviating?.change } });
}

// Decisions.

export interface Act extends Partial<Omit<Decision, "subject" | "answers" | "signature">> {
  readonly person: string;
  readonly outcome: Outcome;
  /** The release that the input asks about, instead of the change itself. */
  readonly released?: boolean;
  readonly key?: Key["kind"];
  readonly subject?: Partial<Subject>;
  readonly answers?: (answer: Answer) => readonly Answer[];
}

export function approval(person: string, more: Partial<Act> = {}): Act {
  return { person, outcome: "approve", ...more };
}

/** The input with decisions that are valid by construction, in the order given, except for what an act says otherwise. */
export function decided(input: JudgeInput, ...acts: readonly Act[]): JudgeInput {
  const from = Math.max(ledger.decision, ...input.decisions.map(({ index }) => index + 1));
  return { ...input, decisions: [...input.decisions, ...acts.map((act, at) => decisionOf(input, act, from + at))] };
}

/** The decision that a person makes who looks at the case as it is: it signs the subject and answers every question. Throws where there is nothing to sign. */
export function decisionOf(input: JudgeInput, act: Act, index: number): Decision {
  const { released = false, key = "ssh", subject, answers = (answer) => [answer], ...more } = act;
  const scope = { ...input, release: released ? input.release : null };
  const signed = subjectOf(scope);
  if (signed === null) throw new Error("there is nothing to sign");
  const given = demandOf(scope).questions.map(({ criterion }) => affirming(criterion, input.now));
  return {
    id: `d-${index}`,
    index,
    at: input.now - day,
    doubt: null,
    until: null,
    withdrawnAt: null,
    ...more,
    subject: { ...signed, ...subject },
    answers: given.flatMap(answers),
    signature: { kind: key, fingerprint: fingerprintOf(act.person, key) },
  };
}

function affirming(criterion: Criterion, at: number): Answer {
  const about = (criterion.kind === "question" ? criterion.about : undefined) ?? "criterion";
  const answer = { criterion: criterion.id, reason: null, link: "PAY-1" };
  if (about === "criterion") return { ...answer, value: "met" };
  if (about === "update") return { ...answer, value: "approved" };
  return { ...answer, value: "accepted", reason: "Only in a sample", until: new Date(at + day).toISOString().slice(0, 10) };
}

/** An emergency allow for what the input asks about. */
export function emergency(input: JudgeInput, people: readonly string[], more: Partial<Exception> = {}): JudgeInput {
  const subject = subjectOf(input);
  const exception: Exception = {
    id: "b-1",
    people,
    environment: input.release?.environment ?? "",
    subjectDigest: subject === null ? "" : subjectDigest(subject),
    reason: "Claims cannot be paid since 11:40",
    expires: input.now + 3_600_000,
    ...more,
  };
  return { ...input, exceptions: [...input.exceptions, exception] };
}

export function escalationOf(decision: string | null, more: Partial<Escalation> = {}): Escalation {
  const to = { qualification: null, role: null, not: [] };
  return { id: "x-1", kind: "unsure", change: "c-1", decision, criterion: "meets-requirement", level: 0, to, openedAt: now - day, due: now + day, resolvedAt: null, ...more };
}

// What a verdict says, short enough for a table.

/** `wait: approval-missing (ana, bo)`: the answer, each reason that holds the change up, and who can cure it. */
export function said(input: JudgeInput): string {
  return gist(judge(input));
}

export function gist({ verdict, reasons }: Verdict): string {
  const holding = reasons.filter(({ code }) => reasonCodes[code].effect !== "note");
  return [verdict, holding.map(({ code, who }) => (who.length === 0 ? code : `${code} (${who.join(", ")})`)).join("; ")].filter(Boolean).join(": ");
}

/** The notes of a verdict, without those that every test case has. */
export function notes(input: JudgeInput): string[] {
  return judge(input)
    .reasons.filter(({ effect }) => effect === "note")
    .map(({ code }) => code);
}

/** `{ ana: "counts", dev: "author-conflict" }`: what became of each person's last recorded decision. */
export function fates(input: JudgeInput): { readonly [person: string]: string } {
  return Object.fromEntries(judge(input).decisions.map(({ person, counts, because }) => [person, counts ? "counts" : (because ?? "does not count")]));
}

export function fateOf(input: JudgeInput, person: string): string | undefined {
  return fates(input)[person];
}

/** Who fills each place; null for an open one. */
export function filled(input: JudgeInput): (string | null)[] {
  return judge(input).places.map(({ filledBy }) => filledBy);
}
