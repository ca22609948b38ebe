import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Tree } from "../evidence/index.ts";
import type { CoverageReport, FileCoverage } from "../model/evidence.ts";
import { methods, type OriginRun, origins } from "../model/origin.ts";
import { type CoverageCounts, coverageOfOrigin, summaryOfCoverage } from "./coverage-of-origin.ts";
import { policyOf } from "./testing.ts";

const run = (start: number, end: number, more: Partial<OriginRun> = {}): OriginRun => ({
  start,
  end,
  commit: null,
  origin: "ai",
  tool: "claude-code",
  model: null,
  sponsor: null,
  method: "trailer",
  grain: "commit",
  confidence: "high",
  ...more,
});

const unknown = { origin: "unknown", tool: null, method: "none", grain: null, confidence: "none" } as const;

interface Given {
  readonly files: { readonly [path: string]: readonly OriginRun[] };
  readonly report?: { readonly [path: string]: FileCoverage["lines"] } | null;
  readonly policy?: string;
}

function covered({ files, report = {}, policy }: Given) {
  const coverage: CoverageReport | null =
    report === null ? null : { kind: "coverage", executable: 0, hit: 0, relativeTo: "repository", files: Object.entries(report).map(([path, lines]) => ({ path, lines })) };
  const paths = Object.keys(files);
  const typesOf = new Map(paths.map((path) => [path, path.startsWith("test/") ? ["tests"] : path.endsWith(".md") ? ["documentation"] : ["business-logic"]]));
  const attribution = { files: paths.map((path) => ({ path, runs: files[path] ?? [] })) };
  return coverageOfOrigin({ policy: policyOf(policy ?? null).policy, typesOf, attribution, coverage, tree: new Tree(paths) });
}

const counts = ({ lines, coverable, executable, hit, withoutData }: CoverageCounts) => [lines, coverable, executable, hit, withoutData];

