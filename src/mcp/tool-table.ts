import type { TokenScope } from "../model/fact.ts";

/** Reading changes nothing; proposing records what somebody else then judges. There is no third kind. */
export type ToolKind = "read" | "propose";

interface ToolRow {
  readonly name: string;
  readonly does: string;
  readonly kind: ToolKind;
  /** What a token must be issued for. */
  readonly scope: TokenScope;
  /** The same call again changes nothing more. */
  readonly idempotent: boolean;
  /** It may ask a machine that is neither this one nor the server. */
  readonly open: boolean;
}

/**
 * Every tool there is. None approves, waives, resolves an escalation, grants a qualification or changes a policy, and a test holds the served list against this table: a new tool is a row here
 * first. The guide's table is written from it.
 */
export const toolTable = [
  { name: "get_rules", does: "rules for given paths", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "list_constraints", does: "constraints with their checks", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "get_lessons", does: "lessons for given paths", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "search_decisions", does: "decision records", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "classify_change", does: "types and tier of a diff, with rules that fired", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "explain_gate", does: "what is missing, who can give it", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "gate_status", does: "current verdict with reason codes", kind: "read", scope: "read", idempotent: true, open: false },
  { name: "check_dependency", does: "what is known of a package and version", kind: "read", scope: "read", idempotent: true, open: true },
  { name: "record_provenance", does: "attach a provenance record", kind: "propose", scope: "propose", idempotent: false, open: false },
  { name: "attach_evidence", does: "attach a report", kind: "propose", scope: "evidence", idempotent: true, open: false },
  { name: "request_review", does: "ask for a turn", kind: "propose", scope: "propose", idempotent: true, open: false },
  { name: "ask_human", does: "raise an escalation with a question", kind: "propose", scope: "propose", idempotent: true, open: false },
] as const satisfies readonly ToolRow[];

export type ToolName = (typeof toolTable)[number]["name"];

/** What a client is told beforehand. They are hints only: the server authorises. */
export function annotationsOf({ kind, idempotent, open }: Pick<ToolRow, "kind" | "idempotent" | "open">) {
  return { readOnlyHint: kind === "read", destructiveHint: false, idempotentHint: idempotent, openWorldHint: open };
}

export function rowOf(name: ToolName): (typeof toolTable)[number] {
  const row = toolTable.find((each) => each.name === name);
  if (row === undefined) throw new TypeError(`no tool is called ${name}`);
  return row;
}

/** The table as the guide has it. */
export function toolTableText(): string {
  const rows = toolTable.map(({ name, does, kind, scope }) => `| \`${name}\` | ${does} | ${kind} | \`${scope}\` |`);
  return ["| tool | does | kind | scope of the token |", "|---|---|---|---|", ...rows].join("\n");
}
