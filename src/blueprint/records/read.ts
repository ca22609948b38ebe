import { Failure, type Place } from "../../model/failure.ts";
import { didYouMean } from "../../policy/index.ts";
import { headOf, partsOf } from "./head.ts";
import { argumentOf, isArgument, moreOf, optionOf, outcomeOf } from "./parts.ts";
import type { Consequence, DecisionOption, DecisionRecord } from "./record.ts";
import { type Heading, headingOf, type Item, itemsIn, joined, type Row, type Rows, rowsOf, titleOf } from "./text.ts";

/** Headings of MADR 4.0.0, by what stands below them. */
export const decisionHeadings = {
  context: "Context and Problem Statement",
  drivers: "Decision Drivers",
  options: "Considered Options",
  outcome: "Decision Outcome",
  consequences: "Consequences",
  confirmation: "Confirmation",
  pros: "Pros and Cons of the Options",
  more: "More Information",
} as const;
type Section = keyof typeof decisionHeadings;
/** What a finding of a record is about. */
export type DecisionPart = Section | "title" | "status" | "date" | "decision-makers";

const top: readonly Section[] = ["context", "drivers", "options", "outcome", "pros", "more"];
const inOutcome: readonly Section[] = ["consequences", "confirmation"];
const needed: readonly Section[] = ["context", "options", "outcome"];
/** As earlier versions of MADR and other forms call them. */
const renamed: Readonly<Record<string, string>> = {
  context: "`## Context and Problem Statement`",
  "context and problem": "`## Context and Problem Statement`",
  options: "`## Considered Options`",
  decision: "`## Decision Outcome`",
  status: "`status:` in the head of the file",
  links: "`## More Information`",
  validation: "`### Confirmation` below `## Decision Outcome`",
  consequences: "`### Consequences` below `## Decision Outcome`",
  confirmation: "`### Confirmation` below `## Decision Outcome`",
  "positive consequences": "`### Consequences`, with lines `* Good, because …`",
  "negative consequences": "`### Consequences`, with lines `* Bad, because …`",
};

const mostBytes = 256 * 1024;

/** A record with where its parts stand, or everything that is wrong with its file, one `Failure` (`document-invalid`) each, in the order of the file. */
export type ReadDecision = { readonly record: DecisionRecord; at(part: DecisionPart): Place } | { readonly failures: readonly Failure[] };

/**
 * Reads a decision record in the form of MADR 4.0.0: its headings exactly, its head optional, in any order. Comments, what templates leave (`…`), and text around a list are passed over.
 * Whoever writes to the repository controls it; never throws for what stands in it.
 */
export function readDecision(text: string, file: string): ReadDecision {
  const refused = (sentence: string, hint: string, line = 1) => ({ failures: [new Failure("document-invalid", sentence, { hint, place: { file, line } })] });
  if (Buffer.byteLength(text) > mostBytes) return refused(`A decision record has at most ${mostBytes / 1024} KB.`, "Move what is long into a document of its own, and link it.");
  if (!text.isWellFormed()) return refused("The file is not valid UTF-8 text.", "Save it as UTF-8.");
  const parts = partsOf(text);
  if (parts === null) return refused("The head of the record does not end.", "Close it with a line `---`.");
  const head = parts.head === null ? null : headOf(parts.head, file);
  const body = new Body(rowsOf(parts.body, parts.bodyLine), file);
  const read = body.read();
  const failures = [...(head?.failures ?? []), ...body.failures];
  if (failures.length > 0) return { failures: failures.toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)) };
  const record = { file, number: numberIn(file), ...(head?.head ?? noHead), ...read };
  const headParts: readonly string[] = ["status", "date", "decision-makers"];
  const at = (part: DecisionPart): Place => (headParts.includes(part) ? (head?.at(part) ?? { file, line: 1 }) : { file, line: body.lineOf(part) });
  return { record, at };
}

const noHead = { status: null, supersededBy: null, date: null, decisionMakers: [], consulted: [], informed: [] } as const;

/** The number that a file's name begins with: `0007-a-title.md`, `adr_7.md`. */
export function numberIn(file: string): number | null {
  const [, digits] = /^(?:adr[-_]?)?(\d{1,8})(?=[-_. ])/i.exec(file.slice(file.lastIndexOf("/") + 1)) ?? [];
  return digits === undefined ? null : Number(digits);
}

interface Part {
  readonly heading: Heading;
  readonly line: number;
  readonly rows: readonly Row[];
}

/** What stands below the head, taken apart by headings. */
class Body {
  readonly failures: Failure[] = [];
  readonly #rows: Rows;
  readonly #file: string;
  readonly #lines = new Map<DecisionPart, number>();
  readonly #found = new Map<Section, readonly Row[]>();

  constructor(rows: Rows, file: string) {
    this.#rows = rows;
    this.#file = file;
  }

  lineOf(part: DecisionPart): number {
    return this.#lines.get(part) ?? this.#lines.get("title") ?? 1;
  }

