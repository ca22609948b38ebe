import { type ASTNode, TypeError as CelTypeError, ParseError, type ParseResult } from "@marcbachmann/cel-js";
import { Failure, type Place } from "../model/failure.ts";
import { celContext, celEnvironments } from "./cel-environment.ts";
import { readGlob } from "./glob.ts";
import { type Field, fieldAt, isRows, type MeasuredEvidence, type Measurements, measuredEvidence, roots } from "./measurements.ts";
import { didYouMean } from "./nearest.ts";

/** What a check says about one change. Missing evidence and errors are never `met`. */
export type Outcome = "met" | "not-met" | { readonly missing: MeasuredEvidence } | { readonly error: string };

/** One thing that a check compares, for sentences and records: `coverage.ai.lines` is `0.62`, asked `>= 0.80`. */
export interface Actual {
  readonly field: string;
  /** Null when it was not measured, or is no single value. */
  readonly value: string | null;
  readonly asked: string;
}

export interface CompiledCriterion {
  readonly source: string;
  readonly needs: readonly MeasuredEvidence[];
  /** Never throws. */
  evaluate(measurements: Measurements): Outcome;
  /** What the check compares, with the values found; in the order of the text. */
  actual(measurements: Measurements): Actual[];
  /** Of these the ones that do not hold, or of which that cannot be told. Only a check that is not met is asked. */
  failing(measurements: Measurements): Actual[];
}

/** Where an offset of the source stands in a file. */
export type Locate = (offset: number) => Place;

// What a check may call. `matches` is a JavaScript regular expression (D17); `dyn` and `has` would get around the types; whatever else CEL
// has, no criterion needs. A list of what is allowed stays right when the library grows.
const functions = ["size", "int", "double", "string", "glob"];
const methods = ["size", "startsWith", "endsWith", "contains", "lowerAscii", "upperAscii", "trim", "join", "all", "exists", "exists_one", "filter", "map"];
const comprehensions: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);
const comparisons: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "==", "!=", "in"]);
const maximumNesting = 2;
// A search within a search looks at every pair; beyond this a change's own size would buy minutes of the gate's time.
const maximumPaired = 2_000;

/**
 * Compiles the CEL of a check. Names, types, functions, patterns and nesting are settled here, so that a misspelling is found when the
 * policy is loaded. Throws `Failure` (`policy-invalid`) with the nearest name, at the place that `locate` gives for the offset.
 */
export function compileCriterion(source: string, locate: Locate = () => ({})): CompiledCriterion {
  const parsed = parse(source, locate);
  const survey = new Survey(source, locate);
  survey.visit(parsed.ast, new Map(), 0);
  const checked = parsed.check();
  if (!checked.valid) throw celFailure(checked.error, source, locate);
  if (checked.type !== "bool") throw failure(locate(0), "A check is true or false; this one is neither.", "Compare it with something: `… >= 0.80`.");
  const needs = measuredEvidence.filter((kind) => survey.needs.has(kind));
  const run = celEnvironments().open.parse(source);
  run.check();
  return new Criterion(source, needs, run, survey);
}

class Criterion implements CompiledCriterion {
  readonly source: string;
  readonly needs: readonly MeasuredEvidence[];
  readonly #run: ParseResult;
  readonly #paired: boolean;
  readonly #reads: { readonly rows: boolean };
  readonly #missing: readonly { readonly missing: MeasuredEvidence }[];
  // Worked out once: every judgement says what its checks compared.
  readonly #compared: readonly Compared[];

  constructor(source: string, needs: readonly MeasuredEvidence[], run: ParseResult, { nesting, rows }: { readonly nesting: number; readonly rows: boolean }) {
    this.source = source;
    this.needs = needs;
    this.#run = run;
    this.#paired = nesting > 1;
    this.#reads = { rows };
    this.#missing = needs.map((missing) => ({ missing }));
    this.#compared = comparedIn(run.ast, source);
  }

