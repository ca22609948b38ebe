import { describe, expect, test } from "vitest";
import type { ConstraintLook, ConstraintReport } from "../model/constraint.ts";
import type { Finding } from "../model/evidence.ts";
import { classify } from "./classify.ts";
import { attributionOf, type ClassifyOptions, classifyInput, fileOf, policyOf } from "./testing.ts";

const policy = policyOf();
const classified = (options: ClassifyOptions, by = policy) => classify(by, classifyInput(options));
const typesOf = (options: ClassifyOptions, by = policy) => classified(options, by).change.types;

describe("R66: every path that any commit touches counts", () => {
  test.each([
    [["src/pay.test.ts"], ["tests"], "tests"],
    [["README.md"], ["documentation"], "documentation"],
    [["package-lock.json"], ["dependencies"], "dependencies"],
    [["src/pay.ts"], ["business-logic"], "business-logic"],
    [["infra/main.tf"], ["infrastructure"], "business-logic"],
    [["src/consent/form.ts"], ["compliance"], "compliance"],
    [["src/auth/token.ts"], ["security"], "security"],
    [["src/auth/README.md"], ["documentation", "security"], "security"],
    [["README.md", "src/auth/token.ts", "src/pay.ts"], ["documentation", "security", "business-logic"], "security"],
  ])("%j is %j, and the strictest tier is %s", (paths, types, tier) => {
    const { change } = classified({ paths });
    expect([change.types, change.tiers.at(-1)]).toEqual([types, tier]);
  });

  test("no path at all is no type", () => {
    expect(classified({ paths: [] }).change).toMatchObject({ types: [], tiers: [], fired: [] });
  });

  test("the tiers stand in the policy's order, whatever the paths' one", () => {
    expect(classified({ paths: ["src/auth/token.ts", "src/pay.ts", "README.md"] }).change.tiers).toEqual(["documentation", "business-logic", "security"]);
  });

  test("what a later commit took back counts as well", () => {
    expect(typesOf({ paths: ["README.md"], touched: ["src/auth/token.ts"] })).toEqual(["documentation", "security"]);
  });

  test("a rename counts under its old name and its new one", () => {
    expect(typesOf({ files: [fileOf("docs/token.md", { status: "renamed", from: "src/auth/token.ts" })] })).toEqual(["documentation", "security"]);
  });

  test("each rule fires once, with the first path that it takes", () => {
    expect(classified({ paths: ["src/b.ts", "src/a.ts"] }).change.fired).toEqual([{ rule: "change-types.business-logic.otherwise", type: "business-logic", because: "src/b.ts" }]);
  });

  test("the types of each path are known, for the measurements", () => {
    expect([...classified({ paths: ["README.md", "src/auth/README.md"] }).typesOf]).toEqual([
      ["README.md", ["documentation"]],
      ["src/auth/README.md", ["security", "documentation"]],
    ]);
  });

  test("R76: qualifications of all matching types", () => {
    expect(classified({ paths: ["src/auth/token.ts", "src/consent/form.ts"] }).change.qualifications).toEqual(["compliance", "security"]);
  });
});

describe("C23: links do not get around ownership", () => {
  const link = (path: string, linkTarget: string | null) => fileOf(path, { content: "symlink", newMode: "120000", linkTarget });

  test.each([
    ["that replaces an owned folder", link("src/auth", "../elsewhere"), ["security", "business-logic"]],
    ["that lands on an owned folder", link("lib/tokens", "../src/auth"), ["security", "business-logic"]],
    ["that lands in an owned folder", link("lib/tokens", "../src/auth/tokens"), ["security", "business-logic"]],
    ["that lands on an owned file", link("lib/readme", "../AGENTS.md"), ["documentation", "security", "business-logic"]],
    ["the twin: that touches nothing owned", link("lib/tokens", "../src/pay"), ["business-logic"]],
    ["the twin: among documents", link("docs/latest.md", "v2.md"), ["documentation"]],
    ["whose target nobody knows", link("src/auth", null), ["security", "business-logic"]],
    ["to the root of the repository", link("lib/all", ".."), ["business-logic"]],
    ["that climbs out of it", link("lib/all", "../../../AGENTS.md"), ["documentation", "security", "business-logic"]],
  ])("a link %s", (_what, file, types) => {
    expect(typesOf({ files: [file] })).toEqual(types);
  });

  test("a submodule in place of an owned folder", () => {
    expect(typesOf({ files: [fileOf("src/auth", { content: "submodule", newMode: "160000" })] })).toEqual(["security", "business-logic"]);
    expect(typesOf({ files: [fileOf("src/auth")] })).toEqual(["business-logic"]);
  });

  test("also where another file came from the path that is a link now", () => {
    const moved = fileOf("docs/auth.md", { status: "renamed", from: "src/auth" });
    expect(typesOf({ files: [link("src/auth", "../elsewhere"), moved] })).toContain("security");
  });
});

