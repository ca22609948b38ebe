import { describe, expect, it } from "vitest";
import type { LineRange } from "../model/origin.ts";
import { isTestPath } from "./test-words.ts";
import { type TextPair, WeakeningLook } from "./weakening.ts";

interface Sides {
  readonly before?: string | null;
  readonly after?: string | null;
  readonly from?: string;
}

const all = (text: string | null): LineRange[] => (text === null || text === "" ? [] : [{ start: 1, end: text.split("\n").length }]);

function pair(path: string, { before = null, after = null, from }: Sides): TextPair {
  return { path, from: from ?? null, before, after, removed: all(before), added: all(after) };
}

/** `test-removed src/a.test.ts`, with a line where there is one. */
function found(files: { readonly [path: string]: Sides }): string[] {
  const look = new WeakeningLook();
  for (const [path, sides] of Object.entries(files)) look.take(pair(path, sides));
  return look.found().map(({ kind, path, line }) => `${kind} ${path}${line === null ? "" : `:${line}`}`);
}

function sentences(files: { readonly [path: string]: Sides }): string[] {
  const look = new WeakeningLook();
  for (const [path, sides] of Object.entries(files)) look.take(pair(path, sides));
  return look.found().map(({ sentence }) => sentence);
}

const test = (name: string, ...lines: string[]) => `it("${name}", () => {\n${lines.map((line) => `  ${line}\n`).join("")}});\n`;
const adds = test("adds", "expect(add(1, 2)).toBe(3);", "expect(add(0, 0)).toBe(0);");
const subtracts = test("subtracts", "expect(sub(3, 2)).toBe(1);");

