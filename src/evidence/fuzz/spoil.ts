import fc from "fast-check";
import { contentOf } from "../content.ts";

// For tests only: what an adversary makes of reports.

/** A report that is spoiled. */
export interface Seed {
  readonly bytes: Buffer;
  /** What it is made of, a character a byte: tags, strings, brackets, lines. */
  readonly parts: readonly string[];
  /** Behind the last byte that a complete report needs; null where less of it may be complete as well. */
  readonly end: number | null;
}

export function seedOf(bytes: Buffer): Seed {
  const { shape } = contentOf(bytes);
  return { bytes, parts: parts(bytes), end: shape === "lines" ? null : Math.max(bytes.lastIndexOf(">"), bytes.lastIndexOf("}"), bytes.lastIndexOf("]")) + 1 };
}

function parts(bytes: Buffer): string[] {
  return bytes.toString("latin1").match(/<[^<>]{0,500}>?|"[^"\n]{0,500}"?|[{}[\]:,\n]|[^<"{}[\]:,\n]+/g) ?? [];
}

/** Draws a seed by any number. One of half the length comes eight times as often: it is read sooner, and more of it is spoiled. Each comes. */
export function drawing(seeds: readonly Seed[]): (drawn: number) => Seed {
  const weights = seeds.map(({ bytes }) => 1 / bytes.length ** 3);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const places = seeds.flatMap((seed, at) => Array<Seed>(Math.ceil((1_000 * (weights[at] ?? 0)) / all)).fill(seed));
  return (drawn) => places[drawn % places.length] as Seed;
}

/** Texts that no tool writes, or that mean something to some parser. */
const strange = [
  ...["", "\0", "\ufeff", "\u202e", "\ud83d\ude00", "\u2028", "\r", "\n", " ", "\\", "/../../etc/passwd", "C:\\windows\\win.ini", "//host/share"],
  ...["&lol;", "&#0;", "&#xD800;", "&amp;", "]]>", "<![CDATA[", "<!--", '<!DOCTYPE a [<!ENTITY lol "lol">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', "<?xml version='1.1'?>"],
  ...['"__proto__":', '"constructor":', '"toString":', '"\\ud800"', '"\\u0000"', "{", "}", "[", "]", ",", ":", '"', "null", "true", "[[[[[[[[", "{}", "[]", '""'],
  ...["1e999", "-1", "0", "9007199254740993", "1e308", "-0", "0.1", "NaN", "99999999999999999999"],
  ...["end_of_record", "SF:", "DA:1,1", "<testcase/>", "<failure/>", "</testsuite>", "x".repeat(300)],
].map((text) => Buffer.from(text));
const strangeParts = strange.map((bytes) => bytes.toString("latin1"));

/** One thing done to a report, by numbers that fast-check chooses and makes smaller. */
export type Edit = readonly [kind: number, at: number, length: number, what: number];

// Written out by hand: arbitraries of their own for each kind take longer than the reading.
export const edits: fc.Arbitrary<Edit[]> = fc.array(fc.tuple(fc.nat(7), fc.nat(100_000), fc.nat(40), fc.nat(255)), { minLength: 1, maxLength: 4 });

/** A report to which such things were done: to its bytes, or to its parts, among which come those of others. */
export function spoiled(seed: Seed, others: readonly Seed[], done: readonly Edit[]): Buffer {
  if ((done[0]?.[0] ?? 0) < 3) return done.reduce<Buffer>((bytes, edit) => spoiledBytes(bytes, edit), Buffer.from(seed.bytes));
  const list = [...seed.parts];
  for (const edit of done) spoilParts(list, edit, others);
  return Buffer.from(list.join(""), "latin1");
}

function spoiledBytes(bytes: Buffer, [kind, place, length, what]: Edit): Buffer {
  const at = place % (bytes.length + 1);
  if (kind % 3 === 0 && at < bytes.length) bytes[at] = what;
  else if (kind % 3 === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  else return Buffer.concat([bytes.subarray(0, at), strange[what % strange.length] ?? bytes, bytes.subarray(at)]);
  return bytes;
}

function spoilParts(list: string[], [kind, place, length, what]: Edit, others: readonly Seed[]): void {
  const at = place % (list.length + 1);
  const other = others[what % others.length]?.parts ?? [];
  if (kind % 5 === 0) list.splice(at, length);
  else if (kind % 5 === 1) list.splice(at, 0, ...list.slice(at, at + length));
  else if (kind % 5 === 2) list.splice(what % (list.length + 1), 0, ...list.splice(at, length));
  else if (kind % 5 === 3) list.splice(at, 1, strangeParts[what % strange.length] ?? "");
  else list.splice(at, length, ...other.slice(place % (other.length + 1), (place % (other.length + 1)) + length));
}
