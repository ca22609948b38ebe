import { isUtf8 } from "node:buffer";
import { aiNotes, git, hasNote, type RawCommit, type Repository, readNotes, readRef } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { mergedNote, type NoteAddition, parseNote } from "./note-text.ts";

export interface NoteWritten {
  /** How many lines the additions ask for, and whether the note changed. */
  readonly changed: boolean;
  /** Why the note was left as it is although there was something to add; null otherwise. */
  readonly refused: string | null;
}

/** How often somebody else may be quicker before we give up. */
const attempts = 8;

/**
 * Adds lines to the git-ai note of a commit, in the user's own repository: the one thing there that we write. git-fast-import(1) makes the commit of `refs/notes/ai` in one go,
 * and moves the ref only from where it was read, so that nothing that another program wrote meanwhile is lost; then it is read again. Neither a hook nor a setting of the
 * repository has a part in it. A crash before leaves objects that nothing names. A note that can't be read whole is not touched.
 */
export async function addToNote(repository: Repository, commit: RawCommit, additions: readonly NoteAddition[], clock: () => number): Promise<NoteWritten> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const tip = await readRef(repository, aiNotes);
    const bytes = (await readNotes(repository, [commit.id])).get(commit.id) ?? null;
    const existing = bytes === null || !isUtf8(bytes) ? null : parseNote(bytes.toString("utf8"));
    if (existing === null && (bytes !== null || (await hasNote(repository, commit.id))))
      return { changed: false, refused: `the note of ${commit.id.slice(0, 12)} is not one that can be added to; it was left as it is` };
    const note = mergedNote(commit.id, existing, additions);
    if (note === null) return { changed: false, refused: null };
    if (await moved(repository, stream(commit, tip, note, clock()))) return { changed: true, refused: null };
  }
  throw new Failure("head-moved", `${aiNotes} kept moving while the note was written.`, { hint: "Run `countersign record commit` when no other program writes notes." });
}

// Without `--force` fast-import refuses a tip that does not go on from the ref as it is then, and ends with 1.
async function moved(repository: Repository, input: Buffer): Promise<boolean> {
  const { code } = await git(repository.own, ["fast-import", "--quiet", "--date-format=raw"], { input, answers: [0, 1] });
  return code === 0;
}

function stream({ id, committer }: RawCommit, tip: string | null, note: string, now: number): Buffer {
  const who = `${clean(committer.name)} <${clean(committer.email)}> ${Math.floor(now / 1_000)} +0000`;
  const message = "Notes added by countersign record\n";
  const from = tip === null ? "" : `from ${tip}\n`;
  return Buffer.from(`feature done\ncommit ${aiNotes}\ncommitter ${who}\n${data(message)}${from}N inline ${id}\n${data(note)}\ndone\n`);
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

// Whoever made the commit chose the name.
function clean(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, "").trim();
}
