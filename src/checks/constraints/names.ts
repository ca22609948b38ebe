import type { SgNode } from "@ast-grep/napi";
import type { ConstraintLanguage } from "../../model/constraint.ts";
import { nearest, same, spanOf } from "./nodes.ts";

/** A place that gives names a value: the names, what it gives them, and where they are declared by it. */
export interface Giving {
  readonly target: SgNode;
  readonly values: readonly SgNode[];
  /** `add` keeps what was there before. */
  readonly how: "set" | "add";
  /** Where the names live from here on; null for names that live where they were declared before. */
  readonly scope: SgNode | null;
}

/** How a language gives values to names. */
export interface Names {
  /** What a place of each kind gives. */
  readonly givings: { readonly [kind: string]: (node: SgNode) => readonly Giving[] };
  /** Kinds that read a name. */
  readonly reads: readonly string[];
  /** Fields whose identifier is no name of a value: `[kind of the parent, field]`. */
  readonly spellings: readonly (readonly [string, string])[];
  readonly functions: ReadonlySet<string>;
  /** What may run not at all, or more than once. */
  readonly branches: ReadonlySet<string>;
  readonly loops: ReadonlySet<string>;
  /** What runs one of its parts and not the others. */
  readonly choices: ReadonlySet<string>;
}

const set = (...kinds: readonly string[]): ReadonlySet<string> => new Set(kinds);
const given = (nodes: readonly (SgNode | null)[]): SgNode[] => nodes.filter((node) => node !== null);

function giving(target: SgNode | null, values: readonly (SgNode | null)[], scope: SgNode | null, how: Giving["how"] = "set"): Giving[] {
  return target === null ? [] : [{ target, values: given(values), how, scope }];
}

const scriptFunctions = set(
  "function_declaration",
  "function_expression",
  "generator_function_declaration",
  "generator_function",
  "arrow_function",
  "method_definition",
  "class_static_block",
);
const scriptBlocks = new Set([...scriptFunctions, "statement_block", "for_statement", "for_in_statement", "switch_body", "class_body", "program"]);
const scriptParameters = (node: SgNode): Giving[] => giving(node.field("parameters") ?? node.field("parameter"), [], node);
const scriptDeclared = (node: SgNode): Giving[] => [...giving(node.field("name"), [], nearest(node, scriptBlocks)), ...scriptParameters(node)];

const script: Names = {
  givings: {
    variable_declarator: scriptDeclarator,
    for_in_statement: (node) => giving(node.field("left"), [node.field("right")], loopScope(node)),
    assignment_expression: (node) => giving(node.field("left"), [node.field("right")], null),
    augmented_assignment_expression: (node) => giving(node.field("left"), [node.field("right")], null, "add"),
    catch_clause: (node) => giving(node.field("parameter"), [], node),
    function_declaration: scriptDeclared,
    generator_function_declaration: scriptDeclared,
    function_expression: scriptParameters,
    generator_function: scriptParameters,
    arrow_function: scriptParameters,
    method_definition: scriptParameters,
  },
  reads: ["identifier", "shorthand_property_identifier"],
  spellings: [],
  functions: scriptFunctions,
  branches: new Set([
    ...scriptFunctions,
    ...["if_statement", "else_clause", "switch_case", "switch_default", "for_statement", "for_in_statement", "while_statement", "do_statement"],
    ...["try_statement", "catch_clause", "ternary_expression", "binary_expression"],
  ]),
  loops: set("for_statement", "for_in_statement", "while_statement", "do_statement"),
  choices: set("if_statement", "ternary_expression"),
};

// A second `var` of the same name without a value takes nothing away.
function scriptDeclarator(node: SgNode): Giving[] {
  const isVar = node.parent()?.kind() === "variable_declaration";
  const value = node.field("value");
  return giving(node.field("name"), [value], nearest(node, isVar ? scriptFunctions : scriptBlocks), isVar && value === null ? "add" : "set");
}

