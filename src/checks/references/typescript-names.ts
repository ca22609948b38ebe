import { readFileSync } from "node:fs";
import { Lang, parse, type SgNode } from "@ast-grep/napi";
import type { LineRange } from "../../model/origin.ts";

// A program of its own (`node typescript-names.ts`): the parser is native code and what it reads is the adversary's, so it runs in a child.
// It takes `NamesTask[]` as JSON and prints `FileNames[]`.

/** Line and column from 1, in UTF-16 units, as the compiler counts them. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

export interface NamesTask {
  readonly path: string;
  readonly text: string;
  readonly added: readonly LineRange[];
  /** Where the compiler had something to say. */
  readonly points: readonly Spot[];
}

/** What a chain begins with: a name of a module, of nothing in the file, or of the file itself, or a value written out; null for anything else. */
export type Root =
  | { readonly from: "module"; readonly module: string }
  | { readonly from: "global"; readonly name: string }
  | { readonly from: "own"; readonly name: string }
  | { readonly from: "literal" }
  | null;

/** A name of something outside the file, on an added line. */
export interface Use extends Spot {
  readonly name: string;
  readonly root: Exclude<Root, null>;
  /** The name that an import takes from its module, `default` and `*` among them; null for the module itself and for what is no import. */
  readonly imported: string | null;
}

/** What stands at a point. */
export interface Standing extends Spot {
  /** The chain that ends there, as it is written. Its root is looked for through calls, whose results the types tell. */
  readonly chain: string | null;
  readonly root: Root;
  /** The root of what is called, when the point is in a call's own words. */
  readonly callee: Root;
  readonly calleeChain: string | null;
  /** It is assigned to, or only asked for whether it is there. */
  readonly guarded: boolean;
}

export interface FileNames {
  readonly path: string;
  /** False when the parser met what is no code of the language. */
  readonly sound: boolean;
  readonly uses: readonly Use[];
  readonly standings: readonly Standing[];
  /** Lines whose complaints a comment silences; null when it is all of them. */
  readonly silenced: readonly number[] | null;
}

interface Binding {
  readonly module: string;
  readonly imported: string;
}

const longest = 200;

function namesIn({ path, text, added, points }: NamesTask): FileNames {
  // All of JavaScript is in the grammar with both types and elements.
  const root = parse(/\.[cm]?ts$/i.test(path) ? Lang.TypeScript : Lang.Tsx, text).root();
  const file = new NamesOfFile(root, added);
  return { path, sound: root.find({ rule: { kind: "ERROR" } }) === null, uses: file.uses(), standings: points.map((point) => file.standing(point)), silenced: silencedIn(root) };
}

class NamesOfFile {
  readonly #root: SgNode;
  readonly #added: readonly LineRange[];
  readonly #uses = new Map<string, Use>();
  /** Names that the file takes from modules. */
  readonly #bindings = new Map<string, Binding>();
  /** Names that the file gives itself anywhere: one of those may hide another, so it is never taken for something outside. */
  readonly #own = new Set<string>();

  constructor(root: SgNode, added: readonly LineRange[]) {
    this.#root = root;
    this.#added = added;
    this.#bindImports();
    this.#bindRequires();
    this.#bindOwn();
  }

