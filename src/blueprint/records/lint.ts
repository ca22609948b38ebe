import type { Place } from "../../model/failure.ts";
import type { Policy } from "../../model/policy.ts";
import { didYouMean } from "../../policy/index.ts";
import { type DecisionPart, numberIn } from "./read.ts";
import type { DecisionRecord } from "./record.ts";

/** Everything that the lint of a decision record can say; codes are stable. */
export type DecisionCode =
  | "context-missing"
  | "options-few"
  | "chosen-missing"
  | "chosen-unknown"
  | "option-unknown"
  | "consequences-missing"
  | "confirmation-missing"
  | "confirmation-unknown"
  | "confirmation-without-gate"
  | "decision-makers-missing"
  | "date-missing"
  | "status-missing"
  | "successor-missing"
  | "successor-unknown"
  | "number-missing"
  | "number-twice"
  | "tool-unknown"
  | "constraint-unknown"
  | "accepted-edited"
  | "accepted-removed";

export interface DecisionFinding {
  readonly code: DecisionCode;
  readonly severity: "error" | "warning";
  readonly says: string;
  readonly hint: string;
  readonly place: Place;
}

export interface DecisionContext {
  /** Null where none is at hand, so that no name is held against it. */
  readonly policy: Policy | null;
  /** Files of all records of the repository, this one with them. */
  readonly files: readonly string[];
}

type Placed = (part: DecisionPart) => Place;

/** What is wrong with a record although it reads. What an accepted record must have is only still to be done in a proposed one, and so a warning there. */
export function lintDecision(record: DecisionRecord, context: DecisionContext, at: Placed = () => ({ file: record.file })): DecisionFinding[] {
  return [...contentFindings(record, at), ...headFindings(record, context, at), ...nameFindings(record, context, at)];
}

/** What keeps a record from being accepted: what has to stand in it, but for who decided and when, which accepting says. */
export function unacceptable(record: DecisionRecord, context: DecisionContext, at?: Placed): DecisionFinding[] {
  return lintDecision({ ...record, status: "accepted", date: "2000-01-01", decisionMakers: ["somebody"] }, context, at).filter(({ severity }) => severity === "error");
}

function found(code: DecisionCode, severity: DecisionFinding["severity"], says: string, hint: string, place: Place): DecisionFinding {
  return { code, severity, says, hint, place };
}

function contentFindings(record: DecisionRecord, at: Placed): DecisionFinding[] {
  const { status, context, options, chosen, consequences, confirmation, prosAndCons } = record;
  const severity = status === "accepted" ? "error" : "warning";
  const lack = (missing: boolean, code: DecisionCode, part: DecisionPart, says: string, hint: string) => (missing ? [found(code, severity, says, hint, at(part))] : []);
  const unknown = chosen !== null && options.length > 0 && !options.includes(chosen) ? chosen : null;
  return [
    ...lack(context === "", "context-missing", "context", "Nothing says what had to be decided.", "Say it below `Context and Problem Statement`."),
    ...lack(
      options.length < 2,
      "options-few",
      "options",
      options.length === 0 ? "No option is named." : "Only one option is named.",
      "Name at least two below `Considered Options`.",
    ),
    ...lack(chosen === null, "chosen-missing", "outcome", "Nothing says which option was chosen.", 'Begin `Decision Outcome` with `Chosen option: "…", because …`.'),
    ...lack(
      unknown !== null,
      "chosen-unknown",
      "outcome",
      `“${unknown}” was chosen and is none of the options.`,
      didYouMean(unknown ?? "", options, "Call it as below `Considered Options`."),
    ),
    ...lack(consequences.length === 0, "consequences-missing", "consequences", "No consequence is named.", "Say what gets better and what gets worse, below `Consequences`."),
    ...lack(
      confirmation === "",
      "confirmation-missing",
      "confirmation",
      "Nothing says what keeps the decision.",
      "Name a criterion or constraint of the policy below `Confirmation`.",
    ),
    ...prosAndCons
      .filter(({ title }) => options.length > 0 && !options.includes(title))
      .map(({ title }) =>
        found("option-unknown", "warning", `“${title}” is weighed and is none of the options.`, didYouMean(title, options, "Call it as below `Considered Options`."), at("pros")),
      ),
  ];
}

