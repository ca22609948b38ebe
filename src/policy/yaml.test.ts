import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../model/failure.ts";
import { readYaml } from "./yaml.ts";

function refusal(text: string): Failure {
  try {
    readYaml(text, "p.yaml");
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was read");
}

describe("places", () => {
  const source = readYaml('a: 1\nb:\n  c: [x, "y z"]\n  d: { e: 2 }\nf: >-\n  one\n  two > three\n', "p.yaml");

  test("values come out as plain data", () => {
    expect(source.value).toEqual({ a: 1, b: { c: ["x", "y z"], d: { e: 2 } }, f: "one two > three" });
  });

  test("a scalar and a flow collection stand where they begin, a block where its key does", () => {
    expect(source.at("a")).toEqual({ file: "p.yaml", line: 1, column: 4 });
    expect(source.at("b.c[1]")).toEqual({ file: "p.yaml", line: 3, column: 10 });
    expect(source.at("b.d")).toEqual({ file: "p.yaml", line: 4, column: 6 });
    expect(source.at("b")).toEqual({ file: "p.yaml", line: 2, column: 1 });
    expect(source.keyAt("b.d.e")).toEqual({ file: "p.yaml", line: 4, column: 8 });
  });

  test("what is not there stands at the nearest thing above it", () => {
    expect(source.has("b.c[7].x")).toBe(false);
    expect(source.at("b.c[7].x")).toEqual(source.at("b.c"));
    expect(source.at("zz")).toEqual({ file: "p.yaml", line: 1, column: 1 });
  });

  test("an offset in a folded value is found on its own line", () => {
    expect(source.within("f", "one two > three".indexOf(">"))).toEqual({ file: "p.yaml", line: 7, column: 7 });
  });

  test("an offset in a quoted value without escapes counts from after the quote", () => {
    expect(source.within("b.c[1]", 2)).toEqual({ file: "p.yaml", line: 3, column: 13 });
    expect(readYaml('a: "x\\ty"', "p.yaml").within("a", 2)).toEqual({ file: "p.yaml", line: 1, column: 4 });
  });
});

describe("D16: hostile files", () => {
  const hostile: [string, string, string][] = [
    ["an alias", "a: &x 1\nb: *x", "YAML anchors are not accepted in a policy."],
    ["an alias without an anchor", "a: *x", "YAML aliases are not accepted in a policy."],
    ["a bomb of aliases", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "YAML anchors are not accepted in a policy."],
    ["a merge key", "a: 1\n<<: { b: 2 }", "YAML merge keys are not accepted in a policy."],
    ["a tag", "a: !!binary aGk=", "YAML tags are not accepted in a policy."],
    ["a tag of its own", "a: !evil x", "YAML tags are not accepted in a policy."],
    ["a directive", "%YAML 1.1\n---\na: yes", "YAML directives are not accepted in a policy."],
    ["two documents", "a: 1\n---\na: 2", "A policy file holds exactly one YAML document."],
    ["a key twice", "a: 1\na: 2", "The key `a` stands twice."],
    ["a key twice in other quotes", '{ a: 1, "a": 2 }', "The key `a` stands twice."],
    ["__proto__", "__proto__: { x: 1 }", "The key `__proto__` is not accepted."],
    ["constructor", "criteria: { constructor: { ask: x } }", "The key `constructor` is not accepted."],
    ["a list as a key", "? [a]\n: 1", "A key of a policy is a plain word."],
    ["a number as a key", "1: x", "A key of a policy is a plain word."],
    ["33 levels of lists", `a: ${"[".repeat(40)}${"]".repeat(40)}`, "A policy file nests at most 32 levels."],
    ["a hundred thousand levels of lists", "[".repeat(100_000), "A policy file nests at most 32 levels."],
    ["a hundred thousand levels of entries", "- ".repeat(100_000), "A policy file nests at most 32 levels."],
    ["a hundred thousand levels of keys", "? ".repeat(100_000), "A policy file nests at most 32 levels."],
    ["more than 256 KB", `a: ${"x".repeat(256 * 1024)}`, "A policy file has at most 256 KB."],
    ["a quarter of a megabyte in two-byte letters", `a: ${"é".repeat(130 * 1024)}`, "A policy file has at most 256 KB."],
    ["tens of thousands of keys", Array.from({ length: 25_000 }, (_, index) => `k${index}: 1`).join("\n"), "The policy file has more entries than a policy can need."],
    ["half a surrogate pair", "a: \ud800", "The policy file is not valid UTF-8 text."],
    ["nothing", "", "The policy file is empty."],
    ["only a comment", "# hello\n", "The policy file is empty."],
    ["an end without a beginning", "a: ]", "This is not readable YAML: "],
  ];

  test.each(hostile)("%s is refused with a sentence and a place", (_, text, sentence) => {
    const failure = refusal(text);
    expect(failure.code).toBe("policy-invalid");
    expect(failure.message.startsWith(sentence)).toBe(true);
    expect(failure.place?.line).toBeGreaterThan(0);
    expect(failure.place?.column).toBeGreaterThan(0);
  });

  test("the place is that of the offending sign", () => {
    expect(refusal("a: 1\nb:\n  - x\n  - *y\n").place).toEqual({ file: "p.yaml", line: 4, column: 5 });
    expect(refusal("a: 1\n  \nb: 2\na: 3").place).toEqual({ file: "p.yaml", line: 4, column: 1 });
  });

  test("the twins pass: 32 levels, a star in quotes, words that look like YAML 1.1", () => {
    expect(readYaml(`a: ${"[".repeat(31)}${"]".repeat(31)}`, "p.yaml").has("a")).toBe(true);
    expect(readYaml('a: "*x"\nb: yes\nc: 0o14\nd: 010', "p.yaml").value).toEqual({ a: "*x", b: "yes", c: 12, d: 10 });
  });

  test("whatever is thrown at it, it reads or refuses", () => {
    const sign = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ": ",
      "- ",
      "\n",
      "  ",
      "&a",
      "*a",
      "!t",
      '"',
      "'",
      "|",
      ">",
      "#",
      "?",
      "%",
      "---",
      "...",
      "a",
      "b",
      "é",
      "\t",
      "\u0000",
      "<<",
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
        try {
          readYaml(signs.join(""), "p.yaml");
          return true;
        } catch (error) {
          return error instanceof Failure && error.code === "policy-invalid";
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
