import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DigestTable } from "./digest-table.ts";
import { limits } from "./limits.ts";
import { rosterOf } from "./roster.ts";
import { codes, read, tests } from "./testing.ts";

const suite = (cases: readonly string[], before = "") => `<testsuites>${before}<testsuite name="s">${cases.join("")}</testsuite></testsuites>`;
const many = (count: number, inside = (_: number) => "") => Array.from({ length: count }, (_, at) => `<testcase name="t${at}">${inside(at)}</testcase>`);
const more = limits.listedCases + 5;

describe("R65 a report of very many cases", () => {
  const inside = (at: number) => (at % 5_000 === 1 ? "<failure message='no'/>" : at % 5_000 === 2 ? "<skipped/>" : at % 5_000 === 3 ? "<flakyFailure/>" : "");

  it("counts all, keeps those that did not pass, and of all others a digest", () => {
    const report = tests(suite(many(more, inside)));
    expect(report).toMatchObject({ passed: more - 6, failed: 3, skipped: 3, errors: 0, flaky: 3 });
    expect(report.cases.map(({ identity, outcome, flaky }) => [identity, outcome, flaky])).toEqual(
      [0, 5_000, 10_000].flatMap((at) => [
        [`s › t${at + 1}`, "failed", false],
        [`s › t${at + 2}`, "skipped", false],
        [`s › t${at + 3}`, "passed", true],
      ]),
    );
    const all = Array.from({ length: more }, (_, at) => ({ ...blank, identity: `s › t${at}`, outcome: at % 5_000 === 2 ? ("skipped" as const) : ("passed" as const) }));
    expect(report.roster).toEqual(rosterOf({ cases: all }));
  });

  it("a retry of a case that is long past still decides, with the message of the first attempt", () => {
    const report = tests(suite([...many(more, inside), '<testcase name="t1"/>']));
    expect(report).toMatchObject({ passed: more - 5, failed: 2, flaky: 4 });
    expect(report.cases[0]).toMatchObject({ identity: "s › t1", outcome: "passed", flaky: true, message: "no" });
  });

  it("E04 two outcomes of one case that is not kept contradict each other all the same", () => {
    expect(codes(read(suite([...many(more), '<testcase name="t7"><failure/></testcase>'])))).toEqual(["duplicate-identity"]);
    // In another suite, or of another class that makes the same name, it is another case.
    expect(codes(read(suite(many(more), '<testsuite name="s" file="x"><testcase name="t7"><failure/></testcase></testsuite>')))).toEqual([]);
    expect(codes(read(suite(['<testcase classname="a › b" name="c"/>', '<testcase classname="a" name="b › c"><failure/></testcase>'])))).toEqual([]);
  });

  it("as many as are listed are all kept", () => {
    const report = tests(suite(many(limits.listedCases)));
    expect([report.cases.length, report.roster]).toEqual([limits.listedCases, undefined]);
  });
});

describe("a table of digests", () => {
  it("answers as a map does, also where the last bits are equal", () => {
    const digest = fc.oneof(
      fc.maxSafeNat().map((number) => number % 2 ** 52),
      fc.nat(40).map((number) => number * 2 ** 32),
    );
    fc.assert(
      fc.property(fc.array(digest, { maxLength: 3_000 }), (digests) => {
        const [table, map] = [new DigestTable(), new Map<number, number>()];
        for (const [at, each] of digests.entries()) {
          expect(table.add(each, at)).toBe(map.get(each) ?? -1);
          if (!map.has(each)) map.set(each, at);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("costs no more than a look at a few places, also where somebody chose digests that all meet", () => {
    const table = new DigestTable();
    // Looking at all that stand in the way of 400,000 such digests would take minutes.
    const digests = Array.from({ length: 400_000 }, (_, at) => at * 2 ** 32);
    for (const again of [false, true]) expect(digests.every((digest, at) => table.add(digest, at) === (again ? at : -1))).toBe(true);
  });
});

const blank = { identity: "", outcome: "passed", flaky: false, file: null, line: null, seconds: null, message: null } as const;
