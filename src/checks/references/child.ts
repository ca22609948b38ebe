import { spawn } from "node:child_process";
import { type ReferenceLimits, timeIsOver } from "./checker.ts";

/** A program that reads a checkout for us. Its file is ours, never the checkout's. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Where it works. */
  readonly cwd: string;
  /** An empty folder of ours: `HOME` and `TMPDIR`. */
  readonly home: string;
  /** Added to an environment that holds nothing else but PATH, HOME, TMPDIR and a locale. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** How a program ended: with an exit code and what it printed, or cut off, with why. */
export type Ended = { readonly code: number; readonly output: string; readonly complaint: string } | { readonly cut: string };

const stops = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a program to its end in a process group of its own, without a shell's reading of any argument. Past a limit the whole group is
 * killed. Memory and processor time are limits of the kernel where it has them, so that they hold even if this process is killed first.
 * Never rejects.
 */
export function runChild({ file, args, cwd, home, env, input }: Program, limits: ReferenceLimits): Promise<Ended> {
  const whole = limits.stop;
  if (whole?.aborted === true) return Promise.resolve({ cut: timeIsOver });
  return new Promise((resolve) => {
    const { command, words } = limited(file, args, limits);
    let pid: number | undefined;
    const kill = () => killGroup(pid);
    process.once("exit", kill);
    // In a group of its own it does not hear what is said to ours; whoever is asked to stop takes it along, from its first moment.
    const takeAlong = (signal: NodeJS.Signals) => {
      kill();
      process.kill(process.pid, signal);
    };
    for (const signal of stops) process.once(signal, takeAlong);
    const child = spawn(command, words, {
      cwd,
      detached: process.platform !== "win32",
      windowsHide: true,
      env: { PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", HOME: home, TMPDIR: home, LC_ALL: "C.UTF-8", NO_COLOR: "1", ...env },
    });
    pid = child.pid;
    const [output, complaint] = [new Kept(limits.output), new Kept(65_536)];
    let cut: string | null = null;
    const stop = (why: string) => {
      cut ??= why;
      kill();
    };
    const timer = setTimeout(() => stop(`it took more than ${limits.milliseconds / 1000} seconds`), limits.milliseconds);
    const over = () => stop(timeIsOver);
    whole?.addEventListener("abort", over);
    child.stdout.on("data", (chunk: Buffer) => output.add(chunk) || stop(`it printed more than ${limits.output} bytes`));
    child.stderr.on("data", (chunk: Buffer) => complaint.add(chunk));
    // It may end before it has read its input; how it ends tells the story then.
    child.stdin.on("error", () => {});
    const settle = (ended: Ended) => {
      clearTimeout(timer);
      whole?.removeEventListener("abort", over);
      process.off("exit", kill);
      for (const signal of stops) process.off(signal, takeAlong);
      resolve(ended);
    };
    child.on("error", () => settle({ cut: "it could not be started" }));
    child.on("close", (code, signal) => {
      // What it started and left behind ends with it.
      kill();
      if (cut !== null) settle({ cut });
      else if (code === null) settle({ cut: `it was ended by ${signal}` });
      else settle({ code, output: output.text(), complaint: complaint.text() });
    });
    child.stdin.end(input);
  });
}

// `ulimit` is of the shell; its arguments are numbers of ours and the words go through as they are.
function limited(file: string, args: readonly string[], { milliseconds, memory }: ReferenceLimits): { command: string; words: string[] } {
  if (process.platform === "win32") return { command: file, words: [...args] };
  const seconds = Math.ceil(milliseconds / 1000) * 4;
  return { command: "/bin/sh", words: ["-c", `ulimit -c 0; ulimit -t ${seconds}; ulimit -d ${Math.ceil(memory / 1024)} 2>/dev/null; exec "$0" "$@"`, file, ...args] };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

class Kept {
  readonly #most: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** False once there is more than is kept. */
  add(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#most) return false;
    this.#chunks.push(chunk);
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
