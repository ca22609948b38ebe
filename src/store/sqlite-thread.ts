import { parentPort, workerData } from "node:worker_threads";
import { Failure, type FailureCode } from "../model/failure.ts";
import { type BatchMessage, BatchUnpacker } from "./batch-message.ts";
import type { Outcome } from "./engine.ts";
import { commitBatch, type Guards } from "./sqlite-commit.ts";
import { openConnection, sqliteFailure } from "./sqlite-dialect.ts";
import type { SqliteOptions } from "./sqlite-engine.ts";

/** What the thread answers to a batch. Errors lose their kind between threads, so their parts are sent. */
export type Answer = { readonly outcome: Outcome } | { readonly failure: FailureCode | null; readonly message: string; readonly hint: string };

const { file, maximumPages, patience, guards } = workerData as SqliteOptions & { readonly guards: Guards };
const unpacker = new BatchUnpacker();
const connection = openConnection(file, "writer", patience);
if (maximumPages !== undefined) connection.all(`pragma max_page_count=${maximumPages}`);

parentPort?.on("message", (batch: BatchMessage | null) => {
  if (batch === null) {
    connection.database.close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(answer(batch));
  }
});

function answer(batch: BatchMessage): Answer {
  try {
    return { outcome: commitBatch(connection, guards, unpacker.unpack(batch)) };
  } catch (error) {
    const known = sqliteFailure(error);
    if (known instanceof Failure) return { failure: known.code, message: known.message, hint: known.hint };
    return { failure: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error), hint: "" };
  }
}
