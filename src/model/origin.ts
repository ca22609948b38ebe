/** Who wrote a line. `unknown` is never called `human`; what it counts as is the policy's matter (R3). */
export const origins = ["human", "ai", "mixed", "unknown"] as const;
export type Origin = (typeof origins)[number];

/** How it is known. `none` only ever stands beside `unknown`. */
export const methods = ["declared", "note", "trace", "trailer", "fingerprint", "none"] as const;
export type Method = (typeof methods)[number];

export const confidences = ["high", "medium", "low", "none"] as const;
export type Confidence = (typeof confidences)[number];

/** What a claim speaks about. Line grain beats commit grain, commit grain beats change grain. */
export const grains = ["line", "file", "commit", "change"] as const;
export type Grain = (typeof grains)[number];

/** A 1-based inclusive range of lines. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What one piece of evidence says about who wrote something. Claims are kept, never merged away; the origin of a line is folded
 * from them. Everything in it except `method`, `grain` and `confidence` is text that an author could type.
 */
export interface Claim {
  readonly origin: "human" | "ai" | "mixed";
  /** Tool name in kebab case (`claude-code`), or null when the evidence names none. */
  readonly tool: string | null;
  readonly model: string | null;
  readonly method: Exclude<Method, "none">;
  readonly grain: Grain;
  readonly confidence: Exclude<Confidence, "none">;
  /** The commit that the evidence hangs on, full id. */
  readonly commit: string;
  /** Null for commit and change grain. */
  readonly path: string | null;
  /** Null for all but line grain. */
  readonly lines: readonly LineRange[] | null;
  /** The person named as having prompted the tool, raw `Name <email>` or e-mail; null when none is named. */
  readonly sponsor: string | null;
  /** Which row of which table or which key of which note matched, for an auditor: `trailer co-authored-by noreply@anthropic.com`. */
  readonly source: string;
}

/** Something the evidence of origin says about itself: stable code, one sentence, and where. */
export interface OriginFinding {
  readonly code: OriginFindingCode;
  readonly sentence: string;
  readonly commit: string | null;
  readonly path: string | null;
}

export const originFindingCodes = [
  "note-silent",
  "trailer-missing",
  "line-claimed-twice",
  "note-unreadable",
  "notes-unreadable",
  "note-dangling-key",
  "note-unrecognised-key",
  "note-range-invalid",
  "note-line-beyond-file",
  "note-path-missing",
  "note-base-mismatch",
  "note-orphaned",
  "note-recovered",
  "origin-evidence-removed",
  "trace-unreadable",
  "trace-unanchored",
  "trace-path-missing",
  "trace-without-contributor",
  "note-prompts-invalid",
  "transcript-present",
  "personal-data-present",
  "declared-none-but-evidence",
  "agent-signed-off",
  "several-tools",
  "tool-unregistered",
  "narrative-mention",
  "tool-committed-only",
  "commit-malformed",
] as const;
export type OriginFindingCode = (typeof originFindingCodes)[number];

/** The folded origin of a run of lines. */
export interface OriginRun {
  /** 1-based inclusive, in the file of the result tree. */
  readonly start: number;
  readonly end: number;
  /** The commit that added these lines; null when none of the range did (a merge residue). */
  readonly commit: string | null;
  readonly origin: Origin;
  readonly tool: string | null;
  readonly model: string | null;
  readonly sponsor: string | null;
  readonly method: Method;
  readonly grain: Grain | null;
  readonly confidence: Confidence;
}

/** How many added lines each origin has. */
export interface OriginCounts {
  readonly human: number;
  readonly ai: number;
  readonly mixed: number;
  readonly unknown: number;
}
