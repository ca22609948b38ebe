import { describe, expect, it } from "vitest";
import { readEvidence } from "../evidence/index.ts";
import type { OriginRun } from "../model/origin.ts";
import { committable, type DisclosureInput, type DisclosurePart, disclose } from "./disclosure.ts";
import { disclosureCycloneDx } from "./disclosure-cyclonedx.ts";
import { disclosureMarkdown } from "./disclosure-markdown.ts";

const [first, second] = ["1".repeat(40), "2".repeat(40)];
const run = (commit: string, start: number, end: number, more: Partial<OriginRun> = {}): OriginRun => ({
  start,
  end,
  commit,
  origin: "ai",
  tool: "claude-code",
  model: null,
  sponsor: null,
  method: "trailer",
  grain: "commit",
  confidence: "medium",
  ...more,
});
const unknown = { origin: "unknown", tool: null, method: "none", grain: null, confidence: "none" } as const;
const note = { method: "note", grain: "line", confidence: "high" } as const;
const dana = "Dana Okafor <dana@northwind.example>";

const input = (more: Partial<DisclosureInput> = {}): DisclosureInput => ({
  subject: { kind: "change", product: null, repository: "sha256:00", revision: second, called: null, since: { revision: first, called: "main" } },
  files: [
    { path: "src/a.ts", runs: [run(first, 1, 2), run(second, 3, 12, { ...note, model: "claude-sonnet-4-5", sponsor: "dana@northwind.example" })] },
    { path: "README.md", runs: [run(first, 1, 4, unknown)] },
  ],
  commits: new Map([
    [first, { author: "Bo Lindqvist <bo@northwind.example>", subject: "Begin", time: 1 }],
    [second, { author: dana, subject: "Go on", time: 2 }],
  ]),
  findings: [{ code: "trailer-missing", count: 1 }],
  undeclared: "treat-as-ai",
  personOf: null,
  approversOf: null,
  ...more,
});
const brought = (more: Partial<DisclosureInput> = {}) => disclose(input(more)).brought as DisclosurePart;

describe("R102: a disclosure", () => {
  it("R3: counts each line once, by origin, and unknown is one", () => {
    expect(brought().lines).toBe(16);
    expect(brought().origins).toEqual({ human: 0, ai: 12, mixed: 0, unknown: 4 });
  });

  it("says by which evidence and of what grain each share is known", () => {
    expect(brought().known.map(({ origin, method, grain, lines }) => [origin, method, grain, lines])).toEqual([
      ["ai", "note", "line", 10],
      ["unknown", "none", null, 4],
      ["ai", "trailer", "commit", 2],
    ]);
  });

  describe("one person is one row", () => {
    const commits = new Map([
      [first, { author: "Dana O. <DANA@northwind.example>", subject: "Begin", time: 1 }],
      [second, { author: dana, subject: "Go on", time: 2 }],
    ]);
    const files = [{ path: "a", runs: [run(first, 1, 2), run(second, 3, 4)] }];

    it("by the address, under the newest name, where nobody knows more", () => {
      expect(brought({ commits, files }).answering).toEqual([{ who: dana, as: "author", lines: 4 }]);
      const reversed = new Map([...commits].map(([id, commit]) => [id, { ...commit, time: -commit.time }]));
      expect(brought({ commits: reversed, files }).answering).toEqual([{ who: "Dana O. <DANA@northwind.example>", as: "author", lines: 4 }]);
    });

    it("by all addresses of theirs, where the ledger knows whose they are", () => {
      const others = new Map([...commits, [first, { author: "dana-o <dana@home.example>", subject: "Begin", time: 3 }]]);
      expect(brought({ commits: others, files }).answering).toHaveLength(2);
      const personOf = (text: string) => (/dana@/i.test(text) ? "Dana Okafor <dana@northwind.example>" : text);
      expect(brought({ commits: others, files, personOf }).answering).toEqual([{ who: dana, as: "author", lines: 4 }]);
    });

    it("and two who share a name stay two", () => {
      const others = new Map([...commits, [first, { author: "Dana Okafor <dana@elsewhere.example>", subject: "Begin", time: 3 }]]);
      expect(brought({ commits: others, files }).answering).toHaveLength(2);
    });
  });

  it("names tools with their models, and the folders that AI wrote in", () => {
    expect(brought().tools).toEqual([
      { tool: "claude-code", model: "claude-sonnet-4-5", lines: 10 },
      { tool: "claude-code", model: null, lines: 2 },
    ]);
    expect(brought().folders).toEqual([
      { path: "src", lines: 12, ai: 12 },
      { path: ".", lines: 4, ai: 0 },
    ]);
  });

  it("has the sponsor answer, else the commit's author", () => {
    expect(brought().answering).toEqual([
      { who: dana, as: "sponsor", lines: 10 },
      { who: "Bo Lindqvist <bo@northwind.example>", as: "author", lines: 2 },
    ]);
  });

  it("doesn't carry a person out of a note whom no commit names", () => {
    const files = [{ path: "a", runs: [run(second, 1, 5, { ...note, sponsor: "Eve <eve@home.example>" })] }];
    expect(brought({ files })).toMatchObject({ withheld: 5, answering: [{ who: dana, as: "author", lines: 5 }] });
    expect(JSON.stringify(disclose(input({ files })))).not.toContain("eve@home.example");
  });

  it("has nobody answer where a tool is the author and names nobody", () => {
    const commits = new Map([[second, { author: "Claude <noreply@anthropic.com>", subject: "x", time: 1 }]]);
    expect(brought({ commits, files: [{ path: "a", runs: [run(second, 1, 5)] }] })).toMatchObject({ unanswered: 5, answering: [] });
  });

  it("R44: tells who approved where the ledger knows it, and is unavailable otherwise", () => {
    expect(brought().reviews).toBe("unavailable");
    expect(brought({ approversOf: (commit) => (commit === second ? ["Ana Costa"] : []) }).reviews).toEqual({ approved: 10, people: [{ who: "Ana Costa", lines: 10 }] });
    expect(brought({ approversOf: () => [] }).reviews).toBe("unavailable");
  });

  it("tells what a release brought apart from what it holds", () => {
    const release = disclose(input({ subject: { ...input().subject, kind: "release" }, before: new Set([first]) }));
    expect([release.brought?.lines, release.held?.lines]).toEqual([10, 16]);
    expect(release.commits.map(({ id }) => id)).toEqual([second]);
  });

  it("is the same whatever the order of files and runs", () => {
    const turned = input({
      files: input()
        .files.toReversed()
        .map(({ path, runs }) => ({ path, runs: runs.toReversed() })),
    });
    expect(JSON.stringify(disclose(turned))).toBe(JSON.stringify(disclose(input())));
  });
});

