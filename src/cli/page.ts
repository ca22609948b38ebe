import type { Verdict } from "../model/verdict.ts";
import { type Paint, type Piece, painted, verdictWord, visible, width } from "./terminal.ts";

/** One line of output before it is wrapped. `hang` is the indent of what wraps; a verbatim line is never wrapped. */
export interface Line {
  readonly indent: number;
  readonly hang: number;
  readonly pieces: readonly Piece[];
  readonly verbatim: boolean;
}

/** What a command says to a person. Text of authors can't break a line or reach the terminal: see `visible`. */
export type Page = readonly Line[];

export interface Paper {
  readonly colour: boolean;
  readonly columns: number;
}

export const line = (...pieces: readonly Piece[]): Line => ({ indent: 0, hang: 2, pieces, verbatim: false });
export const under = (indent: number, ...pieces: readonly Piece[]): Line => ({ indent, hang: indent + 2, pieces, verbatim: false });
export const verbatim = (indent: number, ...pieces: readonly Piece[]): Line => ({ indent, hang: indent, pieces, verbatim: true });
export const blank: Line = verbatim(0);
export const heading = (text: string): Line => line({ paint: "strong", text });
export const faint = (text: string): Piece => ({ paint: "faint", text });
export const strong = (text: string): Piece => ({ paint: "strong", text });
/** What the person can do next: a command to copy. */
export const command = (text: string): Line => verbatim(2, { paint: "next", text });

/** The answer in one sentence. */
export function headline({ verdict, headline: sentence }: Pick<Verdict, "verdict" | "headline">): Line {
  return line(verdictWord(verdict), "  ", strong(sentence));
}

/** Lines of a text that we composed ourselves: its line breaks are kept, everything else is made visible. */
export function block(indent: number, text: string): Page {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((each) => verbatim(indent, each));
}

/** As `block`, with each line wrapped beneath its own indent. */
export function flow(text: string): Page {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((each) => (each === "" ? blank : under(each.length - each.trimStart().length, each.trimStart())));
}

/** Labels in a column of their own, what they say wrapped beside them. A label that stands twice in a row is printed once. */
export function labelled(rows: readonly (readonly [string, ...Piece[]])[]): Page {
  const column = Math.max(0, ...rows.map(([label]) => width(label))) + 2;
  return rows.map(([label, ...pieces], at) => {
    const shown = rows[at - 1]?.[0] === label ? "" : label;
    return { indent: 0, hang: column, pieces: [faint(shown), " ".repeat(column - width(shown)), ...pieces], verbatim: false };
  });
}

/** A plain table: columns as wide as their widest cell, the last one wrapped beneath itself. `empty` is said when there is no row. */
export function table(head: readonly string[], rows: readonly (readonly Piece[])[], empty: string): Page {
  if (rows.length === 0) return [line(empty)];
  const cells = [head.map((text) => ({ paint: "faint" as Paint, text })), ...rows];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => width(textOf(row[at] ?? "")))));
  const hang = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  return cells.map((row) => {
    const padded = row.flatMap((cell, at): Piece[] => (at === head.length - 1 ? [cell] : [cell, " ".repeat((widths[at] ?? 0) - width(textOf(cell)) + 2)]));
    return { indent: 0, hang, pieces: padded, verbatim: false };
  });
}

export function render(page: Page, paper: Paper): string {
  return page.map((each) => `${renderLine(each, paper)}\n`).join("");
}

const narrowest = 20;

function renderLine({ indent, hang, pieces, verbatim: whole }: Line, { colour, columns }: Paper): string {
  const margin = " ".repeat(indent);
  if (whole) return (margin + painted(pieces, colour)).trimEnd();
  // A terminal too narrow for the hanging indent gets the text near the margin instead of one word a line.
  const rest = columns - hang < narrowest ? indent + 2 : hang;
  return wrap(pieces, columns - indent, columns - rest)
    .map((row, at) => ((at === 0 ? margin : " ".repeat(rest)) + painted(row, colour)).trimEnd())
    .join("\n");
}

/** Greedy wrapping at spaces; a word longer than a line stays whole and where it is, because a cut path or digest can't be copied. */
function wrap(pieces: readonly Piece[], first: number, others: number): Piece[][] {
  const rows: Piece[][] = [[]];
  let room = first;
  const words = pieces.flatMap(wordsOf);
  for (const [at, word] of words.entries()) {
    const cells = width(textOf(word));
    const space = isSpace(word);
    // What is painted apart from its neighbour, as a mark is from its word, stays beside it.
    const begins = at === 0 || isSpace(words[at - 1] ?? "");
    const whole = begins ? widthFrom(words, at) : cells;
    if (begins && whole > room && whole <= others && !space && (rows.at(-1)?.length ?? 0) > 0) {
      rows.push([]);
      room = others;
    } else if (space && rows.length > 1 && rows.at(-1)?.length === 0) continue;
    const row = rows.at(-1) ?? [];
    const joined = join(row.at(-1), word);
    if (joined === null) row.push(word);
    else row[row.length - 1] = joined;
    room -= cells;
  }
  return rows;
}

function isSpace(word: Piece): boolean {
  return textOf(word).trim() === "";
}

/** Cells up to the next space. */
function widthFrom(words: readonly Piece[], at: number): number {
  let cells = 0;
  for (let next = at; next < words.length && !(next > at && isSpace(words[next] ?? "")); next++) cells += width(textOf(words[next] ?? ""));
  return cells;
}

// Words that look alike become one piece again, so that a painted sentence is painted once.
function join(before: Piece | undefined, word: Piece): Piece | null {
  if (typeof before === "string" && typeof word === "string") return before + word;
  if (typeof before !== "object" || typeof word !== "object" || before.paint !== word.paint) return null;
  return { paint: word.paint, text: before.text + word.text };
}

function wordsOf(piece: Piece): Piece[] {
  const words = wordsIn(typeof piece === "string" ? piece : piece.text);
  return typeof piece === "string" ? words : words.map((text) => ({ paint: piece.paint, text }));
}

/** Words and the spaces between them. What stands between backticks is a command to copy, and so one word, and a number keeps its per cent. */
function wordsIn(text: string): string[] {
  const words: string[] = [];
  let quoted = false;
  let before: "word" | "space" | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "`") quoted = !quoted && text.includes("`", at + 1);
    const kind = character === " " && !quoted && text.charAt(at + 1) !== "%" ? "space" : "word";
    if (kind === before) words[words.length - 1] += character;
    else words.push(character);
    before = kind;
  }
  return words;
}

function textOf(piece: Piece): string {
  return visible(typeof piece === "string" ? piece : piece.text);
}
