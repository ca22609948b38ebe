import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";

// A program of its own (`node python-tree.ts`): the parser is native code and what it reads is the adversary's, so it runs in a child that may
// start nothing and write nothing. It takes `PythonText[]` as JSON and prints `PythonTree[]`.

export interface PythonText {
  readonly path: string;
  readonly text: string;
}

/** Where a name stands: line from 1, columns from 0 in UTF-16 units, as the type checker counts them. */
export interface Spot {
  readonly line: number;
  readonly column: number;
  readonly end: number;
}

export interface PythonImport extends Spot {
  /** `a.b`; with leading dots for a module of the same package. */
  readonly module: string;
  /** `from a.b import symbol`, `*` for all; null for `import a.b`. */
  readonly symbol: string | null;
  /** The name that it binds in the file; null for `*`. */
  readonly bound: string | null;
  readonly guards: readonly string[];
}

/** `root.a.b`: an attribute of a name, or of something that is no name (`root` says what then: `string`, `call`, `list`, …, in angle brackets). */
export interface PythonChain {
  readonly root: string;
  readonly parts: readonly (Spot & { readonly name: string })[];
  readonly guards: readonly string[];
}

export interface PythonCall {
  /** From the first to behind the last character. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly root: string;
  /** The names between the root and the call. */
  readonly parts: readonly string[];
  readonly keywords: readonly (Spot & { readonly name: string })[];
  readonly guards: readonly string[];
}

export interface PythonTree {
  readonly path: string;
  readonly imports: readonly PythonImport[];
  readonly chains: readonly PythonChain[];
  readonly calls: readonly PythonCall[];
  /** Lines whose comment tells a type checker to be silent. */
  readonly silenced: readonly number[];
}

const require = createRequire(import.meta.url);

