import { headOf, partsOf, statusText } from "./head.ts";
import { numberIn } from "./read.ts";
import type { DecisionRecord } from "./record.ts";
import { headingOf, rowsOf, titleOf } from "./text.ts";

/** A record as far as a list needs it. */
export type ListedDecision = Pick<DecisionRecord, "file" | "number" | "title" | "status" | "supersededBy" | "date">;

/** Title, status and date of any Markdown file, also of one that is no MADR: then the status is null unless its head says one. */
export function glanceDecision(text: string, file: string): ListedDecision {
  const parts = partsOf(text) ?? { head: null, body: text, bodyLine: 1 };
  const { status = null, supersededBy = null, date = null } = parts.head === null ? {} : headOf(parts.head, file).head;
  const heading = rowsOf(parts.body).rows.flatMap((row) => (headingOf(row)?.level === 1 ? [headingOf(row)?.title ?? ""] : []))[0] ?? "";
  return { file, number: numberIn(file), title: titleOf(heading) || file.slice(file.lastIndexOf("/") + 1).replace(/\.md$/, ""), status, supersededBy, date };
}

/** The table of records, each linked from a file in the folder of the records, or from another one (`holder`). */
export function decisionIndex(records: readonly ListedDecision[], holder?: string): string {
  if (records.length === 0) return "No decision record.\n";
  const sorted = records.toSorted((a, b) => (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER) || (a.file < b.file ? -1 : 1));
  const rows = sorted.map((record) => {
    const name = record.number === null ? "—" : String(record.number).padStart(4, "0");
    return `| [${name}](${linkTo(record.file, holder)}) | ${cell(record.title)} | ${cell(statusText(record)) || "—"} | ${record.date ?? "—"} |`;
  });
  return `${["| number | decision | status | date |", "|---|---|---|---|", ...rows].join("\n")}\n`;
}

function cell(text: string): string {
  return text.replace(/([\\|<])/g, "\\$1");
}

function linkTo(file: string, holder: string | undefined): string {
  const [to, from] = [file.split("/"), (holder ?? file).split("/").slice(0, -1)];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same).map(encodeURIComponent)].join("/");
}

/** The file of a new record: under the next number of its folder, a name that every file system takes. */
export function newDecisionFile(folder: string, files: readonly string[], title: string): string {
  const numbers = files.filter((file) => file.startsWith(`${folder}/`)).map((file) => numberIn(file) ?? 0);
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 80)
    .replace(/-$/, "");
  return `${folder}/${String(Math.max(0, ...numbers) + 1).padStart(4, "0")}-${words || "decision"}.md`;
}
