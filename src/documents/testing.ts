import { inflateSync } from "node:zlib";
import { sha256 } from "../model/canonical.ts";
import type { ControlledDocument } from "./controlled.ts";
import type { DocumentSignature } from "./manifestation.ts";

export const digest = sha256("the data that is signed");

export function signature(more: Partial<DocumentSignature> = {}): DocumentSignature {
  return {
    printedName: "Ana Costa",
    time: "2026-11-22T16:04:10.500+01:00",
    meaning: "approval",
    scope: "GOV-CHARTER-001 version 2",
    method: "passkey",
    digest,
    roles: ["engineering-lead"],
    index: 412,
    ...more,
  };
}

/** A charter with two roles that sign it; for tests. */
export function aDocument(more: Partial<ControlledDocument> = {}): ControlledDocument {
  return {
    title: "Governance charter",
    head: {
      id: "GOV-CHARTER-001",
      title: "Governance charter",
      version: 2,
      status: "draft",
      owner: "ana",
      approvers: ["engineering-lead", "policy-owner"],
      classification: "internal",
      effective: "2026-12-01",
      "review-by": "2027-06-01",
      controls: ["iso42001 A.2.2"],
      history: [{ version: 1, date: "2026-11-20", by: "ana", what: "First version" }],
    },
    owner: "Ana Costa",
    approvers: [
      { role: "engineering-lead", people: ["Ana Costa"] },
      { role: "policy-owner", people: [] },
    ],
    markdown: "---\nid: x\n---\n<!-- countersign:generated sha256=a from=b -->\n\n# Governance charter\n\nWhat it says.\n",
    source: ".countersign/charter.yaml",
    digest,
    commit: "c".repeat(40),
    signatures: [],
    ...more,
  };
}

interface PdfObject {
  readonly dictionary: string;
  readonly stream: Buffer | null;
}

/** Text of each page of one of our own PDFs, in the order in which it was drawn, by the fonts' own tables. It reads what this library writes and nothing else. */
export function pagesOf(bytes: Uint8Array): string[] {
  const objects = objectsOf(Buffer.from(bytes));
  const pages = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b(?!s)/.test(dictionary));
  return pages.map((page) => {
    const fonts = new Map([...resourcesOf(page, objects).matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = "", id = ""]) => [name, tableOf(id, objects)]));
    return textOf(contentsOf(page, objects), fonts);
  });
}

function objectsOf(bytes: Buffer): Map<string, PdfObject> {
  const all = bytes.toString("latin1");
  const objects = [...all.matchAll(/(?<=^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = "", body = ""]): [string, PdfObject] => {
    const at = body.indexOf("\nstream\n");
    if (at < 0) return [id, { dictionary: body, stream: null }];
    const raw = Buffer.from(body.slice(at + 8, body.lastIndexOf("\nendstream")), "latin1");
    return [id, { dictionary: body.slice(0, at), stream: body.slice(0, at).includes("/FlateDecode") ? inflateSync(raw) : raw }];
  });
  return new Map(objects);
}

function referred(of: PdfObject | undefined, name: string, objects: ReadonlyMap<string, PdfObject>): PdfObject | undefined {
  return objects.get(new RegExp(`/${name} \\[?(\\d+) 0 R`).exec(of?.dictionary ?? "")?.[1] ?? "");
}

function resourcesOf(page: PdfObject, objects: ReadonlyMap<string, PdfObject>): string {
  return referred(page, "Resources", objects)?.dictionary ?? page.dictionary;
}

function contentsOf(page: PdfObject, objects: ReadonlyMap<string, PdfObject>): string {
  return referred(page, "Contents", objects)?.stream?.toString("latin1") ?? "";
}

function tableOf(font: string, objects: ReadonlyMap<string, PdfObject>): readonly string[] {
  const table = referred(objects.get(font), "ToUnicode", objects)?.stream?.toString("latin1") ?? "";
  const ranges = [...table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)].flatMap(([, , list = ""]) => [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex = ""]) => hex));
  return ranges.map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex").swap16().toString("utf16le"));
}

function textOf(content: string, fonts: ReadonlyMap<string, readonly string[]>): string {
  let table: readonly string[] = [];
  const drawn: string[] = [];
  for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) table = fonts.get(font) ?? [];
    else
      drawn.push(
        [...(shown ?? "").matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = ""]) => (hex.match(/.{4}/g) ?? []).map((glyph) => table[Number.parseInt(glyph, 16)] ?? "\ufffd")).join(""),
      );
  }
  return drawn.join("\n").replace(/ \n/g, " ");
}
