import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constraintLanguages } from "../../model/constraint.ts";
import { readRuleFile } from "../../policy/rule-file.ts";
import { testRules } from "./index.ts";
import { languageNamed, languageOf } from "./languages.ts";
import { run } from "./run.ts";
import { fileOf, flowOf, ruleOf, seen } from "./testing.ts";

const call = ruleOf(["javascript"], { rule: { pattern: "danger($$$A)" } });
const unread = async (file: ReturnType<typeof fileOf>, rule = call) =>
  (await seen([rule], [file])).looks.map((look) => [look.files, ...look.unread.map(({ why }) => why), look.trouble]);

describe("R14 what a change adds is looked at in every language that there is a grammar for", () => {
  const breaches = [
    ["javascript", "a.mjs", "x\ndanger(1)\n"],
    ["typescript", "a.ts", "x\nlet a: number = danger(1)\n"],
    ["tsx", "a.tsx", "x\nlet a = <b c={danger(1)} />\n"],
    ["python", "a.py", "x\ndanger(1)\n"],
    ["java", "A.java", "class A {\n  int a = danger(1);\n}\n"],
    ["go", "a.go", "package a\nvar x = danger(1)\n"],
    ["html", "a.html", "<p>\n<danger></danger></p>\n"],
    ["css", "a.css", "a {}\nb { c: danger(1) }\n"],
  ] as const;

  it.each(breaches)("%s", async (language, path, text) => {
    const kinds: { readonly [language: string]: object } = {
      go: { pattern: { context: "var _ = danger($A)", selector: "call_expression" } },
      html: { kind: "element", has: { kind: "start_tag", regex: "^<danger" } },
      css: { kind: "call_expression", regex: "^danger" },
    };
    const rule = ruleOf([language], { rule: (kinds[language] ?? { pattern: "danger($A)" }) as never });
    const { looks, findings } = await seen([rule], [fileOf(path, text), fileOf(`before/${path}`, text, [[1, 1]])]);
    expect(findings.map((finding) => `${finding.path}:${finding.line}`)).toEqual([`${path}:2`]);
    expect(looks).toMatchObject([{ files: 2, unread: [], trouble: null }]);
  });

  it.each([
    ["a.js", "danger/* */(1)\nx\ny/**/.danger( // z\n1)"],
    ["a.ts", "danger /* :) */ (1);\nx;\ndanger(// z\n  1);"],
    ["a.py", "(danger # x\n)(1)\n(y\n  # z\n  .danger(1))\n"],
    ["A.java", "class A { int a = danger/**/(1);\n\n  int b = danger // x\n(1); }"],
  ])("a comment between the parts of a pattern hides nothing: %s", async (path, text) => {
    const language = languageOf(path, "") ?? "go";
    const callee =
      language === "python" ? { any: [{ pattern: "(danger)($$$A)" }, { pattern: "y.danger($$$A)" }] } : { any: [{ pattern: "danger($$$A)" }, { pattern: "y.danger($$$A)" }] };
    const { findings } = await seen([ruleOf([language], { rule: callee })], [fileOf(path, text)]);
    expect(findings.map(({ line }) => line).sort()).toEqual([1, 3]);
  });

  it("and a rule that looks for a comment still finds it", async () => {
    const { findings } = await seen([ruleOf(["javascript"], { rule: { kind: "comment", regex: "TODO" } })], [fileOf("a.js", "f(/* TODO */ 1)")]);
    expect(findings).toMatchObject([{ line: 1, column: 3 }]);
  });

  it("a text that becomes code by its new name is looked at whole; twin: code that keeps its language", async () => {
    const renamed = (from: string, to: string) => {
      const { bytes, file } = fileOf(to, "x\ndanger(1)\n", []);
      return seen([call], [{ bytes, file: { ...file, from, status: "renamed" as const, oldBlob: to } }]);
    };
    expect((await renamed("a.txt", "a.js")).findings).toMatchObject([{ path: "a.js", line: 2 }]);
    expect((await renamed("a.mjs", "a.js")).findings).toEqual([]);
  });

  it("and of each there is such a test", () => expect(breaches.map(([language]) => language)).toEqual([...constraintLanguages]));

  it.each([
    ["a.TS", "", "typescript"],
    ["bin/run", "#!/usr/bin/env node", "javascript"],
    ["bin/run.sh", "#!/usr/bin/python3.12", "python"],
    ["bin/run", "#!/bin/sh", null],
    [".ts", "", null],
    ["a.constructor", "", null],
  ])("%s with %j is %s", (path, first, language) => expect(languageOf(path, first)).toBe(language));

  it("a language is known by the names that ast-grep gives it", () =>
    expect(["TypeScript", "Tsx", "js", "py", "golang", "Rust", "constructor"].map(languageNamed)).toEqual(["typescript", "tsx", "javascript", "python", "go", null, null]));
});

