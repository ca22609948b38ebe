import { describe, expect, it } from "vitest";
import { digestOf, type Json } from "./canonical.ts";
import { factData } from "./fact.ts";
import { factExtension, factOf, type StatementContext, statementOf, type UnplacedFact, vsaPredicate } from "./statement.ts";

const digest = "ab".repeat(32);
const context: StatementContext = { origin: "countersign.invalid/i/o" };
const common = { at: Date.UTC(2026, 0, 5, 9, 30, 0, 7), actor: "p-1", organisation: "o-1", links: [3, 4], key: "k-1", commitments: {} };
const project = { ...common, type: "project-registered", data: { project: "claims", repository: "sha256:r", branch: "refs/heads/main" } } as const satisfies UnplacedFact;
const verdictData = {
  verdict: "v-1",
  change: "c-1",
  revision: 1,
  environment: "production",
  artifact: null,
  answer: "allow" as const,
  reasons: [],
  reviewed: true,
  subjectDigest: digest,
  policy: "cd".repeat(32),
  decisions: [4],
  evidence: [3],
  exceptions: [],
  until: 9,
  evaluator: "countersign-judge/1",
};
const verdict = (data: Partial<typeof verdictData> | { answer: "deny" } = {}): UnplacedFact => ({ ...common, type: "verdict-given", data: { ...verdictData, ...data } });
const verdictContext: StatementContext = { ...context, verdict: { repository: "sha256:r", evidence: [{ name: "evidence-added/e-1", digest: { sha256: digest } }] } };

describe("the statement of a fact", () => {
  it("is an in-toto Statement v1 with the fact as its predicate", () => {
    expect(statementOf(project, context)).toEqual({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "project-registered/claims", digest: { sha256: digestOf(project.data) } }],
      predicateType: "https://countersign.dev/fact/project-registered/v1",
      predicate: {
        schema: 1,
        type: "project-registered",
        organisation: "o-1",
        time: "2026-01-05T09:30:00.007Z",
        actor: "p-1",
        links: [3, 4],
        key: "k-1",
        data: { project: "claims", repository: "sha256:r", branch: "refs/heads/main" },
        commitments: {},
      },
    });
  });

  it("speaks about the git objects that it is given", () => {
    const git = { commit: "a".repeat(40), tree: "b".repeat(40) };
    expect(statementOf(project, { ...context, git }).subject).toEqual([{ digest: { gitCommit: git.commit } }, { digest: { gitTree: git.tree } }]);
  });

  it("is about the digest that the fact names, else its first document, else its data", () => {
    const adopted = {
      ...common,
      type: "policy-adopted",
      data: { level: "organisation", project: null, version: 1, digest, commit: null, fingerprint: null },
    } as const satisfies UnplacedFact;
    expect(statementOf(adopted, context).subject).toEqual([{ name: "policy-adopted/organisation", digest: { sha256: digest } }]);
    const documents = { ...project, commitments: { note: { commitment: "ef".repeat(32), size: 1, mediaType: "text/plain" } } };
    expect(statementOf(documents, context).subject[0]?.digest).toEqual({ sha256: "ef".repeat(32) });
  });

  it.each(Object.keys(factData))("has a subject with an id for %s", (type) => {
    const ids = {
      origin: "o",
      project: "p",
      person: "p-1",
      fingerprint: "f",
      qualification: "q",
      level: "organisation",
      change: "c",
      evidence: "e",
      decision: "d",
      escalation: "x",
      login: "l",
      token: "t",
      comment: "m",
      order: "r",
      review: "s",
      attestation: "a",
      deputyship: "y",
      blueprint: "n",
      signing: "g",
      document: "charter",
      tool: "claude-code",
      phase: "build",
      risk: "R-001",
      drill: "z",
      effort: "f",
      reversal: "v",
    };
    const more = {
      verdict: "v",
      exception: "b",
      deployment: "y",
      violation: "w",
      action: "decide",
      size: 7,
      reason: "asked",
      environment: null,
      decisions: [],
      exceptions: [],
      policy: digest,
    };
    const fact = { ...common, type, data: { ...ids, ...more } } as unknown as UnplacedFact;
    expect(statementOf(fact, verdictContext).subject[0]?.name).toMatch(new RegExp(`^${type}/(?!undefined)`));
  });
});

