import { describe, expect, it } from "vitest";
import type { AnalysisReport, Finding, Inconsistency } from "../model/evidence.ts";
import {
  analysisInconsistencies,
  commitInconsistencies,
  coverageInconsistencies,
  reportInconsistencies,
  runInconsistencies,
  supersededSubmissions,
  testInconsistencies,
} from "./consistency.ts";
import { Tree } from "./paths.ts";
import { analysis, coverage, fixture, read, tests } from "./testing.ts";
import { withInconsistencies } from "./weight.ts";

const report = (cases: Record<string, string>) =>
  tests(
    `<testsuite>${Object.entries(cases)
      .map(([name, inside]) => `<testcase name="${name}">${inside}</testcase>`)
      .join("")}</testsuite>`,
  );
const expected = { minimum: 1, skippedRatio: 0.5, base: null };
const found = (list: readonly Inconsistency[]) => list.map(({ code }) => code);

describe("checks of test reports", () => {
  it("E04: zero tests are refused, whatever the minimum", () => {
    const none = tests("<testsuites/>");
    expect(found(testInconsistencies(none, { ...expected, minimum: 0 }))).toEqual(["empty-report", "no-tests"]);
    expect(withInconsistencies(read("<testsuites/>"), testInconsistencies(none, expected)).state).toBe("inconsistent");
  });

  it("E04: fewer than the minimum are refused, with both numbers", () => {
    expect(testInconsistencies(report({ a: "" }), { ...expected, minimum: 2 })).toEqual([
      { code: "no-tests", sentence: "The report holds 1 tests; at least 2 are asked for.", declared: "2", counted: "1" },
    ]);
  });

  it("E04 twin: the minimum itself is enough", () => expect(testInconsistencies(report({ a: "", b: "" }), { ...expected, minimum: 2 })).toEqual([]));

  it("E05: most tests skipped", () => {
    expect(testInconsistencies(report({ a: "", b: "<skipped/>", c: "<skipped/>" }), expected)).toEqual([
      { code: "too-many-skipped", sentence: "2 of 3 tests were skipped; at most 50 % may be, and a skipped test is no passed one.", declared: "50 %", counted: "66.7 %" },
    ]);
  });

  it("E05: all tests skipped, even where every share is allowed", () => {
    expect(found(testInconsistencies(report({ a: "<skipped/>" }), { ...expected, skippedRatio: 1 }))).toEqual(["too-many-skipped"]);
    expect(found(testInconsistencies(report({ a: "", b: "<skipped/>" }), { ...expected, skippedRatio: Number.NaN }))).toEqual(["too-many-skipped"]);
  });

  it("E05 twin: the ratio itself is allowed", () => expect(testInconsistencies(report({ a: "", b: "<skipped/>" }), expected)).toEqual([]));

  it("R68: tests removed and newly skipped since the base are listed by name, and do not spoil the report", () => {
    const base = report({ kept: "", gone: "", "gone too": "<failure/>", muted: "", "was skipped": "<skipped/>" });
    const head = report({ kept: "", muted: "<skipped/>", "was skipped": "<skipped/>", fresh: "", other: "" });
    const list = testInconsistencies(head, { ...expected, base });
    expect(list.map(({ code, sentence }) => [code, sentence])).toEqual([
      ["tests-removed", "2 ran on the base and are absent: gone, gone too."],
      ["tests-newly-skipped", "1 ran on the base and are skipped now: muted."],
    ]);
    expect(withInconsistencies(read(fixture("vitest.xml")), list).state).toBe("accepted");
  });

  it("R68 twin: the same tests as on the base", () => {
    const same = report({ a: "", b: "<skipped/>" });
    expect(testInconsistencies(same, { ...expected, base: same })).toEqual([]);
  });

  it("flaky tests are shown by name, and do not spoil the report", () => {
    expect(testInconsistencies(tests(fixture("surefire.xml")), expected)).toEqual([
      { code: "flaky", sentence: "1 passed only after a retry: com.example.ClaimTest › pays.", declared: null, counted: "1" },
    ]);
  });

  it("long lists are cut, and say how many there are", () => {
    const base = report(Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`t${at}`, ""])));
    const [removed] = testInconsistencies(report({ x: "" }), { ...expected, base });
    expect(removed?.sentence).toMatch(/^25 ran on the base and are absent: t0, .*t19 and 5 more\.$/);
  });
});

