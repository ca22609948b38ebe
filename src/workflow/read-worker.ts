import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Tree } from "../evidence/index.ts";
import { type ReadContext, readToKeep } from "./evidence-of.ts";
import type { ReportSource } from "./read-in-worker.ts";

/** What a reading in another thread is given. */
export interface Task extends Omit<ReadContext, "tree"> {
  readonly source: ReportSource;
  readonly name: string;
  /** Paths of the commit's tree with NUL between them, which is sent faster than many texts. */
  readonly paths: string;
}

const { source, name, paths, ...context } = workerData as Task;
const bytes = "bytes" in source ? source.bytes : readFileSync(source.file);
const kept = new Uint8Array(readToKeep(bytes, name, { ...context, tree: new Tree(paths === "" ? [] : paths.split("\0")) }));
parentPort?.postMessage(kept, [kept.buffer]);
