import type { Spans } from "./blocks.ts";
import { columnWidths } from "./columns.ts";
import type { Element, Sheet } from "./sheet.ts";
import { type Line, type Word, widthOfWord } from "./type.ts";

export const tableSize = 8.5;
const mostKept = 8;
const pad = { x: 4, y: 3 };

export interface TableLook {
  readonly size: number;
  /** Whether the first cell of a row names the row. */
  readonly named: boolean;
}

/** Whether a table would be a heap of narrow columns on an upright page. */
export function liesAcross(sheet: Sheet, heads: readonly Spans[], rows: readonly (readonly Spans[])[]): boolean {
  if (heads.length < 6) return false;
  const naturals = heads.map(
    (head, at) =>
      wantedOf(
        sheet,
        [head, ...rows.map((cells) => cells[at] ?? [])].map((spans) => sheet.type.words(spans, tableSize)),
      ).natural,
  );
  return naturals.reduce((sum, width) => sum + width, 0) > 2 * sheet.upright;
}

/** A table that goes on over pages, with its heads again on each. */
export function drawTable(sheet: Sheet, heads: readonly Spans[], rows: readonly (readonly Spans[])[], look: TableLook): void {
  const { words, widths } = setTable(sheet, heads, rows, look);
  const table = sheet.element("Table");
  const drawer = new TableDrawer(sheet, table, widths, look);
  const [first = [], ...others] = words;
  sheet.need(drawer.kept(words) ?? 0);
  drawer.heads(first);
  for (const cells of others) drawer.row(cells);
  table.end();
}

/** Height of a table that is small enough to be kept whole; null for any other. */
export function keptHeight(sheet: Sheet, heads: readonly Spans[], rows: readonly (readonly Spans[])[], look: TableLook): number | null {
  if (rows.length > mostKept) return null;
  const { words, widths } = setTable(sheet, heads, rows, look);
  return new TableDrawer(sheet, null, widths, look).kept(words);
}

function setTable(
  sheet: Sheet,
  heads: readonly Spans[],
  rows: readonly (readonly Spans[])[],
  look: TableLook,
): { readonly words: readonly (readonly (readonly Word[])[])[]; readonly widths: readonly number[] } {
  const headWords = heads.map((spans) => sheet.type.words(spans, look.size, true));
  const rowWords = rows.map((cells) => heads.map((_, at) => sheet.type.words(cells[at] ?? [], look.size)));
  const words = [headWords, ...rowWords];
  const widths = columnWidths(
    heads.map((_, at) =>
      wantedOf(
        sheet,
        words.map((cells) => cells[at] ?? []),
      ),
    ),
    sheet.width,
  );
  return { words, widths };
}

function wantedOf(sheet: Sheet, cells: readonly (readonly Word[])[]): { natural: number; least: number } {
  const natural = Math.max(0, ...cells.map((words) => sheet.type.widthOfLine({ words })));
  const least = Math.max(0, ...cells.flat().map(widthOfWord));
  return { natural: natural + 2 * pad.x + 1, least: least + 2 * pad.x + 1 };
}

class TableDrawer {
  readonly #sheet: Sheet;
  readonly #table: Element | null;
  readonly #widths: readonly number[];
  readonly #look: TableLook;
  readonly #leading: number;
  #headLines: readonly (readonly Line[])[] = [];

  constructor(sheet: Sheet, table: Element | null, widths: readonly number[], look: TableLook) {
    this.#sheet = sheet;
    this.#table = table;
    this.#widths = widths;
    this.#look = look;
    this.#leading = look.size * 1.32;
  }

