import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MapRun, OriginFile, OriginMap, OwnerCommit } from "./origin-map.ts";
import { type FolderShare, type Share, sharesOf } from "./shares.ts";

const day = 86_400;
const newest = 2_000_000_000;
const unknown = { origin: "unknown", tool: null, model: null, sponsor: null, method: "none", grain: null, confidence: "none", note: "none" } as const;
const byNote = { origin: "ai", tool: "cursor", model: "gpt-5", sponsor: "Ada <ADA@example.com>", method: "note", grain: "line", confidence: "high", note: "ai" } as const;
const byTrailer = { origin: "ai", tool: "claude-code", model: null, sponsor: null, method: "trailer", grain: "commit", confidence: "medium", note: "none" } as const;
const human = { origin: "human", tool: null, model: null, sponsor: null, method: "note", grain: "line", confidence: "high", note: "human" } as const;

type Said = typeof unknown | typeof byNote | typeof byTrailer | typeof human;

function file(path: string, ...runs: readonly (readonly [commit: string, lines: number, said: Said])[]): OriginFile {
  const made: MapRun[] = [];
  for (const [commit, lines, said] of runs) {
    const start = (made.at(-1)?.end ?? 0) + 1;
    made.push({ ...said, commit, start, end: start + lines - 1, originalPath: path, originalStart: start });
  }
  return { path, lines: made.at(-1)?.end ?? 0, settled: "followed", runs: made };
}

const commits = new Map<string, OwnerCommit>([
  ["new", { author: "Ada <ada@example.com>", time: newest, subject: "new", marked: true }],
  ["month", { author: "ada <Ada@Example.com>", time: newest - 30 * day, subject: "month", marked: false }],
  ["old", { author: "Bob <bob@example.com>", time: newest - 731 * day, subject: "old", marked: false }],
]);

function mapOf(files: readonly OriginFile[]): OriginMap {
  const evidence = { commits: { owning: 3, noted: 0, traced: 0, trailed: 0, none: 3 }, notes: { here: 0, elsewhere: 0, recovered: 0 }, findings: [] };
  return { commit: "new", binaries: 0, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), commits, evidence };
}

const map = mapOf([
  file("src/a/one.ts", ["new", 4, byNote], ["old", 2, unknown]),
  file("src/b.ts", ["month", 3, byTrailer], ["new", 1, human]),
  file("src.ts", ["old", 5, unknown]),
  { path: "broken.ts", lines: 0, settled: "unreadable", runs: [] },
]);

