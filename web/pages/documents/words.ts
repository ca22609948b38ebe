import type { Answer } from "../../api/client.ts";
import { plural, roleName, together } from "../../words.ts";

export type Document = Answer<"documents.read">;
export type Register = NonNullable<Document["register"]>;
export type Risk = Register["risks"][number];
export type Reader = Document["readers"][number];
export type Block = Document["body"][number];
export type Spans = Extract<Block, { kind: "heading" }>["spans"];

/** How far a document holds, in one sentence: its version, who signed it, who has read it. */
export function documentSentence(document: Document): string {
  const { version, status, readers } = document;
  const read = readers.filter(({ state }) => state === "read").length;
  const missing = readers.length - read;
  const readings =
    readers.length === 0 ? "" : missing === 0 ? ` All ${readers.length} who are asked have read it.` : ` ${plural(missing, "person has", "people have")} not read it yet.`;
  return `Version ${version} says of itself that it is ${statuses[status]}; ${signedByWords(document)}.${readings}`;
}

const statuses: { readonly [status in Document["status"]]: string } = { draft: "a draft", "in-review": "in review", approved: "approved", superseded: "superseded" };

/** `not signed yet by policy owner and engineering lead`, `signed by Bo Berg, not yet by policy owner`. */
export function signedByWords({ approvers }: Pick<Document, "approvers">): string {
  const names = [...new Set(approvers.flatMap(({ signed }) => signed.map(({ name }) => name)))];
  const open = approvers.filter(({ signed }) => signed.length === 0).map(({ role }) => `the ${roleName(role)}`);
  const yet = open.length === 0 ? "" : ` by ${together(open)}`;
  if (names.length === 0) return `not signed yet${yet}`;
  return `signed by ${together(names)}${open.length === 0 ? "" : `, not yet${yet}`}`;
}

export const readerStates: { readonly [state in Reader["state"]]: string } = {
  missing: "not yet",
  old: "an earlier version",
  again: "this version, too long ago",
  read: "this version",
};

/** `high (12)`: numbers beside the word, so that colour is not needed. */
export function levelWords({ level, score }: Pick<Risk, "level" | "score">): string {
  return level === null || score === null ? "not rated" : `${level} (${score})`;
}

/** What is left to judge, in one sentence. */
export function registerNote({ risks }: Register): string {
  const open = risks.filter(({ judged }) => !judged).length;
  const away = risks.filter(({ notApplicable }) => notApplicable !== null).length;
  const rest = away === 0 ? "" : ` ${away} ${away === 1 ? "does" : "do"} not apply.`;
  return `${open === 0 ? "Every one is judged." : `${open} ${open === 1 ? "waits" : "wait"} to be judged: rated, or said not to apply, in the file.`}${rest}`;
}

/** Consecutive items of a list stand together. */
export function groupsOf(blocks: readonly Block[]): readonly (Block | readonly Extract<Block, { kind: "item" }>[])[] {
  const groups: (Block | Extract<Block, { kind: "item" }>[])[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== "item") groups.push(block);
    else if (Array.isArray(last)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}
