import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../model/failure.ts";
import type { Policy } from "../model/policy.ts";
import { defaultPolicyFile } from "./default.ts";
import { explainPath } from "./explain.ts";
import { lint } from "./lint.ts";
import { loadPolicyFile } from "./load.ts";
import { defaultParts, readDefaultParts, resolvePolicy } from "./resolve.ts";
import { hospital, hospitalRules, hospitalText } from "./testing.ts";

const head = "policy: 1\nversion: 1\n";
const resolve = (text: string): Policy => resolvePolicy(loadPolicyFile(text, "org.yaml"));
const tierOf = (policy: Policy, name: string) => policy.tiers.find((tier) => tier.name === name);

function refusal(text: string): Failure {
  try {
    resolve(text);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was resolved");
}

describe("R10: the default policy", () => {
  test("stands ready as its text says, in the same order; else run `node tools/default-parts.ts`", () => {
    expect(JSON.stringify(defaultParts())).toBe(JSON.stringify(readDefaultParts()));
  });
});

describe("R10: with no file at all", () => {
  const policy = resolvePolicy(null);

  test("the default governs, as version 0, and covers the change types", () => {
    expect(policy.organisation).toEqual({ version: 0, digest: defaultPolicyFile().digest });
    expect(policy.project).toBeNull();
    expect(policy.changeTypes.map(({ name }) => name)).toEqual(["tests", "documentation", "dependencies", "infrastructure", "compliance", "security", "business-logic"]);
    expect(policy.changeTypes.filter(({ otherwise }) => otherwise).map(({ name }) => name)).toEqual(["business-logic"]);
    expect(policy.tiers.map(({ name }) => name)).toEqual(["tests", "documentation", "dependencies", "business-logic", "compliance", "security"]);
    expect(policy.tiers.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("it passes its own lint", () => {
    expect(lint(policy, { people: null, qualifications: [], usualAuthors: [], now: 0, project: null, files: [] })).toEqual([]);
  });

  test("R61: whatever tells AI agents what to do is of the security tier: who changes it changes their rules", () => {
    const files = [
      "AGENTS.md",
      "src/pay/AGENTS.md",
      "AGENTS.override.md",
      "CLAUDE.md",
      ".claude/rules/a.md",
      ".claude/settings.json",
      ".github/copilot-instructions.md",
      ".github/instructions/a.instructions.md",
    ];
    const others = [
      ".cursor/rules/a.mdc",
      ".cursorrules",
      "GEMINI.md",
      ".gemini/settings.json",
      ".rules",
      ".codex/config.toml",
      ".mcp.json",
      ".countersign/policy.yaml",
      ".countersign/decisions/0001-a.md",
    ];
    for (const path of [...files, ...others]) expect([path, explainPath(policy, path).deciding?.tier]).toEqual([path, "security"]);
  });

  test("R3: an unknown origin counts as AI", () => {
    expect(policy.ai.undeclared).toBe("treat-as-ai");
  });

  test("R94: what AI wrote needs two people with the qualification that the first rule names", () => {
    expect(tierOf(policy, "business-logic")?.approvals.low).toEqual([{ count: 1, qualification: "code-review", role: null, signature: "any" }]);
    expect(policy.ai.reviewers).toEqual({ human: 1, ai: 2, mixed: 2, unknown: 2 });
  });

  test("R77: what passes alone says by which check and how much of it is sampled, and R68: never with weakened tests", () => {
    const tests = tierOf(policy, "tests");
    expect(tests?.sample).toBe(0.05);
    expect(policy.criteria[tests?.passAlone ?? ""]).toMatchObject({ kind: "check", check: expect.stringContaining("evidence.tests.newly_skipped") });
    expect(policy.tiers.filter(({ passAlone }) => passAlone !== null).map(({ name }) => name)).toEqual(["tests"]);
  });

  test("R69: dependencies ask by risk", () => {
    const approvals = tierOf(policy, "dependencies")?.approvals;
    expect([approvals?.low, approvals?.medium[0]?.qualification, approvals?.high[0]?.qualification]).toEqual([[], "code-review", "security"]);
  });

  test("R9: production asks for blast radius and rollback, and breaks glass with two people", () => {
    expect(policy.environments["production"]).toMatchObject({
      questions: ["blast-radius", "rollback-known"],
      approvals: [{ count: 1, qualification: null, role: "release-manager", signature: "any" }],
      breakGlass: { people: 2, reviewWithin: { count: 24, unit: "h" }, validFor: { count: 4, unit: "h" } },
    });
  });

  test("R28: the strict tiers ask whether the requirement is met, and the answer names it", () => {
    for (const name of ["business-logic", "compliance", "security"]) expect(tierOf(policy, name)?.questions).toContain("meets-requirement");
    expect(policy.criteria["meets-requirement"]).toMatchObject({ kind: "question", link: "requirement" });
  });
});

describe("the hospital's policy", () => {
  const policy = resolvePolicy(hospital(), hospitalRules);

  test("each of its values lands in the resolved policy", () => {
    expect(policy.organisation).toEqual({ version: 14, digest: hospital().digest });
    expect(policy.reviewBy).toBe("2027-03-31");
    expect(policy.ai).toEqual({
      undeclared: "treat-as-ai",
      disclosure: "required",
      reviewers: { human: 1, ai: 2, mixed: 2, unknown: 2 },
      tools: [
        {
          tool: "claude-code",
          owner: "dana.okafor@northwind.example",
          models: ["claude-*"],
          data: ["public", "internal"],
          modes: ["supervised"],
          notPaths: ["src/claims/**"],
          reviewBy: "2027-01-31",
        },
      ],
      suspended: [],
    });
    expect(policy.qualifications).toEqual({
      security: { grantedBy: ["ciso"], validFor: { count: 1, unit: "y" } },
      claims: { grantedBy: ["head-of-claims"], validFor: { count: 1, unit: "y" } },
      "code-review": { grantedBy: ["engineering-lead", "administrator"], validFor: { count: 1, unit: "y" } },
      compliance: { grantedBy: ["engineering-lead", "administrator"], validFor: { count: 1, unit: "y" } },
    });
    expect(policy.changeTypes).toEqual([
      { name: "tests", paths: ["**/*.test.ts", "test/**"], findings: [], otherwise: false, qualification: null, tier: "tests" },
      { name: "dependencies", paths: ["**/package.json", "**/package-lock.json"], findings: [], otherwise: false, qualification: null, tier: "dependencies" },
      {
        name: "security",
        paths: ["src/auth/**", "**/*.rego", "AGENTS.md"],
        findings: [
          { word: "sast", atLeast: "high" },
          { word: "secret", atLeast: null },
        ],
        otherwise: false,
        qualification: null,
        tier: "security",
      },
      { name: "compliance", paths: ["src/claims/**"], findings: [], otherwise: false, qualification: "claims", tier: "compliance" },
      { name: "business-logic", paths: [], findings: [], otherwise: true, qualification: null, tier: "business-logic" },
    ]);
    expect(policy.constraints).toEqual([
      {
        id: "no-patient-identifier-in-logs",
        why: "The hospital may not store patient identifiers in a log field",
        rule: "constraints/no-patient-identifier-in-logs.yaml",
        severity: "deny",
      },
    ]);
    expect(policy.escalation).toEqual({
      unsure: [
        { to: { qualification: "same", role: null, notAsked: true }, within: { count: 4, unit: "h" } },
        { to: { qualification: null, role: "architect", notAsked: false }, within: { count: 1, unit: "d" } },
      ],
      overdue: [{ after: { count: 1, unit: "d" }, role: "engineering-lead" }],
    });
    expect(policy.limits).toEqual({ changeLines: 400, reviewsPerPersonPerDay: 12, skippedTests: 0.1 });
    expect(policy.measure).toEqual({ aiWindow: { count: 6, unit: "mo" }, escapeWindow: { count: 90, unit: "d" } });
    expect(policy.waivers).toEqual([]);
  });

  test("its tiers too, R73: in the order it gives them", () => {
    const one = { count: 1, qualification: null, role: null, signature: "any" };
    expect(tierOf(policy, "tests")).toEqual({
      name: "tests",
      rank: 0,
      human: "Looks at failures, and at tests that were deleted or skipped",
      passAlone: "tests-pass",
      sample: 0.05,
      checks: [],
      questions: [],
      approvals: { low: [one], medium: [one], high: [one] },
      signature: "any",
    });
    expect(tierOf(policy, "dependencies")?.approvals).toEqual({ low: [], medium: [one], high: [{ ...one, qualification: "security" }] });
    expect(tierOf(policy, "business-logic")).toMatchObject({ checks: ["tests-pass", "ai-lines-covered", "nothing-invented"], questions: ["meets-requirement"] });
    const passkey = { count: 2, qualification: null, role: null, signature: "passkey" };
    expect(tierOf(policy, "security")?.approvals.low).toEqual([passkey, { ...passkey, count: 1, qualification: "security" }]);
    expect(policy.environments).toEqual({
      production: {
        name: "production",
        human: "A named individual releases it, knowing blast radius and rollback",
        checks: [],
        questions: ["rollback-known"],
        approvals: [{ count: 1, qualification: null, role: "release-manager", signature: "passkey" }],
        freeze: [{ from: "2026-12-20", to: "2027-01-03", zone: "UTC", why: "Year end" }],
        breakGlass: { people: 2, reviewWithin: { count: 24, unit: "h" }, validFor: { count: 4, unit: "h" } },
        verdictValidFor: { count: 1, unit: "d" },
      },
    });
  });

  test("names that it uses and does not define keep the default's meaning; its own definitions win", () => {
    expect(policy.criteria["lockfile-sound"]).toMatchObject({ check: "change.lockfile_sound" });
    expect(policy.criteria["no-high-findings"]).toMatchObject({ kind: "check" });
    expect(policy.criteria["threat-considered"]).toMatchObject({ kind: "question" });
    expect(policy.criteria["nothing-invented"]).toMatchObject({ check: "evidence.references.contradicted == 0" });
    expect(policy.criteria["accurate"]).toBeUndefined();
  });

  test("a tier of the default that a type needs stands after those that precede it in the default", () => {
    expect(policy.tiers.map(({ name }) => name)).toEqual(["tests", "dependencies", "business-logic", "compliance", "security"]);
  });
});

describe("R12 limits that stop", () => {
  const limits = (given: string) => resolve(`${head}limits: ${given}\n`).limits;
  test("stand beside those that warn, and nothing warns later than it stops", () => {
    expect(limits("{ change-lines: { warn: 300, block: 900 }, open-reviews-per-person: 8 }")).toEqual({
      changeLines: 300,
      reviewsPerPersonPerDay: 12,
      openReviewsPerPerson: 8,
      skippedTests: 0.1,
      block: { changeLines: 900 },
    });
    expect(limits("{ change-lines: { block: 200 }, reviews-per-person-per-day: { block: 20 }, open-reviews-per-person: { block: 4 } }")).toEqual({
      changeLines: 200,
      reviewsPerPersonPerDay: 12,
      skippedTests: 0.1,
      block: { changeLines: 200, reviewsPerPersonPerDay: 20, openReviewsPerPerson: 4 },
    });
  });

  test("leave the digest of a policy without them as it was", () => {
    expect(Object.keys(resolvePolicy(null).limits)).toEqual(["changeLines", "reviewsPerPersonPerDay", "skippedTests"]);
  });
});

describe("between the levels", () => {
  test("a section that is left out is the default's, one that is given takes its place", () => {
    const policy = resolve(`${head}limits: { change-lines: 50 }\nchange-types: { business-logic: { otherwise: true } }\n`);
    expect(policy.limits).toEqual({ changeLines: 50, reviewsPerPersonPerDay: 12, skippedTests: 0.1 });
    expect(policy.changeTypes.map(({ name }) => name)).toEqual(["business-logic"]);
    expect(policy.tiers).toEqual(resolvePolicy(null).tiers);
  });

  test("a tier of the default whose predecessors are all absent comes first", () => {
    const policy = resolve(`${head}change-types: { tests: { paths: [t/**] }, payments: { otherwise: true } }\ntiers: { payments: { human: Judges, ask: meets-requirement } }\n`);
    expect(policy.tiers.map(({ name, rank }) => [name, rank])).toEqual([
      ["tests", 0],
      ["payments", 1],
    ]);
  });

  test("a tier without approvals asks for one, a signature of the tier holds for all of its rules", () => {
    const policy = resolve(`${head}tiers: { business-logic: { human: Judges, ask: meets-requirement, signature: passkey } }\n`);
    expect(tierOf(policy, "business-logic")?.approvals.high).toEqual([{ count: 1, qualification: null, role: null, signature: "passkey" }]);
  });

  test.each([
    [
      "change-types: { payments: { paths: [p/**] } }",
      "`change-types.payments` needs the tier `payments`, which is not defined.",
      "Give the type a `tier:`, or define a tier of that name.",
      27,
    ],
    [
      "change-types: { payments: { paths: [p/**], tier: busines-logic } }",
      "`change-types.payments.tier` needs the tier `busines-logic`, which is not defined.",
      "Did you mean `business-logic`?",
      50,
    ],
    ["tiers: { tests: { human: Looks, check: [tests-pas] } }", "`tiers.tests.check[0]` names the criterion `tests-pas`, which is not defined.", "Did you mean `tests-pass`?", 41],
    [
      "tiers: { tests: { human: Looks, pass-alone: tets-pass } }",
      "`tiers.tests.pass-alone` names the criterion `tets-pass`, which is not defined.",
      "Did you mean `tests-pass`?",
      45,
    ],
    [
      "tiers: { tests: { human: Looks, ask: meet-requirement } }",
      "`tiers.tests.ask` names the criterion `meet-requirement`, which is not defined.",
      "Did you mean `meets-requirement`?",
      38,
    ],
    ["tiers: { tests: { human: Looks, ask: tests-pass } }", "`tiers.tests.ask` needs a question, and `tests-pass` is a check.", "", 38],
    ["tiers: { tests: { human: Looks, check: accurate } }", "`tiers.tests.check` needs a check, and `accurate` is a question.", "", 40],
    [
      "tiers: { tests: { human: Looks, approvals: [{ count: 1, qualification: securty }] } }",
      "`tiers.tests.approvals[0].qualification` names the qualification `securty`, which is not defined.",
      "Did you mean `security`?",
      72,
    ],
    [
      "tiers: { tests: { human: Looks, approvals: { low: 0, medium: 1, high: { count: 1, qualification: securty } } } }",
      "`tiers.tests.approvals.high.qualification` names",
      "Did you mean `security`?",
      98,
    ],
    ["tiers: { tests: { human: Looks, check: constructor } }", "`tiers.tests.check` names the criterion `constructor`, which is not defined.", "", 40],
    [
      "escalation: { unsure: [{ to: { qualification: complience }, within: 1h }] }",
      "`escalation.unsure[0].to.qualification` names the qualification `complience`",
      "Did you mean `compliance`?",
      47,
    ],
  ])("a name that nobody defines is refused: %s", (line, sentence, hint, column) => {
    const failure = refusal(`${head}${line}\n`);
    expect(failure.code).toBe("policy-invalid");
    expect(failure.message.startsWith(sentence)).toBe(true);
    expect(failure.hint).toContain(hint);
    expect(failure.place).toEqual({ file: "org.yaml", line: 3, column });
  });
});

describe("a misspelling of any name that the file refers to", () => {
  // Where a name of a criterion or qualification is used, outside its definition: `[tests-pass,`, `qualification: security`.
  const uses = [...hospitalText.matchAll(/(?<=(?:check|ask): \[(?:[a-z-]+, )*|pass-alone: |qualification: (?!same))[a-z-]+/g)].map((match) => ({
    name: match[0],
    offset: match.index,
  }));
  const slip = fc.tuple(fc.constantFrom(...uses), fc.nat(), fc.boolean()).map(([use, position, drop]) => {
    const at = 1 + (position % (use.name.length - 1));
    return { ...use, misspelt: drop ? use.name.slice(0, at) + use.name.slice(at + 1) : `${use.name.slice(0, at)}q${use.name.slice(at)}` };
  });

  test("names the one that was meant, at its line and column", () => {
    expect(uses.length).toBeGreaterThan(14);
    fc.assert(
      fc.property(slip, ({ name, offset, misspelt }) => {
        fc.pre(!misspelt.endsWith("-"));
        const before = hospitalText.slice(0, offset).split("\n");
        const loaded = loadPolicyFile(hospitalText.slice(0, offset) + misspelt + hospitalText.slice(offset + name.length), "org.yaml");
        const resolving = () => resolvePolicy(loaded, hospitalRules);
        const place = { file: "org.yaml", line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
        expect(resolving).toThrow(expect.objectContaining({ code: "policy-invalid", hint: `Did you mean \`${name}\`?`, place }));
      }),
      { numRuns: 200 },
    );
  });
});

describe("D04: the digest covers everything that takes part", () => {
  const digest = resolvePolicy(hospital(), hospitalRules).digest;

  test("the same files give the same digest", () => {
    expect(resolvePolicy(hospital(), new Map(hospitalRules)).digest).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("one letter in a rule file gives another", () => {
    expect(resolvePolicy(hospital(), new Map([["constraints/no-patient-identifier-in-logs.yaml", "id: no-patient-identifier-in-logs \n"]])).digest).not.toBe(digest);
  });

  test("a rule file that nobody names changes nothing", () => {
    expect(resolvePolicy(hospital(), new Map([...hospitalRules, ["other.yaml", "x"]])).digest).toBe(digest);
  });

  test("a rule file that is not there is refused with the constraint's line", () => {
    const resolving = () => resolvePolicy(hospital());
    expect(resolving).toThrow("The rule file `constraints/no-patient-identifier-in-logs.yaml` of the constraint `no-patient-identifier-in-logs` is not there.");
    expect(resolving).toThrow(expect.objectContaining({ code: "policy-invalid", place: { file: "organisation.yaml", line: 68, column: 11 } }));
  });

  test("R29: another version of the file is another digest", () => {
    expect(resolve(head).digest).not.toBe(resolve("policy: 1\nversion: 2\n").digest);
  });
});
