import type { ChangedFile, MovedLines } from "../model/change.ts";
import type { LineRange } from "../model/origin.ts";
import type { HunksByFile } from "./changed-files.ts";
import { isText } from "./content.ts";
import type { Hunk } from "./hunks.ts";
import { Lines } from "./lines.ts";
import { movedLines, type Stretch } from "./moved.ts";
import type { Repository } from "./repository.ts";
import { expect } from "./trees.ts";

/** Both texts of a changed file and where they differ. A side that is absent, or no text, is null and has no lines. */
export interface ChangedText {
  readonly file: ChangedFile;
  readonly before: string | null;
  readonly after: string | null;
  readonly removed: readonly LineRange[];
  readonly added: readonly LineRange[];
}

export interface ChangedTexts {
  readonly moves: readonly MovedLines[];
  /** Files with changed lines that were not read, because they, or all of them together, are too large. */
  readonly unread: readonly ChangedFile[];
}

/** Bytes of one side, bytes of all sides, and changed lines that are compared with each other. */
const most = { side: 2 * 2 ** 20, all: 64 * 2 ** 20, lines: 200_000 };
const together = 32;

/**
 * Reads the texts of a change's files from their objects, hands each to `take` and keeps none, and finds the lines that were only moved. Beyond the limits nothing is guessed:
 * what was not read is named, and no line is called moved. Throws `Failure` (`repository-unreadable`) when the repository does not hold a blob.
 */
export async function readChangedTexts(
  repository: Repository,
  { files, hunks }: { readonly files: readonly ChangedFile[]; readonly hunks: HunksByFile },
  take: (text: ChangedText) => void,
): Promise<ChangedTexts> {
  const changed = files.filter(({ added, deleted }) => added + deleted > 0);
  const compared = changed.reduce((sum, { added, deleted }) => sum + added + deleted, 0) <= most.lines;
  const [removed, added]: [Stretch[], Stretch[]] = [[], []];
  const unread: ChangedFile[] = [];
  let left = most.all;
  for (let at = 0; at < changed.length; at += together) {
    const read = await Promise.all(changed.slice(at, at + together).map((file) => (left > 0 ? readOne(repository, file, hunks.get(file)) : file)));
    for (const one of read) {
      if (!("bytes" in one)) unread.push(one);
      else {
        left -= one.bytes;
        take(one.text);
        if (compared) removed.push(...one.stretches.removed);
        if (compared) added.push(...one.stretches.added);
      }
    }
  }
  return { moves: movedLines(removed, added), unread };
}

interface Read {
  readonly bytes: number;
  readonly text: ChangedText;
  readonly stretches: { readonly removed: readonly Stretch[]; readonly added: readonly Stretch[] };
}

async function readOne(repository: Repository, file: ChangedFile, hunks: readonly Hunk[] | undefined): Promise<Read | ChangedFile> {
  const [old, now] = await Promise.all([sideOf(repository, file.oldMode, file.oldBlob), sideOf(repository, file.newMode, file.newBlob)]);
  if (old === "too-large" || now === "too-large") return file;
  const [before, after] = [old === null ? null : new Lines(old), now === null ? null : new Lines(now)];
  const removed = hunks === undefined ? wholeOf(before) : hunks.flatMap(({ oldStart, oldLength }) => rangeOf(oldStart, oldLength));
  const added = hunks === undefined ? wholeOf(after) : hunks.flatMap(({ newStart, newLength }) => rangeOf(newStart, newLength));
  return {
    bytes: (old?.length ?? 0) + (now?.length ?? 0),
    text: { file, before: old?.toString("utf8") ?? null, after: now?.toString("utf8") ?? null, removed, added },
    stretches: { removed: removed.map(stretchIn(file.from ?? file.path, before)), added: added.map(stretchIn(file.path, after)) },
  };
}

async function sideOf(repository: Repository, mode: string | null, blob: string | null): Promise<Buffer | "too-large" | null> {
  if (blob === null || !mode?.startsWith("100")) return null;
  const found = await repository.objects.measure(blob, most.side);
  const { bytes } = expect(found, "blob", blob);
  if ((found?.size ?? 0) > most.side) return "too-large";
  return isText(bytes) ? bytes : null;
}

function wholeOf(lines: Lines | null): LineRange[] {
  return rangeOf(1, lines?.count ?? 0);
}

function rangeOf(start: number, length: number): LineRange[] {
  return length === 0 ? [] : [{ start, end: start + length - 1 }];
}

// One character a byte, so that two lines are the same only when all their bytes are.
function stretchIn(path: string, lines: Lines | null): (range: LineRange) => Stretch {
  return ({ start, end }) => ({ path, start, lines: Array.from({ length: end - start + 1 }, (_, at) => lines?.at(start + at)?.toString("latin1") ?? "") });
}
