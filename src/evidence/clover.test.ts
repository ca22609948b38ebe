import { describe, expect, it } from "vitest";
import { codes, coverage, fixture, read } from "./testing.ts";

const file = (lines: string, attributes = 'path="/w/src/a.js" name="a.js"') => `<file ${attributes}>${lines}</file>`;
const metrics = (statements: number | string, covered: number | string) => `<metrics statements="${statements}" coveredstatements="${covered}"/>`;
const report = (inside: string) => `<coverage generated="1"><project timestamp="1">${inside}</project></coverage>`;
const statement = (num: number | string, count: number | string = 1) => `<line num="${num}" type="stmt" count="${count}"/>`;

describe("Clover", () => {
  it("OpenClover: several statements to a line, conditions without a count, methods that are no lines, tests beside", () => {
    const reading = read(fixture("openclover.xml"));
    expect([reading.state, reading.format, codes(reading)]).toEqual(["accepted", "clover", []]);
    expect(coverage(fixture("openclover.xml")).files).toEqual([
      {
        path: "C:/agent/work/1/s/src/main/java/com/example/Claim.java",
        lines: [
          [7, 4],
          [8, 4],
          [9, 4],
        ],
      },
      { path: "C:/agent/work/1/s/src/test/java/com/example/ClaimTest.java", lines: [[9, 1]] },
    ]);
  });

  it("a file is called by its path, else by its name; what stands twice merges", () => {
    const text = report(file(statement(1, 0)) + file(statement(1, 2) + statement(2)) + file(statement(1), 'name="/w/src/b.php"'));
    expect(coverage(text).files).toEqual([
      {
        path: "/w/src/a.js",
        lines: [
          [1, 2],
          [2, 1],
        ],
      },
      { path: "/w/src/b.php", lines: [[1, 1]] },
    ]);
  });

  it.each([
    ["lines", metrics(2, 1)],
    ["statements", metrics(3, 2)],
    ["nothing", "<metrics/>"],
  ])("E08 twin: metrics that count %s are explained", (_, header) => expect(codes(read(report(file(statement(1) + statement(1) + statement(2, 0) + header))))).toEqual([]));

  it.each([
    ["of a file", report(file(statement(1, 0) + metrics(1, 1))), ["header-mismatch"]],
    ["of the project, before its files", report(metrics(1, 1) + file(statement(1, 0))), ["header-mismatch"]],
    ["of more than all", report(file(statement(1) + metrics(1, 2))), ["coverage-impossible", "header-mismatch"]],
    ["of more than there is", report(file(statement(1) + metrics(9, 1))), ["header-mismatch", "truncated"]],
    ["that are no number", report(file(statement(1) + metrics("all", 1))), ["header-mismatch"]],
  ])("E08: metrics %s contradict the lines", (_, text, expected) => {
    const reading = read(text);
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", expected]);
  });

  it("metrics of a class or a package are not those of what holds them", () => {
    expect(codes(read(report(`<package name="p">${metrics(5, 5)}${file(`<class name="c">${metrics(7, 7)}</class>${statement(1)}`)}</package>`)))).toEqual([]);
  });

  it.each([
    ["a statement without a count", report(file('<line num="1" type="stmt"/>'))],
    ["a condition without any", report(file('<line num="1" type="cond"/>'))],
    ["a line that is no number", report(file(statement("x")))],
    ["a line outside of any file", report(statement(1))],
    ["a file without a name", report(file("", ""))],
    ["a file in a file", report(file(file(statement(1))))],
  ])("%s is corrupt", (_, text) => expect(read(text)).toMatchObject({ state: "corrupt", format: "clover", report: null }));
});
