import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Repository, readBlobs } from "../git/index.ts";
import { type HistoryNote, readGitAiNote } from "../provenance/index.ts";
import type { LineStore } from "./line-store.ts";

/** What is kept of notes was read in this way; it goes up whenever the same note is read as something else, and a store of another is begun anew. */
export const notesVersion = 1;

/** A commit and the blob of its note. */
export interface PlacedNote {
  readonly commit: string;
  readonly blob: string;
}

/** Bytes of a note that are read; a longer one is read as broken, and so named. */
const longestNote = 64 * 2 ** 20;
/** Bytes of what is kept of one note, and of all; beyond, a note is read anew each time. One blob may hang on any number of commits. */
const mostKept = { one: 2 ** 20, all: 2 ** 28 };
/** Notes that are written down at a time. */
const together = 200;

/**
 * Hands over what notes say, one by one. Each is read once, and then told from the store: what a note says of its commit never changes,
 * and another note is another blob. What the repository does not hold, as in a partial clone, is left out.
 */
export async function readEachNote(repository: Repository, store: LineStore, notes: readonly PlacedNote[], take: (place: number, note: HistoryNote) => void): Promise<void> {
  await keepUnread(repository, store, notes);
  const large: number[] = [];
  for (const [place, { commit, blob }] of notes.entries()) {
    const kept = store.note(commit, blob);
    if (kept === null) large.push(place);
    else if (kept !== undefined) take(place, unpacked(kept));
  }
  await readBlobs(
    repository,
    large.map((place) => notes[place]?.blob ?? ""),
    longestNote,
    (index, bytes) => {
      const place = large[index] ?? 0;
      take(place, reading(notes[place]?.commit ?? "", bytes));
    },
  );
}

/** Reads what the store has not seen. Nothing is held of it here: a note of a gigabyte takes as much room as it takes to read it. */
async function keepUnread(repository: Repository, store: LineStore, notes: readonly PlacedNote[]): Promise<void> {
  const placed = new Map(notes.map((note) => [`${note.commit} ${note.blob}`, note]));
  const unread = [...placed.values()].filter(({ commit, blob }) => store.note(commit, blob) === undefined);
  if (unread.length === 0) return;
  let room = mostKept.all - store.noteBytes;
  const unkept: (readonly [PlacedNote, Uint8Array | null])[] = [];
  const write = () =>
    store.atOnce(() => {
      for (const [{ commit, blob }, packed] of unkept.splice(0)) store.keepNote(commit, blob, packed);
    });
  await readBlobs(
    repository,
    unread.map(({ blob }) => blob),
    longestNote,
    (index, bytes) => {
      const note = unread[index] as PlacedNote;
      const packed = packedWithin(reading(note.commit, bytes), Math.min(mostKept.one, room));
      room -= packed?.length ?? 0;
      if (unkept.push([note, packed]) >= together) write();
    },
  );
  write();
}

function reading(commit: string, bytes: Uint8Array): HistoryNote {
  const { valid, claims, failing, findings } = readGitAiNote(commit, bytes);
  return { valid, claims, failing, findings };
}

function packedWithin(note: HistoryNote, most: number): Uint8Array | null {
  const text = JSON.stringify(note);
  if (text.length > mostKept.one) return null;
  const packed = deflateRawSync(text, { level: 1 });
  return packed.length > most ? null : packed;
}

// Packed by us: what whoever wrote a note chose is in it as text alone.
function unpacked(packed: Uint8Array): HistoryNote {
  return JSON.parse(inflateRawSync(packed).toString("utf8")) as HistoryNote;
}
