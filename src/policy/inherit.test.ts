import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { Failure } from "../model/failure.ts";
import type { Policy } from "../model/policy.ts";
import { diffPolicies } from "./diff.ts";
import { effectivePolicy, inherit } from "./inherit.ts";
import { type LoadedPolicy, loadPolicyFile } from "./load.ts";
import { resolvePolicy } from "./resolve.ts";
import { hospital, hospitalRules, hospitalText } from "./testing.ts";

const head = "policy: 1\nversion: 3\n";
const organisation = resolvePolicy(hospital(), hospitalRules);
const now = Date.UTC(2026, 10, 22);
const project = (text: string): LoadedPolicy => loadPolicyFile(head + text, "policy.yaml");
const inherited = (text: string): Policy => inherit(organisation, project(text), { now, project: "claims", organisationFile: hospital() });
const tierOf = (policy: Policy, name: string) => policy.tiers.find((tier) => tier.name === name);

function refusal(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a project's file", () => {
  test("that says nothing leaves the organisation's policy as it is, under its own digest", () => {
    const policy = inherited("");
    expect(diffPolicies(organisation, policy)).toEqual([]);
    expect(policy.project).toEqual({ version: 3, digest: project("").digest });
    expect(policy.organisation).toEqual(organisation.organisation);
    expect(policy.digest).not.toBe(organisation.digest);
  });

  test("D04: its digest changes with the organisation's rule files, which only the organisation's digest covers", () => {
    const other = resolvePolicy(hospital(), new Map([...hospitalRules].map(([path, text]) => [path, `${text}#`])));
    expect(inherit(other, project(""), { now, project: "claims", organisationFile: hospital() }).digest).not.toBe(inherited("").digest);
  });

  test("R93: `digest` of prompts where the organisation is silent, `none` always, and never `digest` over a `none`", () => {
    const above = (prompts: string) => resolvePolicy(loadPolicyFile(`${head}${prompts}`, "organisation.yaml"));
    const under = (prompts: string, own: string) => inherit(above(prompts), project(own), { now, project: "claims", organisationFile: null }).ai.prompts;
    const [nothing, none, digest] = ["", "ai: { prompts: none }\n", "ai: { prompts: digest }\n"];
    expect([under(nothing, nothing), under(nothing, digest), under(nothing, none)]).toEqual([undefined, "digest", "none"]);
    expect([under(digest, nothing), under(digest, none), under(none, nothing)]).toEqual(["digest", "none", "none"]);
    const failure = refusal(() => under(none, digest));
    expect([failure.code, failure.message.split(":")[0]]).toEqual(["policy-loosened", "`ai.prompts` is looser than the organisation's"]);
    expect(above(nothing).digest).not.toBe(above(none).digest);
    expect(Object.keys(above(nothing).ai)).not.toContain("prompts");
  });

  test("adds to lists, and leaves alone what it does not name", () => {
    const tier = tierOf(
      inherited(
        'criteria: { small: { check: change.lines <= 200, says: At most 200 lines. } }\ntiers: { business-logic: { check: small } }\nchange-types: { security: { paths: ["src/keys/**"] } }',
      ),
      "business-logic",
    );
    expect(tier).toEqual({ ...tierOf(organisation, "business-logic"), checks: ["tests-pass", "ai-lines-covered", "nothing-invented", "small"] });
  });

  test("what the organisation adds later holds at once beside a list that only added", () => {
    const later = resolvePolicy(loadPolicyFile(hospitalText.replace("suspended: []", "suspended: [claude-code]"), "organisation.yaml"), hospitalRules);
    expect(inherit(later, project("ai: { suspended: [other-tool] }"), { now, project: "claims", organisationFile: null }).ai.suspended).toEqual(["claude-code", "other-tool"]);
  });

  test("R73: may add a tier and a type of its own, which stand where the file puts them", () => {
    const policy = inherited(
      "tiers: { payments: { human: Judges the money, check: [tests-pass, ai-lines-covered, nothing-invented], ask: meets-requirement, approvals: { count: 2, qualification: security } } }\nchange-types: { payments: { paths: [src/payments/**] } }",
    );
    expect(policy.tiers.map(({ name }) => name)).toEqual(["tests", "dependencies", "business-logic", "payments", "compliance", "security"]);
    expect(policy.tiers.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("may hold no waivers", () => {
    const failure = refusal(() => inherited("waivers: [{ id: w, rule: tiers.tests.sample, reason: x, risk: R1, approved-by: me, expires: 2030-01-01 }]"));
    expect([failure.code, failure.place]).toEqual(["policy-invalid", { file: "policy.yaml", line: 3, column: 10 }]);
  });

  test("may not name a rule file of the organisation's as its own", () => {
    const failure = refusal(() => inherited("constraints: [{ id: mine, why: x, rule: constraints/no-patient-identifier-in-logs.yaml, severity: deny }]"));
    expect([failure.code, failure.place?.column]).toEqual(["policy-invalid", 41]);
  });

  test("names its own rule files, and all of them must be there", () => {
    const file = project("constraints: [{ id: mine, why: x, rule: rules/mine.yaml, severity: warn }]");
    const options = { now, project: "claims", organisationFile: hospital() };
    expect(refusal(() => inherit(organisation, file, options)).message).toBe("The rule file `rules/mine.yaml` of the constraint `mine` is not there.");
    expect(inherit(organisation, file, { ...options, rules: new Map([["rules/mine.yaml", "x"]]) }).constraints.map(({ id }) => id)).toEqual([
      "no-patient-identifier-in-logs",
      "mine",
    ]);
  });

  test("misspelt names are refused with the nearest one of any level", () => {
    expect(refusal(() => inherited("tiers: { business-logic: { ask: threat-considred } }")).hint).toBe("Did you mean `threat-considered`?");
    expect(refusal(() => inherited("tiers: { business-logc: { check: tests-pass } }\nchange-types: { x: { paths: [a], tier: business-lgic } }")).hint).toBe(
      "Did you mean `business-logic`?",
    );
  });
});

describe("R93, R101: loosening names both lines and both values", () => {
  test("R93: fewer reviewers by origin than the organisation's minimum", () => {
    const failure = refusal(() => inherited("ai: { reviewers: { ai: 1 } }"));
    expect(failure.code).toBe("policy-loosened");
    expect(failure.message).toBe("`ai.reviewers.ai` is looser than the organisation's: the organisation's policy says 2 (default policy:8:30), the project's 1.");
    expect(failure.place).toEqual({ file: "policy.yaml", line: 3, column: 24 });
  });

  test("a lower count than the organisation's line", () => {
    const failure = refusal(() => inherited("tiers:\n  business-logic:\n    approvals: { count: 0 }"));
    expect(failure.message).toBe(
      "`tiers.business-logic.approvals` is looser than the organisation's: the organisation's policy says 1 person (organisation.yaml:57:16), the project's nobody.",
    );
    expect(failure.hint).toContain("waiver of `tiers.business-logic.approvals`");
    expect(failure.place).toEqual({ file: "policy.yaml", line: 5, column: 16 });
  });

  test.each([
    ["ai: { disclosure: optional }", "ai.disclosure"],
    ["ai: { disclosure: { in: [] } }", "ai.disclosure"],
    ["ai: { tools: [{ tool: claude-code, owner: someone@else.example }] }", "ai.tools.claude-code.owner"],
    ["ai: { tools: [{ tool: claude-code, owner: dana.okafor@northwind.example, conditions: { data: [public, secret] } }] }", "ai.tools.claude-code.conditions.data"],
    ["ai: { tools: [{ tool: claude-code, owner: dana.okafor@northwind.example, review-by: 2028-01-01 }] }", "ai.tools.claude-code.review-by"],
    ["ai: { tools: [{ tool: other, owner: a@b.example }] }", "ai.tools.other"],
    ["qualifications: { security: { granted-by: [ciso, team-lead], valid-for: 1y } }", "qualifications.security.granted-by"],
    ["qualifications: { security: { granted-by: [ciso], valid-for: 2y } }", "qualifications.security.valid-for"],
    ["change-types: { tests: { paths: [src/**] } }", "change-types.tests.paths"],
    ["change-types: { security: { paths: [src/auth/**] } }", "change-types.security.paths"],
    ["change-types: { easy: { paths: [src/**], tier: tests } }", "change-types.easy"],
    ["change-types: { security: { tier: tests } }", "change-types.security.tier"],
    ["change-types: { tests: { otherwise: true } }", "change-types.tests.otherwise"],
    ["criteria: { ai-lines-covered: { check: coverage.ai.lines >= 0.70 && coverage.ai.unknown <= 0.05, says: 70 % } }", "criteria.ai-lines-covered"],
    ['criteria: { tests-pass: { check: "true", says: Fine. } }', "criteria.tests-pass"],
    ["criteria: { meets-requirement: { ask: Looks good? } }", "criteria.meets-requirement"],
    ["criteria: { meets-requirement: { check: change.requirement, says: There is one. } }", "criteria.meets-requirement"],
    ["tiers: { business-logic: { check: [tests-pass] } }", "tiers.business-logic.check"],
    ["tiers: { business-logic: { ask: [] } }", "tiers.business-logic.ask"],
    ["tiers: { business-logic: { human: Clicks } }", "tiers.business-logic.human"],
    ["tiers: { business-logic: { pass-alone: tests-pass } }", "tiers.business-logic.pass-alone"],
    ["tiers: { tests: { sample: 1% } }", "tiers.tests.sample"],
    ["tiers: { security: { signature: any } }", "tiers.security.signature"],
    ["tiers: { security: { approvals: { count: 3 } } }", "tiers.security.approvals"],
    ["tiers: { dependencies: { approvals: { low: 1, medium: 1, high: 1 } } }", "tiers.dependencies.approvals"],
    ["escalation: { unsure: [{ to: { role: architect }, within: 1d }] }", "escalation.unsure"],
    ["escalation: { overdue: [{ after: 2d, to: { role: engineering-lead } }] }", "escalation.overdue"],
    ["environments: { production: { break-glass: { people: 2, review-within: 2d } } }", "environments.production.break-glass"],
    ["environments: { production: { freeze: [] } }", "environments.production.freeze"],
    ["environments: { production: { verdict-valid-for: 2d } }", "environments.production.verdict-valid-for"],
    ["limits: { change-lines: 500 }", "limits.change-lines"],
    ["limits: { skipped-tests: 20% }", "limits.skipped-tests"],
    ["measure: { escape-window: 30d }", "measure.escape-window"],
  ])("%s", (text, path) => {
    const failure = refusal(() => inherited(text));
    expect(failure.code).toBe("policy-loosened");
    expect(failure.message.startsWith(`\`${path}\` is `)).toBe(true);
    expect(failure.place?.line).toBe(3);
  });

  test("a new tier that asks for less than the type that takes the rest is no place to put its files", () => {
    const text = "tiers: { quick: { human: Glances, check: tests-pass, approvals: { count: 1 } } }\nchange-types: { quick: { paths: [src/**] } }";
    expect(refusal(() => inherited(text)).message).toContain("`change-types.quick` is looser");
  });

  test("the first rule is the one that origins raise, so another may not take its place", () => {
    const org = resolvePolicy(null);
    const text = "tiers: { business-logic: { approvals: [{ count: 1, qualification: security }, { count: 1, qualification: code-review }] } }";
    expect(refusal(() => inherit(org, project(text), { now, project: null, organisationFile: null })).message).toContain("`tiers.business-logic.approvals` is redefined");
    const right = "tiers: { business-logic: { approvals: [{ count: 1, qualification: code-review }, { count: 1, qualification: security }] } }";
    expect(tierOf(inherit(org, project(right), { now, project: null, organisationFile: null }), "business-logic")?.approvals.low).toHaveLength(2);
  });

  test("twins: what is tighter passes", () => {
    const policy = inherited(
      [
        "ai: { undeclared: deny, reviewers: { ai: 3 }, suspended: [claude-code], tools: [{ tool: claude-code, owner: dana.okafor@northwind.example, conditions: { data: [public], not-paths: [src/auth/**] } }] }",
        "qualifications: { security: { granted-by: [ciso], valid-for: 6mo } }",
        "criteria: { ai-lines-covered: { check: coverage.ai.lines >= 0.90 && coverage.ai.unknown <= 0.05, says: 90 % } }",
        "change-types: { security: { paths: [src/keys/**] }, tests: { paths: [test/**] }, dependencies: { qualification: security } }",
        "tiers: { tests: { sample: 20% }, business-logic: { approvals: { count: 2, qualification: security } } }",
        "escalation: { overdue: [{ after: 4h, to: { role: engineering-lead } }] }",
        "environments: { production: { freeze: [{ from: 2027-06-01, to: 2027-06-02, why: Migration }], break-glass: { people: 3, review-within: 12h } } }",
        "limits: { change-lines: 200 }",
      ].join("\n"),
    );
    expect(new Set(diffPolicies(organisation, policy).map(({ effect }) => effect))).toEqual(new Set(["tighter"]));
    expect(policy.changeTypes.find(({ name }) => name === "tests")?.paths).toEqual(["test/**"]);
    expect(policy.ai.tools[0]).toMatchObject({ data: ["public"], notPaths: ["src/claims/**", "src/auth/**"], models: ["claude-*"] });
    expect(policy.environments["production"]?.freeze).toHaveLength(2);
  });
});

describe("R91, R101: a waiver of the organisation", () => {
  const waived = (waiver: string, at = now, name: string | null = "claims"): Policy => {
    const file = loadPolicyFile(`${hospitalText}\nwaivers:\n  - { id: old-code, reason: Being rewritten, risk: R-7, approved-by: ciso, ${waiver} }\n`, "organisation.yaml");
    return effectivePolicy(file, project("tiers: { business-logic: { check: [tests-pass] } }"), { now: at, project: name, organisationRules: hospitalRules });
  };
  const rule = "rule: tiers.business-logic.check, expires: 2026-12-31";

  test("lets exactly that setting be looser, to the end of its day", () => {
    expect(tierOf(waived(rule), "business-logic")?.checks).toEqual(["tests-pass"]);
    expect(tierOf(waived(rule, Date.UTC(2026, 11, 31, 23, 59, 59, 999)), "business-logic")?.checks).toEqual(["tests-pass"]);
    expect(refusal(() => waived(rule, Date.UTC(2027, 0, 1))).code).toBe("policy-loosened");
  });

  test("covers no other setting, nothing below its path, no other project, and no single change", () => {
    expect(refusal(() => waived("rule: tiers.business-logic.ask, expires: 2026-12-31")).code).toBe("policy-loosened");
    expect(refusal(() => waived("rule: tiers.business-logic, expires: 2026-12-31")).code).toBe("policy-loosened");
    expect(refusal(() => waived(`${rule}, project: billing`)).code).toBe("policy-loosened");
    expect(refusal(() => waived(`${rule}, change: c-1`)).code).toBe("policy-loosened");
    expect(tierOf(waived(`${rule}, project: claims`), "business-logic")?.checks).toEqual(["tests-pass"]);
  });
});

describe("R12 R101 a limit that stops", () => {
  const above = loadPolicyFile(`${head}limits: { change-lines: { warn: 400, block: 900 }, open-reviews-per-person: { block: 8 } }\n`, "organisation.yaml");
  const over = (own: string) => inherit(resolvePolicy(above), project(`${own}\n`), { now, project: "claims", organisationFile: above });
  test.each([
    ["{ change-lines: { block: 800 } }", { changeLines: 400, block: { changeLines: 800, openReviewsPerPerson: 8 } }],
    ["{ change-lines: 300 }", { changeLines: 300, block: { changeLines: 900, openReviewsPerPerson: 8 } }],
    ["{ reviews-per-person-per-day: { block: 20 } }", { block: { changeLines: 900, reviewsPerPersonPerDay: 20, openReviewsPerPerson: 8 } }],
  ])("is added or lowered by a project: %s", (own, limits) => {
    expect(over(`limits: ${own}`).limits).toMatchObject(limits);
  });

  test.each([
    ["{ change-lines: { block: 901 } }", "limits.change-lines.block"],
    ["{ open-reviews-per-person: { block: 9 } }", "limits.open-reviews-per-person.block"],
  ])("is not raised by one: %s", (own, path) => {
    expect(refusal(() => over(`limits: ${own}`)).message).toContain(path);
  });
});

describe("properties", () => {
  const gate = { human: "Judges", check: "tests-pass", ask: "meets-requirement", approvals: { count: 1, qualification: "security" } };
  const some = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);
  const share = (from: number, to: number): fc.Arbitrary<string> => fc.integer({ min: from, max: to }).map((percent) => `${percent}%`);
  const owner = "dana.okafor@northwind.example";
  interface Setting {
    readonly path: string;
    readonly tighter: fc.Arbitrary<unknown>;
    readonly looser: fc.Arbitrary<unknown>;
    /** Where in a file the value goes; the path itself when it is left out. */
    readonly at?: readonly string[];
  }
  const covered = (percent: number): unknown => ({ check: `coverage.ai.lines >= 0.${percent} && coverage.ai.unknown <= 0.05`, says: `${percent} %` });
  const settings: readonly Setting[] = [
    { path: "ai.reviewers.ai", tighter: fc.integer({ min: 2, max: 9 }), looser: fc.integer({ min: 0, max: 1 }) },
    { path: "ai.reviewers.human", tighter: fc.integer({ min: 1, max: 9 }), looser: some(0) },
    { path: "ai.undeclared", tighter: some("deny"), looser: some("") },
    { path: "ai.disclosure", tighter: fc.constantFrom<unknown>("required", { in: ["commit"] }, { in: ["commit", "description"], grammar: "kernel" }), looser: some("optional") },
    { path: "ai.suspended", tighter: fc.uniqueArray(fc.constantFrom("a", "b", "claude-code"), { minLength: 1 }), looser: some("") },
    { path: "limits.change-lines", tighter: fc.integer({ min: 1, max: 400 }), looser: fc.integer({ min: 401, max: 9_999 }) },
    { path: "limits.reviews-per-person-per-day", tighter: fc.integer({ min: 1, max: 12 }), looser: fc.integer({ min: 13, max: 99 }) },
    { path: "limits.skipped-tests", tighter: share(0, 10), looser: share(11, 99) },
    { path: "measure.ai-window", tighter: fc.integer({ min: 6, max: 24 }).map((count) => `${count}mo`), looser: fc.integer({ min: 1, max: 5 }).map((count) => `${count}mo`) },
    { path: "tiers.tests.sample", tighter: share(5, 99), looser: share(0, 4) },
    {
      path: "tiers.business-logic.approvals",
      tighter: fc.record({ count: fc.integer({ min: 1, max: 9 }), qualification: fc.constantFrom("security", "claims") }),
      looser: fc.constantFrom<unknown>({ count: 0 }, [], { low: 0, medium: 1, high: 1 }),
    },
    {
      path: "tiers.security.approvals",
      tighter: fc.integer({ min: 2, max: 9 }).map((count) => [{ count }, { count, qualification: "security" }]),
      looser: fc.constantFrom<unknown>({ count: 2 }, [{ count: 1 }, { count: 1, qualification: "security" }], [{ count: 2 }, { count: 1, qualification: "claims" }]),
    },
    {
      path: "tiers.business-logic.check",
      tighter: fc.constantFrom(["no-high-findings"], ["tests-pass", "ai-lines-covered", "nothing-invented", "lockfile-sound"]),
      looser: fc.subarray(["tests-pass", "ai-lines-covered", "nothing-invented"], { maxLength: 2 }),
    },
    { path: "tiers.security.ask", tighter: some(["rollback-known"]), looser: fc.constantFrom<unknown>([], "meets-requirement", ["threat-considered"]) },
    { path: "tiers.business-logic.signature", tighter: some("passkey"), looser: some("") },
    {
      path: "change-types.security.paths",
      tighter: fc.constantFrom(["src/keys/**"], ["src/auth/**", "**/*.rego", "AGENTS.md", "x"]),
      looser: fc.subarray(["src/auth/**", "**/*.rego", "AGENTS.md"], { maxLength: 2 }),
    },
    {
      path: "change-types.tests.paths",
      tighter: fc.constantFrom(["test/**"], ["**/*.test.ts"]),
      looser: fc.constantFrom(["src/**"], ["lib/*.ts"], ["**/*.test.ts", "test/**", "src/x"]),
    },
    {
      path: "change-types.own",
      tighter: some({ paths: ["own/**"], tier: "security" }),
      looser: fc.constantFrom("tests", "dependencies").map((tier) => ({ paths: ["own/**"], tier })),
    },
    { path: "criteria.ai-lines-covered", tighter: fc.integer({ min: 81, max: 99 }).map(covered), looser: fc.integer({ min: 10, max: 79 }).map(covered) },
    {
      path: "qualifications.security.valid-for",
      at: ["qualifications", "security"],
      tighter: fc.integer({ min: 1, max: 365 }).map((count) => ({ "granted-by": ["ciso"], "valid-for": `${count}d` })),
      looser: fc.integer({ min: 2, max: 9 }).map((count) => ({ "granted-by": ["ciso"], "valid-for": `${count}y` })),
    },
    {
      path: "escalation.overdue",
      tighter: fc.integer({ min: 1, max: 24 }).map((count) => [{ after: `${count}h`, to: { role: "engineering-lead" } }]),
      looser: fc.integer({ min: 25, max: 99 }).map((count) => [{ after: `${count}h`, to: { role: "engineering-lead" } }]),
    },
    {
      path: "environments.production.break-glass",
      tighter: fc.integer({ min: 2, max: 5 }).map((people) => ({ people, "review-within": "12h" })),
      looser: fc.integer({ min: 25, max: 99 }).map((hours) => ({ people: 5, "review-within": `${hours}h` })),
    },
    {
      path: "environments.production.verdict-valid-for",
      tighter: fc.integer({ min: 1, max: 24 }).map((count) => `${count}h`),
      looser: fc.integer({ min: 2, max: 9 }).map((count) => `${count}d`),
    },
    { path: "environments.production.freeze", tighter: some([{ from: "2027-02-01", to: "2027-02-02", why: "Audit" }]), looser: some([]) },
    { path: "environments.staging", tighter: some(gate), looser: some("") },
    {
      path: "ai.tools.claude-code.conditions.data",
      at: ["ai", "tools"],
      tighter: fc.subarray(["public", "internal"], { minLength: 1 }).map((data) => [{ tool: "claude-code", owner, conditions: { data } }]),
      looser: fc.constantFrom([], ["public", "internal", "secret"]).map((data) => [{ tool: "claude-code", owner, conditions: { data } }]),
    },
  ];

  const put = (file: Record<string, unknown>, { path, at }: Setting, value: unknown): void => {
    const steps = at ?? path.split(".");
    let here = file;
    for (const step of steps.slice(0, -1)) {
      here[step] ??= {};
      here = here[step] as Record<string, unknown>;
    }
    here[steps.at(-1) ?? ""] = value;
  };
  const written = (file: Record<string, unknown>): string => (Object.keys(file).length === 0 ? "" : stringify(file));
  // "" stands for a setting that the language gives no way to loosen.
  const tightenings = fc
    .tuple(
      ...settings.map((setting) =>
        fc.option(
          setting.tighter.map((value) => ({ setting, value })),
          { freq: 2 },
        ),
      ),
    )
    .map((chosen) => chosen.filter((one) => one !== null));
  const loosenable = settings.filter((setting) => fc.sample(setting.looser, 1)[0] !== "");

  test("R101: whatever only tightens is accepted, and every difference it makes is tighter", () => {
    fc.assert(
      fc.property(tightenings, (chosen) => {
        const file: Record<string, unknown> = {};
        for (const { setting, value } of chosen) put(file, setting, value);
        const policy = inherited(written(file));
        expect(diffPolicies(organisation, policy).filter(({ effect }) => effect !== "tighter")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("R101: one loosening among any tightenings is refused by its name", () => {
    expect(loosenable.length).toBeGreaterThan(20);
    const one = fc.constantFrom(...loosenable).chain((setting) => setting.looser.map((value) => ({ setting, value })));
    fc.assert(
      fc.property(tightenings, one, (chosen, loose) => {
        const file: Record<string, unknown> = {};
        for (const { setting, value } of chosen) put(file, setting, value);
        put(file, loose.setting, loose.value);
        const failure = refusal(() => inherited(written(file)));
        expect({ code: failure.code, path: failure.message.split("`")[1] }).toEqual({ code: "policy-loosened", path: loose.setting.path });
      }),
      { numRuns: 300 },
    );
  });

  test("what tightens one way loosens the other way", () => {
    fc.assert(
      fc.property(tightenings, (chosen) => {
        const file: Record<string, unknown> = {};
        for (const { setting, value } of chosen) put(file, setting, value);
        const policy = inherited(written(file));
        const [there, back] = [diffPolicies(organisation, policy), diffPolicies(policy, organisation)];
        expect(back.map(({ path, effect }) => [path, effect])).toEqual(there.map(({ path }) => [path, "looser"]));
      }),
      { numRuns: 100 },
    );
  });
});
