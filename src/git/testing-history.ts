import { join } from "node:path";
import { git } from "./process.ts";
import type { TestRepository } from "./testing.ts";

/** What stands under a path. `content` is bytes as a latin1 string; of a submodule the id of its commit. */
export interface Entry {
  readonly mode: "100644" | "100755" | "120000" | "160000";
  readonly content: string;
}

/** Paths as latin1 strings, as git has them. */
export type Tree = ReadonlyMap<string, Entry>;

/** One commit as data: its parents by their place in the history, and all that it holds. */
export interface Step {
  readonly parents: readonly number[];
  readonly tree: Tree;
  /** Seconds; a clock may go backwards. */
  readonly date: number;
}

/** Writes a whole history in one process; returns the full ids of its commits. */
export async function writeHistory(repo: TestRepository, history: readonly Step[]): Promise<readonly string[]> {
  const parts: Buffer[] = [Buffer.from("feature done\n")];
  const say = (text: string) => parts.push(Buffer.from(text, "latin1"));
  const blobs = new Map<string, number>();
  const blobOf = (content: string) => {
    const known = blobs.get(content);
    if (known !== undefined) return known;
    blobs.set(content, firstBlob + blobs.size);
    say(`blob\nmark :${firstBlob + blobs.size - 1}\ndata ${content.length}\n${content}\n`);
    return firstBlob + blobs.size - 1;
  };
  for (const [index, { parents, tree, date }] of history.entries()) {
    const files = [...tree].map(([path, { mode, content }]) => `M ${mode} ${mode === "160000" ? content : `:${blobOf(content)}`} ${quoted(path)}\n`);
    say(`commit refs/heads/c${index}\nmark :${index + 1}\ncommitter A <a@example.com> ${date} +0000\ndata 0\n`);
    say(parents.map((parent, at) => `${at === 0 ? "from" : "merge"} :${parent + 1}\n`).join(""));
    say(`deleteall\n${files.join("")}\n`);
  }
  say(`${history.map((_, index) => `get-mark :${index + 1}\n`).join("")}done\n`);
  const place = { gitDirectory: join(repo.path, ".git"), home: repo.path };
  const { output } = await git(place, ["fast-import", "--quiet", "--force", "--date-format=raw-permissive"], { input: Buffer.concat(parts) });
  return output.toString("latin1").trim().split("\n");
}

const firstBlob = 1_000_000;

function quoted(path: string): string {
  return `"${[...path].map((byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`).join("")}"`;
}
