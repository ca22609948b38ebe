// The face of the room: the use cases that every surface calls. They print nothing, ask nothing and never end the process.

export { type AddedEvidence, addEvidence, type EvidenceOptions } from "./add-evidence.ts";
export { type Named, type NameOf, namesIn } from "./approvers.ts";
export { type Attention, attentionOf } from "./attention.ts";
export { type BreakGlassOptions, breakGlass } from "./break-glass.ts";
export { type Case, type ChangeSummary, judgeCase, openCase } from "./case.ts";
export { chainOf } from "./chain.ts";
export { changeHistory, type HistoryEntry } from "./change-history.ts";
export { type CheckOptions, check, type Organisation } from "./check.ts";
export { checklistOf, checklistRoles } from "./checklists.ts";
export { makeComment, type NewComment, resolveComment } from "./comments.ts";
export { type DecideOptions, type Prepared, prepareDecision, type Questions, questionsFor, type Recorded, recordDecision } from "./decide.ts";
export { prepareOnPage } from "./decide-on-page.ts";
export { type DecisionPage, readDecision } from "./decision-page.ts";
export { type Deployed, type DeployOptions, deploy } from "./deploy.ts";
export { listDeployments, listEnvironments, listViolations } from "./deployment-log.ts";
export { type DiffOptions, diffOf, type FileDiff, lineOf } from "./diff.ts";
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
  qualify,
  revokeKey,
  revokeQualification,
} from "./enrol.ts";
export { enrolPasskey, knownTransports, type NewPasskey } from "./enrol-passkey.ts";
export { type EscalationPage, escalationPages } from "./escalation-page.ts";
export { type EvidencePage, evidenceFile, readEvidencePage } from "./evidence-page.ts";
export { allowedSigners, type EntryProof, type Exported, exportLedger, type LedgerLine, proofOf, showLedger, verifierKey } from "./export-ledger.ts";
export { type CommentPlace, commentOn, commentsOf, settleComment } from "./file-comments.ts";
export { type FileEntry, type FileList, listFiles, type Pair, pairOf, type SeenMark, seenPair } from "./file-list.ts";
export { writeFirstPolicy } from "./first-policy.ts";
export { type FoundOptions, found, registerProject } from "./found.ts";
export { type GateAnswer, type GateOptions, gate } from "./gate.ts";
export { type Headline, headlineOf } from "./headline.ts";
export { type EscalationLine, type Inbox, inbox, listChanges, listEscalations, type Turn } from "./inbox.ts";
export { checkpointOf, listLedger, readEntry, verifierOf, verifyNow } from "./ledger-page.ts";
export { changesPage } from "./list-changes.ts";
export { endLogin, linkLogin, type NewLogin, type ProviderAccount, personOfLogin } from "./logins.ts";
export type { Declared } from "./look.ts";
export { manifestationOf } from "./manifestation.ts";
export type { Period } from "./measure-ground.ts";
export { definitions, type Measure, type MeasureId, measureRows, measures } from "./measures.ts";
export { organisationOf } from "./organisation-of.ts";
export { listPersons, listQualifications, listTokens, readPerson } from "./person-page.ts";
export { type By, recordRefusal } from "./persons.ts";
export { type Adopted, type AdoptOptions, adoptPolicy, organisationPolicy, organisationSource, policyContext } from "./policies.ts";
export { policyGaps } from "./policy-gaps.ts";
export { diffVersions, lintText, policyHistory, policyText, readPolicy } from "./policy-page.ts";
export { type PolicySource, policyOf, projectPolicyAt } from "./policy-source.ts";
export { producerFor } from "./producer-for.ts";
export { listProjects, readProject } from "./projects.ts";
export { type Proposed, type ProposeOptions, propose } from "./propose.ts";
export { type ChangePage, type Looked, type PageOptions, readChange, shownVerdict } from "./read-change.ts";
export type { Receipt } from "./receipt.ts";
export { recordOverdue } from "./record-overdue.ts";
export type { CheckReport } from "./report.ts";
export { repositoryOf } from "./repositories.ts";
export { requireRightClock } from "./right-clock.ts";
export type { Signer } from "./signatures.ts";
export { type SimulateOptions, type Simulation, simulate } from "./simulate.ts";
export { standingPerson } from "./standing-person.ts";
export { holderOfToken, type IssuedToken, issueToken, type NewToken, parseToken, revokeToken } from "./tokens.ts";
export { turnsIn, type WaitsFor } from "./turns.ts";
export { type Verification, type VerifyOptions, verifyFolder, verifyReceipt } from "./verify.ts";
export { withdrawDecision } from "./withdraw-decision.ts";
export { openWorkplace, type Workplace, type WorkplaceOptions } from "./workplace.ts";
