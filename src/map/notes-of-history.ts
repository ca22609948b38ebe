import { aiNotes, noteBlobs, type Repository, refsUnder } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { OriginFinding } from "../model/origin.ts";
import type { HistoryEvidence } from "../provenance/index.ts";
import type { LineStore } from "./line-store.ts";
import { readEachNote } from "./note-readings.ts";

/** git-ai's copy of what the remote's notes were when they were fetched last. */
const fetchedNotes = "refs/notes/ai-remote/origin";
/** Where its first versions put a document a commit. */
const firstNotes = "refs/ai/authorship/";

/** Blobs of notes by what they hang on, and why others can't be told. */
export interface ListedNotes {
  readonly blobs: ReadonlyMap<string, string>;
  readonly findings: readonly OriginFinding[];
}

/** The notes under a ref. Whoever may push can make it hold what nobody can read; its notes then say nothing, and that is told. */
export async function listNotesUnder(repository: Repository, ref: string): Promise<ListedNotes> {
  try {
    return { blobs: await noteBlobs(repository, ref), findings: [] };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "repository-unreadable") throw error;
    const sentence = `No note under ${ref} could be read, so none says anything here. ${error.message}`;
    return { blobs: new Map(), findings: [{ code: "notes-unreadable", sentence, commit: null, path: null }] };
  }
}

/** The git-ai notes of all commits. Where several refs hold one for a commit, the ref that git-ai itself reads goes first. */
export async function listEveryNote(repository: Repository): Promise<ListedNotes> {
  const [own, fetched, first] = await Promise.all([listNotesUnder(repository, aiNotes), listNotesUnder(repository, fetchedNotes), refsUnder(repository, firstNotes)]);
  // Whoever may push names such a ref as they like.
  const named = [...first].map(([ref, blob]) => [ref.slice(firstNotes.length), blob] as const).filter(([of]) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(of));
  return { blobs: new Map([...named, ...fetched.blobs, ...own.blobs]), findings: [...own.findings, ...fetched.findings] };
}

/** Takes in the notes of commits that own lines. Nothing of a note is held but what it says of their lines. */
export async function readNotesOf(repository: Repository, notes: ReadonlyMap<string, string>, evidence: HistoryEvidence, store: LineStore, step: () => void): Promise<void> {
  const unread = new Set(notes.keys());
  const placed = [...notes].map(([commit, blob]) => ({ commit, blob }));
  await readEachNote(repository, store, placed, (place, note) => {
    const commit = placed[place]?.commit ?? "";
    evidence.note(commit, note);
    unread.delete(commit);
    step();
  });
  // As in a partial clone.
  evidence.found([...unread].map((commit) => ({ code: "note-unreadable", sentence: "The note can't be read: the repository does not hold it.", commit, path: null })));
}
