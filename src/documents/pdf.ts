import { type Block, blocksOf, plain, type Span, type Spans } from "./blocks.ts";
import { type ControlledDocument, controlRows, footOf, momentOf, signaturesOf, standingOf } from "./controlled.ts";
import { type DocumentSignature, manifestationParts } from "./manifestation.ts";
import { drawTable, keptHeight, liesAcross, tableSize } from "./pdf-table.ts";
import { type Element, Sheet } from "./sheet.ts";

const sizes = { title: 22, h2: 15, h3: 12, h4: 10.5, text: 10, small: 8.5 } as const;
/** A document as PDF, tagged and with bookmarks, its fonts inside it. The same document is always the same bytes. */
export async function documentPdf(document: ControlledDocument): Promise<Uint8Array> {
  // Only who asks for a PDF waits for the library.
  const { default: PDFDocument } = await import("pdfkit");
  const pdf = new PDFDocument({
    // Without a name it would load a font of its own that is not in the file; `null` says so, which its types do not know.
    ...{ font: null as unknown as string },
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: "1.7",
    lang: "en-GB",
    tagged: true,
    displayTitle: true,
    info: {
      Title: harmless(`${document.title}${document.head === null ? "" : `, ${document.head.id} version ${document.head.version}`}`),
      Creator: "Countersign",
      Producer: "Countersign",
      CreationDate: momentOf(document),
    },
  });
  const bytes = collected(pdf);
  const sheet = new Sheet(pdf);
  new Writer(sheet).document(document);
  sheet.finish(footOf(document));
  pdf.end();
  return bytes;
}

// The library puts the title into its XML as it is.
function harmless(title: string): string {
  return title.replace(/[<>&]/g, " ").replace(/\s+/g, " ").trim();
}

function collected(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  pdf.on("end", () => resolve(Buffer.concat(chunks)));
  pdf.on("error", reject);
  return promise;
}

