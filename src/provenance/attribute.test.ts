import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../model/canonical.ts";
import { type AttributionInput, attribute, collectEvidence, type RangeCommit } from "./attribute.ts";
import { readGitAiNote } from "./git-ai-note.ts";
import { murmur3 } from "./murmur3.ts";

const ana = { name: "Ana Costa", email: "ana@northwind.example" };
const noted = "7734793b756b3921c88db5375a8c156e9532447b";
const base = `b${"0".repeat(39)}`;
const later = "c".repeat(40);
const note = readFileSync(new URL("./fixtures/session.note", import.meta.url));

const commit = (id: string, message: string, parents: readonly string[] = [base]): RangeCommit => ({ id, parents, message, author: ana, committer: ana });
const sixty = Array.from({ length: 60 }, (_, at) => `line ${at + 1}`);

/** `src/main.rs` was added by the noted commit; three lines of a later commit stand in front of it. */
const input: AttributionInput = {
  commits: [commit(later, "Add a licence\n", [noted]), commit(noted, "Add main\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n")],
  files: [
    {
      path: "src/start.rs",
      runs: [
        { start: 1, end: 3, commit: later, originalPath: "src/start.rs", originalStart: 1 },
        { start: 4, end: 53, commit: noted, originalPath: "src/main.rs", originalStart: 1 },
      ],
    },
  ],
  notes: new Map([[noted, note]]),
  traces: [],
  declared: null,
  lineText: (id, path) => (id === noted && (path === "src/main.rs" || path === "src/my file.rs") ? sixty : null),
};

const codes = (more: Partial<AttributionInput>) => attribute({ ...input, ...more }).findings.map(({ code }) => code);
const bare: Partial<AttributionInput> = { notes: new Map(), commits: [commit(later, "Add a licence\n", [noted]), commit(noted, "Add main\n")] };

describe("R3: who wrote the added lines of a range", () => {
  it("joins notes to the result through the commit, path and line of each run, and counts", () => {
    const { files, counts, tools, sponsors, disclosed, findings } = attribute(input);
    expect(files[0]?.runs.map(({ start, end, origin, tool, method, grain, confidence }) => [start, end, origin, tool, method, grain, confidence])).toEqual([
      [1, 3, "unknown", null, "none", null, "none"],
      [4, 13, "ai", "cursor", "note", "line", "high"],
      [14, 17, "ai", "cursor", "trailer", "commit", "low"],
      [18, 23, "ai", "cursor", "note", "line", "high"],
      [24, 44, "ai", "cursor", "trailer", "commit", "low"],
      [45, 53, "human", null, "note", "line", "high"],
    ]);
    expect(counts).toEqual({ human: 9, ai: 41, mixed: 0, unknown: 3 });
    expect(tools).toEqual([
      { tool: "cursor", model: null, lines: 25 },
      { tool: "cursor", model: "claude-sonnet-4-5-20250514", lines: 16 },
      { tool: "github-copilot", model: "gpt-5", lines: 0 },
    ]);
    expect(sponsors).toEqual([{ name: "Developer", email: "dev@example.com" }]);
    expect(disclosed).toBe(true);
    expect(findings.map(({ code, commit: at }) => [code, at])).toEqual([["note-silent", noted]]);
  });

  it("says unknown of everything when nothing speaks", () => {
    expect(attribute({ ...input, ...bare })).toMatchObject({ counts: { human: 0, ai: 0, mixed: 0, unknown: 53 }, tools: [], sponsors: [], disclosed: false, findings: [] });
  });

  it("finds a disclosure gap where a note speaks and the commit doesn't", () => {
    expect(codes({ ...bare, notes: input.notes })).toEqual(["trailer-missing"]);
  });

  it("tells a note that names lines past the end, a path that isn't there, or a commit outside the range", () => {
    expect(codes({ lineText: (_, path) => (path === "src/main.rs" ? sixty.slice(0, 49) : null) })).toEqual(["note-line-beyond-file", "note-path-missing", "note-silent"]);
    expect(codes({ ...bare, notes: new Map([["d".repeat(40), note]]) })).toEqual(["note-orphaned"]);
  });

  it("reads traces by their base and by their hash", () => {
    const range = { start_line: 1, end_line: 10 };
    const record = (more: object) => ({
      version: "0.1.0",
      id: "t",
      timestamp: "2026-01-23T14:30:00Z",
      vcs: { type: "git", revision: base },
      tool: { name: "amp" },
      files: [{ path: "src/main.rs", conversations: [{ contributor: { type: "ai", model_id: "anthropic/claude-opus-4-6" }, ranges: [{ ...range, ...more }] }] }],
    });
    const traced = (more: object) => attribute({ ...input, ...bare, traces: [Buffer.from(`${JSON.stringify(record(more))}\n`)] });
    const hash = `murmur3:${murmur3(Buffer.from(sixty.slice(0, 10).join("\n")))}`;
    expect(traced({}).files[0]?.runs[1]).toMatchObject({ start: 4, end: 13, origin: "ai", tool: "amp", model: "claude-opus-4-6", method: "trace", confidence: "medium" });
    expect(traced({ content_hash: hash }).files[0]?.runs[1]).toMatchObject({ start: 4, end: 13, origin: "ai", confidence: "high" });
    expect(traced({ content_hash: "murmur3:00000000" })).toMatchObject({ counts: { unknown: 53 }, disclosed: false, findings: [{ code: "trace-unanchored" }] });
  });

  it("takes a policy's own row", () => {
    const extraTools = [{ tool: "house-agent", field: "address" as const, match: ana.email, since: null, source: "policy" }];
    expect(attribute({ ...input, ...bare, extraTools }).tools).toEqual([{ tool: "house-agent", model: null, lines: 53 }]);
  });
});

