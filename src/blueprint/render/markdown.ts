import { visible } from "../../git/marks.ts";

// Everything that people typed reaches the documents through this file, so that no text of theirs becomes markup (C13).

/** Text on one line: no mark-up, nothing hidden. Backticks around a piece, as people write names of settings, make it code. */
export function inline(text: string): string {
  return pieces(text)
    .map(({ piece, isCode }) => (isCode ? code(piece) : escaped(piece)))
    .join("");
}

/** As `inline`, and nothing of it begins a list, a heading or a rule where it stands first on a line. */
export function sentence(text: string): string {
  return atStart(inline(text));
}

/** A name or a setting as code. */
export function code(text: string): string {
  const shown = oneLine(text);
  if (shown === "") return "";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const room = longest > 0 ? " " : "";
  return `${fence}${room}${shown.replaceAll("|", "\\|")}${room}${fence}`;
}

/** What people wrote over several lines: paragraphs, and lists of lines that begin with `- `. */
export function prose(text: string): string[] {
  const blocks = text.replace(/\r\n?/g, "\n").split(/\n\s*\n/);
  return apart(blocks.map(block).filter((lines) => lines.length > 0));
}

function block(text: string): string[] {
  const lines: { isItem: boolean; text: string }[] = [];
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const item = /^\s*[-*]\s+(.*)$/.exec(line)?.[1];
    const last = lines.at(-1);
    if (item !== undefined || last === undefined) lines.push({ isItem: item !== undefined, text: item ?? line.trim() });
    else last.text = `${last.text} ${line.trim()}`;
  }
  // A list needs an empty line between itself and the text above it, or it would go on with it.
  return lines.flatMap((line, at) => [...(at > 0 && line.isItem && lines[at - 1]?.isItem === false ? [""] : []), line.isItem ? `- ${sentence(line.text)}` : sentence(line.text)]);
}

export function list(items: readonly string[]): string[] {
  return items.map((item) => `- ${sentence(item)}`);
}

/** A table of cells that are Markdown already, such as `inline` makes them; an empty cell says so. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => (cell.trim() === "" ? "–" : cell)).join(" | ")} |`;
  return rows.length === 0 ? [] : [line(heads), line(heads.map(() => "---")), ...rows.map(line)];
}

/** Blocks with an empty line between them. */
export function apart(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((lines) => lines.length > 0).flatMap((lines, at) => (at === 0 ? lines : ["", ...lines]));
}

function pieces(text: string): { piece: string; isCode: boolean }[] {
  return text.split(/`([^`\n]+)`/).map((piece, at) => ({ piece, isCode: at % 2 === 1 }));
}

function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, " ").trim());
}

// A backslash before any ASCII punctuation is that character (CommonMark 2.4), so `&lt;` and `<b>` stay what they look like.
function escaped(text: string): string {
  return visible(text.replace(/\s+/g, " ")).replace(/[\\`*_[\]<>|~&!#]/g, "\\$&");
}

function atStart(text: string): string {
  return text
    .trim()
    .replace(/^([-+=:])/, "\\$1")
    .replace(/^(\d{1,9})([.)])/, "$1\\$2");
}
