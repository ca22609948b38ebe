import { type Json, maximumDepth, parseStrict } from "../model/canonical.ts";

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const surelyExact = 15;

/** What `parseStrict` returns and throws, in about the time of `JSON.parse`. Attacker-controlled. */
export function strictJson(text: string, bounds: { readonly values: number }): Json {
  return text.isWellFormed() ? strictUtf8(Buffer.from(text), bounds) : parseStrict(text, undefined, bounds);
}

/** The same of text in UTF-8. */
export function strictUtf8(utf8: Buffer, bounds: { readonly values: number }): Json {
  const start = afterSpace(utf8, 0);
  if (utf8[start] === 0x7b || utf8[start] === 0x5b) {
    const { end, value } = partAt(utf8, start, maximumDepth, bounds.values);
    if (value !== undefined && afterSpace(utf8, end) === utf8.length) return value;
  }
  return parseStrict(utf8.toString(), undefined, bounds);
}

/** Index of the next byte that is no white space of JSON. */
export function afterSpace(utf8: Buffer, from: number): number {
  for (let at = from; ; at++) {
    const code = utf8[at];
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
  }
}

/** A container as it stands in a document. */
export interface Part {
  /** Behind its last byte; where it is refused for certain, behind as much of it as shows that. */
  readonly end: number;
  /** Undefined for one with anything on which readers differ: that is for `parseStrict` to decide. */
  readonly value: Json | undefined;
}

/**
 * The object or array that begins at `start`, in about the time of `JSON.parse`: one pass finds its end and shows that there is nothing in it on which
 * readers differ, and a count of the members that `JSON.parse` dropped none. `depth` and `values` bound it as they bound `parseStrict`. Attacker-controlled.
 */
export function partAt(utf8: Buffer, start: number, depth: number, values: number): Part {
  const { end, members } = lookAt(utf8, start, depth, values);
  if (members === -1) return { end, value: undefined };
  const value = parsed(utf8.toString("utf8", start, end));
  // Of two equal names `JSON.parse` keeps the last.
  return { end, value: value !== undefined && countMembers(value) === members ? value : undefined };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

// Written out, because most of the time of a reading goes here: listing the members takes twice as long.
function countMembers(value: Json): number {
  let members = 0;
  if (isList(value)) for (const item of value) members += typeof item === "object" && item !== null ? countMembers(item) : 0;
  else if (typeof value === "object" && value !== null) {
    for (const name in value) {
      members++;
      const item = value[name];
      if (typeof item === "object" && item !== null) members += countMembers(item);
    }
  }
  return members;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Where a container ends, and how many members it declares; -1 members for one with anything that needs a closer look: an escaped code unit, a reserved
 * name, depth, a long number or an exponent, too many values. Written out: it sees each byte.
 */
function lookAt(utf8: Buffer, start: number, mostDepth: number, mostValues: number): { readonly end: number; readonly members: number } {
  const { length } = utf8;
  let members = 0;
  let values = 1;
  let depth = 0;
  let digits = 0;
  let from = 0;
  let to = 0;
  let doubtful = false;
  for (let at = start; at < length; at++) {
    const code = utf8[at] as number;
    // First, because half of an indented document is nothing else.
    if (code === 0x20 || code === 0x0a) continue;
    if (code === quote) {
      from = ++at;
      for (; at < length; at++) {
        const inside = utf8[at] as number;
        if (inside === quote) break;
        if (inside === backslash && utf8[++at] === 0x75) doubtful = true;
      }
      to = at;
      digits = 0;
    } else if (code >= 0x30 && code <= 0x39) {
      if (++digits > surelyExact) doubtful = true;
    } else {
      if (digits > 0 && (code === 0x65 || code === 0x45)) doubtful = true;
      digits = 0;
      if (code === colon) {
        if (isReserved(utf8, from, to)) doubtful = true;
        members++;
      } else if (code === comma) {
        if (++values > mostValues) doubtful = true;
      } else if (code === 0x7b || code === 0x5b) {
        depth++;
        if (++values > mostValues || depth > mostDepth) doubtful = true;
        // One level more than there may be at all; and an empty list counts as two here.
        if (depth > mostDepth + 1 || values > 2 * mostValues + 2) return { end: at + 1, members: -1 };
      } else if (code === 0x7d || code === 0x5d) {
        if (--depth === 0) return { end: at + 1, members: doubtful ? -1 : members };
      }
    }
  }
  return { end: length, members: -1 };
}

/** Behind the value that begins at `start`, in a document of which nothing is known: somebody has to read it as well. */
export function endOfValue(utf8: Buffer, start: number): number {
  const first = utf8[start];
  if (first === 0x7b || first === 0x5b) return lookAt(utf8, start, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY).end;
  if (first === quote) {
    const end = endOfString(utf8, start + 1);
    return end === -1 ? utf8.length : end + 1;
  }
  let end = start;
  while (end < utf8.length && ![comma, 0x7d, 0x5d].includes(utf8[end] as number)) end++;
  return end;
}

/** Index of the quote that closes a string; -1 when a line or the document ends before it. */
export function endOfString(utf8: Buffer, from: number): number {
  for (let at = from; at < utf8.length; at++) {
    const code = utf8[at] as number;
    if (code === quote) return at;
    if (code < 0x20) return -1;
    if (code === backslash) at++;
  }
  return -1;
}

// `__proto__` and `prototype` have nine characters, `constructor` eleven.
function isReserved(utf8: Buffer, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 9 && length !== 11) return false;
  const first = utf8[from];
  return (first === 0x5f || first === 0x70 || first === 0x63) && isReservedName(utf8.toString("latin1", from, to));
}

/** A name that is no ordinary member of a JavaScript object. */
export function isReservedName(name: string): boolean {
  return name === "__proto__" || name === "prototype" || name === "constructor";
}
