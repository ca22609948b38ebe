import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NoteReading, noteLimits, readGitAiNote } from "./git-ai-note.ts";

const commit = "7734793b756b3921c88db5375a8c156e9532447b";
const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const read = (note: string | Uint8Array, limits?: typeof noteLimits) => readGitAiNote(commit, typeof note === "string" ? Buffer.from(note) : note, limits);
const codes = ({ findings }: NoteReading) => findings.map(({ code }) => code);
const json = (more: object) => JSON.stringify({ schema_version: "authorship/3.0.0", base_commit_sha: commit, prompts: {}, ...more });
const session = { s_aaaaaaaaaaaaaa: { agent_id: { tool: "codex", id: "1", model: "gpt-5" } } };

describe("a note as the specification shows it (R3)", () => {
  it("gives lines to sessions, people and prompts, with tool, model and sponsor", () => {
    const note = read(fixture("session.note"));
    expect(note.valid).toBe(true);
    expect(note.findings).toEqual([]);
    expect(note.failing).toEqual([]);
    const common = { method: "note", grain: "line", confidence: "high", commit };
    expect(note.claims).toEqual([
      {
        ...common,
        origin: "ai",
        tool: "cursor",
        model: "claude-sonnet-4-5-20250514",
        path: "src/main.rs",
        lines: [
          { start: 1, end: 10 },
          { start: 15, end: 20 },
        ],
        sponsor: "dev@example.com",
        source: "note git-ai s_c9883b05a2487d::t_9f8e7d6c5b4a32",
      },
      { ...common, origin: "human", tool: null, model: null, path: "src/main.rs", lines: [{ start: 42, end: 50 }], sponsor: null, source: "note git-ai h_31dce776f88375" },
      {
        ...common,
        origin: "ai",
        tool: "github-copilot",
        model: "gpt-5",
        path: "src/my file.rs",
        lines: [
          { start: 1, end: 4 },
          { start: 9, end: 9 },
        ],
        sponsor: "Developer <dev@example.com>",
        source: "note git-ai d9978a8723e02b52",
      },
    ]);
  });

  it("with CRLF says the same", () => {
    const crlf = fixture("session.note").toString("utf8").replaceAll("\n", "\r\n");
    expect(read(crlf)).toEqual(read(fixture("session.note")));
  });

  it("with an empty attestation section is valid and silent", () => {
    expect(read(fixture("empty-attestation.note"))).toEqual({ valid: true, claims: [], failing: [], prompts: [], findings: [] });
  });

  it("decodes a path late and byte by byte", () => {
    const note = Buffer.concat([Buffer.from("caf"), Buffer.from([0xe9]), Buffer.from(`\n  s_aaaaaaaaaaaaaa 1\n---\n${json({ sessions: session })}`)]);
    expect(read(note).claims.map(({ path }) => path)).toEqual(["caf\\xe9"]);
  });
});

describe("older shapes", () => {
  it("reads 7 and 16 hex keys, keeps nothing of the transcript, and tells the owner", () => {
    const note = read(fixture("legacy-transcript.note"));
    expect(note.claims.map(({ tool, model, sponsor, lines }) => ({ tool, model, sponsor, lines }))).toEqual([
      { tool: "claude-code", model: null, sponsor: "Ana Costa <ana@northwind.example>", lines: [{ start: 3, end: 7 }] },
      { tool: "mock-ai", model: null, sponsor: null, lines: [{ start: 10, end: 10 }] },
    ]);
    expect(codes(note)).toEqual(["transcript-present", "personal-data-present"]);
    expect(JSON.stringify(note)).not.toContain("SECRET-CONVERSATION");
    expect(JSON.stringify(note)).not.toContain("transcript.jsonl");
  });

  it("recognises authorship/0.0.1 and says that its labels prove nothing", () => {
    const note = read(fixture("authorship-0.0.1.json"));
    expect(note).toMatchObject({ valid: false, claims: [], failing: [] });
    expect(note.findings).toEqual([
      {
        code: "note-unreadable",
        sentence: "The note can't be read: it is an authorship/0.0.1 document, which names authors only by a label, so its lines stay unknown.",
        commit,
        path: null,
      },
    ]);
  });
});