  uses(): Use[] {
    for (const node of all(this.#root, "member_expression", "nested_identifier", "nested_type_identifier")) this.#addMember(node);
    for (const node of all(this.#root, "identifier", "type_identifier")) this.#addName(node);
    return [...this.#uses.values()];
  }

  standing(point: Spot): Standing {
    const node = nodeAt(this.#root, point);
    const whole = chainNode(node);
    const call = callAround(node);
    const called = call?.field("function") ?? call?.field("constructor") ?? null;
    return {
      ...point,
      chain: whole === null ? null : short(whole.text()),
      root: whole === null ? null : this.#sourceOf(whole),
      callee: called === null ? null : this.#sourceOf(called),
      calleeChain: called === null ? null : short(called.text()),
      guarded: whole !== null && isGuarded(whole),
    };
  }

  #bindImports(): void {
    for (const statement of all(this.#root, "import_statement", "export_statement")) {
      const source =
        statement.field("source") ??
        statement
          .children()
          .find((child) => child.kind() === "import_require_clause")
          ?.field("source") ??
        null;
      const module = source === null ? null : stringIn(source);
      if (source === null || module === null) continue;
      this.#add(source, { name: module, root: { from: "module", module }, imported: null });
      for (const clause of statement.children()) this.#bindClause(clause, module);
    }
  }

  #bindClause(clause: SgNode, module: string): void {
    if (clause.kind() === "import_require_clause") this.#bind(clause.children().find((child) => child.kind() === "identifier") ?? null, module, "*");
    if (clause.kind() !== "import_clause" && clause.kind() !== "export_clause") return;
    for (const part of clause.children()) if (part.kind() === "identifier") this.#bind(part, module, "default");
    for (const part of all(clause, "namespace_import")) this.#bind(part.children().find((child) => child.kind() === "identifier") ?? null, module, "*");
    for (const part of all(clause, "import_specifier", "export_specifier")) {
      const name = part.field("name");
      if (name === null) continue;
      const imported = stringIn(name) ?? name.text();
      if (part.kind() === "import_specifier") this.#bind(part.field("alias") ?? name, module, imported);
      if (imported !== "default") this.#add(name, { name: `${module}.${imported}`, root: { from: "module", module }, imported });
    }
  }

  #bindRequires(): void {
    for (const call of all(this.#root, "call_expression")) {
      const called = call.field("function")?.text();
      const [argument, ...more] =
        call
          .field("arguments")
          ?.children()
          .filter((child) => child.isNamed()) ?? [];
      if ((called !== "require" && called !== "import") || argument === undefined || more.length > 0) continue;
      const module = stringIn(argument);
      if (module === null) continue;
      this.#add(argument, { name: module, root: { from: "module", module }, imported: null });
      this.#bindValue(call, module);
    }
  }

  #bindValue(call: SgNode, module: string): void {
    const waited = call.parent()?.kind() === "await_expression" ? call.parent() : call;
    const declarator = waited?.parent();
    if (declarator?.kind() !== "variable_declarator") return;
    const target = declarator.field("name");
    if (target?.kind() === "identifier") this.#bind(target, module, "*");
    if (target?.kind() !== "object_pattern") return;
    for (const part of target.children()) {
      const pair = part.kind() === "pair_pattern";
      const [key, local] = pair ? [part.field("key"), part.field("value")] : [part, part];
      if (key === null || local === null || !(pair || part.kind() === "shorthand_property_identifier_pattern")) {
        this.#ownName(part);
        continue;
      }
      if (pair && local.kind() !== "identifier") this.#ownName(local);
      else this.#bind(local, module, key.text());
      this.#add(key, { name: `${module}.${key.text()}`, root: { from: "module", module }, imported: key.text() });
    }
  }

  #bind(local: SgNode | null, module: string, imported: string): void {
    if (local !== null) this.#bindings.set(local.text(), { module, imported });
  }

  #bindOwn(): void {
    const named = ["function_declaration", "generator_function_declaration", "function_expression", "class_declaration", "abstract_class_declaration", "class"];
    const typed = ["enum_declaration", "interface_declaration", "type_alias_declaration", "internal_module", "module", "type_parameter", "function_signature"];
    for (const node of all(this.#root, ...named, ...typed)) this.#ownName(node.field("name"));
    for (const node of all(this.#root, "variable_declarator")) if (!this.#isRequired(node)) this.#ownName(node.field("name"));
    for (const node of all(this.#root, "required_parameter", "optional_parameter")) this.#ownName(node.field("pattern"));
    for (const node of all(this.#root, "formal_parameters")) this.#ownName(node);
    for (const node of all(this.#root, "arrow_function", "catch_clause")) this.#ownName(node.field("parameter"));
    for (const node of all(this.#root, "for_in_statement")) this.#ownName(node.field("left"));
    for (const node of all(this.#root, "infer_type", "mapped_type_clause", "index_signature")) this.#ownName(node);
  }

  #isRequired(declarator: SgNode): boolean {
    return /^(?:await\s+)?(?:require|import)\s*\(\s*(?:"[^"]*"|'[^']*')\s*\)$/.test(declarator.field("value")?.text() ?? "");
  }

  #ownName(target: SgNode | null): void {
    if (target === null) return;
    const kinds = ["identifier", "type_identifier", "shorthand_property_identifier_pattern"] as const;
    if (kinds.some((kind) => target.kind() === kind)) this.#own.add(target.text());
    else for (const part of all(target, ...kinds)) this.#own.add(part.text());
  }

  #rootOf(node: SgNode): Root {
    const first = firstOf(node);
    if (first === null) return null;
    const name = first.text();
    const binding = this.#bindings.get(name);
    if (this.#own.has(name)) return { from: "own", name };
    return binding === undefined ? { from: "global", name } : { from: "module", module: binding.module };
  }

  #sourceOf(node: SgNode): Root {
    let at: SgNode | null = node;
    for (;;) {
      if (at === null) return null;
      if (literals.has(String(at.kind()))) return { from: "literal" };
      const root = this.#rootOf(at);
      if (root !== null) return root;
      at = through(at);
    }
  }

  #addMember(node: SgNode): void {
    const property = node.field("property") ?? node.field("name") ?? node.children().at(-1) ?? null;
    const first = firstOf(node);
    if (property === null || first === null || isGuarded(node)) return;
    const root = this.#rootOf(node);
    if (root !== null && root.from !== "own") this.#add(property, { name: short(node.text()), root, imported: null });
  }

  #addName(node: SgNode): void {
    const parent = node.parent();
    if (parent === null || isNoUse(node, parent)) return;
    const root = this.#rootOf(node);
    if (root === null || root.from === "own" || isGuarded(node)) return;
    const binding = this.#bindings.get(node.text());
    const name = binding === undefined || binding.imported === "*" || binding.imported === "default" ? node.text() : `${binding.module}.${binding.imported}`;
    this.#add(node, { name, root, imported: binding?.imported ?? null });
  }

  #add(node: SgNode, use: Omit<Use, keyof Spot>): void {
    const { start } = node.range();
    const line = start.line + 1;
    if (!this.#added.some((range) => range.start <= line && line <= range.end)) return;
    const key = `${line}\0${use.name}`;
    if (!this.#uses.has(key)) this.#uses.set(key, { ...use, line, column: start.column + 1 });
  }
}

function all(node: SgNode, ...kinds: readonly string[]): SgNode[] {
  return node.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
}

function stringIn(node: SgNode): string | null {
  if (node.kind() !== "string") return null;
  return node.text().slice(1, -1);
}

const links = ["member_expression", "nested_identifier", "nested_type_identifier", "non_null_expression", "parenthesized_expression"];

const literals: ReadonlySet<string> = new Set(["array", "string", "template_string", "number", "regex"]);

/** What a member, or the result of a call, is taken from. */
function through(node: SgNode): SgNode | null {
  if (links.includes(String(node.kind()))) return node.field("object") ?? node.children().find((child) => child.isNamed()) ?? null;
  if (node.kind() === "await_expression") return node.children().find((child) => child.isNamed()) ?? null;
  return node.kind() === "call_expression" ? node.field("function") : node.kind() === "new_expression" ? node.field("constructor") : null;
}

/** The name that a chain begins with; null when it begins with anything else. */
function firstOf(node: SgNode): SgNode | null {
  let at: SgNode | null = node;
  while (at !== null && links.includes(String(at.kind()))) at = at.field("object") ?? at.field("module") ?? at.children().find((child) => child.isNamed()) ?? null;
  return at?.kind() === "identifier" || at?.kind() === "type_identifier" ? at : null;
}

/** The chain of names that ends in a node. */
function chainNode(node: SgNode): SgNode | null {
  const parent = node.parent();
  if (parent !== null && links.slice(0, 3).includes(String(parent.kind())) && sameEnd(parent, node)) return parent;
  return ["identifier", "type_identifier", "property_identifier", "member_expression", "string"].includes(String(node.kind())) ? node : null;
}

function sameEnd(one: SgNode, other: SgNode): boolean {
  return one.range().end.index === other.range().end.index;
}

/** The call whose own words hold the node: its name, or one of its arguments. */
function callAround(node: SgNode): SgNode | null {
  for (let at: SgNode | null = node; at !== null; at = at.parent()) {
    if (at.kind() === "call_expression" || at.kind() === "new_expression") return at;
    if (/statement|function|class|declaration/.test(String(at.kind()))) return null;
  }
  return null;
}

function isGuarded(node: SgNode): boolean {
  const parent = node.parent();
  if (parent === null) return false;
  const kind = String(parent.kind());
  if (kind === "unary_expression") return /^(?:typeof|delete)\b/.test(parent.text());
  return (
    kind === "assignment_expression" && parent.field("left")?.range().end.index === node.range().end.index && parent.field("left")?.range().start.index === node.range().start.index
  );
}

// Where an identifier is no use of its own: it stands in an import, spells a tag, or begins a chain.
function isNoUse(node: SgNode, parent: SgNode): boolean {
  const kind = String(parent.kind());
  if (/^(?:import_specifier|import_clause|namespace_import|export_specifier|import_require_clause|nested_identifier|nested_type_identifier)$/.test(kind)) return true;
  if (/^jsx_(?:opening|closing|self_closing)/.test(kind) && /^[a-z]/.test(node.text())) return true;
  // The chain itself says it.
  return kind === "member_expression" && parent.field("object")?.range().end.index === node.range().end.index;
}

function nodeAt(root: SgNode, { line, column }: Spot): SgNode {
  let node = root;
  for (;;) {
    const inner = node.children().find((child) => holds(child, line - 1, column - 1));
    if (inner === undefined) return node;
    node = inner;
  }
}

function holds(node: SgNode, line: number, column: number): boolean {
  const { start, end } = node.range();
  return (start.line < line || (start.line === line && start.column <= column)) && (end.line > line || (end.line === line && end.column > column));
}

// `@ts-expect-error` and `@ts-expect-error` speak of the next line that is no comment.
function silencedIn(root: SgNode): number[] | null {
  const comments = all(root, "comment");
  if (comments.some((comment) => /^\/\/\s*@ts-nocheck\b/.test(comment.text()))) return null;
  return comments.flatMap((comment) => {
    if (!/@ts-(?:ignore|expect-error)\b/.test(comment.text())) return [];
    const from = comment.range().end.line + 2;
    return [from, from + 1, from + 2];
  });
}

function short(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, longest);
}

const tasks = JSON.parse(readFileSync(0, "utf8")) as NamesTask[];
process.stdout.write(JSON.stringify(tasks.map(namesIn)));
