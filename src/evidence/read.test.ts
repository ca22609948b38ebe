import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidenceFormats, evidenceStates, inconsistencyCodes } from "../model/evidence.ts";
import { contentOf } from "./content.ts";
import { readers } from "./formats.ts";
import { limits } from "./limits.ts";
import { readEvidence } from "./read.ts";
import { codes, fixture, read } from "./testing.ts";
import { weights } from "./weight.ts";

const xmlFixtures = ["vitest.xml", "node-test.xml", "jest-junit.xml", "mocha.xml", "pytest.xml", "surefire.xml", "nested.xml", "gotestsum.xml", "googletest.xml"];
const sarifFixtures = ["eslint.sarif", "codeql.sarif", "semgrep.sarif", "roslyn.sarif"];
const lcovFixtures = ["node-test.info", "istanbul.info", "lcov2.info"];
const trxFixtures = ["vstest.trx", "made/mocha.trx"];
const coverageXmlFixtures = [
  "openclover.xml",
  "made/c8.clover.xml",
  "made/nyc.clover.xml",
  "made/phpunit.clover.xml",
  "made/c8.cobertura.xml",
  "made/nyc.cobertura.xml",
  "made/gcovr.cobertura.xml",
  "made/coverage-py.cobertura.xml",
  "made/phpunit.cobertura.xml",
  "made/jacoco.xml",
];
const istanbulFixtures = ["made/c8.coverage-final.json", "made/nyc.coverage-final.json"];
const advisoryFixtures = [
  ...["npm11", "npm11-clean", "npm6", "npm6-clean", "pnpm8", "pnpm10", "pnpm11", "pnpm11-level"].map((name) => `made/${name}.audit.json`),
  ...["yarn1", "yarn1-clean", "yarn1-level"].map((name) => `made/${name}.audit.jsonl`),
  "osv-scanner.json",
  "osv-scanner-all-packages.json",
];
const inTotoFixtures = ["in-toto-test-result.json", "in-toto-test-result.dsse.json", "in-toto-vulns.json"];
const billFixtures = ["cyclonedx-npm-1.2.cdx.json", "cyclonedx-npm-1.4.cdx.xml", "cyclonedx-npm-1.7.cdx.json", "npm.cdx.json", "npm.spdx.json", "reuse.spdx"].map(
  (name) => `made/${name}`,
);
const everyFixture = [
  ...xmlFixtures,
  ...trxFixtures,
  ...coverageXmlFixtures,
  ...istanbulFixtures,
  ...sarifFixtures,
  ...lcovFixtures,
  ...advisoryFixtures,
  ...inTotoFixtures,
  ...billFixtures,
];

