import { describe, expect, test } from "vitest";
import type { Person, Qualification } from "../model/people.ts";
import type { Policy } from "../model/policy.ts";
import { gateElements } from "./gate-elements.ts";
import { type LintContext, type LintFinding, lint, lintCodes } from "./lint.ts";
import { loadPolicyFile } from "./load.ts";
import { resolvePolicy } from "./resolve.ts";
import { hospital, hospitalRules } from "./testing.ts";

const now = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const head = "policy: 1\nversion: 1\n";

const person = (handle: string, roles: readonly string[] = ["reviewer"], more: Partial<Person> = {}): Person => ({
  id: `p-${handle}`,
  handle,
  name: handle.replace(/^./, (letter) => letter.toUpperCase()),
  kind: "person",
  emails: [`${handle}@northwind.example`],
  roles,
  active: true,
  ...more,
});
const qualified = (handle: string, domain: string, more: Partial<Qualification> = {}): Qualification => ({
  id: `q-${handle}-${domain}`,
  person: `p-${handle}`,
  domain,
  basis: "training",
  grantedBy: "p-lead",
  index: 1,
  from: now - day,
  until: now + day,
  revokedAt: null,
  ...more,
});

const staff = [person("ana"), person("bo"), person("cem"), person("lead", ["engineering-lead", "release-manager", "administrator"]), person("rel", ["release-manager"])];
const qualifications = ["ana", "bo", "cem"].flatMap((handle) => ["code-review", "security", "compliance"].map((domain) => qualified(handle, domain)));
const full: LintContext = { people: staff, qualifications, usualAuthors: ["p-ana"], now, project: null, files: [] };
const alone: LintContext = { ...full, people: null };

function findings(text: string, context: Partial<LintContext> = {}): LintFinding[] {
  const file = loadPolicyFile(head + text, "org.yaml");
  return lint(resolvePolicy(file), { ...alone, files: [file], ...context });
}
const codes = (found: readonly LintFinding[]): string[] => found.map(({ code }) => code);
const only = (text: string, code: string, context: Partial<LintContext> = {}): LintFinding[] => findings(text, context).filter((finding) => finding.code === code);
const tier = (settings: string): string => `tiers: { business-logic: { human: Judges, ${settings} } }`;

test("R10: the default has nothing against it, with enough qualified people", () => {
  expect(lint(resolvePolicy(null), full)).toEqual([]);
});

describe("a gate has what makes it one", () => {
  test("R34: the four elements of each, as data", () => {
    const policy = resolvePolicy(null);
    const tiers = policy.tiers.map((one) => gateElements(policy, one));
    expect(tiers.map(({ active }) => active)).toEqual(tiers.map(() => true));
    expect(tiers[3]).toMatchObject({
      criteria: { present: true, text: "tests-pass, ai-lines-covered, meets-requirement" },
      qualification: { present: true, text: "code review" },
      logging: { present: true },
      escalation: { present: true, text: "the same qualification, not asked yet, then the role engineering lead" },
    });
    const production = policy.environments["production"];
    expect(production && gateElements(policy, production)).toMatchObject({ active: true, qualification: { text: "release manager" } });
  });

  test("R34: without an escalation path no gate is active", () => {
    const policy: Policy = { ...resolvePolicy(null), escalation: { unsure: [], overdue: [] } };
    expect(policy.tiers.map((one) => gateElements(policy, one).active)).not.toContain(true);
    expect(only("escalation: { unsure: [] }", "gate-incomplete")[0]).toMatchObject({ level: "error", path: "escalation.unsure", place: { file: "org.yaml", line: 3, column: 23 } });
  });

  test("R74: a tier without a sentence, without criteria or without a qualification for its reviewers fails", () => {
    expect(only("tiers: { business-logic: { ask: meets-requirement, approvals: { count: 1, role: reviewer } } }", "human-empty")[0]).toMatchObject({
      level: "error",
      sentence: "The tier `business-logic` does not say what the person decides: give `human` in one sentence.",
      place: { file: "org.yaml", line: 3, column: 26 },
    });
    expect(only(tier("ask: meets-requirement, approvals: { count: 2 }"), "gate-incomplete").map(({ sentence }) => sentence)).toEqual([
      "The tier `business-logic` is not active without a qualification or role for its approvers: approvers need neither a qualification nor a role.",
    ]);
    expect(only(tier("approvals: { count: 0 }"), "gate-incomplete")).toHaveLength(2);
    expect(codes(findings(tier("ask: meets-requirement, approvals: { count: 2, role: reviewer }")))).not.toContain("gate-incomplete");
  });

  test("R74: every risk that asks somebody asks somebody fit for it", () => {
    expect(only(tier("ask: meets-requirement, approvals: { low: 0, medium: 1, high: { count: 1, qualification: security } }"), "gate-incomplete")).toHaveLength(1);
    expect(
      only(tier("ask: meets-requirement, approvals: { low: 0, medium: { count: 1, role: reviewer }, high: { count: 1, qualification: security } }"), "gate-incomplete"),
    ).toEqual([]);
  });

  test("approval with nothing to approve by is a rubber stamp", () => {
    expect(codes(only(tier("approvals: { count: 2, role: reviewer }"), "rubber-stamp"))).toEqual(["rubber-stamp"]);
    expect(only(tier("check: tests-pass, approvals: { count: 2, role: reviewer }"), "rubber-stamp")).toEqual([]);
  });
});

