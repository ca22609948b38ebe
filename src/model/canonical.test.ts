import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalBytes, canonicalText, digestOf, parseStrict, sha256 } from "./canonical.ts";

const refused = expect.objectContaining({ name: "Failure", code: "bad-input" });

function double(bits: string): number {
  return Buffer.from(bits, "hex").readDoubleBE();
}

describe("canonical JSON (RFC 8785)", () => {
  test("the sample of §3.2.2, without its number beyond 2⁵³", () => {
    const text =
      '{"numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001], "string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}';
    const canonical = '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    expect(canonicalText(parseStrict(text))).toBe(canonical);
    expect(canonicalText(JSON.parse(text))).toBe(canonical);
  });

  test("members are sorted by UTF-16 code units, as in §3.2.3", () => {
    const text =
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}';
    expect([...canonicalText(parseStrict(text)).matchAll(/:"([^"]*)"/g)].map(([, name]) => name)).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  test("bytes are UTF-8", () => expect(canonicalBytes("€").toString("hex")).toBe("22e282ac22"));

  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
    ["433fffffffffffff", "9007199254740991"],
  ])("the double %s of appendix B is %s", (bits, text) => expect(canonicalText(double(bits))).toBe(text));

  // The appendix gives these a form; we refuse them, since integers beyond ±2⁵³ are not the same in every reader.
  test.each([
    "4340000000000000",
    "c340000000000000",
    "7fefffffffffffff",
    "ffefffffffffffff",
    "4430000000000000",
    "44b52d02c7e14af5",
    "444b1ae4d6e2ef50",
    "7fffffffffffffff",
    "7ff0000000000000",
  ])("the double %s is refused", (bits) => expect(() => canonicalText(double(bits))).toThrow(TypeError));

  test.each([
    ["undefined", undefined],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate in a name", { "\udead": 1 }],
    ["a NaN inside", [Number.NaN]],
  ])("%s has no canonical form", (_, value) => expect(() => canonicalText(value)).toThrow(TypeError));

  test("the form is a fixed point, whatever the order of members", () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)) && exact(value));
    fc.assert(
      fc.property(value, (value) => {
        const text = canonicalText(value);
        expect(canonicalText(parseStrict(text))).toBe(text);
        expect(canonicalText(reversed(value))).toBe(text);
        expect(digestOf(value)).toBe(sha256(text));
      }),
    );
  });

  test("the form is that of the general serialiser, whether or not the members already stand in order", () => {
    const value = fc.anything({ withBoxedValues: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true });
    let ordered = 0;
    fc.assert(
      fc.property(value, (value) => {
        for (const each of [value, inOrder(value)]) {
          if (!exact(each)) continue;
          ordered++;
          expect(canonicalText(each)).toBe(canonicalize(each));
        }
      }),
    );
    expect(ordered).toBeGreaterThan(50);
  });

  test.each<[string, unknown]>([
    ["a lone surrogate after members in order", { a: 1, b: ["\udead"] }],
    ["one after members out of order", { b: 1, a: ["\udead"] }],
    ["a boxed NaN", { a: Object(Number.NaN) }],
    ["a number without end after members out of order", { b: 1, a: Number.POSITIVE_INFINITY }],
    ["a big integer", { a: 1n }],
  ])("%s is refused", (_, value) => expect(() => canonicalText(value)).toThrow());

  test("what writes itself is written in canonical order, too", () => {
    const own = { toJSON: () => ({ b: 1, a: 2 }) };
    expect(canonicalText({ a: own })).toBe('{"a":{"a":2,"b":1}}');
    expect(canonicalText([Object.assign([1], own)])).toBe('[{"a":2,"b":1}]');
  });
});

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, inOrder(item)]),
  );
}

function exact(value: unknown): boolean {
  try {
    canonicalText(value);
    return true;
  } catch {
    return false;
  }
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe("strict JSON", () => {
  test("what is valid is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const value = JSON.parse(text);
        if (/"(__proto__|constructor|prototype)":/.test(text) || !exact(value)) return;
        expect(parseStrict(` ${text}\n`)).toEqual(value);
      }),
    );
  });

  test.each([
    ["a member twice", '{"a":1,"a":1}', 1, 8],
    ["a member twice, spelt otherwise", '{"a":1,"\\u0061":2}', 1, 8],
    ["__proto__", '{"__proto__":{}}', 1, 2],
    ["__proto__, spelt otherwise", '{"__pr\\u006fto__":{}}', 1, 2],
    ["constructor", '[\n {"constructor":1}]', 2, 3],
    ["a lone surrogate", '["\\ud800"]', 1, 2],
    ["a surrogate pair the wrong way round", '["\\ude00\\ud83d"]', 1, 2],
    ["an integer beyond 2⁵³", "[9007199254740993]", 1, 2],
    ["an integer that is written with an exponent", "[1e30]", 1, 2],
    ["a number beyond all doubles", "[1e999]", 1, 2],
    ["a leading zero", "[01]", 1, 3],
    ["a plus sign", "[+1]", 1, 2],
    ["NaN", "[NaN]", 1, 2],
    ["a comma too many", "[1,]", 1, 4],
    ["a comma too many in an object", '{"a":1,}', 1, 8],
    ["single quotes", "{'a':1}", 1, 2],
    ["a comment", "[1] // one", 1, 5],
    ["a raw line break in a string", '["a\nb"]', 1, 2],
    ["an unknown escape", '["\\x41"]', 1, 2],
    ["a string without end", '["a', 1, 2],
    ["an array without end", "[1", 1, 3],
    ["two documents", "{} {}", 1, 4],
    ["a byte order mark", "\ufeff{}", 1, 1],
    ["a no-break space", "[\u00a01]", 1, 2],
    ["nothing", "", 1, 1],
  ])("%s is refused at its line and column", (_, text, line, column) => {
    expect(() => parseStrict(text, "facts.json")).toThrow(expect.objectContaining({ code: "bad-input", place: { file: "facts.json", line, column } }));
  });

  test("the twins of what is refused are read", () => {
    expect(parseStrict('{"a":1,"A":1}')).toEqual({ a: 1, A: 1 });
    expect(parseStrict('["\\ud83d\\ude00", 9007199254740991, -9007199254740991, 0.1e1, "__proto__"]')).toEqual(["😀", 9007199254740991, -9007199254740991, 1, "__proto__"]);
    expect(Object.getPrototypeOf(parseStrict('{"toString":1}'))).toBe(Object.prototype);
  });

  test("64 levels are read, a document nested without bound is refused and breaks nothing", () => {
    const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    expect(JSON.stringify(parseStrict(nested(64)))).toBe(nested(64));
    expect(() => parseStrict(nested(66))).toThrow(refused);
    expect(() => parseStrict("[".repeat(1_000_000))).toThrow(refused);
  });

  test("nothing but a Failure is thrown for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:0e+-.\\utrue1a \n') }), (text) => {
        try {
          parseStrict(text);
        } catch (error) {
          expect(error).toEqual(refused);
        }
      }),
    );
  });
});
