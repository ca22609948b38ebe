import { describe, expect, it } from "vitest";
import { summarise } from "./merge.ts";
import { Tree, withRepositoryPaths } from "./paths.ts";
import { readEvidence } from "./read.ts";
import { fixture, read } from "./testing.ts";
import { withInconsistencies } from "./weight.ts";

const context = { base: [], tree: new Tree(["src/db.js", "src/other.js"]), added: new Map([["src/db.js", [{ start: 10, end: 20 }]]]) };
const by = (producer: string, bytes: string | Uint8Array) => ({ producer, reading: read(bytes) });
const suite = (...cases: string[]) => `<testsuite>${cases.map((text) => `<testcase name="${text.split("=")[0]}">${text.split("=")[1] ?? ""}</testcase>`).join("")}</testsuite>`;

describe("the summary for the judge", () => {
  it("R27: no evidence is null of every kind, never zero", () => {
    expect(summarise([], context)).toEqual({ tests: null, coverage: null, analysis: null, advisories: null, components: null, references: null });
    expect(summarise([by("ci", fixture("nested.xml"))], context)).toMatchObject({ coverage: null, analysis: null });
  });

  it("R109: reports of several producers add up, failures and errors together", () => {
    const summary = summarise([by("unit", fixture("surefire.xml")), by("web", fixture("vitest.xml"))], context);
    expect(summary.tests).toEqual({ passed: 7, failed: 4, skipped: 3, flaky: 1, removed: null, newlySkipped: null });
  });

  it("R71: a finding on several lines counts where any of them is added, unless it is about a whole class", () => {
    const log = (startLine: number, endLine: number) =>
      JSON.stringify({
        version: "2.1.0",
        runs: [
          {
            tool: { driver: { name: "t" } },
            results: [{ ruleId: "r", message: { text: "m" }, locations: [{ physicalLocation: { artifactLocation: { uri: "src/db.js" }, region: { startLine, endLine } } }] }],
          },
        ],
      });
    const counted = (startLine: number, endLine: number) => summarise([by("ci", log(startLine, endLine))], context).analysis?.onAddedLines.length;
    expect([counted(5, 9), counted(5, 10), counted(20, 25), counted(21, 25), counted(1, 500)]).toEqual([0, 1, 1, 0, 0]);
  });

  it("E11: the latest of a producer decides, whichever way", () => {
    const [red, green] = [by("ci", suite("a=<failure/>")), by("ci", suite("a"))];
    expect(summarise([red, green], context).tests).toMatchObject({ passed: 1, failed: 0 });
    expect(summarise([green, red], context).tests).toMatchObject({ passed: 0, failed: 1 });
  });

  it("E11: another producer's green run does not hide a red one", () => {
    expect(summarise([by("ci", suite("a=<failure/>")), by("laptop", suite("a"))], context).tests).toMatchObject({ passed: 1, failed: 1 });
  });

  it("a latest report that is not accepted leaves no evidence of its kind, and the others alone", () => {
    const broken = { producer: "ci", reading: readEvidence(Buffer.from("<testsuite>")) };
    const refused = { producer: "ci", reading: withInconsistencies(read(suite("a")), [{ code: "no-tests", sentence: "", declared: null, counted: null }]) };
    const claimed = { producer: "ci", reading: readEvidence(Buffer.from("<test-run/>"), { format: "junit" }) };
    for (const last of [broken, refused, claimed]) {
      const summary = summarise([by("ci", suite("a")), by("ci", fixture("istanbul.info")), last], context);
      expect([last.reading.state, summary.tests, summary.coverage?.hit]).toEqual([last.reading.state, null, 4]);
    }
  });

  it("coverage of several producers is one, each looked up by what its paths are relative to", () => {
    const tree = new Tree(["src/a.js", "java/src/com/example/A.java", "A.java"]);
    const jacoco = '<report name="r"><package name="com/example"><sourcefile name="A.java"><line nr="1" mi="0" ci="1"/></sourcefile></package></report>';
    const cobertura =
      '<coverage><sources><source>/w/src</source></sources><packages><class filename="a.js"><lines><line number="1" hits="1"/></lines></class></packages></coverage>';
    const { coverage } = summarise([by("java", jacoco), by("web", cobertura)], { ...context, tree });
    expect(coverage).toMatchObject({ executable: 2, hit: 2, relativeTo: "repository", files: [{ path: "java/src/com/example/A.java" }, { path: "src/a.js" }] });
  });

  it("R68: names what is gone and newly skipped against the base", () => {
    const base = [by("ci", suite("kept", "gone", "muted", "moved"))];
    const head = [by("ci", suite("kept", "muted=<skipped/>", "fresh")), by("e2e", suite("moved"))];
    expect(summarise(head, { ...context, base }).tests).toMatchObject({ removed: ["gone"], newlySkipped: ["muted"] });
  });

  it("R68 twin: a test that one report skips and another runs is not newly skipped", () => {
    const base = [by("linux", suite("a"))];
    const head = [by("linux", suite("a=<skipped/>")), by("mac", suite("a"))];
    expect(summarise(head, { ...context, base }).tests).toMatchObject({ removed: [], newlySkipped: [] });
  });

  it("R71: findings by severity, suppressed ones apart, and those on added lines", () => {
    const summary = summarise([by("codeql", fixture("codeql.sarif")), by("eslint", fixture("eslint.sarif"))], context).analysis;
    expect(summary).toMatchObject({ tools: ["CodeQL", "ESLint"], critical: 1, high: 2, medium: 1, low: 1, suppressed: 1 });
    expect(summary?.onAddedLines.map(({ rule, line }) => [rule, line])).toEqual([
      ["js/sql-injection", 14],
      ["js/useless-assignment", 20],
      ["js/unreachable", null],
    ]);
  });

  it("R71: a finding that cannot be placed counts as one on added lines", () => {
    expect(summarise([by("csc", fixture("roslyn.sarif"))], context).analysis?.onAddedLines.map(({ rule }) => rule)).toEqual(["CS1591"]);
  });

  it.each([
    ["several files are called so", "index.ts", "index.ts"],
    ["it is too long to be looked up", `/w/shop/${"x/".repeat(64)}index.ts`, "/w/shop/x/x"],
  ])("R71: a finding that cannot be placed still counts when it is judged without the whole tree, because %s", (_why, uri, said) => {
    const deep = `${"x/".repeat(64)}index.ts`;
    const log = { tool: { driver: { name: "scan" } }, results: [{ message: { text: "Injection" }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] }] };
    const reading = readEvidence(Buffer.from(JSON.stringify({ version: "2.1.0", runs: [log] })));
    if (reading.report?.kind !== "analysis") throw new TypeError("no analysis");
    const report = withRepositoryPaths(reading.report, new Tree(["a/index.ts", "b/index.ts", deep]));
    const known = new Tree([...report.findings.flatMap(({ path }) => path ?? []), "a/index.ts", deep]);
    const added = new Map(["a/index.ts", deep].map((path) => [path, [{ start: 1, end: 9 }]]));
    const summary = summarise([{ producer: "ci", reading: { ...reading, report } }], { base: [], tree: known, added });
    expect(summary.analysis?.onAddedLines).toMatchObject([{ severity: "medium", message: expect.stringContaining(said) }]);
  });

  it("R71: a file that is put where a wrong guess of the build's root falls hides no finding of the one that it was found in", () => {
    const uri = "file:///home/runner/work/shop/shop/src/pay.ts";
    const result = { message: { text: "Injection" }, locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 10 } } }] };
    const reading = readEvidence(Buffer.from(JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "scan" } }, results: [result] }] })));
    if (reading.report?.kind !== "analysis") throw new TypeError("no analysis");
    const tree = new Tree(["src/pay.ts", "shop/src/pay.ts"]);
    const report = withRepositoryPaths(reading.report, tree);
    const added = new Map([
      ["src/pay.ts", [{ start: 5, end: 15 }]],
      ["shop/src/pay.ts", [{ start: 1, end: 1 }]],
    ]);
    const count = (lines: typeof added) => summarise([{ producer: "ci", reading: { ...reading, report } }], { base: [], tree, added: lines }).analysis?.onAddedLines.length;
    expect([count(added), count(new Map([["src/pay.ts", [{ start: 1, end: 9 }]]]))]).toEqual([1, 0]);
  });

  it("known flaws of several producers add up; a later report of one replaces its earlier, and one that is not accepted leaves none", () => {
    const ids = (...given: Parameters<typeof summarise>[0]) => summarise(given, context).advisories?.map(({ id }) => id) ?? null;
    const [npm, osv, clean] = ["made/npm6.audit.json", "osv-scanner.json", "made/npm11-clean.audit.json"].map((name) => fixture(name));
    expect(ids(by("web", npm ?? ""), by("go", osv ?? ""))).toHaveLength(6);
    expect(ids(by("web", npm ?? ""), by("web", clean ?? ""))).toEqual([]);
    expect(ids(by("web", clean ?? ""), by("web", fixture("made/npm11-error.audit.json")))).toBeNull();
    expect(ids(by("web", '{"results":[]}'))).toBeNull();
  });

  it("E10: bills of several producers are one list, each package once with all its licences; one that is not accepted leaves none", () => {
    const cyclone = (components: object[], more: object = {}) => JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components, ...more });
    const [npm, spdx] = ["made/npm.cdx.json", "made/npm.spdx.json"].map((name) => fixture(name));
    const one = cyclone([
      { name: "ms", version: "2.1.3", purl: "pkg:npm/ms@2.1.3", licenses: [{ license: { id: "ISC" } }] },
      { name: "own", version: "1" },
    ]);
    const components = (...given: Parameters<typeof summarise>[0]) => summarise(given, context).components;
    expect(components(by("a", npm ?? ""), by("b", spdx ?? ""))).toHaveLength(19);
    const all = components(by("a", npm ?? ""), by("b", one), by("c", one));
    expect([all?.length, all?.find(({ name }) => name === "ms")?.licences, all?.find(({ name }) => name === "own")?.purl]).toEqual([20, ["MIT", "ISC"], null]);
    expect(components(by("a", npm ?? ""), by("b", cyclone([])))).toBeNull();
    expect(components(by("a", fixture("codeql.sarif")))).toBeNull();
  });

  it("what a bill says of flaws is added to what was searched for, and is no search itself", () => {
    const vulnerabilities = [{ id: "CVE-1", affects: [{ ref: "ms" }] }];
    const bill = JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ "bom-ref": "ms", name: "ms", version: "2.1.3" }], vulnerabilities });
    const ids = (...given: Parameters<typeof summarise>[0]) => summarise(given, context).advisories?.map(({ id }) => id) ?? null;
    expect(ids(by("a", bill))).toBeNull();
    expect(ids(by("a", bill), by("b", fixture("made/npm11-clean.audit.json")))).toEqual(["CVE-1"]);
  });

  it("R23: coverage of several reports is one measurement", () => {
    const coverage = summarise([by("unit", fixture("istanbul.info")), by("e2e", fixture("node-test.info"))], context).coverage;
    expect(coverage).toMatchObject({ executable: 13, hit: 9, files: { length: 3 } });
  });
});
