import { describe, expect, test } from "vitest";
import { Failure } from "../model/failure.ts";
import { actualText, compareChecks, compileCriterion, type Outcome } from "./cel.ts";
import { defaultParts } from "./resolve.ts";
import { measured } from "./testing.ts";

const run = (source: string, measurements = measured()): Outcome => compileCriterion(source).evaluate(measurements);

function refusal(source: string): Failure {
  try {
    compileCriterion(source, (offset) => ({ column: offset + 1 }));
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`${source} was accepted`);
}

describe("what a check says", () => {
  test.each<[string, Outcome]>([
    ["evidence.tests.failed == 0 && evidence.tests.passed > 0", "met"],
    ["coverage.ai.lines >= 0.91", "not-met"],
    ["coverage.ai.lines >= 1", "not-met"],
    ["change.lockfile_sound && change.requirement", "met"],
    ['"claude-code" in origin.tools && origin.ai > origin.human', "met"],
    ['change.files.exists(f, glob(f.path, "src/claims/**") && f.added > 100)', "met"],
    ["change.files.all(f, f.flags.size() == 0)", "met"],
    ['change.weakened == 0 && change.moved == 0 && change.weakenings.all(w, w.kind != "test-removed" && w.path != "")', "met"],
    ["size(change.files.filter(f, f.added > 100)) == 1", "met"],
    ['change.files[0].path.startsWith("src/")', "met"],
    ['change.dependencies.all(d, d.jump == "removed" || d.to != "")', "met"],
    ["!(coverage.ai.lines < 0.5)", "met"],
  ])("%s: %j", (source, outcome) => {
    expect(run(source)).toBe(outcome);
  });

  test("R23: a threshold that is missed is not met, and the sentence names the measured value, uncut to the asked one", () => {
    const compiled = compileCriterion("coverage.ai.lines >= 0.80 && coverage.ai.unknown <= 0.05");
    const below = measured({ coverage: { ai: { lines: 0.79999, unknown: 0 }, changed: { lines: 1, unknown: 0 } } });
    expect(compiled.evaluate(below)).toBe("not-met");
    expect(actualText(compiled.actual(below))).toBe("coverage.ai.lines = 0.7999, asked >= 0.80; coverage.ai.unknown = 0, asked <= 0.05");
  });

  test("what it compares is told for bare members, sizes, swapped sides and negations too", () => {
    const compiled = compileCriterion(
      'change.lockfile_sound && !change.requirement && size(evidence.tests.removed) == 0 && 2 < change.commits && change.files.exists(f, f.path == "x")',
    );
    expect(compiled.actual(measured({ tests: { removed: ["a", "b"] } }))).toEqual([
      { field: "change.lockfile_sound", value: "true", asked: "true" },
      { field: "change.requirement", value: "true", asked: "false" },
      { field: "size(evidence.tests.removed)", value: "2", asked: "== 0" },
      { field: "change.commits", value: "3", asked: "> 2" },
      { field: 'change.files.exists(f, f.path == "x")', value: null, asked: "true" },
    ]);
  });
});

describe("missing evidence and errors", () => {
  test("D11: evidence that is not there makes a check not met, whatever else it says", () => {
    const source = "evidence.tests.failed == 0 || true";
    expect(compileCriterion(source).needs).toEqual(["tests"]);
    expect(run(source, measured({ tests: null }))).toEqual({ missing: "tests" });
    expect(run("coverage.changed.lines > 0.0", measured({ coverage: null }))).toEqual({ missing: "coverage" });
    expect(run("evidence.references.contradicted == 0", measured({ references: null }))).toEqual({ missing: "references" });
    expect(compileCriterion("evidence.references.contradicted == 0").actual(measured({ references: null }))).toEqual([
      { field: "evidence.references.contradicted", value: null, asked: "== 0" },
    ]);
  });

  test("a check asks only for the evidence that it names", () => {
    expect(compileCriterion("evidence.analysis.high == 0 && coverage.ai.lines > 0.1").needs).toEqual(["analysis", "coverage"]);
    expect(run("evidence.analysis.high == 0", measured({ tests: null, references: null, coverage: null }))).toBe("met");
  });

  test("a number that is none is an error, never met", () => {
    const nan = measured({ coverage: { ai: { lines: Number.NaN, unknown: 0 }, changed: { lines: 0, unknown: 0 } } });
    expect(run("!(coverage.ai.lines < 0.8)", nan)).toEqual({ error: "a measured share is NaN, not a number" });
    expect(run("evidence.tests.failed == 0", measured({ tests: { failed: 0.5 } }))).toEqual({ error: "a measured count is 0.5, not a whole number" });
  });

  test("an index beyond the list and a division by zero are errors, never met", () => {
    expect(run('change.files[7].path == ""')).toHaveProperty("error");
    expect(run("change.added / (change.added - 120) == 0")).toHaveProperty("error");
  });

  test("a search within a search over very many files is an error, never minutes", () => {
    const files = Array.from({ length: 2_001 }, (_, index) => ({ path: `f${index}`, status: "added", content: "text", added: 1, deleted: 0, types: [], flags: [] }));
    expect(run("change.files.all(a, change.files.exists(b, a.path == b.path))", measured({ change: { files } }))).toHaveProperty("error");
    expect(run("change.files.all(a, change.files.exists(b, a.path == b.path))", measured({ change: { files: files.slice(0, 50) } }))).toBe("met");
    const removed = files.map(({ path }) => path);
    expect(run("change.files.exists(f, f.path in evidence.tests.removed)", measured({ tests: { removed } }))).toHaveProperty("error");
    expect(run('"f1" in evidence.tests.removed', measured({ tests: { removed } }))).toBe("met");
  });

  test("one object after another is read anew", () => {
    const passes = compileCriterion("evidence.tests.failed == 0");
    const [good, bad] = [measured(), measured({ tests: { failed: 1 } })];
    expect([good, bad, good, bad].map((one) => passes.evaluate(one))).toEqual(["met", "not-met", "met", "not-met"]);
  });
});

