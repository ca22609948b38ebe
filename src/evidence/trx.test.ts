import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { codes, fixture, read, tests } from "./testing.ts";

const run = (results: string, more = "") => `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>${results}</Results>${more}</TestRun>`;
const result = (attributes: string, inside = "") => `<UnitTestResult testId="1" testName="t" ${attributes}>${inside}</UnitTestResult>`;
const counters = (text: string, outcome = "Completed") => `<ResultSummary outcome="${outcome}"><Counters ${text}/></ResultSummary>`;
const one = (attributes: string, inside = "") => tests(run(result(attributes, inside))).cases[0];

describe("TRX: what a result says", () => {
  it.each([
    ['outcome="Passed"', "passed"],
    ['outcome="Failed"', "failed"],
    ['outcome="NotExecuted"', "skipped"],
    ['outcome="Inconclusive"', "skipped"],
    ['outcome="Pending"', "skipped"],
    ['outcome="Timeout"', "error"],
    ['outcome="Aborted"', "error"],
    ['outcome="PassedButRunAborted"', "error"],
    ['outcome="InProgress"', "error"],
    ['outcome="Completed"', "error"],
    ['outcome="passed"', "error"],
    ['outcome="Splendid"', "error"],
    ["", "error"],
  ])("a result with %j is %s: an absent or unknown outcome is never a pass", (attributes, outcome) => expect(one(attributes)?.outcome).toBe(outcome));

  it.each([
    ["00:00:01.5000000", 1.5],
    ["01:02:03", 3_723],
    ["1.00:00:00", 86_400],
    ["", null],
    ["1.5", null],
    ["-00:00:01", null],
    ["00:00:NaN", null],
  ])("duration %j is %j seconds", (duration, seconds) => expect(one(`outcome="Passed" duration="${duration}"`)?.seconds).toBe(seconds));

  it("the message is the error's own, cut, and not what the test printed", () => {
    const output = (inside: string) =>
      `<Output><StdOut>no</StdOut><TextMessages><Message>no</Message></TextMessages><ErrorInfo><Message>${inside}</Message><StackTrace>no</StackTrace></ErrorInfo></Output>`;
    expect(one('outcome="Failed"', output(" why &amp; <![CDATA[<how>]]>\n"))?.message).toBe("why & <how>");
    expect(one('outcome="Failed"', output("x".repeat(5_000)))?.message).toHaveLength(2_000);
    expect(one('outcome="Passed"', output("told"))?.message).toBeNull();
  });

  it("results of other types count too", () => {
    expect(tests(run('<GenericTestResult testName="g" outcome="Failed"/><ManualTestResult testName="m" outcome="Passed"/>'))).toMatchObject({ passed: 1, failed: 1 });
  });

  it("a result outside of the list of results is none", () => {
    expect(tests(run("", `<Extra>${result('outcome="Passed"')}<InnerResults>${result('outcome="Passed"')}</InnerResults></Extra>`))).toMatchObject({ passed: 0, cases: [] });
  });
});

describe("TRX: names", () => {
  it("a class comes from the definition, wherever it stands; a name that begins with it says it once", () => {
    const report = tests(fixture("vstest.trx"));
    expect(report.cases.map(({ identity, outcome }) => [identity, outcome])).toEqual([
      ["Shop.Claims.ClaimTests › Pays", "passed"],
      ["Shop.Claims.RefundTests › Refunds(amount: 3)", "failed"],
      ["Shop.Claims.ClaimTests › Rounds", "skipped"],
      ["Shop.Claims.ClaimTests › Caps (Data Row 0)", "passed"],
      ["Shop.Claims.ClaimTests › Caps (Data Row 1)", "failed"],
    ]);
    expect(report.cases.map(({ seconds }) => seconds)).toEqual([0.0213, 3_723.5, null, 0.001, 0.003]);
    expect(report.cases[4]?.message).toBe("Row 1 is above the cap.");
  });

  it("without a definition the name stands alone; without a name the definition's", () => {
    expect(tests(run('<UnitTestResult testId="x" testName="alone" outcome="Passed"/>')).cases[0]?.identity).toBe("alone");
    const definitions = '<TestDefinitions><UnitTest id="1" name="defined"><TestMethod className="C"/></UnitTest></TestDefinitions>';
    expect(tests(run('<UnitTestResult testId="1" outcome="Passed"/>', definitions)).cases[0]?.identity).toBe("C › defined");
  });

  it("a class that calls itself a megabyte is shortened, and stays distinct", () => {
    const definition = (id: number, end: string) => `<UnitTest id="${id}"><TestMethod className="${"x".repeat(100_000)}${end}"/></UnitTest>`;
    const text = run(
      '<UnitTestResult testId="1" testName="t" outcome="Passed"/><UnitTestResult testId="2" testName="t" outcome="Failed"/>',
      `<TestDefinitions>${definition(1, "a")}${definition(2, "b")}</TestDefinitions>`,
    );
    const { cases } = tests(text);
    expect(cases.every(({ identity }) => identity.length < 1_100)).toBe(true);
    expect(cases[0]?.identity).not.toBe(cases[1]?.identity);
    expect(codes(read(text))).toEqual([]);
  });

  it("two results of one name and different outcomes are duplicate-identity; twin: with one outcome they are not", () => {
    const reading = read(run(result('outcome="Failed"') + result('outcome="Passed"')));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["duplicate-identity"]]);
    expect(reading.report).toMatchObject({ passed: 1, failed: 1, flaky: 0 });
    expect(codes(read(run(result('outcome="Passed"') + result('outcome="Passed"'))))).toEqual([]);
  });
});