describe("what real notes get wrong", () => {
  const note = read(fixture("untidy.note"));

  it("is one finding a kind, with a count and the first place", () => {
    expect(note.findings.map(({ code, sentence, path }) => [code, sentence, path])).toEqual([
      ["note-range-invalid", 'The note has 5 faults in its paths and ranges: the ranges under the key "s_aaaaaaaaaaaaaa::t_00000000000001" are unsorted or overlap.', "src/app.ts"],
      ["note-base-mismatch", 'The note names another commit as its own: base_commit_sha is "0000000000000000000000000000000000000000".', null],
      ["note-dangling-key", 'The note gives lines to 2 keys without a usable record: "s_cccccccccccccc::t_00000000000003".', "src/app.ts"],
      ["note-unrecognised-key", 'The note gives lines to 2 keys of no known kind: "agent-7".', "src/app.ts"],
      ["line-claimed-twice", 'The note gives the same line to two actors in 1 file: "src/app.ts".', "src/app.ts"],
    ]);
  });

  it("keeps what can be read", () => {
    expect(note.valid).toBe(true);
    expect(note.claims.map(({ tool, model, lines }) => [tool, model, lines])).toEqual([
      [
        "claude-code",
        null,
        [
          { start: 1, end: 2 },
          { start: 5, end: 9 },
        ],
      ],
      ["codex", "gpt-5-codex", [{ start: 9, end: 12 }]],
    ]);
  });

  it("keeps apart the lines of keys that name nobody: they are not untracked, and nobody's", () => {
    expect(note.failing.map(({ lines }) => lines)).toEqual([[{ start: 20, end: 20 }], [{ start: 21, end: 21 }], [{ start: 22, end: 23 }], [{ start: 24, end: 24 }]]);
  });

  it("two checkpoints of one session are one actor (twin of line-claimed-twice)", () => {
    const twice = read(`a\n  s_aaaaaaaaaaaaaa::t_00000000000001 1-3\n  s_aaaaaaaaaaaaaa::t_00000000000002 2\n---\n${json({ sessions: session })}`);
    expect(codes(twice)).toEqual([]);
  });
});

describe("a note that can't be read", () => {
  it.each([
    ["nothing", "", "it is empty"],
    ["no divider", "a\n  s_aaaaaaaaaaaaaa 1\n", "it has no line that is exactly ---"],
    ["a divider with a space", `a\n  s_aaaaaaaaaaaaaa 1\n--- \n${json({ sessions: session })}`, "it has no line that is exactly ---"],
    ["truncated JSON", `a\n  s_aaaaaaaaaaaaaa 1\n---\n${json({ sessions: session }).slice(0, -3)}`, "what follows the divider is not one whole JSON object"],
    ["an array", "---\n[]", "what follows the divider is not one whole JSON object"],
    ["another schema", '---\n{"schema_version":"authorship/4.0.0"}', 'its schema "authorship/4.0.0" is not one that is read here'],
    ["no schema", "---\n{}", "it names no schema_version"],
    ["prose", "Reviewed, looks good", "it has no line that is exactly ---"],
  ])("%s", (_, text, why) => {
    const note = read(text);
    expect(note.valid).toBe(false);
    expect(note.claims).toEqual([]);
    expect(note.findings[0]).toEqual({ code: "note-unreadable", sentence: `The note can't be read: ${why}.`, commit, path: null });
  });

  it("leaves its lines failing, not untracked, when only the records are broken", () => {
    expect(read("a\n  s_aaaaaaaaaaaaaa 1\n---\n{").failing).toEqual([{ path: "a", lines: [{ start: 1, end: 1 }] }]);
  });

  it("or that is too large is refused, and one just small enough is read", () => {
    const text = `a\n  s_aaaaaaaaaaaaaa 1,3,5\n---\n${json({ sessions: session })}`;
    expect(read(text, { ...noteLimits, ranges: 3 }).valid).toBe(true);
    expect(read(text, { ...noteLimits, ranges: 2 })).toMatchObject({ valid: false, claims: [], findings: [{ code: "note-unreadable" }] });
    expect(read(text, { ...noteLimits, attestation: 10 })).toMatchObject({ valid: false, claims: [] });
    expect(read(text, { ...noteLimits, json: 10 })).toMatchObject({ valid: false, claims: [] });
    expect(read(text, { ...noteLimits, line: 10 })).toMatchObject({ valid: true, claims: [], findings: [{ code: "note-range-invalid" }] });
  });
});

