import { Failure } from "../model/failure.ts";
import { type CommentRecord, erased } from "../store/index.ts";
import { type Case, openCase, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { commentsOn, type FileName, fileNamed } from "./file-list.ts";
import { shownText } from "./shown-text.ts";

/** A comment at its place in the change as it stands now. */
export interface ShownComment {
  readonly id: string;
  readonly index: number;
  readonly person: Named;
  readonly at: string;
  readonly revision: number;
  readonly path: string | null;
  readonly line: number | null;
  readonly side: "base" | "head" | null;
  /** Null once erased. */
  readonly text: string | null;
  readonly resolved: { readonly by: Named } | null;
  /** The file has another content now than when the comment was made. */
  readonly outdated: boolean;
}

export interface CommentPlace extends FileName {
  readonly line?: number | undefined;
  readonly side: "base" | "head";
}

/** All comments of a change, in the order of the ledger; of one file when it is named. */
export async function commentsOf(workplace: Workplace, change: string, name?: FileName): Promise<ShownComment[]> {
  const [opened, records, nameOf] = await Promise.all([openCase(workplace, change), workplace.store.read.comments(change), namesIn(workplace)]);
  const files = opened.detail.range.files;
  const isHere = name === undefined ? () => true : commentsOn(files, fileNamed(files, name));
  return records.filter(isHere).map((record) => shownComment(opened, record, nameOf));
}

/** Where a comment on a change, or on a line of it, stands: which content that is comes from the change, never from whoever comments. */
export async function placeOf(workplace: Workplace, change: string, place: CommentPlace | null) {
  const opened = await openCase(workplace, change);
  if (place === null) return { change, revision: opened.revision.revision, file: undefined };
  const { path, line, side } = place;
  return { change, revision: opened.revision.revision, file: { path, line, side, blob: blobOf(opened, place) } };
}

/** One comment as pages show it. */
export async function commentOf(workplace: Workplace, record: CommentRecord): Promise<ShownComment> {
  const [opened, nameOf] = await Promise.all([openCase(workplace, record.change), namesIn(workplace)]);
  return shownComment(opened, record, nameOf);
}

function blobOf(opened: Case, { path, pair, side }: CommentPlace): string {
  const { oldBlob, newBlob } = fileNamed(opened.detail.range.files, { path, pair });
  const blob = side === "base" ? oldBlob : newBlob;
  if (blob !== null) return blob;
  throw new Failure("bad-input", "The file is not there on that side of the change.", { hint: "Comment on its other side." });
}

function shownComment({ detail }: Case, record: CommentRecord, nameOf: NameOf): ShownComment {
  const { id, index, revision, path, line, side, blob, resolvedBy } = record;
  const current = detail.range.files.filter((each) => each.path === path).map((file) => (side === "base" ? file.oldBlob : file.newBlob));
  return {
    ...{ id, index, revision, path, line, side },
    person: nameOf(record.person),
    at: new Date(record.at).toISOString(),
    text: record.text === erased ? null : shownText(record.text),
    resolved: resolvedBy === null ? null : { by: nameOf(resolvedBy) },
    outdated: blob !== null && !current.includes(blob),
  };
}