describe("passing alone", () => {
  const judged = tier("pass-alone: tests-pass, sample: 5%, ask: meets-requirement, approvals: { count: 1, role: reviewer }");
  const waiver = "\nwaivers: [{ id: w, rule: tiers.business-logic.pass-alone, reason: Pilot, risk: R-1, approved-by: ciso, expires: 2026-12-31 }]";

  test("R75: business logic does not, unless a waiver tied to a risk says so until a date", () => {
    expect(only(judged, "pass-alone-forbidden")[0]).toMatchObject({ level: "error", path: "tiers.business-logic.pass-alone", place: { line: 3, column: 55 } });
    expect(only(judged + waiver, "pass-alone-forbidden")).toEqual([]);
    expect(codes(only(judged + waiver, "pass-alone-forbidden", { now: Date.UTC(2027, 0, 1) }))).toEqual(["pass-alone-forbidden"]);
  });

  test("R75: nor does a tier of another name that security or compliance needs", () => {
    const text =
      "change-types: { security: { paths: [a], tier: quick }, rest: { otherwise: true, tier: quick } }\ntiers: { quick: { human: Glances, pass-alone: tests-pass, sample: 5%, ask: accurate, approvals: { count: 1, role: reviewer } } }";
    expect(only(text, "pass-alone-forbidden")[0]?.sentence).toContain("security must not pass without a person");
    expect(only(text.replace("security:", "docs:"), "pass-alone-forbidden")).toEqual([]);
  });

  test("R67, R77: what passes alone is sampled", () => {
    const text = "change-types: { docs: { otherwise: true } }\ntiers: { docs: { human: Reads, pass-alone: tests-pass, ask: accurate, approvals: { count: 1, role: reviewer } } }";
    expect(codes(only(text, "pass-alone-unsampled"))).toEqual(["pass-alone-unsampled"]);
    expect(only(text.replace("ask:", "sample: 5%, ask:"), "pass-alone-unsampled")).toEqual([]);
  });
});

describe("D07: rules that never decide", () => {
  const types = (list: string): string => `change-types: { ${list}, business-logic: { otherwise: true } }`;

  test("a type whose paths a stricter type takes too", () => {
    expect(only(types("documentation: { paths: [src/a/*.md] }, security: { paths: [src/**] }"), "type-never-decides")[0]).toMatchObject({
      sentence: "The change type `documentation` never decides: security takes all of its paths and is stricter.",
      path: "change-types.documentation",
    });
    expect(only(types("documentation: { paths: [docs/*.md] }, security: { paths: [src/**] }"), "type-never-decides")).toEqual([]);
    expect(only(types("documentation: { paths: [src/**] }, security: { paths: [src/a/**] }"), "type-never-decides")).toEqual([]);
  });

  test("the type that takes the rest, when nothing is left over", () => {
    expect(only(types('security: { paths: ["**"] }'), "type-never-decides")[0]?.path).toBe("change-types.business-logic");
  });

  test("a pattern that another one of the same type already takes", () => {
    expect(only(types('tests: { paths: ["**/*.test.ts", "src/*.test.ts", "test/**"] }'), "path-shadowed").map(({ path, place }) => [path, place?.column])).toEqual([
      ["change-types.tests.paths[1]", 50],
    ]);
  });

  test("a type without any rule, a tier without any type, and paths that nobody takes", () => {
    expect(only(types("tests: { tier: tests }"), "type-without-rule")[0]?.path).toBe("change-types.tests");
    expect(only("change-types: { tests: { paths: [a] } }\n", "no-otherwise")[0]?.path).toBe("change-types");
    expect(only(types("tests: { paths: [a] }"), "tier-unused").map(({ path }) => path)).toEqual([
      "tiers.documentation",
      "tiers.dependencies",
      "tiers.compliance",
      "tiers.security",
    ]);
  });
});

