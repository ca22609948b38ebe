import { type ClassifyInput, classify, type EvidenceSet, type JudgeInput, peopleState, subjectOf } from "../src/gate/index.ts";
import { sha256 } from "../src/model/canonical.ts";
import type { ChangedFile } from "../src/model/change.ts";
import type { Decision } from "../src/model/decision.ts";
import type { Key, Person, Qualification } from "../src/model/people.ts";
import { type CompiledPolicy, compilePolicy, effectivePolicy, type Measurements } from "../src/policy/index.ts";

/** What differs from case to case. The policy and the people are the same for all, as they are in a running gate. */
export type Judged = Pick<JudgeInput, "change" | "evidence" | "decisions">;

export interface JudgedCases {
  readonly policy: CompiledPolicy;
  readonly people: JudgeInput["people"];
  readonly now: number;
  readonly cases: readonly Judged[];
}

const hour = 3_600_000;
const now = Date.UTC(2026, 8, 14, 9);
const personOf = (number: number) => `p-${String(number).padStart(12, "0")}`;
const gitId = (text: string) => sha256(text).slice(0, 40);

/**
 * Different cases of one kind: a change of 30 files in business logic and security, written by two people with an AI tool, measured by
 * three reports, with the three approvals that the default policy asks for, among 20 people. One in four has something wrong, each time
 * something else.
 */
export function judgedCases(count: number): JudgedCases {
  const policy = compilePolicy(effectivePolicy(null, null, { now, project: "claims" }));
  const people = everybody();
  const cases = Array.from({ length: count }, (_, number) => {
    const sound = soundCase(policy, people, number);
    return number % 4 === 3 ? flaws[((number - 3) / 4) % flaws.length]?.(sound) : sound;
  });
  return { policy, people, now, cases: cases.filter((each) => each !== undefined) };
}

function everybody(): JudgeInput["people"] {
  const numbers = Array.from({ length: 20 }, (_, number) => number);
  const persons = numbers.map((number): Person => {
    const name = `Person ${number}`;
    return { id: personOf(number), handle: `person-${number}`, name, kind: "person", emails: [`person-${number}@northwind.example`], roles: ["reviewer"], active: true };
  });
  const grant = (number: number, domain: string): Qualification => ({
    id: `q-${number}-${domain}`,
    person: personOf(number),
    domain,
    basis: "Two years on the team",
    grantedBy: personOf(0),
    index: 40 + number,
    from: now - 2_000 * hour,
    until: now + (number === expired ? -1 : 4_000) * hour,
    revokedAt: null,
  });
  const qualifications = numbers.flatMap((number) => [grant(number, "code-review"), ...(number % 4 === 3 ? [grant(number, "security")] : [])]);
  const keys = numbers.map((number): Key => {
    const fingerprint = fingerprintOf(number);
    return { fingerprint, person: personOf(number), publicKey: `ssh-ed25519 ${fingerprint}`, kind: "ssh", enrolledAt: 20 + number, revokedAt: null };
  });
  return peopleState(persons, qualifications, keys);
}

/** Qualified for security until an hour ago. */
const expired = 7;

function fingerprintOf(number: number): string {
  return `SHA256:${Buffer.from(sha256(`key ${number}`), "hex")
    .toString("base64")
    .slice(0, 43)}`;
}

function soundCase(policy: CompiledPolicy, people: JudgeInput["people"], number: number): Judged {
  const { change, typesOf } = classify(policy, changeInput(number));
  const evidence: EvidenceSet = { items: evidenceItems(number, change.head), base: [], measured: measuredOf(number, change, typesOf) };
  return approved({ change, evidence, decisions: [] }, policy, people, [1, 2, 3]);
}

/** The case with an approval of each of these people, signed for what is judged. */
function approved(judged: Judged, policy: CompiledPolicy, people: JudgeInput["people"], approvers: readonly number[]): Judged {
  const subject = subjectOf({ policy, change: judged.change, evidence: judged.evidence, now, release: null });
  if (subject === null) throw new Error("A case without a result cannot be approved.");
  const answered = ["meets-requirement", "threat-considered"];
  const decisions = approvers.map(
    (approver, place): Decision => ({
      id: `d-${judged.change.id}-${place}`,
      index: 140 + place,
      at: now - hour + place * 60_000,
      person: personOf(approver),
      outcome: "approve",
      subject: { ...subject },
      answers: answered.map((criterion) => ({ criterion, value: "met", reason: null, link: "CLAIMS-214" })),
      doubt: null,
      until: null,
      signature: { kind: "ssh", fingerprint: people.keys.get(fingerprintOf(approver))?.fingerprint ?? "" },
      withdrawnAt: null,
    }),
  );
  return { ...judged, decisions };
}

