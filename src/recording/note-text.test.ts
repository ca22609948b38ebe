import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readGitAiNote } from "../provenance/git-ai-note.ts";
import { additionFrom, additionOf, mergedNote, parseNote } from "./note-text.ts";
import type { Recorded } from "./record.ts";

const commit = "7734793b756b3921c88db5375a8c156e9532447b";
const recorded = (more: Partial<Recorded> = {}): Recorded => ({
  id: "0e9c6c1e-7b0a-4c59-9f3e-0c8d2d4a1b11",
  time: 0,
  tool: "claude",
  model: "claude-sonnet-4-5",
  session: "s-1",
  sponsor: "Dana Okafor <dana@example.com>",
  revision: null,
  files: [],
  ...more,
});
const fixture = readFileSync(new URL("../provenance/fixtures/session.note", import.meta.url), "utf8");
const read = (note: string | null) => readGitAiNote(commit, Buffer.from(note ?? ""));

describe("a note that we write", () => {
  it("R3 is read without a finding, names tool, model and sponsor, and has the key of git-ai's own making", () => {
    const note = mergedNote(commit, null, [additionOf(recorded(), "src/a.ts", [{ start: 2, end: 3 }]), additionOf(recorded(), "src/a.ts", [{ start: 7, end: 7 }])]);
    const { valid, findings, failing, claims } = read(note);
    expect([valid, findings, failing]).toEqual([true, [], []]);
    expect(claims).toMatchObject([{ origin: "ai", tool: "claude-code", model: "claude-sonnet-4-5", sponsor: "Dana Okafor <dana@example.com>", path: "src/a.ts" }]);
    // The first 14 digits of SHA-256 of `claude:s-1`.
    expect(note?.split("\n").slice(0, 3)).toEqual(["src/a.ts", expect.stringMatching(/^ {2}s_bed2d6f0fa2d0e::t_[0-9a-f]{14} 2-3,7$/), "---"]);
  });

  it("keeps to the grammar with odd paths, and leaves out what it can't hold", () => {
    const paths = ["---", "with space.ts", 'with"quote.ts', "with\nline.ts", "ä.ts"];
    const { findings, claims } = read(
      mergedNote(
        commit,
        null,
        paths.map((path) => additionOf(recorded(), path, [{ start: 1, end: 1 }])),
      ),
    );
    expect(findings).toEqual([]);
    expect(claims.map(({ path }) => path).sort()).toEqual(["---", "with space.ts", "ä.ts"]);
  });

  it("keeps everything of a note that was there, and gives no line away twice", () => {
    const existing = parseNote(fixture);
    const merged = mergedNote(commit, existing, [additionOf(recorded(), "src/main.rs", [{ start: 9, end: 12 }])]);
    const { findings, claims } = read(merged);
    expect(findings).toEqual([]);
    expect(claims).toEqual(expect.arrayContaining([...read(fixture).claims]));
    expect(claims.find(({ tool }) => tool === "claude-code")?.lines).toEqual([{ start: 11, end: 12 }]);
    expect(parseNote(merged ?? "")?.root).toMatchObject({ ...existing?.root, sessions: expect.objectContaining(existing?.root["sessions"] as object) });
  });

  it("is not written again when it says everything already", () => {
    const additions = [additionOf(recorded(), "a", [{ start: 1, end: 4 }])];
    const note = mergedNote(commit, null, additions) ?? "";
    expect(mergedNote(commit, parseNote(note), additions)).toBeNull();
    expect(mergedNote(commit, null, [])).toBeNull();
  });

  it("is not made from one that can't be read whole", () => {
    const json = JSON.stringify({ schema_version: "authorship/3.0.0", prompts: {} });
    for (const note of [
      "",
      "text",
      "a\n  key\n---\n{}",
      `a\n  key 1;2\n---\n${json}`,
      `a\n  key 1-9999999\n---\n${json}`,
      `  key 1\n---\n${json}`,
      "---\n{",
      "---\n[]",
      '---\n{"schema_version":"authorship/3.0.0","sessions":[]}',
    ])
      expect(parseNote(note)).toBeNull();
    expect(parseNote(`---\n${json}`)).not.toBeNull();
  });

  const [one, two] = ["1".repeat(64), "2".repeat(64)] as const;
  const promptsIn = (note: string | null) => read(note).prompts;
  const lines = [{ start: 1, end: 2 }];

  it("names the digests of its sessions' prompts where git-ai keeps what others add, each once and the last ones of many", () => {
    const note = mergedNote(commit, null, [additionOf(recorded(), "a", lines, [one]), additionOf(recorded(), "b", lines, [one, two])]);
    expect([promptsIn(note), read(note).findings]).toEqual([[one, two], []]);
    expect(Object.values(parseNote(note ?? "")?.root["sessions"] ?? {})).toEqual([expect.objectContaining({ custom_attributes: { "dev.countersign.prompts": `${one} ${two}` } })]);
    const many = Array.from({ length: 70 }, (_, at) => `${at}`.padStart(64, "0"));
    expect(promptsIn(mergedNote(commit, parseNote(note ?? ""), [additionOf(recorded(), "c", lines, many)]))).toEqual(many.slice(6));
    expect(mergedNote(commit, null, [additionOf(recorded(), "a", lines)])).not.toContain("custom_attributes");
  });

  it("adds digests to a session that another program has named already, and to nobody who has no line", () => {
    const there = parseNote(mergedNote(commit, null, [additionOf(recorded(), "a", lines)]) ?? "");
    const again = mergedNote(commit, there, [additionOf(recorded(), "a", lines, [one])]);
    expect(promptsIn(again)).toEqual([one]);
    expect(mergedNote(commit, parseNote(again ?? ""), [additionOf(recorded(), "a", lines, [one])])).toBeNull();
    expect(mergedNote(commit, there, [additionOf(recorded({ session: "s-2" }), "a", lines, [two])])).toBeNull();
  });

  it("leaves alone what somebody else put in the place of digests, and carries over those that are there", () => {
    for (const attributes of ["text", { "dev.countersign.prompts": "no digest" }]) {
      const odd =
        mergedNote(commit, null, [additionOf(recorded(), "a", lines)])?.replace('"human_author"', `"custom_attributes": ${JSON.stringify(attributes)}, "human_author"`) ?? "";
      const merged = mergedNote(commit, parseNote(odd), [additionOf(recorded(), "b", lines, [one])]);
      expect(Object.values(parseNote(merged ?? "")?.root["sessions"] ?? {})).toEqual([expect.objectContaining({ custom_attributes: attributes })]);
    }
    const old = parseNote(mergedNote(commit, null, [additionOf(recorded(), "a", lines, [one])]) ?? "");
    const entry = old?.entries[0];
    const carried = old && entry ? additionFrom(old, entry, lines) : null;
    const target = parseNote(mergedNote(commit, null, [additionOf(recorded(), "b", lines, [two])]) ?? "");
    expect(promptsIn(mergedNote(commit, target, carried ? [carried] : []))).toEqual([two, one]);
  });
});