describe("findings make a type match", () => {
  const finding = (rule: string, severity: Finding["severity"]): Finding => ({
    tool: "semgrep",
    rule,
    severity,
    message: "",
    path: "src/pay.ts",
    line: 3,
    fingerprint: null,
    suppressed: false,
  });

  test.each([
    ["an analysis finding of the asked severity", finding("sql-injection", "high"), true],
    ["a more severe one", finding("sql-injection", "critical"), true],
    ["the twin: a less severe one", finding("sql-injection", "medium"), false],
    ["a rule that names the word, of any severity", finding("generic.Secret.token", "low"), true],
  ])("%s", (_what, found, security) => {
    const { change } = classified({ findings: [found] });
    expect(change.types.includes("security")).toBe(security);
    if (security) expect(change.fired.at(-1)?.because).toBe(`${found.rule} in src/pay.ts`);
  });

  test("one without a place is of the change", () => {
    expect(classified({ findings: [{ ...finding("x", "high"), path: null }] }).change.fired.at(-1)).toEqual({
      rule: "change-types.security.findings[0]",
      type: "security",
      because: "x in the change",
    });
  });
});

describe("R69: the risk of a change is that of its dependencies", () => {
  type Jump = "added" | "removed" | "major" | "minor" | "patch" | "unknown";
  const updates = (...jumps: Jump[]) => ({
    updates: jumps.map((jump, at) => ({ ecosystem: "npm" as const, name: `p${at}`, from: "1.0.0", to: "1.0.1", jump })),
    sound: true,
    troubles: [],
    beside: [],
  });

  test.each<[Jump[], string]>([
    [[], "low"],
    [["patch"], "low"],
    [["patch", "minor"], "medium"],
    [["removed"], "medium"],
    [["minor", "major"], "high"],
    [["added"], "high"],
    [["unknown"], "high"],
  ])("%j is %s", (jumps, risk) => {
    expect(classified({ paths: ["package-lock.json"], dependencies: updates(...jumps) }).change.risk).toBe(risk);
  });

  test("what nobody can read is high: the files of another ecosystem, and what a manifest changes beside dependencies", () => {
    expect(classified({ paths: ["go.mod"] }).change.risk).toBe("high");
    expect(classified({ paths: ["package.json"], dependencies: { ...updates("patch"), beside: ["package.json: scripts"] } }).change.risk).toBe("high");
  });
});

describe("origin", () => {
  test.each(["human", "ai", "mixed", "unknown"] as const)("R3: lines of %s", (origin) => {
    expect(classified({ origin }).change.origins).toEqual([origin]);
  });

  test("R3: a change that adds no line has an unknown one", () => {
    expect(classified({ attribution: attributionOf([]) }).change.origins).toEqual(["unknown"]);
  });

  test("R102: the proposal or the evidence discloses it", () => {
    const said = (declared: boolean, disclosed: boolean) => classified({ declared, attribution: attributionOf(["src/pay.ts"], "ai", { disclosed }) }).change.disclosed;
    expect([said(false, false), said(true, false), said(false, true)]).toEqual([false, true, true]);
  });

  test("a suspended tool is seen in the lines that it wrote and in what the evidence names", () => {
    const strict = policyOf("ai: { suspended: [claude-code, cursor] }");
    expect(classified({}, strict).change.suspendedTools).toEqual(["claude-code"]);
    expect(classified({ attribution: attributionOf(["src/pay.ts"], "human", { tools: [{ tool: "cursor", model: null, lines: 0 }] }) }, strict).change.suspendedTools).toEqual([
      "cursor",
    ]);
    expect(classified({ origin: "human" }, strict).change.suspendedTools).toEqual([]);
  });

  test("R92: a tool conflicts only where its own lines lie in a path that it may not write", () => {
    const by = policyOf("ai: { tools: [{ tool: claude-code, owner: lea, conditions: { not-paths: [src/claims/**] } }] }");
    const paths = ["src/claims/pay.ts", "src/pay.ts"];
    expect(classified({ paths }, by).change.toolConflicts).toEqual([{ tool: "claude-code", path: "src/claims/pay.ts" }]);
    expect(classified({ paths, origin: "human" }, by).change.toolConflicts).toEqual([]);
  });
});

