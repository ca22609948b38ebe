import { describe, expect, it } from "vitest";
import type { ConstraintLanguage } from "../../model/constraint.ts";
import { fileOf, flowOf, seen } from "./testing.ts";

const paths: { readonly [language: string]: string } = { typescript: "a.ts", python: "a.py", java: "A.java" };

/** Looks at all cases of a language at once; each is a file of its own. */
async function found(language: ConstraintLanguage, cases: readonly (readonly [string, string])[]): Promise<string[]> {
  const report = await seen(
    [flowOf(language)],
    cases.map(([name, text]) => fileOf(`${name}/${paths[language]}`, text)),
  );
  expect(report.looks).toEqual([{ id: "logs", rule: "logs", files: cases.length, unread: [], trouble: null }]);
  const hit = new Set(report.findings.map(({ path }) => path.split("/")[0]));
  return cases.map(([name]) => name).filter((name) => hit.has(name));
}

const names = (cases: readonly (readonly [string, string])[]) => cases.map(([name]) => name);

describe("R14 a value that ends in a call, in JavaScript and TypeScript", () => {
  const breaches = [
    ["in the call itself", "log.info(p.mrn)"],
    ["in a variable", "const x = p.mrn;\nlog.info(x)"],
    ["in an object in a variable", 'const fields = { mrn };\nlog.info("e", fields)'],
    ["in a template", `const text = \`a \${p.mrn}\`;\nlog.info(text)`],
    ["in a concatenation", 'let text = "";\ntext += p.mrn;\nlog.info("a" + text)'],
    ["taken out of an object under another name", "const { mrn: id } = p;\nlog.info(id)"],
    ["taken out of a list", "const [a, b] = [p.mrn, 1];\nlog.info(a)"],
    ["in a member that was added", "const fields = {};\nfields.id = p.mrn;\nlog.info(fields)"],
    ["where only a branch replaces it", 'let x = p.mrn;\nif (a) { x = "none"; }\nlog.info(x)'],
    ["where a branch brings it", 'let x = "";\nif (a) { x = p.mrn; }\nlog.info(x)'],
    ["in a callback behind it", "const x = p.mrn;\nq.forEach(() => { log.info(x); });"],
    ["in a loop over it", "for (const x of p.mrn) { log.info(x); }"],
    ["from the loop's turn before", 'let x = "";\nfor (const q of qs) { log.info(x); x = q.mrn; }'],
    ["replaced by the call itself", "let x = p.mrn;\nx = log.info(x);"],
    ["declared a second time", "var x = p.mrn;\nvar x;\nlog.info(x)"],
    ["declared with using", "async () => {\n  await using x: T = p.mrn;\n  log.info(x);\n}"],
  ] as const;
  const twins = [
    ["replaced by something harmless", 'let x = p.mrn;\nx = "none";\nlog.info(x)'],
    ["of another branch", 'let x = "";\nif (a) { x = p.mrn; } else { log.info(x); }'],
    ["a name of another function", "function a() { const x = p.mrn; use(x); }\nfunction b() { log.info(x); }"],
    ["a parameter of the same name", "const x = p.mrn;\nfunction b(x) { log.info(x); }"],
    ["a name of another block", "{ const x = p.mrn; use(x); }\n{ const x = 1; log.info(x); }"],
    ["hashed before", "const x = hash(p.mrn);\nlog.info(x)"],
    ["hashed in the call", "const x = p.mrn;\nlog.info(hash(x))"],
    ["only whether it is there", "const x = p.mrn !== undefined;\nlog.info(x, !p.mrn, p.mrn ? 1 : 2)"],
    ["given afterwards", 'let x = "";\nlog.info(x);\nx = p.mrn;'],
    ["another part of a list", "const [a, b] = [p.mrn, 1];\nlog.info(b)"],
    ["a function that returns it", "const x = () => p.mrn;\nlog.info(x)"],
    ["the object of the call", 'mrn.log.info("x")'],
    ["two variables away", "const a = p.mrn;\nconst b = a;\nlog.info(b)"],
  ] as const;
  it("is found", async () => expect(await found("typescript", breaches)).toEqual(names(breaches)));
  it("is not found where it does not", async () => expect(await found("typescript", twins)).toEqual([]));
});

