import { coverRanges, hitsByPath, type LineCoverage } from "../evidence/coverage.ts";
import type { EvidenceSummary, Tree } from "../evidence/index.ts";
import type { Attribution, FileOrigin } from "../model/change.ts";
import type { Method, Origin, OriginRun } from "../model/origin.ts";
import type { Policy } from "../model/policy.ts";
import { isSource } from "../model/source-path.ts";
import type { Classification } from "./classify.ts";

/** Added lines: `coverable` are those of source code outside tests and documentation, the only ones that a test can be expected to run. The rest is counted of them alone. */
export interface CoverageCounts extends LineCoverage {
  readonly lines: number;
  readonly coverable: number;
}

/** Added lines of one file that have one origin and one tool, known in one way. */
export interface CoveragePart extends CoverageCounts {
  readonly path: string;
  readonly origin: Origin;
  readonly tool: string | null;
  readonly method: Method;
}

/** Coverage of every added line of a change by who wrote it (R83). Each added line is in exactly one part. */
export interface CoverageOfOrigin {
  /** Whether an accepted report says anything; without one every coverable line is without data. */
  readonly reported: boolean;
  /** Whether the policy counts lines of unknown origin as AI's (`ai.undeclared`). */
  readonly unknownCounts: boolean;
  readonly parts: readonly CoveragePart[];
}

export interface CoverageOfOriginInput extends Pick<Classification, "typesOf"> {
  readonly policy: Policy;
  readonly attribution: Pick<Attribution, "files">;
  readonly coverage: EvidenceSummary["coverage"];
  /** Paths of the head tree, against which a report's paths resolve. */
  readonly tree: Tree;
}

export function coverageOfOrigin({ policy, typesOf, attribution, coverage, tree }: CoverageOfOriginInput): CoverageOfOrigin {
  const hits = coverage === null ? null : hitsByPath(coverage, tree);
  const parts = attribution.files.flatMap((file) => partsOf(file, isCoverable(file.path, typesOf), hits?.get(file.path)));
  return { reported: coverage !== null, unknownCounts: policy.ai.undeclared === "treat-as-ai", parts };
}

/** Source code outside tests and documentation. */
export function isCoverable(path: string, typesOf: Classification["typesOf"]): boolean {
  return isSource(path) && !typesOf.get(path)?.some((type) => type === "tests" || type === "documentation");
}

function partsOf({ path, runs }: FileOrigin, coverable: boolean, hits: ReadonlyMap<number, number> | undefined): CoveragePart[] {
  const covered = coverable ? coverRanges(hits, runs) : [];
  const measured = runs.map((run, at) => ({ ...run, ...countsOf(run, covered[at]) }));
  const groups = Map.groupBy(measured, ({ origin, tool, method }) => JSON.stringify([origin, tool, method]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ path, origin: first.origin, tool: first.tool, method: first.method, ...sumOf(group) }];
  });
}

function countsOf({ start, end }: OriginRun, covered: LineCoverage | undefined): CoverageCounts {
  const lines = end - start + 1;
  return covered === undefined ? { ...none, lines } : { ...covered, lines, coverable: lines };
}

const none: CoverageCounts = { lines: 0, coverable: 0, executable: 0, hit: 0, withoutData: 0 };

export function sumOf(parts: readonly CoverageCounts[]): CoverageCounts {
  return parts.reduce(
    (sum, part) => ({
      lines: sum.lines + part.lines,
      coverable: sum.coverable + part.coverable,
      executable: sum.executable + part.executable,
      hit: sum.hit + part.hit,
      withoutData: sum.withoutData + part.withoutData,
    }),
    none,
  );
}

/** The lines that count as AI's, as the policy says. */
export function countedAsAi({ parts, unknownCounts }: CoverageOfOrigin): CoveragePart[] {
  return parts.filter(({ origin }) => origin === "ai" || origin === "mixed" || (origin === "unknown" && unknownCounts));
}

/** The same of a change in a few numbers. */
export interface CoverageSummary extends Omit<CoverageOfOrigin, "parts"> {
  /** What counts as AI's; lines of unknown origin are among them where the policy says so, and stand in `unknown` in any case. */
  readonly ai: CoverageCounts;
  readonly unknown: CoverageCounts;
  readonly all: CoverageCounts;
  /** What tools wrote or had a part in, the most lines first; null where none is named. */
  readonly tools: readonly (Pick<CoveragePart, "tool"> & CoverageCounts)[];
  /** How the origin is known of what counts as AI's, the most lines first. */
  readonly methods: readonly (Pick<CoveragePart, "method"> & CoverageCounts)[];
  /** Of each file with lines that count as AI's or are of unknown origin. */
  readonly files: readonly (Pick<CoveragePart, "path"> & Pick<CoverageSummary, "ai" | "unknown">)[];
}

export function summaryOfCoverage(coverage: CoverageOfOrigin): CoverageSummary {
  const { parts, reported, unknownCounts } = coverage;
  const counted = countedAsAi(coverage);
  const [ofTools, ofUnknown] = [counted.filter(({ origin }) => origin !== "unknown"), parts.filter(({ origin }) => origin === "unknown")];
  const byPath = Map.groupBy(
    parts.filter(({ origin }) => origin !== "human"),
    ({ path }) => path,
  );
  return {
    reported,
    unknownCounts,
    ai: sumOf(counted),
    unknown: sumOf(ofUnknown),
    all: sumOf(parts),
    tools: grouped(ofTools, ({ tool }) => tool).map(([tool, counts]) => ({ tool, ...counts })),
    methods: grouped(counted, ({ method }) => method).map(([method, counts]) => ({ method, ...counts })),
    files: [...byPath].map(([path, group]) => ({
      path,
      ai: sumOf(countedAsAi({ ...coverage, parts: group })),
      unknown: sumOf(group.filter(({ origin }) => origin === "unknown")),
    })),
  };
}

function grouped<Key>(parts: readonly CoveragePart[], key: (part: CoveragePart) => Key): [Key, CoverageCounts][] {
  return [...Map.groupBy(parts, key)].map(([name, group]): [Key, CoverageCounts] => [name, sumOf(group)]).sort(([, a], [, b]) => b.lines - a.lines);
}