function loopScope(node: SgNode): SgNode | null {
  const kind = node.field("kind")?.text();
  return kind === undefined ? null : kind === "var" ? nearest(node, scriptFunctions) : node;
}

const pythonFunctions = set("function_definition", "lambda", "class_definition");
const pythonDeclared = (node: SgNode): Giving[] => [...giving(node.field("name"), [], nearest(node, pythonFunctions)), ...giving(node.field("parameters"), [], node)];
const pythonAssigned = (node: SgNode, target: SgNode | null, value: SgNode | null, how: Giving["how"] = "set"): Giving[] =>
  value === null ? [] : giving(target, [value], pythonScope(node, target), how);

const python: Names = {
  givings: {
    assignment: (node) => pythonAssigned(node, node.field("left"), node.field("right")),
    augmented_assignment: (node) => pythonAssigned(node, node.field("left"), node.field("right"), "add"),
    named_expression: (node) => pythonAssigned(node, node.field("name"), node.field("value")),
    for_statement: (node) => pythonAssigned(node, node.field("left"), node.field("right")),
    for_in_clause: (node) => giving(node.field("left"), [node.field("right")], node.parent()),
    as_pattern: (node) => pythonAssigned(node, node.children().find((child) => child.kind() === "as_pattern_target") ?? null, node.child(0)),
    function_definition: pythonDeclared,
    class_definition: (node) => giving(node.field("name"), [], nearest(node, pythonFunctions)),
    lambda: (node) => giving(node.field("parameters"), [], node),
  },
  reads: ["identifier"],
  spellings: [
    ["attribute", "attribute"],
    ["keyword_argument", "name"],
  ],
  functions: pythonFunctions,
  branches: new Set([
    ...pythonFunctions,
    ...["if_statement", "elif_clause", "else_clause", "for_statement", "while_statement", "try_statement", "except_clause", "case_clause"],
    ...["conditional_expression", "boolean_operator"],
  ]),
  loops: set("for_statement", "while_statement"),
  choices: set("if_statement", "conditional_expression"),
};

// A name belongs to the function that gives it a value, unless the function says that it belongs further out.
function pythonScope(node: SgNode, target: SgNode | null): SgNode | null {
  if (target === null || ["attribute", "subscript"].includes(String(target.kind()))) return null;
  const own = nearest(node, pythonFunctions);
  const said = own.findAll({ rule: { any: [{ kind: "global_statement" }, { kind: "nonlocal_statement" }] } });
  const outward = said.find(
    (statement) => same(spanOf(nearest(statement, pythonFunctions)), spanOf(own)) && statement.namedChildren().some((name) => name.text() === target.text()),
  );
  if (outward === undefined) return own;
  return outward.kind() === "global_statement" ? outward.getRoot().root() : nearest(own, pythonFunctions);
}

const javaFunctions = set("method_declaration", "constructor_declaration", "lambda_expression");
const javaBlocks = new Set([
  ...javaFunctions,
  "block",
  "for_statement",
  "enhanced_for_statement",
  "try_with_resources_statement",
  "catch_clause",
  "class_body",
  "switch_block",
  "program",
]);
const javaParameters = (node: SgNode): Giving[] => giving(node.field("parameters"), [], node);

const java: Names = {
  givings: {
    variable_declarator: (node) => giving(node.field("name"), [node.field("value")], nearest(node, javaBlocks)),
    resource: (node) => giving(node.field("name"), [node.field("value")], nearest(node, javaBlocks)),
    enhanced_for_statement: (node) => giving(node.field("name"), [node.field("value")], node),
    assignment_expression: (node) => giving(node.field("left"), [node.field("right")], null, node.field("operator")?.text() === "=" ? "set" : "add"),
    catch_formal_parameter: (node) => giving(node.field("name"), [], nearest(node, javaBlocks)),
    method_declaration: javaParameters,
    constructor_declaration: javaParameters,
    lambda_expression: javaParameters,
  },
  reads: ["identifier"],
  spellings: [
    ["method_invocation", "name"],
    ["field_access", "field"],
  ],
  functions: javaFunctions,
  branches: new Set([
    ...javaFunctions,
    ...["if_statement", "switch_block_statement_group", "switch_rule", "for_statement", "enhanced_for_statement", "while_statement", "do_statement"],
    ...["try_statement", "catch_clause", "ternary_expression", "binary_expression"],
  ]),
  loops: set("for_statement", "enhanced_for_statement", "while_statement", "do_statement"),
  choices: set("if_statement", "ternary_expression"),
};

