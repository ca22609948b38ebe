import { describe, expect, test } from "vitest";
import { type EvidenceSummary, Tree } from "../evidence/index.ts";
import type { Attribution, ChangedFile, MovedLines, Weakening } from "../model/change.ts";
import type { FileCoverage } from "../model/evidence.ts";
import type { Origin } from "../model/origin.ts";
import { classify } from "./classify.ts";
import { coverageOfOrigin } from "./coverage-of-origin.ts";
import { measure } from "./measure.ts";
import { attributionOf, classifyInput, fileOf, policyOf } from "./testing.ts";

const nothing: EvidenceSummary = { tests: null, coverage: null, analysis: null, advisories: null, components: null, references: null };

interface Measured {
  readonly files?: readonly ChangedFile[];
  readonly attribution?: Attribution;
  readonly origin?: Origin;
  readonly summary?: Partial<EvidenceSummary>;
  readonly policy?: string;
  readonly requirement?: string | null;
  readonly moves?: readonly MovedLines[];
  readonly weakenings?: readonly Weakening[];
}

function measured({ files = [fileOf("src/pay.ts")], origin = "ai", attribution, summary, policy: text, moves = [], weakenings = [], ...more }: Measured = {}) {
  const policy = policyOf(text ?? null);
  const input = classifyInput({ files, origin, ...(attribution === undefined ? {} : { attribution }), ...more });
  const classification = classify(policy, input);
  const found = { ...nothing, ...summary };
  const tree = new Tree(files.map(({ path }) => path));
  const coverage = coverageOfOrigin({ policy: policy.policy, typesOf: classification.typesOf, attribution: input.attribution, coverage: found.coverage, tree });
  return measure({
    classification,
    range: { files, commits: [] },
    attribution: input.attribution,
    sound: input.dependencies.sound,
    updates: input.updates,
    moves,
    weakenings,
    summary: found,
    coverage,
  });
}

describe("what was not measured is null, never zero", () => {
  test("without a report there are no tests, no analysis and no coverage of AI's lines", () => {
    const { evidence, coverage } = measured();
    expect(evidence).toEqual({ tests: null, analysis: null, advisories: null, references: null });
    expect(coverage).toBeNull();
  });

  test("without a report of the base nobody knows which tests are gone, and the lists are not empty", () => {
    const counted = { passed: 3, failed: 0, skipped: 1, flaky: 0, removed: null, newlySkipped: null };
    const { tests } = measured({ summary: { tests: counted } }).evidence;
    expect([tests?.removed.length, tests?.newly_skipped.length]).toEqual([1, 1]);
    expect(measured({ summary: { tests: { ...counted, removed: [], newlySkipped: ["pay › refunds"] } } }).evidence.tests).toMatchObject({
      passed: 3,
      skipped: 1,
      removed: [],
      newly_skipped: ["pay › refunds"],
    });
  });
});

describe("what the change does to tests and checks (R68), and what it only moves", () => {
  test("is counted, and what was recorded before it was looked for has none", () => {
    const from = { path: "src/old.ts", line: 40 };
    const moves = [
      { path: "src/pay.ts", start: 1, end: 4, from },
      { path: "src/pay.ts", start: 9, end: 9, from },
    ];
    const weakenings = [{ kind: "test-skipped", path: "src/pay.test.ts", line: 3, sentence: "It is skipped." }] as const;
    expect(measured({ moves, weakenings }).change).toMatchObject({ moved: 5, weakened: 1, weakenings: [{ kind: "test-skipped", path: "src/pay.test.ts" }] });
    expect(measured().change).toMatchObject({ moved: 0, weakened: 0, weakenings: [] });
  });
});

