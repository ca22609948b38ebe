import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { codes, coverage, read } from "./testing.ts";

const line = (number: number | string, hits: number | string = 1) => `<line number="${number}" hits="${hits}"/>`;
const ofClass = (lines: string, filename = "src/a.py") => `<class name="a" filename="${filename}"><methods/><lines>${lines}</lines></class>`;
const report = (classes: string, header = "", sources = "<sources><source>/w/shop</source></sources>") =>
  `<coverage ${header}>${sources}<packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`;

describe("Cobertura", () => {
  it("E08: lines stand under their method and again under the class, and count once", () => {
    const methods = `<methods><method name="m" signature=""><lines>${line(1, 5)}${line(7, 5)}</lines></method></methods>`;
    const text = report(`<class name="a" filename="a.py">${methods}<lines>${line(1, 5)}${line(2, 0)}</lines></class>`);
    expect(coverage(text)).toMatchObject({
      executable: 2,
      hit: 1,
      files: [
        {
          path: "a.py",
          lines: [
            [1, 5],
            [2, 0],
          ],
        },
      ],
    });
  });

  it("several classes of one file merge; of a line that stands twice the greatest count", () => {
    expect(coverage(report(ofClass(line(1, 0) + line(2, 3) + line(2, 1)) + ofClass(line(1, 4) + line(9, 0)))).files).toEqual([
      {
        path: "src/a.py",
        lines: [
          [1, 4],
          [2, 3],
          [9, 0],
        ],
      },
    ]);
  });

  it("a backslash is a slash, there is no line 0, an overflowed counter is no hit, a huge one is cut", () => {
    expect(coverage(report(ofClass(line(0) + line(1, -7) + line(2, "99999999999999999999"), "src\\a.cs"))).files).toEqual([
      {
        path: "src/a.cs",
        lines: [
          [1, 0],
          [2, Number.MAX_SAFE_INTEGER],
        ],
      },
    ]);
  });

  it.each([
    ["a line without hits", '<line number="1"/>'],
    ["hits that are no number", line(1, "many")],
    ["a line that is no number", line("one")],
    ["a negative line", line(-1)],
  ])("%s is corrupt, with the line of the file", (_, inside) => {
    const reading = read(report(`\n\n${ofClass(inside)}`));
    expect(reading).toMatchObject({ state: "corrupt", format: "cobertura", report: null });
    expect(reading.sentence).toMatch(/^Line 3: /);
  });

  it("a class without a file is corrupt", () => expect(read(report('<class name="a"><lines/></class>')).state).toBe("corrupt"));

  it.each([
    ['lines-valid="2" lines-covered="1" line-rate="0.5"', []],
    ['line-rate="0.50"', []],
    ["", []],
    ['lines-valid="2" lines-covered="2" line-rate="1"', ["header-mismatch"]],
    ['line-rate="0.9"', ["header-mismatch"]],
    ['line-rate="NaN"', ["header-mismatch"]],
    ['line-rate="1.5"', ["coverage-impossible", "header-mismatch"]],
    ['lines-valid="1" lines-covered="2"', ["coverage-impossible", "header-mismatch"]],
    ['lines-valid="90" lines-covered="45" line-rate="0.5"', ["header-mismatch", "truncated"]],
  ])("E08: the header %s over one of two lines: %j", (header, expected) => {
    const reading = read(report(ofClass(line(1) + line(2, 0)), header));
    expect(codes(reading)).toEqual(expected);
    expect(reading).toMatchObject({ state: expected.length === 0 ? "accepted" : "inconsistent", report: { executable: 2, hit: 1 } });
  });

  it("rates are rounded or cut after four digits, or after two", () => {
    const third = ofClass(line(1) + line(2, 0) + line(3));
    for (const rate of ["0.6667", "0.6666", "0.67", "0.66", "0.66666666666666663"]) expect([rate, codes(read(report(third, `line-rate="${rate}"`)))]).toEqual([rate, []]);
    for (const rate of ["0.6669", "0.7", "0.65", "1"]) expect([rate, codes(read(report(third, `line-rate="${rate}"`)))]).toEqual([rate, ["header-mismatch"]]);
  });

  it("a header that counts a shared line for each class is explained", () => {
    expect(codes(read(report(ofClass(line(1)) + ofClass(line(1) + line(2, 0)), 'lines-valid="3" lines-covered="2"')))).toEqual([]);
  });

  it("its sources are what its paths are relative to", () => {
    const sources = "<sources><source>\n /w/a </source><source>C:\\w\\b</source><source>--source</source><source/><source>..</source><source>.</source></sources>";
    expect(coverage(report("", "", sources)).relativeTo).toEqual(["/w/a", "C:/w/b", "."]);
  });

  it("the document type that its tools write is never followed", () => {
    expect(read(`<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">${report(ofClass(line(1)))}`).state).toBe("accepted");
    expect(read(`<!DOCTYPE coverage [<!ENTITY a "b">]>${report(ofClass(line(1), "&a;"))}`).state).toBe("corrupt");
  });

  it.each([
    ["another tool's", '<coverage version="1"><file path="a"><lineToCover lineNumber="1" covered="true"/></file></coverage>'],
    ["an empty", '<coverage line-rate="1" lines-valid="5" lines-covered="5"/>'],
  ])("%s `coverage` is unrecognised, never 0 lines", (_, text) => expect(read(text)).toMatchObject({ state: "unrecognised", report: null }));

  it("E17: limits of lines, sources and paths", () => {
    const many = (count: number) => read(report(ofClass(line(1).repeat(count)))).state;
    expect([many(limits.coverageLines - 1), many(limits.coverageLines)]).toEqual(["accepted", "too-large"]);
    expect(read(report("", "", `<sources>${Array.from({ length: limits.sources + 1 }, (_, at) => `<source>/${at}</source>`).join("")}</sources>`)).state).toBe("too-large");
    expect(read(report(ofClass("", "x".repeat(limits.path + 1)))).state).toBe("too-large");
  });
});
