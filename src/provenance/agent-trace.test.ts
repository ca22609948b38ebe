import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAgentTrace, traceLimits } from "./agent-trace.ts";

const fixture = readFileSync(new URL("./fixtures/traces.jsonl", import.meta.url));
const base = `b${"0".repeat(39)}`;
const read = (value: unknown) => readAgentTrace(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
const codes = (value: unknown) => read(value).findings.map(({ code }) => code);

function record(more: object = {}, range: object = {}, conversation: object = {}): object {
  return {
    version: "0.1.0",
    id: "1",
    timestamp: "2026-01-23T14:30:00Z",
    vcs: { type: "git", revision: base },
    files: [{ path: "a.ts", conversations: [{ contributor: { type: "ai" }, ranges: [{ start_line: 1, end_line: 2, ...range }], ...conversation }] }],
    ...more,
  };
}

describe("Agent Trace as it is written in the wild (R3)", () => {
  const { records, findings } = readAgentTrace(fixture);

  it("is read record by record", () => {
    expect(records.map(({ id, revision, time }) => [id, revision, time])).toEqual([
      ["550e8400-e29b-41d4-a716-446655440000", base, Date.UTC(2026, 0, 23, 14, 30)],
      ["2", base, Date.UTC(2026, 0, 23, 13, 0)],
      ["3", null, Number.NEGATIVE_INFINITY],
    ]);
    expect(records.flatMap(({ ranges }) => ranges)).toEqual([
      { path: "src/utils/parser.ts", start: 2, end: 4, origin: "ai", model: "claude-opus-4-5-20251101", tool: "cursor", hash: "murmur3:9f2e8a1b" },
      { path: "src/utils/lexer.ts", start: 1, end: 3, origin: "ai", model: null, tool: "claude-code", hash: null },
      { path: "src/utils/lexer.ts", start: 4, end: 4, origin: "mixed", model: null, tool: "claude-code", hash: null },
    ]);
  });

  it("tells what is wrong, and keeps nothing of somebody's machine", () => {
    expect(findings.map(({ code, sentence }) => [code, sentence])).toEqual([
      ["personal-data-present", "The trace holds 1 address of somebody's machine; nothing of it was kept."],
      ["trace-without-contributor", 'The trace says of 1 range not who wrote it: ".shell-history".'],
      ["trace-path-missing", 'The trace names 1 path outside the repository: "C:\\\\Users\\\\ana\\\\x.ts".'],
      ["trace-unreadable", "1 record of the trace can't be read: it is not a JSON object."],
    ]);
    expect(JSON.stringify(records)).not.toContain("ana");
  });

  it("is one record, an array, or lines", () => {
    expect(read(record()).records).toHaveLength(1);
    expect(read([record(), record()]).records).toHaveLength(2);
    expect(read(`${JSON.stringify(record())}\r\n\r\n${JSON.stringify(record())}\r\n`).records).toHaveLength(2);
    expect(read(JSON.stringify(record(), null, 2)).records).toHaveLength(1);
    expect(read("")).toEqual({ records: [], findings: [] });
  });
});

describe("leniency", () => {
  it.each(["0.1", "0.1.0", "1.0"])("accepts the version %s", (version) => {
    expect(codes(record({ version }))).toEqual([]);
  });

  it.each(["0", "v0.1", 0.1, null, "0.1.0-beta"])("refuses the version %s", (version) => {
    expect(read(record({ version }))).toMatchObject({ records: [], findings: [{ code: "trace-unreadable" }] });
  });

  it("does without a tool's version, without a tool, and with a range's own contributor", () => {
    expect(read(record({ tool: { name: "Cursor" } })).records[0]?.ranges[0]?.tool).toBe("cursor");
    expect(read(record()).records[0]?.ranges[0]?.tool).toBeNull();
    expect(read(record({}, { contributor: { type: "human" } })).records[0]?.ranges[0]?.origin).toBe("human");
  });

  it.each([[{ type: "unknown" }], [null], [{}], ["robot"], [{ type: "AI " }]])("takes the contributor %j for nobody, never for AI", (contributor) => {
    expect(read(record({}, {}, { contributor }))).toMatchObject({ records: [{ ranges: [] }], findings: [{ code: "trace-without-contributor" }] });
  });

  it.each([{ type: "jj", revision: base }, { type: "hg", revision: base }, { type: "git", revision: base.slice(0, 12) }, { type: "git", revision: "HEAD" }, {}])(
    "takes %j for no revision",
    (vcs) => {
      expect(read(record({ vcs })).records[0]?.revision).toBeNull();
    },
  );

  it.each(["../a.ts", "/etc/passwd", "a//b", "C:/a.ts", "", "./"])("takes %j for no path of a repository", (path) => {
    const { records } = read(record({ files: [{ path, conversations: [{ contributor: "ai", ranges: [{ start_line: 1, end_line: 1 }] }] }] }));
    expect(records.flatMap(({ ranges }) => ranges)).toEqual([]);
  });

  it("reads a path with dots and backslashes", () => {
    const { records } = read(record({ files: [{ path: ".\\src\\..a\\b.ts", conversations: [{ contributor: "ai", ranges: [{ start_line: 1, end_line: 1 }] }] }] }));
    expect(records.flatMap(({ ranges }) => ranges.map(({ path }) => path))).toEqual(["src/..a/b.ts"]);
  });

  it.each([{ start_line: 0 }, { start_line: 3 }, { end_line: 1.5 }, { end_line: "2" }, { end_line: 1e300 }])("refuses the range %j", (range) => {
    expect(read(record({}, range))).toMatchObject({ records: [{ ranges: [] }], findings: [{ code: "trace-unreadable" }] });
  });

  it("tells that a transcript is there and keeps nothing of it", () => {
    const reading = read(record({}, {}, { messages: [{ text: "SECRET" }], transcript: "SECRET" }));
    expect(reading.findings.map(({ code }) => code)).toEqual(["transcript-present"]);
    expect(JSON.stringify(reading)).not.toContain("SECRET");
  });
});

describe("hostile traces", () => {
  it("beyond the limits are cut, and said to be", () => {
    const many = Buffer.from(JSON.stringify([record(), record(), record()]));
    expect(readAgentTrace(many, { ...traceLimits, records: 2 })).toMatchObject({ records: [{ id: "1" }, { id: "1" }], findings: [{ code: "trace-unreadable" }] });
    expect(readAgentTrace(many, { ...traceLimits, ranges: 1 }).records).toHaveLength(1);
    expect(readAgentTrace(many, { ...traceLimits, bytes: 10 })).toMatchObject({ records: [], findings: [{ code: "trace-unreadable" }] });
  });

  it("are never thrown at the caller", () => {
    const junk = fc.anything({ withNullPrototype: false });
    fc.assert(
      fc.property(junk, junk, junk, fc.string(), (a, b, c, text) => {
        for (const value of [
          a,
          { version: "0.1", files: a },
          { version: "0.1", files: [{ path: b, conversations: [{ ranges: c, contributor: "ai", related: a }] }], vcs: c, timestamp: b },
        ]) {
          let json: string;
          try {
            json = JSON.stringify(value) ?? "";
          } catch {
            continue;
          }
          expect(Array.isArray(read(json).records)).toBe(true);
        }
        expect(Array.isArray(read(text).records)).toBe(true);
      }),
    );
  });
});