describe("what was not looked at is told, and counts as not looked for", () => {
  it("a file without a grammar for what holds its code, and a page with a script in it", async () => {
    expect(await unread(fileOf("a.vue", "<script>danger(1)</script>"))).toEqual([[0, "there is no grammar for what it holds its code in", null]]);
    expect(await unread(fileOf("a.html", "<p>\n<script>danger(1)</script>"))).toEqual([[0, "there is no grammar for what it holds its code in", null]]);
    expect(await unread(fileOf("a.html", '<script src="a.js"></script>'))).toEqual([[0, null]]);
    expect(await unread(fileOf("a.html", "<script".repeat(200_000)))).toEqual([[0, null]]);
    expect(await unread(fileOf("a.ipynb", "{}"))).toEqual([[0, null]]);
  });

  it("what a person or a machine may run without an ending, where it is too large or holds a NUL; twin: data of that size", async () => {
    const large = async (path: string, newMode: string) => await unread({ file: { ...fileOf(path, "x").file, newMode }, bytes: null as never });
    expect(await large("bin/run", "100644")).toEqual([[0, "it is larger than 2 MB", null]]);
    expect(await large("run.sh", "100755")).toEqual([[0, "it is larger than 2 MB", null]]);
    expect(await large("data.json", "100644")).toEqual([[0, null]]);
    expect(await large("a.html", "100644")).toEqual([[0, "there is no grammar for what it holds its code in", null]]);
    expect(await unread(fileOf("bin/run", "#!/usr/bin/env node\n// \0\ndanger(1)", null, "binary"))).toEqual([[0, "it is no text", null]]);
    expect(await unread(fileOf("bin/tool", "\x7fELF\0", null, "binary"))).toEqual([[0, null]]);
  });

  it("C11 a submodule that moves, in every language of the rules", async () => {
    const { file } = fileOf("vendor/lib", "", null, "submodule");
    expect(await unread({ bytes: Buffer.alloc(0), file: { ...file, newMode: "160000" } })).toEqual([[0, "it is a submodule, whose files are in another repository", null]]);
  });

  it("C10 a link that gives a file another language; twin: one to a file that is read under the same", async () => {
    const link = (linkTarget: string) => unread({ bytes: Buffer.from(linkTarget), file: { ...fileOf("a.js", linkTarget, null, "symlink").file, newMode: "120000", linkTarget } });
    expect(await link("notes.txt")).toEqual([[0, "it is a link to what is read as something else", null]]);
    expect(await link("../b.mjs")).toEqual([[0, null]]);
  });

  it("C04 what is no text, in the name of source", async () => {
    expect(await unread(fileOf("a.js", "\0danger(1)", null, "binary"))).toEqual([[0, "it is no text", null]]);
    expect(await unread(fileOf("a.png", "\0danger(1)", null, "binary"))).toEqual([[0, null]]);
  });

  it("another encoding than the text is read in", async () => {
    expect(await unread(fileOf("a.js", Buffer.from([0x61, 0xff])))).toEqual([[0, "it is not UTF-8", null]]);
    const python = ruleOf(["python"], { rule: { pattern: "danger($A)" } });
    expect(await unread(fileOf("a.py", "# -*- coding: utf-7 -*-\nx\n"), python)).toEqual([[0, "it says that it is written in utf-7", null]]);
    expect(await unread(fileOf("a.py", "# -*- coding: utf-8 -*-\nx\n"), python)).toEqual([[1, null]]);
    expect(await unread(fileOf("a.py", "# \u2028 coding: utf-7\n# +AAo-danger(1)\n"), python)).toEqual([[0, "it says that it is written in utf-7", null]]);
    expect(await unread(fileOf("a.py", `#${"x".repeat(600)} coding=utf-7\n# +AAo-danger(1)\n`), python)).toEqual([[0, "it says that it is written in utf-7", null]]);
  });

  it("a line end or a quote that only the compiler sees; twin: the same in an older line, or written out", async () => {
    const python = ruleOf(["python"], { rule: { pattern: "danger($A)" } });
    const java = ruleOf(["java"], { rule: { pattern: "danger($A)" } });
    const hidden = "ends or is spelt in a way that only a compiler sees";
    expect(await unread(fileOf("a.py", "x\n# y\rdanger(1)\n"), python)).toEqual([[0, `line 2 ${hidden}`, null]]);
    expect(await unread(fileOf("a.py", "x\n# y\rdanger(1)\n", [[1, 1]]), python)).toEqual([[1, null]]);
    expect(await unread(fileOf("a.py", "x\r\n# y\r\n"), python)).toEqual([[1, null]]);
    expect(await unread(fileOf("A.java", "class A { int a; // \\u000a danger(1);\n}\n"), java)).toEqual([[0, `line 1 ${hidden}`, null]]);
    expect(await unread(fileOf("A.java", 'class A { String a = "\\uuu0022 + danger(1)"; }\n'), java)).toEqual([[0, `line 1 ${hidden}`, null]]);
    expect(await unread(fileOf("A.java", 'class A { String a = "\\\\u0022 \\u00e9"; }\n'), java)).toEqual([[1, null]]);
    const javascript = await seen([call], [fileOf("a.js", "// x\rdanger(1)\n// x\u2028danger(2)\n")]);
    expect(javascript.findings).toHaveLength(2);
  });

  it("added lines that do not read as their language; twin: an older line that does not", async () => {
    expect(await unread(fileOf("a.js", "x\nlet = = ;\n"))).toEqual([[0, "line 2 does not read as its language", null]]);
    expect(await unread(fileOf("a.js", "x\nlet = = ;\n", [[1, 1]]))).toEqual([[1, null]]);
  });

  it("C02 a name that is spelt with escapes or look-alikes; twin: a name with an accent", async () => {
    expect(await unread(fileOf("a.js", "d\\u0061nger(1)"))).toEqual([[0, "line 1 spells a name with escapes or look-alike characters", null]]);
    expect(await unread(fileOf("a.py", "ｄanger(1)\n"), ruleOf(["python"], { rule: { pattern: "danger($A)" } }))).toMatchObject([
      [0, "line 1 spells a name with escapes or look-alike characters", null],
    ]);
    expect(await unread(fileOf("a.js", "café(1); x('\\u0061')"))).toEqual([[1, null]]);
  });

  it("a file that is too large, and one that the change only deletes lines of is not asked about", async () => {
    const { file } = fileOf("a.js", "x");
    const large = await seen([call], [{ file, bytes: null as never }]);
    expect(large.looks).toMatchObject([{ files: 0, unread: [{ path: "a.js", why: "it is larger than 2 MB" }] }]);
    expect(await unread(fileOf("a.js", "let = = ;", []))).toEqual([[0, null]]);
  });

  it("a rule that ast-grep does not accept, and only that one", async () => {
    const wrong = { ...ruleOf(["javascript"], { rule: { patern: "danger($A)" } }), id: "wrong" };
    const { looks, findings } = await seen([wrong, call], [fileOf("a.js", "danger(1)")]);
    expect(looks.map(({ id, trouble }) => [id, trouble?.slice(0, 84) ?? null])).toEqual([
      ["wrong", "`rule` of its rule is not accepted: ast-grep says (JavaScript): unknown field `pater"],
      ["logs", null],
    ]);
    expect(findings).toMatchObject([{ id: "logs", line: 1, column: 1 }]);
  });
});

