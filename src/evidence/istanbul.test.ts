import { describe, expect, it } from "vitest";
import { contentOf } from "./content.ts";
import { linesOf } from "./coverage.ts";
import { istanbul } from "./istanbul.ts";
import { limits } from "./limits.ts";
import { codes, coverage, read } from "./testing.ts";

const at = (line: unknown, column: unknown = 0) => ({ start: { line, column: 0 }, end: { line, column } });
const file = (path: string, statementMap: object, s: object) => ({ [path]: { path, statementMap, fnMap: {}, branchMap: {}, s, f: {}, b: {} } });
const text = (...files: object[]) => JSON.stringify(Object.assign({}, ...files));

describe("Istanbul", () => {
  it("of more lines than are listed stand as one text a file, and say the same", () => {
    const of = (path: string, count: number) => {
      const ids = Array.from({ length: count }, (_, nth) => nth);
      return file(path, Object.fromEntries(ids.map((nth) => [nth, at(count - nth)])), Object.fromEntries(ids.map((nth) => [nth, nth % 2])));
    };
    const half = limits.listedLines / 2;
    const [listed, packed] = [coverage(text(of("a.js", half), of("b.js", half))), coverage(text(of("a.js", half), of("b.js", half), of("c.js", 1)))];
    expect([typeof listed.files[0]?.lines, typeof packed.files[0]?.lines]).toEqual(["object", "string"]);
    expect([packed.executable, packed.hit]).toEqual([limits.listedLines + 1, half]);
    expect(packed.files.slice(0, 2).map((each) => linesOf(each))).toEqual(listed.files.map((each) => linesOf(each)));
  });

  it("a line is one on which a statement begins, with the greatest of their counts; a file that was never loaded counts", () => {
    const report = text(file("/w/src/a.js", { "0": at(3, null), "1": at(1), "2": at(3) }, { "0": 2, "1": 0, "2": 7 }), file("/w/src/never.js", { "0": at(1) }, { "0": 0 }));
    expect(coverage(report)).toEqual({
      kind: "coverage",
      executable: 3,
      hit: 1,
      files: [
        {
          path: "/w/src/a.js",
          lines: [
            [1, 0],
            [3, 7],
          ],
        },
        { path: "/w/src/never.js", lines: [[1, 0]] },
      ],
    });
  });

  it.each([
    ["no count for a statement", file("a", { "0": at(1) }, {})],
    ["a count for no statement", file("a", { "0": at(1) }, { "0": 1, "1": 1 })],
    ["a count that is none", file("a", { "0": at(1) }, { "0": null })],
    ["a negative count", file("a", { "0": at(1) }, { "0": -1 })],
    ["a statement without a place", file("a", { "0": {} }, { "0": 1 })],
    ["a line that is none", file("a", { "0": at("1") }, { "0": 1 })],
    ["half a line", file("a", { "0": at(1.5) }, { "0": 1 })],
    ["no map", { ...file("a", { "0": at(1) }, { "0": 1 }), b: { path: "b", s: {} } }],
    ["something that is no file", { ...file("a", { "0": at(1) }, { "0": 1 }), b: null }],
    ["a list of counts", file("a", { "0": at(1) }, [1])],
  ])("%s is corrupt, with where it stands", (_, report) => {
    const reading = read(JSON.stringify(report));
    expect(reading).toMatchObject({ state: "corrupt", format: "istanbul", report: null });
    expect(reading.sentence).toMatch(/^At \/[ab]/);
  });

  it("a file that calls itself otherwise than its key contradicts itself", () => {
    const reading = read(JSON.stringify({ "/w/src/a.js": { path: "/w/src/b.js", statementMap: {}, s: {} } }));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["header-mismatch"]]);
  });

  it.each([
    ["an empty object", "{}"],
    ["another object", '{"total":{"lines":{"total":1,"covered":1}}}'],
    ["a list of coverage", `[${text(file("a", {}, {}))}]`],
  ])("%s is unrecognised, never 0 lines", (_, json) => expect(read(json)).toMatchObject({ state: "unrecognised", report: null }));

  it("a log with `runs` is left to SARIF, whatever else is in it", () => {
    expect(read(text(file("/w/src/a.js", {}, {}), { version: "1.0.0", runs: [] }))).toMatchObject({ state: "unrecognised", format: "sarif", report: null });
    const content = contentOf(Buffer.from(text(file("/w/src/a.js", {}, {}), file("runs", {}, {}))));
    expect(istanbul.read(content)).toBeNull();
  });

  const valid = text(file("/w/src/a.js", { "0": at(1) }, { "0": 1 }));
  it.each([
    ["a file that stands twice", `${valid.slice(0, -1)},${valid.slice(1)}`, /stands twice/],
    ["a count that stands twice", valid.replace('"s":{"0":1}', '"s":{"0":0,"0":1}'), /stands twice/],
    ["the same in another spelling", valid.replace('"s":{"0":1}', '"s":{"0":0,"\\u0030":1}'), /stands twice/],
    ["__proto__", valid.replace('"fnMap":{}', '"fnMap":{"__proto__":{}}'), /__proto__ is not accepted/],
    ["half a surrogate pair", valid.replace('"fnMap":{}', '"fnMap":{"0":"\\ud800"}'), /half of a surrogate pair/],
    ["a count beyond exact numbers", valid.replace('"s":{"0":1}', '"s":{"0":9007199254740993}'), /too large to be exact/],
    ["a count beyond all numbers", valid.replace('"s":{"0":1}', '"s":{"0":1e999}'), /too large/],
  ])("E19: %s is corrupt, with the position", (_, json, sentence) => {
    const reading = read(json);
    expect(reading).toMatchObject({ state: "corrupt", report: null });
    expect(reading.sentence).toMatch(/^Line 1, column \d+: /);
    expect(reading.sentence).toMatch(sentence);
  });

  it("E19: depth and the number of lines have their limits", () => {
    expect(read(valid.replace('"fnMap":{}', `"fnMap":${"[".repeat(70)}${"]".repeat(70)}`)).state).toBe("too-large");
    const maps = (count: number) => {
      const ids = Array.from({ length: count }, (_, id) => id);
      return `{"statementMap":{${ids.map((id) => `"${id}":{"start":{"line":1}}`).join(",")}},"s":{${ids.map((id) => `"${id}":1`).join(",")}}}`;
    };
    const many = maps(9_999);
    const files = (last: number) => `{${Array.from({ length: 99 }, (_, at) => `"/w/${at}.js":${many}`).join(",")},"/w/last.js":${maps(last)}}`;
    expect([read(files(9_999)).state, read(files(10_000)).state]).toEqual(["accepted", "too-large"]);
    // One file alone may not be so large.
    expect(read(`{"/w/a.js":${maps(limits.jsonValues / 4)}}`).state).toBe("too-large");
  });
});
