import { describe, expect, it } from "vitest";
import { codes, coverage, fixture, read } from "./testing.ts";

const line = (nr: number | string, mi: number | string, ci: number | string) => `<line nr="${nr}" mi="${mi}" ci="${ci}" mb="0" cb="0"/>`;
const counter = (missed: number | string, covered: number | string) => `<counter type="LINE" missed="${missed}" covered="${covered}"/>`;
const source = (lines: string, name = "A.java") => `<sourcefile name="${name}">${lines}</sourcefile>`;
const report = (inside: string, name = "com/example") => `<report name="r"><package name="${name}">${inside}</package></report>`;

describe("JaCoCo", () => {
  it("a line is hit when an instruction of it ran, also when others did not", () => {
    expect(coverage(report(source(line(1, 0, 3) + line(2, 4, 0) + line(3, 2, 2))))).toEqual({
      kind: "coverage",
      executable: 3,
      hit: 2,
      relativeTo: "unknown-folder",
      files: [
        {
          path: "com/example/A.java",
          lines: [
            [1, 1],
            [2, 0],
            [3, 1],
          ],
        },
      ],
    });
  });

  it("a class of the default package is its file's name alone", () => expect(coverage(report(source(line(1, 0, 1)), "")).files[0]?.path).toBe("A.java"));

  it("groups nest, classes without a source file are passed over, execution records are ordinary", () => {
    const inner = `<package name="p"><class name="p/A"><method name="m" desc="()V"><counter type="LINE" missed="9" covered="9"/></method>${counter(9, 9)}</class>${source(line(1, 0, 1))}</package>`;
    const text = `<report name="r"><sessioninfo id="s" start="1" dump="2"/><sessioninfo id="t" start="1" dump="2"/><group name="g"><group name="h">${inner}</group>${counter(0, 1)}</group>${counter(0, 1)}</report>`;
    expect(read(text)).toMatchObject({ state: "accepted", format: "jacoco", report: { executable: 1, hit: 1 } });
  });

  it.each([
    ["of a source file", report(source(line(1, 1, 0) + counter(0, 1)))],
    ["of a package", report(source(line(1, 1, 0)) + counter(0, 1))],
    ["of the report", `<report name="r"><package name="p">${source(line(1, 1, 0))}</package>${counter(0, 1)}</report>`],
    ["that is no number", report(source(line(1, 1, 0) + counter("x", 0)))],
  ])("E08: a counter %s that contradicts its lines is held against it", (_, text) => {
    const reading = read(text);
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["header-mismatch"]]);
    expect(reading.report).toMatchObject({ executable: 1, hit: 0 });
  });

  it("E08: a counter of more lines than there are says truncated", () =>
    expect(codes(read(report(source(line(1, 0, 1) + counter(5, 1)))))).toEqual(["header-mismatch", "truncated"]));

  it("E08 twin: counters that agree", () => expect(codes(read(report(source(line(1, 0, 1) + line(2, 1, 0) + counter(1, 1)) + counter(1, 1))))).toEqual([]));

  it.each([
    ["a line without instructions", report(source('<line nr="1"/>'))],
    ["a line that is no number", report(source(line("x", 0, 1)))],
    ["a line outside of any source file", report(line(1, 0, 1))],
    ["a source file outside of any package", `<report name="r"><group name="g">${source("")}</group></report>`],
    ["a source file without a name", report(source("", ""))],
  ])("%s is corrupt", (_, text) => expect(read(text)).toMatchObject({ state: "corrupt", format: "jacoco", report: null }));

  it.each([
    ["an empty one", '<report name="r"/>'],
    ["one of another tool", "<report><summary/></report>"],
  ])("of the root `report`, %s is unrecognised", (_, text) => expect(read(text)).toMatchObject({ state: "unrecognised", report: null }));

  it("the document type that JaCoCo writes is never followed", () => expect(fixture("made/jacoco.xml").toString()).toContain("<!DOCTYPE report PUBLIC"));
});
