import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrict } from "../model/canonical.ts";
import { strictJson } from "./strict-json.ts";

const outcome = (read: () => unknown) => {
  try {
    return { value: read() };
  } catch (error) {
    return { message: String(error), limit: (error as Error).cause instanceof RangeError };
  }
};

describe("strict JSON in the time of JSON.parse", () => {
  it("E19: of any text it says what the exact reader says", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"a"',
      '"b"',
      '"\\u0061"',
      '"__proto__"',
      '"prototype"',
      '"\\ud800"',
      '"\\\\"',
      "1",
      "9007199254740993",
      "1e400",
      "1E2",
      "true",
      "null",
      " ",
      "-0",
      "0.5",
    );
    const soup = fc.array(token, { maxLength: 14 }).map((tokens) => tokens.join(""));
    const document = fc.json({ maxDepth: 4 });
    const repeated = fc.tuple(fc.constantFrom("a", "b", "\\u0061"), fc.constantFrom("a", "b"), fc.json()).map(([one, other, value]) => `{"${one}":${value},"${other}":[{"a":1}]}`);
    fc.assert(
      fc.property(fc.oneof(soup, document, repeated), fc.constantFrom(4, 1_000), (text, values) => {
        expect(outcome(() => strictJson(text, { values }))).toEqual(outcome(() => parseStrict(text, undefined, { values })));
      }),
      { numRuns: 3_000 },
    );
  });
});
