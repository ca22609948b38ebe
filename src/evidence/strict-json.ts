import { type Json, parseStrict } from "../model/canonical.ts";

/**
 * What `parseStrict` returns and throws, in about the time of `JSON.parse`: one pass shows that there is nothing in the text on which readers differ, and a count of the members that
 * `JSON.parse` dropped none. Whatever is in doubt is left to `parseStrict`, which decides and says where. Attacker-controlled.
 */
export function strictJson(text: string, limits: { readonly values: number }): Json {
  const members = membersOfPlain(text, limits.values);
  if (members !== null) {
    const value = parsed(text);
    // Of two equal names `JSON.parse` keeps the last.
    if (value !== undefined && countMembers(value) === members) return value;
  }
  return parseStrict(text, undefined, limits);
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
  if (isList(value)) for (const item of value) members += countMembers(item);
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

const quote = 0x22;
const backslash = 0x5c;
const surelyShallow = 64;
const surelyExact = 15;

/** Number of members that a text declares; null for a text with anything that needs a closer look: an escaped code unit, a reserved name, depth, a long number or an exponent, too many values. */
function membersOfPlain(text: string, mostValues: number): number | null {
  let [members, values, depth, digits] = [0, 1, 0, 0];
  let [from, to] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      if (++digits > surelyExact) return null;
      continue;
    }
    if (digits > 0 && (code === 0x65 || code === 0x45)) return null;
    digits = 0;
    if (code === quote) {
      from = at + 1;
      to = endOfString(text, from);
      if (to === -1) return null;
      at = to;
    } else if (code === 0x3a) {
      if (isReserved(text, from, to)) return null;
      members++;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > surelyShallow || ++values > mostValues) return null;
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === 0x2c && ++values > mostValues) return null;
  }
  return members;
}

// Index of the closing quote; -1 when there is none, or for an escape that may stand for half a surrogate pair.
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash && text.charCodeAt(++at) === 0x75) return -1;
  }
  return -1;
}

// `__proto__` and `prototype` have nine characters, `constructor` eleven.
function isReserved(text: string, from: number, to: number): boolean {
  const length = to - from;
  return (length === 9 || length === 11) && ["__proto__", "prototype", "constructor"].includes(text.slice(from, to));
}
