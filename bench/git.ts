import { spawnSync } from "node:child_process";

/** Runs git in a folder, untouched by the settings of whoever runs the benchmark, and returns what it prints. */
export function runGit(folder: string, args: readonly string[]): Buffer {
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C" };
  const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], { env, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr?.toString("utf8")}`);
  return stdout;
}
