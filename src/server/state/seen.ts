import { Subject } from "./subject.ts";

/** A file of a change as it was looked at; a blob is null on the side where the file is not. */
export interface SeenFile {
  readonly path: string;
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
}

/** What a person has marked as seen. A mark is of a pair of blobs, so that a file that changed is unseen again (C22). */
export class Seen extends Subject {
  async mark(person: string, change: string, files: readonly SeenFile[]): Promise<void> {
    const at = this.now;
    const rows = files.map((file) => ({ person, change, ...keyOf(file), at }));
    if (rows.length > 0)
      await inPieces(rows, (piece) =>
        this.db
          .insertInto("seen")
          .values(piece)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
  }

  /** Notes that a person was given the rows of a file. */
  async serve(person: string, change: string, file: SeenFile): Promise<void> {
    await this.#note({ person, change, ...keyOf(file) });
  }

  /** Notes that a person was given the list of a revision's files, which says all there is to say of a file without text. */
  async serveList(person: string, change: string, revision: number): Promise<void> {
    await this.#note({ person, change, ...keyOf(listOf(revision)) });
  }

  async wasServed(person: string, change: string, file: SeenFile): Promise<boolean> {
    const { path, old_blob, new_blob } = keyOf(file);
    const mine = this.db.selectFrom("served").select("at").where("person", "=", person).where("change", "=", change).where("path", "=", path);
    return (await mine.where("old_blob", "=", old_blob).where("new_blob", "=", new_blob).executeTakeFirst()) !== undefined;
  }

  wasServedList(person: string, change: string, revision: number): Promise<boolean> {
    return this.wasServed(person, change, listOf(revision));
  }

  async #note(row: { person: string; change: string; path: string; old_blob: string; new_blob: string }): Promise<void> {
    await this.db
      .insertInto("served")
      .values({ ...row, at: this.now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async unmark(person: string, change: string, file: SeenFile): Promise<void> {
    const { path, old_blob, new_blob } = keyOf(file);
    const mine = this.db.deleteFrom("seen").where("person", "=", person).where("change", "=", change);
    await mine.where("path", "=", path).where("old_blob", "=", old_blob).where("new_blob", "=", new_blob).execute();
  }

  async list(person: string, change: string): Promise<SeenFile[]> {
    const rows = await this.db.selectFrom("seen").selectAll().where("person", "=", person).where("change", "=", change).orderBy("path").orderBy("at").execute();
    return rows.map(({ path, old_blob, new_blob }) => ({ path, oldBlob: old_blob || null, newBlob: new_blob || null }));
  }
}

// No file has an empty path.
function listOf(revision: number): SeenFile {
  return { path: "", oldBlob: null, newBlob: `${revision}` };
}

// A key holds no null in SQLite's eyes: two nulls differ.
function keyOf({ path, oldBlob, newBlob }: SeenFile) {
  return { path, old_blob: oldBlob ?? "", new_blob: newBlob ?? "" };
}

// SQLite takes 32,766 parameters in one statement.
async function inPieces<T>(rows: readonly T[], work: (piece: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000) await work(rows.slice(from, from + 1_000));
}