describe("TRX: results in results", () => {
  const rows = (parent: string, ...outcomes: string[]) =>
    result(`outcome="${parent}"`, `<InnerResults>${outcomes.map((outcome, at) => `<UnitTestResult testName="row ${at}" outcome="${outcome}"/>`).join("")}</InnerResults>`);

  it("a data-driven test is its rows, and does not count again", () => {
    expect(tests(run(rows("Failed", "Passed", "Failed", "NotExecuted")))).toMatchObject({ passed: 1, failed: 1, skipped: 1 });
  });

  it("one that failed beyond its rows does not vanish", () => expect(tests(run(rows("Failed", "Passed", "Passed")))).toMatchObject({ passed: 2, failed: 1 }));

  it("an empty list of inner results hides nothing", () => expect(tests(run(rows("Failed")))).toMatchObject({ passed: 0, failed: 1 }));

  it("ordered tests nest", () => {
    const inner = result('outcome="Failed"', `<InnerResults>${rows("Failed", "Failed")}</InnerResults>`);
    expect(tests(run(inner))).toMatchObject({ passed: 0, failed: 1, errors: 0 });
  });
});

describe("TRX: headers", () => {
  const two = `${result('outcome="Passed"')}<UnitTestResult testName="u" outcome="Failed"/>`;

  it.each([
    ["counts leaves", 'total="2" executed="2" passed="1" failed="1"'],
    ["says nothing", ""],
    ["counts a failure as a time-out", 'total="2" executed="2" passed="1" failed="0" timeout="1"'],
  ])("E07 twin: Counters that %s are explained", (_, text) => expect(codes(read(run(two, counters(text, "Failed"))))).toEqual([]));

  it.each([
    ["no failure", 'total="2" executed="2" passed="2" failed="0"', ["header-mismatch"]],
    ["more than there is", 'total="100" executed="100" passed="99" failed="1"', ["header-mismatch", "truncated"]],
    ["fewer that ran", 'total="2" executed="1" passed="1" failed="1"', ["header-mismatch"]],
    ["no number", 'total="two"', ["header-mismatch"]],
    ["a negative number", 'total="2" passed="-1"', ["header-mismatch"]],
    ["skipped ones", 'total="2" executed="2" passed="1" failed="1" notExecuted="1"', ["header-mismatch"]],
  ])("E07: Counters that declare %s contradict the results", (_, text, expected) => {
    const reading = read(run(two, counters(text, "Failed")));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", expected]);
    expect(reading.report).toMatchObject({ passed: 1, failed: 1 });
  });

  it("says both numbers", () => {
    expect(read(run(two, counters('total="2" passed="2" failed="0"', "Failed"))).inconsistencies[0]).toMatchObject({
      declared: "total=2 passed=2",
      counted: "total=2 passed=1 failed=1 notExecuted=0",
    });
  });

  it.each([
    ["Aborted", "truncated"],
    ["Error", "truncated"],
    ["InProgress", "truncated"],
    ["Failed", "header-mismatch"],
  ])("a run that says %s of itself is no clean bill, however its results look", (outcome, code) => {
    const reading = read(run(result('outcome="Passed"'), counters('total="1" passed="1"', outcome)));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", [code]]);
  });

  it("twin: a run that is Completed or Passed", () => {
    for (const outcome of ["Completed", "Passed"]) expect(read(run(result('outcome="Passed"'), counters('total="1" passed="1"', outcome))).state).toBe("accepted");
  });
});

describe("TRX: what is none", () => {
  it.each([
    ["of 2006", '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2006"/>', /2006/],
    ["without a namespace", "<TestRun/>", /no namespace/],
  ])("a TestRun %s is unrecognised, in words", (_, text, sentence) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "unrecognised", format: "trx", report: null });
    expect(reading.sentence).toMatch(sentence);
  });

  it("E17: as many results as the limit, not more, nested or not", () => {
    const many = (count: number) => read(run(result('outcome="Passed"').repeat(count))).state;
    expect([many(limits.cases), many(limits.cases + 1)]).toEqual(["accepted", "too-large"]);
  });
});
