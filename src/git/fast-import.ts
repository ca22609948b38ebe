/** What a commit does to a path: new content, removal (null), or content with a mode; of a submodule (`160000`) the content is the commit's id. */
export type FileChange = string | Uint8Array | null | { readonly mode: "100644" | "100755" | "120000" | "160000"; readonly content: string | Uint8Array };

/** Paths to changes. A path that is not UTF-8 stands as latin1 with `bytes:` before it. */
export type FileChanges = Readonly<Record<string, FileChange>>;

export interface CommitToImport {
  /** Full ref that the commit becomes the tip of. */
  readonly ref: string;
  /** `Name <email>`. */
  readonly author: string;
  readonly committer: string;
  /** git's raw form of author's and committer's date: seconds since the epoch and an offset, `1700000000 +0000`. */
  readonly date: string;
  readonly message: string;
  /** Full ids; the tree starts as the first one's. */
  readonly parents: readonly string[];
  /** The id of a tree to start from instead. */
  readonly tree?: string;
  readonly changes?: FileChanges;
  /** Notes by the full id of the commit that they hang on, for a notes ref. */
  readonly notes?: ReadonlyMap<string, string>;
}

/** Arguments of the git command that makes one commit of a `commitStream` and prints its full id. */
export const importCommit: readonly string[] = ["fast-import", "--quiet", "--force", "--date-format=raw-permissive"];

/** One commit as input of git-fast-import(1). */
export function commitStream({ ref, author, committer, date, message, parents, tree, changes = {}, notes = new Map() }: CommitToImport): Buffer {
  const lines: Line[] = ["feature done\n", `commit ${ref}\nmark :1\n`, `author ${author} ${date}\n`, `committer ${committer} ${date}\n`, ...data(message)];
  const [first, ...others] = parents;
  if (first !== undefined) lines.push(`from ${first}\n`, ...others.map((parent) => `merge ${parent}\n`));
  if (tree !== undefined) lines.push(`M 040000 ${tree} ""\n`);
  for (const [path, change] of Object.entries(changes)) lines.push(...modification(path, change));
  for (const [commit, text] of notes) lines.push(`N inline ${commit}\n`, ...data(text));
  lines.push("\nget-mark :1\ndone\n");
  return Buffer.concat(lines.map((line) => (typeof line === "string" ? Buffer.from(line) : line)));
}

type Line = string | Uint8Array;

function modification(path: string, change: FileChange): Line[] {
  const name = quoted(path.startsWith("bytes:") ? Buffer.from(path.slice("bytes:".length), "latin1") : Buffer.from(path));
  if (change === null) return [`D ${name}\n`];
  const { mode, content } = typeof change === "string" || change instanceof Uint8Array ? { mode: "100644", content: change } : change;
  return mode === "160000" ? [`M 160000 ${content} ${name}\n`] : [`M ${mode} inline ${name}\n`, ...data(content)];
}

function data(content: string | Uint8Array): Line[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

function quoted(bytes: Buffer): string {
  return `"${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}"`;
}
