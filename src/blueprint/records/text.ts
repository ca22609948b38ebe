// The one form in which each kind of text stands in a decision record. Every function here answers the same again for what it answered, which is what makes
// reading and writing each other's inverse; all of their inputs are other people's.

/** A line of Markdown as a record is read by it: without comments, and whether it stands in a fenced block. */
export interface Row {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Within a fence, or one of its two ends. */
  readonly fenced: boolean;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** What is not closed at the end: the fence that would close it, or where a comment begins. */
  readonly open: { readonly fence: string; readonly line: number } | { readonly comment: true; readonly line: number; readonly column: number } | null;
}

const fenceLine = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/** Splits Markdown into lines. A line that holds nothing but a comment is left out; any other comment becomes a space. */
export function rowsOf(text: string, firstLine = 1): Rows {
  const rows: Row[] = [];
  let fence: { readonly mark: string; readonly line: number } | null = null;
  let comment: { readonly line: number; readonly column: number } | null = null;
  for (const [index, raw] of text.split(/\r\n?|\n/).entries()) {
    const line = firstLine + index;
    if (fence !== null) {
      rows.push({ text: raw, line, fenced: true });
      if (closes(raw, fence.mark)) fence = null;
      continue;
    }
    let rest = raw;
    if (comment !== null) {
      const end = raw.indexOf("-->");
      if (end < 0) continue;
      rest = ` ${raw.slice(end + "-->".length)}`;
      comment = null;
    }
    let begun: number | null = null;
    const shown = withoutComments(rest, (found, at) => {
      if (!found.endsWith("-->") || found.length < "<!---->".length) begun = at;
    }).trimEnd();
    if (begun !== null) comment = { line, column: raw.length - rest.length + begun + 1 };
    if (shown === "" && raw.trim() !== "") continue;
    const [, mark] = fenceLine.exec(shown) ?? [];
    // What stands behind the marks only says what the block holds, so that no comment goes on from there.
    if (mark !== undefined) [fence, comment] = [{ mark, line }, null];
    rows.push({ text: shown, line, fenced: mark !== undefined });
  }
  const open = comment !== null ? { comment: true as const, ...comment } : fence !== null ? { fence: fence.mark, line: fence.line } : null;
  return { rows, open };
}

/** A line with a space in the place of each comment, of which `told` is told; one in code is none. In one pass, since a line may be as long as a file: each run of backticks is looked for once. */
function withoutComments(text: string, told: (comment: string, at: number) => void): string {
  if (!text.includes("<!--")) return text;
  const closing = runsOfBackticks(text);
  const mark = /`+|<!--/g;
  let shown = "";
  let done = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [{ length }, at] = [found[0], found.index];
    if (found[0] === "<!--") {
      const end = text.indexOf("-->", at + length);
      mark.lastIndex = end < 0 ? text.length : end + "-->".length;
      told(text.slice(at, mark.lastIndex), at);
      shown += `${text.slice(done, at)} `;
      done = mark.lastIndex;
    } else {
      const begins = closing.get(length) ?? [];
      // What lies behind is never looked at again.
      while ((begins.at(-1) ?? text.length) <= at) begins.pop();
      const end = begins.at(-1);
      if (end !== undefined) mark.lastIndex = end + length;
    }
  }
  return shown + text.slice(done);
}

/** Where runs of so many backticks begin, the last one first. */
function runsOfBackticks(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length);
    if (same === undefined) runs.set(run.length, [index]);
    else same.push(index);
  }
  for (const same of runs.values()) same.reverse();
  return runs;
}

function closes(raw: string, mark: string): boolean {
  const text = raw.trim();
  return text.length >= mark.length && /^ {0,3}\S/.test(raw) && text === (mark[0] ?? "").repeat(text.length);
}

export interface Heading {
  readonly level: number;
  readonly title: string;
}

/** The heading that a line is; null for any other line. */
export function headingOf({ text, fenced }: Row): Heading | null {
  if (fenced) return null;
  const [all = "", marks] = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(text) ?? [];
  return marks === undefined ? null : { level: marks.length, title: withoutClosing(text.slice(all.length).trim()) };
}

/** Without the marks that may close a heading: `Title ##`, but not `C#`. */
function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && " \t#".includes(text[end - 1] ?? "")) end--;
  const space = text.slice(end).search(/[ \t]/);
  if (end === 0) return "";
  return space < 0 ? text : text.slice(0, end + space);
}

