/*
 * Small pieces of YAML for a policy that a person goes on to edit. Names of paths and people are whatever somebody committed: none of them may end a comment or a string.
 */

/** A scalar as it may stand in a block or between brackets. */
export function scalar(text: string): string {
  return /^[A-Za-z0-9./][A-Za-z0-9 ./_-]{0,500}$/.test(text) && !/^[\d.-]+$|^(?:true|false|null|yes|no|on|off)$|\s$/i.test(text) ? text : JSON.stringify(text);
}

/** What somebody else typed, in one short line. */
export function plain(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const width = 150;

/** A comment, wrapped beneath its own indent. */
export function comment(indent: number, text: string): string[] {
  const margin = `${" ".repeat(indent)}# `;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && margin.length + line.length + 1 + word.length > width) {
      lines.push(margin + line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, margin + line];
}

/** A list in one line where it fits, else one entry a line. */
export function list(indent: number, key: string, entries: readonly string[]): string[] {
  const margin = " ".repeat(indent);
  const flat = `${margin}${key}: [${entries.map(scalar).join(", ")}]`;
  if (flat.length <= width) return [flat];
  return [`${margin}${key}:`, ...entries.map((entry) => `${margin}  - ${scalar(entry)}`)];
}
