import type { Answer } from "../api/client.ts";

export type ChangePage = Answer<"changes.read">;
export type FileEntry = Answer<"files.list">["files"][number];
export type CoveragePage = Answer<"files.coverage">;
export type FileDiff = Answer<"files.diff">;
export type DiffRow = NonNullable<FileDiff["rows"]>[number];
export type OriginRun = FileDiff["runs"][number];
export type LineFinding = FileDiff["findings"][number];
export type Weakening = FileDiff["weakenings"][number];
export type Comment = FileDiff["comments"][number];
export type Side = "base" | "head";

/** A line of one side of a file. */
export interface Line {
  readonly side: Side;
  readonly line: number;
}
