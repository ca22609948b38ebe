import { visible } from "../git/index.ts";
import type { Origin } from "../model/origin.ts";
import type { Disclosure, DisclosurePart, Reviews } from "./disclosure.ts";
import { findingWords } from "./finding-words.ts";

/** What every disclosure begins with, so that one can be told from other files. */
export const disclosureTitle = "# AI disclosure";

const mostCommits = 50;
const mostFolders = 20;

export const originWords: Readonly<Record<Origin, string>> = { ai: "AI", mixed: "AI and a person", human: "a person", unknown: "unknown" };

/** A disclosure for people. What authors typed stands in code spans, where nothing of it is a link, a mention or HTML. */
export function disclosureMarkdown(disclosure: Disclosure): string {
  const { brought, held, commits, findings } = disclosure;
  const blocks = [
    `${disclosureTitle}${disclosure.subject.product === null ? "" : `: ${code(disclosure.subject.product)}`}`,
    subjectSentence(disclosure, code),
    ...(brought === null ? [] : [`## ${disclosure.subject.kind === "change" ? "What the change adds" : "What the release brought"}`, ...part(brought, disclosure)]),
    ...(held === null ? [] : [`## What ${disclosure.subject.kind === "release" ? "the release" : "the project"} holds`, ...part(held, disclosure)]),
    ...(commits.length === 0 ? [] : ["## Commits with AI's lines", commitTable(commits)]),
    ...(findings.length === 0
      ? []
      : ["## What the evidence says of itself", findings.map(({ code: name, count }) => `- ${count} × ${findingWords[name]} (\`${name}\`)`).join("\n")]),
    "## Limits",
    limitsOf(disclosure)
      .map((sentence) => `- ${sentence}`)
      .join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** `Of commit 1a2b3c4d5e6f, all lines of all text files.` `show` makes what somebody typed safe. */
export function subjectSentence({ subject: { kind, called, revision, since } }: Disclosure, show: (text: string) => string): string {
  const at = (name: string | null, id: string | null) => [name === null ? "" : show(name), id === null ? "" : `commit ${id.slice(0, 12)}`].filter(Boolean).join(", ");
  const from = since === null ? "" : at(since.called, since.revision);
  if (kind === "change") return `Of the lines that the change from ${from} to ${at(called, revision)} adds.`;
  const of = at(called, revision);
  const whole = `Of every line of every text file${of === "" ? "" : ` at ${of}`}${revision === null ? ", this file left out" : ""}.`;
  return since === null ? whole : `${whole} Brought is what stands there and did not at ${from}.`;
}

/** What whoever reads the shares has to know to read them rightly. */
export function limitsOf({ undeclared, unreadable, brought, held }: Disclosure): string[] {
  const unknown = (held ?? brought)?.origins.unknown ?? 0;
  const taken = undeclared === null ? "" : undeclared === "deny" ? " The policy refuses changes that add such lines." : " The policy treats them as AI's.";
  return [
    `*Unknown* means that no evidence says who wrote a line; it never means a person.${unknown > 0 ? taken : ""}`,
    "Evidence is what commits, notes, traces and declarations say. Nothing is guessed from how code looks, and what nobody recorded is not known.",
    "Evidence of the grain `commit` or `change` may take in lines that a person wrote.",
    "Lines that were deleted, and files that are not text, are not counted. Prompts and transcripts are no part of it.",
    ...(unreadable === 0 ? [] : [`The history of ${unreadable} file${unreadable === 1 ? "" : "s"} can't be read; no line of theirs is counted.`]),
  ];
}

export function shareOf(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

/** Why nobody is named who reviewed, in one sentence; null where somebody is. */
export function withoutReviews(reviews: Reviews): string | null {
  if (reviews === "elsewhere") return "Reviews come after this file; the ledger has them.";
  return reviews === "unavailable" ? "Unavailable: no ledger here knows a decision on these commits, which says nothing about reviews elsewhere." : null;
}

function part({ lines, origins, known, tools, folders, reviews, ...people }: DisclosurePart, disclosure: Disclosure): string[] {
  const ai = origins.ai + origins.mixed;
  const rows = (["ai", "mixed", "human", "unknown"] as const).map((origin) => [originWord(origin, disclosure), origins[origin], shareOf(origins[origin], lines)]);
  if (lines === 0) return ["No line of text."];
  return [
    table(["who wrote it", "lines", "share"], [...rows, ["all", lines, ""]]),
    ...(known.every(({ origin }) => origin === "unknown")
      ? []
      : [
          "How that is known:",
          table(
            ["who wrote it", "evidence", "grain", "confidence", "lines"],
            known.filter(({ origin }) => origin !== "unknown").map((row) => [originWords[row.origin], row.method, row.grain ?? "–", row.confidence, row.lines]),
          ),
        ]),
    ...(ai === 0
      ? []
      : [
          "Tools:",
          table(
            ["tool", "model", "lines"],
            tools.map((row) => [named(row.tool), named(row.model), row.lines]),
          ),
        ]),
    ...(ai === 0 ? [] : ["Where:", folderTable(folders)]),
    ...(ai === 0 ? [] : ["People who answer for these lines:", answeringTable(people)]),
    ...(ai === 0 ? [] : ["Who reviewed them:", reviewTable(reviews, ai)]),
  ];
}

function originWord(origin: Origin, { undeclared }: Disclosure): string {
  if (origin !== "unknown") return originWords[origin];
  return undeclared === "treat-as-ai" ? "*unknown*, treated as AI" : "*unknown*";
}

function named(name: string | null): string {
  return name === null ? "not named" : code(name);
}

function folderTable(folders: DisclosurePart["folders"]): string {
  const with_ = folders.filter(({ ai }) => ai > 0);
  const rows = with_.slice(0, mostFolders).map(({ path, lines, ai }) => [path === "." ? "files above all folders" : code(`${path}/`), ai, lines, shareOf(ai, lines)]);
  const more = with_.length - mostFolders;
  return table(["folder", "AI's lines", "all lines", "share"], more > 0 ? [...rows, [`and ${more} more`, "", "", ""]] : rows);
}

function answeringTable({ answering, unanswered, withheld }: Pick<DisclosurePart, "answering" | "unanswered" | "withheld">): string {
  const rows = answering.map(({ who, as, lines }): Cell[] => [code(who), as === "sponsor" ? "had the tool write them" : "author of the commit", lines]);
  const said = table(["person", "as", "lines"], unanswered === 0 ? rows : [...rows, ["nobody is named", "", unanswered]]);
  return withheld === 0 ? said : `${said}\n\nFor ${withheld} of these lines a note names somebody who authored no commit here; the name stays in the note.`;
}

function reviewTable(reviews: Reviews, ai: number): string {
  if (typeof reviews === "string") return withoutReviews(reviews) ?? "";
  const rows = reviews.people.map(({ who, lines }): Cell[] => [code(who), lines]);
  return table(["approved by", "lines"], reviews.approved === ai ? rows : [...rows, ["unavailable", ai - reviews.approved]]);
}

function commitTable(commits: Disclosure["commits"]): string {
  const rows = commits.slice(0, mostCommits).map(({ id, author, subject, ai }): Cell[] => [id.slice(0, 12), code(subject), code(author), ai]);
  const more = commits.length - mostCommits;
  return table(["commit", "subject", "author", "AI's lines"], more > 0 ? [...rows, ["", `and ${more} more; see \`--json\``, "", ""]] : rows);
}

type Cell = string | number;

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

// A pipe ends a cell even between backticks.
export function code(text: string): string {
  const shown = visible(text).replaceAll("`", "'").replaceAll("\\", "\\\\").replaceAll("|", "\\|").trim();
  return shown === "" ? "nameless" : `\`${shown}\``;
}
