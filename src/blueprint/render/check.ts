import { isUntouched } from "./document.ts";
import { sourceOf } from "./parts.ts";

/** That somebody wrote into a generated document. It is theirs to move; nothing overwrites it unasked. */
export interface EditedDocument {
  /** The first line, from 1, that differs from what would be generated now. */
  readonly edited: number;
  /** Where it is to be written instead, in words. */
  readonly instead: string;
}

/**
 * How a document in the repository stands to what would be generated: the same; stale, which generating again mends; or edited by hand. `path` is its place in the repository, such as
 * `.countersign/documents/charter.md`; whoever writes to the repository controls `read`.
 */
export function checkGenerated(path: string, read: string, wanted: string): "same" | "stale" | EditedDocument {
  // Git may have given the file the line ends of another system; nobody wrote those.
  const text = read.replaceAll("\r\n", "\n");
  if (text === wanted) return "same";
  if (isUntouched(text) === true) return "stale";
  const edited = firstDifference(text.split("\n"), wanted.split("\n"));
  return { edited, instead: insteadOf(path, text.split("\n").slice(0, edited)) };
}

function firstDifference(lines: readonly string[], wanted: readonly string[]): number {
  // The marker holds a digest of everything else, so it alone differs wherever anything does.
  const differs = lines.findIndex((line, at) => line !== wanted[at] && !line.startsWith("<!-- countersign:generated "));
  return (differs < 0 ? Math.min(lines.length, wanted.length) : differs) + 1;
}

function insteadOf(path: string, above: readonly string[]): string {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/, "");
  const heading = above
    .findLast((line) => line.startsWith("## "))
    ?.slice(3)
    .trim();
  const source = heading === undefined ? null : sourceOf(name, heading);
  if (source !== null) return `Write it in ${source}, take the line back here, and generate the documents again.`;
  return name === "decisions"
    ? "Write it in the decision record itself, take the line back here, and generate the documents again."
    : `Write it in ${fileOf(name)}, take the line back here, and generate the documents again.`;
}

function fileOf(name: string): string {
  return name === "definition-of-done" ? "`.countersign/policy.yaml`" : `\`.countersign/${name}.yaml\``;
}