  evaluate(measurements: Measurements): Outcome {
    for (const missing of this.#missing) if (evidenceOf(measurements, missing.missing) === null) return missing;
    if (this.#paired && longestList(measurements) > maximumPaired) return { error: `a search within a search looks at lists of up to ${maximumPaired}, and the change has more` };
    try {
      return this.#run(celContext(measurements, this.#reads)) === true ? "met" : "not-met";
    } catch (error) {
      return { error: reasonOf(error) };
    }
  }

  actual(measurements: Measurements): Actual[] {
    return this.#compared.map(({ field, asked, read }) => ({ field, asked, value: shown(read, measurements) }));
  }

  failing(measurements: Measurements): Actual[] {
    return this.actual(measurements).filter((_, at) => this.#compared[at]?.holds(valueAt(this.#compared[at].read, measurements)) !== true);
  }
}

function longestList({ change, evidence }: Measurements): number {
  return Math.max(change.files.length, change.dependencies.length, evidence.tests?.removed.length ?? 0, evidence.tests?.newly_skipped.length ?? 0);
}

/** `coverage.ai.lines = 0.62, asked >= 0.80; …` */
export function actualText(actual: readonly Actual[]): string {
  return actual.map(({ field, value, asked }) => `${field}${value === null ? "" : ` = ${value}`}, asked ${asked}`).join("; ");
}

export function evidenceOf(measurements: Measurements, kind: MeasuredEvidence): object | null {
  return kind === "coverage" ? measurements.coverage : measurements.evidence[kind];
}

function reasonOf(error: unknown): string {
  const summary = (error as { summary?: unknown }).summary;
  return typeof summary === "string" ? summary : error instanceof Error ? error.message : String(error);
}

function parse(source: string, locate: Locate): ParseResult {
  try {
    return celEnvironments().declared.parse(source);
  } catch (error) {
    throw celFailure(error, source, locate);
  }
}

function celFailure(error: unknown, source: string, locate: Locate): Failure {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) throw error;
  const offset = error.range?.start ?? 0;
  const numbers = /double (==|!=) int|int (==|!=) double/.test(error.summary) ? "Write the whole number with a decimal point: 1.0." : "";
  return failure(locate(Math.min(offset, source.length)), `This check is not valid CEL: ${error.summary.replace(/\.?$/, ".")}`, numbers);
}

function failure(place: Place, sentence: string, hint: string): Failure {
  return new Failure("policy-invalid", sentence, { hint, place });
}

/** What a name of the expression stands for; null when only CEL's own check can tell. */
type Meaning = Field | null;
type Scope = ReadonlyMap<string, Meaning>;

/** Walks the expression once: names and functions, the evidence it needs, how deep searches nest. */
class Survey {
  readonly needs = new Set<MeasuredEvidence>();
  nesting = 0;
  /** Whether it reads a list of records. */
  rows = false;
  readonly #source: string;
  readonly #locate: Locate;

  constructor(source: string, locate: Locate) {
    this.#source = source;
    this.#locate = locate;
  }

  visit(node: ASTNode, scope: Scope, depth: number): Meaning {
    switch (node.op) {
      case "value":
        return null;
      case "id":
        return this.#name(node.args, node.start, scope);
      case ".":
        return this.#member(node.args[0], node.args[1], scope, depth);
      case "[]": {
        const of = this.visit(node.args[0], scope, depth);
        this.visit(node.args[1], scope, depth);
        if (of !== null && typeof of !== "string" && !isRows(of))
          throw this.#fail(node.args[1].start, "A record is read with a point, not with brackets.", "Write `evidence.tests`.");
        return of !== null && typeof of !== "string" ? (of[0] ?? null) : of === "list<string>" ? "string" : null;
      }
      case "call":
        return this.#call(node.args[0], node.args[1], node.start, scope, depth);
      case "rcall":
        return this.#method(node.args[0], node.args[1], node.args[2], scope, depth);
      case "?:":
      case "list":
        for (const part of node.args) this.visit(part, scope, depth);
        return null;
      case "!_":
      case "-_":
        this.visit(node.args, scope, depth);
        return null;
      case "map":
      case ".?":
      case "[?]":
        throw this.#fail(node.start, "A check holds neither maps nor optional members.", "");
      default:
        // Looking for something in a list is a search as well.
        if (node.op === "in") this.nesting = Math.max(this.nesting, depth + 1);
        this.visit(node.args[0], scope, depth);
        this.visit(node.args[1], scope, depth);
        return null;
    }
  }

  #name(name: string, offset: number, scope: Scope): Meaning {
    if (scope.has(name)) return scope.get(name) ?? null;
    if (!Object.hasOwn(roots, name)) throw this.#unknown("name", name, offset, [...Object.keys(roots), ...scope.keys()]);
    if (name === "coverage") this.needs.add("coverage");
    // `evidence` alone, without a member, would need all of it.
    if (name === "evidence") for (const kind of Object.keys(roots.evidence)) this.needs.add(kind as MeasuredEvidence);
    return fieldAt([name]);
  }

  #member(of: ASTNode, member: string, scope: Scope, depth: number): Meaning {
    if (of.op === "id" && of.args === "evidence" && !scope.has("evidence") && Object.hasOwn(roots.evidence, member)) {
      this.needs.add(member as MeasuredEvidence);
      return fieldAt(["evidence", member]);
    }
    const fields = this.visit(of, scope, depth);
    if (fields === null) return null;
    const offset = this.#source.indexOf(member, of.end);
    if (typeof fields === "string" || isRows(fields)) throw this.#fail(offset, `${isRows(fields) ? "A list" : `A value of type ${fields}`} has no member \`${member}\`.`, "");
    if (!Object.hasOwn(fields, member)) throw this.#unknown("member", member, offset, Object.keys(fields));
    const field = fields[member] ?? null;
    if (field !== null && isRows(field)) this.rows = true;
    return field;
  }

