import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { Failure } from "../model/failure.ts";
import { hasCode } from "./files.ts";

// Locks of this very process: a lock file with our own id that is not among them was left by an earlier process that had the same id,
// as every first process of a container has.
const ours = new Set<string>();

/**
 * Takes the lock that a long-lived server holds, so that a second one refuses to start (H16). Commands do not take it: they come and
 * go, several may run at once beside a server, and what keeps them apart is the write lock of each transaction with the swap of the
 * head. `exclusively` keeps other takers out meanwhile, since two could find the same dead holder.
 * Returns what gives the lock back. Throws `Failure` (`locked`) with the id of the process that holds it.
 */
export async function takeLock(file: string, exclusively: <T>(body: () => Promise<T>) => Promise<T>): Promise<() => void> {
  await exclusively(async () => {
    const holder = holderOf(file);
    if (holder !== null && (ours.has(file) || (holder !== process.pid && isAlive(holder)))) {
      throw new Failure("locked", `Process ${holder} already serves this data folder.`, { hint: `End it first; if process ${holder} is another program, remove ${file}.` });
    }
    writeFileSync(file, `${process.pid}\n`, { mode: 0o600 });
    ours.add(file);
  });
  return () => {
    if (ours.delete(file)) rmSync(file, { force: true });
  };
}

function holderOf(file: string): number | null {
  try {
    const holder = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isSafeInteger(holder) && holder > 0 ? holder : null;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function isAlive(process_id: number): boolean {
  try {
    process.kill(process_id, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it lives, we may only not signal it.
    return hasCode(error, "EPERM");
  }
}
