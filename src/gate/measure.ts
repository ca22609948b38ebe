import type { EvidenceSummary } from "../evidence/index.ts";
import type { Attribution, MovedLines, Range, Weakening } from "../model/change.ts";
import type { Advisory } from "../model/evidence.ts";
import type { Measurements } from "../policy/index.ts";
import { notCompared } from "../policy/measurements.ts";
import type { Classification } from "./classify.ts";
import { type CoverageCounts, type CoverageOfOrigin, countedAsAi, sumOf } from "./coverage-of-origin.ts";
import type { AssessedUpdate } from "./updates.ts";

export interface MeasureInput {
  readonly classification: Classification;
  readonly range: Pick<Range, "files" | "commits">;
  readonly attribution: Attribution;
  /** Every lockfile fits its manifest. */
  readonly sound: boolean;
  readonly updates: readonly AssessedUpdate[];
  readonly moves: readonly MovedLines[];
  readonly weakenings: readonly Weakening[];
  readonly summary: EvidenceSummary;
  readonly coverage: CoverageOfOrigin;
}

/** Turns what is known about a change into the numbers that checks ask about. What was not measured is null, never zero. */
export function measure({ classification, range, attribution, sound, updates, moves, weakenings, summary, coverage }: MeasureInput): Measurements {
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
      lockfile_sound: sound,
      dependencies: updates.map(dependencyRow),
      moved: moves.reduce((sum, { start, end }) => sum + end - start + 1, 0),
      weakened: weakenings.length,
      weakenings: weakenings.map(({ kind, path }) => ({ kind, path })),
    },
    origin: { human, ai, mixed, unknown, ai_share: added === 0 ? 0 : (ai + mixed) / added, tools, disclosed: change.disclosed },
    coverage: sharesOf(coverage),
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
      advisories: summary.advisories && openAdvisories(summary.advisories),
      references: summary.references && lookedReferences(summary.references),
    },
  };
}

function dependencyRow({ name, from, to, jump, risk, licence, severity }: AssessedUpdate): Measurements["change"]["dependencies"][number] {
  return { name, from: from ?? "", to: to ?? "", jump, risk, licence: licence ?? "", advisory: severity ?? "unknown" };
}

function openAdvisories(advisories: readonly Advisory[]) {
  const open = advisories.filter(({ suppressed }) => !suppressed);
  const count = (severity: string) => open.filter((advisory) => advisory.severity === severity).length;
  return { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low"), suppressed: advisories.length - open.length };
}

// What was not looked at is not free of inventions.
function lookedReferences({ unlooked, contradicted, unverifiable, verified, drifted }: NonNullable<EvidenceSummary["references"]>) {
  return unlooked.length > 0 ? null : { contradicted, unverifiable, verified, drifted };
}

function onAddedLines({ onAddedLines, suppressed }: NonNullable<EvidenceSummary["analysis"]>) {
  const count = (severity: string) => onAddedLines.filter((finding) => finding.severity === severity).length;
  return { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low"), suppressed };
}

/**
 * Coverage of the lines that AI wrote, and of all added lines (R83): hit ÷ executable, and lines without data ÷ all that a test could be expected to run.
 * A change without a line to cover has nothing uncovered; otherwise no report means null.
 */
function sharesOf(coverage: CoverageOfOrigin): Measurements["coverage"] {
  const ai = sumOf(countedAsAi(coverage));
  if (!coverage.reported && ai.coverable > 0) return null;
  return { ai: shareOf(ai), changed: shareOf(sumOf(coverage.parts)) };
}

function shareOf({ coverable, executable, hit, withoutData }: CoverageCounts): { lines: number; unknown: number } {
  if (coverable === 0) return { lines: 1, unknown: 0 };
  return { lines: executable === 0 ? (withoutData > 0 ? 0 : 1) : hit / executable, unknown: withoutData / coverable };
}
