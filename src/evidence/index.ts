export { compact } from "./compact.ts";
export {
  analysisInconsistencies,
  type CoverageExpectation,
  commitInconsistencies,
  coverageInconsistencies,
  reportInconsistencies,
  runInconsistencies,
  supersededSubmissions,
  type TestExpectation,
  testInconsistencies,
} from "./consistency.ts";
export { type CoveredLines, coverLines, type LineCoverage, linesOf } from "./coverage.ts";
export { limits } from "./limits.ts";
export { type AnalysisSummary, type EvidenceSummary, kindOf, type Submission, type SummaryContext, summarise, type TestSummary } from "./merge.ts";
export { quoted } from "./outcome.ts";
export { type Resolution, type Resolve, resolvePaths, Tree, withRepositoryPaths } from "./paths.ts";
export { type Hint, readEvidence } from "./read.ts";
export { refuses, weights, withInconsistencies } from "./weight.ts";