  #call(name: string, parameters: readonly ASTNode[], offset: number, scope: Scope, depth: number): Meaning {
    if (!functions.includes(name)) throw this.#unknown("function", name, offset, functions);
    for (const parameter of parameters) this.visit(parameter, scope, depth);
    const [, pattern] = parameters;
    if (name === "glob" && pattern !== undefined) this.#pattern(pattern);
    return null;
  }

  #pattern(node: ASTNode): void {
    if (node.op !== "value" || typeof node.args !== "string")
      throw this.#fail(node.start, "The pattern of `glob` is written out in the policy.", 'Write `glob(f.path, "src/**")`.');
    const glob = readGlob(node.args);
    if ("problem" in glob) throw this.#fail(node.start, `The pattern \`${node.args.slice(0, 100)}\` ${glob.problem}.`, glob.hint);
  }

  #method(name: string, receiver: ASTNode, parameters: readonly ASTNode[], scope: Scope, depth: number): Meaning {
    const offset = this.#source.indexOf(name, receiver.end);
    if (name === "matches") throw this.#fail(offset, "A check uses no regular expressions.", "Use `glob(path, pattern)`, `contains`, `startsWith` or `endsWith`.");
    if (!methods.includes(name)) throw this.#unknown("function", name, offset, methods);
    const of = this.visit(receiver, scope, depth);
    if (!comprehensions.has(name)) {
      for (const parameter of parameters) this.visit(parameter, scope, depth);
      return null;
    }
    const [variable, ...steps] = parameters;
    if (variable?.op !== "id") throw this.#fail(variable?.start ?? offset, `\`${name}\` takes a name and what is asked of it.`, `Write \`${name}(x, …)\`.`);
    if (Object.hasOwn(roots, variable.args)) throw this.#fail(variable.start, `\`${variable.args}\` already means something else.`, "Choose another name.");
    this.nesting = Math.max(this.nesting, depth + 1);
    if (depth + 1 > maximumNesting) throw this.#fail(offset, `Searches nest at most ${maximumNesting} deep.`, "Split the check into several criteria.");
    const element = of !== null && typeof of !== "string" ? (of[0] ?? null) : of === "list<string>" ? "string" : null;
    const inner = new Map(scope).set(variable.args, element as Meaning);
    for (const step of steps) this.visit(step, inner, depth + 1);
    return name === "filter" ? of : null;
  }

  #unknown(kind: string, word: string, offset: number, known: readonly string[]): Failure {
    return this.#fail(offset, `A check knows no ${kind} \`${word.slice(0, 64)}\`.`, didYouMean(word, known, `Known here: ${known.join(", ")}.`));
  }

  #fail(offset: number, sentence: string, hint: string): Failure {
    return failure(this.#locate(Math.max(offset, 0)), sentence, hint);
  }
}

interface Compared {
  readonly field: string;
  readonly asked: string;
  /** Reads the value; null when it is no plain member, its size, or a literal cannot be named. */
  readonly read: readonly string[] | null;
  /** Whether a value is what is asked; null when that cannot be told from the value alone. */
  readonly holds: (value: unknown) => boolean | null;
}

const mirrored: { readonly [op: string]: string } = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function comparedIn(node: ASTNode, source: string, negated = false): Compared[] {
  const text = (part: ASTNode): string => source.slice(part.start, part.end).trim();
  if (node.op === "&&" || node.op === "||") return node.args.flatMap((part) => comparedIn(part, source, negated));
  if (node.op === "!_") return comparedIn(node.args, source, !negated);
  const not = negated ? "not " : "";
  if (comparisons.has(node.op)) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    const [one, op, other] = left.op === "value" && node.op !== "in" ? [right, mirrored[node.op] ?? node.op, left] : [left, node.op, right];
    return [{ field: text(one), asked: `${not}${op} ${text(other)}`, read: memberPath(one), holds: (value) => compared(value, op, other, negated) }];
  }
  return [{ field: text(node), asked: String(!negated), read: memberPath(node), holds: (value) => (typeof value === "boolean" ? value !== negated : null) }];
}

