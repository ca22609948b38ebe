import { describe, expect, test } from "vitest";
import { readRuleFile } from "./rule-file.ts";

const read = (text: string, path = "constraints/logs.yaml") => readRuleFile("logs", "No names in logs", { path, text }, `.countersign/${path}`);
const failures = (text: string) => {
  const file = read(text);
  return file.kind === "wrong" ? file.failures.map(String) : [file.kind];
};

describe("R14 the rule file of a constraint", () => {
  test("says what is looked for, in which languages, and its own tests", () => {
    const file = read(`id: anything
language: [TypeScript, tsx, js, js]
message: No names in a log
rule: { pattern: log($A) }
constraints: { A: { regex: name } }
valid: [log(1)]
invalid:
  - log(name)
`);
    if (file.kind !== "own") throw new TypeError(file.kind);
    expect(file.rule).toEqual({
      id: "logs",
      languages: ["typescript", "tsx", "javascript"],
      message: "No names in a log",
      rule: { pattern: "log($A)" },
      flow: null,
      constraints: { A: { regex: "name" } },
      utils: null,
    });
    expect([file.valid, file.invalid, file.at("invalid[0]"), file.find("regex")]).toEqual([
      ["log(1)"],
      ["log(name)"],
      { file: ".countersign/constraints/logs.yaml", line: 8, column: 5 },
      { file: ".countersign/constraints/logs.yaml", line: 5, column: 21 },
    ]);
  });

  test("without a message says why the constraint is there", () => {
    const file = read("language: go\nflow: { from: { kind: identifier }, to: { pattern: log($A) } }\n");
    expect(file.kind === "own" && [file.rule.message, file.rule.flow]).toEqual(["No names in logs", { from: { kind: "identifier" }, to: { pattern: "log($A)" }, unless: null }]);
  });

  test.each([
    ["another analyser's, in whatever form it is", "not: [valid", "rules/logs.ql", null],
    ["one that only has a name", "id: logs\n", undefined, null],
    ["Semgrep's", "rules: [{ id: logs, languages: [js], pattern: log($A) }]\n", undefined, null],
    ["a text", "logs\n", undefined, null],
    ["one in a language without a grammar", "language: Rust\nrule: { pattern: log($A) }\n", undefined, "Rust"],
  ])("%s is looked for elsewhere", (_, text, path, language) => expect(read(text, path)).toEqual({ kind: "elsewhere", language }));

  test.each([
    ["bad YAML", "language: [js\nrule: {}\n", /^\.countersign\/constraints\/logs\.yaml:2:1: This is not readable YAML: /],
    [
      "D16 an alias",
      "language: js\nrule: *all\n",
      ".countersign/constraints/logs.yaml:2:7: YAML aliases are not accepted in a rule. Write the value out; put a pattern that begins with `*` in quotes.",
    ],
    ["an empty file", "", ".countersign/constraints/logs.yaml:1:1: The rule file is empty. Give it `language` and `rule`, or remove it."],
    [
      "no language",
      "rule: { pattern: a }\n",
      ".countersign/constraints/logs.yaml:1:1: The rule names no language. Give it `language`, such as TypeScript, or several: [TypeScript, Tsx, JavaScript].",
    ],
    [
      "a language that is none, beside one that is",
      "language: [js, Rust]\nrule: { pattern: a }\n",
      ".countersign/constraints/logs.yaml:1:11: There is no grammar for `Rust`. Give it a rule of its own, which an analyser looks for.",
    ],
    ["nothing to look for", "language: js\nvalid: []\n", ".countersign/constraints/logs.yaml:1:1: The rule says nothing that could be looked for. Give it `rule` or `flow`."],
    ["a misspelt member", "language: js\nrule: { pattern: a }\ninvlaid: []\n", ".countersign/constraints/logs.yaml:3:1: A rule has no member `invlaid`. Did you mean `invalid`?"],
    [
      "what would narrow it",
      "language: js\nrule: { pattern: a }\nignores: [b]\n",
      ".countersign/constraints/logs.yaml:3:1: A rule of a constraint has no `ignores`. A constraint holds for the whole project.",
    ],
    ["a rule that is a text", "language: js\nrule: a\n", ".countersign/constraints/logs.yaml:2:7: `rule` is no group of members. Write it as ast-grep has it."],
    [
      "half of a flow, with a misspelling",
      "language: js\nflow: { from: { kind: a }, too: { kind: b } }\n",
      ".countersign/constraints/logs.yaml:2:28: `flow` has no member `too`. Did you mean `to`?",
    ],
    [
      "an example that is no text",
      "language: js\nrule: { pattern: a }\nvalid:\n  - a: b\n",
      ".countersign/constraints/logs.yaml:3:1: `valid` is no list of at most 200 texts. Give each example as a text, in quotes or after `|`.",
    ],
  ])("%s is refused in one sentence, with its line", (_, text, sentence) => {
    const [first] = failures(text);
    if (typeof sentence === "string") expect(first).toBe(sentence);
    else expect(first).toMatch(sentence);
  });
});
