import go from "@ast-grep/lang-go";
import java from "@ast-grep/lang-java";
import python from "@ast-grep/lang-python";
import { type NapiConfig, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";
import type { Json } from "../../model/canonical.ts";
import type { ConstraintLanguage, ConstraintRule } from "../../model/constraint.ts";
import { type Arrival, Flow } from "./flow.ts";
import { namesOf } from "./names.ts";
import { spanOf } from "./nodes.ts";
import type { TaskText } from "./task.ts";

// Only the child process loads this file: grammars and matcher are native code, and texts and rules are anybody's.

export const grammars: { readonly [language in ConstraintLanguage]: string } = {
  javascript: "JavaScript",
  typescript: "TypeScript",
  tsx: "Tsx",
  html: "Html",
  css: "Css",
  python: "python",
  java: "java",
  go: "go",
};

/** Call it once, before anything is looked at. */
export function registerGrammars(): void {
  registerDynamicLanguage({ python, java, go });
}

/** A text as its grammar reads it, once as it is and, where comments stand in the way of patterns, once without them. */
export class Reading {
  readonly root: SgNode;
  readonly #language: ConstraintLanguage;
  readonly #bare: () => SgNode | null;
  #passes: readonly SgNode[] | null = null;
  #faults: readonly Fault[] | null = null;

  constructor(root: SgNode, language: ConstraintLanguage, bare: () => SgNode | null) {
    this.root = root;
    this.#language = language;
    this.#bare = bare;
  }

  /** What a rule finds, wherever it stands. */
  matches(rule: ConstraintRule): Arrival[] {
    this.#passes ??= [this.root, this.#bare()].filter((each) => each !== null);
    return this.#passes.flatMap((root) => [...standing(rule, root), ...flowing(rule, root, this.#language)]);
  }

  faults(): readonly Fault[] {
    this.#faults ??= faultsIn(this.root);
    return this.#faults;
  }
}

export function readingOf(each: Pick<TaskText, "language" | "text">): Reading {
  const root = parse(grammars[each.language], readable(each)).root();
  return new Reading(root, each.language, () => withoutComments(root, each));
}

/** What a match is of one node, told like a value that stands in its call. */
function standing(rule: ConstraintRule, root: SgNode): Arrival[] {
  return rule.rule === null ? [] : root.findAll(matcher(rule, rule.rule)).map((node) => ({ sink: node, source: node, by: null }));
}

function flowing(rule: ConstraintRule, root: SgNode, language: ConstraintLanguage): Arrival[] {
  const { flow } = rule;
  if (flow === null) return [];
  const sinks = root.findAll(matcher(rule, flow.to));
  if (sinks.length === 0) return [];
  const all = (one: Json | null) => (one === null ? [] : root.findAll(matcher(rule, one)));
  return new Flow(root, namesOf(language)).arrivals(all(flow.from), sinks, all(flow.unless));
}

/** Something that keeps a text from being looked at where it stands. */
export interface Fault {
  readonly node: SgNode;
  readonly kind: "error" | "spelling";
}

// What a grammar could not make sense of was not looked at, and neither was a name that is spelt in another way than rules spell it.
function faultsIn(root: SgNode): Fault[] {
  const errors = [...(root.kind() === "ERROR" ? [root] : []), ...root.findAll({ rule: { kind: "ERROR" } })].filter((node) => !isExportedName(node));
  const odd = root.findAll({ rule: { regex: "^[^\\s'\"`]*(?:\\\\u|[^\\x00-\\x7F])[^\\s'\"`]*$" } }).filter(isRespelt);
  return [...errors.map((node) => ({ node, kind: "error" as const })), ...odd.map((node) => ({ node, kind: "spelling" as const }))];
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

const comments: { readonly [language in ConstraintLanguage]: readonly string[] } = {
  ...{ javascript: ["comment"], typescript: ["comment"], tsx: ["comment"], html: ["comment"], css: ["comment"], python: ["comment"], go: ["comment"] },
  java: ["line_comment", "block_comment"],
};

// A pattern does not match where a comment stands between its parts, so such a text is read once more with blanks in their place. Null for a text without.
function withoutComments(root: SgNode, each: Pick<TaskText, "language" | "text">): SgNode | null {
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

function readable({ language, text }: Pick<TaskText, "language" | "text">): string {
  return language === "javascript" || language === "typescript" || language === "tsx" ? text.replace(usingDeclared, (word) => "const".padEnd(word.length)) : text;
}

/** A rule as the matcher takes it. */
export function matcher({ constraints, utils }: ConstraintRule, rule: Json): NapiConfig {
  // ast-grep reads its own rules, and refuses what is none of them.
  return { rule, ...(constraints === null ? {} : { constraints }), ...(utils === null ? {} : { utils }) } as unknown as NapiConfig;
}
