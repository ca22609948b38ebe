import { type DependencyReport, isDependencyFile, readDependencies } from "../checks/index.ts";
import { aiNotes, blameRange, listTree, type RangeReading, type Repository, reachableFrom, readFileAt, readNotes, readRange } from "../git/index.ts";
import type { Attribution } from "../model/change.ts";
import { attribute, type LineText, tracedRevisions } from "../provenance/index.ts";

/** What the author or the proposal says about AI: the tools that were used, that none was, or nothing. */
export type Declared = readonly { readonly tool: string; readonly model: string | null }[] | "none" | null;

/** Everything about a range that git objects say. Nothing of it is recorded. */
export interface Look {
  readonly range: RangeReading;
  readonly attribution: Attribution;
  readonly dependencies: DependencyReport;
}

const traceFolder = ".agent-trace";
const traceNotes = "refs/notes/agent-trace";
/** Blobs read to hold notes and traces against the text; beyond it a range stays unanchored, which is told. */
const mostTracedBlobs = 5_000;

/** Reads a range and who wrote it. Both ends are full commit ids. Throws what `readRange` throws. */
export async function look(repository: Repository, ends: { readonly base: string; readonly head: string }, declared: Declared): Promise<Look> {
  const { edits, ...range } = await readRange(repository, ends);
  const commits = range.commits.map(({ id }) => id);
  const [blamed, notes, traces, dependencies] = await Promise.all([
    blameRange(repository, { ...range, edits }),
    readNotes(repository, commits, aiNotes),
    readTraces(repository, range),
    lookAtDependencies(repository, range),
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
  return { range, attribution, dependencies };
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
  return readDependencies(pairs);
}
