import { type NapiConfig, parse, type SgNode } from "@ast-grep/napi";
import type { Json } from "../../model/canonical.ts";
import type { ConstraintLanguage, ConstraintRule } from "../../model/constraint.ts";
import { Before } from "./before.ts";
import type { Arrival } from "./flow.ts";
import { type Fault, grammars, matcher, readingOf } from "./reading.ts";
import type { Task, TaskAnswer, TaskText } from "./task.ts";

// Only the child process loads this file: grammars and matcher are native code, and texts and rules are anybody's.

/** Findings of one rule: more than anybody keeps, and few enough that whoever reads the answer waits for nothing. */
const mostTold = 1_000;

/** Looks for every rule in every text of its language: in the lines that count, or, where a text is given with what it was, in the others for what is there only now. */
export function lookIn({ rules, texts }: Task): TaskAnswer {
  const wrong = rules.flatMap((rule, at) => wrongIn(rule).map((problem) => ({ rule: at, ...problem })));
  const sound = rules.map((rule, at) => ({ rule, at })).filter(({ at }) => !wrong.some((problem) => problem.rule === at));
  const found: TaskAnswer["found"][number][] = [];
  const beside: number[] = [];
  const told = new Map<number, number>();
  const unread: TaskAnswer["unread"][number][] = [];
  for (const [text, each] of texts.entries()) {
    const mine = sound.filter(({ rule, at }) => rule.languages.includes(each.language) && (each.only === null || each.only === at));
    const { why, others, byRule } = lookAt(
      each,
      mine.map(({ rule }) => rule),
    );
    if (why !== null) unread.push({ text, why });
    if (others) beside.push(text);
    for (const [place, { at }] of mine.entries()) {
      const left = each.only === null ? mostTold - (told.get(at) ?? 0) : mostTold;
      const few = (byRule[place] ?? []).slice(0, Math.max(0, left));
      told.set(at, (told.get(at) ?? 0) + few.length);
      found.push(...few.map((finding) => ({ rule: at, text, ...finding })));
    }
  }
  return { wrong, found, beside, unread };
}

interface LookedAt {
  readonly why: string | null;
  /** Whether something stands in lines that were not looked at. */
  readonly others: boolean;
  readonly byRule: readonly (readonly Found[])[];
}

function lookAt(each: TaskText, rules: readonly ConstraintRule[]): LookedAt {
  const now = readingOf(each);
  const lines = new AddedLines(each.added);
  if (each.before !== undefined) {
    const before = new Before(readingOf({ ...each, text: each.before.text }), each.before.hunks);
    const why = whyUnread(
      now.faults().filter((fault) => !lines.touch(fault.node) && before.lacksFault(fault)),
      lines,
    );
    const byRule = rules.map((rule) =>
      toldOf(
        rule,
        now.matches(rule).filter((match) => !touches(lines, match) && before.lacks(rule, match)),
        lines,
      ),
    );
    return { why, others: false, byRule };
  }
  const faults = now.faults().filter(({ node }) => lines.touch(node));
  const all = rules.map((rule) => now.matches(rule));
  const here = all.map((matches) => matches.filter((match) => touches(lines, match)));
  const others = faults.length < now.faults().length || here.some((matches, at) => matches.length < (all[at]?.length ?? 0));
  return { why: whyUnread(faults, lines), others, byRule: rules.map((rule, at) => toldOf(rule, here[at] ?? [], lines)) };
}

function touches(lines: AddedLines, { sink, source, by }: Arrival): boolean {
  return lines.touch(sink) || lines.touch(source) || (by !== null && lines.touch(by.node));
}

type Found = Omit<TaskAnswer["found"][number], "rule" | "text">;

/** What is said of matches, of those at one place once. */
function toldOf(rule: ConstraintRule, matches: readonly Arrival[], lines: AddedLines): Found[] {
  const places = new Map<string, Found>();
  for (const match of matches) {
    const { line, column } = lines.placeOf(match.sink);
    const place = `${line}:${column}`;
    if (!places.has(place)) places.set(place, { line, column, message: messageOf(rule, match, lines) });
  }
  return [...places.values()];
}

