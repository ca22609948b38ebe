import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { advisories, codes, fixture, read, tests } from "./testing.ts";

type Fields = Record<string, unknown>;
const [one, other] = ["a".repeat(40), "b".repeat(64)];
const statement = (type: string, predicate: unknown, subject: unknown[] = [{ name: "x", digest: { sha256: "0" } }], kind = "https://in-toto.io/Statement/v1") =>
  JSON.stringify({ _type: kind, subject, predicateType: `https://in-toto.io/attestation/${type}`, predicate });
const result = (predicate: Fields, subject?: unknown[]) => statement("test-result/v0.1", { configuration: [], ...predicate }, subject);
const scan = (flaws: unknown, subject?: unknown[], version = "v0.2") =>
  statement(`vulns/${version}`, { scanner: { uri: "pkg:scan", version: "2", result: flaws }, metadata: { scanStartedOn: "a", scanFinishedOn: "b" } }, subject);
const wrapped = (payload: string, fields: Fields = {}) =>
  JSON.stringify({ payloadType: "application/vnd.in-toto+json", payload: Buffer.from(payload).toString("base64"), signatures: [{ sig: "" }], ...fields });

describe("in-toto test result", () => {
  it("the example of its specification: thirteen tests, and the commit that they are of", () => {
    const reading = read(fixture("in-toto-test-result.json"));
    expect(reading).toMatchObject({ state: "accepted", format: "in-toto-test-result", commit: "d20ace7968ba43c0219f62d71334c1095bab1602" });
    expect(tests(fixture("in-toto-test-result.json"))).toMatchObject({ passed: 13, failed: 0, errors: 0, skipped: 0, flaky: 0 });
    expect(tests(fixture("in-toto-test-result.json")).cases[12]).toMatchObject({ identity: "build (3.x, ubuntu-latest, lint)", outcome: "passed" });
  });

  it.each([
    ["PASSED", {}, "PASSED"],
    ["PASSED", { failedTests: ["f"] }, "FAILED"],
    ["WARNED", { failedTests: ["f"] }, "FAILED"],
    ["PASSED", { warnedTests: ["w"] }, "WARNED"],
    ["FAILED", {}, "PASSED"],
    ["FAILED", { failedTests: ["f"] }, "FAILED"],
    ["WARNED", { warnedTests: ["w"] }, "WARNED"],
  ])("says %s with the lists %j, which are %s", (said, lists, counted) => {
    const reading = read(result({ result: said, passedTests: ["p"], ...lists }));
    expect([reading.state, codes(reading)]).toEqual(said === counted ? ["accepted", []] : ["inconsistent", ["header-mismatch"]]);
  });

  it("counts come from the lists; a name that stands twice is one test, and one that passed and failed contradicts itself", () => {
    const report = tests(result({ result: "FAILED", passedTests: ["a", "a", "toString"], warnedTests: ["w"], failedTests: ["f"] }));
    expect(report).toMatchObject({ passed: 3, failed: 1 });
    const reading = read(result({ result: "FAILED", passedTests: ["a"], failedTests: ["a"] }));
    expect([reading.state, codes(reading), reading.report]).toMatchObject(["inconsistent", ["duplicate-identity"], { passed: 0, failed: 1 }]);
  });

  it("lists that are left out are a report of no test, which `no-tests` then refuses", () => {
    expect(read(result({ result: "PASSED" }))).toMatchObject({ state: "accepted", report: { passed: 0, failed: 0, cases: [] } });
  });

  it.each([
    ["/predicate/result", { result: "SUCCESS" }],
    ["/predicate/result", {}],
    ["/predicate/passedTests", { result: "PASSED", passedTests: "a" }],
    ["/predicate/failedTests/1", { result: "PASSED", failedTests: ["a", 1] }],
  ])("what breaks the shape at %s is corrupt, with the place", (pointer, predicate) => {
    const reading = read(result(predicate));
    expect(reading).toMatchObject({ state: "corrupt", format: "in-toto-test-result", report: null });
    expect(reading.sentence).toContain(`At ${pointer}:`);
  });

  it("more tests than the limit are too large", () => {
    const passedTests = Array.from({ length: limits.cases + 1 }, (_, at) => `${at}`);
    expect(read(result({ result: "PASSED", passedTests })).state).toBe("too-large");
  });
});