/** A text that stands on one line. */
export function oneLine(text: string): string {
  const collapsed = text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const shown = rowsOf(collapsed).rows.map((row) => row.text);
  // A fence needs a line of its own, so that here its marks are only characters.
  return shown.join(" ").replaceAll("<!--", "&lt;!--").replace(/ +/g, " ").trim();
}

/** What a heading or a list calls something by; a link is called by its text. */
export function titleOf(text: string): string {
  // Either may uncover the other once.
  return withoutClosing(withoutLink(withoutClosing(withoutLink(oneLine(text)))));
}

function withoutLink(text: string): string {
  return (/^\[([^\][]+)\]\([^)]*\)$/.exec(text)?.[1] ?? text).trim();
}

/** What follows `because`, without a full stop. */
export function reasonOf(text: string): string {
  const line = oneLine(text);
  let end = line.length;
  while (end > 0 && " .".includes(line[end - 1] ?? "")) end--;
  const reason = line.slice(0, end);
  return isPlaceholder(reason) ? "" : reason;
}

/** What templates leave where nobody has written anything yet. */
export function isPlaceholder(text: string): boolean {
  return text === "" || text === "…" || text === "..." || /^\{[^{}]+\}$/.test(text);
}

/** Markdown that stands in a section: no heading down to this level, so that it begins no section of its own, nothing open at its end. */
export function markdownOf(text: string, level: 2 | 3): string {
  const { rows, open } = rowsOf(text.toWellFormed());
  const body = joined(rows.map((row) => ({ ...row, text: escaped(row, level) })));
  return open !== null && "fence" in open ? `${body}\n${open.fence}` : body;
}

function escaped(row: Row, level: number): string {
  const heading = headingOf(row);
  return heading === null || heading.level > level ? row.text : row.text.replace("#", "\\#");
}

/** Lines as one text: nothing empty at either end, and never two empty lines in a row outside of a fence. */
export function joined(rows: readonly Row[]): string {
  const kept = rows.filter((row, at) => !isBlank(row) || (at > 0 && !isBlank(rows[at - 1])));
  const begin = kept.findIndex((row) => !isBlank(row));
  const end = kept.findLastIndex((row) => !isBlank(row));
  return begin < 0
    ? ""
    : kept
        .slice(begin, end + 1)
        .map(({ text }) => text)
        .join("\n");
}

export function isBlank(row: Row | undefined): boolean {
  return row !== undefined && !row.fenced && row.text.trim() === "";
}

const bullet = /^ ?(?:[*+-]|\d{1,9}[.)])(?:[ \t]+|$)/;

export function isBullet(row: Row): boolean {
  return !row.fenced && bullet.test(row.text);
}

export interface Item {
  readonly text: string;
  readonly line: number;
}

export interface Items {
  readonly items: readonly Item[];
  /** Lines that belong to no item. */
  readonly others: readonly Row[];
}

/** Items of the outermost list of a section, each with the lines that go on it; `isItem` takes other bullets for what they are not. */
export function itemsIn(rows: readonly Row[], isItem: (text: string) => boolean = () => true): Items {
  const items: { text: string; readonly line: number }[] = [];
  const others: Row[] = [];
  let current: { text: string; readonly line: number } | null = null;
  for (const row of rows) {
    const [mark] = row.fenced ? [] : (bullet.exec(row.text) ?? []);
    const own = mark === undefined ? null : row.text.slice(mark.length);
    if (own !== null && isItem(own)) {
      current = { text: own, line: row.line };
      items.push(current);
    } else if (own === null && !row.fenced && current !== null && !isBlank(row)) current.text += ` ${row.text}`;
    else {
      current = null;
      others.push(row);
    }
  }
  return { items: items.map(({ text, line }) => ({ text: oneLine(text), line })).filter(({ text }) => !isPlaceholder(text)), others };
}

/** A list that stands on one line: `a, b`. A comma in braces parts nothing: `src/{a,b}/**`. */
export function listOf(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of oneLine(text.replaceAll("`", ""))) {
    if (letter === "{") depth++;
    if (letter === "}") depth = Math.max(0, depth - 1);
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return [...new Set(parts.map((part) => oneLine(part)).filter((part) => part !== ""))];
}
