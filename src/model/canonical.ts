import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import { Failure, type Place } from "./failure.ts";

/** A JSON value as RFC 8259 has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The RFC 8785 form of a value, as UTF-8 bytes. Throws a `TypeError` for what JSON cannot hold (undefined, NaN, lone surrogates, integers beyond ±2⁵³). */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalText(value), "utf8");
}

/** The RFC 8785 form of a value. Throws as `canonicalBytes` does. */
export function canonicalText(value: unknown): string {
  const text: string | undefined = inOrder(value) ? JSON.stringify(value) : canonicalize(value);
  if (text === undefined) throw new TypeError("a value without a JSON form cannot be made canonical");
  return text;
}

/** Lower-case hex SHA-256 of bytes or of UTF-8 text. */
export function sha256(bytes: Uint8Array | string): string {
  return hash("sha256", bytes, "hex");
}

/** Lower-case hex SHA-256 of the canonical form of a value. */
export function digestOf(value: unknown): string {
  return sha256(canonicalText(value));
}

/**
 * Refuses what RFC 8785 leaves to the caller: two readers must never see two values. True when the members of all objects already stand in
 * canonical order; `JSON.stringify`, which writes each string and number as RFC 8785 does, then gives the canonical form several times faster.
 */
function inOrder(value: unknown): boolean {
  if (typeof value === "string") return assertWellFormed(value);
  if (typeof value === "number") return assertExact(value);
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  return Array.isArray(value) ? itemsInOrder(value) : membersInOrder(value);
}

function itemsInOrder(items: readonly unknown[]): boolean {
  let ordered = !("toJSON" in items);
  for (const item of items) ordered = inOrder(item) && ordered;
  return ordered;
}

function membersInOrder(members: object): boolean {
  let ordered = Object.getPrototypeOf(members) === Object.prototype && !("toJSON" in members);
  let before = "";
  for (const [key, item] of Object.entries(members)) {
    assertWellFormed(key);
    ordered = inOrder(item) && ordered && before < key;
    before = key;
  }
  return ordered;
}

function assertWellFormed(text: string): true {
  if (!text.isWellFormed()) throw new TypeError("a string with a lone surrogate cannot be made canonical");
  return true;
}

function assertExact(number: number): true {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) throw new TypeError(`the number ${number} cannot be made canonical`);
  return true;
}

export const maximumDepth = 64;
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads JSON that somebody else wrote and that is signed, stored or compared: RFC 8259 without duplicate keys, lone surrogates,
 * integers beyond ±2⁵³, `__proto__` and its kin, or more than 64 levels. Attacker-controlled. `limits.values` bounds the number of
 * values (scalars, arrays and objects; unbounded without it), `limits.depth` the levels of a text that is itself so deep inside another one.
 * Throws `Failure` (`bad-input`) with line and column; where depth or number of values is what was met, its cause is a `RangeError`.
 */
export function parseStrict(text: string, file?: string, limits: { readonly values?: number; readonly depth?: number } = {}): Json {
  const reader = new Reader(text, file, limits.values ?? Number.POSITIVE_INFINITY, limits.depth ?? maximumDepth);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  readonly #file: string | undefined;
  readonly #maximumValues: number;
  readonly #depth: number;
  #at = 0;
  #values = 0;

  constructor(text: string, file: string | undefined, maximumValues: number, depth: number) {
    this.#text = text;
    this.#file = file;
    this.#maximumValues = maximumValues;
    this.#depth = depth;
  }

  value(depth: number): Json {
    if (depth > this.#depth) this.#fail(`more than ${maximumDepth} levels of nesting`, this.#at, new RangeError("depth"));
    if (++this.#values > this.#maximumValues) this.#fail(`more than ${this.#maximumValues} values`, this.#at, new RangeError("values"));
    this.#space();
    const next = this.#text[this.#at];
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"') return this.#string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail("something follows the end of the document");
  }

  #object(depth: number): Json {
    const members: Record<string, Json> = {};
    this.#at++;
    this.#space();
    if (this.#take("}")) return members;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail("a member name in double quotes is expected");
      const start = this.#at;
      const key = this.#string();
      if (forbiddenKeys.has(key)) this.#fail(`the member name ${key} is not accepted`, start);
      if (Object.hasOwn(members, key)) this.#fail(`the member ${JSON.stringify(key)} stands twice`, start);
      this.#space();
      if (!this.#take(":")) this.#fail("a colon is expected");
      members[key] = this.value(depth + 1);
      this.#space();
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("a comma or the end of the object is expected");
    return members;
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#take("]")) return items;
    do {
      items.push(this.value(depth + 1));
      this.#space();
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail("a comma or the end of the array is expected");
    return items;
  }

  #string(): string {
    const start = this.#at;
    const plain = this.#plainString();
    if (plain !== null) return plain;
    let at = start + 1;
    for (; ; at++) {
      const code = this.#text.charCodeAt(at);
      if (Number.isNaN(code) || code < 0x20) this.#fail("a string does not end on its line", start);
      if (code === 0x22) break;
      if (code === 0x5c) at++;
    }
    const raw = this.#text.slice(start, at + 1);
    let value: string;
    try {
      value = JSON.parse(raw) as string;
    } catch {
      return this.#fail("a string holds an unknown escape", start);
    }
    if (!value.isWellFormed()) this.#fail("a string holds half of a surrogate pair", start);
    this.#at = at + 1;
    return value;
  }

  // Most strings hold no escape, and a long one is then found and read in one step. Null for every other one, also for one that is wrong.
  #plainString(): string | null {
    const end = this.#text.indexOf('"', this.#at + 1);
    const raw = end === -1 ? "\\" : this.#text.slice(this.#at, end + 1);
    if (raw.includes("\\")) return null;
    try {
      const value = JSON.parse(raw) as string;
      if (!value.isWellFormed()) return null;
      this.#at = end + 1;
      return value;
    } catch {
      return null;
    }
  }

  #number(): number {
    const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    match.lastIndex = this.#at;
    const found = match.exec(this.#text)?.[0];
    if (found === undefined) return this.#fail("a JSON value is expected");
    const value = Number(found);
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) this.#fail(`the number ${found.slice(0, 40)} is too large to be exact`);
    this.#at += found.length;
    return value;
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #fail(what: string, at = this.#at, cause?: RangeError): never {
    const before = this.#text.slice(0, at).split("\n");
    const place: Place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, ...(this.#file === undefined ? {} : { file: this.#file }) };
    throw new Failure("bad-input", `This is not the JSON that is accepted here: ${what}.`, { place, hint: "Mend the document and run the command again.", cause });
  }
}
