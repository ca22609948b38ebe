import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitStream, type FileChanges, importCommit } from "./fast-import.ts";

export type { FileChanges };

export interface CommitOptions {
  readonly message?: string;
  /** `Name <email>`; the committer is the same unless given. */
  readonly author?: string;
  readonly committer?: string;
  /** Seconds since the epoch; by default one minute after the commit made before. */
  readonly date?: number;
  /** By default the tip of the current branch, or none. */
  readonly parents?: readonly string[];
}

/**
 * A real repository in a temporary folder, for tests. Dates, names and so ids are the same on each run. It has no checkout: commits
 * go straight into the object store. `using repo = testRepository()` removes it at the end.
 *
 * ```ts
 * using repo = testRepository();
 * const base = repo.commit({ "a.ts": "one\n" });
 * repo.branch("topic");
 * const head = repo.commit({ "a.ts": "two\n" }, { message: "feat: two\n\nCo-authored-by: Claude <noreply@anthropic.com>" });
 * ```
 */
export class TestRepository {
  /** The folder; the repository is in its `.git`. */
  readonly path: string;
  #branch = "main";
  #clock = 1_700_000_000;

  constructor(options: { readonly objectFormat?: "sha1" | "sha256" } = {}) {
    this.path = mkdtempSync(join(tmpdir(), "countersign-test-"));
    this.git("init", "--quiet", "--initial-branch=main", `--object-format=${options.objectFormat ?? "sha1"}`);
  }

  /** Commits changes to the current branch's tree and returns the full id. */
  commit(changes: FileChanges, options: CommitOptions = {}): string {
    const parents = options.parents ?? this.#tip();
    const [first] = parents;
    return this.#import(parents, first === undefined ? null : this.git("rev-parse", `${first}^{tree}`), changes, options);
  }

  /** Merges commits into the current branch: git's automatic merge, with `changes` made on top of it as a person would in the merge itself. */
  merge(others: string | readonly string[], changes: FileChanges = {}, options: CommitOptions = {}): string {
    const names = typeof others === "string" ? [others] : others;
    const parents = [...this.#tip(), ...names.map((name) => this.git("rev-parse", `${name}^{commit}`))];
    return this.#import(parents, this.#mergedTree(parents), changes, { message: `Merge ${names.join(" and ")}`, ...options, parents });
  }

  /** Starts a branch at the current tip, or at a commit, and makes it the current one. */
  branch(name: string, at?: string): void {
    if (at !== undefined || this.#tip().length > 0) this.git("update-ref", `refs/heads/${name}`, at ?? this.#tip()[0] ?? "");
    this.checkout(name);
  }

  /** Makes a branch the current one. */
  checkout(name: string): void {
    this.#branch = name;
    this.git("symbolic-ref", "HEAD", `refs/heads/${name}`);
  }

  /** Hangs a note on a commit. */
  note(commit: string, text: string, ref = "refs/notes/ai"): void {
    const blob = this.raw("blob", text);
    this.git("notes", `--ref=${ref}`, "add", "-f", "-C", blob, commit);
  }

  /** Writes an object with exactly these bytes, however malformed, and returns its id. */
  raw(type: "commit" | "tree" | "blob" | "tag", bytes: string | Uint8Array): string {
    return this.#run(["hash-object", "-t", type, "-w", "--stdin", "--literally"], bytes);
  }

  /** Feeds git-fast-import(1), for what has no method here. */
  import(stream: string): void {
    this.#run(["fast-import", "--quiet", "--force"], stream);
  }

  /** Runs git and returns what it prints, trimmed. */
  git(...args: string[]): string {
    return this.#run(args);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 2 });
  }

  #tip(): string[] {
    const tip = this.git("for-each-ref", "--format=%(objectname)", `refs/heads/${this.#branch}`);
    return tip === "" ? [] : [tip];
  }

  #mergedTree(parents: readonly string[]): string {
    let [current = ""] = parents;
    let tree = "";
    for (const parent of parents.slice(1)) {
      tree = this.#run(["merge-tree", "--write-tree", "--no-messages", "--allow-unrelated-histories", current, parent], "", [0, 1]).split("\n")[0] ?? "";
      current = this.#run(["commit-tree", "-p", current, "-p", parent, tree], "");
    }
    return tree;
  }

  #import(parents: readonly string[], tree: string | null, changes: FileChanges, options: CommitOptions): string {
    this.#clock += 60;
    const date = `${options.date ?? this.#clock} +0000`;
    const author = options.author ?? "Ada Author <ada@example.com>";
    const stream = commitStream({
      ref: `refs/heads/${this.#branch}`,
      author,
      committer: options.committer ?? author,
      date,
      message: options.message ?? "change",
      parents,
      ...(tree === null ? {} : { tree }),
      changes,
    });
    return this.#run(importCommit, stream);
  }

  #run(args: readonly string[], input: string | Uint8Array = "", answers: readonly number[] = [0]): string {
    const who = { GIT_AUTHOR_NAME: "Ada Author", GIT_AUTHOR_EMAIL: "ada@example.com", GIT_COMMITTER_NAME: "Ada Author", GIT_COMMITTER_EMAIL: "ada@example.com" };
    const when = { GIT_AUTHOR_DATE: `${this.#clock} +0000`, GIT_COMMITTER_DATE: `${this.#clock} +0000` };
    const env = { PATH: process.env["PATH"], HOME: this.path, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C", ...who, ...when };
    try {
      return execFileSync("git", args, { cwd: this.path, env, input, stdio: "pipe", maxBuffer: 2 ** 30 })
        .toString("utf8")
        .trim();
    } catch (error) {
      const { status, stdout } = error as { status?: number; stdout?: Buffer };
      if (stdout !== undefined && answers.includes(status ?? -1)) return stdout.toString("utf8").trim();
      throw error;
    }
  }
}

export function testRepository(options: { readonly objectFormat?: "sha1" | "sha256" } = {}): TestRepository {
  return new TestRepository(options);
}
