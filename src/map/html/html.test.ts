import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { OriginMap } from "../origin-map.ts";
import { sharesOf } from "../shares.ts";
import type { HtmlData } from "./data.ts";
import { htmlPage } from "./html.ts";

const commit = "c".repeat(40);
const hostile = `</script><img src=x onerror="alert(1)"><!--\u202e'`;

const known = { origin: "ai", method: "note", grain: "line", confidence: "high", note: "ai" } as const;
const nothing = { origin: "unknown", method: "none", grain: null, confidence: "none", note: "none", tool: null, model: null, sponsor: null } as const;

const map: OriginMap = {
  commit,
  files: [
    {
      path: `src/${hostile.replaceAll("/", "")}`,
      lines: 3,
      settled: "followed",
      runs: [
        { start: 1, end: 2, commit, originalPath: hostile, originalStart: 7, tool: hostile, model: null, sponsor: hostile, ...known },
        { start: 3, end: 3, commit, originalPath: "x", originalStart: 1, ...nothing },
      ],
    },
    { path: "gone.txt", lines: 0, settled: "unreadable", runs: [] },
  ],
  commits: new Map([[commit, { author: hostile, time: 1_760_000_000, subject: hostile, marked: true }]]),
  binaries: 0,
  evidence: {
    commits: { owning: 1, noted: 1, traced: 0, trailed: 0, none: 0 },
    notes: { here: 1, elsewhere: 0, recovered: 0 },
    findings: [{ code: "note-unreadable", count: 1, examples: [{ code: "note-unreadable", sentence: hostile, commit, path: null }] }],
  },
};

const page = htmlPage({ map, shares: sharesOf(map), repository: hostile, rev: hostile, since: null, reviewOf: () => ({ words: [hostile], approved: true }) });
const between = (begin: string, end: string) => page.slice(page.indexOf(begin) + begin.length, page.indexOf(end, page.indexOf(begin)));
const data = () => JSON.parse(between('<script type="application/json" id="data">', "</script>")) as HtmlData;

describe("the page of the map", () => {
  it("C13: shows text that strangers typed as text, wherever it stands", () => {
    // Each script element is closed once, by us.
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toMatch(/<img|<!--|\u202e/);
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it("lets nothing be loaded, and nothing run but its own script", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? "";
    const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    expect(policy).toBe(
      `default-src 'none'; style-src ${hashOf(between("<style>", "</style>"))}; script-src ${hashOf(between("<script>", "</script>"))}; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/<[^>]*\s(?:src|href)=|@import|url\(/);
  });

  it("R3 R41: says the share of AI and of what is unknown first, and holds every run with origin, tool, commit and review", () => {
    expect(page).toContain("<h1>AI wrote or had a part in 2 of 3 lines (67 %); who wrote 1 (33 %) is unknown.</h1>");
    const { root, voices, commits, tools, people, paths } = data();
    expect(root.c).toEqual([2, 0, 1, 0]);
    const [folder, gone] = root.k ?? [];
    expect([folder?.n, folder?.k?.[0]?.c, folder?.k?.[0]?.r]).toEqual(["src", [2, 0, 1, 0], [1, 2, 0, 0, 0, 7, 3, 3, 1, 0, 1, 1]]);
    expect(gone).toEqual({ n: "gone.txt", c: [0, 0, 0, 0], r: null });
    expect(voices.map(([origin, , , , ground]) => [origin, ground])).toEqual([
      [0, "by note, high confidence"],
      [2, "nothing says who wrote them"],
    ]);
    expect([commits[0]?.[0], commits[0]?.[1], paths.length]).toEqual([commit, "2025-10-09", 2]);
    // Tool, model, sponsor; author as a person, age, and whether it was approved.
    expect([voices.map(([, ...by]) => by.slice(0, 3)), tools.length, people.length, commits[0]?.slice(5)]).toEqual([
      [
        [0, 0, 0],
        [-1, -1, -1],
      ],
      1,
      1,
      [0, 0, 0],
    ]);
  });

  it("says what the shares rest on, and what could not be read", () => {
    expect(page).toContain("1 commit owns lines: 1 with a note, 0 with a trace, 0 with marks in the message, 0 with nothing.");
    expect(page).toContain("1 file could not be read");
    expect(page).toContain("AI 2 (67 %): by note, high confidence.");
  });

  it("holds no lines of another revision where only newer ones are asked for", () => {
    const before = new Set([commit]);
    const later = htmlPage({ map, shares: sharesOf(map, { before }), repository: "r", rev: "main", since: { rev: "v1", before }, reviewOf: () => null });
    expect(later).toContain("<h1>There are no lines to share out.</h1>");
    expect(later).toContain("only lines that came after v1");
  });

  it("C02: tells files apart whose names look alike, since it finds them by name", () => {
    const run = { start: 1, end: 1, commit, originalPath: "x", originalStart: 1, ...nothing };
    const files = ["a\u200b", "a[U+200B]", "a[U+200B] (2)"].map((path) => ({ path, lines: 1, settled: "followed" as const, runs: [run] }));
    const alike = { ...map, files };
    const made = htmlPage({ map: alike, shares: sharesOf(alike), repository: "r", rev: "HEAD", since: null, reviewOf: () => null });
    const begin = '<script type="application/json" id="data">';
    const { root } = JSON.parse(made.slice(made.indexOf(begin) + begin.length, made.indexOf("</script>", made.indexOf(begin)))) as HtmlData;
    const names = root.k?.map(({ n }) => n) ?? [];
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => name.startsWith("a[U+200B]"))).toBe(true);
  });
});
