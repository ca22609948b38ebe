import type { EvidenceCoverage, FindingCount, HistoryRun } from "../provenance/index.ts";
import type { Settled } from "./line-store.ts";

export { type NoteSays, noteSayings } from "../provenance/index.ts";

/** A run of lines of one commit, who or what wrote them, and where they stand in the commit that added them. */
export type MapRun = HistoryRun;

/** A regular file of the commit that was asked for. */
export interface OriginFile {
  /** As it is shown: bytes that are no UTF-8 stand as `\xNN`. */
  readonly path: string;
  /** 0 where the history is `unreadable`, since then nobody knows whose the lines are. */
  readonly lines: number;
  readonly settled: Exclude<Settled, "not-text">;
  /** Ascending, and each line once. */
  readonly runs: readonly MapRun[];
}

/** What is told of a commit that owns lines. Typed by its author, except the id. */
export interface OwnerCommit {
  /** `Name <email>` of the author, raw, never mailmapped. */
  readonly author: string;
  /** Seconds since the epoch by the committer's clock: for showing an age, never for deciding. */
  readonly time: number;
  readonly subject: string;
  /** True when headers or message say that AI took part, by more than prose or a tool that only committed. */
  readonly marked: boolean;
}

/** What can be said of the evidence itself, so that a share is never shown without what it rests on. */
export interface EvidenceReport {
  /** Commits that own a line, and how many of them carry each kind of evidence. */
  readonly commits: EvidenceCoverage;
  /** Notes under `refs/notes/ai`: on commits of this history, on others, and those of the latter that were found again by their patch. */
  readonly notes: { readonly here: number; readonly elsewhere: number; readonly recovered: number };
  /** Findings by code, with how many notes, commits or traces have it, most first; `examples` are at most five of each. */
  readonly findings: readonly FindingCount[];
}

/** Who or what wrote each line of a commit. */
export interface OriginMap {
  readonly commit: string;
  /** By path. */
  readonly files: readonly OriginFile[];
  /** Files that are left out because they are no text. */
  readonly binaries: number;
  /** By full id, each that owns a line. */
  readonly commits: ReadonlyMap<string, OwnerCommit>;
  readonly evidence: EvidenceReport;
}