describe("R83: coverage of AI's lines", () => {
  const mixed: Given = {
    files: {
      "src/pay.ts": [run(1, 4), run(5, 6, { origin: "mixed", tool: "cursor", method: "note" }), run(9, 10, { origin: "human", tool: null }), run(12, 13, unknown)],
      "src/new.ts": [run(1, 3)],
      "test/pay.test.ts": [run(1, 20)],
    },
    report: {
      "src/pay.ts": [
        [1, 1],
        [2, 0],
        [3, 2],
        [5, 1],
        [9, 0],
        [12, 1],
        [13, 0],
      ],
    },
  };

  test("is told by tool, by how the origin is known, and by file; lines that no report knows stand apart", () => {
    const summary = summaryOfCoverage(covered(mixed));
    expect(summary.tools.map(({ tool, ...rest }) => [tool, ...counts(rest)])).toEqual([
      ["claude-code", 27, 7, 3, 2, 3],
      ["cursor", 2, 2, 1, 1, 0],
    ]);
    expect(summary.methods.map(({ method, ...rest }) => [method, ...counts(rest)])).toEqual([
      ["trailer", 27, 7, 3, 2, 3],
      ["note", 2, 2, 1, 1, 0],
      ["none", 2, 2, 2, 1, 0],
    ]);
    expect(summary.files.map(({ path, ai, unknown: unknowns }) => [path, counts(ai), counts(unknowns)])).toEqual([
      ["src/pay.ts", [8, 8, 6, 4, 0], [2, 2, 2, 1, 0]],
      ["src/new.ts", [3, 3, 0, 0, 3], [0, 0, 0, 0, 0]],
      ["test/pay.test.ts", [20, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
    ]);
    expect([counts(summary.ai), counts(summary.all)]).toEqual([
      [31, 11, 6, 4, 3],
      [33, 13, 7, 4, 3],
    ]);
  });

  test("R3: lines of unknown origin count as the policy says, and are told apart in any case", () => {
    const [counting, refused] = [undefined, "ai: { undeclared: deny }"].map((policy) => summaryOfCoverage(covered({ ...mixed, ...(policy === undefined ? {} : { policy }) })));
    expect([counting?.unknownCounts, counting?.ai.lines, counting?.unknown.lines]).toEqual([true, 31, 2]);
    expect([refused?.unknownCounts, refused?.ai.lines, refused?.unknown.lines]).toEqual([false, 29, 2]);
    expect(refused?.methods.map(({ method }) => method)).toEqual(["trailer", "note"]);
  });

  test("without a report every line that a test could run is without data", () => {
    const { reported, ai } = summaryOfCoverage(covered({ ...mixed, report: null }));
    expect([reported, ...counts(ai)]).toEqual([false, 31, 11, 0, 0, 11]);
  });

  test("a tool that nobody names is a row of its own", () => {
    expect(summaryOfCoverage(covered({ files: { "src/a.ts": [run(1, 2, { tool: null }), run(3, 3)] } })).tools.map(({ tool, lines }) => [tool, lines])).toEqual([
      [null, 2],
      ["claude-code", 1],
    ]);
  });
});

test("R83: every added line is counted once: files, tools and methods add up to what is counted line by line", () => {
  const someRuns = fc
    .array(
      fc.record({
        gap: fc.nat(3),
        length: fc.integer({ min: 1, max: 5 }),
        origin: fc.constantFrom(...origins),
        tool: fc.constantFrom(null, "a", "b"),
        method: fc.constantFrom(...methods),
      }),
      {
        maxLength: 8,
      },
    )
    .map((pieces) => {
      let at = 0;
      return pieces.map(({ gap, length, ...more }) => {
        const start = at + gap + 1;
        at = start + length - 1;
        return run(start, at, more);
      });
    });
  const someHits = fc.option(fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(2)), { selector: ([line]) => line, maxLength: 60 }));
  const paths = ["src/a.ts", "src/b.py", "test/a.test.ts", "README.md", "data.bin"] as const;
  const file = fc.record({ runs: someRuns, hits: someHits });
  fc.assert(
    fc.property(fc.tuple(file, file, file, file, file), fc.boolean(), (given, counting) => {
      const report = Object.fromEntries(paths.flatMap((path, at) => (given[at]?.hits ? [[path, given[at].hits]] : [])));
      const all = covered({
        files: Object.fromEntries(paths.map((path, at) => [path, given[at]?.runs ?? []])),
        report,
        ...(counting ? {} : { policy: "ai: { undeclared: deny }" }),
      });
      const summary = summaryOfCoverage(all);
      const isAi = ({ origin }: OriginRun) => origin === "ai" || origin === "mixed" || (counting && origin === "unknown");
      const expected = (which: (run: OriginRun) => boolean) => add(paths.map((path, at) => lineByLine(path, (given[at]?.runs ?? []).filter(which), given[at]?.hits ?? null)));
      expect(counts(summary.all)).toEqual(expected(() => true));
      expect(counts(summary.ai)).toEqual(expected(isAi));
      expect(counts(summary.unknown)).toEqual(expected(({ origin }) => origin === "unknown"));
      const sums = (rows: readonly CoverageCounts[]) => add(rows.map(counts));
      expect(sums(summary.methods)).toEqual(counts(summary.ai));
      expect(sums(summary.files.map(({ ai }) => ai))).toEqual(counts(summary.ai));
      expect(add([sums(summary.tools), counting ? counts(summary.unknown) : [0, 0, 0, 0, 0]])).toEqual(counts(summary.ai));
    }),
    { numRuns: 200 },
  );
});

function add(rows: readonly (readonly number[])[]): number[] {
  return [0, 1, 2, 3, 4].map((at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0));
}

// The definition itself, written as slowly as it reads.
function lineByLine(path: string, runs: readonly OriginRun[], hits: readonly (readonly [number, number])[] | null): number[] {
  const lines = runs.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at));
  if (!path.startsWith("src/")) return [lines.length, 0, 0, 0, 0];
  if (hits === null) return [lines.length, lines.length, 0, 0, lines.length];
  const hitsOf = new Map(hits);
  const dense = hits.length >= 8 && hits.every(([line]) => line <= hits.length);
  const executable = lines.filter((line) => hitsOf.has(line));
  return [
    lines.length,
    lines.length,
    executable.length,
    executable.filter((line) => (hitsOf.get(line) ?? 0) > 0).length,
    dense ? lines.filter((line) => line > hits.length).length : 0,
  ];
}