  read() {
    const { rows, open } = this.#rows;
    if (open !== null && "comment" in open) this.#fail(open.line, "A comment begins here and does not end.", "Close it with `-->`.", open.column);
    const title = this.#title(rows);
    this.#place(partsBy(rows, 2), top, 2);
    const [intro, ...below] = partsBy(this.#of("outcome"), 3, true);
    this.#place(below, inOutcome, 3);
    this.#require();
    const { tools, constraints, more } = moreOf(this.#of("more"));
    return {
      title,
      context: joined(this.#of("context")),
      drivers: itemsIn(this.#of("drivers")).items.map(({ text }) => text),
      options: itemsIn(this.#of("options"))
        .items.map(({ text }) => titleOf(text))
        .filter((title) => title !== ""),
      ...outcomeOf(intro?.rows ?? []),
      consequences: itemsIn(this.#of("consequences")).items.flatMap((item) => this.#consequence(item)),
      confirmation: joined(this.#of("confirmation")),
      prosAndCons: this.#options(),
      more,
      tools,
      constraints,
    };
  }

  #title(rows: readonly Row[]): string {
    const titles = rows.filter((row) => headingOf(row)?.level === 1);
    const [first, second] = titles;
    if (first === undefined) this.#fail(rows[0]?.line ?? 1, "The record has no title.", "Begin it with `# ` and what was decided, in a few words.");
    else this.#lines.set("title", first.line);
    if (second !== undefined) this.#fail(second.line, "A record has one title.", "Write the second one with `##`, or move it into a record of its own.");
    const title = first === undefined ? "" : titleOf(headingOf(first)?.title ?? "");
    if (first !== undefined && title === "") this.#fail(first.line, "The title is empty.", "Say what was decided, in a few words.");
    return title;
  }

  #place(parts: readonly Part[], sections: readonly Section[], level: number): void {
    const titles = sections.map((section) => decisionHeadings[section]);
    for (const { heading, line, rows } of parts) {
      const section = sections.find((each) => decisionHeadings[each] === heading.title);
      const marks = "#".repeat(level);
      if (section === undefined)
        this.#fail(line, `A decision record has no heading \`${marks} ${heading.title.slice(0, 100)}\`${level === 3 ? " below its outcome" : ""}.`, meant(heading.title, titles));
      else if (this.#found.has(section)) this.#fail(line, `The heading \`${heading.title}\` stands twice.`, `Put both together; the first is on line ${this.lineOf(section)}.`);
      else {
        this.#found.set(section, rows);
        this.#lines.set(section, line);
      }
    }
  }

  #require(): void {
    // Whoever misspelt a heading is not told that it is missing as well.
    if (this.failures.some(({ message }) => message.startsWith("A decision record has no heading"))) return;
    const { open } = this.#rows;
    const fence = open !== null && "fence" in open ? ` A fence that begins on line ${open.line} does not end.` : "";
    for (const section of needed) {
      if (!this.#found.has(section)) this.#fail(this.lineOf("title"), `The record has no heading \`## ${decisionHeadings[section]}\`.`, `Add it as MADR 4 has it.${fence}`);
    }
  }

  #consequence({ text, line }: Item): Consequence[] {
    const found = argumentOf(text);
    if (!isArgument(text)) this.#fail(line, "A consequence says whether it is good or bad.", "Begin it with `Good, because`, `Bad, because` or `Neutral, because`.");
    return found === null ? [] : [found];
  }

  #options(): DecisionOption[] {
    return partsBy(this.#of("pros"), 3).map(({ heading, line, rows }) => {
      const title = titleOf(heading.title);
      if (title === "") this.#fail(line, "An option has no title.", "Write it as below `Considered Options`.");
      return optionOf(title, rows);
    });
  }

  #of(section: Section): readonly Row[] {
    return this.#found.get(section) ?? [];
  }

  #fail(line: number, sentence: string, hint: string, column?: number): void {
    this.failures.push(new Failure("document-invalid", sentence, { hint, place: { file: this.#file, line, column: column ?? 1 } }));
  }
}

/** Headings of one level with what stands below each, up to the next one or one above it; `intro` puts what stands before the first in front. */
function partsBy(rows: readonly Row[], level: number, intro = false): Part[] {
  const parts: { readonly heading: Heading; readonly line: number; readonly rows: Row[] }[] = intro ? [{ heading: { level, title: "" }, line: rows[0]?.line ?? 1, rows: [] }] : [];
  for (const row of rows) {
    const heading = headingOf(row);
    if (heading?.level === level) parts.push({ heading, line: row.line, rows: [] });
    else parts.at(-1)?.rows.push(row);
  }
  return parts;
}

function meant(title: string, titles: readonly string[]): string {
  const other = renamed[title.toLowerCase()];
  const same = titles.find((each) => each.toLowerCase() === title.toLowerCase());
  if (same !== undefined) return `Did you mean \`${same}\`?`;
  return other === undefined ? didYouMean(title, titles, `It has: ${titles.join(", ")}.`) : `MADR 4 has it as ${other}.`;
}