describe("checks of coverage reports", () => {
  const tree = new Tree(["src/a.ts", "src/b.ts"]);
  const check = (text: string, changed: string[] = [], lengths: [string, number][] = []) => coverageInconsistencies(coverage(text), { tree, changed, lengths: new Map(lengths) });

  it("E08: other paths and paths with `..` do not count, and a changed file that is missing is named", () => {
    const list = check("SF:src/a.ts\nDA:1,1\nend_of_record\nSF:../src/b.ts\nDA:1,1\nend_of_record\nSF:/tmp/x.ts\nDA:1,1\nend_of_record\n", ["src/b.ts"]);
    expect(list.map(({ code, sentence }) => [code, sentence])).toEqual([
      ["paths-unresolved", "2 of its paths are no files of this commit, or could be several: ../src/b.ts, /tmp/x.ts."],
      ["changed-file-missing", "1 are changed and absent from the report: src/b.ts."],
    ]);
  });

  it("E08: no file of the tree, or no line at all, is refused", () => {
    expect(found(check("SF:/tmp/x.ts\nDA:1,1\nend_of_record\n"))).toEqual(["paths-unresolved", "empty-report"]);
    expect(found(check("SF:src/a.ts\nend_of_record\n"))).toEqual(["coverage-impossible"]);
  });

  it("E08: hits beyond the end of the file are impossible, those on the empty line after its last break are not", () => {
    const text = "SF:src/a.ts\nDA:1,1\nDA:11,1\nDA:40,0\nend_of_record\n";
    expect(check(text, [], [["src/a.ts", 9]])).toEqual([
      { code: "coverage-impossible", sentence: "Line 11 of src/a.ts is hit, and the file has 9.", declared: "11", counted: "9" },
    ]);
    expect(check(text, [], [["src/a.ts", 10]])).toEqual([]);
  });

  it("E08: more than all is impossible", () => {
    const impossible = { kind: "coverage", executable: 1, hit: 2, files: [{ path: "src/a.ts", lines: [[1, 1]] }] } as const;
    expect(found(coverageInconsistencies(impossible, { tree, changed: [], lengths: new Map() }))).toEqual(["coverage-impossible"]);
  });

  it("E08 twin: a report of the changed files is in order", () => {
    expect(check("SF:src/a.ts\nDA:1,1\nDA:2,0\nend_of_record\n", ["src/a.ts"], [["src/a.ts", 2]])).toEqual([]);
  });
});

describe("checks of analyses, commits and sets", () => {
  const tree = new Tree(["src/db.js"]);

  it("R71: an analysis by no tool is empty; findings outside of the tree are named", () => {
    expect(found(analysisInconsistencies({ kind: "analysis", tools: [], rules: [], findings: [] }, tree))).toEqual(["empty-report"]);
    expect(found(analysisInconsistencies(analysis(fixture("semgrep.sarif")), tree))).toEqual(["paths-unresolved"]);
  });

  it("R71 twin: an analysis of the tree is in order", () => expect(analysisInconsistencies(analysis(fixture("codeql.sarif")), tree)).toEqual([]));

  const result = (more: Partial<Finding> = {}): Finding => ({
    ...{ tool: "scan", rule: "eval", severity: "high", message: "eval is used", path: "src/db.js", line: 3, fingerprint: null, suppressed: false },
    ...more,
  });
  const of = (...findings: Finding[]): AnalysisReport => ({ kind: "analysis", tools: ["scan"], rules: [], findings });

  it("R71: a result that is open on the base and suppressed now is named, by the producer's identity or by place and words", () => {
    const said = (head: Partial<Finding>, base: Partial<Finding> = {}) => analysisInconsistencies(of(result({ suppressed: true, ...head })), tree, [of(result(base))]);
    expect(said({ line: 9 })).toMatchObject([{ code: "results-suppressed", counted: "1", sentence: "1 were open on the base and are suppressed now: eval in src/db.js:9." }]);
    expect(found(said({ path: "./src/db.js" }))).toEqual(["results-suppressed"]);
    expect(found(said({ message: "other words", fingerprint: "f" }, { fingerprint: "f" }))).toEqual(["results-suppressed"]);
  });

  it("R71 twin: it was suppressed before, another tool or rule found it, or nobody analysed the base", () => {
    const said = (head: Partial<Finding>, ...base: AnalysisReport[]) => found(analysisInconsistencies(of(result({ suppressed: true, ...head })), tree, base));
    expect([said({}, of(result({ suppressed: true }))), said({ tool: "other" }, of(result())), said({ rule: "sql" }, of(result())), said({})].flat()).toEqual([]);
    expect(found(analysisInconsistencies(of(result()), tree, [of(result())]))).toEqual([]);
  });

  it("R71: results that are called less severe than their rules are named, suppressed ones left out", () => {
    expect(analysisInconsistencies(of(result({ lowered: true }), result()), tree)).toMatchObject([
      { code: "results-lowered", counted: "1", sentence: "1 are called less severe than their rules are: eval in src/db.js:3." },
    ]);
    expect(analysisInconsistencies(of(result({ lowered: true, suppressed: true })), tree)).toEqual([]);
  });

  it("a report of any kind meets the checks of its kind", () => {
    const all = { tests: expected, coverage: { tree, changed: [], lengths: new Map() } };
    expect(found(reportInconsistencies(tests("<testsuites/>"), all))).toEqual(["empty-report", "no-tests"]);
    expect(found(reportInconsistencies(coverage("SF:src/db.js\nend_of_record\n"), all))).toEqual(["coverage-impossible"]);
    expect(found(reportInconsistencies({ kind: "analysis", tools: [], rules: [], findings: [] }, all))).toEqual(["empty-report"]);
  });

  it("E01: a report of another commit; twin: of the head or the result", () => {
    expect(commitInconsistencies("c".repeat(40), ["a".repeat(40), "b".repeat(40)])).toMatchObject([{ code: "commit-mismatch", declared: "c".repeat(40) }]);
    expect(commitInconsistencies("b".repeat(40), ["a".repeat(40), "b".repeat(40)])).toEqual([]);
    expect(found(commitInconsistencies("a", []))).toEqual(["commit-mismatch"]);
  });

  it("E11: an earlier report of the same producer and kind is superseded, and stays", () => {
    const by = (producer: string, name: string) => ({ producer, reading: read(fixture(name)) });
    const [red, lines, other, green] = [by("ci", "vitest.xml"), by("ci", "istanbul.info"), by("nightly", "nested.xml"), by("ci", "googletest.xml")];
    const superseded = supersededSubmissions([red, lines, other, green]);
    expect([...superseded.keys()]).toEqual([red]);
    expect(superseded.get(red)).toMatchObject({ code: "superseded", sentence: "ci handed in a later report of tests, and that one decides." });
  });
});

