import { stringify } from "yaml";
import { digestOf, sha256 } from "../../model/canonical.ts";
import type { DocumentHead } from "../fields.ts";
import { apart, inline } from "./markdown.ts";

export interface Written {
  /** `.countersign/documents/charter.md`. */
  readonly path: string;
  /** Goes to the front matter as it is. */
  readonly head: { readonly [name: string]: unknown };
  readonly title: string;
  /** Stands under the title, before the first part. */
  readonly opening: readonly string[];
  readonly parts: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** Digests of what it was made from, by name. */
  readonly from: { readonly [source: string]: string };
}

/** A generated document of the repository. */
export interface RenderedDocument {
  readonly path: string;
  readonly text: string;
}

export function documentPath(name: string): string {
  return `.countersign/documents/${name}.md`;
}

/** Front matter, the marker with the digest of everything around it, and the text. The same input gives the same bytes. */
export function written({ path, head, title, opening, parts, from }: Written): RenderedDocument {
  const blocks = [[`# ${inline(title)}`], opening, ...parts.flatMap((part) => (part.lines.length === 0 ? [] : [[`## ${part.title}`], part.lines]))];
  return { path, text: marked(head, `\n${apart(blocks).join("\n")}\n`, from) };
}

/** A text that is Markdown already, under a head and the marker. */
export function marked(head: Written["head"], body: string, from: Written["from"]): string {
  const front = `---\n${stringify(head, { lineWidth: 0, aliasDuplicateObjects: false })}---\n`;
  return `${front}<!-- countersign:generated sha256=${sha256(front + body)} from=${digestOf(from)} -->\n${body}`;
}

const marker = /^<!-- countersign:generated sha256=([0-9a-f]{64}) from=[0-9a-f]{64} -->\n/m;

/** Whether a generated text is as it was generated; null where no marker stands in it. */
export function isUntouched(text: string): boolean | null {
  const found = marker.exec(text);
  if (found === null) return null;
  return sha256(text.slice(0, found.index) + text.slice(found.index + found[0].length)) === found[1];
}

/** The front matter of a document with a head of its own, in one order whatever the file's is. */
export function frontMatter(document: DocumentHead, source: string): Written["head"] {
  const { id, title, version, status, owner, approvers, classification, effective, controls, history } = document;
  const reviewBy = document["review-by"];
  return {
    ...{ id, title, version, status, owner, approvers, classification },
    ...(effective === undefined ? {} : { effective }),
    ...(reviewBy === undefined ? {} : { "review-by": reviewBy }),
    ...(controls === undefined ? {} : { controls }),
    ...(history === undefined ? {} : { history: history.map(({ version: of, date, by, what }) => ({ version: of, date, by, what })) }),
    "generated-from": source,
  };
}

const states = {
  draft: "**Draft.** It binds nobody until its approvers have signed it.",
  "in-review": "**In review.** It binds nobody until its approvers have signed it.",
  approved: "",
  superseded: "**Superseded.** It holds no longer.",
} as const;

/** What the status of a document means for whoever reads it; empty where it simply holds. */
export function standing({ status }: Pick<DocumentHead, "status">): string[] {
  const says = states[status];
  return says === "" ? [] : [says];
}