function changeInput(number: number): ClassifyInput {
  const files = Array.from({ length: 30 }, (_, place) => fileOf(number, place));
  return {
    id: `c-${String(number).padStart(12, "0")}`,
    revision: 1,
    project: "claims",
    range: {
      repository: `sha256:${sha256("claims")}`,
      objectFormat: "sha1",
      base: gitId(`base ${number}`),
      baseTree: gitId(`base tree ${number}`),
      head: gitId(`head ${number}`),
      headTree: gitId(`head tree ${number}`),
      resultTree: gitId(`result ${number}`),
      resultListing: sha256(`listing ${number}`),
      files,
      touched: files.map(({ path }) => path),
      flags: [],
    },
    attribution: {
      files: [],
      counts: { human: 100, ai: 200, mixed: 0, unknown: 30 },
      tools: [{ tool: "claude-code", model: "claude-sonnet-4", lines: 200 }],
      sponsors: [],
      disclosed: true,
      findings: [],
    },
    dependencies: { updates: [], sound: true, troubles: [], beside: [] },
    updates: [],
    findings: [],
    rulesRun: new Set(),
    contributors: [
      { person: personOf(18), identity: "Person 18 <person-18@northwind.example>", parts: ["author", "committer", "proposer"] },
      { person: personOf(19), identity: "Person 19 <person-19@northwind.example>", parts: ["co-author"] },
    ],
    declared: true,
    requirement: "CLAIMS-214",
    sizeReason: null,
    proposed: { index: 130, adoptions: [12] },
    superseded: false,
  };
}

function fileOf(number: number, place: number): ChangedFile {
  const folder = place % 5 === 0 ? "auth" : "claims";
  return {
    path: `src/${folder}/part-${place}.ts`,
    pathBytes: null,
    from: null,
    status: "modified",
    oldMode: "100644",
    newMode: "100644",
    oldBlob: gitId(`old ${number} ${place}`),
    newBlob: gitId(`new ${number} ${place}`),
    content: "text",
    added: 11,
    deleted: 2,
    addedRanges: [{ start: 10, end: 20 }],
    linkTarget: null,
    flags: [],
  };
}

function evidenceItems(number: number, head: string): EvidenceSet["items"] {
  return (["tests", "coverage", "analysis"] as const).map((kind, place) => ({
    id: `e-${number}-${kind}`,
    index: 131 + place,
    commit: head,
    kind,
    state: "accepted",
    digest: sha256(`${kind} ${number}`),
    superseded: false,
    sentence: null,
  }));
}

function measuredOf(number: number, change: Judged["change"], typesOf: ReadonlyMap<string, readonly string[]>): Measurements {
  const files = Array.from({ length: 30 }, (_, place) => fileOf(number, place));
  return {
    change: {
      added: change.added,
      deleted: change.deleted,
      lines: change.added + change.deleted,
      commits: 6,
      tier: change.tiers.at(-1) ?? "",
      risk: change.risk,
      types: change.types,
      tools: ["claude-code"],
      files: files.map(({ path, status, content, added, deleted, flags }) => ({ path, status, content, added, deleted, types: typesOf.get(path) ?? [], flags })),
      requirement: true,
      lockfile_sound: true,
      dependencies: [],
      moved: 0,
      weakened: 0,
      weakenings: [],
    },
    origin: { human: 100, ai: 200, mixed: 0, unknown: 30, ai_share: 0.6, tools: ["claude-code"], disclosed: true },
    coverage: { ai: { lines: 0.8 + (number % 20) / 100, unknown: 0.01 }, changed: { lines: 0.9, unknown: 0 } },
    evidence: {
      tests: { passed: 400 + number, failed: 0, skipped: 3, flaky: 0, removed: [], newly_skipped: [] },
      analysis: { critical: 0, high: 0, medium: number % 3, low: number % 7, suppressed: 1 },
      advisories: null,
      references: null,
    },
  };
}

type Flaw = (sound: Judged) => Judged;

const withDecision = (sound: Judged, place: number, change: Partial<Decision>): Judged => ({
  ...sound,
  decisions: sound.decisions.map((decision, at) => (at === place ? { ...decision, ...change } : decision)),
});
const withMeasured = (sound: Judged, change: (measured: Measurements) => Measurements): Judged => ({
  ...sound,
  evidence: { ...sound.evidence, measured: change(sound.evidence.measured) },
});
const by = (number: number) => ({ person: personOf(number), signature: { kind: "ssh" as const, fingerprint: fingerprintOf(number) } });

const flaws: readonly Flaw[] = [
  // A test fails; too little is covered; the analysis found something; there is no test report.
  (sound) => withMeasured(sound, (measured) => ({ ...measured, evidence: { ...measured.evidence, tests: measured.evidence.tests && { ...measured.evidence.tests, failed: 2 } } })),
  (sound) => withMeasured(sound, (measured) => ({ ...measured, coverage: measured.coverage && { ...measured.coverage, ai: { lines: 0.62, unknown: 0.01 } } })),
  (sound) =>
    withMeasured(sound, (measured) => ({
      ...measured,
      evidence: { ...measured.evidence, analysis: measured.evidence.analysis && { ...measured.evidence.analysis, critical: 1 } },
    })),
  (sound) => withMeasured(sound, (measured) => ({ ...measured, evidence: { ...measured.evidence, tests: null } })),
  // One approves twice; an author approves; nobody is qualified for security; somebody's qualification has run out.
  (sound) => withDecision(sound, 1, by(1)),
  (sound) => withDecision(sound, 0, by(18)),
  (sound) => withDecision(sound, 2, by(4)),
  (sound) => withDecision(sound, 2, by(expired)),
  // One approval is of another head, is withdrawn, came before the evidence, leaves a question open.
  (sound) => withDecision(sound, 0, { subject: { ...sound.change, ...sound.decisions[0]?.subject, head: gitId("another") } as Decision["subject"] }),
  (sound) => withDecision(sound, 1, { withdrawnAt: 150 }),
  (sound) => withDecision(sound, 1, { index: 132 }),
  (sound) => withDecision(sound, 0, { answers: sound.decisions[0]?.answers.slice(0, 1) ?? [] }),
];
