export { evidenceWords } from "./evidence-words.ts";
export { groundOf } from "./ground.ts";
export { htmlPage } from "./html/html.ts";
export { LineStore, type Settled } from "./line-store.ts";
export { followTo, type LineMap, type MappedFile, makeOf, readLines } from "./lines.ts";
export { type EvidenceReport, type MapRun, type NoteSays, noteSayings, type OriginFile, type OriginMap, type OwnerCommit } from "./origin-map.ts";
export { type OriginsAsked, readOrigins } from "./origins.ts";
export type { Progress, Tell } from "./progress.ts";
export {
  type Age,
  type Agreement,
  ages,
  type FileShare,
  type FolderShare,
  type KnownLines,
  type NamedShare,
  type Share,
  type Shares,
  type SharesAsked,
  sharesOf,
} from "./shares.ts";
export { isPerson } from "./sponsors.ts";
export { type Comparison, chooseLines, compareWithBlame } from "./verify.ts";
export type { FileLook, FolderLook, JudgedShare, LookRun, MapQuestion, RowsLook, RunFilter } from "./worker/look.ts";
export { type Judged, type MapAnswer, type MapAsked, Maps, type MapWork } from "./worker/maps.ts";
export { readReviews } from "./worker/read-reviews.ts";
export type { Approval, CommitChange, JudgedRevision } from "./worker/reviews.ts";
export type { MapPlace, MapTotals } from "./worker/worker.ts";