describe("the statement of a verdict", () => {
  it("is a SLSA verification summary with the fact as an extension", () => {
    const { predicateType, predicate, subject } = statementOf(verdict(), verdictContext);
    expect(predicateType).toBe("https://slsa.dev/verification_summary/v1");
    expect(subject).toEqual([{ name: "verdict-given/v-1", digest: { sha256: digest } }]);
    const { [factExtension]: fact, ...summary } = predicate;
    expect(summary).toEqual({
      verifier: { id: "countersign.invalid/i/o" },
      timeVerified: "2026-01-05T09:30:00.007Z",
      resourceUri: "countersign:sha256:r:c-1:production",
      policy: { uri: `countersign:policy:${"cd".repeat(32)}`, digest: { sha256: "cd".repeat(32) } },
      inputAttestations: [{ name: "evidence-added/e-1", digest: { sha256: digest } }],
      verificationResult: "PASSED",
      verifiedLevels: ["COUNTERSIGN_ALLOW", "SLSA_SOURCE_TWO_PARTY_REVIEWED"],
      slsaVersion: "1.2",
    });
    expect(fact).toMatchObject({ type: "verdict-given", data: verdictData });
  });

  it.each([
    ["a denial passes nothing", { answer: "deny" as const }, "FAILED", []],
    ["a wait passes nothing", { answer: "wait" as never }, "FAILED", []],
    ["an allow without a person's decision is not reviewed", { decisions: [], reviewed: false }, "PASSED", ["COUNTERSIGN_ALLOW"]],
    ["an allow by an exception is not reviewed", { exceptions: ["b-1"] as never }, "PASSED", ["COUNTERSIGN_ALLOW"]],
  ])("%s", (_, data, verificationResult, verifiedLevels) => {
    expect(statementOf(verdict(data), verdictContext).predicate).toMatchObject({ verificationResult, verifiedLevels });
  });

  it("names no environment for the judgement of the change itself, and is not made without its repository", () => {
    expect(statementOf(verdict({ environment: null as never }), verdictContext).predicate["resourceUri"]).toBe("countersign:sha256:r:c-1");
    expect(() => statementOf(verdict(), context)).toThrow(TypeError);
  });
});

describe("the fact of a statement", () => {
  it("comes back as it went in, at its place", () => {
    expect(factOf(statementOf(project, context), 7)).toEqual({ ...project, index: 7 });
    expect(factOf(statementOf(verdict(), verdictContext), 8)).toEqual({ ...verdict(), index: 8 });
  });

  const body = statementOf(project, context).predicate;
  const own = "https://countersign.dev/fact/project-registered/v1";
  it.each<[string, string, { readonly [key: string]: Json }]>([
    ["another schema", own, { ...body, schema: 2 }],
    ["no type", own, { ...body, type: "" }],
    ["a type that is no word", own, { ...body, type: "a b" }],
    ["another predicate type", "https://countersign.dev/fact/person-enrolled/v1", body],
    ["a summary without a fact", vsaPredicate, { verificationResult: "PASSED" }],
    ["a fact of another type inside a summary", vsaPredicate, { [factExtension]: body }],
    ["a verdict outside a summary", "https://countersign.dev/fact/verdict-given/v1", { ...body, type: "verdict-given" }],
    ["no actor", own, { ...body, actor: null }],
    ["a time with a zone", own, { ...body, time: "2026-01-05T09:30:00.007+01:00" }],
    ["a time without milliseconds", own, { ...body, time: "2026-01-05T09:30:00Z" }],
    ["a link below zero", own, { ...body, links: [-1] }],
    ["data that is a list", own, { ...body, data: [] }],
    ["a commitment in capitals", own, { ...body, commitments: { a: { commitment: "AB".repeat(32), size: 1, mediaType: "x" } } }],
    ["a commitment with a member more", own, { ...body, commitments: { a: { commitment: digest, size: 1, mediaType: "x", salt: "y" } } }],
    ["an unknown member", own, { ...body, approved: true }],
  ])("is refused with %s", (_, predicateType, predicate) => {
    expect(() => factOf({ predicateType, predicate }, 5)).toThrow(expect.objectContaining({ code: "integrity", message: expect.stringContaining("Entry 5") }));
  });
});