function messageOf({ message }: ConstraintRule, { sink, source, by }: Arrival, lines: AddedLines): string {
  const stood = !touches(lines, { sink, source, by });
  if (by === null) return stood ? `${message} (this line stood before; with this change it breaks the rule)` : message;
  const here = `\`${shortened(by.name)}\` has it from line ${lines.placeOf(source).line}`;
  if (stood) return `${message} (${here}; both lines stood before, and with this change the one reaches the other)`;
  return lines.touch(sink) ? `${message} (${here})` : `${message} (${here}, which this change adds; this line stood before)`;
}

function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

class AddedLines {
  readonly #ranges: TaskText["added"];

  constructor(ranges: TaskText["added"]) {
    this.#ranges = ranges;
  }

  touch(node: SgNode): boolean {
    return this.#first(node) !== null;
  }

  /** The first of the node's lines that counts, else its first. */
  placeOf(node: SgNode): { readonly line: number; readonly column: number } {
    const { start } = node.range();
    const line = this.#first(node);
    return line === null || line <= start.line + 1 ? { line: start.line + 1, column: start.column + 1 } : { line, column: 1 };
  }

  #first(node: SgNode): number | null {
    const { start, end } = node.range();
    const [first, last] = [start.line + 1, end.column === 0 && end.line > start.line ? end.line : end.line + 1];
    const range = this.#ranges.find((each) => each.start <= last && each.end >= first);
    return range === undefined ? null : Math.max(range.start, first);
  }
}

function whyUnread([fault]: readonly Fault[], lines: AddedLines): string | null {
  if (fault === undefined) return null;
  const { line } = lines.placeOf(fault.node);
  return fault.kind === "error" ? `line ${line} does not read as its language` : `line ${line} spells a name with escapes or look-alike characters`;
}

function wrongIn(rule: ConstraintRule): { readonly member: string; readonly sentence: string }[] {
  const parts: readonly (readonly [string, Json | null])[] = [
    ["rule", rule.rule],
    ["flow.from", rule.flow?.from ?? null],
    ["flow.to", rule.flow?.to ?? null],
    ["flow.unless", rule.flow?.unless ?? null],
  ];
  for (const [member, part] of parts) {
    for (const language of part === null ? [] : rule.languages) {
      const said = refusal(language, matcher(rule, part));
      if (said !== null) return [{ member: memberOf(said, member), sentence: inOurWords(language, said) }];
    }
  }
  return [];
}

function refusal(language: ConstraintLanguage, config: NapiConfig): string | null {
  try {
    parse(grammars[language], "").root().findAll(config);
    return null;
  } catch (error) {
    return inOneLine(error instanceof Error ? error.message : String(error));
  }
}

const names = { javascript: "JavaScript", typescript: "TypeScript", tsx: "Tsx", html: "HTML", css: "CSS", python: "Python", java: "Java", go: "Go" } as const;

// What people get wrong most is said plainly; the rest as ast-grep says it.
function inOurWords(language: ConstraintLanguage, said: string): string {
  const name = names[language];
  const [, kind] = /Kind `([^`]*)` is invalid/.exec(said) ?? [];
  if (kind !== undefined) return `${name} has no kind of node \`${kind}\``;
  const [, field] = /invalid field ([\w-]+)/.exec(said) ?? [];
  if (field !== undefined) return `${name} has no field \`${field}\``;
  const [, rule] = /Rule `([^`]*)` is not defined/.exec(said) ?? [];
  if (rule !== undefined) return `there is no rule \`${rule}\` in its \`utils\``;
  const [, pattern] = /Multiple AST nodes are detected\. Please check the pattern source `([\s\S]*)`/.exec(said) ?? [];
  if (pattern !== undefined) return `in ${name} the pattern \`${pattern}\` is more than one node`;
  return `ast-grep says (${name}): ${said.replace(/^`rule` is not configured correctly\. /, "").replace(/\.$/, "")}`;
}

function memberOf(said: string, member: string): string {
  const [, named] = /`(constraints|utils)`/.exec(said) ?? [];
  return named ?? member;
}

function inOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^[\s|>-]+/, "").trim())
    .filter((line) => line !== "" && !/^\^+$/.test(line))
    .join(" ")
    .slice(0, 500);
}
