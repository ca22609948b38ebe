import { type Json, maximumDepth, parseStrict } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { limits } from "./limits.ts";
import { Halt } from "./outcome.ts";
import { afterSpace, endOfString, endOfValue, isReservedName, partAt } from "./strict-json.ts";
import { textParts } from "./text.ts";

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const words = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;

/**
 * Goes through a JSON document part by part, so that no more than one part of it stands in memory: the caller asks for the members of the object or
 * the items of the array that is next, and of each for its own, or for its value. Whatever is not asked for is passed over as strictly.
 * It refuses what `parseStrict` refuses, at the same place and in the same words, as `Halt`; the number of values is bounded for each part alone.
 * Attacker-controlled.
 */
export class JsonWalk {
  readonly #bytes: Buffer;
  #at: number;
  #depth: number;

  /** `utf8` as `utf8Of` returns it. */
  constructor(utf8: Buffer, at = 0, depth = 0) {
    this.#bytes = utf8;
    this.#at = at;
    this.#depth = depth;
  }

  /** Another walk, from the same place on. */
  copy(): JsonWalk {
    return new JsonWalk(this.#bytes, this.#at, this.#depth);
  }

  /** What comes next. */
  next(): "object" | "array" | "scalar" {
    this.#space();
    const first = this.#bytes[this.#at];
    if (first === openBrace) return "object";
    return first === openBracket ? "array" : "scalar";
  }

  /** Names of the members of the object that is next; each stands before its value. */
  *members(): Generator<string> {
    this.#enter(openBrace);
    if (!this.#take(closeBrace)) {
      const names = new Set<string>();
      do {
        const name = this.#name(names);
        names.add(name);
        const before = this.#at;
        yield name;
        if (this.#at === before) this.pass();
      } while (this.#take(comma));
      if (!this.#take(closeBrace)) this.#fail("a comma or the end of the object is expected");
    }
    this.#depth--;
  }

  /** Numbers of the items of the array that is next; each stands before its item. */
  *items(): Generator<number> {
    this.#enter(openBracket);
    if (!this.#take(closeBracket)) {
      let count = 0;
      do {
        const before = this.#at;
        yield count++;
        if (this.#at === before) this.pass();
      } while (this.#take(comma));
      if (!this.#take(closeBracket)) this.#fail("a comma or the end of the array is expected");
    }
    this.#depth--;
  }

  /** The whole of what is next. */
  value(): Json {
    this.#assertDepth();
    this.#space();
    const first = this.#bytes[this.#at];
    return first === openBrace || first === openBracket ? this.#container() : this.#scalar();
  }

  /** Passes over what is next without keeping it. */
  pass(): void {
    const kind = this.next();
    if (kind === "object") for (const _ of this.members());
    else if (kind === "array") for (const _ of this.items());
    else this.value();
  }

  /** Leaves out what is next without looking at it: somebody else has to. */
  leave(): void {
    this.#space();
    this.#at = endOfValue(this.#bytes, this.#at);
  }

  /** Ends the document. */
  end(): void {
    this.#space();
    if (this.#at < this.#bytes.length) this.#fail("something follows the end of the document");
  }

  #enter(bracket: number): void {
    this.#assertDepth();
    this.#space();
    if (!this.#take(bracket)) this.#fail(bracket === openBrace ? "an object is expected" : "an array is expected");
    this.#depth++;
    this.#space();
  }

  #name(names: ReadonlySet<string>): string {
    this.#space();
    const start = this.#at;
    if (this.#bytes[start] !== quote) this.#fail("a member name in double quotes is expected");
    const name = this.#string();
    if (isReservedName(name)) this.#fail(`the member name ${name} is not accepted`, start);
    if (names.has(name)) this.#fail(`the member ${JSON.stringify(name)} stands twice`, start);
    if (!this.#take(colon)) this.#fail("a colon is expected");
    return name;
  }

  #container(): Json {
    const start = this.#at;
    const part = partAt(this.#bytes, start, maximumDepth - this.#depth, limits.jsonValues);
    this.#at = part.end;
    return part.value === undefined ? this.#strict(start, part.end) : part.value;
  }

  #scalar(): Json {
    if (this.#bytes[this.#at] === quote) return this.#string();
    const start = this.#at;
    const text = this.#bytes.toString("latin1", start, endOfNumber(this.#bytes, start));
    for (const [word, value] of words) {
      if (this.#bytes.toString("latin1", start, start + word.length) !== word) continue;
      this.#at += word.length;
      return value;
    }
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text)?.[0];
    if (number === undefined) return this.#fail("a JSON value is expected");
    this.#at += number.length;
    return this.#strict(start, this.#at);
  }

  #string(): string {
    const start = this.#at;
    const end = endOfString(this.#bytes, start + 1);
    if (end === -1) return this.#fail("a string does not end on its line", start);
    this.#at = end + 1;
    if (this.#bytes.subarray(start, end).includes(backslash)) return String(this.#strict(start, end + 1));
    return this.#bytes.toString("utf8", start + 1, end);
  }

  /** The part that stands there, as `parseStrict` reads it. */
  #strict(start: number, end: number): Json {
    try {
      return parseStrict(this.#bytes.toString("utf8", start, end), undefined, { values: limits.jsonValues, depth: maximumDepth - this.#depth });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { line = 1, column = 1 } = error.place ?? {};
      const from = placeIn(this.#bytes, start);
      const place = line === 1 ? { line: from.line, column: from.column + column - 1 } : { line: from.line + line - 1, column };
      throw jsonHalt({ message: error.message, cause: error.cause, place });
    }
  }

  #assertDepth(): void {
    if (this.#depth > maximumDepth) this.#fail(`more than ${maximumDepth} levels of nesting`, this.#at, new RangeError("depth"));
  }

  #space(): void {
    this.#at = afterSpace(this.#bytes, this.#at);
  }

  #take(code: number): boolean {
    this.#space();
    if (this.#bytes[this.#at] !== code) return false;
    this.#at++;
    return true;
  }

  #fail(what: string, at = this.#at, cause?: RangeError): never {
    throw jsonHalt({ message: `This is not the JSON that is accepted here: ${what}.`, cause, place: placeIn(this.#bytes, at) });
  }
}

/** A refusal of `parseStrict` as one of a report; a limit that was met is its cause. */
export function jsonHalt({ message, cause, place }: Pick<Failure, "message" | "cause" | "place">): Halt {
  return new Halt(cause instanceof RangeError ? "too-large" : "corrupt", `Line ${place?.line}, column ${place?.column}: ${message}`);
}

function endOfNumber(bytes: Buffer, start: number): number {
  let end = start;
  while (/[-+.0-9eE]/.test(String.fromCharCode(bytes[end] ?? 0))) end++;
  return end;
}

/** Line and column as an editor counts them, in UTF-16 code units. */
function placeIn(bytes: Buffer, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1 && end < at; end = bytes.indexOf(0x0a, start)) {
    line++;
    start = end + 1;
  }
  let column = 1;
  for (const text of textParts(bytes.subarray(start, at))) column += text.length;
  return { line, column };
}
