import { evidenceWords, type FolderShare, groundOf, type OriginMap, type Share, type Shares } from "../map/index.ts";
import type { Origin } from "../model/origin.ts";
import { originPieces, percent, plural } from "./change-page.ts";
import type { Grouping, MapAsked } from "./map-asked.ts";
import { blank, faint, heading, line, type Page, strong, table, under } from "./page.ts";
import { originMark, type Piece } from "./terminal.ts";
import { short } from "./time.ts";

/** Everything that the page of shares is made of. */
export interface MapReading {
  readonly asked: MapAsked;
  readonly map: OriginMap;
  readonly shares: Shares;
  /** The newest approval of a change with any line below a folder or in a file; null where there is no ledger to say. */
  readonly lastReview: ((path: string) => LastReview | null) | null;
}

export interface LastReview {
  readonly change: string;
  readonly person: string;
  /** RFC 3339, UTC. */
  readonly time: string;
}

const order: readonly Origin[] = ["ai", "mixed", "unknown", "human"];
/** What a screen holds besides the rows of the three short tables. */
const besides = 26;
const fewest = 5;
const mostRows = 200;

/** Without a grouping: the totals and the largest of everything, as much as fits a screen of `rows` lines. */
export function mapPage(reading: MapReading, rows: number): Page {
  const { asked, shares } = reading;
  if (asked.by !== null) return [...headPage(reading), ...groupedPage(asked.by, reading, mostRows), ...unreadablePage(reading)];
  const room = Math.max(fewest, Math.floor((rows - besides) / 2));
  return [
    ...headPage(reading),
    ...section("Folders", sharesTable(partsOf(shares.root), "folder", room, "--by folder", reading)),
    ...section("Tools", toolsTable(shares.tools, room)),
    ...section("Authors of the commits", sharesTable(byName(shares.authors, room), "author", room, "--by person")),
    ...section("What the shares rest on", evidencePage(reading)),
    ...unreadablePage(reading),
  ];
}

function section(title: string, lines: Page): Page {
  return [blank, heading(title), ...lines];
}

function headPage({ asked, map, shares }: MapReading): Page {
  const { total } = shares;
  const where = asked.paths.length === 0 ? "" : ` under ${asked.paths.join(", ")}`;
  const since = asked.since === null ? "" : ` that came after ${asked.since.rev}`;
  return [
    line(
      strong(`${plural(total.lines, "line")}${since} in ${plural(filesIn(shares.root).filter(({ share }) => share.lines > 0).length, "file")}${where}: `),
      ...(total.lines === 0 ? ["nothing to share out."] : originPieces(total.origins)),
    ),
    ...total.known.map(({ origin, lines, ...how }) => under(2, originMark(origin), ` ${origin} ${lines} (${percent(lines, total.lines)}) — ${groundOf({ origin, ...how })}`)),
    line(faint(`At ${short(map.commit)}${asked.rev === map.commit ? "" : ` (${asked.rev})`}.`)),
  ];
}

function groupedPage(by: Grouping, reading: MapReading, room: number): Page {
  const { shares } = reading;
  if (by === "folder") return section("Folders", sharesTable(partsOf(shares.root), "folder", room, "--json", reading));
  if (by === "file") return section("Files", sharesTable(filesIn(shares.root), "file", room, "--json", reading));
  if (by === "tool") return section("Tools", toolsTable(shares.tools, room));
  if (by === "model") return section("Models", toolsTable(shares.models, room));
  if (by === "age") {
    const rows = shares.ages.map((share) => ({ name: ageWords[share.age], share }));
    return section("Age before the newest commit", sharesTable(rows, "age", room, "--json"));
  }
  return [
    ...section("Authors of the commits", sharesTable(byName(shares.authors, room), "author", room, "--json")),
    ...section(
      "People whom the evidence names as having prompted a tool",
      shares.sponsors.length === 0 ? [line("It names nobody.")] : sharesTable(byName(shares.sponsors, room), "sponsor", room, "--json"),
    ),
  ];
}

const ageWords = { "30-days": "up to 30 days", "90-days": "up to 90 days", "1-year": "up to a year", "2-years": "up to two years", older: "older" } as const;

interface Row {
  readonly name: string;
  readonly share: Share;
  /** The path, where it has one. */
  readonly path?: string;
}

