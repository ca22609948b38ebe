import { describe, expect, it } from "vitest";
import { codes, read, tests } from "./testing.ts";

const suite = (cases: string, attributes = "") => `<testsuite name="s" ${attributes}>${cases}</testsuite>`;
const one = (inside: string, attributes = "") => tests(suite(`<testcase name="t" ${attributes}>${inside}</testcase>`)).cases[0];

describe("JUnit: what a case says", () => {
  it.each([
    ["", "passed"],
    ["<skipped/>", "skipped"],
    ["<failure/>", "failed"],
    ["<error/>", "error"],
    ["<skipped/><failure/>", "failed"],
    ["<failure/><error/><skipped/>", "error"],
    ["<properties/><system-out>failure</system-out>", "passed"],
    ["<wrapper><failure/></wrapper>", "failed"],
    ["<rerunFailure/>", "failed"],
    ["<skipped><failure/></skipped>", "failed"],
  ])("%s is %s", (inside, outcome) => expect(one(inside)?.outcome).toBe(outcome));

  it.each([
    ['status="run"', "passed"],
    ['status="PASSED"', "passed"],
    ['status="disabled"', "skipped"],
    ['status="notrun"', "skipped"],
    ['result="suppressed"', "skipped"],
    ['disabled="true"', "skipped"],
    ['status="failed"', "failed"],
    ['status="crashed-somehow"', "error"],
  ])("a case with %s and no element is %s: an unknown word never passes", (attributes, outcome) => expect(one("", attributes)?.outcome).toBe(outcome));

  it("a disabled suite skips all its cases", () => {
    expect(tests(suite(suite('<testcase name="t"/>'), 'disabled="true"'))).toMatchObject({ passed: 0, skipped: 1 });
  });

  it.each([
    ["1,234.56", 1234.56],
    ["12,345,678", 12_345_678],
    ["0.5", 0.5],
    ["1e-3", 0.001],
    ["", null],
    ["-1", null],
    ["NaN", null],
    ["Infinity", null],
    ["0,5", null],
    ["9".repeat(400), null],
  ])("time %j is %j seconds", (time, seconds) => expect(one("", `time="${time}"`)?.seconds).toBe(seconds));

  it("an absent time is unknown", () => expect(one("")?.seconds).toBeNull());

  it("a message is the attribute, else the text, at most 2,000 characters", () => {
    expect(one('<failure message="why">text</failure>')?.message).toBe("why");
    expect(one("<failure>\n  one &amp; <![CDATA[<two>]]>\n</failure>")?.message).toBe("one & <two>");
    expect(one(`<error>${"x".repeat(5_000)}</error>`)?.message).toHaveLength(2_000);
    expect(one('<error message=""/>')?.message).toBeNull();
  });

  it("a failure of a whole suite does not vanish", () => {
    expect(tests(suite('<testcase name="t"/><error message="set-up broke"/>'))).toMatchObject({ passed: 1, errors: 1 });
  });

  it("each case is counted once at whatever depth, also a case in a case", () => {
    expect(tests(suite(suite(suite('<testcase name="a"/>'))))).toMatchObject({ passed: 1 });
    expect(tests(suite('<testcase name="a"><testcase name="b"><failure/></testcase></testcase>'))).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe("JUnit: repeated cases", () => {
  const outcomes = (...inside: string[]) => read(suite(inside.map((text) => `<testcase classname="c" name="t">${text}</testcase>`).join("")));

  it("a retry after a failure: the last attempt decides, and the case is flaky", () => {
    const reading = outcomes("<failure message='first'/>", "<error/>", "");
    expect(reading.report).toMatchObject({ passed: 1, failed: 0, errors: 0, flaky: 1, cases: [{ outcome: "passed", flaky: true, message: "first" }] });
    expect(reading.state).toBe("accepted");
  });

  it("a retry that fails again is one failure, and not flaky", () => {
    expect(outcomes("<failure/>", "<failure/>").report).toMatchObject({ passed: 0, failed: 1, flaky: 0 });
  });

  it("flakyFailure passed in the end; rerunFailure did not", () => {
    expect(outcomes("<flakyFailure/>").report).toMatchObject({ passed: 1, flaky: 1 });
    expect(outcomes("<failure/><rerunFailure/>").report).toMatchObject({ failed: 1, flaky: 0 });
  });

  it.each([
    ["passed, then failed", "", "<failure/>"],
    ["skipped, then passed", "<skipped/>", ""],
    ["failed, then skipped", "<failure/>", "<skipped/>"],
  ])("%s is no retry: duplicate-identity, and both count", (_, first, second) => {
    const reading = outcomes(first, second);
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["duplicate-identity"]]);
    expect(reading.report).toMatchObject({ cases: { length: 2 } });
  });

  it("twin: two equal names that both pass are two cases", () => {
    const reading = outcomes("", "");
    expect([reading.state, reading.report]).toMatchObject(["accepted", { passed: 2 }]);
  });

  it("the same name in another class, suite or file is another case", () => {
    const text = '<testcase classname="a" name="t"/><testcase classname="b" name="t"><failure/></testcase><testcase classname="a" name="t" file="x.ts"><failure/></testcase>';
    expect(tests(suite(text))).toMatchObject({ passed: 1, failed: 2, flaky: 0 });
  });
});

describe("JUnit: headers against cases", () => {
  it('E07: tests="100" failures="0" with a failure inside is inconsistent, with both numbers', () => {
    const reading = read('<testsuite name="unit" tests="100" failures="0"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>');
    expect(reading.state).toBe("inconsistent");
    expect(reading.inconsistencies).toEqual([
      {
        code: "header-mismatch",
        sentence: "The suite unit declares tests=100 failures=0, but its cases add up to tests=2 failures=1 errors=0 skipped=0.",
        declared: "tests=100 failures=0",
        counted: "tests=2 failures=1 errors=0 skipped=0",
      },
      { code: "truncated", sentence: "The suite unit declares 100 tests and holds 2.", declared: "100", counted: "2" },
    ]);
    expect(reading.report).toMatchObject({ passed: 1, failed: 1 });
  });

  it("E07 twin: headers that are right are accepted", () => {
    expect(read('<testsuite tests="2" failures="1"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>').state).toBe("accepted");
  });

  it.each([
    ["failures hidden in a nested suite", '<testsuites tests="2" failures="0"><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite></testsuites>'],
    ["a failure that only the status tells", '<testsuite tests="1" failures="0"><testcase name="a" status="failed"/></testsuite>'],
    ["an error called nothing", '<testsuite tests="1" failures="0" errors="0"><testcase name="a"><error/></testcase></testsuite>'],
    ["skipped cases called run", '<testsuite tests="2" skipped="0"><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>'],
    ["fewer tests than there are", '<testsuite tests="1"><testcase name="a"/><testcase name="b"/></testsuite>'],
    ["a count that is no number", '<testsuite tests="many"><testcase name="a"/></testsuite>'],
    [
      "all levels for tests and one for failures",
      '<testsuite tests="2" failures="0"><testcase name="a"/><testsuite><testcase name="b"><failure/></testcase></testsuite></testsuite>',
    ],
  ])("%s is a mismatch", (_, text) => expect(codes(read(text))).toContain("header-mismatch"));

  it.each([
    ["skipped left out", '<testsuite tests="1"><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>'],
    ["a case with both elements in both counts", '<testsuite tests="1" failures="1" errors="1"><testcase name="a"><failure/><error/></testcase></testsuite>'],
    ["errors among the failures", '<testsuite tests="1" failures="1" errors="0"><testcase name="a"><error/></testcase></testsuite>'],
    ["only one level", '<testsuite tests="1" failures="0"><testcase name="a"/><testsuite tests="1"><testcase name="b"/></testsuite></testsuite>'],
    ["a retry counted once", '<testsuite tests="1" failures="0"><testcase name="a"><failure/></testcase><testcase name="a"/></testsuite>'],
    ["no header at all", '<testsuites><testcase name="a"/></testsuites>'],
    ["empty headers and separators", `<testsuite tests="1,000" failures="">${Array.from({ length: 1_000 }, (_, i) => `<testcase name="${i}"/>`).join("")}</testsuite>`],
  ])("another way of counting is none: %s", (_, text) => expect(read(text)).toMatchObject({ state: "accepted", inconsistencies: [] }));

  it("lists at most 200 contradictions", () => {
    expect(read(`<testsuites>${'<testsuite tests="2"><testcase name="a"/></testsuite>'.repeat(500)}</testsuites>`).inconsistencies).toHaveLength(200);
  });
});

describe("JUnit: bytes", () => {
  const text = '<?xml version="1.0" encoding="ENC"?><testsuite name="é"><testcase name="ß"/></testsuite>';
  const name = (bytes: Uint8Array) => tests(bytes).cases[0]?.identity;

  it("honours the mark, the first characters and the declared encoding", () => {
    const utf16 = Buffer.from(text.replace("ENC", "UTF-16"), "utf16le");
    expect(name(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]))).toBe("é › ß");
    expect(name(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]))).toBe("é › ß");
    expect(name(utf16)).toBe("é › ß");
    expect(name(Buffer.from(utf16).swap16())).toBe("é › ß");
    expect(name(Buffer.from(text.replace("ENC", "ISO-8859-1"), "latin1"))).toBe("é › ß");
    expect(name(Buffer.from(`\ufeff${text.replace("ENC", "utf-8")}`))).toBe("é › ß");
    expect(name(Buffer.from(text.replace("ENC", "utf-16")))).toBe("é › ß");
  });

  it("bytes that the encoding does not know are corrupt, with their position", () => {
    const reading = read(Buffer.from('<testsuite name="é"/>', "latin1"));
    expect([reading.state, reading.sentence]).toEqual(["corrupt", "At byte 19 the text is no longer utf-8; write the report anew in the encoding that it declares."]);
  });

  it("an encoding that nobody knows is unrecognised", () => {
    expect(read(text.replace("ENC", "x-klingon"))).toMatchObject({ state: "unrecognised", format: null });
  });

  it("a control character from a test's message is corrupt, with line and column", () => {
    const reading = read('<testsuite>\n<testcase name="a"><failure>\u001b[31mred</failure></testcase></testsuite>');
    expect(reading).toMatchObject({ state: "corrupt", report: null, format: "junit" });
    expect(reading.sentence).toMatch(/^Line 2, column 29: disallowed character;/);
  });

  it("a document type is skipped; nothing is followed or expanded", () => {
    const type = '<!DOCTYPE testsuite SYSTEM "file:///etc/passwd" [<!ENTITY a "x"><!ENTITY b SYSTEM "http://example.com/">]>';
    expect(tests(`${type}<testsuite><testcase name="a"/></testsuite>`).passed).toBe(1);
    for (const entity of ["a", "b", "constructor", "toString", "__proto__"]) {
      expect(read(`${type}<testsuite><testcase name="&${entity};"/></testsuite>`)).toMatchObject({ state: "corrupt", report: null });
    }
  });

  it("an entity bomb is corrupt at its first use", () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "&l${i};&l${i};">`).join("");
    expect(read(`<!DOCTYPE t [<!ENTITY l0 "ha">${bomb}]><testsuite name="&l30;"/>`).state).toBe("corrupt");
  });

  it("more than 64 levels are too large, 64 are not", () => {
    const deep = (levels: number) => "<testsuite>".repeat(levels) + "</testsuite>".repeat(levels);
    expect(read(deep(64)).state).toBe("accepted");
    expect(read(deep(65))).toMatchObject({ state: "too-large", report: null });
    expect(read("<testsuite>".repeat(1_000_000)).state).toBe("too-large");
  });

  it("suites with enormous names do not multiply with their cases", () => {
    const name = (end: string) => "x".repeat(1_000_000) + end;
    const report = tests(`<testsuites>${["a", "b"].map((end) => `<testsuite name="${name(end)}">${'<testcase name="t"/>'.repeat(2_000)}</testsuite>`).join("")}</testsuites>`);
    expect(report.passed).toBe(4_000);
    expect(new Set(report.cases.map(({ identity }) => identity)).size).toBe(2);
    expect(Math.max(...report.cases.map(({ identity }) => identity.length))).toBeLessThan(1_100);
  });

  it("an output of many megabytes is no matter", () => {
    expect(tests(suite(`<testcase name="a"><system-out>${"x".repeat(8_000_000)}</system-out></testcase>`)).passed).toBe(1);
  });
});
