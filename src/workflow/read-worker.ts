import { parentPort, workerData } from "node:worker_threads";
import { Tree } from "../evidence/index.ts";
import { type ReadContext, readToKeep } from "./evidence-of.ts";

/** What a reading in another thread is given. */
export interface Task extends Omit<ReadContext, "tree"> {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Paths of the commit's tree with NUL between them, which is sent faster than many texts. */
  readonly paths: string;
}

const { bytes, name, paths, ...context } = workerData as Task;
const kept = new Uint8Array(readToKeep(bytes, name, { ...context, tree: new Tree(paths === "" ? [] : paths.split("\0")) }));
parentPort?.postMessage(kept, [kept.buffer]);
