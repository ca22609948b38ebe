import type { DependencyReport } from "../checks/index.ts";
import { supersededSubmissions, testInconsistencies } from "../evidence/consistency.ts";
import type { Submission, Tree } from "../evidence/index.ts";
import { kindOf, summarise } from "../evidence/merge.ts";
import { withInconsistencies } from "../evidence/weight.ts";
import type { Attribution, MovedLines, Range, Weakening } from "../model/change.ts";
import type { Reading } from "../model/evidence.ts";
import type { Policy } from "../model/policy.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { type Classification, type ClassifyInput, classify } from "./classify.ts";
import { type CoverageOfOrigin, coverageOfOrigin } from "./coverage-of-origin.ts";
import type { EvidenceSet } from "./judge-input.ts";
import { measure } from "./measure.ts";
import { type AssessedUpdate, assessUpdates } from "./updates.ts";

/** A reading as it was handed in; its paths are repository paths where they resolve. */
export interface Submitted extends Submission {
  readonly id: string;
  /** Ledger index; −1 for what `check` only looks at. */
  readonly index: number;
  readonly commit: string;
  /** What a decision signs of it: the file's commitment, or its SHA-256 for `check`. */
  readonly digest: string;
  readonly reading: Reading;
}

export interface AssessInput extends Omit<ClassifyInput, "range" | "attribution" | "dependencies" | "updates" | "findings" | "rulesRun"> {
  readonly policy: CompiledPolicy;
  readonly range: Omit<Range, "mergeBases">;
  readonly attribution: Attribution;
  readonly dependencies: DependencyReport;
  /** Undefined, like `weakenings`, for what was recorded before it was looked for: none is known. */
  readonly moves: readonly MovedLines[] | undefined;
  readonly weakenings: readonly Weakening[] | undefined;
  /** Evidence of the head, in ledger order. */
  readonly submitted: readonly Submitted[];
  /** Evidence of the base, which only tells which tests are gone. */
  readonly base: readonly Submitted[];
  readonly tree: Tree;
}

export interface Assessment extends Classification {
  readonly evidence: EvidenceSet;
  readonly coverage: CoverageOfOrigin;
  readonly updates: readonly AssessedUpdate[];
}

/** From what git and the reports say to what `judge` takes: classified, measured, in one step that every surface shares. Pure. */
export function assess(input: AssessInput): Assessment {
  const { policy, range, attribution, dependencies, moves = [], weakenings = [], base, tree, ...proposal } = input;
  const submitted = input.submitted.map((submission) => withinLimits(submission, policy.policy));
  const added = new Map(range.files.map(({ path, addedRanges }) => [path, addedRanges]));
  const summary = summarise(submitted, { base, tree, added });
  const updates = assessUpdates(dependencies, summary, policy.policy);
  const classification = classify(policy, {
    ...proposal,
    range,
    attribution,
    dependencies,
    updates,
    findings: summary.analysis?.onAddedLines ?? [],
    rulesRun: new Set(summary.analysis?.rules ?? []),
  });
  const coverage = coverageOfOrigin({ policy: policy.policy, typesOf: classification.typesOf, attribution, coverage: summary.coverage, tree });
  const measured = measure({ classification, range, attribution, sound: dependencies.sound, updates, moves, weakenings, summary, coverage });
  return { ...classification, updates, evidence: { items: itemsOf(submitted), base: base.map(({ index, digest }) => ({ index, digest })), measured }, coverage };
}

// The limits of the policy that judges, whatever was known when the report came in (E05).
function withinLimits(submission: Submitted, { limits }: Policy): Submitted {
  const { reading } = submission;
  if (reading.report?.kind !== "tests") return submission;
  const found = testInconsistencies(reading.report, { minimum: 1, skippedRatio: limits.skippedTests, base: null }).filter(
    ({ code }) => !reading.inconsistencies.some((known) => known.code === code),
  );
  return { ...submission, reading: withInconsistencies(reading, found) };
}

function itemsOf(submitted: readonly Submitted[]): EvidenceSet["items"] {
  const superseded = supersededSubmissions(submitted);
  return submitted.map((submission) => ({
    id: submission.id,
    index: submission.index,
    commit: submission.commit,
    kind: kindOf(submission.reading),
    state: submission.reading.state,
    digest: submission.digest,
    superseded: superseded.has(submission),
    sentence: submission.reading.sentence ?? submission.reading.inconsistencies[0]?.sentence ?? null,
    describes: submission.reading.report?.kind === "components" ? (submission.reading.report.described?.digests ?? []) : [],
  }));
}
