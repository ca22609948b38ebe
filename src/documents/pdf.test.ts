import { describe, expect, it } from "vitest";
import { columnWidths } from "./columns.ts";
import { documentPdf } from "./pdf.ts";
import { aDocument, digest, pagesOf, signature } from "./testing.ts";

const rows = Array.from({ length: 90 }, (_, at) => `| R-${at} | A sentence about the risk with the number ${at} |`);
const long = aDocument({
  markdown: `# Governance charter\n\n## Scope\n\nIt is *for* **everybody** and \`code\`.\n\n- One\n- Two\n\n## Register\n\n| Risk | What it says |\n| --- | --- |\n${rows.join("\n")}\n`,
  signatures: [signature({ printedName: "Žofie Łukasiewicz-Nguyễn Ελένη Жанна 李" })],
});
const bytes = await documentPdf(long);
const pages = pagesOf(bytes);
const all = pages.join("\n").replaceAll("\n", " ");

describe("a document as PDF", () => {
  it("R38: the same document is the same bytes, and another one is others", async () => {
    expect(Buffer.compare(await documentPdf(long), bytes)).toBe(0);
    expect(Buffer.compare(await documentPdf({ ...long, commit: null }), bytes)).not.toBe(0);
  });

  it("R24: shows each signature with printed name, date and time with zone, meaning, scope, method and digest", () => {
    for (const part of ["2026-11-22 15:04:10 UTC", "approval", "GOV-CHARTER-001 version 2", "passkey", `sha256 ${digest}`]) expect(all).toContain(part);
  });

  it("has letters of every script that its fonts know, and writes the rest as code points", () => {
    expect(all.replaceAll(" ", "")).toContain("ŽofieŁukasiewicz-NguyễnΕλένηЖанна[U+674E]");
    expect(all).not.toContain("\ufffd");
  });

  it("carries on each page the document's id and which page of how many it is, and on each page of a table its heads", () => {
    expect(pages.length).toBeGreaterThan(2);
    for (const [at, page] of pages.entries()) {
      expect(page.replaceAll("\n", " ")).toContain("GOV-CHARTER-001 · version 2 · draft · internal");
      expect(page).toContain(`Page ${at + 1} of ${pages.length}`);
    }
    const withRows = pages.filter((page) => /A sentence about the risk/.test(page));
    expect(withRows.length).toBeGreaterThan(1);
    for (const page of withRows) expect(page).toContain("What it says");
    for (const at of rows.keys()) expect(all).toContain(`with the number ${at} `);
  });

  it("says on its first page that it is a draft and who signed it", () => {
    expect(pages[0]?.replaceAll("\n", " ")).toContain("Draft: signed by Ž");
    expect(pages[0]).toContain(".countersign/charter.yaml at commit");
  });

  it("is tagged, in its language, with a title, bookmarks, and heads of rows and columns", () => {
    const raw = Buffer.from(bytes).toString("latin1");
    for (const part of [
      "/Marked true",
      "/Lang (en-GB)",
      "/DisplayDocTitle true",
      "/Title (Register)",
      "/S /H2",
      "/S /LBody",
      "/Scope /Column",
      "/Scope /Row",
      "/PageMode /UseOutlines",
    ])
      expect(raw).toContain(part);
    expect(raw.match(/\/BaseFont \/[A-Z]{6}\+Source/g)?.length).toBeGreaterThan(0);
    expect(raw).not.toMatch(/\/Subtype \/Type1\b/);
  });

  it("goes on over pages where one row is higher than a page, and loses nothing", async () => {
    const words = Array.from({ length: 2_500 }, (_, at) => `w${at}`);
    const made = pagesOf(await documentPdf(aDocument({ markdown: `# x\n\n| A | B |\n| --- | --- |\n| ${words.join(" ")} | ${"x".repeat(600)} |\n` })));
    const text = made.join(" ").replaceAll("\n", " ");
    expect(words.filter((word) => !text.split(/\s+/).includes(word))).toEqual([]);
    expect(text.match(/x/g)?.length).toBeGreaterThanOrEqual(600);
  });
});

describe("columns of a table", () => {
  it("fill the width, and no long word takes the room of the others", () => {
    const sum = (widths: readonly number[]) => widths.reduce((all, width) => all + width, 0);
    expect(
      columnWidths(
        [
          { natural: 50, least: 20 },
          { natural: 100, least: 20 },
        ],
        300,
      ),
    ).toEqual([125, 175]);
    const crowded = columnWidths(
      [
        { natural: 900, least: 880 },
        { natural: 200, least: 40 },
        { natural: 60, least: 30 },
      ],
      300,
    );
    expect(sum(crowded)).toBeCloseTo(300);
    expect(Math.min(...crowded)).toBeGreaterThanOrEqual(30);
    const short = columnWidths(
      [
        { natural: 20, least: 20 },
        { natural: 500, least: 60 },
      ],
      200,
    );
    expect(short.map(Math.round)).toEqual([20, 180]);
  });
});
