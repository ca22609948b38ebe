import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readGlob, splitPath } from "./glob.ts";
import { loadPolicyFile } from "./load.ts";
import type { Measurements } from "./measurements.ts";

// What the tests of this room, and of those below it, share.

/** The policy of a plausible hospital: every setting of the language, for tests. */
export const hospitalText = `# yaml-language-server: $schema=./policy.schema.json
policy: 1
version: 14                      # only ever grows; an older one is refused
review-by: 2027-03-31

ai:
  undeclared: treat-as-ai        # what an unknown origin counts as
  disclosure: required           # a change says which AI tools it used, or that it used none
  tools:
    - tool: claude-code
      owner: dana.okafor@northwind.example
      models: [claude-*]
      conditions: { data: [public, internal], modes: [supervised], not-paths: [src/claims/**] }
      review-by: 2027-01-31
  suspended: []                  # a tool listed here makes its new changes deny

qualifications:
  security:   { granted-by: [ciso], valid-for: 1y }
  claims:     { granted-by: [head-of-claims], valid-for: 1y }

change-types:                    # several may match; the strictest tier rules
  tests:          { paths: ["**/*.test.ts", "test/**"] }
  dependencies:   { paths: ["**/package.json", "**/package-lock.json"] }
  security:       { paths: ["src/auth/**", "**/*.rego", AGENTS.md], findings: [sast>=high, secret] }
  compliance:     { paths: ["src/claims/**"], qualification: claims }
  business-logic: { otherwise: true }

criteria:
  tests-pass:
    check: evidence.tests.failed == 0 && evidence.tests.passed > 0
    says: Every test passes, and there are tests.
  ai-lines-covered:
    check: coverage.ai.lines >= 0.80 && coverage.ai.unknown <= 0.05
    says: At least 80 % of the lines AI wrote are covered by tests.
  nothing-invented:
    check: evidence.references.contradicted == 0
    says: No function, type, module or package that does not exist.
  meets-requirement:
    ask: Does the change do what the linked requirement asks, and nothing else?
    link: requirement            # the answer must name one
  rollback-known:
    ask: What breaks if this is wrong, and how is it rolled back?

tiers:
  tests:
    human: Looks at failures, and at tests that were deleted or skipped
    pass-alone: tests-pass       # no click needed when true; sampled for audit
    sample: 5%
  dependencies:
    human: Approves or defers each update by its risk
    check: [lockfile-sound, packages-exist]
    approvals: { low: 0, medium: 1, high: { count: 1, qualification: security } }
  business-logic:
    human: Reviews the whole diff against its requirement
    check: [tests-pass, ai-lines-covered, nothing-invented]
    ask: [meets-requirement]
    approvals: { count: 1 }
  security:
    human: Two people judge the security effect, one of them qualified for it
    check: [tests-pass, ai-lines-covered, nothing-invented, no-high-findings]
    ask: [meets-requirement, threat-considered]
    approvals: [{ count: 2 }, { count: 1, qualification: security }]
    signature: passkey           # step-up at the moment of signing

constraints:
  - id: no-patient-identifier-in-logs
    why: The hospital may not store patient identifiers in a log field
    rule: constraints/no-patient-identifier-in-logs.yaml   # an ast-grep rule
    severity: deny

escalation:
  unsure:  [{ to: { qualification: same, not: asked }, within: 4h }, { to: { role: architect }, within: 1d }]
  overdue: [{ after: 1d, to: { role: engineering-lead } }]
  on-timeout: deny

environments:
  production:
    human: A named individual releases it, knowing blast radius and rollback
    ask: [rollback-known]
    approvals: { count: 1, role: release-manager, signature: passkey }
    freeze: [{ from: "2026-12-20", to: "2027-01-03", why: Year end }]
    break-glass: { people: 2, review-within: 24h }

limits:
  change-lines: 400              # above this the change warns; above 4x it needs a reason
  reviews-per-person-per-day: 12

measure:
  ai-window: 6mo                 # AI as a distinct defect category since adoption
  escape-window: 90d
`;

export const hospital = () => loadPolicyFile(hospitalText, "organisation.yaml");

export const hospitalRules: ReadonlyMap<string, string> = new Map([["constraints/no-patient-identifier-in-logs.yaml", "id: no-patient-identifier-in-logs\n"]]);

