export { tracedRevisions } from "./agent-trace.ts";
export { type AttributionInput, attribute, type CollectedEvidence, collectEvidence, type RangeCommit } from "./attribute.ts";
export { type ClaimDigest, compareEvidence, digestClaims } from "./compare-evidence.ts";
export type { BlamedFile, BlameRun } from "./fold.ts";
export { matchOrphans, type OrphanPair, type RecoveredNote } from "./recover.ts";
export { isMachine, isPlatformCommitter, type ToolRow, toolTableVersion } from "./tools.ts";
export type { LineText } from "./trace-anchor.ts";
