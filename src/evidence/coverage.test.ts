import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stateOfLines } from "./coverage.ts";
import { Tree } from "./paths.ts";
import { coverage, coverLines } from "./testing.ts";

const tree = new Tree(["src/a.ts", "src/b.ts", "src/new.ts"]);
const range = (start: number, end = start) => ({ start, end });
const lcov = (files: Record<string, [number, number][]>) =>
  coverage(
    Object.entries(files)
      .map(([path, lines]) => `SF:${path}\n${lines.map(([line, hits]) => `DA:${line},${hits}\n`).join("")}end_of_record\n`)
      .join(""),
  );

describe("coverage of wanted lines", () => {
  it("R83 E08: lines behind the end of a file, as a report of every line knows it, are without data", () => {
    const dense = (last: number): [number, number][] => Array.from({ length: last }, (_, at) => [at + 1, 1]);
    const wanted = new Map([["src/a.ts", [range(9, 13)]]]);
    const counts = ({ executable, hit, withoutData }: { executable: number; hit: number; withoutData: number }) => [executable, hit, withoutData];
    expect(counts(coverLines(lcov({ "/w/src/a.ts": dense(10) }), tree, wanted))).toEqual([2, 2, 3]);
    expect(counts(coverLines(lcov({ "/w/src/a.ts": dense(13) }), tree, wanted))).toEqual([5, 5, 0]);
    // A report of statements alone says nothing of braces and comments.
    expect(counts(coverLines(lcov({ "/w/src/a.ts": dense(11).filter(([line]) => line !== 4) }), tree, wanted))).toEqual([3, 3, 0]);
    expect(counts(coverLines(lcov({ "/w/src/a.ts": dense(7) }), tree, new Map([["src/a.ts", [range(5, 9)]]])))).toEqual([3, 3, 0]);
  });

  it("R83: executable ∩ wanted, hit ∩ wanted, and what no report mentions apart", () => {
    const report = lcov({
      "/w/src/a.ts": [
        [1, 1],
        [2, 0],
        [3, 4],
        [9, 1],
      ],
      "/w/src/b.ts": [[1, 0]],
    });
    const covered = coverLines(
      report,
      tree,
      new Map([
        ["src/a.ts", [range(2, 5)]],
        ["src/b.ts", [range(1)]],
        ["src/new.ts", [range(1, 10)]],
      ]),
    );
    expect(covered).toEqual({
      executable: 3,
      hit: 1,
      withoutData: 10,
      byPath: new Map([
        ["src/a.ts", { executable: 2, hit: 1, withoutData: 0 }],
        ["src/b.ts", { executable: 1, hit: 0, withoutData: 0 }],
        ["src/new.ts", { executable: 0, hit: 0, withoutData: 10 }],
      ]),
    });
  });

  it("hits of one file are added up, however the report names it", () => {
    const report = lcov({
      "/w/src/a.ts": [
        [1, 0],
        [2, 1],
      ],
      "src/a.ts": [[1, 3]],
    });
    expect(coverLines(report, tree, new Map([["src/a.ts", [range(1, 2)]]]))).toMatchObject({ executable: 2, hit: 2 });
  });

  it("E08: hits on other paths, also through `..`, cover nothing", () => {
    const report = lcov({ "/w/node_modules/x/src/other.ts": [[1, 1]], "../src/a.ts": [[1, 1]], "elsewhere/c.ts": [[1, 1]] });
    expect(coverLines(report, tree, new Map([["src/a.ts", [range(1)]]]))).toMatchObject({ executable: 0, hit: 0, withoutData: 1 });
  });

  it("wanting nothing is nothing", () => expect(coverLines(lcov({ "src/a.ts": [[1, 1]] }), tree, new Map())).toEqual({ executable: 0, hit: 0, withoutData: 0, byPath: new Map() }));

  it("agrees with counting line by line", () => {
    const lines = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(2)), { selector: ([line]) => line, maxLength: 20 });
    const ranges = fc.uniqueArray(fc.integer({ min: 1, max: 36 }), { maxLength: 10 }).map((ends) => {
      const [...all] = ends.toSorted((a, b) => a - b);
      return all.flatMap((start, at) => (at % 2 === 0 ? [range(start, (all[at + 1] ?? start + 1) - 1)] : []));
    });
    fc.assert(
      fc.property(lines, ranges, (all, wanted) => {
        const within = all.filter(([line]) => wanted.some(({ start, end }) => start <= line && line <= end));
        const lines = wanted.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at));
        const states = lines.map(stateOfLines(new Map(all)));
        const withoutData = states.filter((state) => state === "without-data").length;
        const covered = coverLines(lcov({ "src/a.ts": all }), tree, new Map([["src/a.ts", wanted]]));
        expect(covered).toMatchObject({ executable: within.length, hit: within.filter(([, hits]) => hits > 0).length, withoutData });
        expect([states.filter((state) => state === "hit" || state === "missed").length, states.filter((state) => state === "hit").length]).toEqual([
          covered.executable,
          covered.hit,
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
