import { evidenceWords, type FolderShare, groundOf, isPerson, type OriginMap, type Share, type Shares } from "../map/index.ts";
import { identityOf } from "../provenance/index.ts";
import { originPieces, percent, plural, share as shareWords } from "./change-page.ts";
import type { Grouping, MapAsked } from "./map-asked.ts";
import type { ReviewShare } from "./map-review-shares.ts";
import { blank, faint, heading, line, type Page, strong, table, under } from "./page.ts";
import { counted, cutMiddle, more, type Row, type SharesSheet, sharesTable } from "./shares-table.ts";
import { originMark, visible } from "./terminal.ts";
import { short } from "./time.ts";

/** Everything that the page of shares is made of. */
export interface MapReading {
  readonly asked: MapAsked;
  readonly map: OriginMap;
  readonly shares: Shares;
  /** Of the lines below a folder or of a file, the root with the empty path; null where there is no ledger to say. */
  readonly reviewOf: ((path: string) => ReviewShare) | null;
}

/** What a screen holds. */
export interface Screen {
  readonly rows: number;
  readonly columns: number;
}

/** What a screen holds besides the rows of the three short tables. */
const besides = 26;
const fewest = 5;
const mostRows = 200;

/** Without a grouping: the totals and the largest of everything, as much as fits the screen. */
export function mapPage(reading: MapReading, { rows, columns }: Screen): Page {
  const { asked, shares } = reading;
  if (asked.by !== null) return [...headPage(reading), ...groupedPage(asked.by, reading, { room: mostRows, columns }), ...unreadablePage(reading)];
  const room = Math.max(fewest, Math.floor((rows - besides) / 2));
  return [
    ...headPage(reading),
    ...section("Folders", sharesTable({ rows: placed(partsOf(shares.root), reading), what: "folder", room, columns, where: "--by folder" })),
    ...section("Tools", toolsTable(shares.tools, "tool", { room, columns, where: "--by tool" })),
    ...section("Authors of the commits, by name", peopleTable(shares.authors, { what: "author", room, columns, where: "--by person" })),
    ...reviewPage(reading),
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
    ...sponsoredPage(shares),
    line(faint(`At ${short(map.commit)}${asked.rev === map.commit ? "" : ` (${asked.rev})`}.`)),
  ];
}

/** Lines that AI wrote or had a part in, by whether a person is named on whose instruction it did. */
export interface Sponsored {
  readonly known: number;
  readonly unknown: number;
}

export function sponsoredIn(shares: Shares): Sponsored {
  const known = personsIn(shares).reduce((sum, { origins }) => sum + origins.ai + origins.mixed, 0);
  return { known, unknown: shares.total.origins.ai + shares.total.origins.mixed - known };
}

function personsIn({ sponsors }: Shares): Shares["sponsors"] {
  return sponsors.filter(({ name, origins }) => origins.ai + origins.mixed > 0 && isPerson(name));
}

const mostNamed = 3;

/** Who answers for what AI wrote, in one sentence. */
function sponsoredPage(shares: Shares): Page {
  const { known, unknown } = sponsoredIn(shares);
  const all = known + unknown;
  if (all === 0) return [];
  const named = personsIn(shares).map(({ name }) => identityOf(name).name || name);
  const who = named.length > mostNamed ? `${named.length} sponsors (see --by person)` : named.sort(inOrder).join(", ");
  const said = known === 0 ? "the evidence names nobody as a sponsor" : `${who} for ${shareWords(known, all)}`;
  return [line(`Who answers for AI's lines: ${said}${known > 0 && unknown > 0 ? `; for ${unknown} (${percent(unknown, all)}) no sponsor is named` : ""}.`)];
}

function groupedPage(by: Grouping, reading: MapReading, { room, columns }: Pick<SharesSheet, "room" | "columns">): Page {
  const { shares } = reading;
  const sheet = { what: by, room, columns, where: "--json" };
  if (by === "folder") return section("Folders", sharesTable({ ...sheet, rows: placed(partsOf(shares.root), reading) }));
  if (by === "file") return section("Files", sharesTable({ ...sheet, rows: placed(filesIn(shares.root), reading) }));
  if (by === "tool") return section("Tools", toolsTable(shares.tools, "tool", sheet));
  if (by === "model") return section("Models", toolsTable(shares.models, "tool and model", sheet));
  if (by === "age") return section("Age before the newest commit", sharesTable({ ...sheet, rows: shares.ages.map((share) => ({ name: ageWords[share.age], share })) }));
  return [
    ...section("Authors of the commits, by name", peopleTable(shares.authors, { ...sheet, what: "author" })),
    ...section(
      "Sponsors: on whose instruction a tool wrote, as the evidence has it; by name",
      shares.sponsors.length === 0 ? [line("It names nobody.")] : peopleTable(shares.sponsors, { ...sheet, what: "sponsor" }),
    ),
    ...namesakePage([shares.authors, shares.sponsors]),
  ];
}

