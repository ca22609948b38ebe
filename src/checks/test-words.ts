import { endingOf, isSource } from "../model/source-path.ts";

/**
 * How tests are written in a family of languages, as far as single lines tell. All text is the author's, so every pattern is bounded: none may take longer than a few
 * hundred steps from one place.
 */
export interface TestWords {
  readonly assertion: RegExp;
  readonly skip: RegExp;
  /** The first group that took part is the name of a test. */
  readonly name: RegExp;
}

const quotedName = ['"', "'", "`"].map((quote) => String.raw`${quote}((?:\\.|[^\\\n${quote}]){1,300})${quote}`).join("|");

const script: TestWords = {
  assertion:
    /\bexpect(?:\.\w{1,30}){0,3}\s{0,9}\(|\bassert(?:\.\w{1,30}){0,3}\s{0,9}\(|\.should\b|\bt\.(?:is|not|true|false|truthy|falsy|ok|equals?|deepEqual|same|like|throws|rejects|match)\s{0,9}\(/g,
  skip: /\b(?:it|test|describe|suite|context|specify)\.(?:skip|only|fixme|skipIf|runIf|fails)\b|\b[xf](?:it|test|describe|context|specify)\s{0,9}\(|\b(?:this|t)\.skip\s{0,9}\(|\bskip\s{0,9}:\s{0,9}(?:true\b|["'`])/g,
  name: new RegExp(
    String.raw`\b(?:it|test|specify|scenario)(?:\.(?!todo\b|each\b)\w{1,20}){0,3}(?:\.each\([\s\S]{0,2000}?\)|\.each\x60[^\x60]{0,2000}\x60)?\s{0,9}\(\s{0,99}(?:${quotedName})`,
    "g",
  ),
};
const python: TestWords = {
  assertion: /\bassert\b|\.assert_?\w{1,40}\s{0,9}\(|\bpytest\.(?:raises|warns|fail)\b/g,
  skip: /@(?:\w{1,20}\.){0,3}(?:skip|skipif|skipIf|skipUnless|xfail|expectedFailure)\b|\bpytest\.(?:skip|xfail|importorskip)\s{0,9}\(|\.skipTest\s{0,9}\(/g,
  name: /^[ \t]{0,99}(?:async[ \t]{1,9})?def[ \t]{1,9}(test\w{0,200})/gm,
};
const go: TestWords = {
  assertion: /\b(?:t|b|tb)\.(?:Errorf?|Fatalf?|Fail|FailNow)\s{0,9}\(|\b(?:assert|require)\.\w{1,40}\s{0,9}\(/g,
  skip: /\b(?:t|b|tb)\.Skip(?:Now|f)?\s{0,9}\(|\btesting\.Short\s{0,9}\(/g,
  name: /^func[ \t]{1,9}((?:Test|Fuzz|Example|Benchmark)\w{0,200})\s{0,9}\(|\bt\.Run\(\s{0,99}"([^"\n]{1,300})"/gm,
};
const jvm: TestWords = {
  assertion: /\bassert\w{0,40}\b|\bverify\w{0,20}\s{0,9}\(|\.should\w{0,40}\b/g,
  skip: /@(?:Ignore|Disabled)\w{0,40}\b|\bassum(?:e|ing)\w{0,20}\s{0,9}\(|@EnabledIf\w{0,40}/g,
  name: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)\b[\s\S]{0,400}?\b(?:void|fun|def)\s{1,9}(`[^`\n]{1,200}`|\w{1,200})/g,
};
const dotnet: TestWords = {
  assertion: /\bAssert\.\w{1,40}|\.Should\w{0,40}\s{0,9}\(|\.Verify\w{0,20}\s{0,9}\(/g,
  skip: /\bSkip\s{0,9}=\s{0,9}["@$\w]|\[Ignore\b|\[Explicit\b|\bAssert\.(?:Ignore|Inconclusive|Skip)\w{0,20}\s{0,9}\(/g,
  name: /\[(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod)\b[\s\S]{0,400}?\b(?:void|Task|ValueTask)\s{1,9}(\w{1,200})/g,
};
const ruby: TestWords = {
  assertion: /\bassert\w{0,40}\b|\brefute\w{0,40}\b|\bexpect\s{0,9}[({]|\.should\b|\bis_expected\b/g,
  skip: /^[ \t]{0,99}(?:x(?:it|describe|context|specify)|f(?:it|describe|context)|skip|pending)\b/gm,
  name: new RegExp(String.raw`^[ \t]{0,99}(?:it|specify|scenario|test)\b[ \t]{0,9}\(?[ \t]{0,9}(?:${quotedName})|^[ \t]{0,99}def[ \t]{1,9}(test\w{0,200})`, "gm"),
};
const rust: TestWords = {
  assertion: /\b(?:debug_)?assert\w{0,20}!/g,
  skip: /#\[ignore\b/g,
  name: /#\[(?:\w{1,20}::)?test\b[\s\S]{0,200}?\bfn\s{1,9}(\w{1,200})/g,
};
const php: TestWords = {
  assertion: /\bassert\w{0,40}\s{0,9}\(|\bexpect\w{0,40}\s{0,9}\(/g,
  skip: /\bmark(?:TestSkipped|TestIncomplete)\b|->skip\s{0,9}\(/g,
  name: /\bfunction\s{1,9}(test\w{0,200})/g,
};
const swift: TestWords = {
  assertion: /\bXCT(?:Assert|Fail|Unwrap)\w{0,40}|#(?:expect|require)\b/g,
  skip: /\bXCTSkip\w{0,20}|\.disabled\s{0,9}\(/g,
  name: /\bfunc\s{1,9}(test\w{0,200})/g,
};
const c: TestWords = {
  assertion: /\b(?:ASSERT|EXPECT|CHECK|REQUIRE|BOOST_(?:CHECK|REQUIRE|TEST))\w{0,40}\s{0,9}\(|\bassert\s{0,9}\(/g,
  skip: /\bGTEST_SKIP\b|\bDISABLED_\w{1,100}/g,
  name: /\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE)\s{0,9}\(([^)\n]{1,300})\)/g,
};
// Whatever else is written: the words that most languages have.
const other: TestWords = { assertion: /\bassert\w{0,40}\b|\bexpect\b|\bshould\b/gi, skip: /\b(?:skip|ignore|disabled)\b/gi, name: script.name };

const families: readonly (readonly [TestWords, string])[] = [
  [script, "ts tsx mts cts js jsx mjs cjs vue svelte dart"],
  [python, "py"],
  [go, "go"],
  [jvm, "java kt kts groovy scala"],
  [dotnet, "cs vb fs"],
  [ruby, "rb"],
  [rust, "rs"],
  [php, "php"],
  [swift, "swift"],
  [c, "c cc cpp cxx h hpp m mm"],
];
const byEnding = new Map(families.flatMap(([words, endings]) => endings.split(" ").map((ending) => [ending, words] as const)));

export function testWordsOf(path: string): TestWords {
  return byEnding.get(endingOf(path)) ?? other;
}

const testFolder = /(?:^|\/)(?:__tests__|tests?|specs?|e2e|cypress)\//i;
const testName = /[._-](?:test|spec|cy|e2e)\.\w{1,9}$|(?:^|\/)(?:test_[^/]{1,200}|conftest)\.py$|(?:Tests?|TestCase|Spec|IT)\.(?:java|kts?|groovy|scala|cs|vb|fs|swift|php)$/;

/** Whether a path is where tests are written, by the names that test runners look for. */
export function isTestPath(path: string): boolean {
  return isSource(path) && (testFolder.test(path) || testName.test(path));
}
