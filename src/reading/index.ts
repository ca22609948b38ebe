// The face of the room: what people read, worked out from the views. Nothing here records a fact.

export { type AiToolsPage, readAiTools, toolNeeds, toolStates, toolUses } from "./ai-tools-page.ts";
export { type Named, type NameOf, namesIn } from "./approvers.ts";
export { type Ask, type AskOf, askKinds, asksOf, everyAsk } from "./asks.ts";
export { type Attention, attentionOf } from "./attention.ts";
export { type BaselineDrift, baselineDrift, type ProjectDrift, prepareDrift } from "./baseline-drift.ts";
export { prepareAsks } from "./blueprint-glance.ts";
export { documentName } from "./blueprint-missing.ts";
export { type BlueprintPage, readBlueprintPage } from "./blueprint-page.ts";
export {
  type AcknowledgementState,
  type AreaState,
  type BlueprintStatus,
  blueprintStatus,
  draftStatus,
  type Missing,
} from "./blueprint-status.ts";
export { chainOf } from "./chain.ts";
export { changeDisclosure } from "./change-disclosure.ts";
export { changeHistory, type HistoryEntry } from "./change-history.ts";
export { checklistOf, checklistRoles } from "./checklists.ts";
export { type CoveragePage, type CoverageRow, readCoverage } from "./coverage-page.ts";
export { prepareOnPage } from "./decide-on-page.ts";
export { type DecisionPage, readDecision } from "./decision-page.ts";
export { listDeployments, listEnvironments, listViolations } from "./deployment-log.ts";
export { type DiffOptions, diffOf, type FileDiff, lineOf } from "./diff.ts";
export { committable, type Disclosure, type DisclosureInput, type DisclosurePart, disclose } from "./disclosure.ts";
export { disclosureCycloneDx } from "./disclosure-cyclonedx.ts";
export { fileGaps, type Gap, type GapsInput, gapsOf, headLines, recordingGrammar } from "./disclosure-gaps.ts";
export { disclosureMarkdown, disclosureTitle, limitsOf, originWords, shareOf, subjectSentence, withoutReviews } from "./disclosure-markdown.ts";
export { type DocumentPage, documentFile, type PagedDocument, pagedDocuments, readDocumentPage } from "./document-page.ts";
export { documentSignatures } from "./document-signatures.ts";
export { type EscalationPage, escalationPages } from "./escalation-page.ts";
export { type EvidencePage, evidenceFile, readEvidencePage } from "./evidence-page.ts";
export { commentOf, commentsOf, placeOf } from "./file-comments.ts";
export { type FileEntry, type FileList, listFiles, type Pair, pairOf, type SeenMark, seenPair } from "./file-list.ts";
export { findingWords } from "./finding-words.ts";
export { type FrameworkPage, frameworkPage } from "./framework-page.ts";
export { type Headline, headlineOf } from "./headline.ts";
export { type EscalationLine, type Inbox, inbox, listChanges, listEscalations, type Turn } from "./inbox.ts";
export { checkpointOf, listLedger, readEntry, verifierOf, verifyNow } from "./ledger-page.ts";
export { changesPage } from "./list-changes.ts";
export { manifestationOf } from "./manifestation.ts";
export { readMapHistory } from "./map-history.ts";
export { readMapFile, readMapRows } from "./map-lines.ts";
export { readMap } from "./map-page.ts";
export { mapRevisions } from "./map-releases.ts";
export { type Ledgered, ledgered } from "./map-reviews.ts";
export type { Period } from "./measure-ground.ts";
export { definitions, type Measure, type MeasureId, measureRows, measures } from "./measures.ts";
export { nextSteps } from "./next-steps.ts";
export { deputyLine, listPersons, listQualifications, listTokens, readPerson } from "./person-page.ts";
export { type Plan, type PlanCheckpoint, type PlanPhase, planOf, readPlan } from "./plan.ts";
export { planCalendar } from "./plan-calendar.ts";
export { planCsv, planMarkdown } from "./plan-export.ts";
export { nothingRecorded, type PlanGround, planGround } from "./plan-ground.ts";
export { metricWords } from "./plan-words.ts";
export { policyGaps } from "./policy-gaps.ts";
export { diffVersions, lintText, policyHistory, policyText, readPolicy } from "./policy-page.ts";
export { draftSource, policyInRepository, previewPolicy } from "./policy-preview.ts";
export { policyVersions } from "./policy-versions.ts";
export { type AiShare, type PortfolioLine, portfolio, portfolioNeeds } from "./portfolio.ts";
export { portfolioNumbers, portfolioRows } from "./portfolio-rows.ts";
export { listProjects, projectBranches, readProject } from "./projects.ts";
export { listReReviews, type ReReviewLine, reReviewLines } from "./re-reviews.ts";
export { type ChangePage, type Looked, type PageOptions, readChange, shownVerdict } from "./read-change.ts";
export { type AssessedGate, type RepositoryGaps, repositoryGaps } from "./repository-gaps.ts";
export { gapsSentence, repositoryGapsMarkdown } from "./repository-gaps-markdown.ts";
export { isOpen as isOpenReversal, listReversals, type ReversalLine, reversalLines, reversalRecordersIn } from "./reversals-page.ts";
export { type SimulateOptions, type Simulation, simulate } from "./simulate.ts";
export { type HistoryOptions, type HistorySimulation, type NeededChange, simulateHistory } from "./simulate-history.ts";
export { standingPerson } from "./standing-person.ts";
export { turnsIn, type WaitsFor } from "./turns.ts";
