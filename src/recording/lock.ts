import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../model/failure.ts";
import { codeOf } from "./error-code.ts";

/** Milliseconds: how long to wait for others, how often to look, and from which age on a lock was left by a process that died. */
const waits = { most: 5_000, between: 15, abandoned: 30_000 };

/** Does something while no other process does the same. Throws `Failure` (`locked`) when another one takes too long. */
export async function locked<T>(path: string, act: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await act();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<void> {
  for (let waited = 0; ; waited += waits.between) {
    try {
      await (await open(path, "wx", 0o600)).close();
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    if (waited > waits.most) throw new Failure("locked", `${path} is held by another process.`, { hint: "Try again; remove the file if no other `countersign` is running." });
    await breakAbandoned(path);
    await sleep(waits.between);
  }
}

// The age of a file is the file system's, so no clock is asked but the one that both come from. Of two that find it abandoned, one renames it.
async function breakAbandoned(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || Date.now() - found.mtimeMs < waits.abandoned) return;
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  await rm(aside, { force: true });
}
