export { type AssessInput, type Assessment, assess, type Submitted } from "./assess.ts";
export type { ClassifiedChange, Contributor, Part } from "./classified.ts";
export { type Classification, type ClassifyInput, classify } from "./classify.ts";
export { contributorsOf, unite } from "./contributors.ts";
export { type Demand, environmentOf } from "./demand.ts";
export { demandOf, type EvidenceSet, type Exception, endOfDay, evaluator, type JudgeInput, judge, type Release, subjectOf } from "./judge.ts";
export { namesOf, nobody, type PeopleState, peopleState, standIns, standsInFor } from "./people-state.ts";
export { answerers, eligible } from "./quorum.ts";
