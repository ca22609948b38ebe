import type { DependencyReport } from "../checks/index.ts";
import { coverLines } from "../evidence/coverage.ts";
import type { EvidenceSummary, Tree } from "../evidence/index.ts";
import type { Attribution, Range } from "../model/change.ts";
import type { LineRange, Origin } from "../model/origin.ts";
import type { Policy } from "../model/policy.ts";
import type { Measurements } from "../policy/index.ts";
import { notCompared } from "../policy/measurements.ts";
import type { Classification } from "./classify.ts";

export interface MeasureInput {
  readonly policy: Policy;
  readonly classification: Classification;
  readonly range: Pick<Range, "files" | "commits">;
  readonly attribution: Attribution;
  readonly dependencies: DependencyReport;
  readonly summary: EvidenceSummary;
  /** Paths of the head tree, against which a report's paths resolve. */
  readonly tree: Tree;
}

/** Turns what is known about a change into the numbers that checks ask about. What was not measured is null, never zero. */
export function measure({ policy, classification, range, attribution, dependencies, summary, tree }: MeasureInput): Measurements {
  const { change, typesOf } = classification;
  const { human, ai, mixed, unknown } = attribution.counts;
  const added = human + ai + mixed + unknown;
  const tools = attribution.tools.map(({ tool }) => tool);
  return {
    change: {
      added: change.added,
      deleted: change.deleted,
      lines: change.added + change.deleted,
      commits: range.commits.length,
      tier: change.tiers.at(-1) ?? "",
      risk: change.risk,
      types: change.types,
      tools,
      files: range.files.map(({ path, status, content, added, deleted, flags }) => ({ path, status, content, added, deleted, types: typesOf.get(path) ?? [], flags })),
      requirement: change.requirement !== null,
      lockfile_sound: dependencies.sound,
      dependencies: dependencies.updates.map(({ name, from, to, jump }) => ({ name, from: from ?? "", to: to ?? "", jump })),
    },
    origin: { human, ai, mixed, unknown, ai_share: added === 0 ? 0 : (ai + mixed) / added, tools, disclosed: change.disclosed },
    coverage: coverage({ policy, typesOf, range, attribution, summary, tree }),
    evidence: {
      tests: summary.tests && {
        passed: summary.tests.passed,
        failed: summary.tests.failed,
        skipped: summary.tests.skipped,
        flaky: summary.tests.flaky,
        removed: summary.tests.removed ?? notCompared,
        newly_skipped: summary.tests.newlySkipped ?? notCompared,
      },
      analysis: summary.analysis && onAddedLines(summary.analysis),
      references: null,
    },
  };
}

function onAddedLines({ onAddedLines, suppressed }: NonNullable<EvidenceSummary["analysis"]>) {
  const count = (severity: string) => onAddedLines.filter((finding) => finding.severity === severity).length;
  return { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low"), suppressed };
}

type CoverageInput = Pick<MeasureInput, "policy" | "range" | "attribution" | "summary" | "tree"> & Pick<Classification, "typesOf">;

/**
 * Coverage of the lines that AI wrote, and of all added lines (R83): hit ÷ executable, and lines without data ÷ all wanted lines. Only source code
 * outside tests and documentation can be covered. A change without a line to cover has nothing uncovered; otherwise no report means null.
 */
function coverage({ policy, typesOf, range, attribution, summary, tree }: CoverageInput): Measurements["coverage"] {
  const coverable = new Set(
    range.files.filter(({ path }) => isSource(path) && !typesOf.get(path)?.some((type) => type === "tests" || type === "documentation")).map(({ path }) => path),
  );
  const counted: ReadonlySet<Origin> = new Set(policy.ai.undeclared === "treat-as-ai" ? ["ai", "mixed", "unknown"] : ["ai", "mixed"]);
  const wanted = (which: (origin: Origin) => boolean) =>
    new Map(
      attribution.files.flatMap(({ path, runs }): [string, LineRange[]][] => {
        const lines = coverable.has(path) ? runs.filter(({ origin }) => which(origin)) : [];
        return lines.length === 0 ? [] : [[path, lines]];
      }),
    );
  const [ai, all] = [wanted((origin) => counted.has(origin)), wanted(() => true)];
  if (summary.coverage === null && ai.size > 0) return null;
  return { ai: share(ai, summary, tree), changed: share(all, summary, tree) };
}

function share(wanted: ReadonlyMap<string, readonly LineRange[]>, { coverage }: EvidenceSummary, tree: Tree): { lines: number; unknown: number } {
  if (wanted.size === 0) return { lines: 1, unknown: 0 };
  if (coverage === null) return { lines: 0, unknown: 1 };
  const { executable, hit, withoutData } = coverLines(coverage, tree, wanted);
  const total = [...wanted.values()].flat().reduce((sum, { start, end }) => sum + end - start + 1, 0);
  return { lines: executable === 0 ? (withoutData > 0 ? 0 : 1) : hit / executable, unknown: withoutData / total };
}

// Languages whose coverage tools speak one of the formats that are read; what is none of them cannot be expected in a report.
const sourceEndings = new Set(
  "ts tsx mts cts js jsx mjs cjs vue svelte py go rs java kt kts scala groovy cs fs vb c cc cpp cxx h hpp m mm swift rb php pl pm ex exs erl dart lua r jl clj hs ml sol".split(
    " ",
  ),
);

function isSource(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return !name.endsWith(".d.ts") && sourceEndings.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}
