import type { HashText } from "./hash.ts";

/** What can be wrong with a log's files. Codes are stable. */
export type LogProblemCode =
  | "note-missing"
  | "note-refused"
  | "rolled-back"
  | "history-rewritten"
  | "file-missing"
  | "file-added"
  | "tile-altered"
  | "entry-altered"
  | "entry-missing"
  | "entry-added"
  | "entries-swapped"
  | "entries-reordered"
  | "entries-rewritten"
  | "entry-unreadable"
  | "signature-wrong";

/** The first thing that is wrong, with its name. */
export interface LogProblem {
  readonly code: LogProblemCode;
  /** One sentence: what, where, against what. */
  readonly sentence: string;
  /** The first entry concerned, as far as it can be told; null when no entry is. */
  readonly index: number | null;
  /** The file concerned, below the log's prefix; null when it is no single file. */
  readonly path: string | null;
}

/** Two runs of leaf hashes that ought to be the same: what the tree holds, and what the entry files hold. */
export interface LeafRuns {
  /** The index of the entry that both runs begin with. */
  readonly first: number;
  readonly expected: readonly HashText[];
  readonly actual: readonly HashText[];
  /** The position at which the bundle cannot be read any further; null when it can be read to its end. */
  readonly unreadable: number | null;
  readonly bundlePath: string;
  readonly tilePath: string;
}

/**
 * Names how the entries differ from the tree, by where each leaf hash ought to stand. The runs may reach past the bundle in question, so
 * that a removal which shifted the following bundles is still called one. They differ somewhere.
 */
export function nameDifference(runs: LeafRuns): LogProblem {
  const { expected, actual, first, unreadable, bundlePath, tilePath } = runs;
  let at = 0;
  while (at < expected.length && at < actual.length && expected[at] === actual[at]) at++;
  const problem = (code: LogProblemCode, sentence: string): LogProblem => ({ code, sentence, index: first + at, path: bundlePath });

  if (at >= expected.length && unreadable !== null) return problem("entry-added", `Bytes that are no entry follow the last one in ${bundlePath}.`);
  if (at >= expected.length) return problem("entry-added", `Entry ${first + at} was added after the last entry that the tree holds (${tilePath}).`);
  if (unreadable !== null && at >= unreadable) return problem("entry-altered", `Entry ${first + at} cannot be read: its length does not fit the rest of ${bundlePath}.`);
  const missing = shift(expected, actual, at);
  if (missing > 0)
    return problem("entry-missing", `${entries(missing)} missing from position ${first + at}: what stands there belongs at ${first + at + missing} (${tilePath} hash ${at}).`);
  if (at >= actual.length) return problem("entry-missing", `${entries(expected.length - at)} missing from position ${first + at} on, at the end of ${bundlePath}.`);
  const added = shift(actual, expected, at);
  if (added > 0)
    return problem(
      "entry-added",
      `${added === 1 ? "An entry was" : `${added} entries were`} added at position ${first + at}: entry ${first + at} of the tree stands ${added} later (${tilePath} hash ${at}).`,
    );
  const home = expected.indexOf(actual[at] as HashText, at + 1);
  if (home > 0 && actual[home] === expected[at]) return problem("entries-swapped", `Entries ${first + at} and ${first + home} are swapped (${tilePath} hashes ${at} and ${home}).`);
  if (home > 0) return problem("entries-reordered", `The entries are reordered from ${first + at} on: what stands there belongs at ${first + home} (${tilePath} hash ${at}).`);
  return problem("entry-altered", `Entry ${first + at} differs from what the tree holds (${tilePath} hash ${at}).`);
}

// The smallest number of places by which `longer` is ahead of `shorter` from `at` to the end of both; 0 when it is by none. What it has
// more must not merely stand elsewhere: then the entries changed places.
function shift(longer: readonly HashText[], shorter: readonly HashText[], at: number): number {
  if (longer.length <= shorter.length && shorter.includes(longer[at] as HashText, at)) return 0;
  for (let ahead = longer.indexOf(shorter[at] ?? "", at + 1); ahead > 0; ahead = longer.indexOf(shorter[at] ?? "", ahead + 1)) {
    const length = Math.min(longer.length - ahead, shorter.length - at);
    if (shorter.slice(at, at + length).every((text, place) => text === longer[ahead + place])) return ahead - at;
  }
  return 0;
}

function entries(count: number): string {
  return count === 1 ? "One entry is" : `${count} entries are`;
}
