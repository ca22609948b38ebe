import type { ChangedFile, MovedLines } from "../model/change.ts";

interface Look {
  readonly range: { readonly files: readonly ChangedFile[] };
  /** Undefined where it was not looked for. */
  readonly moves?: readonly MovedLines[] | undefined;
}

/**
 * Added and deleted lines that somebody reads: none that a tool wrote, none that only moved, on neither of their sides, and nothing that is no text. An estimate takes a change's own word that a file is
 * generated; no gate does.
 */
export function linesToRead({ range: { files }, moves = [] }: Look): number {
  const read = files.filter(isRead);
  const to = new Set(read.map(({ path }) => path));
  const from = new Set(read.map((file) => file.from ?? file.path));
  const added = sum(moves.map(({ path, start, end }) => (to.has(path) ? end - start + 1 : 0)));
  // A line that was put in two places was deleted once.
  const deleted = new Set(
    moves.flatMap((move) => (from.has(move.from.path) ? Array.from({ length: move.end - move.start + 1 }, (_, at) => `${move.from.path}:${move.from.line + at}`) : [])),
  );
  return Math.max(0, sum(read.map((file) => file.added + file.deleted)) - added - deleted.size);
}

/** Where Countersign itself generates a blueprint's documents. */
const documents = ".countersign/documents/";

function isRead({ path, content, flags }: ChangedFile): boolean {
  return content === "text" && !flags.includes("generated") && !flags.includes("claims-generated") && !path.startsWith(documents);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