describe("in-toto vulnerabilities", () => {
  it("after the example of its specification", () => {
    expect(read(fixture("in-toto-vulns.json"))).toMatchObject({ state: "accepted", format: "in-toto-vulnerabilities" });
    const report = advisories(fixture("in-toto-vulns.json"));
    expect(report.tools).toEqual(["pkg:github/aquasecurity/trivy@244fd47e07d1004f0aed9 0.19.2"]);
    expect(report.advisories.map(({ id, package: name, severity }) => [id, name, severity])).toEqual([
      ["CVE-2021-44228", "foo.jar", "critical"],
      ["CVE-2021-45105", "foo.jar", "medium"],
    ]);
  });

  it("of several severities the gravest counts; none that is known is high, and shown", () => {
    const severity = (...scores: string[]) => advisories(scan([{ id: "A", severity: scores.map((score) => ({ method: "m", score })) }])).advisories[0];
    expect(severity("low", "9.8")).toMatchObject({ severity: "critical", title: "" });
    expect(severity("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "unknown")).toMatchObject({ severity: "high", title: "" });
    expect(severity("grave")).toMatchObject({ severity: "high", title: expect.stringContaining("grave") });
    expect(severity()).toMatchObject({ severity: "high", title: expect.stringContaining("no severity is given") });
  });

  it("version 0.1 wraps each flaw in its text and not in its example: both are read", () => {
    const flaw = { id: "A", severity: { method: "nvd", score: "low" } };
    for (const each of [flaw, { vulnerability: flaw }]) expect(advisories(scan([each], undefined, "v0.1")).advisories).toMatchObject([{ id: "A", severity: "low" }]);
  });

  it("an empty list says that nothing was found; no list, or no end of the scan, says nothing", () => {
    expect(read(scan([]))).toMatchObject({ state: "accepted", report: { advisories: [] } });
    expect(read(scan(null)).sentence).toContain("At /predicate/scanner/result:");
    expect(read(statement("vulns/v0.2", { scanner: { uri: "s", result: [] }, metadata: { scanStartedOn: "a" } }))).toMatchObject({ state: "corrupt", report: null });
  });
});

describe("in-toto statements", () => {
  it.each([
    ["a commit", [{ digest: { gitCommit: one } }], one],
    ["a commit of a longer hash", [{ digest: { gitCommit: other, sha1: one } }], other],
    ["the SHA-1 of a repository", [{ uri: "git+https://example.org/shop", digest: { sha1: one } }], one],
    ["the SHA-1 of a file", [{ name: "foo.jar", digest: { sha1: one } }], undefined],
    ["a tree", [{ digest: { gitTree: one } }], undefined],
    ["one commit twice", [{ digest: { gitCommit: one } }, { name: "foo.jar", digest: { sha256: "0" } }, { digest: { gitCommit: one } }], one],
  ])("E01: a subject that is %s", (_, subject, commit) => {
    for (const text of [scan([], subject), result({ result: "PASSED", passedTests: ["a"] }, subject)]) {
      expect([read(text).state, read(text).commit]).toEqual(["accepted", commit]);
    }
  });

  it("E01: two commits are one too many, and half an id is none", () => {
    const reading = read(scan([], [{ digest: { gitCommit: one } }, { digest: { gitCommit: other } }]));
    expect([reading.state, codes(reading), reading.commit]).toEqual(["inconsistent", ["commit-mismatch"], undefined]);
    for (const id of ["abc", one.toUpperCase(), `${one} `]) expect(read(scan([], [{ digest: { gitCommit: id } }])).sentence).toContain("At /subject/0/digest/gitCommit:");
  });

  it.each([
    ["/subject", scan([], [])],
    ["/subject/0/digest", scan([], [{ name: "x" }])],
  ])("without anything that it is about at %s it is corrupt", (pointer, text) => expect(read(text).sentence).toContain(`At ${pointer}:`));

  it.each([
    ["another version of test results", statement("test-result/v0.2", {}), "in-toto-test-result"],
    ["another version of vulnerabilities", statement("vulns/v1", {}), "in-toto-vulnerabilities"],
    ["another predicate", statement("release/v0.1", {}), null],
    ["another kind of statement", statement("vulns/v0.2", {}, [{ digest: {} }], "https://in-toto.io/Statement/v2"), null],
  ])("%s is unrecognised", (_, text, format) => expect(read(text)).toMatchObject({ state: "unrecognised", format, report: null }));

  it("in an envelope it is the same, and what signed it changes nothing", () => {
    expect(tests(fixture("in-toto-test-result.dsse.json"))).toEqual(tests(fixture("in-toto-test-result.json")));
    const text = scan([{ id: "A>>>???" }]);
    const urlSafe = Buffer.from(text).toString("base64url");
    for (const envelope of [wrapped(text), wrapped(text, { signatures: [] }), wrapped("", { payload: urlSafe }), `{"mediaType":"x","dsseEnvelope":${wrapped(text)}}`])
      expect(read(envelope)).toMatchObject({ state: "accepted", format: "in-toto-vulnerabilities", report: { advisories: [{ id: "A>>>???" }] } });
  });

  it.each([
    ["no base64", wrapped("", { payload: "{}" }), /^At \/payload: this is no base64/],
    ["something behind the base64", wrapped("", { payload: "e30=e30=" }), /no base64/],
    ["no payload", wrapped("", { payload: 1 }), /no base64/],
    ["no UTF-8", wrapped("", { payload: Buffer.from([0xff, 0xfe, 0x7b]).toString("base64") }), /no UTF-8/],
    ["half a statement", wrapped(scan([]).slice(0, -1)), /^In the payload of the envelope: Line 1, column \d+: /],
    ["a key twice", wrapped(scan([]).replace('"predicate"', '"predicate":{},"predicate"')), /stands twice/],
    ["__proto__", wrapped(scan([{ id: "A", severity: [] }]).replace('"id"', '"__proto__":{},"id"')), /__proto__ is not accepted/],
  ])("E19: an envelope with %s is corrupt, and of no format", (_, text, sentence) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: null, report: null });
    expect(reading.sentence).toMatch(sentence);
  });

  it("an envelope of something else is left alone", () => expect(read(wrapped("{}", { payloadType: "text/plain" }))).toMatchObject({ state: "unrecognised", format: null }));

  it.each(["in-toto-test-result.json", "in-toto-vulns.json", "in-toto-test-result.dsse.json"])("%s cut anywhere is never accepted", (name) => {
    const bytes = fixture(name);
    const end = bytes.lastIndexOf("}");
    for (let at = 0; at <= end; at += 5) expect([at, read(bytes.subarray(0, at)).report]).toEqual([at, null]);
  });
});
