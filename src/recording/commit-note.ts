import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { aiNotes, type RawCommit, type Repository, readCommits, readFileAt, readNotes } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { linesOf } from "./carry.ts";
import { changedBlobs } from "./changed-blobs.ts";
import { type ChangedBlob, type FoundLines, foundLines, recordedTexts, type Text } from "./found-lines.ts";
import { additionFrom, additionOf, type NoteAddition, type NoteEntry, parseNote } from "./note-text.ts";
import type { Recorded } from "./record.ts";
import type { Spool } from "./spool.ts";
import { plainLines } from "./text-lines.ts";
import { addToNote, type NoteWritten } from "./write-note.ts";

export interface NoteOptions {
  readonly spool: Spool;
  readonly clock: () => number;
  /** The work tree; null for a bare repository. */
  readonly root: string | null;
  /** Salted digests of the prompts of a session up to a moment: those that the policy lets out, and so none unless it says so. */
  readonly promptsOf: (session: Pick<Recorded, "tool" | "session">, until: number) => Promise<readonly string[]>;
}

/** What the note of a commit says now, of what was recorded. */
export interface CommitNoted extends NoteWritten {
  readonly commit: string;
  readonly ref: string;
  readonly files: readonly { readonly path: string; readonly tool: string; readonly lines: number }[];
}

/** Turns what was recorded into the git-ai note of a commit, and gives up the records of files of which nothing is left to commit. Full id. Throws `Failure`. */
export async function noteCommit(repository: Repository, id: string, { spool, clock, root, promptsOf }: NoteOptions): Promise<CommitNoted> {
  const commit = await commitAt(repository, id);
  const records = await spool.read();
  const paths = new Set(records.flatMap(({ files }) => files.map(({ path }) => path)));
  const changed = records.length === 0 ? [] : (await changedBlobs(repository, commit)).filter(({ path }) => paths.has(path));
  const found = await foundLines(repository, changed, ({ path }) => recordedTexts(spool, records, path));
  const additions = await additionsOf(found, promptsOf);
  const written = await addToNote(repository, commit, additions, clock);
  if (written.refused === null && root !== null) {
    const finished = await finishedPaths(repository, id, { paths, root });
    await spool.keep(({ files }) => files.some(({ path }) => !finished.has(path)));
  }
  return { commit: id, ref: aiNotes, files: found.map(({ path, owner, lines }) => ({ path, tool: owner.tool, lines: linesOf(lines).length })), ...written };
}

async function additionsOf(found: readonly FoundLines<Recorded>[], promptsOf: NoteOptions["promptsOf"]): Promise<NoteAddition[]> {
  const sessions = Map.groupBy(found, ({ owner: { tool, session } }) => JSON.stringify([tool, session]));
  const additions = [...sessions.values()].map(async (those) => {
    const [first] = those;
    // What was asked after the last of these lines was written did not bring them about.
    const prompts = first === undefined ? [] : await promptsOf(first.owner, Math.max(...those.map(({ owner }) => owner.time)));
    return those.map(({ path, owner, lines }) => additionOf(owner, path, lines, prompts));
  });
  return (await Promise.all(additions)).flat();
}

async function commitAt(repository: Repository, id: string): Promise<RawCommit> {
  const [commit] = await readCommits(repository, [id]);
  if (commit === undefined) throw new Failure("unknown-reference", `The repository does not hold a commit ${id}.`);
  return commit;
}

/** Files that stand in the work tree as the commit has them, or in neither: every recorded line is committed, or gone. */
async function finishedPaths(
  repository: Repository,
  commit: string,
  { paths, root }: { readonly paths: ReadonlySet<string>; readonly root: string },
): Promise<ReadonlySet<string>> {
  const same = async (path: string) => {
    const [now, committed] = [await readFile(join(root, path)).catch(() => null), await readFileAt(repository, commit, path)];
    return now === null || committed === null ? now === committed : plainLines(now).equals(plainLines(committed));
  };
  const finished = await Promise.all([...paths].map(async (path) => ((await same(path)) ? [path] : [])));
  return new Set(finished.flat());
}

/** An old commit and what a rewriting made of it. Full ids. */
export interface Rewritten {
  readonly old: string;
  readonly now: string;
}

/** After an amendment or a rebase: what the old commits' notes say, found again in the new ones. The old notes stay; whoever drops the old commits drops them. */
export async function carryNotes(repository: Repository, rewritten: readonly Rewritten[], clock: () => number): Promise<CommitNoted[]> {
  const notes = await readNotes(
    repository,
    rewritten.map(({ old }) => old),
  );
  const noted: CommitNoted[] = [];
  for (const { old, now } of rewritten.filter((pair) => notes.has(pair.old) && pair.old !== pair.now)) {
    noted.push(await carryNote(repository, { old, now }, notes.get(old)?.toString("utf8") ?? "", clock));
  }
  return noted;
}

async function carryNote(repository: Repository, { old, now }: Rewritten, text: string, clock: () => number): Promise<CommitNoted> {
  const note = parseNote(text);
  const nothing = { commit: now, ref: aiNotes, files: [], changed: false };
  if (note === null) return { ...nothing, refused: `the note of ${old.slice(0, 12)} can't be read whole, so nothing of it was carried over` };
  const [before, after] = [await commitAt(repository, old), await commitAt(repository, now)];
  const had = await changedBlobs(repository, before);
  const blobs = new Map(had.map(({ path, blob }) => [path, blob]));
  // A file that the rewriting only named anew is known by its content.
  const paths = new Map(had.map(({ path, blob }) => [blob, path]));
  const textsOf = ({ path, blob }: ChangedBlob) => {
    const was = blobs.has(path) ? path : (paths.get(blob) ?? path);
    return notedTexts(repository, note.entries, was, blobs.get(was));
  };
  const found = await foundLines(repository, await changedBlobs(repository, after), textsOf);
  const additions = found.flatMap(({ path, owner, lines }): NoteAddition[] => {
    const addition = additionFrom(note, { ...owner, path }, lines);
    return addition === null ? [] : [addition];
  });
  const written = await addToNote(repository, after, additions, clock);
  return { ...nothing, ...written, files: additions.map(({ path, key, lines }) => ({ path, tool: key, lines: linesOf(lines).length })) };
}

async function notedTexts(repository: Repository, entries: readonly NoteEntry[], path: string, blob: string | undefined): Promise<Text<NoteEntry>[]> {
  const own = entries.filter((entry) => entry.path === path);
  const object = blob === undefined || own.length === 0 ? null : await repository.objects.read(blob);
  return object === null ? [] : [{ plain: plainLines(object.bytes), written: own.map((entry) => ({ owner: entry, ranges: entry.lines })) }];
}
