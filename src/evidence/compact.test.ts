import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading, Roster, TestReport } from "../model/evidence.ts";
import { compact } from "./compact.ts";
import { testInconsistencies } from "./consistency.ts";
import { linesOf } from "./coverage.ts";
import { limits } from "./limits.ts";
import { newlySkippedTests, removedTests, summarise } from "./merge.ts";
import { Tree } from "./paths.ts";
import { rosterOf } from "./roster.ts";
import { coverage, coverLines, read, tests } from "./testing.ts";

const suite = (count: number, inside: (at: number) => string = () => "") =>
  `<testsuite>${Array.from({ length: count }, (_, at) => `<testcase name="t${at}">${inside(at)}</testcase>`).join("")}</testsuite>`;
/** As it is kept and read again. */
const kept = (reading: Reading): Reading => JSON.parse(JSON.stringify(compact(reading))) as Reading;
const large = limits.wholeCases + 1;

describe("E17 a large report as it is kept", () => {
  it("a small one is kept whole", () => {
    const reading = read(suite(limits.wholeCases));
    expect(compact(reading).report).toBe(reading.report);
  });

  it("keeps every count, what failed before what was skipped, and of a million cases less than 7 MB", () => {
    const report = tests(suite(large, (at) => (at === 5 ? "<skipped/>" : at > limits.wholeCases - 600 ? "<failure/>" : "")));
    const { report: small } = kept(read(suite(large, (at) => (at === 5 ? "<skipped/>" : at > limits.wholeCases - 600 ? "<failure/>" : ""))));
    expect(small).toMatchObject({ passed: report.passed, failed: report.failed, skipped: 1, cases: { length: limits.shown } });
    expect(small?.kind === "tests" && new Set(small.cases.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    const many = Array.from({ length: limits.cases }, (_, at) => ({ ...blank, identity: `${at}` }));
    expect(JSON.stringify(compact({ ...read(suite(1)), report: { ...report, failed: 0, cases: many } })).length).toBeLessThan(7_000_000);
  });

  it("R68 is held against another one as if all names were there: the same tests are gone and newly skipped", () => {
    const outcome = fc.constantFrom("passed", "skipped", "absent");
    const both = fc.array(fc.tuple(outcome, outcome), { maxLength: 40 });
    const side = (states: readonly string[]): TestReport => ({
      ...{ kind: "tests", passed: 0, failed: 0, errors: 0, skipped: 0, flaky: 0 },
      cases: states.flatMap((state, at) => (state === "absent" ? [] : [{ ...blank, identity: `t${at}`, outcome: state as "passed" | "skipped" }])),
    });
    const large = (report: TestReport): TestReport => ({ ...report, roster: rosterOf(report), cases: [] });
    fc.assert(
      fc.property(both, (states) => {
        const [base, head] = [side(states.map(([before]) => before)), side(states.map(([, now]) => now))];
        for (const compare of [removedTests, newlySkippedTests]) {
          const names = compare([base], [head]);
          // With the names of the base at hand they are told; without them there are as many.
          expect(new Set(compare([base], [large(head)]))).toEqual(new Set(names));
          for (const now of [head, large(head)]) expect(compare([large(base)], [now])).toHaveLength(names.length);
        }
      }),
    );
  });

  it("R68 is never held against one that was kept with other digests", () => {
    const report = kept(read(suite(large))).report as TestReport;
    const { hash: _, ...other } = report.roster as Roster;
    const older = { ...report, roster: other } as TestReport;
    for (const compare of [removedTests, newlySkippedTests]) {
      expect(compare([older], [report])).toEqual([expect.stringContaining("hand it in again")]);
      expect(compare([report], [older])).toEqual([expect.stringContaining("hand it in again")]);
    }
  });

  it("says of a base that is kept so which test is gone by its digest, and never more than a thousand", () => {
    const base = kept(read(suite(large))).report as TestReport;
    const gone = (count: number) => removedTests([base], [kept(read(suite(count))).report as TestReport]);
    expect(gone(large)).toEqual([]);
    expect(gone(large - 1)).toEqual([expect.stringMatching(/^test [0-9a-f]{10}, which is named in the report of the base$/)]);
    expect(gone(1)).toHaveLength(1_000);
  });

  it("E05 counts flaky tests that are not kept one by one", () => {
    const flaky = kept(read(suite(large, () => "<flakyFailure/>"))).report as TestReport;
    expect(testInconsistencies(flaky, { minimum: 1, skippedRatio: 0, base: null })).toMatchObject([{ code: "flaky", counted: `${large}` }]);
  });

  it("R83 covers the same lines, and the report of an older version, which kept everything, still reads", () => {
    const lines = limits.wholeLines + 1;
    const text = `SF:src/a.ts\n${Array.from({ length: lines }, (_, at) => `DA:${at + 1},${at % 3}\n`).join("")}end_of_record\nSF:src/b.ts\nend_of_record\n`;
    const whole = coverage(text);
    const small = kept(read(text)).report;
    if (small?.kind !== "coverage") throw new TypeError("it is a coverage report");
    expect(small.files.map(({ path, lines: packed }) => [path, typeof packed])).toEqual([
      ["src/a.ts", "string"],
      ["src/b.ts", "string"],
    ]);
    expect(small.files.map(linesOf)).toEqual(whole.files.map(linesOf));
    const [tree, wanted] = [new Tree(["src/a.ts"]), new Map([["src/a.ts", [{ start: 2, end: 9 }]]])];
    expect(coverLines(small, tree, wanted)).toEqual(coverLines(whole, tree, wanted));
    const old = { producer: "ci", reading: JSON.parse(JSON.stringify(read(suite(large)))) as Reading };
    const now = { producer: "ci", reading: kept(read(suite(large - 1))) };
    expect(summarise([now], { base: [old], tree, added: new Map() }).tests).toMatchObject({ passed: large - 1, removed: [`t${large - 1}`], newlySkipped: [] });
  });

  it("more cases or lines than the limit are too large, as many are not", () => {
    expect([read(suite(limits.cases + 1)).state, read(suite(limits.cases)).state]).toEqual(["too-large", "accepted"]);
    const lcov = (lines: number) => `SF:a\n${"DA:1,1\n".repeat(lines - 2)}end_of_record\n`;
    expect([read(lcov(limits.tracefileLines + 1)).state, read(lcov(limits.tracefileLines)).state]).toEqual(["too-large", "accepted"]);
  }, 180_000);
});

const blank = { identity: "", outcome: "passed", flaky: false, file: null, line: null, seconds: null, message: null } as const;
