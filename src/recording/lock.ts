import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../model/failure.ts";

/** Milliseconds: how long to wait for others, and how often to look. */
export interface LockWaits {
  readonly most: number;
  readonly between: number;
}

const usualWaits: LockWaits = { most: 5_000, between: 15 };

/**
 * Does something while nobody else does the same, in this process or another. Throws `Failure` (`locked`) when another one takes too long.
 *
 * The lock is the operating system's, taken on an empty SQLite file: it ends with the process that holds it, however that dies, and never before, however long that takes or stands still.
 * So nobody judges by a clock whether a lock was abandoned. The file stays, and is opened by nothing else: closing any other handle on it would end the lock (fcntl(2)).
 */
export async function locked<T>(path: string, act: () => Promise<T>, waits: LockWaits = usualWaits): Promise<T> {
  // Without a timeout of SQLite's own, which would keep this process from going on with what another caller in it holds the lock for.
  using file = new DatabaseSync(path, { timeout: 0 });
  await take(file, path, waits);
  return await act();
}

async function take(file: DatabaseSync, path: string, waits: LockWaits): Promise<void> {
  for (let waited = 0; !taken(file); waited += waits.between) {
    if (waited > waits.most) throw new Failure("locked", `${path} is held by another process.`, { hint: "Try again when no other `countersign` is at work here." });
    await sleep(waits.between);
  }
}

/** `SQLITE_BUSY`. */
const busy = 5;

function taken(file: DatabaseSync): boolean {
  try {
    // Nothing is written in it, so there is nothing to end it with: closing the file gives it back.
    file.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return false;
    throw error;
  }
}
