/** Comments above settings, by their paths; `[]` stands for the first entry of a list: `phases[].checkpoints`. */
export type Comments = Readonly<Record<string, string>>;

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value | undefined };

const width = 150;

/** A value as YAML that a person goes on to edit. Names of people and projects are whatever somebody typed: none of them ends a string. */
export function yamlText(value: { readonly [key: string]: unknown }, comments: Comments): string {
  return `${mapLines(value as { readonly [key: string]: Value }, 0, "", comments).join("\n")}\n`;
}

function mapLines(map: { readonly [key: string]: Value | undefined }, indent: number, path: string, comments: Comments): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const at = path === "" ? key : `${path}.${key}`;
    const says = comments[at];
    return [...(says === undefined ? [] : [...(indent === 0 ? [""] : []), ...commentLines(says, indent)]), ...entryLines(`${scalarText(key)}:`, value, indent, at, comments)];
  });
}

function entryLines(lead: string, value: Value, indent: number, at: string, comments: Comments): string[] {
  const margin = " ".repeat(indent);
  const flat = commented(at, comments) ? null : flowText(value);
  if (typeof value !== "object") return scalarLines(lead, value, indent);
  if (flat !== null && indent + lead.length + 1 + flat.length <= width && isSmall(value)) return [`${margin}${lead} ${flat}`];
  if (Array.isArray(value)) return [`${margin}${lead}`, ...value.flatMap((entry, index) => itemLines(entry, indent + 2, `${at}[]`, index === 0 ? comments : {}))];
  return [`${margin}${lead}`, ...mapLines(value as { readonly [key: string]: Value }, indent + 2, at, comments)];
}

function itemLines(entry: Value, indent: number, at: string, comments: Comments): string[] {
  const margin = " ".repeat(indent);
  if (typeof entry !== "object") return scalarLines("-", entry, indent);
  const flat = commented(at, comments) ? null : flowText(entry);
  if (flat !== null && indent + 2 + flat.length <= width && isSmall(entry)) return [`${margin}- ${flat}`];
  // A comment above the first setting of an entry stands above its dash.
  const lines = mapLines(entry as { readonly [key: string]: Value }, indent + 2, at, comments);
  const first = lines.findIndex((line) => !line.trimStart().startsWith("#"));
  return lines.map((line, index) => (index < first ? line.slice(2) : index === first ? `${margin}- ${line.slice(indent + 2)}` : line));
}

function commented(at: string, comments: Comments): boolean {
  return Object.keys(comments).some((path) => path.startsWith(`${at}.`) || path.startsWith(`${at}[`));
}

/** Lists of scalars, and maps of them: what reads well in one line. */
function isSmall(value: Value): boolean {
  if (Array.isArray(value)) return value.every((entry) => typeof entry !== "object" && String(entry).length <= 32);
  const flat = (entry: Value | undefined) => typeof entry !== "object" || (Array.isArray(entry) && entry.every((one) => typeof one !== "object"));
  return Object.values(value).every((entry) => flat(entry));
}

function flowText(value: Value): string {
  if (typeof value !== "object") return flowScalar(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(flowText).join(", ")}]`;
  const entries = Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [`${scalarText(key)}: ${flowText(entry)}`]));
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function flowScalar(value: string | number | boolean): string {
  return typeof value === "string" ? (/[,[\]{}]/.test(value) ? JSON.stringify(value) : scalarText(value)) : String(value);
}

function scalarLines(lead: string, value: string | number | boolean, indent: number): string[] {
  const margin = " ".repeat(indent);
  const text = typeof value === "string" ? scalarText(value) : String(value);
  if (typeof value !== "string" || indent + lead.length + 1 + text.length <= width || !/^\S+(?: \S+)*$/.test(value)) return [`${margin}${lead} ${text}`];
  return [`${margin}${lead} >-`, ...wrapped(value, width - indent - 2).map((line) => `${margin}  ${line}`)];
}

/** Plain where nothing in it can be taken for anything else. */
function scalarText(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const plain = /^[A-Za-z0-9/][A-Za-z0-9 .,;()'’/_%+=–-]*$/.test(text) && !/^[\d.+-]+(?:e[\d+-]+)?$|^0[xo]|^(?:true|false|null|yes|no|on|off)$|\s$| {2}/i.test(text);
  return plain ? text : JSON.stringify(text);
}

function commentLines(text: string, indent: number): string[] {
  const margin = " ".repeat(indent);
  return wrapped(text, width - indent - 2).map((line) => `${margin}# ${line}`);
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > most) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
