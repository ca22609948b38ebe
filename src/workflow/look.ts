import { canWeaken, type DependencyReport, isDependencyFile, lockfilesFor, type ManifestPair, readDependencies, WeakeningLook } from "../checks/index.ts";
import { aiNotes, blameRange, listTree, type RangeReading, type Repository, reachableFrom, readChangedTexts, readFileAt, readNotes, readRange } from "../git/index.ts";
import type { Attribution, ChangedFile, MovedLines, Weakening } from "../model/change.ts";
import { attribute, type LineText, tracedRevisions } from "../provenance/index.ts";
import { calledGenerated } from "./called-generated.ts";

/** What the author or the proposal says about AI: the tools that were used, that none was, or nothing. */
export type Declared = readonly { readonly tool: string; readonly model: string | null }[] | "none" | null;

/** Everything about a range that git objects say. Nothing of it is recorded. */
export interface Look {
  readonly range: RangeReading;
  readonly attribution: Attribution;
  readonly dependencies: DependencyReport;
  /** Added lines that the change only moves. */
  readonly moves: readonly MovedLines[];
  readonly weakenings: readonly Weakening[];
}

const traceFolder = ".agent-trace";
const traceNotes = "refs/notes/agent-trace";
/** Blobs read to hold notes and traces against the text; beyond it a range stays unanchored, which is told. */
const mostTracedBlobs = 5_000;

/** Reads a range and who wrote it. Both ends are full commit ids. Throws what `readRange` throws. */
export async function look(repository: Repository, ends: { readonly base: string; readonly head: string }, declared: Declared): Promise<Look> {
  const { edits, hunks, ...range } = await readRange(repository, ends, calledGenerated);
  const commits = range.commits.map(({ id }) => id);
  const [blamed, notes, traces, dependencies, texts] = await Promise.all([
    blameRange(repository, { ...range, edits, hunks }),
    readNotes(repository, commits, aiNotes),
    readTraces(repository, range),
    lookAtDependencies(repository, range),
    lookAtTexts(repository, { files: range.files, hunks }),
  ]);
  const attribution = attribute({
    commits: range.commits,
    files: [...blamed].map(([path, runs]) => ({ path, runs })),
    notes,
    traces,
    declared,
    noneMeansHuman: declared === "none",
    settled:
      traces.length === 0
        ? new Set()
        : await reachableFrom(
            repository,
            tracedRevisions(traces).filter((id) => id !== range.base),
            range.base,
          ),
    lineText: await linesOfTouched(repository, range, (commit) => traces.length > 0 || notes.has(commit)),
  });
  return { range, attribution, dependencies, ...texts };
}

async function lookAtTexts(repository: Repository, changed: Parameters<typeof readChangedTexts>[1]): Promise<Pick<Look, "moves" | "weakenings">> {
  const weakening = new WeakeningLook();
  const { moves, unread } = await readChangedTexts(repository, changed, ({ file: { path, from }, ...text }) => weakening.take({ path, from, ...text }));
  return { moves, weakenings: [...weakening.found(), ...unread.flatMap(notLookedAt)] };
}

// Large data is left unread without a word; code of which nobody knows what it does to tests or tools is told (R68).
function notLookedAt({ path, flags }: ChangedFile): Weakening[] {
  if (!canWeaken(path) || flags.includes("generated")) return [];
  return [{ kind: "not-looked-at", path, line: null, sentence: "It is too large, or stands in too large a change, to be held against the base." }];
}

async function readTraces(repository: Repository, range: RangeReading): Promise<Uint8Array[]> {
  const commits = range.commits.map(({ id }) => id);
  const [listed, notes] = await Promise.all([listTree(repository, range.head, traceFolder), readNotes(repository, commits, traceNotes)]);
  const files = await Promise.all(listed.filter(({ path }) => /\.jsonl?$/.test(path)).map(({ path }) => readFileAt(repository, range.head, path)));
  return [...files.filter((bytes) => bytes !== null), ...notes.values()];
}

async function linesOfTouched(repository: Repository, range: RangeReading, speaksOf: (commit: string) => boolean): Promise<LineText> {
  const texts = new Map<string, readonly string[]>();
  // A note on a merge may speak of any line that came in with it, though the merge itself changes none.
  const merges = range.commits.filter(({ id, parents }) => parents.length > 1 && speaksOf(id)).map(({ id }) => id);
  const wanted = [...range.touchedBy].flatMap(([path, commits]) =>
    path.includes("\\x") ? [] : [...new Set([...commits.filter(speaksOf), ...merges])].map((commit) => [commit, path] as const),
  );
  const read = async ([commit, path]: readonly [string, string]) => {
    const text = (await readFileAt(repository, commit, path))?.toString("utf8");
    if (text !== undefined) texts.set(`${commit}\0${path}`, (text.endsWith("\n") ? text.slice(0, -1) : text).split(/\r?\n/));
  };
  await Promise.all(wanted.slice(0, mostTracedBlobs).map(read));
  return (commit, path) => texts.get(`${commit}\0${path}`) ?? null;
}

async function lookAtDependencies(repository: Repository, range: RangeReading): Promise<DependencyReport> {
  const touched = range.files.filter(({ path }) => isDependencyFile(path));
  const text = async (blob: string | null) => (blob === null ? null : ((await repository.objects.read(blob))?.bytes.toString("utf8") ?? null));
  const pairs = await Promise.all(touched.map(async ({ path, oldBlob, newBlob }) => ({ path, before: await text(oldBlob), after: await text(newBlob) })));
  return readDependencies([...pairs, ...(await untouchedLockfiles(repository, range, touched))]);
}

/** Lockfiles that are read beside the manifests that the change touches. */
const mostLockfiles = 40;

// A manifest that moves on alone leaves its lockfile behind, which shows only when that is looked at, too.
async function untouchedLockfiles(repository: Repository, range: RangeReading, touched: readonly { readonly path: string }[]): Promise<ManifestPair[]> {
  const known = new Set(touched.map(({ path }) => path));
  const wanted = [...new Set(touched.flatMap(({ path }) => lockfilesFor(path)))].filter((path) => !known.has(path)).slice(0, mostLockfiles);
  const read = await Promise.all(wanted.map(async (path) => ({ path, text: (await readFileAt(repository, range.head, path))?.toString("utf8") ?? null })));
  return read.flatMap(({ path, text }) => (text === null ? [] : [{ path, before: text, after: text }]));
}