describe("two formats of one run", () => {
  const tree = new Tree(["src/price.js", "src/unused.js"]);
  const made = (name: string) => fixture(`made/c8.${name}`).toString();
  const [lcovText, cobertura, final] = [made("lcov.info"), made("cobertura.xml"), made("coverage-final.json")];
  const disagree = (...texts: string[]) => [...runInconsistencies(texts.map(read), tree).values()].flat();

  it("E08: coverage-disagrees when one calls a line hit that the other does not; both are refused", () => {
    const run = [read(lcovText), read(cobertura.replaceAll('number="1" hits="0"', 'number="1" hits="1"'))];
    const found = runInconsistencies(run, tree);
    expect(run.map((reading) => found.get(reading)?.map(({ code, declared, counted }) => [code, declared, counted]))).toEqual([
      [["coverage-disagrees", "lcov: 0 of 3 lines hit", "cobertura: 1 of 3 lines hit"]],
      [["coverage-disagrees", "cobertura: 1 of 3 lines hit", "lcov: 0 of 3 lines hit"]],
    ]);
    for (const [reading, list] of found) expect(withInconsistencies(reading, list).state).toBe("inconsistent");
    expect(disagree(lcovText, cobertura.replaceAll('number="1" hits="0"', 'number="1" hits="1"'))[0]?.sentence).toBe(
      "Two reports of one run give different lines for src/unused.js: lcov: 0 of 3 lines hit, and cobertura: 1 of 3 lines hit.",
    );
  });

  it("E08: the same when one leaves a line out", () => {
    expect(found(disagree(final, lcovText.replace("DA:10,1\n", "").replace("LF:10", "LF:9").replace("LH:10", "LH:9")))).toEqual(["coverage-disagrees", "coverage-disagrees"]);
  });

  it("E08 twin: how often a line ran may differ, and a file that only one names is no contradiction", () => {
    expect(disagree(lcovText.replace("DA:1,1\n", "DA:1,9\n"), cobertura)).toEqual([]);
    expect(disagree(lcovText.slice(0, lcovText.indexOf("end_of_record") + 14), cobertura)).toEqual([]);
  });

  it("two reports of one format are parts of a run, not two measurements of it", () =>
    expect(disagree(lcovText, lcovText.replaceAll(",0", ",1").replace("LH:0", "LH:3"))).toEqual([]));

  it("tests and coverage have nothing to disagree on", () => expect(disagree(lcovText, "<testsuites/>")).toEqual([]));
});
