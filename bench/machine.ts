import { execFileSync } from "node:child_process";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { quantile, timed } from "./row.ts";

/** What the figures depend on, in one line: cores, Node, git, and how long the disk of the temporary folder takes to make 4 KiB durable. */
export function machine(syncs = 400): string {
  const times = syncTimes(syncs);
  const git = execFileSync("git", ["version"], { encoding: "utf8" }).trim().replace("git version ", "");
  const sync = `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.99).toFixed(2)}`;
  return `${availableParallelism()} cores, Node ${process.versions.node}, git ${git}, disk sync p50 / p99 ${sync} ms`;
}

function syncTimes(count: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  const file = openSync(join(folder, "sync"), "w");
  const bytes = Buffer.alloc(4_096, 7);
  try {
    return Array.from({ length: count }, () =>
      timed(() => {
        writeSync(file, bytes);
        fdatasyncSync(file);
      }),
    );
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