describe("what is committed", () => {
  const text = (more: Partial<DisclosureInput> = {}) =>
    disclosureMarkdown(
      committable(disclose(input({ subject: { kind: "project", product: null, repository: "sha256:00", revision: second, called: "v1", since: null }, ...more }))),
    );

  it("names no commit, which would have to hold its own id", () => {
    expect(text()).not.toMatch(/1{12}|2{12}|v1/);
    expect(text()).toContain("this file left out");
  });

  it("is the same with another policy, another ledger and other findings", () => {
    expect(text({ undeclared: "deny", findings: [], approversOf: () => ["Ana"] })).toBe(text());
  });
});

describe("Markdown", () => {
  it("R3: says what the policy treats unknown as, and never calls it a person", () => {
    const text = disclosureMarkdown(disclose(input()));
    expect(text).toContain("| *unknown*, treated as AI | 4 | 25.0 % |");
    expect(text).toContain("The policy treats them as AI's.");
    expect(disclosureMarkdown(disclose(input({ undeclared: "deny" })))).toContain("The policy refuses changes that add such lines.");
  });

  it.each([
    ["a mention", "@everyone", "`@everyone`"],
    ["HTML", "<img src=x onerror=alert(1)>", "`<img src=x onerror=alert(1)>`"],
    ["the end of a code span", "a`b<b>", "`a'b<b>`"],
    ["a cell", "a | b", "`a \\| b`"],
    ["a line", "a\n# b", "`a[U+000A]# b`"],
    ["hidden text", "a\u202eb", "`a[U+202E]b`"],
  ])("C02: %s that an author typed stays text", (_, subject, shown) => {
    const commits = new Map(input().commits).set(second, { author: dana, subject, time: 2 });
    expect(disclosureMarkdown(disclose(input({ commits })))).toContain(`| ${second.slice(0, 12)} | ${shown} | \`${dana}\` | 10 |`);
  });
});

describe("CycloneDX", () => {
  const document = (more: Partial<DisclosureInput> = {}) => JSON.parse(JSON.stringify(disclosureCycloneDx(disclose(input(more)))));
  const value = (name: string, from = document()): string | undefined => from.properties.find((each: { name: string }) => each.name === name)?.value;

  it("is read by our own reader, with the product as what it describes", () => {
    const reading = readEvidence(Buffer.from(JSON.stringify(document())), { name: "ai.cdx.json" });
    expect([reading.format, reading.state]).toEqual(["cyclonedx", "accepted"]);
  });

  it("holds the commits in the product's pedigree", () => {
    expect(document().metadata.component.pedigree.commits).toEqual([
      { uid: second, author: { name: "Dana Okafor", email: "dana@northwind.example" }, committer: { timestamp: "1970-01-01T00:00:02.000Z" }, message: "Go on" },
      { uid: first, author: { name: "Bo Lindqvist", email: "bo@northwind.example" }, committer: { timestamp: "1970-01-01T00:00:01.000Z" }, message: "Begin" },
    ]);
  });

  it("uses cdxgen's names where the meaning is the same, and its own for shares", () => {
    expect(value("cdx:ai:codegen:detected")).toBe("true");
    expect(value("cdx:ai:codegen:tools")).toBe("claude-code");
    expect(value("cdx:ai:codegen:confidence:band")).toBe("high");
    expect(value("cdx:ai:oversight:aiLineRatio")).toBe("0.7500");
    expect(value("countersign:brought:unknown")).toBe("4");
    expect(value("countersign:brought:ai:note:line:high")).toBe("10");
  });

  it("says that nothing was detected where the evidence says nothing, without a tool", () => {
    const none = document({ files: [{ path: "a", runs: [run(first, 1, 3, unknown)] }] });
    expect([value("cdx:ai:codegen:detected", none), value("cdx:ai:codegen:tools", none), value("cdx:ai:codegen:confidence:band", none)]).toEqual(["false", undefined, undefined]);
  });

  it("leaves out an address that is none and a time that no calendar holds", () => {
    const commits = new Map([[second, { author: "Dana <not an address>", subject: "x", time: 1e15 }]]);
    expect(document({ commits, files: [{ path: "a", runs: [run(second, 1, 1)] }] }).metadata.component.pedigree.commits).toEqual([
      { uid: second, author: { name: "Dana" }, message: "x" },
    ]);
  });
});
