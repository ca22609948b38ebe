// The face of the room: the use cases that every surface calls. They print nothing, ask nothing and never end the process.

export { type AddedEvidence, addEvidence, type EvidenceOptions } from "./add-evidence.ts";
export { type BreakGlassOptions, breakGlass } from "./break-glass.ts";
export { type Case, type ChangeSummary, judgeCase, openCase } from "./case.ts";
export { type CheckOptions, check, type Organisation } from "./check.ts";
export { type DecideOptions, type Prepared, prepareDecision, type Questions, questionsFor, type Recorded, recordDecision } from "./decide.ts";
export { type Deployed, type DeployOptions, deploy } from "./deploy.ts";
export { type Check, doctor } from "./doctor.ts";
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
export { allowedSigners, type EntryProof, type Exported, exportLedger, type LedgerLine, proofOf, showLedger, verifierKey } from "./export-ledger.ts";
export { writeFirstPolicy } from "./first-policy.ts";
export { type FoundOptions, found, registerProject } from "./found.ts";
export { type GateAnswer, type GateOptions, gate } from "./gate.ts";
export { type EscalationLine, type Inbox, inbox, listChanges, listEscalations, type Turn } from "./inbox.ts";
export type { Declared } from "./look.ts";
export { organisationOf } from "./organisation-of.ts";
export type { By } from "./persons.ts";
export { type Adopted, type AdoptOptions, adoptPolicy, organisationPolicy, organisationSource, policyContext } from "./policies.ts";
export { type PolicySource, policyOf, projectPolicyAt } from "./policy-source.ts";
export { type Proposed, type ProposeOptions, propose } from "./propose.ts";
export type { Receipt } from "./receipt.ts";
export type { CheckReport } from "./report.ts";
export type { Signer } from "./signatures.ts";
export { type Verification, type VerifyOptions, verifyFolder, verifyReceipt } from "./verify.ts";
export { openWorkplace, type Workplace, type WorkplaceOptions } from "./workplace.ts";