describe("texts and rules that mean harm", () => {
  const allowed = { time: 300, memory: 2 ** 30 };

  it("one line of a megabyte is looked at", async () => {
    const { looks, findings } = await seen([call], [fileOf("a.js", `${"f(1),".repeat(200_000)}danger(1)`)]);
    expect(looks).toMatchObject([{ files: 1, unread: [], trouble: null }]);
    expect(findings).toMatchObject([{ line: 1, column: 1_000_001 }]);
  });

  it("D17 a rule that does not end on a text is killed, and nothing was looked for", async () => {
    const deep = `log.info(${"[".repeat(100_000)}mrn${"]".repeat(100_000)})`;
    const { looks, findings } = await seen([flowOf("javascript")], [fileOf("a.js", deep)], allowed);
    expect(looks).toMatchObject([{ files: 1, trouble: "looking took longer than 1 s" }]);
    expect(findings).toEqual([]);
  });

  it("one that takes too much memory is killed, and nothing was looked for", async () => {
    const { looks } = await seen([call], [fileOf("a.js", "x;\n".repeat(300_000))], { time: 60_000, memory: 2 ** 20 });
    expect(looks).toMatchObject([{ files: 1, trouble: "the process that looks broke off" }]);
  });

  it("findings without end are not told without end, so that who reads them does not wait", async () => {
    const text = { language: "javascript", text: "a;".repeat(50_000), added: [{ start: 1, end: 1 }], only: null } as const;
    const { found } = await run({ rules: [ruleOf(["javascript"], { rule: { kind: "identifier" } })], texts: [text, text] });
    expect(found).toHaveLength(1_000);
  });

  it("so many findings that nobody reads them are cut for each rule, and none of another is lost", async () => {
    const other = { ...ruleOf(["javascript"], { rule: { pattern: "rare($A)" } }), id: "rare" };
    const { findings } = await seen([call, other], [fileOf("a.js", `${"danger(1);\n".repeat(500)}rare(1)`)]);
    expect([findings.length, findings.at(-1)?.id]).toEqual([101, "rare"]);
  });
});

