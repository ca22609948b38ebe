import { type Descent, firstParentChanges, listTree, type Repository, readBlobs, shownPath, sizesOf } from "../git/index.ts";
import { type HistoryEvidence, HistoryPlaces } from "../provenance/index.ts";
import { type ListedNotes, listNotesUnder } from "./notes-of-history.ts";

const traceFolder = ".agent-trace";
const traceNotes = "refs/notes/agent-trace";
/** Bytes of a trace that are read, one more than its reader takes, so that a longer one is named. */
const longestTrace = 64 * 2 ** 20 + 1;
/** Bytes of files that are held against traces at a time, and in all; beyond it a range stays unanchored, which is told. */
const mostText = { held: 64 * 2 ** 20, all: 2 ** 30 };

/** Where traces lie: blobs of files, and of notes. */
export interface Traces {
  readonly files: readonly string[];
  readonly notes: ListedNotes;
}

export async function listTraces(repository: Repository, commit: string): Promise<Traces> {
  const [listed, notes] = await Promise.all([listTree(repository, commit, traceFolder), listNotesUnder(repository, traceNotes)]);
  return { files: listed.flatMap(({ path, mode, id }) => (/\.jsonl?$/.test(path) && mode.startsWith("100") ? [id] : [])), notes };
}

/** Takes in traces and finds the commits that they are about. `history` is all of it, parents before children. */
export async function anchorTraces(repository: Repository, { files, notes }: Traces, history: readonly Descent[], evidence: HistoryEvidence): Promise<void> {
  const own = history.flatMap(({ id }) => notes.blobs.get(id) ?? []);
  await readBlobs(repository, [...new Set([...files, ...own])], longestTrace, (_, bytes) => evidence.trace(bytes));
  const paths = new Set(evidence.records.flatMap(({ ranges }) => ranges.map(({ path }) => path)));
  if (paths.size === 0) return;
  const blobs = await versionsOf(repository, history, paths);
  const places = new HistoryPlaces(history, new Map([...blobs].map(([path, versions]) => [path, [...versions.keys()]])));
  const wanted = wantedBlobs(evidence, places, blobs);
  const sizes = await sizesOf(
    repository,
    [...wanted.values()].flatMap((each) => [...each]),
  );
  for (const group of inGroups(paths, wanted, sizes)) {
    const texts = await textsOf(repository, group.blobs);
    evidence.anchor(group.paths, places, (commit, path) => texts.get(blobs.get(path)?.get(commit) ?? "") ?? null);
  }
}

/** The blob that each commit which touches a path leaves there, by path and commit, parents before children. */
type Versions = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function versionsOf(repository: Repository, history: readonly Descent[], paths: ReadonlySet<string>): Promise<Versions> {
  const versions = new Map<string, Map<string, string>>();
  await firstParentChanges(repository, history, (commit, { path: raw, newId, newMode }) => {
    const path = shownPath(raw);
    if (!paths.has(path) || newId === null || !newMode?.startsWith("100")) return;
    const known = versions.get(path) ?? new Map<string, string>();
    versions.set(path, known);
    known.set(commit, newId);
  });
  return versions;
}

/** By path: where a range's revision leads first; and, for one that leads nowhere and states a hash, everywhere. */
function wantedBlobs({ records }: HistoryEvidence, places: HistoryPlaces, blobs: Versions): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { revision, ranges } of records) {
    for (const { path, hash } of ranges) {
      const versions = blobs.get(path);
      const known = wanted.get(path) ?? new Set();
      wanted.set(path, known);
      const led = places.led(revision, path);
      const commits = led.length === 0 && hash !== null ? places.touching(path) : led;
      for (const commit of commits) {
        const blob = versions?.get(commit);
        if (blob !== undefined) known.add(blob);
      }
    }
  }
  return wanted;
}

interface Group {
  readonly paths: Set<string>;
  readonly blobs: string[];
  bytes: number;
}

/** Paths with as many of their blobs as may be read, so that those of one group can be held together. */
function inGroups(paths: ReadonlySet<string>, wanted: ReadonlyMap<string, ReadonlySet<string>>, sizes: ReadonlyMap<string, number>): readonly Group[] {
  const groups: Group[] = [{ paths: new Set(), blobs: [], bytes: 0 }];
  let left = mostText.all;
  for (const path of paths) {
    const own: Group = { paths: new Set([path]), blobs: [], bytes: 0 };
    for (const blob of wanted.get(path) ?? []) {
      const size = sizes.get(blob) ?? Number.POSITIVE_INFINITY;
      if (own.bytes + size > mostText.held || size > left) continue;
      left -= size;
      own.bytes += size;
      own.blobs.push(blob);
    }
    const last = groups.at(-1);
    if (last === undefined || last.bytes + own.bytes > mostText.held) groups.push(own);
    else {
      last.paths.add(path);
      for (const blob of own.blobs) last.blobs.push(blob);
      last.bytes += own.bytes;
    }
  }
  return groups;
}

async function textsOf(repository: Repository, blobs: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = new Map<string, readonly string[]>();
  await readBlobs(repository, blobs, mostText.held, (place, bytes) => texts.set(blobs[place] ?? "", linesOf(bytes.toString("utf8"))));
  return texts;
}

function linesOf(text: string): string[] {
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split(/\r?\n/);
}
