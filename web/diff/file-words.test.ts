import { describe, expect, it } from "vitest";
import { bytesText, filtered, statusWords } from "./file-words.ts";
import type { FileEntry } from "./shapes.ts";

function file(path: string, more: Partial<FileEntry> = {}): FileEntry {
  const none = { human: 0, ai: 0, mixed: 0, unknown: 0 };
  const sides = { oldMode: "100644", newMode: "100644", oldBlob: "a", newBlob: "b", pair: { old: "a", new: "b" } };
  const rest = {
    types: [],
    flags: [],
    notes: [],
    linkTarget: null,
    generated: false,
    moved: 0,
    weakened: 0,
    findings: 0,
    uncovered: null,
    aiLines: null,
    comments: 0,
    seen: false,
    changedSinceSeen: false,
  };
  return { path, shown: [path], from: null, status: "modified", content: "text", ...sides, added: 1, deleted: 0, origin: none, ...rest, ...more };
}

describe("a file in words", () => {
  it("says what it is where it is no text (C04)", () => {
    expect(statusWords({ status: "modified", content: "text" })).toBe("modified");
    expect(statusWords({ status: "type-changed", content: "symlink" })).toBe("symbolic link type changed");
    expect(statusWords({ status: "added", content: "binary" })).toBe("binary added");
  });

  it("says sizes in words", () => {
    expect([0, 9_999, 12_400, 3_440_000].map(bytesText)).toEqual(["0 bytes", "9,999 bytes", "12 kB", "3.4 MB"]);
  });
});

describe("files that are left by a filter", () => {
  const files = [file("a", { seen: true }), file("b"), file("c", { changedSinceSeen: true })];

  it("keeps the server's order, and hides nothing unasked", () => {
    expect(filtered(files, "all", []).map(({ path }) => path)).toEqual(["a", "b", "c"]);
  });

  it("leaves what is not seen, and what changed since the last look (C22)", () => {
    expect(filtered(files, "unseen", []).map(({ path }) => path)).toEqual(["b", "c"]);
    expect(filtered(files, "since", ["a"]).map(({ path }) => path)).toEqual(["a", "c"]);
  });
});