describe("R83: coverage of the lines that AI wrote", () => {
  const covered = (lines: FileCoverage["lines"], path = "src/pay.ts") => ({ coverage: { kind: "coverage" as const, executable: lines.length, hit: 0, files: [{ path, lines }] } });
  const eight = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((line): readonly [number, number] => [line, line <= 8 ? 1 : 0]);

  test("is hit ÷ executable of them", () => {
    expect(measured({ summary: covered(eight) }).coverage).toEqual({ ai: { lines: 0.8, unknown: 0 }, changed: { lines: 0.8, unknown: 0 } });
  });

  test("lines that are not executable count for nothing", () => {
    expect(measured({ summary: covered(eight.slice(0, 4)) }).coverage?.ai).toEqual({ lines: 1, unknown: 0 });
    expect(measured({ summary: covered([[99, 0]]) }).coverage?.ai).toEqual({ lines: 1, unknown: 0 });
  });

  test("a file that no report mentions is unknown, and nothing of it is covered", () => {
    expect(measured({ summary: covered([[1, 1]], "src/other.ts") }).coverage?.ai).toEqual({ lines: 0, unknown: 1 });
    const two = [fileOf("src/pay.ts"), fileOf("src/claim.ts")];
    expect(measured({ files: two, summary: covered(eight) }).coverage?.ai).toEqual({ lines: 0.8, unknown: 0.5 });
  });

  test.each([
    ["tests", "src/pay.test.ts"],
    ["documentation", "docs/pay.md"],
    ["what is no source", "config/pay.yaml"],
    ["types alone", "src/pay.d.ts"],
    ["a file without an ending", "Makefile"],
  ])("%s cannot be covered, so nothing of it is uncovered", (_what, path) => {
    expect(measured({ files: [fileOf(path)] }).coverage).toEqual({ ai: { lines: 1, unknown: 0 }, changed: { lines: 1, unknown: 0 } });
  });

  test("of a person's lines only the share of all changed lines speaks", () => {
    expect(measured({ origin: "human" }).coverage).toEqual({ ai: { lines: 1, unknown: 0 }, changed: { lines: 0, unknown: 1 } });
    expect(measured({ origin: "human", summary: covered(eight) }).coverage).toEqual({ ai: { lines: 1, unknown: 0 }, changed: { lines: 0.8, unknown: 0 } });
  });

  test("R3: unknown lines count as AI's where the policy says so", () => {
    expect(measured({ origin: "unknown", summary: covered(eight) }).coverage?.ai.lines).toBe(0.8);
    expect(measured({ origin: "unknown", summary: covered(eight), policy: "ai: { undeclared: deny }" }).coverage?.ai.lines).toBe(1);
  });

  test("mixed lines do", () => {
    expect(measured({ origin: "mixed", summary: covered(eight) }).coverage?.ai.lines).toBe(0.8);
  });
});

describe("the change itself", () => {
  test("its size, types, tier and files", () => {
    const { change } = measured({ files: [fileOf("src/pay.ts", { flags: ["bidi"] }), fileOf("README.md", { added: 1, deleted: 0 })] });
    expect(change).toMatchObject({
      added: 11,
      deleted: 2,
      lines: 13,
      commits: 0,
      tier: "business-logic",
      types: ["documentation", "business-logic"],
      requirement: true,
      lockfile_sound: true,
    });
    expect(change.files).toEqual([
      { path: "src/pay.ts", status: "modified", content: "text", added: 10, deleted: 2, types: ["business-logic"], flags: ["bidi"] },
      { path: "README.md", status: "modified", content: "text", added: 1, deleted: 0, types: ["documentation"], flags: [] },
    ]);
  });

  test("R28: whether a requirement is linked", () => {
    expect(measured({ requirement: null }).change.requirement).toBe(false);
  });

  test("the share of AI is that of ai and mixed lines; of no line it is zero", () => {
    const counts = { human: 5, ai: 3, mixed: 1, unknown: 1 };
    expect(measured({ attribution: attributionOf(["src/pay.ts"], "ai", { counts }) }).origin).toEqual({ ...counts, ai_share: 0.4, tools: ["claude-code"], disclosed: true });
    expect(measured({ attribution: attributionOf([]) }).origin.ai_share).toBe(0);
  });
});

test("findings on added lines are counted by severity, suppressed ones apart", () => {
  const finding = (severity: "none" | "low" | "medium" | "high" | "critical") => ({
    tool: "t",
    rule: "r",
    severity,
    message: "",
    path: null,
    line: null,
    fingerprint: null,
    suppressed: false,
  });
  const onAddedLines = [finding("critical"), finding("high"), finding("high"), finding("low"), finding("none")];
  const analysis = { tools: ["t"], rules: ["r"], critical: 9, high: 9, medium: 9, low: 9, suppressed: 2, onAddedLines };
  expect(measured({ summary: { analysis } }).evidence.analysis).toEqual({ critical: 1, high: 2, medium: 0, low: 1, suppressed: 2 });
});
