import { z } from "zod";
import { fileFlags, weakeningKinds } from "../../model/change.ts";
import { severities } from "../../model/evidence.ts";
import { methods, origins } from "../../model/origin.ts";
import { dependencies, named, origin, originCounts, segments } from "./change.ts";
import { coverageCounts, coverageSummary } from "./coverage.ts";
import { list } from "./list.ts";

const count = z.int().min(0);

const mode = z.string().nullable();

/** Mode and content of both sides of a file, to be sent back as it is: another content, or another mode of the same, is another pair (C22). */
export const pair = z.strictObject({ old: z.string().max(200), new: z.string().max(200) });

export const fileEntry = z.strictObject({
  /** What names the file in calls. */
  path: z.string(),
  /** The path to be shown. */
  shown: segments,
  /** The old path of a rename. */
  from: segments.nullable(),
  status: z.enum(["added", "modified", "deleted", "renamed", "type-changed"]),
  content: z.enum(["text", "binary", "symlink", "submodule"]),
  oldMode: mode,
  newMode: mode,
  /** Blobs, or the commits of a submodule. */
  oldBlob: z.string().nullable(),
  newBlob: z.string().nullable(),
  /** Mode and content of both sides: what a seen mark is bound to. */
  pair,
  added: count,
  deleted: count,
  origin: originCounts,
  types: list(z.string()),
  flags: list(z.enum(fileFlags)),
  /** What the flags and modes say, a sentence each, to be read before the file. */
  notes: list(z.string()),
  /** Of a symbolic link in the result. */
  linkTarget: segments.nullable(),
  /** A lockfile, or written by a tool by the word of the base: shown last, and never taken as seen (C05). */
  generated: z.boolean(),
  /** Added lines that the change only moves; they are among `added`. */
  moved: count,
  /** Places in which it makes tests, coverage or analysis find less than on the base (R68). */
  weakened: count,
  findings: count,
  /** Added lines that no test ran; null without coverage of the file. */
  uncovered: count.nullable(),
  /** Coverage of its lines that count as AI's (R83); null while no report counts. */
  aiLines: coverageCounts.nullable(),
  comments: count,
  seen: z.boolean(),
  /** This person had seen another content of the path. */
  changedSinceSeen: z.boolean(),
});

/** The files in the order in which they should be read: the riskiest first. */
export const fileList = z.strictObject({ revision: z.int().min(1), files: list(fileEntry), seen: count, readable: z.boolean(), sentence: z.string() });

const movedPlace = z.strictObject({ path: segments, line: count });

/** One line of a diff. `cut` is how many characters of a long line were left out; `files.line` gives all of it. */
export const diffRow = z.union([
  z.strictObject({ kind: z.literal("context"), old: count, new: count, text: segments, cut: count }),
  z.strictObject({
    kind: z.literal("added"),
    new: count,
    text: segments,
    cut: count,
    /** Position in `runs` of who wrote it; null when nobody knows. */
    run: count.nullable(),
    /** `missed`: no test ran it. `without-data`: no report says. Null: nothing on it can run, no test is expected to run it, or no report counts. */
    coverage: z.enum(["hit", "missed", "without-data"]).nullable(),
    /** Where the change deletes the same line; null for a new one. */
    moved: movedPlace.nullable(),
  }),
  /** `moved` is where the change adds the same line; null for one that is gone. */
  z.strictObject({ kind: z.literal("deleted"), old: count, text: segments, cut: count, moved: movedPlace.nullable() }),
  /** Lines that are the same on both sides and left out. */
  z.strictObject({ kind: z.literal("gap"), old: count, new: count, lines: count }),
]);

/** Who wrote a run of added lines, and how that is known. */
export const originRun = origin.extend({ start: count, end: count, commit: z.string().nullable() });

export const lineFinding = z.strictObject({
  /** Null for a finding of the whole file. */
  line: z.int().nullable(),
  tool: z.string(),
  rule: z.string(),
  /** Null for something that an added line names and that is not there. */
  severity: z.enum(severities).nullable(),
  message: z.string(),
  /** Ids of the policy's constraints that the rule checks (R14). */
  constraints: list(z.string()),
  suppressed: z.boolean(),
  /** On a line that the change adds. */
  added: z.boolean(),
  /** Null for what our own runner found by the policy's rules. */
  evidence: z.string().nullable(),
});

export const comment = z.strictObject({
  id: z.string(),
  index: count,
  person: named,
  at: z.string(),
  revision: z.int().min(1),
  path: z.string().nullable(),
  line: z.int().nullable(),
  side: z.enum(["base", "head"]).nullable(),
  /** Null once erased. */
  text: z.string().nullable(),
  resolved: z.strictObject({ by: named }).nullable(),
  /** The file has another content now than when the comment was made. */
  outdated: z.boolean(),
});

/** A side of a file that is not shown as text. */
const blobSide = z.strictObject({ id: z.string(), bytes: count, sha256: z.string() });

export const fileDiff = z.strictObject({
  file: fileEntry,
  /** Null when the content is no text; `sides` then says what there is. */
  rows: list(diffRow).nullable(),
  /** Rows of the whole diff, and the first one of this answer. */
  total: count,
  from: count,
  /** Where each group of changed lines begins, as a row of the whole diff. */
  hunks: list(z.strictObject({ row: count, oldStart: count, oldLines: count, newStart: count, newLines: count })),
  /** A side whose last line has no line feed. */
  noNewline: z.strictObject({ old: z.boolean(), new: z.boolean() }),
  /** A sentence when a side is not UTF-8; its bytes then stand as marks. */
  encoding: z.string().nullable(),
  sides: z.strictObject({ old: blobSide.nullable(), new: blobSide.nullable() }),
  runs: list(originRun),
  findings: list(lineFinding),
  /** What the change does to tests, coverage and analysis at a line of the result, so that they find less than before. */
  weakenings: list(z.strictObject({ line: count, kind: z.enum(weakeningKinds), sentence: z.string() })),
  comments: list(comment),
  /** What a manifest or lockfile change means; null for other files. */
  dependencies: dependencies.nullable(),
});

/** One line in full, or its first 200,000 bytes; `cut` is what is left out even so. */
export const fileLine = z.strictObject({ line: count, text: segments, cut: count });

/** Ranges of lines, both ends included, and how many more ranges there are. */
const lines = z.strictObject({ ranges: list(z.strictObject({ start: count, end: count })), more: count });

export const coveragePage = coverageSummary.extend({
  /** Each file's lines that count as AI's or are of unknown origin, by tool and by how that is known; what is least known to be run comes first. */
  rows: list(
    coverageCounts.extend({
      path: z.string(),
      shown: segments,
      pair,
      origin: z.enum(origins),
      tool: z.string().nullable(),
      method: z.enum(methods),
      /** Executable, and no test ran them. */
      missedLines: lines,
      withoutDataLines: lines,
    }),
  ),
  /** Rows beyond the ones that are listed. */
  more: count,
});
