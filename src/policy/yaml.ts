import { Composer, CST, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser, type Scalar } from "yaml";
import { Failure, type Place } from "../model/failure.ts";

export type Path = readonly (string | number)[];

/** A YAML file as plain values, and where in the file each of them stands. */
export interface YamlSource {
  readonly value: unknown;
  /** True when something stands at exactly this path (`tiers.tests.check[0]`). */
  has(path: string): boolean;
  /** Where the path stands: a scalar or a `[…]`/`{…}` itself, else the key of the block; the nearest ancestor when the path is absent. */
  at(path: string): Place;
  /** Where the key at the end of the path stands. */
  keyAt(path: string): Place;
  /** Where the character at an offset of a scalar's value stands; the scalar's beginning where escapes make that unclear. */
  within(path: string, offset: number): Place;
}

const maximumBytes = 256 * 1024;
const maximumDepth = 32;
// The whole file is composed in one go on the caller's thread; this keeps that within 200 ms on a slow core (D16).
const maximumLexemes = 60_000;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/** `tiers.tests.check[0]`: how paths are written in messages, waivers and rule ids. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`), "");
}

/** The path one step shorter, or null at the top. */
export function parentPath(path: string): string | null {
  if (path === "") return null;
  const cut = Math.max(path.lastIndexOf("."), path.lastIndexOf("["));
  return path.slice(0, Math.max(cut, 0));
}

/**
 * Reads YAML 1.2 that somebody else wrote: one document of at most 256 KB and 32 levels, text keys that stand once, and neither
 * anchors, aliases, tags, directives nor merge keys (D16). Size, kind and depth are settled while the text is split into
 * lexemes, before anything recursive or quadratic runs. Attacker-controlled. Throws `Failure` (`policy-invalid`) with line and column.
 */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new Lines(text, file);
  const document = compose(text, lines);
  const source = new Source(text, lines);
  source.value = source.visit(document.contents, [], 0);
  return source;
}

class Lines {
  readonly #starts: number[] = [0];
  readonly file: string;