describe("R14 a value that ends in a call, in Python", () => {
  const breaches = [
    ["in the call itself", "log.info(p.mrn)\n"],
    ["in a formatted string", "text = f'a {p.mrn}'\nlog.info(text)\n"],
    ["in a variable with a type", "def f():\n  x: str = p.mrn\n  log.info('%s', x)\n"],
    ["in a member of a dictionary", "def f():\n  d = {}\n  d['id'] = mrn\n  log.info('x', extra=d)\n"],
    ["in a global name", "def a():\n  global x\n  x = mrn\n  log.info(x)\n"],
    ["as what is opened", "with open(mrn) as f:\n  log.info(f)\n"],
    ["named on the way", "if (x := mrn):\n  log.info(x)\n"],
    ["in a loop", "def f():\n  for x in mrn:\n    log.info(x)\n"],
    ["in a comprehension", "[log.info(x) for x in mrn]\n"],
    ["added to", "x = ''\nx += mrn\nlog.info(x)\n"],
    ["taken out of a list", "a, b = mrn, 1\nlog.info(a)\n"],
  ] as const;
  const twins = [
    ["replaced by something harmless", "x = mrn\nx = ''\nlog.info(x)\n"],
    ["a parameter of the same name", "x = mrn\ndef f(x):\n  log.info(x)\n"],
    ["a name of another function", "def a():\n  x = mrn\ndef b():\n  log.info(x)\n"],
    ["of another branch", "def f():\n  if a:\n    x = mrn\n  elif b:\n    log.info(x)\n"],
    ["another part of a list", "a, b = mrn, 1\nlog.info(b)\n"],
    ["only whether it is there", "x = mrn is None\nlog.info(x, not mrn)\n"],
    ["the name of an argument elsewhere", "x = 1\nlog.info('x', y=x)\n"],
    ["hashed", "x = hash(mrn)\nlog.info(x)\n"],
  ] as const;
  it("is found", async () => expect(await found("python", breaches)).toEqual(names(breaches)));
  it("is not found where it does not", async () => expect(await found("python", twins)).toEqual([]));
});

describe("R14 a value that ends in a call, in Java", () => {
  const method = (body: string) => `class A { void f(String q) { ${body} } }`;
  const breaches = [
    ["in the call itself", method('log.info("a {}", mrn);')],
    ["in a variable", method('String x = "a" + mrn; log.info(x);')],
    ["where only a branch replaces it", method('String x = mrn; if (b) x = "a"; log.info(x);')],
    ["in a loop", method("for (P x : mrn) { log.info(x); }")],
    ["in a lambda behind it", method("String x = mrn; qs.forEach(q -> log.info(x));")],
  ] as const;
  const twins = [
    ["replaced by something harmless", method('String x = mrn; x = "a"; log.info(x);')],
    ["a parameter of the same name", method("String x = mrn; use(x); } void g(String x) { log.info(x);")],
    ["the name of the method", method("String info = mrn; log.info(q);")],
    ["hashed", method("String x = Ids.hash(mrn); log.info(x);")],
  ] as const;
  it("is found", async () => expect(await found("java", breaches)).toEqual(names(breaches)));
  it("is not found where it does not", async () => expect(await found("java", twins)).toEqual([]));
});

describe("R14 which lines count", () => {
  const text = "const a = 1;\nconst x = p.mrn;\nconst y = 2;\nlog.info(\n  x,\n);\n";
  const at = async (lines: readonly [number, number][]) =>
    (await seen([flowOf("typescript")], [fileOf("a.ts", text, lines)])).findings.map(({ line, message }) => `${line} ${message}`);

  it("the call's, at the first of its lines that the change adds", async () => {
    expect(await at([[4, 4]])).toEqual(["4 No record number in a log (`x` has it from line 2)"]);
    expect(await at([[5, 5]])).toEqual(["5 No record number in a log (`x` has it from line 2)"]);
  });
  it("the variable's, told at the call, which stood before", async () => {
    expect(await at([[2, 2]])).toEqual(["4 No record number in a log (`x` has it from line 2, which this change adds; this line stood before)"]);
  });
  it("no others", async () => {
    expect(
      await at([
        [1, 1],
        [3, 3],
      ]),
    ).toEqual([]);
  });
});
