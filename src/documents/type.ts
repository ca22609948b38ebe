import type { Spans } from "./blocks.ts";
import { type Face, faces, fontBytes, type Script, scripts } from "./font-files.ts";

/** Text of one font file at one size. */
export interface Piece {
  readonly text: string;
  /** Name under which the document knows the file. */
  readonly font: string;
  readonly face: Face;
  readonly size: number;
  readonly width: number;
  readonly href: string | null;
}

/** Pieces that stand together without a space. */
export type Word = readonly Piece[];
export interface Line {
  readonly words: readonly Word[];
}

/** Sets text: which file has which character, how wide a word is, and where a line ends. */
export class Typesetter {
  readonly #document: PDFKit.PDFDocument;
  readonly #opened = new Map<string, (codePoint: number) => boolean>();
  readonly #widths = new Map<string, number>();

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
    for (const face of faces) for (const script of scripts) document.registerFont(nameOf(face, script), fontBytes(face, script));
  }

  widthOf(text: string, font: string, size: number): number {
    const key = `${font} ${size} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = this.#document.font(font).fontSize(size).widthOfString(text);
    this.#widths.set(key, width);
    return width;
  }

  /** Spans as words; `strong` makes all of them so. */
  words(spans: Spans, size: number, strong = false): Word[] {
    const words: Piece[][] = [];
    let open = false;
    for (const span of spans) {
      const face: Face = span.code ? "code" : strong || span.strong ? "strong" : span.em ? "em" : "text";
      // Letters of the code face are wider to the eye than those around them.
      const own = span.code ? size * 0.92 : size;
      for (const part of span.text.normalize("NFC").split(/(\s+)/)) {
        if (part === "") continue;
        if (/^\s/.test(part)) open = false;
        else {
          const pieces = this.#pieces(part, face, own, span.href);
          if (open) words.at(-1)?.push(...pieces);
          else words.push(pieces);
          open = true;
        }
      }
    }
    return words;
  }

  /** Lines of at most a width. A word that is wider than a line is cut, behind a mark that separates if there is one. */
  lines(words: readonly Word[], width: number): Line[] {
    const lines: Word[][] = [];
    let left = 0;
    for (const word of words.flatMap((each) => this.#cut(each, width))) {
      const own = widthOfWord(word);
      const last = lines.at(-1);
      const space = this.#space(last?.at(-1), word)?.width ?? 0;
      if (last === undefined || own + space > left) {
        lines.push([word]);
        left = width - own;
      } else {
        last.push(word);
        left -= own + space;
      }
    }
    return lines.map((each) => ({ words: each }));
  }

  /** A line with its spaces, in as few pieces as its fonts allow, so that the text is found again as it was. */
  run({ words }: Line): Piece[] {
    return joined(
      words.flatMap((word, at) => [...(this.#space(words[at - 1], word) === null ? [] : [this.#space(words[at - 1], word)]), ...word].filter((piece) => piece !== null)),
    );
  }

  widthOfLine(line: Line): number {
    return widthOfWord(this.run(line));
  }

  // Within code and within a link the space is of them too. Only the file for Latin is sure to have one.
  #space(before: Word | undefined, after: Word): Piece | null {
    const last = before?.at(-1);
    const [next] = after;
    if (last === undefined || next === undefined) return null;
    const same = last.face === next.face && last.href === next.href;
    const face = same ? last.face : "text";
    const size = Math.max(last.size, next.size);
    const font = nameOf(face, "latin");
    return { text: " ", font, face, size: same ? last.size : size, width: this.widthOf(" ", font, same ? last.size : size), href: same ? last.href : null };
  }

  #cut(word: Word, width: number): Word[] {
    if (widthOfWord(word) <= width) return [word];
    const cut: Piece[][] = [[]];
    let left = width;
    for (const piece of word) {
      for (const part of piece.text.split(/(?<=[-/_.,:;@\\])/).flatMap((each) => (this.widthOf(each, piece.font, piece.size) <= width ? [each] : [...each]))) {
        const own = this.widthOf(part, piece.font, piece.size);
        if (own > left && cut.at(-1)?.length !== 0) {
          cut.push([]);
          left = width;
        }
        cut.at(-1)?.push({ ...piece, text: part, width: own });
        left -= own;
      }
    }
    return cut.map(joined);
  }

  // Consecutive characters of one file are one piece; what no file has is written as its code point.
  #pieces(text: string, face: Face, size: number, href: string | null): Piece[] {
    const runs: { text: string; font: string }[] = [];
    for (const character of text) {
      const font = this.#fontFor(character, face);
      const shown = font === null ? `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]` : character;
      const name = font ?? nameOf(face, "latin");
      const last = runs.at(-1);
      if (last?.font === name) last.text += shown;
      else runs.push({ text: shown, font: name });
    }
    return runs.map((run) => ({ ...run, face, size, href, width: this.widthOf(run.text, run.font, size) }));
  }

  #fontFor(character: string, face: Face): string | null {
    const codePoint = character.codePointAt(0) ?? 0;
    const script = scripts.find((each) => this.#has(nameOf(face, each), codePoint));
    return script === undefined ? null : nameOf(face, script);
  }

  #has(font: string, codePoint: number): boolean {
    const known = this.#opened.get(font) ?? glyphsOf(this.#document.font(font));
    this.#opened.set(font, known);
    return known(codePoint);
  }
}

export function widthOfWord(word: Word): number {
  return word.reduce((sum, { width }) => sum + width, 0);
}

function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last !== undefined && last.font === piece.font && last.size === piece.size && last.href === piece.href)
      all[all.length - 1] = { ...last, text: last.text + piece.text, width: last.width + piece.width };
    else all.push(piece);
  }
  return all;
}

function nameOf(face: Face, script: Script): string {
  return `${face} ${script}`;
}

// The library draws a box for what a font lacks and says nothing, so the font itself is asked; it keeps the current one to itself.
function glyphsOf(document: PDFKit.PDFDocument): (codePoint: number) => boolean {
  const current: unknown = Reflect.get(document, "_font");
  const font: unknown = typeof current === "object" && current !== null ? Reflect.get(current, "font") : null;
  if (typeof font !== "object" || font === null) throw new TypeError("the PDF library has no current font");
  const has: unknown = Reflect.get(font, "hasGlyphForCodePoint");
  if (typeof has !== "function") throw new TypeError("the PDF library's font does not say which characters it has");
  return (codePoint) => Reflect.apply(has, font, [codePoint]) === true;
}