describe("declarations", () => {
  it("of tools are change grain, medium, and disclose", () => {
    const { files, disclosed, tools } = attribute({ ...input, ...bare, declared: [{ tool: "codex", model: "gpt-5" }] });
    expect(files[0]?.runs.map(({ start, end, origin, method, grain, confidence }) => [start, end, origin, method, grain, confidence])).toEqual([
      [1, 3, "ai", "declared", "change", "medium"],
      [4, 53, "ai", "declared", "change", "medium"],
    ]);
    expect(disclosed).toBe(true);
    expect(tools).toEqual([{ tool: "codex", model: "gpt-5", lines: 53 }]);
  });

  it("of none make a person only where the policy accepts that", () => {
    expect(attribute({ ...input, ...bare, declared: "none" })).toMatchObject({ counts: { human: 0, unknown: 53 }, disclosed: false, findings: [] });
    expect(attribute({ ...input, ...bare, declared: "none", noneMeansHuman: true }).counts).toEqual({ human: 53, ai: 0, mixed: 0, unknown: 0 });
  });

  it("of none that evidence contradicts say nothing of any line: declared-none-but-evidence", () => {
    const contradicted = attribute({ ...input, notes: new Map(), declared: "none", noneMeansHuman: true });
    expect(contradicted.counts).toEqual({ human: 0, ai: 50, mixed: 0, unknown: 3 });
    expect(contradicted.findings).toEqual([
      {
        code: "declared-none-but-evidence",
        sentence: "The proposal declares that no AI took part, and 1 piece of evidence says otherwise: trailer co-authored-by cursoragent@cursor.com.",
        commit: noted,
        path: null,
      },
    ]);
  });
});

describe("disclosure", () => {
  it.each([
    ["a trailer", "S\n\nCo-Authored-By: Claude <noreply@anthropic.com>", true],
    ["a footer", "S\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)", true],
    ["a mention in prose", "S\n\nThis was written with Claude Code.", false],
    ["nothing", "S", false],
  ])("by %s", (_, message, disclosed) => {
    expect(attribute({ ...input, notes: new Map(), commits: [commit(noted, message)] }).disclosed).toBe(disclosed);
  });

  it("is not made by a tool that only committed", () => {
    const only = { ...commit(noted, "S"), committer: { name: "Ana Costa (aider)", email: ana.email } };
    expect(attribute({ ...input, notes: new Map(), commits: [only] }).disclosed).toBe(false);
  });
});