  /** A small table is not torn apart for want of a few lines: its height; null for a larger one. */
  kept(words: readonly (readonly (readonly Word[])[])[]): number | null {
    if (words.length > mostKept + 1) return null;
    const whole = words.reduce((sum, cells) => sum + this.#height(this.#set(cells)), 0);
    return whole < this.#sheet.bottom / 2 ? whole : null;
  }

  heads(words: readonly (readonly Word[])[]): void {
    this.#headLines = this.#set(words);
    if (this.#headLines.every((lines) => lines.length === 0)) return this.#rule(true);
    // A head alone at the foot of a page says nothing.
    this.#sheet.need(this.#height(this.#headLines) + 3 * this.#leading);
    const row = this.#sheet.element("TR", this.#table);
    this.#draw(
      this.#headLines,
      this.#headLines.map(() => cellOf(this.#sheet, row, "Column")),
    );
    row.end();
    this.#rule(true);
  }

  row(words: readonly (readonly Word[])[]): void {
    const lines = this.#set(words);
    const height = this.#height(lines);
    const page = this.#sheet.bottom - 60 - this.#height(this.#headLines);
    if (height > this.#sheet.room && (height <= page || this.#sheet.room < 4 * this.#leading)) this.#onNextPage();
    const element = this.#sheet.element("TR", this.#table);
    const cells = lines.map((_, at) => cellOf(this.#sheet, element, at === 0 && this.#look.named ? "Row" : null));
    this.#inPages(lines, cells);
    element.end();
    this.#rule(false);
  }

  // A row that is higher than a page goes on over as many as it needs.
  #inPages(lines: readonly (readonly Line[])[], cells: readonly Cell[]): void {
    for (let rest = lines; ; ) {
      const fit = Math.max(1, Math.floor((this.#sheet.room - 2 * pad.y) / this.#leading));
      this.#draw(
        rest.map((each) => each.slice(0, fit)),
        cells,
      );
      rest = rest.map((each) => each.slice(fit));
      if (rest.every((each) => each.length === 0)) return;
      this.#onNextPage();
    }
  }

  #onNextPage(): void {
    this.#sheet.page(this.#sheet.isAcross);
    if (this.#headLines.every((lines) => lines.length === 0)) return;
    this.#sheet.artifact(() => this.#lines(this.#headLines), "Pagination");
    this.#sheet.y += this.#height(this.#headLines);
    this.#rule(true);
  }

  #set(words: readonly (readonly Word[])[]): Line[][] {
    return words.map((cell, at) => this.#sheet.type.lines(cell, (this.#widths[at] ?? 0) - 2 * pad.x));
  }

  #height(lines: readonly (readonly Line[])[]): number {
    return Math.max(...lines.map((each) => each.length), 1) * this.#leading + 2 * pad.y;
  }

  #draw(lines: readonly (readonly Line[])[], cells: readonly Cell[]): void {
    for (const [at, cell] of lines.entries()) {
      const { element, kind } = cells[at] ?? {};
      if (element !== undefined && kind !== undefined && cell.length > 0) this.#sheet.marked(element, kind, () => this.#cell(cell, at));
    }
    this.#sheet.y += this.#height(lines);
  }

  #lines(lines: readonly (readonly Line[])[]): void {
    for (const [at, cell] of lines.entries()) this.#cell(cell, at);
  }

  #cell(lines: readonly Line[], at: number): void {
    const x = this.#sheet.left + this.#widths.slice(0, at).reduce((sum, width) => sum + width, 0) + pad.x;
    for (const [row, line] of lines.entries()) this.#sheet.line(line, x, this.#sheet.y + pad.y + row * this.#leading + this.#look.size);
  }

  #rule(strong: boolean): void {
    const { y } = this.#sheet;
    this.#sheet.artifact(() => this.#sheet.rule(y, this.#sheet.left, this.#sheet.left + this.#sheet.width, strong));
  }
}

interface Cell {
  readonly element: Element;
  readonly kind: "TH" | "TD";
}

function cellOf(sheet: Sheet, row: Element, heads: "Row" | "Column" | null): Cell {
  return heads === null ? { element: sheet.element("TD", row), kind: "TD" } : { element: sheet.element("TH", row, heads), kind: "TH" };
}
