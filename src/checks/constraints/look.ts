import go from "@ast-grep/lang-go";
import java from "@ast-grep/lang-java";
import python from "@ast-grep/lang-python";
import { type NapiConfig, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";
import type { Json } from "../../model/canonical.ts";
import type { ConstraintLanguage, ConstraintRule } from "../../model/constraint.ts";
import { type Arrival, Flow } from "./flow.ts";
import { namesOf } from "./names.ts";
import { spanOf } from "./nodes.ts";
import type { Task, TaskAnswer, TaskText } from "./task.ts";

// Only the child process loads this file: grammars and matcher are native code, and texts and rules are anybody's.

const grammars: { readonly [language in ConstraintLanguage]: string } = {
  javascript: "JavaScript",
  typescript: "TypeScript",
  tsx: "Tsx",
  html: "Html",
  css: "Css",
  python: "python",
  java: "java",
  go: "go",
};

/** Findings of one rule: more than anybody keeps, and few enough that whoever reads the answer waits for nothing. */
const mostTold = 1_000;

/** Call it once, before anything is looked at. */
export function registerGrammars(): void {
  registerDynamicLanguage({ python, java, go });
}

/** Looks for every rule in every text of its language. Each finding touches a line that counts. */
export function lookIn({ rules, texts }: Task): TaskAnswer {
  const wrong = rules.flatMap((rule, at) => wrongIn(rule).map((problem) => ({ rule: at, ...problem })));
  const sound = rules.map((rule, at) => ({ rule, at })).filter(({ at }) => !wrong.some((problem) => problem.rule === at));
  const found: TaskAnswer["found"][number][] = [];
  const told = new Map<number, number>();
  const unread: TaskAnswer["unread"][number][] = [];
  for (const [text, each] of texts.entries()) {
    const root = parse(grammars[each.language], readable(each)).root();
    const why = whyUnread(root, each);
    if (why !== null) unread.push({ text, why });
    const mine = sound.filter(({ rule, at }) => rule.languages.includes(each.language) && (each.only === null || each.only === at));
    const bare = mine.length === 0 ? null : withoutComments(root, each);
    for (const one of bare === null ? [root] : [root, bare]) {
      for (const { rule, at } of mine) {
        const left = each.only === null ? mostTold - (told.get(at) ?? 0) : mostTold;
        const few = left <= 0 ? [] : findingsOf(rule, one, each).slice(0, left);
        told.set(at, (told.get(at) ?? 0) + few.length);
        found.push(...few.map((finding) => ({ rule: at, text, ...finding })));
      }
    }
  }
  return { wrong, found, unread };
}

const comments: { readonly [language in ConstraintLanguage]: readonly string[] } = {
  ...{ javascript: ["comment"], typescript: ["comment"], tsx: ["comment"], html: ["comment"], css: ["comment"], python: ["comment"], go: ["comment"] },
  java: ["line_comment", "block_comment"],
};

// A pattern does not match where a comment stands between its parts, so such a text is read once more with blanks in their place. Null for a text without.
function withoutComments(root: SgNode, each: TaskText): SgNode | null {
  const found = root.findAll({ rule: { any: comments[each.language].map((kind) => ({ kind })) } });
  if (!found.some((node) => !/^(?:program|module|source_file|stylesheet|document)$|block$|body$/.test(String(node.parent()?.kind())))) return null;
  const text = readable(each);
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of found.map(spanOf).sort((a, b) => a.start - b.start)) {
    if (start < from) continue;
    parts.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " "));
    from = end;
  }
  return parse(grammars[each.language], parts.join("") + text.slice(from)).root();
}

// The grammars do not know `using` yet, which declares like `const`. Every character stays where it is.
const usingDeclared = /\b(?:await[^\S\n]+)?using(?=[^\S\n]+[A-Za-z_$][\w$]*[^\S\n]*(?::|=(?!=)|of\b))/g;

function readable({ language, text }: TaskText): string {
  return language === "javascript" || language === "typescript" || language === "tsx" ? text.replace(usingDeclared, (word) => "const".padEnd(word.length)) : text;
}

type Found = Omit<TaskAnswer["found"][number], "rule" | "text">;

function findingsOf(rule: ConstraintRule, root: SgNode, { added, language }: TaskText): Found[] {
  const lines = new AddedLines(added);
  const stands = rule.rule === null ? [] : root.findAll(matcher(rule, rule.rule)).filter((node) => lines.touch(node));
  return [...stands.map((node) => ({ ...lines.placeOf(node), message: rule.message })), ...(rule.flow === null ? [] : flowFindings(rule, rule.flow, root, language, lines))];
}

function flowFindings(rule: ConstraintRule, flow: NonNullable<ConstraintRule["flow"]>, root: SgNode, language: ConstraintLanguage, lines: AddedLines): Found[] {
  const sinks = root.findAll(matcher(rule, flow.to));
  if (sinks.length === 0) return [];
  const all = (one: Json | null) => (one === null ? [] : root.findAll(matcher(rule, one)));
  const arrivals = new Flow(root, namesOf(language)).arrivals(all(flow.from), sinks, all(flow.unless));
  return arrivals
    .filter((arrival) => lines.touch(arrival.sink) || lines.touch(arrival.source) || (arrival.by !== null && lines.touch(arrival.by.node)))
    .map((arrival) => toldOf(rule, arrival, lines));
}

function toldOf(rule: ConstraintRule, { sink, source, by }: Arrival, lines: AddedLines): Found {
  const place = lines.placeOf(sink);
  if (by === null) return { ...place, message: rule.message };
  const from = lines.placeOf(source).line;
  const here = `\`${shortened(by.name)}\` has it from line ${from}`;
  return { ...place, message: lines.touch(sink) ? `${rule.message} (${here})` : `${rule.message} (${here}, which this change adds; this line stood before)` };
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

// What a grammar could not make sense of was not looked at, and neither was a name that is spelt in another way than rules spell it.
function whyUnread(root: SgNode, { added }: TaskText): string | null {
  const lines = new AddedLines(added);
  const error = [...(root.kind() === "ERROR" ? [root] : []), ...root.findAll({ rule: { kind: "ERROR" } })].find((node) => lines.touch(node) && !isExportedName(node));
  if (error !== undefined) return `line ${lines.placeOf(error).line} does not read as its language`;
  const odd = root.findAll({ rule: { regex: "^[^\\s'\"`]*(?:\\\\u|[^\\x00-\\x7F])[^\\s'\"`]*$" } }).find((node) => isRespelt(node) && lines.touch(node));
  return odd === undefined ? null : `line ${lines.placeOf(odd).line} spells a name with escapes or look-alike characters`;
}

// The grammars take no reserved word for the name of an export, which carries no value.
function isExportedName(error: SgNode): boolean {
  return /^export_(?:clause|specifier)$/.test(String(error.parent()?.kind())) && /^[\w\s,]*$/.test(error.text());
}

function isRespelt(node: SgNode): boolean {
  if (!/identifier/.test(String(node.kind()))) return false;
  const text = node.text();
  return text.includes("\\u") || text.normalize("NFKC") !== text;
}

function matcher({ constraints, utils }: ConstraintRule, rule: Json): NapiConfig {
  // ast-grep reads its own rules, and refuses what is none of them.
  return { rule, ...(constraints === null ? {} : { constraints }), ...(utils === null ? {} : { utils }) } as unknown as NapiConfig;
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
      if (said !== null) return [{ member: memberOf(said, member), sentence: `${grammars[language]}: ${said}` }];
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