describe("criteria", () => {
  test("one that nobody uses, and only when the file itself defines it", () => {
    expect(only("criteria: { lonely: { ask: Anybody? } }", "criterion-unused").map(({ path }) => path)).toEqual(["criteria.lonely"]);
    expect(only("limits: { change-lines: 9 }", "criterion-unused")).toEqual([]);
  });
});

describe("people", () => {
  const asks = (rule: string): string => tier(`ask: meets-requirement, approvals: ${rule}`);
  const about = (text: string, context: Partial<LintContext> = {}): LintFinding[] =>
    findings(text, { ...full, ...context }).filter(({ path }) => path.startsWith("tiers.business-logic"));
  const humansOnly = "ai: { reviewers: { ai: 1, mixed: 1, unknown: 1 } }\n";

  test("nobody holds the qualification: not an agent, nor anybody who left, nor anybody whose qualification ended, was revoked or is still to come", () => {
    const text = asks("{ count: 1, qualification: security }");
    const held = (more: Partial<Qualification>, who: Partial<Person> = {}): string[] =>
      codes(about(humansOnly + text, { people: [person("ana", ["reviewer"], who), ...staff.slice(1)], qualifications: [qualified("ana", "security", more)], usualAuthors: [] }));
    expect(held({})).toEqual([]);
    expect(held({ until: now })).toEqual(["qualification-unheld"]);
    expect(held({ from: now + 1 })).toEqual(["qualification-unheld"]);
    expect(held({ revokedAt: 7 })).toEqual(["qualification-unheld"]);
    expect(held({}, { active: false })).toEqual(["qualification-unheld"]);
    expect(held({}, { kind: "agent" })).toEqual(["qualification-unheld"]);
  });

  test("nobody has the role, with the nearest one", () => {
    expect(about(asks("{ count: 1, role: reviewr }"))[0]).toMatchObject({
      code: "role-unheld",
      sentence: "`tiers.business-logic.approvals` asks for the role `reviewr`, which nobody active has. Did you mean `reviewer`?",
    });
  });

  test("R62: rules that find people one by one, and not enough of them together, since nobody fills two places", () => {
    const both = asks("[{ count: 1, qualification: security }, { count: 1, role: release-manager }]");
    const lead = { people: [person("lead", ["release-manager"])], qualifications: [qualified("lead", "security")], usualAuthors: [] };
    expect(about(humansOnly + both, lead)).toEqual([
      expect.objectContaining({
        code: "count-above-pool",
        level: "error",
        sentence:
          "`tiers.business-logic.approvals` asks for 1 person qualified for security and 1 person with the role release manager, so for 2 different people, and only one person is there.",
      }),
    ]);
    expect(about(humansOnly + both, { ...lead, people: [...lead.people, person("rel", ["release-manager"])] })).toEqual([]);
  });

  test("R62: a count above the pool", () => {
    expect(about(asks("{ count: 4, qualification: security }"))[0]).toMatchObject({
      code: "count-above-pool",
      level: "error",
      sentence: "`tiers.business-logic.approvals` asks for 4 people qualified for security, and only 3 are there.",
    });
    expect(about(asks("{ count: 3, role: reviewer }"), { usualAuthors: [] })).toEqual([]);
  });

  test("R94: the count that AI code asks for is looked at too", () => {
    const one = { qualifications: [qualified("bo", "security")] };
    expect(about(asks("{ count: 1, qualification: security }"), one)[0]?.sentence).toContain(
      "2 people qualified for security (as many as the origin of a change may ask for), and only one person is there.",
    );
    expect(about(humansOnly + asks("{ count: 1, qualification: security }"), one)).toEqual([]);
  });

  test("the only holder is the usual author, or the pool is only just large enough with one", () => {
    const ana = { qualifications: [qualified("ana", "security")] };
    expect(about(humansOnly + asks("{ count: 1, qualification: security }"), ana)[0]).toMatchObject({ code: "pool-needs-author", level: "error" });
    expect(codes(about(asks("{ count: 3, qualification: security }")))).toEqual(["pool-needs-author"]);
    expect(about(humansOnly + asks("{ count: 1, qualification: security }"), { ...ana, usualAuthors: ["p-bo"] })).toEqual([]);
  });

  test("break-glass, escalation and granting need people as well", () => {
    const few = findings("escalation: { unsure: [{ to: { role: architect }, within: 1h }] }\nqualifications: { security: { granted-by: [ciso], valid-for: 1y } }", {
      ...full,
      people: [person("ana")],
    });
    expect(few.filter(({ code }) => code === "role-unheld").map(({ path }) => path)).toContain("escalation.unsure[0]");
    expect(few.find(({ code }) => code === "granter-unheld")).toMatchObject({ level: "warning", path: "qualifications.security.granted-by" });
    expect(few.find(({ path }) => path === "environments.production.break-glass")?.code).toBe("count-above-pool");
  });

  test("where nobody is enrolled yet, people are not looked at", () => {
    expect(findings(asks("{ count: 9, qualification: security }"))).toEqual([]);
  });
});

