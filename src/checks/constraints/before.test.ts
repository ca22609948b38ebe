import { describe, expect, it } from "vitest";
import { hunksOf, openRepository, readRange } from "../../git/index.ts";
import { type FileChanges, testRepository } from "../../git/testing.ts";
import type { ConstraintReport, ConstraintRule } from "../../model/constraint.ts";
import { largestFile, lookForConstraints } from "./index.ts";
import { flowOf, ruleOf } from "./testing.ts";

/** What is found between two states of a real repository. */
async function between(rule: ConstraintRule, before: FileChanges, after: FileChanges): Promise<ConstraintReport & { readonly reads: readonly string[] }> {
  using repo = testRepository();
  const base = repo.commit(before);
  const head = repo.commit(after);
  await using repository = await openRepository(repo.path);
  const { files } = await readRange(repository, { base, head });
  const reads: string[] = [];
  const read = async (blob: string) => {
    reads.push(blob);
    const found = await repository.objects.measure(blob, largestFile);
    return found === null || found.size > largestFile ? null : found.bytes;
  };
  const report = await lookForConstraints([{ rule, digest: rule.id }], files, { read, hunks: (pairs) => hunksOf(repository, pairs) });
  return { ...report, reads };
}

const flow = flowOf("typescript");
const danger = ruleOf(["typescript"], { rule: { pattern: "danger($$$A)" }, message: "Dangerous" });
const told = ({ findings }: ConstraintReport) => findings.map(({ line, column, message }) => `${line}:${column} ${message}`);
const lines = (...all: string[]) => `${all.join("\n")}\n`;
const now = "this line stood before; with this change it breaks the rule";

describe("R14 what stands on lines that stay breaks a rule where it did not before", () => {
  const cases: readonly (readonly [string, ConstraintRule, string, string, readonly string[]])[] = [
    [
      "the line that replaced the value is deleted",
      flow,
      lines("const x = p.mrn;", "log.info(x);").replace("log", 'x = "none";\nlog'),
      lines("const x = p.mrn;", "log.info(x);"),
      ["2:1 No record number in a log (`x` has it from line 1; both lines stood before, and with this change the one reaches the other)"],
    ],
    [
      "the lines of a call that hashes it are deleted",
      flow,
      lines("log.info(", "hash(", "p.mrn", ")", ");"),
      lines("log.info(", "p.mrn", ");"),
      [`1:1 No record number in a log (${now})`],
    ],
    ["the marks of a comment around it are deleted", danger, lines("a();", "/*", "danger(1);", "*/", "b();"), lines("a();", "danger(1);", "b();"), [`2:1 Dangerous (${now})`]],
    ["it moves up by lines that are deleted above, too", danger, lines("x", "y", "/*", "danger(1);", "*/"), lines("y", "danger(1);"), [`2:1 Dangerous (${now})`]],
    [
      "what guards it is deleted",
      ruleOf(["typescript"], { rule: { kind: "function_declaration", not: { has: { pattern: "check()", stopBy: "end" } } }, message: "Unchecked" }),
      lines("function a() {", "  check();", "  b();", "}"),
      lines("function a() {", "  b();", "}"),
      [`1:1 Unchecked (${now})`],
    ],
    [
      "a second value reaches a call that had one before",
      flow,
      lines("const x = p.mrn;", "let y = q.mrn;", "y = 1;", "log.info(x, y);"),
      lines("const x = p.mrn;", "let y = q.mrn;", "log.info(x, y);"),
      ["3:1 No record number in a log (`y` has it from line 2; both lines stood before, and with this change the one reaches the other)"],
    ],
    [
      "the value comes in with a line while another one was there",
      flow,
      lines("let x = p.mrn;", "if (b) {", "x = q.mrn;", "}", "log.info(x);"),
      lines("let x = p.mrn;", "if (a) x = r.mrn;", "if (b) {", "x = q.mrn;", "}", "log.info(x);"),
      ["6:1 No record number in a log (`x` has it from line 2, which this change adds; this line stood before)"],
    ],
  ];
  it.each(cases)("where %s", async (_, rule, before, after, expected) => {
    const report = await between(rule, { "a.ts": before }, { "a.ts": after });
    expect(told(report)).toEqual(expected);
    expect(report.looks).toMatchObject([{ files: 1, unread: [], trouble: null }]);
  });

  it("also in a file that is renamed, and after a comment mark in another language", async () => {
    const body = "a1\na2\na3\na4\na5\na6\n";
    const renamed = await between(danger, { "a.ts": `${body}/*\ndanger(1);\n*/\n` }, { "a.ts": null, "b.ts": `${body}danger(1);\n` });
    expect(told(renamed)).toEqual([`7:1 Dangerous (${now})`]);
    const python = ruleOf(["python"], { rule: { pattern: "danger($$$A)" }, message: "Dangerous" });
    expect(told(await between(python, { "a.py": "x\n'''\ndanger(1)\n'''\n" }, { "a.py": "x\ndanger(1)\n" }))).toEqual([`2:1 Dangerous (${now})`]);
  });
});