describe("shares of a map (R41)", () => {
  const shares = sharesOf(map);

  it("show lines by origin, and beside each what it is known by", () => {
    expect(shares.total).toEqual({
      lines: 15,
      origins: { human: 1, ai: 7, mixed: 0, unknown: 7 },
      known: [
        { origin: "unknown", grain: null, method: "none", confidence: "none", lines: 7 },
        { origin: "ai", grain: "line", method: "note", confidence: "high", lines: 4 },
        { origin: "ai", grain: "commit", method: "trailer", confidence: "medium", lines: 3 },
        { origin: "human", grain: "line", method: "note", confidence: "high", lines: 1 },
      ],
    });
  });

  it("go down by folder to files, of which one that nobody can read is named and counts nothing", () => {
    const told = ({ path, name, lines, folders, files }: FolderShare): unknown => [
      path,
      name,
      lines,
      folders.map(told),
      files.map((each) => [each.path, each.name, each.lines, each.unreadable]),
    ];
    expect(told(shares.root)).toEqual([
      "",
      "",
      15,
      [["src", "src", 10, [["src/a", "a", 6, [], [["src/a/one.ts", "one.ts", 6, false]]]], [["src/b.ts", "b.ts", 4, false]]]],
      [
        ["broken.ts", "broken.ts", 0, true],
        ["src.ts", "src.ts", 5, false],
      ],
    ]);
    expect(shares.unreadable).toBe(1);
  });

  it("are told by tool, model, author and sponsor, a person by the address", () => {
    expect(shares.tools.map(({ tool, lines }) => [tool, lines])).toEqual([
      ["cursor", 4],
      ["claude-code", 3],
    ]);
    expect(shares.models.map(({ tool, model, lines }) => [tool, model, lines])).toEqual([
      ["cursor", "gpt-5", 4],
      ["claude-code", null, 3],
    ]);
    expect(shares.authors.map(({ name, lines }) => [name, lines])).toEqual([
      ["Ada <ada@example.com>", 8],
      ["Bob <bob@example.com>", 7],
    ]);
    expect(shares.sponsors.map(({ name, lines }) => [name, lines])).toEqual([["Ada <ADA@example.com>", 4]]);
  });

  it("are told by age before the newest commit, the ends included", () => {
    expect(shares.ages.map(({ age, lines }) => [age, lines])).toEqual([
      ["30-days", 8],
      ["90-days", 0],
      ["1-year", 0],
      ["2-years", 0],
      ["older", 7],
    ]);
  });

  it("hold what commits say against what notes say, with both numbers", () => {
    const none = { ai: 0, human: 0, mixed: 0, nameless: 0, untracked: 0, none: 0 };
    expect(shares.agreement).toEqual({ marked: { ...none, ai: 4, human: 1 }, unmarked: { ...none, none: 10 } });
  });

  it("are of some paths alone, which end at a slash", () => {
    expect(sharesOf(map, { paths: ["src/"] }).total.lines).toBe(10);
    expect(sharesOf(map, { paths: ["src.ts", "src/a"] }).root.files.map(({ path }) => path)).toEqual(["src.ts"]);
    expect(sharesOf(map, { paths: ["src.ts", "src/a"] }).total.lines).toBe(11);
    expect(sharesOf(map, { paths: ["sr"] }).total.lines).toBe(0);
    expect(sharesOf(map, { paths: ["."] }).total.lines).toBe(15);
  });

  it("since a revision leave out what it or its ancestors own, and the files that have nothing else", () => {
    const since = sharesOf(map, { before: new Set(["old"]) });
    expect([since.total.lines, since.root.folders.map(({ path }) => path), since.root.files.map(({ path }) => path)]).toEqual([8, ["src"], ["broken.ts"]]);
  });

  it("add up, whatever the map: every line stands once in each way to count, and unknown is never a person's", () => {
    const run = fc.tuple(fc.constantFrom("new", "month", "old"), fc.integer({ min: 1, max: 5 }), fc.constantFrom<Said>(unknown, byNote, byTrailer, human));
    const path = fc.array(fc.constantFrom("a", "b", "__proto__", "c"), { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join("/")}.ts`);
    fc.assert(
      fc.property(fc.dictionary(path, fc.array(run, { maxLength: 5 })), (drawn) => {
        const files = Object.entries(drawn).map(([of, runs]) => file(of, ...runs));
        const counted = sharesOf(mapOf(files));
        const lines = files.reduce((sum, each) => sum + each.lines, 0);
        const sum = (all: readonly Share[]) => all.reduce((total, each) => total + each.lines, 0);
        const whole = ({ origins, known, lines: all }: Share) =>
          expect([Object.values(origins).reduce((a, b) => a + b), known.reduce((a, b) => a + b.lines, 0)]).toEqual([all, all]);
        const walk = (folder: FolderShare) => {
          whole(folder);
          expect(sum([...folder.folders, ...folder.files])).toBe(folder.lines);
          folder.folders.forEach(walk);
        };
        walk(counted.root);
        const { human: people, unknown: nobody, ai } = counted.total.origins;
        expect([counted.total.lines, sum(counted.authors), sum(counted.ages), people + nobody + ai]).toEqual([lines, lines, lines, lines]);
        expect(nobody).toBe(files.flatMap(({ runs }) => runs).reduce((total, each) => total + (each.origin === "unknown" ? each.end - each.start + 1 : 0), 0));
        expect([sum(counted.tools), sum(counted.models)]).toEqual([ai, ai]);
        expect(
          Object.values(counted.agreement)
            .flatMap((said): number[] => Object.values(said))
            .reduce((a, b) => a + b),
        ).toBe(lines);
      }),
    );
  });
});