// Persons are never ranked: those with the most lines are shown, by name.
function byName(shares: Shares["authors"], room: number): Row[] {
  const rows = shares.map((share): Row => ({ name: share.name, share }));
  return [...rows.slice(0, room).sort((a, b) => (a.name < b.name ? -1 : 1)), ...rows.slice(room)];
}

/** What lies in a folder; of the only folder there is, what lies in that. */
export function partsOf(root: FolderShare): Row[] {
  let at = root;
  for (let [only] = at.folders; only !== undefined && at.folders.length === 1 && at.files.length === 0; [only] = at.folders) at = only;
  const parts = [...at.folders.map((share) => ({ name: `${share.path}/`, path: share.path, share })), ...at.files.map((share) => ({ name: share.path, path: share.path, share }))];
  return parts.sort((a, b) => b.share.lines - a.share.lines);
}

export function filesIn(folder: FolderShare): Row[] {
  const files = (at: FolderShare): Row[] => [...at.files.map((share) => ({ name: share.path, path: share.path, share })), ...at.folders.flatMap(files)];
  return files(folder).sort((a, b) => b.share.lines - a.share.lines);
}

function sharesTable(rows: readonly Row[], what: string, room: number, where: string, reading?: MapReading): Page {
  const shown = rows.slice(0, room);
  const last = reading?.lastReview ?? null;
  const cells = shown.map(({ name, share, path = "" }): Piece[] => [
    ...order.map((origin) => part(share.origins[origin], share.lines)),
    String(share.lines),
    ...(last === null ? [] : [lastWords(last(path))]),
    name,
  ]);
  const heads = ["▌ai", "▒mixed", "┊unknown", "human", "lines", ...(last === null ? [] : ["last review"]), what];
  return [...table(heads, padded(cells, heads), "There is none."), ...more(rows.length - shown.length, where)];
}

function lastWords(review: LastReview | null): string {
  return review === null ? "unavailable" : `${review.person}, ${review.time.slice(0, 10)}`;
}

// Figures stand under each other.
function padded(rows: readonly (readonly Piece[])[], heads: readonly string[]): Piece[][] {
  const figures = order.length + 1;
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => String(row[at]).length)));
  return rows.map((row) => row.map((cell, at) => (at < figures && typeof cell === "string" ? cell.padStart(widths[at] ?? 0) : cell)));
}

function part(lines: number, whole: number): string {
  return lines === 0 ? "0" : `${lines} (${percent(lines, whole)})`;
}

function more(left: number, where: string): Page {
  return left > 0 ? [line(faint(`and ${left} more; see ${where}`))] : [];
}

/** How many lines are known line by line, and how many only because a commit or a change says so of all it adds. */
function toolsTable(tools: readonly (Share & { readonly tool: string | null; readonly model?: string | null })[], room: number): Page {
  const rows = tools.slice(0, room).map((share): Piece[] => {
    const byLine = share.known.filter(({ grain }) => grain === "line").reduce((sum, { lines }) => sum + lines, 0);
    return [String(share.lines), part(byLine, share.lines), part(share.lines - byLine, share.lines), [share.tool ?? "not named", share.model].filter(Boolean).join(" ")];
  });
  const heads = ["lines", "known line by line", "by commit or change only", "tool"];
  const note = rows.length === 0 ? [] : [line(faint("What is known of a whole commit or change may include a person's lines."))];
  return [...table(heads, rows, "The evidence says of no line that a tool wrote it."), ...more(tools.length - rows.length, "--by tool"), ...note];
}

function evidencePage({ asked, map, shares }: MapReading): Page {
  return [
    ...(asked.since === null ? [] : [under(2, `Of all lines, also those from before ${asked.since.rev}:`)]),
    ...evidenceWords(map, shares).map(({ sentence, code }) => under(2, sentence, ...(code === null ? [] : [faint(` ${code}`)]))),
  ];
}

function unreadablePage({ map }: MapReading): Page {
  const files = map.files.filter(({ settled }) => settled === "unreadable").map(({ path }) => path);
  if (files.length === 0) return [];
  return [
    ...section("Could not be read", [line("Nobody can tell whose the lines of these files are, so they count nowhere: an object of their history is missing.")]),
    ...files.slice(0, mostRows).map((path) => under(2, path)),
    ...more(files.length - mostRows, "--json"),
  ];
}
