import { createHash } from "node:crypto";
import { blameFile, type RawPath, type Repository, shownPath } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { rangesOf } from "../provenance/index.ts";
import type { LineMap, MappedFile } from "./lines.ts";

/** Who owns a line: commit, path there as it is shown, and number there. */
export interface LineOwner {
  readonly commit: string;
  readonly path: string;
  readonly line: number;
}

export interface DifferentLine {
  readonly path: string;
  readonly line: number;
  /** Null where an answer names nobody. */
  readonly map: LineOwner | null;
  readonly git: LineOwner | null;
}

export interface Comparison {
  readonly files: number;
  readonly lines: number;
  readonly different: number;
  /** The first ones by path and line. */
  readonly differences: readonly DifferentLine[];
  /** Files that git itself could not say anything about; their lines are in no number here. */
  readonly unanswered: readonly { readonly path: string; readonly why: string }[];
}

const mostShown = 20;

/** Lines to compare in one file, ascending. */
export interface ChosenLines {
  readonly file: MappedFile;
  readonly lines: readonly number[];
}

/** Some of a map's lines, each as likely as any other and none twice; all for 0. The same seed chooses the same of the same map. */
export function chooseLines({ files }: LineMap, sample: number, seed: string): ChosenLines[] {
  const ends: number[] = [];
  for (const file of files) ends.push((ends.at(-1) ?? 0) + linesIn(file));
  const all = ends.at(-1) ?? 0;
  const chosen = sample === 0 || sample >= all ? null : [...distinct(all, sample, seed)].sort((a, b) => a - b);
  let at = 0;
  return files.flatMap((file, index) => {
    const [begin, end] = [ends[index - 1] ?? 0, ends[index] ?? 0];
    const lines: number[] = [];
    if (chosen === null) for (let line = 1; line <= end - begin; line++) lines.push(line);
    else for (; (chosen[at] ?? end) < end; at++) lines.push((chosen[at] ?? 0) - begin + 1);
    return lines.length === 0 ? [] : [{ file, lines }];
  });
}

function linesIn({ runs }: MappedFile): number {
  let lines = 0;
  for (let at = 0; at < runs.length; at += 3) lines += runs[at] as number;
  return lines;
}

/** So many of the numbers below `all` (Floyd's sampling: each is drawn once, however many there are). */
function distinct(all: number, count: number, seed: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (let top = all - count; top < all; top++) {
    const drawn = numberFrom(`${seed} ${top}`) % (top + 1);
    found.add(found.has(drawn) ? top : drawn);
  }
  return found;
}

// 48 bits, so that what `%` makes uneven is far below what any sample shows.
function numberFrom(text: string): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}

/** Asks real `git blame` about the chosen lines, file by file and two at a time. `tell` hears how many files are behind. */
export async function compareWithBlame(repository: Repository, map: LineMap, chosen: readonly ChosenLines[], tell: (done: number, total: number) => void): Promise<Comparison> {
  const different: (DifferentLine & { readonly raw: RawPath })[] = [];
  const unanswered: { path: string; why: string }[] = [];
  let [done, lines] = [0, 0];
  const waiting = chosen.values();
  const work = async () => {
    for (const each of waiting) {
      const blamed = await blameOf(repository, map.commit, each);
      if (typeof blamed === "string") unanswered.push({ path: shownPath(each.file.path), why: blamed });
      else {
        lines += each.lines.length;
        for (const difference of differencesIn(map, each, blamed)) different.push({ ...difference, raw: each.file.path });
      }
      tell(++done, chosen.length);
    }
  };
  await Promise.all([work(), work()]);
  different.sort((a, b) => (a.raw === b.raw ? a.line - b.line : a.raw < b.raw ? -1 : 1));
  const differences = different.slice(0, mostShown).map(({ raw: _raw, ...each }) => each);
  return { files: chosen.length - unanswered.length, lines, different: different.length, differences, unanswered };
}

type Blamed = Awaited<ReturnType<typeof blameFile>>;

/** What git says, or why it says nothing. */
async function blameOf(repository: Repository, commit: string, { file, lines }: ChosenLines): Promise<Blamed | string> {
  try {
    return await blameFile(repository, [commit], file.path, rangesOf(lines));
  } catch (error) {
    if (error instanceof Failure && error.code === "repository-unreadable") return error.message;
    throw error;
  }
}

function differencesIn(map: LineMap, { file, lines }: ChosenLines, blamed: Blamed): DifferentLine[] {
  const ours = ownersIn(map, file);
  const path = shownPath(file.path);
  let at = 0;
  return lines.flatMap((line) => {
    while ((blamed[at]?.end ?? line) < line) at++;
    const found = blamed[at];
    const git =
      found === undefined || found.start > line || found.commit === null ? null : { commit: found.commit, path: found.path, line: found.originalStart + line - found.start };
    const own = ours(line);
    const same = own !== null && git !== null && own.commit === git.commit && own.path === git.path && own.line === git.line;
    return same ? [] : [{ path, line, map: shownOwner(own), git: shownOwner(git) }];
  });
}

/** The map's answer for ascending lines of a file; paths are raw. */
function ownersIn(map: LineMap, { runs }: MappedFile): (line: number) => LineOwner | null {
  let [at, begin] = [0, 1];
  return (line) => {
    for (; at < runs.length && begin + (runs[at] as number) <= line; at += 3) begin += runs[at] as number;
    if (at >= runs.length) return null;
    const { commit, path } = map.ownerOf(runs[at + 1] as number);
    return { commit, path, line: (runs[at + 2] as number) + line - begin };
  };
}

function shownOwner(owner: LineOwner | null): LineOwner | null {
  return owner === null ? null : { ...owner, path: shownPath(owner.path) };
}