describe("dates, tools and waivers", () => {
  const tools = "ai: { tools: [{ tool: claude-code, owner: ana@northwind.example, review-by: 2026-11-21 }, { tool: other, owner: x@y.example }], suspended: [other] }";

  test("a review that is overdue, from the day after its date", () => {
    expect(only("review-by: 2026-11-22", "review-overdue")).toEqual([]);
    expect(only("review-by: 2026-11-21", "review-overdue")[0]).toMatchObject({ level: "warning", path: "review-by", place: { line: 3, column: 12 } });
    expect(only(tools, "review-overdue")[0]?.path).toBe("ai.tools.claude-code.review-by");
  });

  test("a tool that is listed and suspended, an owner whom nobody knows", () => {
    expect(only(tools, "tool-suspended").map(({ path, place }) => [path, place?.column])).toEqual([["ai.tools.other", 91]]);
    expect(only(tools, "owner-unknown", full).map(({ path }) => path)).toEqual(["ai.tools.other.owner"]);
  });

  test("R92: a tool whose conditions are not all said; that it may write everywhere is said, too", () => {
    const conditions = (given: string): string => `ai: { tools: [{ tool: claude-code, owner: ana@northwind.example, models: [claude-*], conditions: { ${given} } }] }`;
    const [found] = only(conditions("data: [internal], modes: [agent]"), "tool-conditions-missing");
    expect([found?.level, found?.path, found?.sentence]).toEqual([
      "warning",
      "ai.tools.claude-code",
      expect.stringContaining("does not say `conditions.not-paths`, `conditions.account`:"),
    ]);
    expect(only(conditions("data: [internal], modes: [agent], not-paths: [], account: business"), "tool-conditions-missing")).toEqual([]);
  });

  test("R106: a pattern of models that takes in whatever comes", () => {
    const of = (models: string): string => `ai: { tools: [{ tool: claude-code, owner: ana@northwind.example, models: [${models}] }] }`;
    expect(only(of("claude-*, claude-opus-4*"), "tool-models-unversioned").map(({ path, sentence }) => [path, sentence.slice(0, 27)])).toEqual([
      ["ai.tools.claude-code.models", "`claude-*` of `claude-code`"],
    ]);
    expect(only(of("claude-opus-4*"), "tool-models-unversioned")).toEqual([]);
  });

  test("R91: a waiver that ended, or that excepts no rule there is", () => {
    const waiver = (rule: string, expires: string): string => `waivers: [{ id: w, rule: ${rule}, reason: x, risk: R, approved-by: ciso, expires: ${expires} }]`;
    expect(only(waiver("criteria.tests-pass", "2026-11-21"), "waiver-expired")[0]?.sentence).toBe("The waiver `w` ended on 2026-11-21; `criteria.tests-pass` holds again.");
    expect(only(waiver("criteria.tests-pass", "2026-11-22"), "waiver-expired")).toEqual([]);
    for (const rule of ["delivery.half-way.exit.2", "delivery.half-way.metrics.covered"]) expect(only(waiver(rule, "2027-01-01"), "waiver-unknown-rule")).toEqual([]);
    expect(only(waiver("delivery.half-way.exit.0", "2027-01-01"), "waiver-unknown-rule")).toHaveLength(1);
    expect(only(waiver("criteria.tests-pas", "2027-01-01"), "waiver-unknown-rule")[0]?.sentence).toContain("Did you mean `criteria.tests-pass`?");
    expect(only(waiver("tiers.tests.sample", "2027-01-01"), "waiver-unknown-rule")).toEqual([]);
  });
});

test("the hospital's own policy: what would keep it from ever being satisfied in this version", () => {
  const found = lint(resolvePolicy(hospital(), hospitalRules), { ...alone, files: [hospital()] });
  expect(found.map(({ code, path, place }) => [code, path, place?.line])).toEqual([
    ["gate-incomplete", "tiers.tests", 45],
    ["gate-incomplete", "tiers.dependencies", 49],
    ["gate-incomplete", "tiers.business-logic", 53],
    ["tool-models-unversioned", "ai.tools.claude-code.models", 12],
    ["tool-conditions-missing", "ai.tools.claude-code", 10],
  ]);
});

test("every code says whether it is an error", () => {
  expect(new Set(Object.values(lintCodes))).toEqual(new Set(["error", "warning"]));
});
