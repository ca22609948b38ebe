import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import { readGitAiNote } from "../provenance/index.ts";
import { notesVersion } from "./note-readings.ts";

const fixtures = new URL("../provenance/fixtures/", import.meta.url);

/** Raise `notesVersion` with each digest that changes, so that no store tells what an older reader understood. */
const digests: Readonly<Record<number, string>> = { 1: "be744707a5163a59812adb031957570ab524f00960f048325e8a95818f709893" };

describe("what is kept of notes", () => {
  it("has another version as soon as a note is read as something else", () => {
    const notes = readdirSync(fixtures).filter((name) => name.endsWith(".note"));
    const read = notes.sort().map((name) => {
      const { valid, claims, failing, findings } = readGitAiNote("c".repeat(40), readFileSync(new URL(name, fixtures)));
      return [name, valid, claims, failing, findings];
    });
    expect(sha256(JSON.stringify(read))).toBe(digests[notesVersion]);
  });
});