describe("R14: constraints", () => {
  const by = policyOf(`constraints:
  - { id: logs, why: No names in logs, rule: rules/logs.yaml, severity: deny }
  - { id: more, why: Nothing more, rule: rules/more.yaml, severity: ask }`);
  const found = (rule: string, path: string | null = "src/pay.ts"): Finding => ({
    tool: "t",
    rule,
    severity: "low",
    message: "",
    path,
    line: path === null ? null : 4,
    fingerprint: null,
    suppressed: false,
  });
  const constraints = (options: ClassifyOptions) => classified(options, by).change.constraints;

  test("are unchecked until an analysis lists them among its rules", () => {
    expect(constraints({}).unchecked).toEqual(["logs", "more"]);
    expect(constraints({ rulesRun: new Set(["logs"]) }).unchecked).toEqual(["more"]);
  });

  test("are broken by each finding of their id; those that ask become one question", () => {
    expect(constraints({ findings: [found("logs"), found("more"), found("more", null), found("logs-too")] })).toMatchObject({
      broken: [
        { id: "logs", path: "src/pay.ts", line: 4 },
        { id: "more", path: "src/pay.ts", line: 4 },
        { id: "more", path: "the change", line: null },
      ],
      asked: ["more"],
    });
  });

  const texts = new Map(["logs", "more"].map((id) => [id, { path: `rules/${id}.yaml`, text: id, digest: id }]));
  const look = (id: string, more: Partial<ConstraintLook> = {}): ConstraintLook => ({ id, rule: id, files: 1, unread: [], trouble: null, ...more });
  const own = (id: string, line = 7) => ({ id, path: "src/pay.ts", line, column: 1, message: `It breaks ${id}` });
  const looked = (report: Partial<ConstraintReport>, options: ClassifyOptions = {}) =>
    classified({ ...options, constraints: { looks: [], findings: [], ...report } }, { ...by, rules: texts }).change.constraints;

  test("are checked where our own runner looked at all of the change by the same text of the rule", () => {
    expect(looked({ looks: [look("logs"), look("more")] })).toEqual({ unchecked: [], why: {}, broken: [], asked: [] });
    expect(looked({ looks: [look("logs"), look("more", { rule: "another text" })] })).toMatchObject({ unchecked: ["more"], why: {} });
    expect(looked({})).toMatchObject({ unchecked: ["logs", "more"], why: {} });
  });

  test("are unchecked where it could not look, with the reason, unless an analysis looked", () => {
    const looks = [
      look("logs", { trouble: "it took too long" }),
      look("more", {
        unread: [
          { path: "a.vue", why: "there is no grammar" },
          { path: "b.vue", why: "there is no grammar" },
        ],
      }),
    ];
    expect(looked({ looks })).toMatchObject({
      unchecked: ["logs", "more"],
      why: { logs: "it took too long", more: "a.vue was not looked at, because there is no grammar, and 1 more was not" },
    });
    expect(looked({ looks }, { rulesRun: new Set(["logs", "more"]) })).toMatchObject({ unchecked: [], why: {} });
  });

  test("are broken by what either found, each place once; what was found by another text of a rule is nothing", () => {
    const report = { looks: [look("logs"), look("more", { rule: "another text" })], findings: [own("logs"), own("logs", 4), own("more")] };
    expect(looked(report, { findings: [found("logs"), found("more")] })).toMatchObject({
      broken: [
        { id: "logs", path: "src/pay.ts", line: 7, message: "It breaks logs" },
        { id: "logs", path: "src/pay.ts", line: 4, message: "It breaks logs" },
        { id: "more", path: "src/pay.ts", line: 4 },
      ],
      asked: ["more"],
    });
  });
});

test("lines and flags are those of all files together, each flag once", () => {
  const files = [fileOf("a.ts", { added: 3, deleted: 1, flags: ["bidi", "opaque"] }), fileOf("b.ts", { added: 4, deleted: 0, flags: ["bidi"] })];
  expect(classified({ files, range: { flags: ["criss-cross"] } }).change).toMatchObject({ added: 7, deleted: 1, flags: ["criss-cross", "bidi", "opaque"] });
});

describe("C08: what nobody can read of a change", () => {
  const of = (...files: readonly ReturnType<typeof fileOf>[]) => classified({ files }).change.unreadable;

  test("is source code that is binary or packed and no tool's work, and whatever else has no lines", () => {
    const binary = { content: "binary", flags: ["opaque"] } as const;
    expect(of(fileOf("a.ts", { flags: ["minified"] }), fileOf("b.py", binary), fileOf("c.png", binary), fileOf("lib", { content: "submodule", flags: ["opaque"] }))).toEqual({
      sources: ["a.ts", "b.py"],
      unshown: ["c.png", "lib"],
    });
  });

  test("is neither text that can still be read nor what is deleted, and what the base calls generated is not refused", () => {
    expect(of(fileOf("a.ts", { flags: ["opaque", "oversized"] }), fileOf("gone.png", { content: "binary", status: "deleted" }), fileOf("a.css", { flags: ["minified"] }))).toEqual({
      sources: [],
      unshown: [],
    });
    expect(of(fileOf("gen.ts", { flags: ["generated", "minified"] }), fileOf("gen.js", { content: "binary", flags: ["opaque", "generated"] }))).toEqual({
      sources: [],
      unshown: ["gen.js"],
    });
    expect(of(fileOf("gen.ts", { flags: ["claims-generated", "minified"] })).sources).toEqual(["gen.ts"]);
  });
});
