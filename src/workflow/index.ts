// The face of the room: the use cases that every surface calls. They print nothing, ask nothing and never end the process.

export { type AddedEvidence, addEvidence, type EvidenceOptions, type HandedFile } from "./add-evidence.ts";
export { type Adopted, type AdoptOptions, adopterRoles, adoptionDocumentAt, adoptPolicy, type PreparedAdoption, prepareAdoption, recordAdoption } from "./adopt-policy.ts";
export { type NewPolicy, requireAdoptable } from "./adoptable.ts";
export { type AttestationState, attest, attestationStates } from "./attest.ts";
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
export { decisionText } from "./decision-text.ts";
export { type Deployed, type DeployOptions, deploy } from "./deploy.ts";
export { endDeputy, type NewDeputy, nameDeputy } from "./deputies.ts";
export { type Detail, readDetail } from "./detail.ts";
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
export { allowedSigners, type EntryProof, type Exported, exportLedger, type LedgerLine, proofOf, showLedger, verifierKey } from "./export-ledger.ts";
export { writeFirstPolicy } from "./first-policy.ts";
export { type FoundOptions, found, registerProject } from "./found.ts";
export { askGate, type GateAnswer, type GateOptions, gate, holdsNow } from "./gate.ts";
export type { Holds } from "./holds.ts";
export { endLogin, linkLogin, type NewLogin, type ProviderAccount, personOfLogin } from "./logins.ts";
export type { Declared } from "./look.ts";
export { organisationOf } from "./organisation-of.ts";
export { type By, findPerson, recordRefusal } from "./persons.ts";
export { aboutPeople, nextSource, organisationPolicy, organisationSource, policyContext, sourceOf } from "./policies.ts";
export { compiledOf, type PolicySource, policyOf, projectPolicyAt } from "./policy-source.ts";
export { producerFor } from "./producer-for.ts";
export { type Proposed, type ProposeOptions, propose } from "./propose.ts";
export { answerReReview, orderReReview, type ReReviewAnswer, type ReReviewOrder, reReviewOrderers, standsIn } from "./re-review.ts";
export { largestHere, type ReportSource } from "./read-in-worker.ts";
export type { Receipt } from "./receipt.ts";
export { receiptOf } from "./receipt.ts";
export { recordOverdue } from "./record-overdue.ts";
export type { CheckReport } from "./report.ts";
export { repositoryOf } from "./repositories.ts";
export { judgedToday, limitReached, waitingFor } from "./review-load.ts";
export { requireRightClock } from "./right-clock.ts";
export { sentenceOf } from "./sentences.ts";
export type { Signer } from "./signatures.ts";
export { standing, stateOf as ledgerState } from "./standing.ts";
export { holderOfToken, type IssuedToken, issueToken, type NewToken, parseToken, revokeToken } from "./tokens.ts";
export { type Verification, type VerifyOptions, verifyFolder, verifyReceipt } from "./verify.ts";
export { withdrawDecision } from "./withdraw-decision.ts";
export { openWorkplace, settled, type Workplace, type WorkplaceOptions } from "./workplace.ts";
