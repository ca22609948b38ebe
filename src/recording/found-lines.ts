import { addedIn, type BlobPair, type Hunk, hunksOf, type Repository } from "../git/index.ts";
import type { LineRange } from "../model/origin.ts";
import { rangesOf } from "../provenance/index.ts";
import { carry, claim, linesOf, nobody, type Owners } from "./carry.ts";
import type { Recorded } from "./record.ts";
import type { Spool } from "./spool.ts";
import { isRecordable, linesIn, plainLines } from "./text-lines.ts";

/** A text in the life of a file, oldest first, with the lines that somebody wrote in it just then. */
export interface Text<Owner> {
  readonly plain: Buffer;
  readonly written: readonly { readonly owner: Owner; readonly ranges: readonly LineRange[] }[];
}

/** A file that a commit changes: its blob there, and on the side of each parent (null where it is new). Full ids. */
export interface ChangedBlob {
  readonly path: string;
  readonly blob: string;
  readonly parents: readonly (string | null)[];
}

/** Lines of a file as a commit has them. */
export interface FoundLines<Owner> {
  readonly path: string;
  readonly owner: Owner;
  readonly lines: readonly LineRange[];
}

/**
 * Finds written lines again in the files that a commit changes. From text to text a line keeps its owner while git's own hunks leave it in place, and of what arrives only
 * the lines count that the commit adds, against every parent. So a line that somebody changed in between is nobody's, and one that was there before is not the commit's.
 */
export async function foundLines<Owner>(
  repository: Repository,
  files: readonly ChangedBlob[],
  textsOf: (file: ChangedBlob) => Promise<readonly Text<Owner>[]>,
): Promise<FoundLines<Owner>[]> {
  const lives = (await Promise.all(files.map((file) => lifeOf(repository, file, textsOf)))).filter((life) => life !== null);
  const hunks = await hunksOf(
    repository,
    lives.flatMap(({ pairs }) => pairs),
  );
  let at = 0;
  return lives.flatMap((life) => {
    const own = hunks.slice(at, at + life.pairs.length);
    at += life.pairs.length;
    return arrived(life, own);
  });
}

interface Life<Owner> {
  readonly file: ChangedBlob;
  /** The last one is the commit's own. */
  readonly texts: readonly Text<Owner>[];
  /** From each text to the next, and then from each parent to the commit. */
  readonly pairs: readonly BlobPair[];
}

async function lifeOf<Owner>(repository: Repository, file: ChangedBlob, textsOf: (file: ChangedBlob) => Promise<readonly Text<Owner>[]>): Promise<Life<Owner> | null> {
  const object = await repository.objects.read(file.blob);
  const texts = await textsOf(file);
  if (object === null || texts.length === 0 || !isRecordable(object.bytes)) return null;
  const all = [...texts, { plain: plainLines(object.bytes), written: [] }];
  const ids = await Promise.all(all.map(({ plain }) => repository.scratch.write("blob", plain)));
  const empty = await repository.scratch.write("blob", Buffer.alloc(0));
  const steps = ids.slice(1).map((id, at) => ({ old: ids[at] ?? empty, new: id }));
  return { file, texts: all, pairs: [...steps, ...file.parents.map((parent) => ({ old: parent ?? empty, new: file.blob }))] };
}

function arrived<Owner>({ file, texts, pairs }: Life<Owner>, hunks: readonly (readonly Hunk[])[]): FoundLines<Owner>[] {
  const known: Owner[] = [];
  let owners: Owners = [];
  texts.forEach(({ plain, written }, at) => {
    const lines = linesIn(plain).length;
    owners = at === 0 ? new Array<number>(lines).fill(nobody) : carry(owners, hunks[at - 1] ?? [], lines);
    for (const { owner, ranges } of written) owners = claim(owners, ranges, known.push(owner) - 1);
  });
  const added = hunks.slice(texts.length - 1, pairs.length).map((each) => new Set(linesOf(addedIn(each))));
  return known.flatMap((owner, index) => {
    const lines = owners.flatMap((each, line) => (each === index && added.every((set) => set.has(line + 1)) ? [line + 1] : []));
    return lines.length === 0 ? [] : [{ path: file.path, owner, lines: rangesOf(lines) }];
  });
}

/** The texts of a file that the spool holds. Where one was given up, what is known begins anew behind it. */
export async function recordedTexts(spool: Spool, records: readonly Recorded[], path: string): Promise<Text<Recorded>[]> {
  const texts: Text<Recorded>[] = [];
  for (const recorded of records) {
    for (const { before, after, ranges } of recorded.files.filter((file) => file.path === path)) {
      const [older, newer] = [before === null ? null : await spool.content(before), await spool.content(after)];
      if (older !== null) texts.push({ plain: older, written: [] });
      if (newer !== null) texts.push({ plain: newer, written: [{ owner: recorded, ranges }] });
    }
  }
  return texts;
}