describe("texts that nobody wrote", () => {
  const samples = [
    [
      "a.ts",
      `const { mrn: id = 1, ...r } = p;\nfor (const x of xs) { if (a) x.y = \`\${id}\`; else log.info(x, id, r); }\nasync (q = mrn) => { await using z = q; log.info(z); };\n`,
    ],
    ["a.py", "def f(a, *b, c=1, **d):\n  global x\n  x, y = mrn, [q for q in b]\n  with open(x) as z:\n    log.info(f'{z} {y}', **d)\n"],
    ["A.java", 'class A { void f(P... p) { for (var x : p) { try (R r = x.mrn) { log.info("a" + r); } catch (E e) { x = e; } } } }\n'],
  ] as const;

  it("are looked at or told, and none of them ends the process", async () => {
    const cut = fc.sample(
      fc.tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.constantFrom("", "(", "}", "=", "`", "\n", "'", "{ ", "mrn", "if ")), { maxLength: 6 })),
      { numRuns: 600, seed: 14 },
    );
    const files = cut.map(([[path, text], edits], at) =>
      fileOf(
        `${at}/${path}`,
        edits.reduce<string>((mutated, [where, what]) => mutated.slice(0, where % mutated.length) + what + mutated.slice((where % mutated.length) + 1), text),
      ),
    );
    const rules = (["typescript", "python", "java"] as const).map((language) => ({ ...flowOf(language), id: language }));
    const { looks } = await seen(rules, files);
    expect(looks.map(({ trouble }) => trouble)).toEqual([null, null, null]);
    expect(looks.map(({ files: read }) => read > 20)).toEqual([true, true, true]);
  });
});

describe("the rules that come with the program", () => {
  const folder = new URL("./starter/", import.meta.url);
  const starters = readdirSync(folder).map((name) => {
    const file = readRuleFile(name.slice(0, -5), "", { path: name, text: readFileSync(new URL(name, folder), "utf8") }, name);
    if (file.kind !== "own") throw new TypeError(`${name} is ${file.kind}`);
    return file;
  });

  it("keep their own promises", async () => {
    expect(starters.map(({ valid, invalid }) => valid.length >= 3 && invalid.length >= 3)).toEqual(starters.map(() => true));
    expect(await testRules(starters)).toEqual([]);
  });

  it("and so does the rule of the guide", async () => {
    const guide = readFileSync(new URL("../../../docs/guides/policy.md", import.meta.url), "utf8");
    const [, text = ""] = /```yaml\n(language:[\s\S]*?)```/.exec(guide) ?? [];
    const file = readRuleFile("guide", "", { path: "guide.yaml", text }, "guide.yaml");
    expect(file).toMatchObject({ kind: "own", valid: { length: 1 }, invalid: { length: 2 } });
    expect(file.kind === "own" && (await testRules([file]))).toEqual([]);
  });

  it("and their examples decide: each fails where it is taken for the other kind", async () => {
    const swapped = starters.map(({ rule, valid, invalid }) => ({ rule, valid: invalid, invalid: valid }));
    expect(await testRules(swapped)).toHaveLength(starters.reduce((sum, { valid, invalid }) => sum + valid.length + invalid.length, 0));
  });
});
