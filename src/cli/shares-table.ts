import type { Share } from "../map/index.ts";
import type { Origin } from "../model/origin.ts";
import { percent } from "./change-page.ts";
import type { LastReview, ReviewShare } from "./map-review-shares.ts";
import { faint, line, type Page, table } from "./page.ts";
import { type Piece, visible, width } from "./terminal.ts";

export interface Row {
  readonly name: string;
  readonly share: Share;
  /** What the ledger knows of the lines; absent where nobody asks. */
  readonly review?: ReviewShare;
}

export interface SharesSheet {
  readonly rows: readonly Row[];
  /** What the rows are: `folder`. */
  readonly what: string;
  /** Most rows. */
  readonly room: number;
  readonly columns: number;
  /** Where the others are. */
  readonly where: string;
}

/** Fewest cells that a name is cut to: less tells nothing. */
const narrowest = 16;
/** As many should be left of one beside a last approval. */
const readable = 32;

/**
 * Shares, a row each, in the width of the terminal: counts with their shares of the row where every name fits beside them, else shares alone beside the row's lines; a name that is longer even so loses its
 * middle. A last approval that leaves no room is left out: the review of all lines names it as well.
 */
export function sharesTable({ rows, what, room, columns, where }: SharesSheet): Page {
  const shown = rows.slice(0, room);
  const names = shown.map(({ name }) => visible(name));
  const longest = Math.max(what.length, ...names.map(width));
  const layouts = [layoutOf(shown, counted, true), layoutOf(shown, shareOnly, true), layoutOf(shown, shareOnly, false)];
  const fitting = layouts.find((layout) => columns - layout.cells >= longest) ?? layouts.slice(1).find((layout) => columns - layout.cells >= readable) ?? layouts.at(-1);
  if (fitting === undefined || shown.length === 0) return table([what], [], "There is none.");
  const left = Math.max(narrowest, columns - fitting.cells);
  const body = fitting.rows.map((cells, at): Piece[] => [...cells, cutMiddle(names[at] ?? "", left)]);
  return [...table([...fitting.heads, what], body, "There is none."), ...more(rows.length - shown.length, where)];
}

/** Says what is not shown. */
export function more(left: number, where: string): Page {
  return left > 0 ? [line(faint(`and ${left} more; see ${where}`))] : [];
}

/** Text that is made visible already, in so many cells: what is too long keeps its beginning and more of its end, where a file has its name. */
export function cutMiddle(text: string, cells: number): string {
  if (width(text) <= cells) return text;
  const characters = [...text];
  const [head, tail]: [string[], string[]] = [[], []];
  let left = cells - 1;
  const begin = Math.floor(left / 3);
  for (let used = 0; characters.length > 0 && used + width(characters[0] ?? "") <= begin; used += width(head.at(-1) ?? "")) head.push(characters.shift() ?? "");
  for (left -= width(head.join("")); characters.length > 0 && width(characters.at(-1) ?? "") <= left; left -= width(tail[0] ?? "")) tail.unshift(characters.pop() ?? "");
  return `${head.join("")}…${tail.join("")}`;
}

interface Layout {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What stands before the name, with the gaps. */
  readonly cells: number;
}

type Figure = (lines: number, whole: number) => string;

/** A count with its share of the whole, so that the shares stand under each other. */
export const counted: Figure = (lines, whole) => (lines === 0 ? "0" : `${lines} ${`(${percent(lines, whole)})`.padStart(7)}`);
const shareOnly: Figure = (lines, whole) => (whole === 0 ? "–" : percent(lines, whole));

const marked: Readonly<Record<Origin, string>> = { ai: "▌ai", mixed: "▒mixed", unknown: "┊unknown", human: "human" };

function layoutOf(rows: readonly Row[], figure: Figure, withLast: boolean): Layout {
  const present = (["ai", "mixed", "unknown", "human"] as const).filter((origin) => origin === "ai" || origin === "unknown" || rows.some(({ share }) => share.origins[origin] > 0));
  // Where the ledger knows nothing of any row, the review of all lines says so once.
  const reviewed = rows.some(({ review }) => review !== undefined && review.approved + review.notApproved > 0);
  const last = withLast && rows.some(({ review }) => review?.last != null);
  const heads = ["lines", ...present.map((origin) => marked[origin]), ...(reviewed ? ["approved"] : []), ...(last ? ["last approval"] : [])];
  const figures = heads.length - (last ? 1 : 0);
  const cells = rows.map(({ share, review }) => [
    String(share.lines),
    ...present.map((origin) => figure(share.origins[origin], share.lines)),
    ...(reviewed ? [review === undefined ? "" : approvedWords(review, figure)] : []),
    ...(last ? [lastWords(review?.last ?? null)] : []),
  ]);
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => width(row[at] ?? ""))));
  return {
    heads: heads.map((head, at) => (at < figures ? head.padStart(widths[at] ?? 0) : head)),
    // Figures stand under each other.
    rows: cells.map((row) => row.map((cell, at) => (at < figures ? cell.padStart(widths[at] ?? 0) : cell))),
    cells: widths.reduce((sum, each) => sum + each + 2, 0),
  };
}

function approvedWords({ approved, notApproved, unavailable }: ReviewShare, figure: Figure): string {
  return approved + notApproved === 0 ? "unavailable" : figure(approved, approved + notApproved + unavailable);
}

function lastWords(last: LastReview | null): string {
  return last === null ? "–" : `${visible(last.person)}, ${last.time.slice(0, 10)}`;
}
