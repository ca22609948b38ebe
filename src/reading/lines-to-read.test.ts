import { expect, it } from "vitest";
import type { ChangedFile, FileFlag } from "../model/change.ts";
import { linesToRead } from "./lines-to-read.ts";

const blank = {
  pathBytes: null,
  status: "modified",
  oldMode: "100644",
  newMode: "100644",
  oldBlob: null,
  newBlob: null,
  content: "text",
  addedRanges: [],
  linkTarget: null,
} as const;
const file = (path: string, added: number, deleted: number, flags: readonly FileFlag[] = [], from: string | null = null): ChangedFile => ({
  ...blank,
  path,
  from,
  added,
  deleted,
  flags,
});
const move = (path: string, start: number, end: number, from: string, line: number) => ({ path, start, end, from: { path: from, line } });

it("R63 counts what a person reads: nothing that a tool wrote, and what only moves on neither side", () => {
  const files = [file("a.ts", 10, 2), file("b.ts", 0, 5), file("package-lock.json", 900, 800, ["generated"]), file("api.json", 700, 0, ["claims-generated"])];
  const documents = [file(".countersign/documents/charter.md", 400, 0), file(".countersign/charter.yaml", 3, 0)];
  expect(linesToRead({ range: { files } })).toBe(17);
  expect(linesToRead({ range: { files: [...files, ...documents] } })).toBe(20);
  expect(linesToRead({ range: { files }, moves: [move("a.ts", 3, 6, "b.ts", 1), move("api.json", 1, 600, "package-lock.json", 1)] })).toBe(9);
  expect(linesToRead({ range: { files: [file("new.ts", 4, 4, [], "old.ts")] }, moves: [move("new.ts", 1, 4, "old.ts", 9)] })).toBe(0);
});