describe("readEvidence: recognising", () => {
  it("every format of the model has exactly one reader, but for SARIF, which our own log of references is too", () => {
    expect(readers.flatMap(({ format, kind }) => (kind === "references" ? [] : [format])).sort()).toEqual([...evidenceFormats].sort());
  });

  it.each(everyFixture)("%s is taken by one reader alone", (name) => {
    const content = contentOf(fixture(name));
    expect(readers.filter((reader) => reader.read(content) !== null).map(({ format }) => format)).toEqual([readEvidence(fixture(name)).format]);
  });

  it("goes by content, whatever the name says", () => {
    expect(readEvidence(fixture("istanbul.info"), { name: "junit.xml" })).toMatchObject({ format: "lcov", state: "accepted" });
  });

  it("another format than the claimed one is wrong-format, with both", () => {
    const reading = readEvidence(fixture("istanbul.info"), { format: "junit" });
    expect(reading).toMatchObject({ format: "lcov", state: "inconsistent", inconsistencies: [{ code: "wrong-format", declared: "junit", counted: "lcov" }] });
    expect(readEvidence(fixture("istanbul.info"), { format: "lcov" }).state).toBe("accepted");
  });

  it.each([
    ["NUnit 3", "<test-run id='2' total='3' passed='3'><test-suite/></test-run>"],
    ["xUnit.net", "<assemblies><assembly total='1'/></assemblies>"],
    ["OpenCover", "<CoverageSession/>"],
    ["Cobertura", "<coverage line-rate='1'/>"],
    ["JaCoCo", "<report name='x'/>"],
    ["web page", "<!DOCTYPE html><html><body>404</body></html>"],
  ])("%s is unrecognised and called by its name, never an empty report", (name, text) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "unrecognised", format: null, report: null, reader: "evidence/1" });
    expect(reading.sentence).toContain(name);
  });

  it("says of a file that is no report every format that is read, as the guide lists them", () => {
    expect(read("{}").sentence).toContain(
      "What is read: JUnit XML, TRX, LCOV, Cobertura XML, JaCoCo XML, Clover XML, Istanbul's coverage-final.json, SARIF of our own references, SARIF 2.1.0, npm audit JSON, OSV-Scanner JSON, CycloneDX 1.2 to 1.7, SPDX 2.2 to 3.0, in-toto test result and in-toto vulnerabilities. Have the tool write one of them.",
    );
    const guide = readFileSync(new URL("../../docs/guides/pipeline.md", import.meta.url), "utf8").replaceAll("`", "");
    expect(readers.map(({ called }) => called).filter((called) => !guide.includes(`| ${called} |`))).toEqual([]);
  });

  it.each([
    ["a JSON object", "{}"],
    ["a JSON array", '[{"version":"2.1.0"}]'],
    ["an object of another format", '{"bomFormat":"CycloneDX"}'],
    ["prose", "all tests passed"],
  ])("%s is unrecognised", (_, bytes) => expect(read(bytes)).toMatchObject({ state: "unrecognised", report: null }));

  it.each([
    ["no byte", ""],
    ["white space", " \r\n\t"],
    ["half a tag", "<test"],
    ["a declaration", '<?xml version="1.0"?>'],
    ["half of a JSON document", '{"version":"2.1.0","results":['],
  ])("%s is corrupt, not 0 tests, and keeps the claimed format", (_, text) => {
    expect(readEvidence(Buffer.from(text), { format: "junit", name: "a\u001b.xml" })).toMatchObject({
      state: "corrupt",
      format: "junit",
      report: null,
      sentence: expect.stringMatching(/^a\\u\{1b\}\.xml: /),
    });
  });

  it("an empty testsuites is a report of no test, which `no-tests` then refuses", () => {
    expect(read("<testsuites/>")).toMatchObject({ state: "accepted", report: { passed: 0, failed: 0, errors: 0, skipped: 0, cases: [] } });
  });

  it("E17: content is named by its own hash; a name with a path in it is a label", () => {
    const bytes = fixture("vitest.xml");
    const reading = readEvidence(bytes, { name: "../../etc/passwd" });
    expect(reading).toMatchObject({ state: "accepted", sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length });
    expect(JSON.stringify(reading)).not.toContain("passwd");
  });

  it.each([
    ["gzip", gzipSync("<testsuite/>")],
    ["ZIP", Buffer.from("PK\u0003\u0004../../etc/passwd")],
  ])("E17: %s is never unpacked here, and the answer says what to do", (name, bytes) => {
    const reading = read(bytes);
    expect(reading).toMatchObject({ state: "unrecognised", report: null });
    expect(reading.sentence).toMatch(new RegExp(`${name}.*hand in`));
  });

  it("E17: more than 100 MB is too large", () => {
    expect(readEvidence(new Uint8Array(limits.bytes + 1))).toMatchObject({ state: "too-large", report: null });
  });
});

