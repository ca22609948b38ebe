export { tookTime } from "./attempts.ts";
export { billInconsistencies, type Lockfile } from "./bill-consistency.ts";
export { compact } from "./compact.ts";
export {
  analysisInconsistencies,
  type CoverageExpectation,
  commitInconsistencies,
  coverageInconsistencies,
  emptiness,
  reportInconsistencies,
  runInconsistencies,
  supersededSubmissions,
  type TestExpectation,
  testInconsistencies,
} from "./consistency.ts";
export { coverRanges, hitsByPath, type LineCoverage, type LineState, linesOf, stateOfLines } from "./coverage.ts";
export { limits } from "./limits.ts";
export { type AnalysisSummary, type EvidenceSummary, kindOf, type Submission, type SummaryContext, summarise, type TestSummary } from "./merge.ts";
export { quoted } from "./outcome.ts";
export { type Resolution, type Resolve, resolvePaths, Tree, withRepositoryPaths } from "./paths.ts";
export { type Hint, readEvidence } from "./read.ts";
export type { ReferenceSummary } from "./reference-summary.ts";
export { isLookedAt, type ReferenceLanguage, referenceLanguage, referenceRules, referenceTool } from "./references.ts";
export { refuses, weights, withInconsistencies } from "./weight.ts";
