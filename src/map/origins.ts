import { type RawCommit, type Repository, readAncestry, readCommits, shownPath, textFilesOf } from "../git/index.ts";
import { type DeclaredTool, HistoryEvidence, type OwnedFile } from "../provenance/index.ts";
import type { LineStore } from "./line-store.ts";
import { type LineMap, type MappedFile, readLines } from "./lines.ts";
import { checkNotes } from "./note-checks.ts";
import { listEveryNote, readNotesOf } from "./notes-of-history.ts";
import type { OriginMap, OwnerCommit } from "./origin-map.ts";
import { recoverNotes } from "./orphans.ts";
import type { Tell } from "./progress.ts";
import { anchorTraces, listTraces, type Traces } from "./traces.ts";

export interface OriginsAsked {
  readonly store: LineStore;
  readonly tell?: Tell;
  /** Only these files, as they are shown. */
  readonly paths?: readonly string[];
  /** The tools that were declared of a change when it was proposed, by the full id of each of its commits; `tool` null where only that AI took part. */
  readonly declared?: ReadonlyMap<string, readonly Declared[]>;
}

export type Declared = DeclaredTool;

/**
 * Who or what wrote each line of a commit (full id), over its whole history: the lines as `readLines` has them, joined with the notes,
 * traces, trailers and fingerprints of the commits that own them. All evidence is what its author typed; what is wrong with it stands
 * in the report, and a line without any is `unknown`, never a person's. Throws `Failure` as `readLines` does.
 */
export async function readOrigins(repository: Repository, commit: string, { store, tell = () => {}, paths, declared = new Map() }: OriginsAsked): Promise<OriginMap> {
  const map = await readLines(repository, commit, store, tell);
  const wanted = paths === undefined ? null : new Set(paths);
  const text = await textFilesOf(repository, commit);
  const asked = map.files.filter(({ path }) => wanted?.has(shownPath(path)) ?? true);
  // What git takes for lines in a picture is nobody's writing.
  const files = asked.filter(({ path, settled, runs }) => settled === "unreadable" || runs.length === 0 || text.has(path)).map((file) => ({ ...file, path: shownPath(file.path) }));
  const evidence = new HistoryEvidence(ownedOf(map, files));
  const [{ blobs: listed, findings }, traced] = await Promise.all([listEveryNote(repository), listTraces(repository, commit)]);
  evidence.found([...findings, ...traced.notes.findings]);
  let done = 0;
  const total = evidence.owners.length + evidence.owners.filter((id) => listed.has(id)).length;
  const step = () => tell({ stage: "evidence", done: ++done, total });
  const commits = await readOwners(repository, evidence, step);
  for (const [id, tools] of declared) evidence.declaration(id, tools);
  const notes = await takeIn(repository, { commit, listed, traced, commits }, { evidence, store, step });
  const folded = evidence.fold();
  return {
    commit,
    files: files.map(({ path, settled }, index) => {
      const runs = folded[index]?.runs ?? [];
      return { path, lines: runs.at(-1)?.end ?? 0, settled, runs };
    }),
    binaries: asked.length - files.length,
    commits,
    evidence: { commits: evidence.coverage(), notes, findings: evidence.findings() },
  };
}

function ownedOf({ ownerOf }: LineMap, files: readonly MappedFile[]): OwnedFile[] {
  const owners = new Map<number, { readonly commit: string; readonly originalPath: string }>();
  const known = (owner: number) => {
    const found = owners.get(owner) ?? shown(ownerOf(owner));
    owners.set(owner, found);
    return found;
  };
  return files.map(({ path, runs }) => {
    const owned = [];
    let start = 1;
    for (let at = 0; at + 2 < runs.length; at += 3) {
      const [length = 0, owner = 0, originalStart = 0] = runs.subarray(at, at + 3);
      const end = start + length - 1;
      if (length > 0) owned.push({ start, end, originalStart, ...known(owner) });
      start = end + 1;
    }
    return { path, runs: owned };
  });
}

function shown({ commit, path }: ReturnType<LineMap["ownerOf"]>) {
  return { commit, originalPath: shownPath(path) };
}

/** Commits whose messages are held at once. */
const together = 500;

async function readOwners(repository: Repository, evidence: HistoryEvidence, step: () => void): Promise<Map<string, OwnerCommit>> {
  const ids = evidence.owners;
  const commits = new Map<string, OwnerCommit>();
  for (let at = 0; at < ids.length; at += together) {
    for (const commit of await readCommits(repository, ids.slice(at, at + together))) {
      commits.set(commit.id, ownerOf(commit, evidence));
      step();
    }
  }
  return commits;
}

function ownerOf(commit: RawCommit, evidence: HistoryEvidence): OwnerCommit {
  const { id, author, committerTime, subject, malformed } = commit;
  const marked = evidence.message(commit);
  if (malformed.length > 0) evidence.found([{ code: "commit-malformed", sentence: `The commit object is not as git writes it: ${malformed.join(", ")}.`, commit: id, path: null }]);
  return { author: `${author.name} <${author.email}>`.trimStart(), time: committerTime, subject, marked };
}

interface Found {
  readonly commit: string;
  readonly listed: ReadonlyMap<string, string>;
  readonly traced: Traces;
  readonly commits: ReadonlyMap<string, OwnerCommit>;
}

interface Into {
  readonly evidence: HistoryEvidence;
  readonly store: LineStore;
  readonly step: () => void;
}

/** Takes in notes and traces; a repository without any is asked for nothing more. */
async function takeIn(repository: Repository, { commit, listed, traced, commits }: Found, { evidence, store, step }: Into): Promise<OriginMap["evidence"]["notes"]> {
  if (listed.size + traced.files.length + traced.notes.blobs.size === 0) return { here: 0, elsewhere: 0, recovered: 0 };
  const history = await readAncestry(repository, [commit]);
  const own = new Map(history.map((each) => [each.id, each]));
  await readNotesOf(repository, new Map([...listed].filter(([id]) => commits.has(id))), evidence, store, step);
  await checkNotes(repository, own, evidence, store);
  const dead = new Map([...listed].filter(([id]) => !own.has(id)));
  const living = [...commits.keys()].flatMap((id) => own.get(id) ?? []);
  const recovered = await recoverNotes(repository, dead, living, evidence, store);
  await anchorTraces(repository, traced, history, evidence);
  return { here: listed.size - dead.size, elsewhere: dead.size, recovered };
}
