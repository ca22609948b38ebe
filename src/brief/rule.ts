/** Sections of the brief, in the order in which they stand. */
export const sections = {
  decide: "Who decides",
  paths: "Paths that you leave alone",
  stop: "When to stop and ask",
  constraints: "Constraints",
  tools: "Tools",
  disclose: "How to disclose",
  lessons: "Lessons",
  checks: "What must hold before a person looks",
  types: "What you touch, and what it asks for",
} as const;
export type Section = keyof typeof sections;

/** One rule for agents. */
export interface BriefRule {
  /** Id of its reason: the place in the policy, or the record that it comes from. */
  readonly id: string;
  readonly section: Section;
  readonly level: "MUST" | "MUST NOT";
  /** What follows the level, without a full stop. */
  readonly says: string;
  /** The command that checks it. */
  readonly check: string;
  /** Globs; empty where it holds everywhere. */
  readonly paths: readonly string[];
  /** How much is at stake, 0 to 100: what is cut for size is cut from below. */
  readonly risk: number;
}

/** Rules of this risk or more are never cut. */
export const neverCut = 90;

/** `- MUST NOT write `src/pay/**`. Check: `countersign check`. [ai.tools.codex.not-paths]` */
export function ruleLine({ level, says, check, id }: BriefRule): string {
  const text = oneLine(says);
  return `- ${level} ${text}${/[.?!]$/.test(text) ? "" : "."} Check: \`${check}\`. [${id}]`;
}

/** The rules in a text of ours, by their ids. */
export function rulesIn(text: string): Map<string, string> {
  const found = text.split("\n").flatMap((line): [string, string][] => {
    const [, id] = /^- MUST(?: NOT)? .*\[([^\][\s]+)\]$/.exec(line) ?? [];
    return id === undefined ? [] : [[id, line]];
  });
  return new Map(found);
}

/**
 * Text of a policy or a record as it stands in a line of ours: nothing in it ends the line, opens a comment, or is invisible. Whoever writes it could otherwise put rules into the brief that
 * nobody sees in the policy.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, "")
    .replaceAll("<!--", "<! --")
    .replaceAll("-->", "-- >")
    .trim();
}

/** A glob or name as code. A backtick would end it. */
export function code(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'")}\``;
}

/** The first few of a list as code, and how many more there are. */
export function codes(list: readonly string[], most = 6): string {
  const rest = list.length - most;
  return `${list.slice(0, most).map(code).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
