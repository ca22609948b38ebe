import type { Consequence, DecisionOption, DecisionRecord } from "./record.ts";
import { isBlank, isBullet, itemsIn, joined, listOf, markdownOf, oneLine, type Row, reasonOf, rowsOf, titleOf } from "./text.ts";

// Parts of a record that text and structure share: what is told from the text of a file is told from the fields that are to be written as well.

/** The sentence that names the chosen option, and what stands behind it. */
export type Outcome = Pick<DecisionRecord, "chosen" | "because" | "outcome">;

const quotes: Readonly<Record<string, string>> = { '"': '"', "“": "”", "'": "'", "`": "`" };

/** Reads `Chosen option: "X", because …`; null for anything else. */
function chosenIn(sentence: string): { readonly chosen: string; readonly because: string } | null {
  const [begin = "", open = ""] = /^chosen option: ?(.)/i.exec(sentence) ?? [];
  const close = quotes[open];
  if (close === undefined) return null;
  const rest = sentence.slice(begin.length);
  const [at, mark] = [`${close}, because `, `${close} because `]
    .map((each) => [rest.indexOf(each), each] as const)
    .filter(([found]) => found >= 0)
    .sort(([a], [b]) => a - b)[0] ?? [-1, ""];
  // Reasons may follow as a list, which is text of the outcome.
  const whole = rest.replace(/(?:\.|,? because:?)$/, "");
  const chosen = at >= 0 ? rest.slice(0, at) : whole.endsWith(close) ? whole.slice(0, -close.length) : "";
  const title = titleOf(chosen);
  return title === "" ? null : { chosen: title, because: at < 0 ? "" : reasonOf(rest.slice(at + mark.length)) };
}

export function sentenceOf({ chosen, because }: Pick<Outcome, "chosen" | "because">): string {
  return `Chosen option: "${chosen}"${because === "" ? "" : `, because ${because}`}${/[!?…]$/.test(because) ? "" : "."}`;
}

export function outcomeOf(rows: readonly Row[]): Outcome {
  const begin = rows.findIndex((row) => !isBlank(row));
  const after = rows.findIndex((row, at) => at > begin && (isBlank(row) || row.fenced || isBullet(row)));
  const end = after < 0 ? rows.length : after;
  const first = begin < 0 ? [] : rows.slice(begin, end);
  const found = first.some(({ fenced }) => fenced) ? null : chosenIn(oneLine(first.map(({ text }) => text).join(" ")));
  return found === null ? { chosen: null, because: "", outcome: joined(rows) } : { ...found, outcome: joined(rows.slice(end)) };
}

/** The same of fields; a chosen option that makes no sentence is text. */
export function outcomeAgain({ chosen, because, outcome }: Outcome): Outcome {
  const sentence = chosen === null ? "" : oneLine(sentenceOf({ chosen: titleOf(chosen), because: reasonOf(because) }));
  return outcomeOf(rowsOf(markdownOf(`${sentence}\n\n${outcome}`, 3)).rows);
}

const argument = /^(good|bad|neutral)[,:]?\s+because(?:\s+|$)/i;

export function isArgument(text: string): boolean {
  return argument.test(text);
}

export function argumentOf(text: string): Consequence | null {
  const [begin, effect = ""] = argument.exec(text) ?? [];
  const because = reasonOf(text.slice(begin?.length ?? 0));
  return begin === undefined || because === "" ? null : { effect: effect.toLowerCase() as Consequence["effect"], because };
}

export function optionOf(title: string, rows: readonly Row[]): DecisionOption {
  const { items, others } = itemsIn(rows, isArgument);
  return { title, says: joined(others), arguments: items.flatMap(({ text }) => argumentOf(text) ?? []) };
}

export interface More extends Pick<DecisionRecord, "tools" | "constraints" | "more"> {
  readonly paths: readonly string[];
}

const listed = /^ {0,3}(?:[*+-][ \t]+)?(AI tools|Constraints|Paths):(.*)$/i;

/** The lines that name tools, constraints and paths, and the rest. Paths stay in the text, at its beginning, because nothing but lessons reads them. */
export function moreOf(rows: readonly Row[]): More {
  const found = rows.map((row) => (row.fenced ? null : listed.exec(row.text)));
  const named = (name: string) => listOf(found.flatMap((match) => (match?.[1]?.toLowerCase() === name ? [match[2] ?? ""] : [])).join(", "));
  const paths = named("paths");
  const rest = joined(rows.filter((_, at) => found[at] === null));
  const more = [...(paths.length === 0 ? [] : [pathsLine(paths)]), ...(rest === "" ? [] : [rest])].join("\n\n");
  return { tools: named("ai tools"), constraints: named("constraints"), paths, more };
}

export function pathsLine(paths: readonly string[]): string {
  return `* Paths: ${paths.map((path) => `\`${path}\``).join(", ")}`;
}

/** Globs under which the lessons of a record hold, from its line `Paths:`; empty where they hold everywhere. */
export function recordPaths({ more }: Pick<DecisionRecord, "more">): readonly string[] {
  return moreOf(rowsOf(more).rows).paths;
}