function headFindings(record: DecisionRecord, { files }: DecisionContext, at: Placed): DecisionFinding[] {
  const { file, number, status, supersededBy, date, decisionMakers } = record;
  const accepted = status === "accepted";
  const twice = number === null ? null : besides(file, number, files);
  const error = (fails: boolean, code: DecisionCode, part: DecisionPart, says: string, hint: string) => (fails ? [found(code, "error", says, hint, at(part))] : []);
  return [
    ...error(status === null, "status-missing", "status", "The record has no status.", "Write `status: proposed` into its head."),
    ...error(accepted && decisionMakers.length === 0, "decision-makers-missing", "decision-makers", "Nobody is named who decided it.", "Name them under `decision-makers`."),
    ...error(accepted && date === null, "date-missing", "date", "Nothing says when it was decided.", "Write `date: 2026-11-23` into its head."),
    ...error(status === "superseded" && supersededBy === null, "successor-missing", "status", "Nothing says by what it is superseded.", "Write `status: superseded by ADR-0123`."),
    ...error(
      supersededBy !== null && successor(supersededBy, file, files) === null,
      "successor-unknown",
      "status",
      `${supersededBy} is no other record of this folder.`,
      "Name it by its number, such as ADR-0012.",
    ),
    ...(number === null ? [found("number-missing", "warning", "The file has no number.", "Call it such as `0007-where-facts-are-kept.md`.", at("title"))] : []),
    ...error(twice !== null, "number-twice", "title", `${twice} has the same number.`, "Give the newer one the next free number."),
  ];
}

/** The file of the other record that `superseded by` names, out of the same folder; null where there is none. */
export function successor(named: string, file: string, files: readonly string[]): string | null {
  return besides(file, Number(/\d{1,8}/.exec(named)?.[0] ?? Number.NaN), files);
}

/** The first other file of the same folder with this number. */
function besides(file: string, number: number, files: readonly string[]): string | null {
  return (
    numbered(files)
      .get(placeOf(file, number))
      ?.find((each) => each !== file) ?? null
  );
}

const known = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

// Each record asks of the same list, and whoever writes to the repository chooses how long it is.
function numbered(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = known.get(files) ?? Map.groupBy(files, (each) => placeOf(each, numberIn(each)));
  known.set(files, found);
  return found;
}

function placeOf(file: string, number: number | null): string {
  return `${folderOf(file)}${number}`;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function nameFindings({ confirmation, status, tools, constraints }: DecisionRecord, { policy }: DecisionContext, at: Placed): DecisionFinding[] {
  if (policy === null) return [];
  const names = { tools: policy.ai.tools.map(({ tool }) => tool), constraints: policy.constraints.map(({ id }) => id), criteria: Object.keys(policy.criteria) };
  const unknown = (code: DecisionCode, what: string, all: readonly string[], known: readonly string[], part: DecisionPart) =>
    all.filter((name) => !known.includes(name)).map((name) => found(code, "error", `The policy has no ${what} \`${name}\`.`, didYouMean(name, known, listing(known)), at(part)));
  const gate = [...names.constraints, ...names.criteria];
  const { said, quoted } = namedIn(confirmation);
  const without = status === "accepted" && confirmation !== "" && !quoted.some((name) => gate.includes(name)) && said.length === 0;
  return [
    ...unknown("tool-unknown", "AI tool", tools, names.tools, "more"),
    ...unknown("constraint-unknown", "constraint", constraints, names.constraints, "more"),
    ...unknown("confirmation-unknown", "criterion or constraint", said, gate, "confirmation"),
    ...(without
      ? [
          found(
            "confirmation-without-gate",
            "warning",
            "What keeps the decision is no criterion and no constraint of the policy.",
            "Name one, such as criterion `tests-pass`.",
            at("confirmation"),
          ),
        ]
      : []),
  ];
}

function listing(names: readonly string[]): string {
  return names.length === 0 ? "It has none yet." : `It has ${names.slice(0, 8).join(", ")}${names.length > 8 ? " and more" : ""}.`;
}

const quote = /(\b(?:criterion|criteria|constraints?)\s+)?`(?:(?:criteria|constraints)\.)?([A-Za-z0-9][\w.-]{0,100})`(?:,?\s+and\s+|,\s*)?/gi;

/** Names in backticks, and those of them that are said to be a criterion or constraint: criterion `tests-pass`, constraints `a` and `b`, `criteria.tests-pass`. */
function namedIn(text: string): { readonly said: readonly string[]; readonly quoted: readonly string[] } {
  const [said, quoted]: [string[], string[]] = [[], []];
  let end = -1;
  for (const match of text.matchAll(quote)) {
    const [all, word, name = ""] = match;
    const goesOn = end === match.index;
    quoted.push(name);
    if (word !== undefined || goesOn || /`(?:criteria|constraints)\./i.test(all)) {
      said.push(name);
      end = match.index + all.length;
    }
  }
  return { said, quoted };
}
