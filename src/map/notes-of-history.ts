import { aiNotes, noteBlobs, type Repository, readBlobs, refsUnder } from "../git/index.ts";
import type { HistoryEvidence } from "../provenance/index.ts";

/** git-ai's copy of what the remote's notes were when they were fetched last. */
const fetchedNotes = "refs/notes/ai-remote/origin";
/** Where its first versions put a document a commit. */
const firstNotes = "refs/ai/authorship/";

/** Bytes of a note that are read; a longer one is read as broken, and so named. */
const longestNote = 64 * 2 ** 20;

/** The blob of each git-ai note by what it hangs on. Where several refs hold one for a commit, the ref that git-ai itself reads goes first. */
export async function listEveryNote(repository: Repository): Promise<ReadonlyMap<string, string>> {
  const [own, fetched, first] = await Promise.all([noteBlobs(repository, aiNotes), noteBlobs(repository, fetchedNotes), refsUnder(repository, firstNotes)]);
  // Whoever may push names such a ref as they like.
  const named = [...first].map(([ref, blob]) => [ref.slice(firstNotes.length), blob] as const).filter(([of]) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(of));
  return new Map([...named, ...fetched, ...own]);
}

/** Takes in the notes of commits that own lines. Nothing of a note is held but what it says of their lines. */
export async function readNotesOf(repository: Repository, notes: ReadonlyMap<string, string>, evidence: HistoryEvidence, step: () => void): Promise<void> {
  const unread = new Set(notes.keys());
  const commits = [...unread];
  await eachNote(repository, [...notes.values()], (place, bytes) => {
    evidence.note(commits[place] ?? "", bytes);
    unread.delete(commits[place] ?? "");
    step();
  });
  // As in a partial clone.
  evidence.found([...unread].map((commit) => ({ code: "note-unreadable", sentence: "The note can't be read: the repository does not hold it.", commit, path: null })));
}

/** Hands over notes one by one. */
export async function eachNote(repository: Repository, blobs: readonly string[], take: (place: number, bytes: Uint8Array) => void): Promise<void> {
  await readBlobs(repository, blobs, longestNote, take);
}