describe("hostile notes", () => {
  it.each(["constructor", "__proto__", "toString"])("the key %s finds no record", (key) => {
    const note = read(`a\n  ${key} 1\n  h_aaaaaaaaaaaaaa 2\n---\n${json({ humans: JSON.parse(`{"${key}":{"author":"x"}}`) as object })}`);
    expect(note.claims).toEqual([]);
    expect(codes(note)).toEqual(["note-unrecognised-key", "note-dangling-key"]);
  });

  it("a hundred thousand overlapping ranges and paths stay a handful of findings", () => {
    const ranges = Array.from({ length: 50_000 }, (_, at) => `${at + 1}-900000`).join(",");
    const paths = Array.from({ length: 50_000 }, (_, at) => `p${at}\n  nobody 1`).join("\n");
    const note = read(`big\n  s_aaaaaaaaaaaaaa ${ranges}\n${paths}\n---\n${json({ sessions: session })}`);
    expect(note.claims.map(({ lines }) => lines)).toEqual([[{ start: 1, end: 900_000 }]]);
    expect(codes(note)).toEqual(["note-range-invalid", "note-unrecognised-key"]);
  });

  it("never throw, and make a person only of a human key with its record", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\n",
        "\n  ",
        "---\n",
        '"',
        "s_aaaaaaaaaaaaaa 1-3",
        "h_aaaaaaaaaaaaaa 1",
        "d9978a8 0-4",
        json({ sessions: session }),
        json({ sessions: 1, humans: [], prompts: null }),
        "{",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.uint8Array({ maxLength: 20 }), (pieces, bytes) => {
        const note = read(Buffer.concat([Buffer.from(pieces.join("")), bytes]));
        expect(note.claims.every(({ origin, lines }) => origin === "ai" && (lines ?? []).every(({ start, end }) => start >= 1 && end >= start))).toBe(true);
      }),
    );
  });
});

describe("salted digests of prompts in a note", () => {
  const [one, two] = ["1".repeat(64), "a".repeat(64)] as const;
  const holding = (attribute: unknown, key = "s_aaaaaaaaaaaaaa") =>
    read(
      `a\n  ${key} 1\n---\n${json({ sessions: { s_aaaaaaaaaaaaaa: { ...session.s_aaaaaaaaaaaaaa, custom_attributes: { team: "pay", "dev.countersign.prompts": attribute } } } })}`,
    );

  it("are those of the sessions that have lines; a note from before has none", () => {
    expect([holding(`${one} ${two}`).prompts, codes(holding(`${one} ${two}`))]).toEqual([[one, two], []]);
    expect(holding(one, "s_aaaaaaaaaaaaaa::t_bbbbbbbbbbbbbb").prompts).toEqual([one]);
    expect(holding(one, "s_cccccccccccccc").prompts).toEqual([]);
    expect(read(fixture("session.note")).prompts).toEqual([]);
  });

  it.each([
    ["a digit too few", one.slice(1)],
    ["a digit too many", `${one}1`],
    ["capitals", two.toUpperCase()],
    ["a prompt", "Raise the fee"],
    ["a prompt beside a digest", `${one} Raise`],
    ["a line break", `${one}\n`],
    ["a list", [one]],
    ["nothing", ""],
    ["more than a session may have", Array.from({ length: 65 }, () => one).join(" ")],
    ["what has no end", "1".repeat(5_000_000)],
  ])("are not taken from %s, which is told without a word of it", (_, attribute) => {
    const note = holding(attribute);
    expect([note.prompts, codes(note), note.claims.length]).toEqual([[], ["note-prompts-invalid"], 1]);
    expect(note.findings[0]?.sentence).toBe("The note holds something else where digests of prompts belong in 1 record; nothing of it was taken.");
  });
});
