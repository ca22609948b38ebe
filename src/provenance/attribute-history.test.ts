import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OriginRun } from "../model/origin.ts";
import { attribute, type RangeCommit } from "./attribute.ts";
import { HistoryEvidence, type OwnedFile } from "./attribute-history.ts";
import { readGitAiNote } from "./git-ai-note.ts";
import { human, noteText, session } from "./testing.ts";

const noteBytes = (...of: Parameters<typeof noteText>) => Buffer.from(noteText(...of));

const ada = { name: "Ada", email: "ada@example.com" };
const ids = ["1", "2", "3"].map((digit) => digit.repeat(40));
const id = (at: number) => ids[at] ?? "";

function commit(at: number, message = "change"): RangeCommit {
  return { id: id(at), parents: at === 0 ? [] : [id(at - 1)], message, author: ada, committer: ada };
}

function owned(...runs: [length: number, commit: number, originalStart: number][]): OwnedFile {
  let start = 1;
  return {
    path: "now.ts",
    runs: runs.map(([length, at, originalStart]) => {
      const run = { start, end: start + length - 1, commit: id(at), originalPath: "then.ts", originalStart };
      start += length;
      return run;
    }),
  };
}

const entry = fc
  .tuple(
    fc.constantFrom(`${session}::t_00000000000000`, human, "h_00000000000000", "weird", "0123456789abcdef"),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(4)), { minLength: 1, maxLength: 3 }),
  )
  .map(([key, ranges]) => `  ${key} ${ranges.map(([start, more]) => `${start}-${start + more}`).join(",")}`);
const note = fc.option(fc.array(entry, { maxLength: 4 }));
const message = fc.constantFrom(
  "change",
  "change\n\nCo-authored-by: Claude <noreply@anthropic.com>",
  "🤖 Generated with [Claude Code](https://claude.com/claude-code)",
  "written by Claude Code",
);
const run = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(2), fc.integer({ min: 1, max: 12 }));
const history = fc.record({ runs: fc.array(run, { maxLength: 8 }), notes: fc.tuple(note, note, note), messages: fc.tuple(message, message, message) });

function collected({ runs, notes, messages }: typeof history extends fc.Arbitrary<infer T> ? T : never) {
  const file = owned(...runs);
  const evidence = new HistoryEvidence([file]);
  const commits = messages.map((text, at) => commit(at, text));
  const texts = new Map(notes.flatMap((entries, at) => (entries === null ? [] : [[id(at), noteBytes(id(at), ["then.ts", ...entries])] as const])));
  for (const each of commits) if (evidence.owners.includes(each.id)) evidence.message(each);
  for (const [of, bytes] of texts) if (evidence.owners.includes(of)) evidence.note(of, readGitAiNote(of, bytes));
  return { file, evidence, commits, texts };
}

function perLine(runs: readonly OriginRun[]): unknown[] {
  return runs.flatMap(({ start, end, commit: of, origin, tool, model, sponsor, method, grain, confidence }) =>
    Array.from({ length: end - start + 1 }, (_, at) => [start + at, of, origin, tool, model, sponsor, method, grain, confidence]),
  );
}

