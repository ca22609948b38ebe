import { describe, expect, it } from "vitest";
import { plainText } from "../../parts/segments.tsx";
import { marked } from "./visible.ts";

describe("a signed text shows what it holds (C02)", () => {
  it("leaves plain text alone, lines and all", () => {
    expect(marked("Ana Costa\nsays: naïve, 1 €")).toEqual(["Ana Costa\nsays: naïve, 1 €"]);
    expect(marked("")).toEqual([]);
  });

  it("marks what reorders, and what is not seen", () => {
    expect(marked("a\u202eb")).toEqual(["a", { kind: "bidi", code: "U+202E", name: "a character that is not seen" }, "b"]);
    expect(plainText(marked("\u200bnot\u0007\ufe0f"))).toBe("[U+200B]not[U+0007][U+FE0F]");
  });
});