/** How values reach names in a language; null where they are not followed. */
export function namesOf(language: ConstraintLanguage): Names | null {
  if (language === "javascript" || language === "typescript" || language === "tsx") return script;
  return language === "python" ? python : language === "java" ? java : null;
}

/** A name that a target holds. */
export interface Named {
  readonly name: string;
  /** What gives this name a value beside the values of the whole: the key that it is taken from, its default. */
  readonly besides: readonly SgNode[];
  /** The name only gains a member, so it keeps what it had. */
  readonly member: boolean;
}

const groups = set(
  ...["object_pattern", "array_pattern", "rest_pattern", "pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "dictionary_splat_pattern"],
  ...["parenthesized_expression", "as_pattern_target", "typed_parameter", "formal_parameters", "parameters", "lambda_parameters", "inferred_parameters", "non_null_expression"],
);
// The name that such a node ends in stands in this field.
const members: { readonly [kind: string]: string } = {
  member_expression: "object",
  subscript_expression: "object",
  attribute: "object",
  subscript: "value",
  field_access: "object",
  array_access: "array",
};
const withDefault: { readonly [kind: string]: readonly [string, string] } = {
  pair_pattern: ["value", "key"],
  assignment_pattern: ["left", "right"],
  object_assignment_pattern: ["left", "right"],
  default_parameter: ["name", "value"],
  typed_default_parameter: ["name", "value"],
  required_parameter: ["pattern", "value"],
  optional_parameter: ["pattern", "value"],
  formal_parameter: ["name", "value"],
};

/** The names in what stands on the left of an assignment, in a pattern, or in a list of parameters. */
export function namesIn(target: SgNode): Named[] {
  const kind = String(target.kind());
  if (kind === "identifier") return [{ name: target.text(), besides: [], member: false }];
  // Whoever takes a member out of an object names it, and so may the source.
  if (kind === "shorthand_property_identifier_pattern") return [{ name: target.text(), besides: [target], member: false }];
  const [left, right] = withDefault[kind] ?? [];
  if (left !== undefined && right !== undefined) {
    const beside = given([target.field(right)]);
    const inner = target.field(left);
    return inner === null ? [] : namesIn(inner).map((named) => ({ ...named, besides: [...named.besides, ...beside] }));
  }
  const object = members[kind];
  if (object !== undefined) {
    const inner = target.field(object);
    return inner === null ? [] : namesIn(inner).map((named) => ({ ...named, member: true }));
  }
  return groups.has(kind) ? target.namedChildren().flatMap(namesIn) : [];
}

const lists = set("array_pattern", "pattern_list", "tuple_pattern", "list_pattern");
const values = set("array", "expression_list", "tuple", "list");
const spreads = set("rest_pattern", "spread_element", "list_splat", "list_splat_pattern");

/** A list of names and a list of as many values are as many assignments. */
export function pairs(one: Giving): Giving[] {
  const [value, more] = one.values;
  if (value === undefined || more !== undefined || !lists.has(String(one.target.kind())) || !values.has(String(value.kind()))) return [one];
  const [left, right] = [one.target.namedChildren(), value.namedChildren()];
  if (left.length !== right.length || [...left, ...right].some((node) => spreads.has(String(node.kind())))) return [one];
  return left.flatMap((target, at) => giving(target, [right[at] ?? null], one.scope, one.how));
}
