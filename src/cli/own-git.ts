import { execFile } from "node:child_process";

/**
 * What git answers to the person themselves: with their configuration, and with the index that a hook's environment names. Null when it ends with anything but 0.
 * For what only their own settings say; content is read through the room `git`.
 */
export async function ownGit(folder: string, ...args: readonly string[]): Promise<Buffer | null> {
  return await new Promise((resolve) => {
    execFile("git", args, { cwd: folder, encoding: "buffer", maxBuffer: 256 * 2 ** 20 }, (error, output) => resolve(error ? null : output));
  });
}

/** With what exit code git ends, as in `ownGit`; null when it was killed or could not be started. */
export async function ownGitCode(folder: string, ...args: readonly string[]): Promise<number | null> {
  return await new Promise((resolve) => {
    const child = execFile("git", args, { cwd: folder }, () => resolve(child.exitCode));
  });
}

/** The same as text, without what stands around it. */
export async function ownGitText(folder: string, ...args: readonly string[]): Promise<string | null> {
  return (await ownGit(folder, ...args))?.toString("utf8").trim() ?? null;
}
