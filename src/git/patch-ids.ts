import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Transform } from "node:stream";
import { asLines } from "./patch-options.ts";
import { cannotStart, startGit, unexpectedEnd } from "./process.ts";
import type { Repository } from "./repository.ts";

const patches = ["diff-tree", "--stdin", "--root", "-p", "-U3", ...asLines, "--src-prefix=a/", "--dst-prefix=b/"];
const longest = 600_000;

/**
 * `git patch-id --stable` of commits by full id, from two processes that take them all; binary content counts as it is. A commit that
 * changes nothing has none, and nor has a merge. Throws `Failure` (`repository-unreadable`) when an object is missing.
 */
export async function patchIds(repository: Repository, commits: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (commits.length === 0) return new Map();
  const { place } = repository.scratch;
  const printing = startGit(place, patches);
  const summing = startGit(place, ["patch-id", "--stable"]);
  const chunks: Buffer[] = [];
  summing.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  printing.stdout.pipe(withoutNul()).pipe(summing.stdin);
  printing.stdin.end(commits.map((id) => `${id}\n`).join(""));
  try {
    await Promise.all([ended(printing, "diff-tree"), ended(summing, "patch-id")]);
  } finally {
    for (const child of [printing, summing]) child.kill("SIGKILL");
  }
  const lines = Buffer.concat(chunks).toString("latin1").split("\n").filter(Boolean);
  return new Map(lines.map((line) => [line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" "))]));
}

// git patch-id takes a line to end at a NUL, so that all changes to what holds one would be the same patch.
function withoutNul(): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) chunk[at] = 1;
      done(null, chunk);
    },
  });
}

async function ended(child: ChildProcessWithoutNullStreams, name: string): Promise<void> {
  const complaint: Buffer[] = [];
  const timer = setTimeout(() => child.kill("SIGKILL"), longest);
  child.stderr.on("data", (chunk: Buffer) => complaint.length < 16 && complaint.push(chunk));
  // Whoever ends before it has read all of its input tells why by its exit code.
  child.stdin.on("error", () => {});
  try {
    await new Promise<void>((resolve, reject) => {
      child.on("error", (cause) => reject(cannotStart(cause)));
      child.on("close", (code) => (code === 0 ? resolve() : reject(unexpectedEnd(name, code, Buffer.concat(complaint)))));
    });
  } finally {
    clearTimeout(timer);
  }
}
