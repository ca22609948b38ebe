// The face of the room: an organisation's ledger in a database, with the views that are folded from it.

export type {
  AcknowledgementRecord,
  BlueprintExceptionRecord,
  BlueprintRecord,
  EffortRecord,
  EscalationDrillRecord,
  PhaseRecord,
  ReversalRecord,
  RiskAcceptanceRecord,
  SigningRecord,
  SkipRecord,
  SuspensionRecord,
  ToolReviewRecord,
  ToolSeen,
} from "./governance-reads.ts";
export { createInstance, type Founding, type InstanceOptions, isInstance, openInstance } from "./instance.ts";
export type { OpenedDocument } from "./openings.ts";
export type { Appended } from "./planning.ts";
export type { LooseningAttempt, NewestUnder, OpenToolReview, OverdueEscalation, PortfolioReads, SignedDocument, Standing, StandingChange } from "./portfolio-reads.ts";
export type { ExtraFiles } from "./proof.ts";
export type { Reads } from "./read.ts";
export {
  type AdoptedPolicy,
  type AttemptRecord,
  type AttestationRecord,
  type ChangeRecord,
  type ChangeSummary,
  type CommentRecord,
  type DecisionRecord,
  type DeploymentRecord,
  type DeploymentStage,
  type DeputyRecord,
  type EscalationRecord,
  type EvidenceRecord,
  type ExceptionRecord,
  erased,
  type KeyRecord,
  type LoginRecord,
  type Organisation,
  type Project,
  type ReReviewRecord,
  type Revision,
  type TokenRecord,
  type VerdictRecord,
  type ViolationRecord,
} from "./records.ts";
export { reducerVersion } from "./reducer.ts";
export type { AppendOptions } from "./sequencer.ts";
export { NodeSqliteDialect, openConnection, type SqliteConnection, sqliteFailure } from "./sqlite-dialect.ts";
export type { Identity, Store } from "./store.ts";
export type { ViewCheck } from "./views.ts";