describe("what is refused when the policy is loaded", () => {
  test.each([
    ["evidence.tests.faild == 0", "`faild`", "`failed`", 16],
    ["evidnce.tests.failed == 0", "`evidnce`", "`evidence`", 1],
    ["coverage.ai.line > 0.5", "`line`", "`lines`", 13],
    ["change.files.exist(f, f.added > 1)", "`exist`", "`exists`", 14],
    ["change.files.exists(f, f.pth == '')", "`pth`", "`path`", 26],
    ["change.files.exists(fil, fill.added > 1)", "`fill`", "`fil`", 26],
    ["siz(change.tools) == 0", "`siz`", "`size`", 1],
  ])("%s names the wrong word, the nearest one and its column", (source, wrong, right, column) => {
    const failure = refusal(source);
    expect(failure.message).toContain(wrong);
    expect(failure.hint).toBe(`Did you mean ${right}?`);
    expect(failure.place).toEqual({ column });
  });

  test.each([
    ['change.tier.matches("(a+)+$")', "A check uses no regular expressions."],
    ["change.files.all(a, change.files.all(b, change.files.all(c, a.path == c.path)))", "Searches nest at most 2 deep."],
    ["change.files.exists(change, change.added > 0)", "`change` already means something else."],
    ["dyn(change).x == 1", "A check knows no function `dyn`."],
    ['glob(change.tier, "a[b")', "The pattern `a[b` has `[`, which patterns do not know."],
    ["glob(change.tier, change.risk)", "The pattern of `glob` is written out in the policy."],
    ['evidence["tests"].failed == 0', "A record is read with a point, not with brackets."],
    ["change.added", "A check is true or false; this one is neither."],
    ["coverage.ai.lines == 1", "This check is not valid CEL: no such overload: double == int."],
    ["change.added > ", "This check is not valid CEL: Unexpected token: EOF."],
    ["", "This check is not valid CEL: "],
    [`${"(".repeat(200)}true${")".repeat(200)}`, "This check is not valid CEL: "],
  ])("D17: %s", (source, sentence) => {
    const failure = refusal(source);
    expect(failure.code).toBe("policy-invalid");
    expect(failure.message.startsWith(sentence)).toBe(true);
  });

  test("the twins of these pass", () => {
    expect(run('change.tier.contains("business")')).toBe("met");
    expect(run("change.files.all(a, change.files.exists(b, a.path == b.path))")).toBe("met");
    expect(run("coverage.ai.lines < 1.0")).toBe("met");
  });
});

describe("comparing two checks", () => {
  test.each([
    ["coverage.ai.lines >= 0.8", "coverage.ai.lines >= 0.9", "stricter"],
    ["coverage.ai.lines >= 0.8", "coverage.ai.lines >= 0.7", "looser"],
    ["coverage.ai.unknown <= 0.05", "coverage.ai.unknown <= 0.01", "stricter"],
    ["change.lines < 400", "change.lines < 200", "stricter"],
    ["coverage.ai.lines >= 0.8 && coverage.ai.unknown <= 0.05", "coverage.ai.lines >= 0.9 && coverage.ai.unknown <= 0.1", "other"],
    ["coverage.ai.lines >= 0.8", "coverage.ai.lines  >=  0.80", "same"],
    ["coverage.ai.lines >= 0.8", "coverage.ai.lines > 0.8", "other"],
    ["coverage.ai.lines >= 0.8", "coverage.changed.lines >= 0.9", "other"],
    ["coverage.ai.lines >= 0.8", "coverage.ai.lines >= 0.9 || true", "other"],
    ["!(coverage.ai.lines >= 0.8)", "!(coverage.ai.lines >= 0.9)", "other"],
  ])("%s, then %s: %s", (from, to, expected) => {
    expect(compareChecks(from, to)).toBe(expected);
  });
});

test("every check of the default policy compiles, and is met by a change with nothing wrong in it", () => {
  const checks = Object.values(defaultParts().criteria).flatMap((criterion) => (criterion.kind === "check" ? [criterion.check] : []));
  expect(checks.length).toBeGreaterThan(5);
  expect(checks.map((source) => run(source))).toEqual(checks.map(() => "met"));
});