describe("who wrote the lines of a whole history (R3)", () => {
  it("says of every line what `attribute` says of it in a change, each line once and in its place", () => {
    fc.assert(
      fc.property(history, (drawn) => {
        const { file, evidence, commits, texts } = collected(drawn);
        const runs = evidence.fold()[0]?.runs ?? [];
        const change = attribute({ commits, files: [file], notes: texts, traces: [], declared: null, lineText: () => null });
        expect(perLine(runs)).toEqual(perLine(change.files[0]?.runs ?? []));
        const places = (all: OwnedFile["runs"]) =>
          all.flatMap(({ start, end, commit: of, originalPath, originalStart }) =>
            Array.from({ length: end - start + 1 }, (_, at) => [start + at, of, originalPath, originalStart + at]),
          );
        expect(places(runs)).toEqual(places(file.runs));
      }),
    );
  });

  it("never calls a line a person's, unless a note says so by a key that has a record (rule 1)", () => {
    fc.assert(
      fc.property(history, (drawn) => {
        for (const each of collected(drawn).evidence.fold()[0]?.runs ?? []) {
          if (each.origin === "human") expect([each.note, each.method, each.confidence]).toEqual(["human", "note", "high"]);
          if (each.origin === "unknown") expect([each.tool, each.method, each.confidence]).toEqual([null, "none", "none"]);
        }
      }),
    );
  });

  it("keeps both numbers where a commit and its note differ: silent, undisclosed, and by nobody that has a name", () => {
    const evidence = new HistoryEvidence([owned([3, 0, 1], [2, 1, 1], [1, 2, 9])]);
    expect(evidence.message(commit(0, "one\n\nCo-authored-by: Claude <noreply@anthropic.com>"))).toBe(true);
    expect(evidence.message(commit(1))).toBe(false);
    evidence.message(commit(2));
    evidence.note(id(0), readGitAiNote(id(0), noteBytes(id(0), ["then.ts", `  ${session} 1`])));
    evidence.note(id(1), readGitAiNote(id(1), noteBytes(id(1), ["then.ts", `  ${session} 1-2`])));
    evidence.note(id(2), readGitAiNote(id(2), noteBytes(id(2), ["then.ts", "  0123456789abcdef 9"])));
    expect(evidence.fold()[0]?.runs.map((each) => [each.start, each.end, each.origin, each.confidence, each.note])).toEqual([
      [1, 1, "ai", "high", "ai"],
      [2, 3, "ai", "low", "untracked"],
      [4, 5, "ai", "high", "ai"],
      [6, 6, "unknown", "none", "nameless"],
    ]);
    const codes = evidence.findings().map(({ code, count }) => [code, count]);
    expect(codes).toEqual(expect.arrayContaining([["note-silent", 1], ["trailer-missing", 1], ["note-dangling-key", 1]])); // biome-ignore format: one row
    expect(evidence.coverage()).toEqual({ owning: 3, noted: 3, traced: 0, trailed: 1, none: 0 });
  });

  it("keeps nothing of a conversation, and at most five examples of a finding", () => {
    const many = Array.from({ length: 9 }, (_, at) => `${at + 1}`.repeat(40));
    const evidence = new HistoryEvidence([{ path: "a", runs: many.map((of, at) => ({ start: at + 1, end: at + 1, commit: of, originalPath: "a", originalStart: 1 })) }]);
    const prompts = { "0123456789abcdef": { agent_id: { tool: "cursor", id: "1", model: "m" }, messages: [{ text: "the secret plan" }] } };
    for (const of of many) evidence.note(of, readGitAiNote(of, noteBytes(of, [], { prompts })));
    const found = evidence.findings().find(({ code }) => code === "transcript-present");
    expect([found?.count, found?.examples.length]).toEqual([9, 5]);
    expect(JSON.stringify([evidence.fold(), evidence.findings()])).not.toContain("secret");
  });

  it("gives a declaration only to lines of that change of which nothing else tells", () => {
    const evidence = new HistoryEvidence([owned([1, 0, 1], [1, 1, 1], [1, 1, 5])]);
    evidence.note(id(1), readGitAiNote(id(1), noteBytes(id(1), ["then.ts", `  ${session} 1`])));
    for (const of of [id(1), "f".repeat(40)]) evidence.declaration(of, [{ tool: "codex", model: null, sponsor: "Ada <ada@example.com>" }]);
    expect(evidence.fold()[0]?.runs.map(({ origin, tool, method, grain }) => [origin, tool, method, grain])).toEqual([
      ["unknown", null, "none", null],
      ["ai", "cursor", "note", "line"],
      ["ai", "codex", "declared", "change"],
    ]);
  });

  it("tells of lines and paths that a commit doesn't have", () => {
    const evidence = new HistoryEvidence([owned([1, 0, 1])]);
    evidence.note(id(0), readGitAiNote(id(0), noteBytes(id(0), ["then.ts", `  ${session} 1-40`, "gone.ts", `  ${session} 1`])));
    expect([evidence.isOwned(id(0), "then.ts", 1), evidence.isOwned(id(0), "then.ts", 2)]).toEqual([true, false]);
    evidence.beyond((_, path) => (path === "then.ts" ? 12 : null));
    expect(evidence.findings().flatMap(({ examples }) => examples.map(({ code, sentence }) => [code, sentence]))).toEqual([
      ["note-line-beyond-file", 'The note names lines past the end of 1 file: line 40 of "then.ts", which has 12.'],
      ["note-path-missing", 'The note names 1 path that the commit doesn\'t touch: "gone.ts".'],
    ]);
  });
});
