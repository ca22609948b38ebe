import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText, originMark, painted, verdictWord, visible, width } from "./terminal.ts";

const isPlain = (text: string) => !/[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u206f]/u.test(text);

describe("text that somebody typed", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m"],
    ["\u001b]8;;https://evil.example\u0007click", "\\x1b]8;;https://evil.example\\x07click"],
    ["two\nlines\tand a tab", "two\\nlines\\tand a tab"],
    ["\u009b2J", "\\x9b2J"],
    ["admin\u202egnp.exe", "admin\\u{202e}gnp.exe"],
    ["pay\u200bpal", "pay\\u{200b}pal"],
    ["\u{e0041}", "\\u{e0041}"],
  ])("C13, G22: shows escapes and invisible characters instead of obeying them: %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("C13: leaves what is honest as it is", () => {
    for (const text of ["src/Ångström/naïve.ts", "読み込み.ts", "fix: `a` → “b” — 5 %", "🎉 done"]) expect(visible(text)).toBe(text);
  });

  it("C13, G22: never lets a control character through, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => isPlain(visible(text)) && isPlain(painted([text, { paint: "deny", text }], false))));
  });

  it("G22: keeps the value of a JSON document while nothing in it reaches the terminal", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
        const printed = jsonText([value, text]);
        expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify([value, text])));
        expect(isPlain(printed.replaceAll("\n", ""))).toBe(true);
      }),
    );
  });
});

describe("marks", () => {
  it("give a verdict a shape beside its colour", () => {
    expect(painted([verdictWord("allow")], false)).toBe("✔ allow");
    expect(painted([verdictWord("wait")], false)).toBe("… wait");
    expect(painted([verdictWord("deny")], true)).toBe("\u001b[1;31m✖ deny\u001b[0m");
  });

  it("tell origins apart without colour, and a human line has none", () => {
    expect((["ai", "mixed", "unknown", "human"] as const).map((origin) => painted([originMark(origin)], false))).toEqual(["▌", "▒", "┊", " "]);
  });

  it("count cells, not code units", () => {
    expect([width("abc"), width("読む"), width("e\u0301"), width("…")]).toEqual([3, 4, 1, 1]);
  });
});
