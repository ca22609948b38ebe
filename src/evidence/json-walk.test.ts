import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Json, parseStrict } from "../model/canonical.ts";
import { Failure } from "../model/failure.ts";
import { JsonDocument } from "./json-document.ts";
import { JsonWalk } from "./json-walk.ts";
import { Halt } from "./outcome.ts";

/** The document, gone through down to some depth, and read whole from there on. */
function walked(walk: JsonWalk, depth: number): Json {
  const kind = depth > 0 ? walk.next() : "scalar";
  if (kind === "object") return Object.fromEntries(Array.from(walk.members(), (name) => [name, walked(walk, depth - 1)]));
  return kind === "array" ? Array.from(walk.items(), () => walked(walk, depth - 1)) : walk.value();
}

const walkOf = (text: string) => new JsonWalk(Buffer.from(text));

function outcomeOfWalk(text: string, through: (walk: JsonWalk) => unknown) {
  try {
    const walk = walkOf(text);
    const value = through(walk);
    walk.end();
    return { value };
  } catch (error) {
    if (error instanceof Halt) return error.refusal;
    throw error;
  }
}

function outcome(text: string) {
  try {
    return { value: parseStrict(text) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      state: error.cause instanceof RangeError ? "too-large" : "corrupt",
      sentence: `Line ${error.place?.line}, column ${error.place?.column}: ${error.message}`,
    };
  }
}

const token = fc.constantFrom(
  ...["{", "}", "[", "]", ":", ",", '"a"', '"b"', '"\\u0061"', '"__proto__"', '"constructor"', '"prototypf"', '"\\ud800"', '"\\\\"', '"é"', '"😀"'],
  ...["1", "9007199254740993", "1e400", "1E2", "-", "01", "0.5", "-0", "true", "truefalse", "nul", "null", " ", "\n", "\r", "x", '"open', "\u00a0"],
);
const soup = fc.array(token, { maxLength: 14 }).map((tokens) => tokens.join(""));
const document = fc.json({ maxDepth: 4 });
const spoiled = fc.tuple(document, fc.nat(), token).map(([text, at, strange]) => `${text.slice(0, at % (text.length + 1))}${strange}${text.slice(at % (text.length + 1))}`);
const cut = fc.tuple(document, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));

describe("JSON read in parts", () => {
  it("E19: of any text it says what the exact reader says, at the same place, however much of it is read in parts", () => {
    fc.assert(
      fc.property(fc.oneof(soup, document, spoiled, cut), fc.nat(4), (text, depth) => {
        expect(outcomeOfWalk(text, (walk) => walked(walk, depth))).toEqual(outcome(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("E19: what nobody asks for is looked at as strictly", () => {
    fc.assert(
      fc.property(fc.oneof(soup, document, spoiled, cut), (text) => {
        const exact = outcome(text);
        expect(outcomeOfWalk(text, (walk) => walk.pass())).toEqual("value" in exact ? { value: undefined } : exact);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([62, 63, 64, 65, 66, 100_000])("E19: %i levels end where they end for the exact reader", (levels) => {
    for (const text of ["[".repeat(levels) + "]".repeat(levels), `${'{"a":['.repeat(levels / 2)}1${"]}".repeat(levels / 2)}`, "[\n".repeat(levels)])
      for (const depth of [0, 3]) expect(outcomeOfWalk(text, (walk) => walked(walk, depth))).toEqual(outcome(text));
  });

  it("finds the members of a document without reading it, up to where it breaks", () => {
    const of = (text: string) => new JsonDocument(walkOf(text));
    expect([...of('{"a":[{"x":1}],"b":"}","c":2,"c":3,').members()].map(([name]) => name)).toEqual(["a", "b", "c"]);
    const names = of('{"a":{"b":1},"c":4} ');
    expect([names.has("b"), names.has("c"), names.has("a"), names.member("c")?.value(), names.member("a")?.value()]).toEqual([false, true, true, 4, { b: 1 }]);
    expect([of("[]").has("a"), of("1").has("a"), of("").has("a")]).toEqual([false, false, false]);
  });
});
