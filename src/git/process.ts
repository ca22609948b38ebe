import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Failure } from "../model/failure.ts";

/** Where one git process works. `home` is an empty folder: it is `HOME` and the working directory, so no file of a work tree is ever read. */
export interface GitPlace {
  readonly gitDirectory: string;
  readonly home: string;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** Milliseconds until the process is killed. */
  readonly timeout?: number;
  /** Bytes of output after which the process is killed. */
  readonly maximumOutput?: number;
  /** Exit codes that are answers; any other is a `Failure`. */
  readonly answers?: readonly number[];
  /** Takes the output as it comes; the returned `output` is then empty. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** For a process that reads very many contents: it keeps what memory it has instead of giving it back after each (mallopt(3); other allocators do not look at it). */
  readonly keepsMemory?: boolean;
  /** The last argument as bytes, for a path that is not UTF-8 and so can't be a JavaScript argument. */
  readonly lastArgument?: Uint8Array;
}

export interface GitAnswer {
  readonly code: number;
  readonly output: Buffer;
}

/** The oldest git whose `merge-tree --stdin` exists (released December 2022). */
export const minimumGit = [2, 39] as const;

// The hardened profile. The repository that is read belongs to whoever wrote the change: nothing in it may start a program,
// reach the network or alter what an object looks like.
const settings = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "protocol.ext.allow=never",
  "core.attributesFile=/dev/null",
  "log.mailmap=false",
  "transfer.fsckObjects=true",
  "submodule.recurse=false",
  "safe.bareRepository=explicit",
  "core.quotePath=false",
  "diff.algorithm=myers",
  "diff.indentHeuristic=true",
  "diff.ignoreSubmodules=none",
].flatMap((setting) => ["-c", setting]);

function environment(place: GitPlace): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: place.home,
    GIT_DIR: place.gitDirectory,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_ALLOW_PROTOCOL: "https:ssh",
    LC_ALL: "C",
  };
}

const keptMemory = { MALLOC_MMAP_THRESHOLD_: `${2 ** 30}`, MALLOC_TRIM_THRESHOLD_: `${2 ** 30}`, MALLOC_TOP_PAD_: `${2 ** 26}` };

/** Starts git without a shell under the one profile, for a caller that keeps the process. Its `error` event must be listened to. */
export function startGit(
  place: GitPlace,
  args: readonly string[],
  { lastArgument, keepsMemory = false }: Pick<GitOptions, "lastArgument" | "keepsMemory"> = {},
): ChildProcessWithoutNullStreams {
  const env = keepsMemory ? { ...environment(place), ...keptMemory } : environment(place);
  const options = { cwd: place.home, env, windowsHide: true } as const;
  if (lastArgument === undefined) return spawn("git", [...settings, ...args], options);
  // xargs hands bytes on as they are; it starts git directly, with no shell between.
  const child = spawn("xargs", ["-0", "git", ...settings, ...args], options);
  child.stdin.end(Buffer.concat([lastArgument, Buffer.of(0)]));
  return child;
}

/**
 * Runs git to its end. Throws `Failure`: `unsupported` when git can't be started, `repository-unreadable` on any exit code that is
 * not among `answers` (default: only 0), on timeout (default 120 seconds) and when it prints more than `maximumOutput` (default 256 MB).
 */
export function git(place: GitPlace, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  const { input, timeout = 120_000, maximumOutput = 256 * 2 ** 20, answers = [0], onOutput, lastArgument, keepsMemory = false } = options;
  const name = args[0] ?? "";
  return new Promise((resolve, reject) => {
    const child = startGit(place, args, lastArgument === undefined ? { keepsMemory } : { lastArgument, keepsMemory });
    const chunks: Buffer[] = [];
    const complaint: Buffer[] = [];
    let size = 0;
    const stop = (error: unknown) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(error);
    };
    const timer = setTimeout(
      () => stop(new Failure("repository-unreadable", `git ${name} did not end within ${timeout / 1000} seconds.`, { hint: "Try again when the machine is less busy." })),
      timeout,
    );
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximumOutput)
        return stop(new Failure("repository-unreadable", `git ${name} printed more than ${maximumOutput} bytes.`, { hint: "Split the change into smaller ones." }));
      if (onOutput === undefined) chunks.push(chunk);
      else
        try {
          onOutput(chunk);
        } catch (error) {
          stop(error);
        }
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (complaint.length < 16) complaint.push(chunk);
    });
    // git may end before it has read all of its input; its exit code tells the story then.
    child.stdin.on("error", () => {});
    child.on("error", (cause) => stop(cannotStart(cause)));
    child.on("close", (code) => {
      clearTimeout(timer);
      if (code !== null && answers.includes(code)) resolve({ code, output: Buffer.concat(chunks) });
      else reject(unexpectedEnd(name, code, Buffer.concat(complaint)));
    });
    if (lastArgument === undefined) child.stdin.end(input);
  });
}

export function cannotStart(cause: unknown): Failure {
  return new Failure("unsupported", "git could not be started.", { hint: `Install git ${minimumGit.join(".")} or later and put it on the PATH.`, cause });
}

/** `complaint` is git's standard error; it may quote paths and messages that an attacker chose. */
export function unexpectedEnd(name: string, code: number | null, complaint: Uint8Array): Failure {
  const said = printable(Buffer.from(complaint).toString("utf8")).trim().slice(0, 300);
  return new Failure("repository-unreadable", `git ${name} ended with ${code === null ? "a signal" : `exit code ${code}`}${said && `: ${said}`}${said.endsWith(".") ? "" : "."}`, {
    hint: "Check the repository with `git fsck`; in a partial clone fetch what is missing with `git fetch --refetch --no-filter`.",
  });
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}
