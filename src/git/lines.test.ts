import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Lines } from "./lines.ts";

const linesOf = (text: string) => {
  const lines = new Lines(Buffer.from(text, "latin1"));
  return Array.from({ length: lines.count }, (_, at) => lines.at(at + 1)?.toString("latin1"));
};

describe("the lines of a text", () => {
  test("a last line without line feed counts, and an empty text has none", () => {
    expect(linesOf("")).toEqual([]);
    expect(linesOf("a\n\nb")).toEqual(["a", "", "b"]);
    expect(linesOf("\n")).toEqual([""]);
    expect([new Lines(Buffer.from("a\r\nb\n\r\n")).returns, new Lines(Buffer.from("a")).at(2), new Lines(Buffer.from("a")).at(0)]).toEqual([2, null, null]);
  });

  test("any line is found wherever it stands, as splitting at line feeds would find it", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "\r", "") }), { minLength: 1, maxLength: 1_200 }), (parts) => {
        const text = `${parts.join("\n")}\n`;
        expect(linesOf(text)).toEqual(parts);
      }),
      { numRuns: 30 },
    );
  });
});
