import { describe, expect, it } from "vitest";
import { codes, coverage, read } from "./testing.ts";

const record = (...lines: string[]) => ["TN:", "SF:src/a.ts", ...lines, "end_of_record", ""].join("\n");

describe("LCOV", () => {
  it.each([
    ["the end_of_record is missing", "SF:a.ts\nDA:1,1\n", /before its end_of_record/],
    ["the last word is cut", "SF:a.ts\nDA:1,1\nend_of_recor", /^Line 3: end_of_recor is no record/],
    ["a number is cut", "SF:a.ts\nDA:1", /^Line 2: {2}is no number of hits/],
    ["a record begins inside another", "SF:a.ts\nSF:b.ts\nend_of_record\n", /^Line 2: a record begins/],
    ["data stands outside of any file", "TN:\nDA:1,1\nSF:a.ts\nend_of_record\n", /^Line 2: a record stands outside/],
    ["an end without a beginning", "SF:a.ts\nend_of_record\nend_of_record\n", /^Line 3: a record stands outside/],
    ["hits that are no number", record("DA:1,=====")],
    ["a line that is no number", record("DA:x,1")],
    ["a negative line", record("DA:-4,1")],
    ["prose in between", record("well, well")],
    ["a file without a name", "TN:\nSF:\nend_of_record\n"],
  ])("is corrupt when %s", (_, text, sentence = /^Line \d+: /) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: "lcov", report: null });
    expect(reading.sentence).toMatch(sentence);
  });

  it.each([
    ["no SF", "TN:unit\nDA:1,1\nend_of_record\n"],
    ["an XML file", "<coverage line-rate='1'/>"],
    ["a text with SF in it", "hello\nSF:a.ts\nend_of_record\n"],
  ])("is unrecognised with %s: never 0 lines", (_, text) => expect(read(text)).toMatchObject({ state: "unrecognised", report: null }));

  it("does not need a line break at the end, and takes those of Windows", () => {
    expect(coverage(record("DA:1,1").trimEnd())).toMatchObject({ executable: 1, hit: 1 });
    expect(coverage(record("DA:1,1", "DA:2,0").replaceAll("\n", "\r\n"))).toMatchObject({ executable: 2, hit: 1 });
  });

  it("adds hits of one line, also beyond what a number can hold exactly", () => {
    expect(coverage(record("DA:1,2", "DA:1,3,checksum")).files[0]?.lines).toEqual([[1, 5]]);
    expect(coverage(record("DA:1,9007199254740991", "DA:1,1e300")).files[0]?.lines).toEqual([[1, Number.MAX_SAFE_INTEGER]]);
  });

  it("passes over records that a later version adds", () => expect(coverage(record("XYZ:1,2", "BRDA:1,0,0,-", "DA:1,1")).executable).toBe(1));

  it.each([
    ["LF:2\nLH:1", ["header-mismatch", "truncated"]],
    ["LF:1\nLH:0", ["header-mismatch"]],
    ["LF:1\nLH:2", ["coverage-impossible", "header-mismatch"]],
    ["LF:1\nLH:1", []],
    ["", []],
  ])("E08: the header %j over one line that is hit: %j", (header, expected) => {
    const reading = read(record("DA:1,1", ...header.split("\n")));
    expect(codes(reading)).toEqual(expected);
    expect(reading.state).toBe(expected.length === 0 ? "accepted" : "inconsistent");
  });

  it("says which numbers disagree", () => {
    expect(read(record("DA:1,1", "LF:9", "LH:9")).inconsistencies[0]).toEqual({
      code: "header-mismatch",
      sentence: "src/a.ts declares LF=9 LH=9, but its lines add up to LF=1 LH=1.",
      declared: "LF=9 LH=9",
      counted: "LF=1 LH=1",
    });
  });
});
