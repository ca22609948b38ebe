export { affects } from "./affects.ts";
export { type AssessInput, type Assessment, assess, type Submitted } from "./assess.ts";
export type { ClassifiedChange, Contributor, Part } from "./classified.ts";
export { type Classification, type ClassifyInput, classify } from "./classify.ts";
export { contributorsOf, unite } from "./contributors.ts";
export {
  type CoverageCounts,
  type CoverageOfOrigin,
  type CoveragePart,
  type CoverageSummary,
  countedAsAi,
  isCoverable,
  summaryOfCoverage,
  sumOf,
} from "./coverage-of-origin.ts";
export { type Demand, environmentOf } from "./demand.ts";
export { endOfDay } from "./end-of-day.ts";
export { type Found, type FoundInput, foundIn, standing } from "./found.ts";
export { type Governance, ungoverned } from "./governance.ts";
export type { Item } from "./items.ts";
export { evaluator, judge } from "./judge.ts";
export type { EvidenceSet, Exception, JudgeInput, Release } from "./judge-input.ts";
export { namesOf, nobody, type PeopleState, peopleState, standIns, standsInFor } from "./people-state.ts";
export { placesOf } from "./places.ts";
export { answerers, eligible } from "./quorum.ts";
export { demandOf, subjectOf } from "./subject.ts";
export type { AssessedUpdate } from "./updates.ts";
