import { cannotApprove } from "./process-rules.ts";
import { type BriefRule, neverCut, ruleLine, type Section, sections } from "./rule.ts";

/** How much a text may have. */
export interface Room {
  readonly lines: number;
  /** Bytes in UTF-8. */
  readonly bytes: number;
}

export interface Fitted {
  readonly text: string;
  /** Ids of rules that were left out, the weightiest first. */
  readonly cut: readonly string[];
}

export interface Heading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The rules under their sections, as many as fit: what is least at stake is left out first, and the text says what was. What must never be left out stays, whatever its size. */
export function fitted(heading: Heading, rules: readonly BriefRule[], room: Room): Fitted {
  const byRisk = rules.map((rule, at) => ({ rule, at })).toSorted((a, b) => b.rule.risk - a.rule.risk || a.at - b.at);
  const fixed = byRisk.filter(({ rule }) => rule.risk >= neverCut).length;
  for (let kept = byRisk.length; ; kept--) {
    const stays = new Set(byRisk.slice(0, kept).map(({ rule }) => rule));
    const cut = byRisk.slice(kept).map(({ rule }) => rule.id);
    const text = bodyOf(
      heading,
      rules.filter((rule) => stays.has(rule)),
      cut,
    );
    if (kept <= fixed || fits(text, room)) return { text, cut };
  }
}

function fits(text: string, { lines, bytes }: Room): boolean {
  return linesOf(text) <= lines && Buffer.byteLength(text) <= bytes;
}

/** Lines of a text that ends without a line feed. */
export function linesOf(text: string): number {
  return text.split("\n").length;
}

function bodyOf({ title, lines }: Heading, rules: readonly BriefRule[], cut: readonly string[]): string {
  const parts = (Object.keys(sections) as Section[]).flatMap((section) => {
    const own = rules.filter((rule) => rule.section === section);
    return own.length === 0 ? [] : ["", `### ${sections[section]}`, "", ...(section === "decide" ? [`**${cannotApprove}**`, ""] : []), ...own.map(ruleLine)];
  });
  return [`## ${title}`, "", ...lines, ...parts, ...cutLines(cut)].join("\n");
}

const mostNamed = 12;

function cutLines(cut: readonly string[]): string[] {
  if (cut.length === 0) return [];
  const more = cut.length > mostNamed ? ` and ${cut.length - mostNamed} more` : "";
  return ["", `Left out for size: ${cut.slice(0, mostNamed).join(", ")}${more}. The tool \`get_rules\` of \`countersign mcp\` answers with all that hold for a path.`];
}
