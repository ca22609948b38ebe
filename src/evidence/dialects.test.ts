import { describe, expect, it } from "vitest";
import { analysis, codes, coverage, fixture, read, tests } from "./testing.ts";

describe("JUnit as its producers write it", () => {
  it.each([
    // file, passed, failed, errors, skipped, flaky
    ["vitest.xml", 5, 2, 0, 2, 0],
    ["node-test.xml", 2, 2, 0, 2, 0],
    ["jest-junit.xml", 3, 1, 0, 1, 0],
    ["mocha.xml", 2, 1, 0, 1, 0],
    ["pytest.xml", 2, 1, 1, 2, 0],
    ["surefire.xml", 2, 1, 1, 1, 1],
    ["nested.xml", 2, 1, 0, 1, 0],
    ["gotestsum.xml", 2, 1, 0, 1, 1],
    ["googletest.xml", 2, 0, 0, 2, 0],
  ])("%s: %i passed, %i failed, %i errors, %i skipped, %i flaky, and its headers are explained (R109)", (name, passed, failed, errors, skipped, flaky) => {
    const reading = read(fixture(name));
    expect(reading.report).toMatchObject({ kind: "tests", passed, failed, errors, skipped, flaky });
    expect(reading).toMatchObject({ state: "accepted", format: "junit", reader: "junit/1", inconsistencies: [], sentence: null });
  });

  it("a case is called by its suites, its class and its name, each said once", () => {
    expect(tests(fixture("vitest.xml")).cases[1]?.identity).toBe("src/cart.test.ts › cart > adds");
    expect(tests(fixture("node-test.xml")).cases[3]?.identity).toBe("cart › nested › cart.nested › deep fails");
    expect(tests(fixture("nested.xml")).cases[2]?.identity).toBe("CLI Arguments › Unit › MoneyTest › MoneyTest::testSplits › MoneyTest › testSplits with data set #1");
  });

  it("file, line, seconds and the first message are kept as the report has them", () => {
    expect(tests(fixture("nested.xml")).cases[0]).toMatchObject({ file: "/home/runner/work/bank/bank/tests/MoneyTest.php", line: 12, seconds: 0.01, message: null });
    expect(tests(fixture("mocha.xml")).cases[1]).toMatchObject({ file: "/home/runner/work/shop/shop/test/orders.js", line: null, message: "expected 200 to equal 204" });
    expect(tests(fixture("surefire.xml")).cases.map(({ seconds }) => seconds)).toEqual([0.021, 1203.5, 0.004, 0, null]);
    expect(tests(fixture("surefire.xml")).cases[4]?.message).toBe("java.lang.NullPointerException\n\tat com.example.Claim.load(Claim.java:12)");
    expect(tests(fixture("gotestsum.xml")).cases[3]).toMatchObject({ identity: "example.com/route/plan › TestTraffic", outcome: "passed", flaky: true, message: "Failed" });
  });
});

describe("LCOV as its producers write it", () => {
  it("node:test", () => {
    expect(coverage(fixture("node-test.info"))).toEqual({
      kind: "coverage",
      executable: 6,
      hit: 5,
      files: [
        {
          path: "lib.mjs",
          lines: [
            [1, 1],
            [2, 1],
            [3, 1],
            [4, 1],
            [5, 0],
            [6, 1],
          ],
        },
      ],
    });
  });

  it("Istanbul: 5 of 7 lines, absolute paths, one file without a hit", () => {
    const report = coverage(fixture("istanbul.info"));
    expect(report).toMatchObject({ executable: 7, hit: 4 });
    expect(report.files.map(({ path }) => path)).toEqual(["/home/runner/work/shop/shop/src/price.js", "/home/runner/work/shop/shop/src/cart.js"]);
  });

  it("lcov 2: test names merge by line, backslashes turn, line 0 and overflowed counters are no hits", () => {
    const reading = read(fixture("lcov2.info"));
    expect(reading.state).toBe("accepted");
    expect(reading.report).toEqual({
      kind: "coverage",
      executable: 4,
      hit: 3,
      files: [
        {
          path: "src/buffer.cc",
          lines: [
            [10, 7],
            [11, 4_294_967_297],
            [12, 3],
            [13, 0],
          ],
        },
      ],
    });
  });
});

describe("SARIF as its producers write it (R71)", () => {
  const rows = (name: string) =>
    analysis(fixture(name)).findings.map(({ rule, severity, path, line, fingerprint, suppressed }) => [rule, severity, path, line, fingerprint, suppressed]);

  it("ESLint: its own levels, percent-encoded file URIs, one by index", () => {
    expect(rows("eslint.sarif")).toEqual([
      ["no-unused-vars", "high", "/home/runner/work/shop/shop/src/price list.js", 4, null, false],
      ["no-eval", "medium", "/home/runner/work/shop/shop/src/cart.js", 9, null, true],
    ]);
  });

  it("CodeQL: rules in an extension, security-severity before level, default level warning", () => {
    expect(rows("codeql.sarif")).toEqual([
      ["js/sql-injection", "high", "src/db.js", 14, "primaryLocationLineHash=39fa2ee980eb94b0:1", false],
      ["js/hardcoded-credentials", "critical", "src/db.js", 3, "primaryLocationLineHash=a1b2c3:1", false],
      ["js/useless-assignment", "low", "src/db.js", 20, null, false],
      ["js/unreachable", "medium", "src/db.js", null, null, false],
    ]);
  });

  it("Semgrep: the rule's default level, fingerprints, suppressed in source", () => {
    expect(rows("semgrep.sarif")).toEqual([
      ["python.lang.security.dangerous-system-call", "high", "app/views.py", 12, "matchBasedId/v1=0cf41b7f_0", false],
      ["python.django.debug", "low", "app/settings.py", 3, "matchBasedId/v1=9e22_0", true],
    ]);
  });

  it("Roslyn: a byte-order mark, a hierarchical id, bases upon bases, a result without location", () => {
    expect(rows("roslyn.sarif")).toEqual([
      ["CA1822/1", "low", "C:/agent/work/1/s/src/Claims/Claim.cs", 17, null, false],
      ["CA2100", "high", "C:/agent/work/1/s/src/Claims/Store.cs", 8, null, false],
      ["CS1591", "medium", null, null, null, false],
    ]);
  });

  it.each(["eslint.sarif", "codeql.sarif", "semgrep.sarif", "roslyn.sarif"])("%s is accepted", (name) => {
    const reading = read(fixture(name));
    expect([reading.state, codes(reading)]).toEqual(["accepted", []]);
  });
});
