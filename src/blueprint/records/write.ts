import { headAgain, headLines } from "./head.ts";
import { moreOf, optionOf, outcomeAgain, pathsLine, recordPaths, sentenceOf } from "./parts.ts";
import { decisionHeadings } from "./read.ts";
import type { Consequence, DecisionOption, DecisionRecord } from "./record.ts";
import { isPlaceholder, listOf, markdownOf, reasonOf, rowsOf, titleOf } from "./text.ts";

/**
 * A record in the form of MADR 4.0.0. `readDecision` reads all of it back, and what was read is written the same again. Sections without content are left out but for the three that every
 * record has. No empty line stands above the title: published tools take the first line behind the head for it.
 */
export function writeDecision(record: DecisionRecord): string {
  const { title, context, drivers, options, chosen, because, outcome, consequences, confirmation, prosAndCons, more, tools, constraints, ...rest } = again(record);
  const head = headLines(rest);
  const blocks = [
    `# ${title}`,
    `## ${decisionHeadings.context}`,
    context,
    ...section(`## ${decisionHeadings.drivers}`, list(drivers)),
    `## ${decisionHeadings.options}`,
    list(options),
    `## ${decisionHeadings.outcome}`,
    chosen === null ? "" : sentenceOf({ chosen, because }),
    outcome,
    ...section(`### ${decisionHeadings.consequences}`, list(consequences.map(argumentText))),
    ...section(`### ${decisionHeadings.confirmation}`, confirmation),
    ...section(`## ${decisionHeadings.pros}`, prosAndCons.map(optionText).join("\n\n")),
    ...section(`## ${decisionHeadings.more}`, moreText({ tools, constraints, more })),
  ];
  const lines = head.length === 0 ? "" : ["---", ...head, "---", ""].join("\n");
  return `${lines}${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function again(record: DecisionRecord): DecisionRecord {
  const titles = (all: readonly string[]) => all.map(titleOf).filter((title) => !isPlaceholder(title));
  const { tools, constraints, more } = moreOf(rowsOf(markdownOf(record.more, 2)).rows);
  return {
    ...record,
    ...headAgain(record),
    title: titleOf(record.title) || "Untitled",
    context: markdownOf(record.context, 2),
    drivers: titles(record.drivers),
    options: titles(record.options),
    ...outcomeAgain(record),
    consequences: argumentsAgain(record.consequences),
    confirmation: markdownOf(record.confirmation, 3),
    prosAndCons: record.prosAndCons.map(optionAgain),
    tools: listOf([...record.tools, ...tools].join(", ")),
    constraints: listOf([...record.constraints, ...constraints].join(", ")),
    more,
  };
}

function argumentsAgain(all: readonly Consequence[]): Consequence[] {
  return all.map(({ effect, because }) => ({ effect, because: reasonOf(because) })).filter(({ because }) => because !== "");
}

function optionAgain({ title, says, arguments: given }: DecisionOption): DecisionOption {
  const own = titleOf(title) || "Untitled";
  const found = optionOf(own, rowsOf(markdownOf(says, 3)).rows);
  return { title: own, says: found.says, arguments: [...found.arguments, ...argumentsAgain(given)] };
}

function section(heading: string, content: string): string[] {
  return content === "" ? [] : [heading, content];
}

function list(items: readonly string[]): string {
  return items.map((item) => `* ${item}`).join("\n");
}

function argumentText({ effect, because }: Consequence): string {
  return `${effect[0]?.toUpperCase()}${effect.slice(1)}, because ${because}`;
}

function optionText({ title, says, arguments: given }: DecisionOption): string {
  return [`### ${title}`, says, list(given.map(argumentText))].filter((block) => block !== "").join("\n\n");
}

function moreText({ tools, constraints, more }: Pick<DecisionRecord, "tools" | "constraints" | "more">): string {
  const paths = recordPaths({ more });
  const named = [
    ...(tools.length === 0 ? [] : [`* AI tools: ${tools.join(", ")}`]),
    ...(constraints.length === 0 ? [] : [`* Constraints: ${constraints.join(", ")}`]),
    ...(paths.length === 0 ? [] : [pathsLine(paths)]),
  ];
  const rest = paths.length === 0 ? more : more.slice(pathsLine(paths).length).trimStart();
  return [named.join("\n"), rest].filter((block) => block !== "").join("\n\n");
}

/** A record to fill in: every heading is there, and what belongs below it is said in a comment, which no reader takes for content. */
export function draftDecision({ title, date }: { readonly title: string; readonly date: string }): string {
  const part = (heading: string, says: string) => [heading, `<!-- ${says} -->`];
  const blocks = [
    `# ${titleOf(title) || "Untitled"}`,
    ...part(`## ${decisionHeadings.context}`, "What has to be decided, and why now? Two or three sentences."),
    ...part(`## ${decisionHeadings.drivers}`, "What weighs: one line `* …` each."),
    ...part(`## ${decisionHeadings.options}`, "At least two, by their titles: `* SQLite`"),
    ...part(`## ${decisionHeadings.outcome}`, 'Chosen option: "SQLite", because it is one file.'),
    ...part(`### ${decisionHeadings.consequences}`, "`* Good, because …` and `* Bad, because …`"),
    ...part(`### ${decisionHeadings.confirmation}`, "What keeps it: the criterion or constraint of the policy, such as criterion `tests-pass`"),
    ...part(`## ${decisionHeadings.pros}`, "`### SQLite`, and below it `* Good, because …`, `* Neutral, because …`, `* Bad, because …`"),
    ...part(`## ${decisionHeadings.more}`, "`* AI tools: claude-code`, `* Constraints: no-identifier-in-logs`, and where its lessons hold: `* Paths: src/store/**`"),
  ];
  return `---\nstatus: proposed\ndate: ${date}\n---\n${blocks.join("\n\n")}\n`;
}
