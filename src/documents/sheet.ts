import { type Line, Typesetter } from "./type.ts";

/** Points. A4, with a foot below the text. */
const margins = { top: 60, bottom: 72, left: 62, right: 62 };
const ink = "#211f1a";
const quiet = "#665f52";
const link = "#2443b3";

/** An element of the tagged structure, which reading aloud follows. */
export type Element = PDFKit.PDFStructureElement;

/** Pages, and the place on the present one at which the next thing goes. */
export class Sheet {
  readonly document: PDFKit.PDFDocument;
  readonly type: Typesetter;
  readonly #root: Element;
  y = margins.top;

  constructor(document: PDFKit.PDFDocument) {
    this.document = document;
    this.type = new Typesetter(document);
    this.#root = document.struct("Document");
    document.addStructure(this.#root);
    this.page();
  }

  get left(): number {
    return margins.left;
  }

  get width(): number {
    return this.document.page.width - margins.left - margins.right;
  }

  /** Width of text on an upright page. */
  readonly upright = 595.28 - margins.left - margins.right;

  /** Height that is left on the page. */
  get room(): number {
    return this.bottom - this.y;
  }

  get bottom(): number {
    return this.document.page.height - margins.bottom;
  }

  get isAcross(): boolean {
    return this.document.page.width > this.document.page.height;
  }

  get isFresh(): boolean {
    return this.y === margins.top;
  }

  page(across = false): void {
    this.document.addPage({ size: "A4", layout: across ? "landscape" : "portrait", margin: 0 });
    this.y = margins.top;
  }

  /** Leaves a gap, though none at the head of a page. */
  gap(height: number): void {
    if (!this.isFresh) this.y += height;
  }

  /** Begins a page unless so much height is left. */
  need(height: number): void {
    if (this.room < height) this.page(this.isAcross);
  }

  /** An element below another, or below the document itself; whoever asks for it ends it. `scope` says what a head of a table is the head of. */
  element(kind: string, parent: Element | null = null, scope: "Row" | "Column" | null = null): Element {
    // The library's types do not know `scope`.
    const options = { lang: "en-GB", ...(scope === null ? {} : { scope }) };
    const made = scope === null ? this.document.struct(kind) : this.document.struct(kind, options);
    (parent ?? this.#root).add(made);
    return made;
  }

  /** What is drawn meanwhile is the content of an element, on one page. */
  marked(element: Element, kind: string, draw: () => void): void {
    const content = this.document.markStructureContent(kind);
    draw();
    this.document.endMarkedContent();
    element.add(content);
  }

  /** What is drawn meanwhile is no content: rules, feet, heads that are repeated. */
  artifact(draw: () => void, type: "Pagination" | "Layout" = "Layout"): void {
    this.document.markContent("Artifact", { type });
    draw();
    this.document.endMarkedContent();
  }

  /** A line whose letters stand on `baseline`. */
  line(line: Line, x: number, baseline: number, colour: string = ink): void {
    let at = x;
    for (const { text, font, size, width, href } of this.type.run(line)) {
      this.document
        .font(font)
        .fontSize(size)
        .fillColor(href === null ? colour : link)
        .text(text, at, baseline, { lineBreak: false, baseline: "alphabetic" });
      at += width;
    }
  }

  rule(y: number, from = this.left, to = this.left + this.width, strong = false): void {
    this.document
      .lineWidth(strong ? 0.8 : 0.4)
      .strokeColor(strong ? "#857c6b" : "#dfd9cb")
      .moveTo(from, y)
      .lineTo(to, y)
      .stroke();
  }

  /** Ends the structure, and writes a foot under every page. */
  finish(foot: string): void {
    this.#root.end();
    const { start, count } = this.document.bufferedPageRange();
    for (let at = start; at < start + count; at++) {
      this.document.switchToPage(at);
      this.artifact(() => this.#foot(foot, `Page ${at - start + 1} of ${count}`), "Pagination");
    }
  }

  #foot(foot: string, page: string): void {
    const size = 8;
    const baseline = this.document.page.height - 36;
    const line = (text: string) => this.type.lines(this.type.words([{ text, strong: false, em: false, code: false, href: null }], size), this.width - 80)[0];
    const left = line(foot);
    const right = line(page);
    if (left !== undefined) this.line(left, this.left, baseline, quiet);
    if (right !== undefined) this.line(right, this.left + this.width - this.type.widthOfLine(right), baseline, quiet);
  }
}
