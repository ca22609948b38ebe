import { describe, expect, it } from "vitest";
import { coverageInconsistencies, runInconsistencies } from "./consistency.ts";
import { Tree, withRepositoryPaths } from "./paths.ts";
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

describe("TRX as its producers write it", () => {
  it.each([
    // file, passed, failed, errors, skipped
    ["vstest.trx", 2, 2, 0, 1],
    ["made/mocha.trx", 3, 2, 0, 1],
  ])("%s: %i passed, %i failed, %i errors, %i skipped, and its counters are explained (R109)", (name, passed, failed, errors, skipped) => {
    const reading = read(fixture(name));
    expect(reading.report).toMatchObject({ kind: "tests", passed, failed, errors, skipped, flaky: 0 });
    expect(reading).toMatchObject({ state: "accepted", format: "trx", reader: "trx/1", inconsistencies: [], sentence: null });
  });

  it("a reporter of another runner: names as they are, no class", () => {
    expect(tests(fixture("made/mocha.trx")).cases.map(({ identity }) => identity)).toContain("price refuses a negative count <&>");
    expect(tests(fixture("made/mocha.trx")).cases[4]?.message).toBe("Expected values to be strictly equal:\n\n1 !== 2");
  });
});

describe("coverage as its producers write it", () => {
  it.each([
    // file, format, executable, hit
    ["made/c8.cobertura.xml", "cobertura", 13, 10],
    ["made/c8.clover.xml", "clover", 13, 10],
    ["made/c8.coverage-final.json", "istanbul", 13, 10],
    ["made/c8.lcov.info", "lcov", 13, 10],
    ["made/nyc.cobertura.xml", "cobertura", 9, 7],
    ["made/nyc.clover.xml", "clover", 9, 7],
    ["made/nyc.coverage-final.json", "istanbul", 9, 7],
    ["made/nyc.lcov.info", "lcov", 9, 7],
    ["made/phpunit.cobertura.xml", "cobertura", 4, 3],
    ["made/phpunit.clover.xml", "clover", 4, 3],
    ["made/gcovr.cobertura.xml", "cobertura", 11, 9],
    ["made/coverage-py.cobertura.xml", "cobertura", 12, 10],
    ["made/jacoco.xml", "jacoco", 12, 8],
    ["openclover.xml", "clover", 4, 4],
  ])("%s: %s, %i lines, %i hit, and its headers are explained", (name, format, executable, hit) => {
    expect(read(fixture(name))).toMatchObject({ state: "accepted", format, reader: `${format}/1`, inconsistencies: [], report: { kind: "coverage", executable, hit } });
  });

  const tree = new Tree([
    "src/price.js",
    "src/unused.js",
    "php/src/Claim.php",
    "c/buffer.c",
    "c/buffer.h",
    "python/shop/__init__.py",
    "python/shop/cart.py",
    "python/tools/report.py",
    "java/src/main/java/com/example/Shop.java",
    "java/src/main/java/com/example/claims/Claim.java",
  ]);

  it.each([
    ["made/c8.cobertura.xml", ["src/price.js", "src/unused.js"]],
    ["made/nyc.coverage-final.json", ["src/price.js", "src/unused.js"]],
    ["made/phpunit.cobertura.xml", ["php/src/Claim.php"]],
    ["made/phpunit.clover.xml", ["php/src/Claim.php"]],
    ["made/gcovr.cobertura.xml", ["c/buffer.c", "c/buffer.h"]],
    ["made/coverage-py.cobertura.xml", ["python/shop/__init__.py", "python/shop/cart.py", "python/tools/report.py"]],
    ["made/jacoco.xml", ["java/src/main/java/com/example/Shop.java", "java/src/main/java/com/example/claims/Claim.java"]],
  ])("%s: each of its paths is one of the repository", (name, paths) => {
    expect(coverageInconsistencies(coverage(fixture(name)), { tree, changed: [], lengths: new Map() })).toEqual([]);
    expect(withRepositoryPaths(coverage(fixture(name)), tree)).toMatchObject({ relativeTo: "repository", files: paths.map((path) => ({ path })) });
  });

  it("all formats of one run give the same lines", () => {
    for (const [tool, formats] of [
      ["c8", ["cobertura.xml", "clover.xml", "coverage-final.json", "lcov.info"]],
      ["nyc", ["cobertura.xml", "clover.xml", "coverage-final.json", "lcov.info"]],
      ["phpunit", ["cobertura.xml", "clover.xml"]],
    ] as const) {
      const run = formats.map((format) => read(fixture(`made/${tool}.${format}`)));
      expect([tool, [...runInconsistencies(run, tree).values()]]).toEqual([tool, []]);
    }
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