describe("readEvidence: cut off", () => {
  it.each(xmlFixtures)("%s cut anywhere before its root closes is corrupt", (name) => {
    const bytes = fixture(name);
    const end = bytes.lastIndexOf(">");
    for (let at = 0; at <= end; at += end > 3_000 ? 7 : 1) expect([at, read(bytes.subarray(0, at)).state]).toEqual([at, "corrupt"]);
    expect(read(bytes.subarray(0, end + 1)).state).toBe("accepted");
  });

  it("any XML report cut anywhere before its root closes is corrupt, and never a shorter report", () => {
    const reports = [...xmlFixtures, ...trxFixtures, ...coverageXmlFixtures].map((name) => fixture(name));
    const cut = fc
      .tuple(fc.constantFrom(...reports), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([bytes, share]) => bytes.subarray(0, Math.floor(share * bytes.lastIndexOf(">"))));
    fc.assert(
      fc.property(cut, (bytes) => void expect(read(bytes)).toMatchObject({ state: "corrupt", report: null })),
      { numRuns: 2_000 },
    );
  });

  it.each(istanbulFixtures)("%s cut anywhere is corrupt", (name) => {
    const bytes = fixture(name);
    for (let at = 0; at <= bytes.lastIndexOf("}"); at++) expect([at, read(bytes.subarray(0, at)).state]).toEqual([at, "corrupt"]);
  });

  it.each(sarifFixtures)("%s cut anywhere is corrupt", (name) => {
    const bytes = fixture(name);
    const end = bytes.lastIndexOf("}");
    for (let at = 0; at <= end; at += 3) expect([at, read(bytes.subarray(0, at)).report]).toEqual([at, null]);
    expect(read(bytes.subarray(0, end)).state).toBe("corrupt");
  });

  it.each(lcovFixtures)("%s cut inside a record is never accepted", (name) => {
    const text = fixture(name).toString();
    for (let at = 0; at < text.trimEnd().length; at++) {
      const atBoundary = /end_of_record\s*(?:TN:[a-z]*\s*)?$/.test(text.slice(0, at)) || /end_of_record\s*TN?$/.test(text.slice(0, at));
      if (!atBoundary) expect([at, read(text.slice(0, at)).report]).toEqual([at, null]);
    }
  });
});

