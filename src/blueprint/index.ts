export type { AgentRules, BlueprintContext, BlueprintFiles } from "./blueprint.ts";
export { type DocumentHead, type DocumentState, documentStates } from "./fields.ts";
export {
  type AiPolicyFile,
  type AuditTrailFile,
  type BlueprintFile,
  type CharterFile,
  type DecisionArea,
  type DeliveryFile,
  decisionAreas,
  type FileKind,
  type FileOf,
  fileKinds,
  type Metric,
  type Phase,
  type PhaseCheckpoint,
  type RaciRow,
  type RetentionPreset,
  type Risk,
  type RiskLevel,
  type RisksFile,
  retentionPresets,
  riskLevels,
  type Score,
  type Treatment,
} from "./files.ts";
export { type FrameworkId, frameworkIds, frameworks, mappingAsOf, mappingLimit, recordKinds } from "./framework/control-mapping.ts";
export { type ControlState, type FrameworkCoverage, frameworkCoverage, type GateControl, gateControls, type ResidualRisk, residualRisks } from "./framework/framework.ts";
export { type Asked, type Holders, holdersOf } from "./holders.ts";
export { type LedgerEvent, ledgerEvents } from "./ledger-events.ts";
export { controlsOf, isTied, knownSettings } from "./lint/controls.ts";
export { type ExitCheck, type ExitMet, type ExitMissing, type ExitWord, exitCheck } from "./lint/exit-check.ts";
export { type LintCode as BlueprintLintCode, lintCodes as blueprintLintCodes } from "./lint/found.ts";
export { type BlueprintFinding, lintBlueprint } from "./lint/lint.ts";
export { peopleByRole } from "./lint/people.ts";
export { isJudged } from "./lint/risks.ts";
export { type ApproverCell, type DecisionRight, decisionRights, type RightsCell, type Unresolved, unresolvedRights } from "./matrix.ts";
export { controlsIn, type Pack, type PackControl, type PackLanguage, type PackRisk, type PackType, packLanguages } from "./packs/pack.ts";
export { isPackName, type PackName, packNamed, packNames } from "./packs/packs.ts";
export { type Bound, keepsBound, readBound } from "./plan/bound.ts";
export { type DefinitionOfDone, type DoneItem, type DonePart, definitionOfDone } from "./plan/definition-of-done.ts";
export { type EstimatedChange, estimateMinutes, estimateReview, type ReviewEstimate, reviewRates } from "./plan/estimate.ts";
export { dateOf, dayOf, type Schedule, type ScheduledCheckpoint, type ScheduledDay, type Sprint, schedule, signersOf, workingDay } from "./plan/schedule.ts";
export { lengthWarning, type SprintState, sprintState } from "./plan/sprint.ts";
export { fileJsonSchema, filePath, type LoadedFile, loadFileOf, type ReadFile, readFileOf } from "./read.ts";
export { editsOfAccepted } from "./records/edits.ts";
export { withHead } from "./records/head.ts";
export { type DecisionContext, type DecisionFinding, lintDecision, successor, unacceptable } from "./records/lint.ts";
export { decisionIndex, glanceDecision, type ListedDecision, newDecisionFile } from "./records/list.ts";
export { recordPaths } from "./records/parts.ts";
export { type ReadDecision, readDecision } from "./records/read.ts";
export { type Consequence, type DecisionOption, type DecisionRecord, type DecisionState, decisionStates } from "./records/record.ts";
export { draftDecision, writeDecision } from "./records/write.ts";
export { checkGenerated, type EditedDocument } from "./render/check.ts";
export { documentPath, type RenderedDocument } from "./render/document.ts";
export { renderDocuments } from "./render/documents.ts";
export { inline, sentence } from "./render/markdown.ts";
export { acceptedScore, riskDigest, riskLevel } from "./risk-level.ts";
export type { SeedOptions } from "./seed/head.ts";
export { type BlueprintSeeds, seedBlueprint } from "./seed/seed.ts";