const clean: Measurements = {
  change: {
    added: 120,
    deleted: 8,
    lines: 128,
    commits: 3,
    tier: "business-logic",
    risk: "low",
    types: ["business-logic"],
    tools: ["claude-code"],
    files: [{ path: "src/claims/pay.ts", status: "modified", content: "text", added: 120, deleted: 8, types: ["business-logic"], flags: [] }],
    requirement: true,
    lockfile_sound: true,
    dependencies: [],
    moved: 0,
    weakened: 0,
    weakenings: [],
  },
  origin: { human: 20, ai: 100, mixed: 0, unknown: 0, ai_share: 0.83, tools: ["claude-code"], disclosed: true },
  coverage: { ai: { lines: 0.9, unknown: 0 }, changed: { lines: 0.91, unknown: 0 } },
  evidence: {
    tests: { passed: 42, failed: 0, skipped: 1, flaky: 0, removed: [], newly_skipped: [] },
    analysis: { critical: 0, high: 0, medium: 2, low: 5, suppressed: 0 },
    advisories: { critical: 0, high: 0, medium: 0, low: 1, suppressed: 0 },
    references: { contradicted: 0, unverifiable: 3, verified: 12, drifted: 0 },
  },
};

interface Overrides {
  readonly change?: Partial<Measurements["change"]>;
  readonly origin?: Partial<Measurements["origin"]>;
  readonly coverage?: Measurements["coverage"];
  readonly tests?: Partial<NonNullable<Measurements["evidence"]["tests"]>> | null;
  readonly analysis?: Partial<NonNullable<Measurements["evidence"]["analysis"]>> | null;
  readonly advisories?: Partial<NonNullable<Measurements["evidence"]["advisories"]>> | null;
  readonly references?: null;
}

/** A change with nothing wrong in it, except for what is given; for tests. */
export function measured({ change, origin, coverage, tests, analysis, advisories, references }: Overrides = {}): Measurements {
  const { evidence } = clean;
  return {
    change: { ...clean.change, ...change },
    origin: { ...clean.origin, ...origin },
    coverage: coverage === undefined ? clean.coverage : coverage,
    evidence: {
      tests: tests === null || evidence.tests === null ? null : { ...evidence.tests, ...tests },
      analysis: analysis === null || evidence.analysis === null ? null : { ...evidence.analysis, ...analysis },
      advisories: advisories === null || evidence.advisories === null ? null : { ...evidence.advisories, ...advisories },
      references: references === null ? null : evidence.references,
    },
  };
}

const name = fc
  .array(fc.constantFrom("a", "b", "B", ".", "-", " ", "*", "?", "[", "]", "{", "!", "\\", "é", "e\u0301", "\n", "~"), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(""));
const segment = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("a", "b", "ab", ".a", "a.ts", "b.", "b ") }, { weight: 1, arbitrary: name });
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
const piece = fc.constantFrom("a", "b", ".", "*", "?", "*.ts", "a*", "\\*", "\\[", "é", "~", " ", "-");
const inner = fc.oneof({ weight: 1, arbitrary: fc.constant("**") }, { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")) });
const pattern = fc.oneof(
  fc.array(inner, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/")),
  path,
);

// A tree cannot hold a file and a folder of the same name.
function treeOf(paths: readonly string[]): string[] {
  const kept: string[] = [];
  for (const one of new Set(paths)) if (!kept.some((other) => other.startsWith(`${one}/`) || one.startsWith(`${other}/`))) kept.push(one);
  return kept.filter((one) => one.split("/").every((step) => step !== "." && step !== ".."));
}

/** Asks git and us about the same trees and patterns, `runs` times; throws at the first disagreement, gives the number of pairs compared. */
export function comparePairsWithGit(runs: number): number {
  const repository = mkdtempSync(join(tmpdir(), "glob-"));
  const git = (args: readonly string[], input = ""): string =>
    execFileSync("git", ["-c", "core.protectNTFS=false", "-c", "core.protectHFS=false", ...args], {
      cwd: repository,
      input,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C" },
    });
  let pairs = 0;
  try {
    git(["init", "-q"]);
    const blob = git(["hash-object", "-w", "--stdin"]).trim();
    const agrees = fc.property(fc.array(path, { minLength: 40, maxLength: 120 }), fc.array(pattern, { minLength: 4, maxLength: 8 }), (paths, patterns) => {
      const tree = treeOf(paths);
      git(["read-tree", "--empty"]);
      git(["update-index", "-z", "--index-info"], tree.map((one) => `100644 ${blob}\t${one}\0`).join(""));
      for (const one of patterns) {
        const glob = readGlob(one);
        if ("problem" in glob) continue;
        const theirs = new Set(
          git(["ls-files", "-z", "--", `:(glob)${one}`])
            .split("\0")
            .filter(Boolean),
        );
        const disputed = tree.find((candidate) => glob.matches(splitPath(candidate)) !== theirs.has(candidate));
        if (disputed !== undefined) throw new Error(`git and we disagree about ${JSON.stringify(one)} on ${JSON.stringify(disputed)}`);
        pairs += tree.length;
      }
    });
    fc.assert(agrees, { numRuns: runs });
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
  return pairs;
}
