import { spawnSync } from "node:child_process";

/** How a process that uses git is started in a folder, untouched by the settings of whoever runs the benchmark. */
export function gitProcess(folder: string) {
  return { cwd: folder, env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C" }, maxBuffer: 2 ** 30 };
}

/** Runs git in a folder, and returns what it prints. */
export function runGit(folder: string, args: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync("git", args, gitProcess(folder));
  if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr?.toString("utf8")}`);
  return stdout;
}