function compared(value: unknown, op: string, other: ASTNode, negated: boolean): boolean | null {
  const bound = other.op === "value" ? literal(other.args) : null;
  if (bound === null || typeof value !== typeof bound) return null;
  const found = holdsFor[op]?.(value as typeof bound, bound);
  return found === undefined ? null : found !== negated;
}

type Literal = number | string | boolean;

function literal(value: unknown): Literal | null {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : null;
}

const holdsFor: { readonly [op: string]: (value: Literal, bound: Literal) => boolean } = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
  "==": (value, bound) => value === bound,
  "!=": (value, bound) => value !== bound,
};

// `change.files`, or `size(change.files)` and `change.files.size()` with `size` as the last step; null for all else.
function memberPath(node: ASTNode): readonly string[] | null {
  if (node.op === "id") return Object.hasOwn(roots, node.args) ? [node.args] : null;
  if (node.op === ".") {
    const of = memberPath(node.args[0]);
    return of === null ? null : [...of, node.args[1]];
  }
  const measured = node.op === "call" && node.args[0] === "size" ? node.args[1][0] : node.op === "rcall" && node.args[0] === "size" ? node.args[1] : undefined;
  const of = measured === undefined ? null : memberPath(measured);
  return of === null ? null : [...of, "size"];
}

function valueAt(path: readonly string[] | null, measurements: Measurements): unknown {
  let value: unknown = path === null ? null : measurements;
  for (const name of path ?? []) {
    if (value === null || value === undefined) return null;
    value = name === "size" ? (value as { length?: number }).length : (value as Record<string, unknown>)[name];
  }
  return value;
}

function shown(path: readonly string[] | null, measurements: Measurements): string | null {
  const value = valueAt(path, measurements);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean" || typeof value === "string") return String(value);
  return Array.isArray(value) ? `[${value.slice(0, 5).map(String).join(", ")}${value.length > 5 ? ", …" : ""}]` : null;
}

// Cut, not rounded: a measured 0.79999 must not be shown as the 0.80 that it misses.
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Math.trunc(value * 10_000) / 10_000);
}

/** How one check compares with another: `stricter` when only thresholds differ and each is at least as strict, `looser` the other way round. */
export function compareChecks(from: string, to: string): "same" | "stricter" | "looser" | "other" {
  const [a, b] = [conjuncts(from), conjuncts(to)];
  if (a === null || b === null || a.length !== b.length) return from === to ? "same" : "other";
  let [stricter, looser] = [false, false];
  for (const [index, one] of a.entries()) {
    const two = b[index];
    if (two === undefined || one.text !== two.text) return "other";
    if (one.bound === two.bound) continue;
    if (one.bound === null || two.bound === null || one.upward === null) return "other";
    if (two.bound > one.bound === one.upward) stricter = true;
    else looser = true;
  }
  if (stricter && looser) return "other";
  return stricter ? "stricter" : looser ? "looser" : "same";
}

interface Conjunct {
  /** All but the threshold. */
  readonly text: string;
  readonly bound: number | null;
  /** True when a higher bound is stricter; null when there is none. */
  readonly upward: boolean | null;
}

// Only `member >= number` and its kin, joined by `&&` alone, are simple enough to say which of two is stricter.
function conjuncts(source: string): Conjunct[] | null {
  let ast: ASTNode;
  try {
    ast = celEnvironments().declared.parse(source).ast;
  } catch {
    return null;
  }
  const parts = (node: ASTNode): ASTNode[] => (node.op === "&&" ? node.args.flatMap(parts) : [node]);
  return parts(ast).map((node) => threshold(node, source) ?? { text: source.slice(node.start, node.end).replace(/\s+/g, " ").trim(), bound: null, upward: null });
}

function threshold(node: ASTNode, source: string): Conjunct | null {
  if (node.op !== "<" && node.op !== "<=" && node.op !== ">" && node.op !== ">=") return null;
  const [left, right] = node.args;
  if (memberPath(left) === null || right.op !== "value" || (typeof right.args !== "number" && typeof right.args !== "bigint")) return null;
  return { text: `${source.slice(left.start, left.end).trim()} ${node.op}`, bound: Number(right.args), upward: node.op.startsWith(">") };
}