describe("recovered notes", () => {
  const all = new Map([["src/main.rs", [{ start: 1, end: 50 }]]]);
  const orphan = { orphan: "0".repeat(40), commit: noted, note: readGitAiNote("0".repeat(40), note), addedThere: all, addedHere: all };

  it("count at medium and are told; a person in them is no proof", () => {
    const { counts, findings } = attribute({ ...input, ...bare, orphanNotes: [orphan] });
    expect(counts).toEqual({ human: 0, ai: 16, mixed: 0, unknown: 37 });
    expect(findings.map(({ code }) => code)).toEqual(["note-base-mismatch", "note-recovered", "trailer-missing"]);
  });

  it("beside the commit's own note change nothing and are not told again (twin)", () => {
    const own = attribute({ ...input, orphanNotes: [orphan] });
    expect(own.files).toEqual(attribute(input).files);
    expect(own.findings.map(({ code }) => code)).not.toContain("note-recovered");
  });
});

it("takes a note of two hundred thousand entries", () => {
  const entries = Array.from({ length: 200_000 }, (_, at) => `  ${at % 2 === 0 ? "s_c9883b05a2487d" : "nobody"} ${at + 1}`).join("\n");
  const huge = Buffer.from(note.toString("utf8").replace(/^.*\n---\n/s, `src/main.rs\n${entries}\n---\n`));
  expect(attribute({ ...input, ...bare, notes: new Map([[noted, huge]]) }).counts).toEqual({ human: 0, ai: 25, mixed: 0, unknown: 28 });
});

it("E26: reads the identities that it is given, and maps none", () => {
  const agent = { ...commit(noted, "S"), author: { name: "Ana Costa", email: "noreply@anthropic.com" } };
  expect(attribute({ ...input, notes: new Map(), commits: [agent] }).tools).toEqual([{ tool: "claude-code", model: null, lines: 50 }]);
});

it("whatever is typed, nothing throws, no line becomes a person's, and the result has a canonical form", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\ud800", "Co-authored-by: Claude \ud800 <noreply@anthropic.com>", "Assisted-by: x\ud800:gpt-5\ud800"));
  const traceOf = (path: string, id: string) =>
    JSON.stringify({
      version: "0.1",
      id,
      vcs: { type: "git", revision: base },
      files: [{ path, conversations: [{ contributor: { type: "ai", model_id: id }, ranges: [{ start_line: 1, end_line: 2 }] }] }],
    });
  fc.assert(
    fc.property(fc.array(text), text, text, fc.uint8Array(), (lines, path, id, junk) => {
      const given: AttributionInput = {
        ...input,
        commits: [{ ...commit(noted, lines.join("\n")), author: { name: id, email: path } }],
        notes: new Map([[noted, Buffer.concat([Buffer.from(`${path}\n  s_aaaaaaaaaaaaaa 1-3\n`), junk])]]),
        traces: [junk, Buffer.from(traceOf("src/main.rs", id)), Buffer.from(traceOf(path, id))],
      };
      const attribution = attribute(given);
      expect(attribution.counts.human).toBe(0);
      expect(canonicalText(attribution)).toContain('"counts"');
      expect(collectEvidence(given).noted.size).toBe(0);
    }),
  );
});

it("digests of prompts in the notes of a range are counted once each, and no more of them than a fact takes", () => {
  const holding = (digests: readonly string[]) => {
    const sessions = Array.from({ length: Math.ceil(digests.length / 64) }, (_, at) => [`s_${`${at}`.padStart(14, "0")}`, digests.slice(at * 64, at * 64 + 64).join(" ")] as const);
    const records = sessions.map(([name, own]) => [name, { agent_id: { tool: "codex", id: name, model: "m" }, custom_attributes: { "dev.countersign.prompts": own } }]);
    const root = { schema_version: "authorship/3.0.0", base_commit_sha: noted, prompts: {}, sessions: Object.fromEntries(records) };
    return Buffer.from(`src/main.rs\n${sessions.map(([name], at) => `  ${name} ${at + 1}\n`).join("")}---\n${JSON.stringify(root)}`);
  };
  const digests = (count: number) => Array.from({ length: count }, (_, at) => `${at}`.padStart(64, "0"));
  const promptsIn = (bytes: Uint8Array) => attribute({ ...input, notes: new Map([[noted, bytes]]) }).prompts;
  expect(attribute(input)).not.toHaveProperty("prompts");
  expect(promptsIn(holding([...digests(3), ...digests(2)].reverse()))).toEqual({ digests: digests(3), leftOut: 0 });
  expect(promptsIn(holding(digests(300)))).toEqual({ digests: digests(256), leftOut: 44 });
});