function treeOf({ path, text }: PythonText): PythonTree {
  const root = parse("python", text).root();
  const [imports, chains, calls, silenced]: [PythonImport[], PythonChain[], PythonCall[], number[]] = [[], [], [], []];
  // A stack instead of recursion: how deep the tree goes is the author's choice.
  const open: { readonly node: SgNode; readonly guards: readonly string[]; readonly untyped: readonly string[] }[] = [{ node: root, guards: [], untyped: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, guards, untyped } = next;
    const kind = node.kind();
    if (kind === "import_statement") imports.push(...modulesIn(node, guards));
    else if (kind === "import_from_statement" || kind === "future_import_statement") imports.push(...symbolsIn(node, guards));
    else if (kind === "attribute" && node.parent()?.kind() !== "attribute") chains.push({ ...chainOf(node, untyped), guards });
    else if (kind === "call") calls.push(callOf(node, guards, untyped));
    else if (kind === "comment" && /#\s*(type|pyright):\s*ignore/.test(node.text())) silenced.push(node.range().start.line + 1);
    const inner = kind === "function_definition" || kind === "lambda" ? [...untyped, ...untypedParameters(node)] : untyped;
    for (const child of node.children()) if (child.isNamed()) open.push({ node: child, guards: [...guards, ...guardsOf(node, child)], untyped: inner });
  }
  return { path, imports, chains, calls, silenced };
}

function spotOf(node: SgNode): Spot {
  const { start, end } = node.range();
  return { line: start.line + 1, column: start.column, end: end.column };
}

function modulesIn(statement: SgNode, guards: readonly string[]): PythonImport[] {
  return statement.fieldChildren("name").map((node) => {
    const name = node.field("name") ?? node;
    const alias = node.field("alias");
    const module = name.text().replaceAll(/\s/g, "");
    return { ...spotOf(name), module, symbol: null, bound: alias?.text() ?? (module.split(".")[0] as string), guards };
  });
}

function symbolsIn(statement: SgNode, guards: readonly string[]): PythonImport[] {
  const from = statement.field("module_name");
  const module = from?.text().replaceAll(/\s/g, "") ?? "__future__";
  const star = statement.children().find((child) => child.kind() === "wildcard_import");
  if (star !== undefined) return [{ ...spotOf(from ?? star), module, symbol: "*", bound: null, guards }];
  return statement.fieldChildren("name").map((node) => {
    const name = node.field("name") ?? node;
    return { ...spotOf(name), module, symbol: name.text(), bound: node.field("alias")?.text() ?? name.text(), guards };
  });
}

function chainOf(node: SgNode, untyped: readonly string[]): Pick<PythonChain, "root" | "parts"> {
  const parts: (Spot & { readonly name: string })[] = [];
  let at: SgNode | null = node;
  while (at !== null && at.kind() === "attribute") {
    const attribute: SgNode | null = at.field("attribute");
    if (attribute !== null) parts.unshift({ ...spotOf(attribute), name: attribute.text() });
    at = at.field("object");
  }
  return { root: rootOf(at, untyped), parts };
}

function rootOf(node: SgNode | null, untyped: readonly string[]): string {
  if (node === null) return "<nothing>";
  // What a call gives back, or holds at a key, is what its own first name has to answer for.
  if (node.kind() === "call" || node.kind() === "subscript" || node.kind() === "parenthesized_expression") {
    const first = firstName(node);
    return first !== null && (own.has(first) || untyped.includes(first)) ? "<own>" : `<${node.kind()}>`;
  }
  if (node.kind() !== "identifier") return `<${node.kind()}>`;
  return own.has(node.text()) || untyped.includes(node.text()) ? "<own>" : node.text();
}

// What stands behind these is decided by who calls or inherits, which one file does not show.
const own = new Set(["self", "cls", "super"]);

function firstName(node: SgNode): string | null {
  let at: SgNode | null = node;
  for (let steps = 0; at !== null && steps < 200; steps++) {
    if (at.kind() === "identifier") return at.text();
    at = at.field("function") ?? at.field("object") ?? at.field("value") ?? at.children().find((child) => child.isNamed()) ?? null;
  }
  return null;
}

function callOf(node: SgNode, guards: readonly string[], untyped: readonly string[]): PythonCall {
  const { start, end } = node.range();
  const callee = node.field("function");
  const { root, parts } = callee?.kind() === "attribute" ? chainOf(callee, untyped) : { root: rootOf(callee, untyped), parts: [] };
  const keywords = (node.field("arguments")?.children() ?? []).flatMap((argument) => {
    const name = argument.kind() === "keyword_argument" ? argument.field("name") : null;
    return name === null ? [] : [{ ...spotOf(name), name: name.text() }];
  });
  return { from: [start.line + 1, start.column], to: [end.line + 1, end.column], root, parts: parts.map(({ name }) => name), keywords, guards };
}

function untypedParameters(definition: SgNode): string[] {
  const parameters = definition.field("parameters")?.children() ?? [];
  return parameters.flatMap((parameter) => {
    if (parameter.kind() === "identifier") return [parameter.text()];
    if (parameter.kind() === "default_parameter") return [parameter.field("name")?.text() ?? ""];
    return `${parameter.kind()}`.endsWith("_splat_pattern") ? [parameter.text().replace(/^\*+/, "")] : [];
  });
}

/** What a statement expects to go wrong in one of its parts: names of exceptions, and `condition` where it asks what there is. */
function guardsOf(node: SgNode, child: SgNode): string[] {
  if (node.kind() === "try_statement") {
    const caught = node
      .children()
      .filter((part) => part.kind() === "except_clause")
      .map((clause) => clause.text().split(":", 1)[0] ?? "");
    return ["ImportError", "ModuleNotFoundError", "AttributeError", "NameError", "TypeError"].filter((name) => caught.some((clause) => clause.includes(name)));
  }
  const asks = node.kind() === "if_statement" || node.kind() === "conditional_expression" || node.kind() === "elif_clause" || node.kind() === "boolean_operator";
  if (!asks || child.kind() === "elif_clause") return [];
  const condition = node.kind() === "if_statement" || node.kind() === "elif_clause" ? (node.field("condition")?.text() ?? "") : node.text();
  return /hasattr\s*\(|getattr\s*\(|version|platform|implementation|\bPYPY\b|\bPY[23]\b|os\.name/.test(condition) ? ["condition"] : [];
}

registerDynamicLanguage({ python: require("@ast-grep/lang-python") });
const texts: readonly PythonText[] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(treeOf)));
