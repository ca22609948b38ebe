import { question } from "../api/queries.ts";
import { pageRows, shownContext } from "./blocks.ts";
import { nameOf } from "./file-name.ts";
import type { FileEntry } from "./shapes.ts";

/** What is asked for first of a file that is opened. */
export function firstRows(change: string, file: Pick<FileEntry, "path" | "pair">) {
  return question("files.diff", { params: { change }, query: { ...nameOf(file), context: shownContext, from: 0, rows: pageRows } });
}
