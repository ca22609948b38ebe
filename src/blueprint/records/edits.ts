import { type DecisionHead, headOf, partsOf } from "./head.ts";
import type { DecisionFinding } from "./lint.ts";

const after: Readonly<Record<string, readonly string[]>> = {
  accepted: ["accepted", "superseded", "deprecated"],
  superseded: ["superseded"],
  deprecated: ["deprecated", "superseded"],
};

/**
 * Holds a record at one commit against the same file at a later one, null where it is gone: an accepted record is superseded, never edited. Its status, what supersedes it and the day of that
 * may change; line ends and white space at the end of lines are no text.
 */
export function editsOfAccepted(file: string, before: string, now: string | null): DecisionFinding[] {
  const old = read(before, file);
  const allowed = after[old?.head.status ?? ""];
  if (old === null || allowed === undefined) return [];
  const hint = "Take it back, write a new record, and run `countersign adr supersede`.";
  if (now === null) return [{ code: "accepted-removed", severity: "error", says: "The record was accepted and is gone.", hint, place: { file } }];
  const edited = (says: string, line: number): DecisionFinding[] => [{ code: "accepted-edited", severity: "error", says, hint, place: { file, line } }];
  const next = read(now, file);
  if (next === null) return edited("The head of an accepted record was changed to what does not read.", 1);
  if (!allowed.includes(next.head.status ?? "")) return edited(`The record was ${old.head.status} and is ${next.head.status ?? "without a status"} now.`, 1);
  if (people(old.head) !== people(next.head)) return edited("Who decided or was asked was changed after the record was accepted.", 1);
  const line = next.lines.findIndex((each, at) => each !== old.lines[at]);
  const differs = line >= 0 ? line : next.lines.length < old.lines.length ? next.lines.length - 1 : -1;
  return differs < 0 ? [] : edited("The text of an accepted record was changed.", next.bodyLine + differs);
}

function read(text: string, file: string): { readonly head: DecisionHead; readonly lines: readonly string[]; readonly bodyLine: number } | null {
  const parts = partsOf(text);
  const head = parts === null || parts.head === null ? null : headOf(parts.head, file);
  if (parts === null || head === null || head.failures.length > 0) return null;
  const lines = parts.body
    .trimEnd()
    .split(/\r\n?|\n/)
    .map((line) => line.trimEnd());
  return { head: head.head, lines, bodyLine: parts.bodyLine };
}

function people({ decisionMakers, consulted, informed }: DecisionHead): string {
  return JSON.stringify([decisionMakers, consulted, informed]);
}
