// The face of the room: the use cases that every surface calls. They print nothing, ask nothing and never end the process.

export { closingDocuments } from "../model/signing.ts";
export { type ActGround, actGround, lacksForAcceptance, lastAcceptanceDay, type SigningRequest } from "./act-ground.ts";
export { type AddedEvidence, addEvidence, type EvidenceOptions, type HandedFile } from "./add-evidence.ts";
export { type Adopted, type AdoptOptions, adopterRoles, adoptionDocumentAt, adoptPolicy, type PreparedAdoption, prepareAdoption, recordAdoption } from "./adopt-policy.ts";
export { type NewPolicy, requireAdoptable } from "./adoptable.ts";
export { closeReviewItem, suspenderRoles, suspendTool } from "./ai-tools.ts";
export { type AskedQuestionOf, askQuestion, type NewQuestion } from "./ask-question.ts";
export { type AttestationState, attest, attestationStates } from "./attest.ts";
export { exceptBlueprint, type GovernanceDebt, governanceDebts, runningBlueprint, type StartedBlueprint, skipBlueprint, startBlueprint } from "./blueprint.ts";
export { type ReadBlueprint, readBlueprintAt, readBlueprintIn } from "./blueprint-files.ts";
export { type BreakGlassOptions, breakGlass } from "./break-glass.ts";
export { type Case, type ChangeSummary, inputOf, judgeCase, openCase, submissions, treeOf } from "./case.ts";
export { type CheckOptions, check, type Organisation } from "./check.ts";
export { makeComment, type NewComment, resolveComment } from "./comments.ts";
export { lookAtConstraints } from "./constraints.ts";
export {
  type AskedQuestion,
  asked,
  conflictOf,
  type DecideOptions,
  type Prepared,
  prepareDecision,
  type Questions,
  questionsFor,
  type Recorded,
  recordDecision,
  releaseOf,
} from "./decide.ts";
export { decisionFolders, decisionTextsAt } from "./decision-files.ts";
export { decisionText } from "./decision-text.ts";
export { type Deployed, type DeployOptions, deploy } from "./deploy.ts";
export { endDeputy, type NewDeputy, nameDeputy } from "./deputies.ts";
export { type Detail, readDetail } from "./detail.ts";
export { recordFolders } from "./detect-folders.ts";
export type { HistoryAuthor, WorkedOn } from "./detect-history.ts";
export type { Activity, Pipeline } from "./detect-pipelines.ts";
export { type Detected, detectRepository } from "./detect-repository.ts";
export { type Check, doctor } from "./doctor.ts";
export { type Duties, deactivate, dutiesOf, type Reassignment } from "./duties.ts";
export {
  changePerson,
  type Everybody,
  enrolKey,
  enrolPerson,
  type Grant,
  listPeople,
  type NewPerson,
  type PersonChange,
  type QualificationState,
  qualify,
  revokeKey,
  revokeQualification,
} from "./enrol.ts";
export { enrolPasskey, knownTransports, type NewPasskey } from "./enrol-passkey.ts";
export { contributorsOfCase, environmentOfDoubt, mayResolve, resolvable } from "./escalate.ts";
export { type ExitAnswer, type ExitQuestion, phaseQuestions } from "./exit-questions.ts";
export { allowedSigners, type EntryProof, type Exported, exportLedger, type LedgerLine, proofOf, showLedger, verifierKey } from "./export-ledger.ts";
export { type BlueprintWishes, type ProposedBlueprint, proposeBlueprint } from "./first-blueprint.ts";
export { requireRoom, standingPolicy, writeFirstPolicy } from "./first-policy.ts";
export { type FoundOptions, found, registerProject } from "./found.ts";
export { askGate, type GateAnswer, type GateOptions, gate, holdsNow } from "./gate.ts";
export { acknowledge, recordEffort, recordEscalationDrill } from "./governance-records.ts";
export type { Holds } from "./holds.ts";
export { lessonsOn } from "./lessons-on.ts";
export { endLogin, linkLogin, type NewLogin, type ProviderAccount, personOfLogin } from "./logins.ts";
export type { Declared } from "./look.ts";
export { lookAtChange } from "./look-at-change.ts";
export { organisationOf } from "./organisation-of.ts";
export { type By, findPerson, recordRefusal } from "./persons.ts";
export { aboutPeople, nextSource, organisationPolicy, organisationSource, policyContext, sourceOf } from "./policies.ts";
export { compiledOf, type PolicySource, policyOf, projectPolicyAt } from "./policy-source.ts";
export { producerFor } from "./producer-for.ts";
export { blueprintContext, branchRefs, type ProjectBlueprint, readProjectBlueprint } from "./project-blueprint.ts";
export { type Proposed, type ProposeOptions, propose } from "./propose.ts";
export { type PolicyWishes, type ProposedPolicy, proposePolicy } from "./propose-policy.ts";
export type { ProposedType } from "./proposed-types.ts";
export { usualBranch } from "./protected-branch.ts";
export { answerReReview, orderReReview, type ReReviewAnswer, type ReReviewOrder, reReviewOrderers, standsIn } from "./re-review.ts";
export { readGovernance } from "./read-governance.ts";
export { largestHere, type ReportSource } from "./read-in-worker.ts";
export type { Receipt } from "./receipt.ts";
export { receiptOf } from "./receipt.ts";
export { type CheckpointEffort, recordCheckpointEffort } from "./record-checkpoint-effort.ts";
export { recordOverdue } from "./record-overdue.ts";
export type { CheckReport } from "./report.ts";
export { repositoriesOf, repositoryOf } from "./repositories.ts";
export { type ReversalGiven, recordReversal, reversalRecorders, stateConstraint } from "./reversals.ts";
export { judgedToday, limitReached, waitingFor } from "./review-load.ts";
export { requireRightClock } from "./right-clock.ts";
export { sentenceOf } from "./sentences.ts";
export { type PreparedSigning, prepareSigning, recordSigning, type SignedRecord, signAct } from "./sign-act.ts";
export type { Signer } from "./signatures.ts";
export { type DocumentHeads, documentState, type SignedState } from "./signed-documents.ts";
export { standing, stateOf as ledgerState } from "./standing.ts";
export { holderOfToken, type IssuedToken, issueToken, type NewToken, parseToken, revokeToken } from "./tokens.ts";
export { type Verification, type VerifyOptions, verifyFolder, verifyReceipt } from "./verify.ts";
export { withdrawDecision } from "./withdraw-decision.ts";
export { openWorkplace, settled, type Workplace, type WorkplaceOptions } from "./workplace.ts";
