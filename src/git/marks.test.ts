import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasBidi, hasControl, hasInvisible } from "./characters.ts";
import { marked, markedBytes, markedName, type Segments, visible } from "./marks.ts";

function codes(segments: Segments): string[] {
  return segments.flatMap((segment) => (typeof segment === "string" ? [] : [`${segment.kind} ${segment.code}`]));
}

function plain(segments: Segments): string {
  return segments.filter((segment) => typeof segment === "string").join("");
}

describe("text that a reader is shown", () => {
  test("C01 a control that reorders stands as a mark with its name", () => {
    expect(marked("if (admin) \u202e } // ok")).toEqual(["if (admin) ", { kind: "bidi", code: "U+202E", name: "right-to-left override" }, " } // ok"]);
    const all = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c];
    for (const code of all) expect(codes(marked(`a${String.fromCodePoint(code)}b`))).toEqual([`bidi U+${code.toString(16).toUpperCase().padStart(4, "0")}`]);
  });

  test("C02 every kind of invisible character stands as a mark", () => {
    const all = [0x00ad, 0x200b, 0x200c, 0x200d, 0x2060, 0x3164, 0x115f, 0xfe00, 0xfe0f, 0xe0001, 0xe0041, 0xe0100, 0xe01ef, 0xfeff, 0x2028];
    for (const code of all) expect(codes(marked(`let a${String.fromCodePoint(code)}b`))).toEqual([`invisible U+${code.toString(16).toUpperCase().padStart(4, "0")}`]);
  });

  test("C02 the twin: letters of any script, emoji, tabs and a carriage return before nothing hidden are plain", () => {
    for (const text of ["\tconst ä = 'שלום';", "日本語 ü", "family 👨‍👩‍👧 ❤️ 1️⃣", ""]) expect(plain(marked(text))).toBe(text);
    expect(codes(marked("👨‍👩‍👧"))).toEqual([]);
  });

  test("C13 a path shows its line breaks, tabs and terminal escapes", () => {
    expect(visible("src/a\nb\u001b[31m.ts\t")).toBe("src/a[U+000A]b[U+001B][31m.ts[U+0009]");
    expect(visible("src/pay.ts")).toBe("src/pay.ts");
  });

  test("bytes that are not UTF-8 stand as one mark each, between the text around them", () => {
    expect(markedBytes(Buffer.from([0x61, 0xff, 0xc3, 0x62]))).toEqual([
      "a",
      { kind: "byte", code: "\\xff", name: "a byte that is not UTF-8" },
      { kind: "byte", code: "\\xc3", name: "a byte that is not UTF-8" },
      "b",
    ]);
    expect(markedBytes(Buffer.from("grün", "utf8"))).toEqual(["grün"]);
  });

  test("C01 C02 no plain piece of any text holds what deceives, and nothing of the text is lost", () => {
    const hostile = fc.string({ unit: fc.constantFrom("a", "\u202e", "\u200b", "\ufe0f", "\u200d", "👩", "❤", "1", "\u20e3", "\u{e0041}", "\r", "\n", "\t", "\u001b", "é") });
    fc.assert(
      fc.property(hostile, (text) => {
        const segments = markedName(text);
        for (const segment of segments) if (typeof segment === "string") expect(hasBidi(segment) || hasInvisible(segment) || hasControl(segment)).toBe(false);
        expect(segments.map((segment) => (typeof segment === "string" ? segment : String.fromCodePoint(Number.parseInt(segment.code.slice(2), 16)))).join("")).toBe(text);
      }),
    );
  });
});
