import { code } from "./disclosure-markdown.ts";
import type { AssessedGate, RepositoryGaps } from "./repository-gaps.ts";

/** The assessment to be kept or sent. What authors typed stands in code spans, where nothing of it is a link, a mention or HTML. */
export function repositoryGapsMarkdown(gaps: RepositoryGaps, project: string): string {
  const open = gaps.gates.filter(({ due }) => due !== null);
  const of = (state: AssessedGate["state"]) => gaps.gates.filter((gate) => gate.state === state);
  const blocks = [
    `# Gates of ${code(project)}`,
    `${gapsSentence(gaps)} Looked at on ${gaps.today}${gaps.commit === null ? "" : `, commit ${gaps.commit.slice(0, 12)}`}, in the files of the repository alone.`,
    ...(open.length === 0 ? [] : ["## To be closed", rows(["Gate", "What is there", "Why", "What to do", "Owner", "Due"], open.map(openRow))]),
    ...section("## Not to be read from here", of("unknown")),
    ...section("## There", of("met")),
    ...section("## Not needed", of("not-needed")),
    "## What this rests on",
    [
      ...gaps.gates.map(
        ({ title, needs, supports }) =>
          `- ${title}: ${[...needs.map((need) => code(need)), ...(needs.length === 0 ? ["the AI-ready baseline"] : [])].join(", ")}; evidence that supports ${supports.join(", ")}`,
      ),
      "- A control is supported by evidence, never met by a gate alone. Settings of platforms are not read, and never taken for met.",
      ...gaps.unread.map((sentence) => `- ${code(sentence)}`),
    ].join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** `7 of 18 gates are there, 6 are missing or incomplete, 5 cannot be told from here.` */
export function gapsSentence({ counts, gates }: RepositoryGaps): string {
  const asked = gates.length - counts["not-needed"];
  const open = counts.missing + counts.partly;
  return `${counts.met} of ${asked} gates ${counts.met === 1 ? "is" : "are"} there, ${open} ${open === 1 ? "is" : "are"} missing or incomplete, ${counts.unknown} cannot be told from here.`;
}

function openRow({ title, found, why, mend, owner, due, severity }: AssessedGate): string[] {
  return [title, code(found), why, safe(mend), owner === null ? "nobody was found" : `${code(owner.name)} (${code(owner.basis)})`, `${due} (${severity})`];
}

function section(title: string, gates: readonly AssessedGate[]): string[] {
  return gates.length === 0
    ? []
    : [
        title,
        rows(
          ["Gate", "What is there"],
          gates.map(({ title: gate, found }) => [gate, code(found)]),
        ),
      ];
}

function rows(head: readonly string[], cells: readonly (readonly string[])[]): string {
  const row = (each: readonly string[]) => `| ${each.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...cells.map(row)].join("\n");
}

// Our own words, but for a bar, which ends a cell.
function safe(text: string): string {
  return text.replaceAll("|", "\\|");
}