  constructor(text: string, file: string) {
    this.file = file;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  fail(offset: number, sentence: string, hint: string): never {
    throw new Failure("policy-invalid", sentence, { hint, place: this.place(offset) });
  }
}

function compose(text: string, lines: Lines): Document.Parsed {
  if (Buffer.byteLength(text) > maximumBytes) lines.fail(0, `A policy file has at most ${maximumBytes / 1024} KB.`, "Move long texts into documents of their own.");
  if (!text.isWellFormed()) lines.fail(0, "The policy file is not valid UTF-8 text.", "Save it as UTF-8.");
  const tokens = parse(text, lines);
  const documents = [
    ...new Composer({ version: "1.2", schema: "core", merge: false, uniqueKeys: false, prettyErrors: false, logLevel: "silent" }).compose(tokens, true, text.length),
  ];
  const [document, second] = documents as Document.Parsed[];
  if (second !== undefined) lines.fail(second.range[0], "A policy file holds exactly one YAML document.", "Remove `---` and what follows it.");
  const [error] = document?.errors ?? [];
  if (error !== undefined) lines.fail(error.pos[0], `This is not readable YAML: ${error.message.replace(/\.?$/, ".")}`, "Mend the file.");
  if (document === undefined || document.contents === null) return lines.fail(0, "The policy file is empty.", "Begin it with `policy: 1` and `version: 1`, or remove it.");
  return document;
}

const refused: { readonly [kind: string]: readonly [string, string] } = {
  anchor: ["YAML anchors are not accepted in a policy.", "Write the value out; put a value that begins with `&` in quotes."],
  alias: ["YAML aliases are not accepted in a policy.", "Write the value out; put a pattern that begins with `*` in quotes."],
  tag: ["YAML tags are not accepted in a policy.", "Remove the tag; put a value that begins with `!` in quotes."],
  "directive-line": ["YAML directives are not accepted in a policy.", "Remove the line that begins with `%`."],
};

function parse(text: string, lines: Lines): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let count = 0;
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(text)) {
    const kind = scalarFollows ? "scalar" : CST.tokenType(lexeme);
    scalarFollows = lexeme === CST.SCALAR;
    const [sentence, hint] = refused[kind ?? ""] ?? [];
    if (sentence !== undefined) lines.fail(offset, sentence, hint ?? "");
    if (++count > maximumLexemes) lines.fail(offset, "The policy file has more entries than a policy can need.", `Keep it below ${maximumLexemes} words and signs.`);
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The stack holds the document and the scalar being read beside the open collections.
    if (parser.stack.length > maximumDepth + 2) lines.fail(offset, `A policy file nests at most ${maximumDepth} levels.`, "Flatten it.");
    // Marks of the lexer (document start, scalar follows, flow error) are not part of the text.
    if (lexeme !== CST.SCALAR && lexeme !== CST.DOCUMENT && lexeme !== CST.FLOW_END) offset += lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

interface Spot {
  readonly start: number;
  readonly key: number;
  readonly scalar: Scalar.Parsed | null;
}

class Source implements YamlSource {
  value: unknown = null;
  readonly #text: string;
  readonly #lines: Lines;
  readonly #spots = new Map<string, Spot>();

  constructor(text: string, lines: Lines) {
    this.#text = text;
    this.#lines = lines;
  }

  has(path: string): boolean {
    return this.#spots.has(path);
  }

  at(path: string): Place {
    return this.#lines.place(this.#spot(path).start);
  }

  keyAt(path: string): Place {
    return this.#lines.place(this.#spot(path).key);
  }

  within(path: string, offset: number): Place {
    const { scalar, start } = this.#spot(path);
    return this.#lines.place(scalar === null ? start : offsetWithin(this.#text, scalar, offset));
  }

  #spot(path: string): Spot {
    for (let step: string | null = path; step !== null; step = parentPath(step)) {
      const spot = this.#spots.get(step);
      if (spot !== undefined) return spot;
    }
    return { start: 0, key: 0, scalar: null };
  }

  visit(node: Node | null, path: Path, key: number): unknown {
    const start = node?.range?.[0] ?? key;
    const block = (isMap(node) || isSeq(node)) && node.flow !== true && path.length > 0;
    this.#spots.set(pathText(path), { start: block ? key : start, key, scalar: isScalar(node) ? (node as Scalar.Parsed) : null });
    if (node === null) return null;
    if (isAlias(node)) return this.#lines.fail(start, "YAML aliases are not accepted in a policy.", "Write the value out.");
    if (isSeq(node)) return node.items.map((item, index) => this.visit(item as Node | null, [...path, index], (item as Node | null)?.range?.[0] ?? start));
    if (!isMap(node)) return (node as Scalar).value;
    const members: Record<string, unknown> = {};
    for (const { key: name, value } of node.items) {
      const text = this.#keyOf(name, members, start);
      members[text] = this.visit(value as Node | null, [...path, text], (name as Scalar.Parsed).range[0]);
    }
    return members;
  }

  #keyOf(key: unknown, members: object, fallback: number): string {
    const at = (key as Node | null)?.range?.[0] ?? fallback;
    const text = isScalar(key) ? key.value : null;
    if (typeof text !== "string") return this.#lines.fail(at, "A key of a policy is a plain word.", "Put it in quotes if it looks like a number.");
    if (text === "<<") this.#lines.fail(at, "YAML merge keys are not accepted in a policy.", "Write the values out.");
    if (forbiddenKeys.has(text)) this.#lines.fail(at, `The key \`${text}\` is not accepted.`, "Choose another name.");
    if (Object.hasOwn(members, text)) this.#lines.fail(at, `The key \`${text.slice(0, 64)}\` stands twice.`, "Keep one of them.");
    return text;
  }
}

// A value keeps the order of its visible characters in every style without escapes, so counting those finds the place again.
function offsetWithin(text: string, scalar: Scalar.Parsed, offset: number): number {
  const [start, end] = scalar.range;
  const value = String(scalar.value);
  const quoted = scalar.type === "QUOTE_DOUBLE" || scalar.type === "QUOTE_SINGLE";
  const from = quoted ? start + 1 : scalar.type?.startsWith("BLOCK") ? text.indexOf("\n", start) + 1 : start;
  if (text.startsWith(value, from)) return from + offset;
  if (quoted) return start;
  let left = value.slice(0, offset).replace(/\s/g, "").length;
  for (let at = from; at < end; at++) {
    if (/\s/.test(text[at] ?? "")) continue;
    if (left-- === 0) return at;
  }
  return start;
}