describe("twin: what broke a rule before the change is not told", () => {
  const noise = lines("danger(1);", "const x = p.mrn;", "log.info(x);");
  const cases: readonly (readonly [string, ConstraintRule, string, string])[] = [
    ["below lines that are added", danger, noise, `a();\nb();\n${noise}`],
    ["below lines that are deleted", danger, `a();\nb();\n${noise}`, noise],
    ["between both", danger, `a();\n${noise}c();\n`, `b();\n${noise}`],
    ["of a value that flows", flow, `a();\n${noise}`, `${noise}c();\n`],
    ["where lines inside it are deleted", danger, lines("danger(", "1,", "2,", ");"), lines("danger(", "2,", ");")],
    [
      "where what follows it in the statement is deleted",
      ruleOf(["typescript"], { rule: { kind: "expression_statement", regex: "danger" } }),
      lines("danger(1)", "  .then(a);", "b();"),
      lines("danger(1)", ";", "b();").replace("\n;", ""),
    ],
    [
      "where what goes before it in the expression is deleted",
      ruleOf(["typescript"], { rule: { kind: "binary_expression", regex: "select" } }),
      lines("f(", "a +", "'select' + b", ");"),
      lines("f(", "'select' + b", ");"),
    ],
    ["in a text without a line end", danger, "a();\ndanger(1);", "danger(1);"],
    ["behind letters of more than one unit", danger, "a('😀');\n/* 😀 */ danger(1);\n", "/* 😀 */ danger(1);\n"],
  ];
  it.each(cases)("%s", async (_, rule, before, after) => {
    expect(told(await between(rule, { "a.ts": before }, { "a.ts": after }))).toEqual([]);
  });

  it("nor a thousand of them, behind which a new one is still found", async () => {
    const old = Array.from({ length: 3_000 }, (_, at) => `danger(${at});`);
    const report = await between(danger, { "a.ts": lines(...old, "/*", "danger();", "*/") }, { "a.ts": lines(...old, "danger();") });
    expect(told(report)).toEqual([`3001:1 Dangerous (${now})`]);
  });
});

describe("what of the base is looked at", () => {
  it("nothing, where the result has nothing beside what is added", async () => {
    const { reads } = await between(danger, { "a.ts": "a();\n" }, { "a.ts": "a();\ndanger(1);\n" });
    expect(reads).toHaveLength(1);
    const beside = await between(danger, { "a.ts": "danger(1);\n" }, { "a.ts": "danger(1);\ndanger(2);\n" });
    expect(beside.reads).toHaveLength(2);
    expect(told(beside)).toEqual(["2:1 Dangerous"]);
  });

  it("one that is too large leaves the rule unchecked, since nobody knows what is new", async () => {
    const { looks, findings } = await between(danger, { "a.ts": `${"// x\n".repeat(420_000)}danger(1);\n` }, { "a.ts": "danger(1);\n" });
    expect([looks[0]?.unread, findings]).toEqual([[{ path: "a.ts", why: "what it was before is larger than 2 MB" }], []]);
  });

  it("lines that stay and no longer read as their language were not looked at; twin: they did not read before either", async () => {
    const broken = await between(danger, { "a.ts": "a();\n/*\nlet = = ;\ndanger(\n*/\nb();\n" }, { "a.ts": "a();\nlet = = ;\ndanger(\nb();\n" });
    expect(broken.looks[0]?.unread.map(({ why }) => why.replace(/\d+/, "N"))).toEqual(["line N does not read as its language"]);
    const before = await between(danger, { "a.ts": "a();\nb();\nlet = = ;\n" }, { "a.ts": "b();\nlet = = ;\n" });
    expect(before.looks).toMatchObject([{ files: 1, unread: [] }]);
    const spelt = await between(danger, { "a.ts": "/*\nd\\u0061nger(1);\n*/\n" }, { "a.ts": "d\\u0061nger(1);\n" });
    expect(spelt.looks[0]?.unread).toEqual([{ path: "a.ts", why: "line 1 spells a name with escapes or look-alike characters" }]);
    const stood = await between(danger, { "a.ts": "a();\nd\\u0061nger(1);\n" }, { "a.ts": "d\\u0061nger(1);\n" });
    expect(stood.looks).toMatchObject([{ files: 1, unread: [] }]);
  });
});
