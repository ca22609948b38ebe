import { readFileSync } from "node:fs";
import { Lang, parse, type SgNode } from "@ast-grep/napi";

// A program of its own (`node packages-tree.ts`): the parser is native code and what it reads is the adversary's, so it runs in a child that may
// start nothing and write nothing. It takes `ModuleText[]` as JSON and prints `ModuleNames[]`.

export interface ModuleText {
  readonly path: string;
  readonly text: string;
}

/** What a file of JavaScript or TypeScript imports, by whatever form. */
export interface ModuleNames {
  readonly path: string;
  readonly imports: readonly ModuleImport[];
}

export interface ModuleImport {
  readonly line: number;
  readonly specifier: string;
  /** Whether only types are taken, which may come from `@types`. */
  readonly types: boolean;
}

function namesOf({ path, text }: ModuleText): ModuleNames {
  const imports: ModuleImport[] = [];
  const open: SgNode[] = [parse(/\.[mc]?ts$/.test(path) ? Lang.TypeScript : Lang.Tsx, text).root()];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const source = sourceOf(node);
    const specifier = source?.children().find((child) => child.kind() === "string_fragment");
    if (source && specifier) imports.push({ line: source.range().start.line + 1, specifier: specifier.text(), types: /^(import|export)\s+type\b/.test(node.text()) });
    open.push(...node.children().filter((child) => child.isNamed()));
  }
  return { path, imports };
}

/** The string that names a module in a statement, `import("…")` or `require("…")`. */
function sourceOf(node: SgNode): SgNode | null {
  const kind = node.kind();
  if (kind === "import_statement" || kind === "export_statement" || kind === "import_require_clause") return stringIn(node.field("source") ?? node);
  if (kind !== "call_expression") return null;
  const callee = node.field("function");
  const loads = callee?.kind() === "import" || (callee?.kind() === "identifier" && callee.text() === "require") || callee?.text() === "require.resolve";
  return loads ? stringIn(node.field("arguments")) : null;
}

function stringIn(node: SgNode | null): SgNode | null {
  if (node === null || node.kind() === "string") return node;
  const named = node.children().filter((child) => child.isNamed());
  // More than one argument: the first is the module. A statement has its string as a child of its own or none.
  return named.find((child) => child.kind() === "string") ?? null;
}

const texts: readonly ModuleText[] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(namesOf)));
