import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import { defaultPolicyFile } from "./default.ts";
import { explain, explainPath, explanationText } from "./explain.ts";
import { loadPolicyFile } from "./load.ts";
import { resolvePolicy } from "./resolve.ts";
import { hospital, hospitalRules, measured } from "./testing.ts";

const standard = compilePolicy(resolvePolicy(null));
const clinic = compilePolicy(resolvePolicy(hospital(), hospitalRules));

describe("R66: which types a path is, by the default", () => {
  test.each([
    ["src/claims/pay.ts", "business-logic"],
    ["src/claims/pay.test.ts", "tests"],
    ["README.md", "documentation"],
    ["package-lock.json", "dependencies"],
    ["apps/web/package.json", "dependencies"],
    ["deploy/Dockerfile", "infrastructure"],
    ["src/privacy/export.ts", "compliance"],
    ["src/auth/token.ts", "security"],
    ["src/auth/token.test.ts", "security"],
    [".github/workflows/ci.yml", "security"],
    [".countersign/policy.yaml", "security"],
    ["AGENTS.md", "security"],
    ["packages/a/CLAUDE.md", "security"],
    [".gitattributes", "security"],
    ["vendor/.gitmodules", "security"],
    ["docs/build.js", "business-logic"],
    ["agents.md", "documentation"],
    ["src\\auth\\token.ts", "business-logic"],
    ["anything\nat all", "business-logic"],
  ])("%j is %s", (path, type) => {
    expect(standard.typesOf(path)[0]?.type.name).toBe(type);
  });

  test("D11: every path has a type, so that no change is judged by nothing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1 }), (path) => standard.typesOf(path).length > 0));
  });

  test("D11: where no type takes the rest, a path can have none", () => {
    const narrow = compilePolicy(resolvePolicy(loadPolicyFile("policy: 1\nversion: 1\nchange-types: { tests: { paths: [test/**] } }\n", "p.yaml")));
    expect(narrow.typesOf("src/a.ts")).toEqual([]);
    expect(explainPath(narrow, "src/a.ts")).toEqual({ path: "src/a.ts", types: [], deciding: null, sentence: "No change type takes src/a.ts, so no gate lets it pass." });
  });
});

test("matchers say whether and by which rule", () => {
  const security = clinic.types.find(({ type }) => type.name === "security");
  expect([security?.match("src/auth/a.ts"), security?.match("src/b.ts")]).toEqual([true, false]);
  expect([security?.rule("rules/x.rego"), security?.rule("src/b.ts")]).toEqual(["change-types.security.paths[1]", null]);
});

test("checks are compiled by their id, questions are not", () => {
  expect([...clinic.checks.keys()]).toEqual(["tests-pass", "ai-lines-covered", "nothing-invented", "lockfile-sound", "packages-exist", "no-high-findings"]);
  expect(clinic.checks.get("tests-pass")?.evaluate(measured({ tests: { failed: 1 } }))).toBe("not-met");
});

describe("D07, R78: explaining a path", () => {
  test("names the deciding type, its tier and the id of its rule, and the others", () => {
    const { changeTypes, ...rest } = clinic.policy;
    const both = { ...rest, changeTypes: changeTypes.map((type) => (type.name === "tests" ? { ...type, paths: ["**/*.test.ts"] } : type)) };
    expect(explainPath(both, "src/auth/a.test.ts")).toEqual({
      path: "src/auth/a.test.ts",
      types: [
        { type: "security", tier: "security", rule: "change-types.security.paths[0]", pattern: "src/auth/**" },
        { type: "tests", tier: "tests", rule: "change-types.tests.paths[0]", pattern: "**/*.test.ts" },
      ],
      deciding: { type: "security", tier: "security", rule: "change-types.security.paths[0]" },
      sentence:
        "src/auth/a.test.ts is security by the pattern src/auth/** (change-types.security.paths[0]), so it needs the tier security. Also: tests (change-types.tests.paths[0]).",
    });
  });

  test("the rest is explained by its own rule", () => {
    expect(explainPath(clinic, "src/a.ts").sentence).toBe(
      "src/a.ts is business-logic because no other type takes it (change-types.business-logic.otherwise), so it needs the tier business-logic.",
    );
  });
});

describe("R30, R65: explaining the gates", () => {
  const explanation = explain(clinic.policy);
  const gate = (name: string) => explanation.gates.find((one) => one.name === name);

  test("each criterion in words, marked automated or human", () => {
    expect(gate("business-logic")).toMatchObject({
      kind: "tier",
      human: "Reviews the whole diff against its requirement",
      criteria: [
        { id: "tests-pass", words: "Every test passes, and there are tests.", decidedBy: "automated" },
        { id: "ai-lines-covered", words: "At least 80 % of the lines AI wrote are covered by tests.", decidedBy: "automated" },
        { id: "nothing-invented", words: "No function, type, module or package that does not exist.", decidedBy: "automated" },
        { id: "meets-requirement", words: "Does the change do what the linked requirement asks, and nothing else? The answer names the requirement.", decidedBy: "human" },
      ],
      approvals: ["1 person"],
      types: ["business-logic"],
      passesAlone: null,
    });
  });

  test("who approves, what passes alone, and how it escalates", () => {
    expect(gate("dependencies")?.approvals).toEqual(["low risk: nobody", "medium risk: 1 person", "high risk: 1 person qualified for security"]);
    expect(gate("security")?.approvals).toEqual(["2 people signing with a passkey, and 1 person qualified for security signing with a passkey"]);
    expect(gate("tests")?.passesAlone).toEqual({ criterion: { id: "tests-pass", words: "Every test passes, and there are tests.", decidedBy: "automated" }, sample: "5%" });
    expect(gate("production")).toMatchObject({
      kind: "environment",
      approvals: ["1 person with the role release manager signing with a passkey"],
      breakGlass: "2 people, reviewed within 24h, valid for 4h",
      freezes: ["2026-12-20 to 2027-01-03 (UTC): Year end"],
    });
    expect(explanation.escalation).toEqual([
      "unsure: the same qualification, not asked yet, within 4h",
      "unsure: the role architect, within 1d",
      "overdue: the role engineering lead, after 1d",
      "without an answer in time: deny",
    ]);
    expect(explanation.reviewersByOrigin).toBe("at least 1 for human, 2 for ai, 2 for mixed and 2 for unknown origin");
  });

  test("the text says the same, and names what keeps a gate from being active", () => {
    const text = explanationText(explanation);
    expect(text).toContain(
      "Tier business-logic (business-logic), not active\n  Reviews the whole diff against its requirement\n  automated tests-pass: Every test passes, and there are tests.\n",
    );
    expect(text).toContain("  human     meets-requirement: Does the change do");
    expect(text).toContain("  Missing qualification: approvers need neither a qualification nor a role\n");
    expect(explanationText(explain(standard.policy))).not.toContain("Missing");
  });
});

test("the default's places can be named", () => {
  expect(defaultPolicyFile().at("tiers.tests.pass-alone").file).toBe("default policy");
});