describe("tests against the base (R68)", () => {
  it("says which tests are gone, from a file or with it", () => {
    expect(sentences({ "src/a.test.ts": { before: adds + subtracts, after: adds } })[0]).toBe("It holds 1 test fewer than on the base; gone or renamed: subtracts.");
    expect(sentences({ "src/a.test.ts": { before: adds + subtracts } })).toEqual(["The test file is gone, with 2 tests: adds, subtracts."]);
    expect(found({ "src/a.test.ts": { before: adds + subtracts, after: adds } })).toEqual(["test-removed src/a.test.ts", "assertions-fewer src/a.test.ts"]);
  });

  it("the twin: a test that moves to another file, or is called otherwise, is not gone", () => {
    expect(found({ "src/a.test.ts": { before: adds + subtracts, after: adds }, "src/b.test.ts": { after: subtracts } })).toEqual([]);
    expect(found({ "src/a.test.ts": { before: subtracts }, "src/b.test.ts": { after: subtracts } })).toEqual([]);
    expect(found({ "src/a.test.ts": { before: subtracts, after: subtracts.replace("subtracts", "takes away") } })).toEqual([]);
    expect(found({ "src/b.test.ts": { from: "src/a.test.ts", before: subtracts, after: subtracts } })).toEqual([]);
  });

  it("takes a test file for gone that no runner takes for one any more", () => {
    expect(found({ "src/a.test.ts.off": { from: "src/a.test.ts", before: subtracts, after: subtracts } })).toEqual([
      "test-removed src/a.test.ts.off",
      "assertions-fewer src/a.test.ts.off",
    ]);
  });

  it("counts assertions, file by file", () => {
    const weaker = test("adds", "expect(add(1, 2)).toBe(3);");
    expect(sentences({ "src/a.test.ts": { before: adds, after: weaker } })).toEqual(["It asserts less than on the base: 1 assertion went, none came."]);
    // What another file asserts in addition makes up for nothing.
    expect(
      found({ "src/a.test.ts": { before: adds, after: weaker }, "src/b.test.ts": { before: subtracts, after: test("subtracts", "expect(1).toBe(1);", "expect(2).toBe(2);") } }),
    ).toEqual(["assertions-fewer src/a.test.ts"]);
  });

  it("takes what is commented out for gone, line by line or as a block", () => {
    expect(found({ "src/a.test.ts": { before: adds, after: adds.replace("  expect(add(0", "  // expect(add(0") } })).toEqual(["assertions-fewer src/a.test.ts"]);
    expect(found({ "src/a.test.ts": { before: adds + subtracts, after: `${adds}/*\n${subtracts}*/\n` } })).toEqual([
      "test-removed src/a.test.ts",
      "assertions-fewer src/a.test.ts",
    ]);
    const python = 'def test_adds():\n    sql = """\n    select\n    """\n    assert add(1, 2) == 3\n';
    expect(found({ "tests/test_a.py": { before: python, after: python.replace("    assert", "    # assert") } })).toEqual(["assertions-fewer tests/test_a.py"]);
    expect(found({ "tests/test_a.py": { before: python, after: `"""\n${python.replaceAll('"""', "'''")}"""\n` } })).toEqual([
      "test-removed tests/test_a.py",
      "assertions-fewer tests/test_a.py",
    ]);
  });

  it("the twin: comments, white space and another form of the same assertion are no matter", () => {
    const reformed = test("adds", "// The sum.", "expect(", "  add(1, 2),", ").toBe(3);", "expect(add(0, 0)).toEqual(0);");
    expect(found({ "src/a.test.ts": { before: adds, after: reformed } })).toEqual([]);
    expect(found({ "src/a.test.ts": { before: adds, after: adds.replaceAll("\n", "\n    ") } })).toEqual([]);
  });

  it.each([
    ["src/a.test.ts", 'it("a", f);', 'it.skip("a", f);'],
    ["src/a.test.ts", 'it("a", f);', 'xit("a", f);'],
    ["src/a.test.ts", 'it("a", f);', 'it.only("a", f);'],
    ["src/a.test.mjs", 'test("a", f);', 'test("a", { skip: true }, f);'],
    ["tests/test_a.py", "def test_a(): pass", "@pytest.mark.skip(reason='slow')\ndef test_a(): pass"],
    ["tests/test_a.py", "def test_a(): pass", "@unittest.skipIf(True, 'x')\ndef test_a(): pass"],
    ["a_test.go", "func TestA(t *testing.T) {\n}", 'func TestA(t *testing.T) {\n\tt.Skip("later")\n}'],
    ["src/test/java/ATest.java", "@Test\nvoid a() {}", "@Disabled\n@Test\nvoid a() {}"],
    ["src/test/java/ATest.java", "@Test\nvoid a() {}", "@Ignore\n@Test\nvoid a() {}"],
    ["ATests.cs", "[Fact]\npublic void A() {}", '[Fact(Skip = "later")]\npublic void A() {}'],
    ["tests/a.rs", "#[test]\nfn a() {}", "#[test]\n#[ignore]\nfn a() {}"],
    ["spec/a_spec.rb", 'it "a" do\nend', 'xit "a" do\nend'],
  ])("finds a test of %s that is newly skipped, and is silent when it always was", (path, before, after) => {
    expect(found({ [path]: { before, after } }).filter((each) => each.startsWith("test-skipped"))).toHaveLength(1);
    expect(found({ [path]: { before: after, after: `${after}\n` } })).toEqual([]);
  });

  it.each([
    ["a_test.go", "func TestA(t *testing.T) {\n\tif x { t.Errorf(y) }\n}\n"],
    ["src/test/java/ATest.java", "@Test\nvoid a() {\n  assertEquals(1, one());\n}\n"],
    ["ATests.cs", "[Fact]\npublic async Task A() {\n  Assert.Equal(1, One());\n}\n"],
    ["tests/a.rs", "#[test]\nfn a() {\n  assert_eq!(1, one());\n}\n"],
    ["spec/a_spec.rb", 'it "a" do\n  expect(one).to eq 1\nend\n'],
    ["tests/test_a.py", "async def test_a():\n    assert one() == 1\n"],
    ["Tests/ATest.php", "public function testA() {\n  $this->assertSame(1, one());\n}\n"],
    ["Tests/ATests.swift", "func testA() {\n  XCTAssertEqual(1, one())\n}\n"],
    ["test/a.cc", "TEST(A, One) {\n  EXPECT_EQ(1, one());\n}\n"],
    ["src/a.test.ts", 'it.each([[1, (x) => x]])("is %s", (n) => {\n  expect(one()).toBe(n);\n});\n'],
  ])("knows the tests and assertions of %s", (path, text) => {
    expect(found({ [path]: { before: text + text.replaceAll(/\b(?:a|A|One)\b(?=["(), ])|is %s/g, "b"), after: text } })).toEqual([
      `test-removed ${path}`,
      `assertions-fewer ${path}`,
    ]);
    expect(found({ [path]: { before: text } })).toEqual([`test-removed ${path}`]);
  });

  it("knows test files by the names that runners look for", () => {
    for (const path of ["src/a.test.ts", "a_spec.rb", "test/helper.js", "src/__tests__/a.jsx", "pkg/a_test.go", "OrderTests.cs"]) expect(isTestPath(path), path).toBe(true);
    for (const path of ["src/contest.ts", "test/data.json", "src/latest.ts", "docs/testing.md", "src/attest.go"]) expect(isTestPath(path), path).toBe(false);
  });
});

describe("tools that are told to be silent", () => {
  it.each([
    ["src/a.ts", "/* c8 ignore next */", "coverage-excluded"],
    ["src/a.ts", "// istanbul ignore else", "coverage-excluded"],
    ["src/a.ts", "/* v8 ignore start */", "coverage-excluded"],
    ["a.py", "x = 1  # pragma: no cover", "coverage-excluded"],
    ["a.c", "abort(); // LCOV_EXCL_LINE", "coverage-excluded"],
    ["a.php", " * @codeCoverageIgnore", "coverage-excluded"],
    ["A.cs", "[ExcludeFromCodeCoverage]", "coverage-excluded"],
    ["src/a.ts", "// eslint-disable-next-line no-eval", "analysis-suppressed"],
    ["src/a.ts", "eval(x); // @ts-expect-error", "analysis-suppressed"],
    ["src/a.ts", "// biome-ignore lint/security: later", "analysis-suppressed"],
    ["a.py", "import os  # noqa: F401", "analysis-suppressed"],
    ["a.py", "eval(x)  # nosec", "analysis-suppressed"],
    ["A.java", '@SuppressWarnings("unchecked")', "analysis-suppressed"],
    ["A.java", "call(); // NOSONAR", "analysis-suppressed"],
    ["A.cs", "#pragma warning disable CS0168", "analysis-suppressed"],
    ["a.rs", "#[allow(dead_code)]", "analysis-suppressed"],
  ])("%s: %s", (path, line, kind) => {
    expect(found({ [path]: { before: "one();\n", after: `one();\n${line}\n` } })).toEqual([`${kind} ${path}:2`]);
    expect(found({ [path]: { before: `${line}\none();\n`, after: `two();\n\n    ${line}\n` } })).toEqual([]);
  });

  it("the twin: prose about it, a word in code, and what only moved say nothing", () => {
    const line = "// eslint-disable-next-line no-eval";
    expect(found({ "README.md": { after: `\`${line}\`\n` } })).toEqual([]);
    expect(found({ "src/a.ts": { after: 'const words = ["eslint-disable", "noqa"];\n' } })).toEqual([]);
    expect(found({ "src/a.ts": { before: `${line}\n`, after: "" }, "src/b.ts": { after: `${line}\n` } })).toEqual([]);
  });

  it("sees that what was silenced grows, though the number of such lines does not", () => {
    const before = "// eslint-disable-next-line no-eval -- needed\n";
    expect(found({ "src/a.ts": { before, after: "// eslint-disable-next-line\n" } })).toEqual(["analysis-suppressed src/a.ts:1"]);
    expect(found({ "src/a.ts": { before, after: "// eslint-disable-next-line no-eval -- still needed\n" } })).toEqual([]);
  });

  it("lists twenty of a file, and how many more there are", () => {
    const many = sentences({ "a.py": { after: "x = 1  # nosec\n".repeat(50) } });
    expect([many.length, many.at(-1)]).toEqual([20, "“nosec” keeps a static analysis silent here, and 30 more times in this file."]);
  });
});

describe("settings of what is measured and looked for", () => {
  it.each([
    [".nycrc", '{ "exclude": [] }', '{ "exclude": ["src/pay"] }', "coverage-config-changed"],
    [".coveragerc", "[run]\nomit = a\n", "[run]\nomit = a, b\n", "coverage-config-changed"],
    ["codecov.yml", "ignore: []\n", "ignore: [src]\n", "coverage-config-changed"],
    ["vitest.config.ts", "test: { coverage: { exclude: [] } }", 'test: { coverage: { exclude: ["src"] } }', "coverage-config-changed"],
    ["jest.config.js", "module.exports = { coveragePathIgnorePatterns: [] }", 'module.exports = { coveragePathIgnorePatterns: ["src"] }', "coverage-config-changed"],
    ["pyproject.toml", "[tool.coverage.run]\nomit = []\n", '[tool.coverage.run]\nomit = ["src"]\n', "coverage-config-changed"],
    ["setup.cfg", "[coverage:run]\nomit = a\n", "[coverage:run]\nomit = b\n", "coverage-config-changed"],
    ["package.json", '{ "nyc": { "all": true } }', '{ "nyc": { "all": false } }', "coverage-config-changed"],
    ["pom.xml", "<plugin>jacoco<excludes></excludes></plugin>", "<plugin>jacoco\n<exclude>a</exclude></plugin>", "coverage-config-changed"],
    ["sonar-project.properties", "sonar.coverage.exclusions=a\n", "sonar.coverage.exclusions=a,b\n", "coverage-config-changed"],
    ["sonar-project.properties", "sonar.exclusions=a\n", "sonar.exclusions=a,b\n", "analysis-config-changed"],
    ["eslint.config.js", "rules: { 'no-eval': 2 }", "rules: { 'no-eval': 0 }", "analysis-config-changed"],
    ["pyproject.toml", "[tool.ruff]\nselect = ['S']\n", "[tool.ruff]\nselect = []\n", "analysis-config-changed"],
    ["tsconfig.json", '{ "strict": true }', '{ "strict": false }', "analysis-config-changed"],
    ["A.csproj", "<Project></Project>", "<Project>\n<NoWarn>CS1</NoWarn>\n</Project>", "analysis-config-changed"],
  ])("%s", (path, before, after, kind) => {
    expect(found({ [path]: { before, after } })).toEqual([`${kind} ${path}`]);
    expect(found({ [path]: { before: `\n  ${before}`, after: `${before}\n\n` } })).toEqual([]);
  });

  it("the twin: what stands beside those settings is no matter, neither is a comment, nor source code of such a name", () => {
    for (const path of ["src/jacoco.ts", "src/coverage.ts", "lib/eslintrc.js"]) expect(found({ [path]: { before: "one();\n", after: "two();\n" } }), path).toEqual([]);
    expect(found({ "package.json": { before: '{ "name": "a", "nyc": {} }', after: '{ "name": "b", "nyc": {} }' } })).toEqual([]);
    expect(found({ "pyproject.toml": { before: "[project]\nname='a'\n[tool.ruff]\nx=1\n", after: "[project]\nname='b'\n[tool.ruff]\n# why\nx=1\n" } })).toEqual([]);
    expect(found({ "vitest.config.ts": { before: "test: { coverage: { all: true }, threads: 1 }", after: "test: { coverage: { all: true }, threads: 2 }" } })).toEqual([]);
  });

  it("says which threshold is lowered, and by how much", () => {
    const config = (lines: number) => `test: { coverage: { thresholds: { lines: ${lines}, branches: 70 } } }`;
    expect(sentences({ "vitest.config.ts": { before: config(90), after: config(80) } })).toEqual(["What coverage has to reach is lowered: lines goes from 90 to 80."]);
    expect(found({ "vitest.config.ts": { before: config(80), after: config(90) } })).toEqual(["coverage-config-changed vitest.config.ts"]);
    expect(sentences({ ".coveragerc": { before: "[report]\nfail_under = 85\n", after: "[report]\n" } })).toEqual([
      "What coverage has to reach is lowered: fail_under was 85 and is asked for no more.",
    ]);
  });

  it("reads hostile text in time that grows with its length", () => {
    const hostile = [
      "expect.".repeat(40_000),
      "it.each(".repeat(40_000),
      "@Test ".repeat(40_000),
      "/*".repeat(40_000),
      "coverage: {".repeat(20_000),
      `coverage:${"\n".repeat(100_000)}`,
      '"'.repeat(80_000),
      " ".repeat(200_000),
    ];
    for (const text of hostile)
      expect(
        found({ "src/a.test.ts": { before: text, after: text }, "src/test/ATest.java": { before: text, after: text }, "jest.config.js": { before: text, after: text } }),
      ).toEqual([]);
  });
});