describe("readEvidence: hostile input", () => {
  const sarif = (inside: string) => `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"s"}},"results":[],"properties":${inside}}]}`;

  it.each([
    ["a duplicate key", sarif('{"a":1,"a":2}')],
    ["a duplicate key in another spelling", sarif('{"a":1,"\\u0061":2}')],
    ["__proto__", sarif('{"__proto__":{"polluted":true}}')],
    ["constructor", sarif('{"constructor":{"prototype":1}}')],
    ["prototype", sarif('{"prototype":1}')],
    ["an integer beyond 2⁵³", sarif("9007199254740993")],
    ["a number beyond all", sarif("1e999")],
    ["half a surrogate pair", sarif('"\\ud800"')],
    ["something behind the end", `${sarif("1")}{}`],
    ["a second list of results", '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"s"}},"results":[{"message":{"text":"sql injection"}}],"results":[]}]}'],
  ])("E19: %s is corrupt", (_, text) => {
    expect(read(text)).toMatchObject({ state: "corrupt", report: null });
    expect(Object.getPrototypeOf({})).not.toHaveProperty("polluted");
  });

  it("E19: great depth and too many values are too large", () => {
    expect(read("[".repeat(1_000_000))).toMatchObject({ state: "too-large", report: null });
    expect(read(sarif("[".repeat(62) + "]".repeat(62))).state).toBe("accepted");
    expect(read(sarif("[".repeat(63) + "]".repeat(63))).state).toBe("too-large");
    expect(read(`[${"0,".repeat(limits.jsonValues)}0]`).state).toBe("too-large");
  });

  it("E19 twin: the largest exact integer, 64 levels and escapes are accepted", () => {
    expect(read(sarif('{"a":9007199254740991,"b":{"a":"\\ud83d\\ude00"}}')).state).toBe("accepted");
  });

  it.each([
    ["a million attributes", `<testsuite ${Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(" ")}/>`],
    ["a duplicate attribute", '<testsuite><testcase name="a" name="b"/></testsuite>'],
    ["an attribute called __proto__", '<testsuite __proto__="x"><testcase name="a" constructor="y"/></testsuite>'],
    ["two roots", "<testsuite/><testsuite/>"],
    ["crossed tags", "<testsuite><testcase></testsuite></testcase>"],
  ])("%s does not break the reader", (_, text) => expect(["accepted", "corrupt"]).toContain(read(text).state));

  it("one of two equal attributes is not chosen: corrupt", () => expect(read('<testsuite tests="1" tests="2"/>').state).toBe("corrupt"));

  const sound = (bytes: Uint8Array) => {
    const reading = readEvidence(bytes);
    expect(evidenceStates).toContain(reading.state);
    expect(reading.report === null).toBe(reading.state !== "accepted" && reading.state !== "inconsistent");
    expect(reading.sentence === null).toBe(reading.report !== null);
    expect(reading.sentence ?? "").not.toContain("The reader broke off");
    return reading;
  };

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void sound(bytes)),
      { numRuns: 1_000 },
    );
  });

  it("never throws on mutated reports", () => {
    const seeds = everyFixture.map((name) => fixture(name));
    const mutation = fc.record({ seed: fc.constantFrom(...seeds), edits: fc.array(fc.record({ at: fc.nat(10_000), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 }) });
    fc.assert(
      fc.property(mutation, ({ seed, edits }) => {
        const bytes = Buffer.from(seed);
        for (const { at, byte } of edits) bytes[at % bytes.length] = byte;
        sound(bytes);
      }),
      { numRuns: 4_000 },
    );
  });

  it("never throws on random structures of the words of TRX and of coverage", () => {
    const names = ["Results", "UnitTestResult", "InnerResults", "TestDefinitions", "UnitTest", "TestMethod", "ResultSummary", "Counters", "Output", "ErrorInfo", "Message"];
    const coverageNames = [
      "sources",
      "source",
      "packages",
      "package",
      "classes",
      "class",
      "methods",
      "lines",
      "line",
      "project",
      "file",
      "metrics",
      "group",
      "sourcefile",
      "counter",
    ];
    const attribute = fc.constantFrom(
      "outcome",
      "testId",
      "id",
      "testName",
      "total",
      "filename",
      "number",
      "hits",
      "num",
      "count",
      "type",
      "nr",
      "mi",
      "ci",
      "missed",
      "name",
      "path",
    );
    const element = (words: string[]) =>
      fc.letrec<{ node: string }>((tie) => ({
        node: fc.oneof(
          { maxDepth: 6 },
          fc.constantFrom("", "text", "<line number='1' hits='1'/>", "<line num='1' count='2' type='stmt'/>", "<line nr='1' mi='0' ci='1'/>"),
          fc
            .tuple(
              fc.constantFrom(...words),
              fc.dictionary(attribute, fc.constantFrom("", "0", "1", "-1", "NaN", "Passed", "Failed", "LINE", "cond")),
              fc.array(tie("node"), { maxLength: 4 }),
            )
            .map(
              ([name, attributes, children]) =>
                `<${name} ${Object.entries(attributes)
                  .map(([key, value]) => `${key}="${value}"`)
                  .join(" ")}>${children.join("")}</${name}>`,
            ),
        ),
      })).node;
    const report = fc.oneof(
      element(names).map((inside) => `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">${inside}</TestRun>`),
      fc.tuple(fc.constantFrom("coverage", "report"), element(coverageNames)).map(([root, inside]) => `<${root}>${inside}</${root}>`),
      fc
        .jsonValue({ maxDepth: 3 })
        .map((value) => JSON.stringify({ "/w/a.js": { statementMap: { 0: { start: { line: 1 } } }, s: { 0: 1 } }, "/w/b.js": { statementMap: value, s: value } })),
    );
    fc.assert(
      fc.property(report, (text) => void sound(Buffer.from(text))),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["TRX", (count: number) => `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">${"<a>".repeat(count)}`],
    ["Cobertura", (count: number) => `<coverage><packages>${"<a>".repeat(count)}`],
    ["Clover", (count: number) => `<coverage><project>${"<a>".repeat(count)}`],
    ["JaCoCo", (count: number) => `<report>${"<group>".repeat(count)}`],
  ])("%s of great depth is too large; an entity, or one that grows, is never resolved", (_, text) => {
    expect(read(text(100_000)).state).toBe("too-large");
    expect(read(`<!DOCTYPE x [<!ENTITY a "${"b".repeat(100)}">]>${text(1)}&a;`).state).toBe("corrupt");
  });

  it("never throws on random structures of the right words", () => {
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom("<failure/>", "<error message=''/>", "<skipped/>", "<flakyError/>", "text &lt;", "<![CDATA[x]]>", "<!-- -->", "<?p i?>"),
        fc
          .record({
            name: fc.constantFrom("testsuites", "testsuite", "testcase", "failure", "properties"),
            attributes: fc.dictionary(
              fc.constantFrom("name", "tests", "failures", "time", "status", "disabled", "file", "line"),
              fc.constantFrom("", "1", "-1", "NaN", "true", "a.ts"),
            ),
            children: fc.array(tie("node"), { maxLength: 4 }),
          })
          .map(
            ({ name, attributes, children }) =>
              `<${name} ${Object.entries(attributes)
                .map(([key, value]) => `${key}="${value}"`)
                .join(" ")}>${children.join("")}</${name}>`,
          ),
      ),
    }));
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "s" } }, results: [value] }, value] }));
    const lines = fc
      .array(fc.constantFrom("SF:a", "DA:1,1", "DA:0,-3", "LF:1", "LH:9", "end_of_record", "BRDA:1,0,0,-", "TN:x", ""), { maxLength: 12 })
      .map((all) => `TN:\n${all.join("\n")}`);
    fc.assert(
      fc.property(
        fc.oneof(
          node.map((inside) => `<testsuites>${inside}</testsuites>`),
          json,
          lines,
        ),
        (text) => void sound(Buffer.from(text)),
      ),
      { numRuns: 3_000 },
    );
  });

  it("counts every case of a random report, whatever its headers say", () => {
    const outcome = fc.constantFrom("", "<failure/>", "<error/>", "<skipped/>");
    fc.assert(
      fc.property(fc.array(fc.array(outcome, { maxLength: 5 }), { maxLength: 5 }), fc.nat(3), (suites, declared) => {
        const xml = suites.map(
          (cases, s) => `<testsuite name="${s}" failures="${declared}">${cases.map((inside, c) => `<testcase name="${c}">${inside}</testcase>`).join("")}</testsuite>`,
        );
        const count = (wanted: string) => suites.flat().filter((inside) => inside === wanted).length;
        const reading = read(`<testsuites>${xml.join("")}</testsuites>`);
        expect(reading.report).toMatchObject({ passed: count(""), failed: count("<failure/>"), errors: count("<error/>"), skipped: count("<skipped/>"), flaky: 0 });
        const explained = suites.every((cases) =>
          [cases.filter((inside) => inside === "<failure/>").length, cases.filter((inside) => /failure|error/.test(inside)).length].includes(declared),
        );
        expect(codes(reading).includes("header-mismatch")).toBe(!explained);
      }),
      { numRuns: 300 },
    );
  });
});

describe("weights", () => {
  it("every contradiction has one, with a reason", () => {
    expect(Object.keys(weights).sort()).toEqual([...inconsistencyCodes].sort());
    expect(Object.values(weights).every(({ why }) => why.endsWith("."))).toBe(true);
  });
});
