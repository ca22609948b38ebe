import { Failure } from "../model/failure.ts";
import type { CommentRecord } from "../store/index.ts";
import { type By, findPerson, refuse, requirePerson } from "./persons.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

const longestText = 10_000;

export interface NewComment {
  readonly change: string;
  /** The latest one without it. */
  readonly revision?: number | undefined;
  /** Shown with every character made visible, so nothing in it is refused but what no text can hold. */
  readonly text: string;
  /** Without it the comment is about the whole change. */
  readonly file?: { readonly path: string; readonly blob: string; readonly line?: number | undefined; readonly side: "base" | "head" } | undefined;
}

/** Records a comment. An agent may comment: it decides nothing (R5). Throws `Failure`: `bad-input`, `refused`, `not-found`. */
export async function makeComment(workplace: Workplace, by: By, { change, revision, text, file }: NewComment): Promise<CommentRecord> {
  requireText(text);
  if (file !== undefined) requirePlace(file);
  const id = freshId(workplace, "m");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const author = await findPerson(workplace, by);
    if (!author.active) await refuse(workplace, "comment", "person-inactive", author, `${author.name} is not active any more.`);
    const record = await workplace.store.read.change(change);
    const about = revision === undefined ? record?.latest : record?.revisions.find((each) => each.revision === revision);
    if (!about) throw new Failure("not-found", `No such revision of a change ${change} was put forward.`);
    const place = { blob: file?.blob ?? null, line: file?.line ?? null, side: file?.side ?? null };
    const data = { comment: id, change, revision: about.revision, person: author.id, ...place };
    const comment = { mediaType: "application/json", bytes: Buffer.from(JSON.stringify({ path: file?.path ?? null, text })) };
    return {
      size,
      drafts: [{ type: "comment-made", actor: author.id, key: `comment/${id}`, data, links: [about.index], private: { comment } }],
      answer: () => requireComment(workplace, id),
    };
  });
}

/** Says that what a comment asked for is settled. Any active person may; what was said stays. */
export async function resolveComment(workplace: Workplace, by: By, id: string): Promise<CommentRecord> {
  const person = await requirePerson(workplace, by, "resolve-comment");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const comment = await requireComment(workplace, id);
    if (comment.resolvedAt !== null) return { size, drafts: [], answer: () => comment };
    const data = { comment: id, person: person.id };
    return {
      size,
      drafts: [{ type: "comment-resolved", actor: person.id, key: `comment-resolved/${id}`, data, links: [comment.index] }],
      answer: () => requireComment(workplace, id),
    };
  });
}

function requireText(text: string): void {
  if (text.trim() !== "" && text.length <= longestText && text.isWellFormed()) return;
  throw new Failure("bad-input", `A comment has 1 to ${longestText.toLocaleString("en")} characters.`);
}

function requirePlace({ path, blob, line }: NonNullable<NewComment["file"]>): void {
  const fits = path.length >= 1 && path.length <= 4_096 && path.isWellFormed() && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(blob);
  if (!fits || (line !== undefined && !(Number.isSafeInteger(line) && line >= 1)))
    throw new Failure("bad-input", "A comment on a file names its path, its content and a line of it.");
}

async function requireComment(workplace: Workplace, id: string): Promise<CommentRecord> {
  const { read } = workplace.store;
  const fact = await read.leafByKey(`comment/${id}`);
  const comment = fact?.type === "comment-made" ? (await read.comments(fact.data.change)).find((each) => each.id === id) : undefined;
  if (comment) return comment;
  throw new Failure("not-found", `There is no comment ${id}.`);
}
