import type { OriginCounts, OriginFinding, OriginRun } from "./origin.ts";

/** `100644`, `100755`, `120000` (symlink), `160000` (submodule), or null when the path is absent on that side. */
export type Mode = string | null;

/**
 * One path that differs between base and result tree. `path` is the byte-exact path decoded as UTF-8; where the bytes are not UTF-8
 * each offending byte stands as `\xNN` and `pathBytes` holds the truth in hex.
 */
export interface ChangedFile {
  readonly path: string;
  /** Hex of the path's bytes when they are not valid UTF-8, else null. */
  readonly pathBytes: string | null;
  /** The old path of a rename, else null. */
  readonly from: string | null;
  readonly status: "added" | "modified" | "deleted" | "renamed" | "type-changed";
  readonly oldMode: Mode;
  readonly newMode: Mode;
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
  /** Decided by our own look at the bytes, never by attributes. */
  readonly content: "text" | "binary" | "symlink" | "submodule";
  readonly added: number;
  readonly deleted: number;
  /** Lines in the result tree's file that the base does not have, 1-based ascending ranges; empty for all but text. */
  readonly addedRanges: readonly { readonly start: number; readonly end: number }[];
  /** Target of a symlink in the result, else null. */
  readonly linkTarget: string | null;
  readonly flags: readonly FileFlag[];
}

/** What a reviewer must not miss about a file. */
export const fileFlags = [
  "bidi",
  "invisible-characters",
  "executable-bit",
  "became-symlink",
  "symlink-escape",
  "submodule-moved",
  "attributes-changed",
  "opaque",
  "path-collision",
  "path-control-characters",
  "path-not-utf8",
  "git-modules-changed",
  "merge-residue",
  "generated",
  "claims-generated",
  "minified",
  "oversized",
] as const;
export type FileFlag = (typeof fileFlags)[number];

/** A commit of the range as its raw object says. Names and addresses are whatever the author typed. */
export interface CommitRecord {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  /** Seconds since the epoch as typed by the author's machine: shown, never used to decide. */
  readonly authorTime: number;
  readonly subject: string;
  /** `Co-authored-by`, `Co-developed-by` and `Signed-off-by` identities found anywhere in the message. */
  readonly named: readonly { readonly key: string; readonly identity: Identity }[];
}

export interface Identity {
  readonly name: string;
  /** Lower-cased; empty when the header has none. */
  readonly email: string;
}

/** A dependency that a manifest or lockfile of the change adds, moves or removes (R69). */
export interface DependencyUpdate {
  readonly ecosystem: "npm";
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly jump: "added" | "removed" | "major" | "minor" | "patch" | "unknown";
  /** As the lockfile has it of the version that comes in; null when it names none. Absent in what was recorded before it was read. */
  readonly licence?: string | null;
  /** Whether a manifest names it; false for what only comes with another package. Absent in what was recorded before it was read. */
  readonly direct?: boolean;
  /** True when it comes from elsewhere than before: another server, package or repository. Left out otherwise. */
  readonly elsewhere?: true;
  /** True when what comes in runs a script as it is installed, and what was there did not. Left out otherwise. */
  readonly script?: true;
}

/** Something that a change does to tests, coverage or static analysis so that they would find less than before (R68). */
export interface Weakening {
  readonly kind: WeakeningKind;
  readonly path: string;
  /** Line of the result; null for what is gone, or is about the whole file. */
  readonly line: number | null;
  readonly sentence: string;
}

/** `not-looked-at`: nobody knows, because the file or the change is too large. */
export const weakeningKinds = [
  "test-removed",
  "test-skipped",
  "assertions-fewer",
  "coverage-excluded",
  "coverage-lowered",
  "coverage-config-changed",
  "analysis-suppressed",
  "analysis-config-changed",
  "not-looked-at",
] as const;
export type WeakeningKind = (typeof weakeningKinds)[number];

/** Added lines of one file, `start` to `end`, that the change deletes elsewhere, letter by letter: at `line` of `path` in the base. */
export interface MovedLines {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly from: { readonly path: string; readonly line: number };
}

/** The added lines of one file with who wrote them. */
export interface FileOrigin {
  readonly path: string;
  readonly runs: readonly OriginRun[];
}

/** Everything that git objects say about a commit range; made by `git` and `provenance`, recorded by nobody. */
export interface Range {
  /** Stable id of the repository: `sha256:` of its root commits' ids, sorted. */
  readonly repository: string;
  readonly objectFormat: "sha1" | "sha256";
  readonly base: string;
  readonly baseTree: string;
  readonly head: string;
  readonly headTree: string;
  /** Tree of base merged with head; null when the merge conflicts. */
  readonly resultTree: string | null;
  /** SHA-256 over the result tree's listing (mode, SHA-256 of the blob, path), for the changed paths. */
  readonly resultListing: string;
  readonly mergeBases: readonly string[];
  readonly commits: readonly CommitRecord[];
  readonly files: readonly ChangedFile[];
  /** Paths that any single commit of the range touches, old and new names, so that nothing is hidden by a later commit. */
  readonly touched: readonly string[];
  readonly flags: readonly RangeFlag[];
}

export const rangeFlags = ["merge-conflict", "criss-cross", "unreviewed-merge-residue", "commit-message-invisible-characters", "mixed-object-format"] as const;
export type RangeFlag = (typeof rangeFlags)[number];

/** Digests that one change has in the ledger: far below what one fact may hold. */
export const mostPrompts = 256;

/** Salted digests of prompts, as notes name them: 64 hexadecimal digits each, and how many more there were than are kept. Nobody can tell a prompt from one without its salt, which stays where the prompt was given. */
export interface PromptDigests {
  readonly digests: readonly string[];
  readonly leftOut: number;
}

/** Who wrote the range. */
export interface Attribution {
  readonly files: readonly FileOrigin[];
  readonly counts: OriginCounts;
  readonly tools: readonly { readonly tool: string; readonly model: string | null; readonly lines: number }[];
  /** Raw identities that evidence names as having prompted a tool. */
  readonly sponsors: readonly Identity[];
  /** Left out where no note holds any. */
  readonly prompts?: PromptDigests;
  /** True when a commit, note or trace says in so many words that AI was used, or the proposal declared it. */
  readonly disclosed: boolean;
  readonly findings: readonly OriginFinding[];
}
