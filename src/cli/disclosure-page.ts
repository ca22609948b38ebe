import type { Origin } from "../model/origin.ts";
import { type Disclosure, type DisclosurePart, findingWords, type Gap, limitsOf, originWords, shareOf, subjectSentence, withoutReviews } from "../reading/index.ts";
import { plural } from "./change-page.ts";
import { blank, faint, heading, line, type Page, strong, table, under } from "./page.ts";

const mostRows = 12;

/** A disclosure on a terminal. `taken` says which range was taken where nobody named one. */
export function disclosurePage(disclosure: Disclosure, taken: readonly string[]): Page {
  const { brought, held, findings, subject } = disclosure;
  return [
    line(subjectSentence(disclosure, (text) => text)),
    ...taken.map((sentence) => line(faint(sentence))),
    ...(brought === null ? [] : partPage(subject.kind === "change" ? "What the change adds" : "What the release brought", brought, disclosure)),
    ...(held === null ? [] : partPage(subject.kind === "release" ? "What the release holds" : "What the project holds", held, disclosure)),
    ...(findings.length === 0
      ? []
      : [blank, heading("What the evidence says of itself"), ...findings.map(({ code, count }) => under(2, `${count} × ${findingWords[code]} `, faint(code)))]),
    blank,
    heading("Limits"),
    ...limitsOf(disclosure).map((sentence) => under(2, sentence.replaceAll("*", "").replaceAll("`", ""))),
  ];
}

/** Names may be long: they stand in the last column, which is wrapped beneath itself. */
function partPage(title: string, part: DisclosurePart, { undeclared }: Disclosure): Page {
  const { lines, origins, known, tools } = part;
  const word = (origin: Origin) => (origin === "unknown" && undeclared === "treat-as-ai" ? "unknown, treated as AI" : originWords[origin]);
  const rows = (["ai", "mixed", "human", "unknown"] as const).map((origin) => [word(origin), String(origins[origin]), shareOf(origins[origin], lines)]);
  const evidence = known.filter(({ method }) => method !== "none").map((row) => [originWords[row.origin], row.method, row.grain ?? "", row.confidence, String(row.lines)]);
  const wrote = tools.map((row) => [String(row.lines), `${row.tool ?? "not named"}, ${row.model ?? "model not named"}`]);
  return [
    blank,
    heading(title),
    ...table(["who wrote it", "lines", "share"], rows, ""),
    ...rowsOf(["how it is known", "evidence", "grain", "confidence", "lines"], evidence),
    ...rowsOf(["lines", "tool and model"], wrote),
    ...rowsOf(["lines", "who answers for AI's lines"], answering(part)),
    ...(origins.ai + origins.mixed === 0 ? [] : reviews(part)),
  ];
}

function answering({ answering: people, unanswered }: DisclosurePart): string[][] {
  const rows = people.map(({ who, as, lines }) => [String(lines), `${who}, ${as}`]);
  return unanswered === 0 ? rows : [...rows, [String(unanswered), "nobody is named"]];
}

function reviews({ reviews: known, origins }: DisclosurePart): Page {
  if (typeof known === "string") return [blank, line(faint("who reviewed AI's lines")), line(withoutReviews(known) ?? "")];
  const rest = origins.ai + origins.mixed - known.approved;
  const rows = known.people.map(({ who, lines }) => [String(lines), who]);
  return rowsOf(["lines", "who approved AI's lines"], rest === 0 ? rows : [...rows, [String(rest), "unavailable"]]);
}

function rowsOf(head: readonly string[], rows: readonly string[][]): Page {
  if (rows.length === 0) return [];
  const more = rows.length - mostRows;
  return [blank, ...table(head, rows.slice(0, mostRows), ""), ...(more > 0 ? [line(faint(`and ${more} more; see --format markdown`))] : [])];
}

/** The answer of `--check`: each gap in a sentence with how it is closed, or one sentence that nothing is missing. */
export function gapsPage(gaps: readonly Gap[], fine: string): Page {
  if (gaps.length === 0) return [line(strong(fine))];
  return [
    line(strong(`${plural(gaps.length, "gap")} in what has to be disclosed.`)),
    ...gaps.flatMap(({ sentence, how, code }) => [blank, under(2, sentence, " ", faint(code)), under(2, how)]),
  ];
}