const ageWords = { "30-days": "up to 30 days", "90-days": "up to 90 days", "1-year": "up to a year", "2-years": "up to two years", older: "older" } as const;

// Persons are never ranked: those with the most lines are shown, by name.
function peopleTable(people: Shares["authors"], { room, ...sheet }: Omit<SharesSheet, "rows">): Page {
  const shown = people.slice(0, room).toSorted((a, b) => inOrder(a.name, b.name));
  return sharesTable({ ...sheet, room, rows: [...shown, ...people.slice(room)].map((share) => ({ name: share.name, share })) });
}

function inOrder(one: string, other: string): number {
  return one.localeCompare(other, "en");
}

/** An address is what tells persons apart; that one name stands beside several of them proves nothing. */
function namesakePage(lists: readonly Shares["authors"][]): Page {
  const namesakes = lists.some((people) => {
    const names = people.map(({ name }) => identityOf(name).name.toLowerCase()).filter((name) => name !== "");
    return new Set(names).size < names.length;
  });
  return namesakes ? [line(faint("A name with several addresses stands once for each; whoever is enrolled with theirs (`countersign people add`) stands once."))] : [];
}

function placed(parts: readonly Part[], { reviewOf }: MapReading): Row[] {
  return parts.map(({ path, ...row }) => (reviewOf === null ? row : { ...row, review: reviewOf(path) }));
}

/** A row that stands for a folder or a file. */
export interface Part {
  readonly name: string;
  readonly path: string;
  readonly share: Share;
}

/** What lies in a folder; of the only folder there is, what lies in that. */
export function partsOf(root: FolderShare): Part[] {
  let at = root;
  for (let [only] = at.folders; only !== undefined && at.folders.length === 1 && at.files.length === 0; [only] = at.folders) at = only;
  const parts = [...at.folders.map((share) => ({ name: `${share.path}/`, path: share.path, share })), ...at.files.map((share) => ({ name: share.path, path: share.path, share }))];
  return parts.sort((a, b) => b.share.lines - a.share.lines);
}

export function filesIn(folder: FolderShare): Part[] {
  const files = (at: FolderShare): Part[] => [...at.files.map((share) => ({ name: share.path, path: share.path, share })), ...at.folders.flatMap(files)];
  return files(folder).sort((a, b) => b.share.lines - a.share.lines);
}

/** How many lines are known line by line, and how many only because a commit or a change says so of all it adds. */
function toolsTable(tools: readonly ToolShare[], what: string, { room, columns, where }: Omit<SharesSheet, "rows" | "what">): Page {
  const rows = tools.slice(0, room).map((share) => {
    const byLine = share.known.filter(({ grain }) => grain === "line").reduce((sum, { lines }) => sum + lines, 0);
    return {
      cells: [String(share.lines), counted(byLine, share.lines), counted(share.lines - byLine, share.lines)],
      name: visible([share.tool ?? "not named", share.model].filter(Boolean).join(" ")),
    };
  });
  const heads = ["lines", "by line", "by commit or change only"];
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map(({ cells }) => cells[at]?.length ?? 0)));
  const right = (cells: readonly string[]) => cells.map((cell, at) => cell.padStart(widths[at] ?? 0));
  const left = columns - widths.reduce((sum, each) => sum + each + 2, 0);
  const body = rows.map(({ cells, name }) => [...right(cells), cutMiddle(name, left)]);
  const note = rows.length === 0 ? [] : [line(faint("What is known of a whole commit or change may include a person's lines."))];
  return [...table([...right(heads), what], body, "The evidence says of no line that a tool wrote it."), ...more(tools.length - rows.length, where), ...note];
}

type ToolShare = Share & { readonly tool: string | null; readonly model?: string | null };

/** How many lines came with a change that somebody approved. */
function reviewPage({ reviewOf, shares }: MapReading): Page {
  if (reviewOf === null || shares.total.lines === 0) return [];
  const all = shares.total.lines;
  const { approved, notApproved, unavailable, last } = reviewOf("");
  return section("Review, as far as the ledger knows", [
    under(
      2,
      `${shareWords(approved, all, "lines")} came with a change that somebody approved${last === null ? "" : `, last ${last.person} on ${last.time.slice(0, 10)} (${last.change})`}`,
    ),
    ...(notApproved === 0 ? [] : [under(2, `${shareWords(notApproved, all)} came with a change that nobody approved`)]),
    ...(unavailable === 0 ? [] : [under(2, `${shareWords(unavailable, all)} unavailable: the ledger knows no change that they came with`)]),
  ]);
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