class Writer {
  readonly #sheet: Sheet;
  readonly #bookmarks: { readonly level: number; readonly item: PDFKit.PDFOutline }[] = [];

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
  }

  document(document: ControlledDocument): void {
    this.#title(document.title);
    const standing = standingOf(document);
    if (standing !== null) this.#text([span(standing, true)], 12);
    this.#sheet.gap(6);
    this.#pairs(controlRows(document));
    this.#blocks(blocksOf(document.markdown));
    if (document.head === null) return;
    this.#history(document);
    this.#signatures(document);
  }

  // A heading stands on the page of what it is the heading of, and only wide tables lie across.
  #blocks(blocks: readonly Block[]): void {
    for (const [at, block] of blocks.entries()) {
      const about = block.kind === "heading" ? blocks.slice(at).find(({ kind }) => kind !== "heading") : block;
      this.#turn(about?.kind === "table" && liesAcross(this.#sheet, about.heads, about.rows));
      this.#sheet.need(this.#announced(blocks, at));
      this.#block(block);
    }
  }

  // What announces a list or a table stays with its beginning, and with the whole of a small one.
  #announced(blocks: readonly Block[], at: number): number {
    const announcing = blocks.slice(at, at + 4).findIndex(({ kind }) => kind !== "heading" && kind !== "paragraph");
    const next = blocks[at + announcing];
    const aboutElse = blocks.slice(at + 1, at + announcing).some(({ kind }, index) => kind === "heading" && blocks[at + index]?.kind === "paragraph");
    if (announcing <= 0 || next === undefined || aboutElse) return 0;
    const kept = next.kind === "table" ? keptHeight(this.#sheet, next.heads, next.rows, { size: tableSize, named: true }) : null;
    // A paragraph between is of unknown length, but seldom of more than three lines.
    return (kept ?? 40) + announcing * 42;
  }

  #turn(across: boolean): void {
    if (this.#sheet.isAcross !== across) this.#sheet.page(across);
  }

  #title(title: string): void {
    this.#lines("H1", [span(title, true)], sizes.title, 0);
    this.#sheet.gap(6);
  }

  #block(block: Block, indent = 0): void {
    switch (block.kind) {
      case "heading":
        return this.#heading(block.level, block.spans);
      case "paragraph":
        return this.#text(block.spans, sizes.text, indent);
      case "list":
        return this.#list(block.start, block.items, indent);
      case "quote":
        for (const inner of block.blocks) this.#block(inner, indent + 14);
        return;
      case "code":
        for (const line of block.text.split("\n")) this.#lines("Code", [{ ...span(line === "" ? " " : line), code: true }], sizes.small, indent + 8);
        return this.#sheet.gap(6);
      case "table":
        return this.#table(block.heads, block.rows);
      case "rule":
        return this.#sheet.gap(8);
    }
  }

  #heading(level: number, spans: Spans): void {
    const size = level <= 2 ? sizes.h2 : level === 3 ? sizes.h3 : sizes.h4;
    this.#sheet.gap(level <= 2 ? 18 : level === 3 ? 12 : 9);
    this.#sheet.need(size * 5);
    this.#bookmark(level, plain(spans));
    this.#lines(
      `H${Math.min(6, Math.max(2, level))}`,
      spans.map((each) => ({ ...each, strong: true })),
      size,
      0,
    );
    this.#sheet.gap(3);
  }

  #bookmark(level: number, title: string): void {
    while ((this.#bookmarks.at(-1)?.level ?? -1) >= level) this.#bookmarks.pop();
    const above = this.#bookmarks.at(-1)?.item ?? this.#sheet.document.outline;
    this.#bookmarks.push({ level, item: above.addItem(title) });
  }

  #text(spans: Spans, size: number, indent = 0): void {
    this.#lines("P", spans, size, indent);
    this.#sheet.gap(size * 0.55);
  }

  #lines(kind: string, spans: Spans, size: number, indent: number, parent: Element | null = null): void {
    const { type, width } = this.#sheet;
    const lines = type.lines(type.words(spans.map(withAddress), size), Math.min(width, 470) - indent);
    const element = this.#sheet.element(kind, parent);
    for (const line of lines) {
      this.#sheet.need(size * 1.4);
      const baseline = this.#sheet.y + size;
      this.#sheet.marked(element, kind, () => this.#sheet.line(line, this.#sheet.left + indent, baseline));
      this.#sheet.y += size * 1.4;
    }
    element.end();
  }

  #list(start: number | null, items: readonly (readonly Block[])[], indent: number): void {
    const list = this.#sheet.element("L");
    for (const [at, blocks] of items.entries()) this.#item(list, start === null ? "•" : `${start + at}.`, blocks, indent);
    list.end();
    this.#sheet.gap(4);
  }

  #item(list: Element, mark: string, blocks: readonly Block[], indent: number): void {
    const [first, ...others] = blocks;
    const item = this.#sheet.element("LI", list);
    this.#sheet.need(sizes.text * 1.4);
    const [line] = this.#sheet.type.lines(this.#sheet.type.words([span(mark)], sizes.text), 20);
    const label = this.#sheet.element("Lbl", item);
    if (line !== undefined) this.#sheet.marked(label, "Lbl", () => this.#sheet.line(line, this.#sheet.left + indent + 2, this.#sheet.y + sizes.text));
    label.end();
    if (first?.kind === "paragraph") this.#lines("LBody", first.spans, sizes.text, indent + 16, item);
    item.end();
    this.#sheet.gap(2);
    for (const inner of first?.kind === "paragraph" ? others : blocks) this.#block(inner, indent + 16);
  }

  #table(heads: readonly Spans[], rows: readonly (readonly Spans[])[]): void {
    drawTable(this.#sheet, heads, rows, { size: tableSize, named: true });
    this.#sheet.gap(8);
  }

  #pairs(rows: readonly (readonly [string, string])[]): void {
    drawTable(
      this.#sheet,
      [[], []],
      rows.map(([name, says]) => [[span(name, true)], [span(says)]]),
      { size: sizes.small + 0.5, named: true },
    );
    this.#sheet.gap(8);
  }

  #history({ head }: ControlledDocument): void {
    this.#turn(false);
    this.#heading(2, [span("History of the document")]);
    const rows = (head?.history ?? []).map(({ version, date, by, what }) => [String(version), date, by, what].map((each) => [span(each)]));
    if (rows.length === 0) return this.#text([span("None is written down.")], sizes.text);
    this.#table(
      ["Version", "Date", "By", "What changed"].map((each) => [span(each)]),
      rows,
    );
  }

  #signatures(document: ControlledDocument): void {
    const { present, earlier } = signaturesOf(document);
    this.#heading(2, [span("Signatures under it")]);
    if (present.length === 0) this.#text([span("Nobody has signed this text.")], sizes.text);
    for (const signature of present) this.#signature(signature);
    if (earlier.length === 0) return;
    this.#sheet.need(200);
    this.#heading(3, [span("Of earlier texts; none of these signs this one")]);
    for (const signature of earlier) this.#signature(signature);
  }

  #signature(signature: DocumentSignature): void {
    // A manifestation is read in one piece.
    this.#sheet.need(130);
    this.#lines("P", [span(signature.printedName, true)], 12, 0);
    this.#pairs(manifestationParts(signature));
  }
}

function span(text: string, strong = false): Span {
  return { text, strong, em: false, code: false, href: null };
}

// On paper nobody can follow a link that does not say where it goes.
function withAddress(one: Span): Span {
  if (one.href === null || !/^https?:/.test(one.href) || one.text.includes(one.href)) return one;
  return { ...one, text: `${one.text} (${one.href})` };
}
