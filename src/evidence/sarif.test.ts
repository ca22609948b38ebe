import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { readEvidence } from "./read.ts";
import { isPlainResult, sarifResult } from "./sarif-log.ts";
import { analysis, codes, read } from "./testing.ts";

type Fields = Record<string, unknown>;
const log = (run: Fields, rest: Fields = {}) => JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "scan" } }, results: [], ...run }], ...rest });
const result = (fields: Fields = {}) => ({ message: { text: "m" }, ...fields });
const finding = (fields: Fields, run: Fields = {}) => analysis(log({ results: [result(fields)], ...run })).findings[0];
const withRule = (rule: Fields) => ({ tool: { driver: { name: "scan", rules: [{ id: "r", ...rule }] } } });
const at = (uri: string, fields: Fields = {}) => ({ locations: [{ physicalLocation: { artifactLocation: { uri, ...fields }, region: { startLine: 7 } } }] });

describe("SARIF: severity", () => {
  it.each([
    ["error", "high"],
    ["warning", "medium"],
    ["note", "low"],
    ["none", "none"],
  ])("level %s is %s", (level, severity) => expect(finding({ level })?.severity).toBe(severity));

  it("without a level the rule's default counts, and without that `warning`", () => {
    expect(finding({ ruleId: "r" }, withRule({ defaultConfiguration: { level: "error" } }))?.severity).toBe("high");
    expect(finding({ ruleId: "r" }, withRule({}))?.severity).toBe("medium");
    expect(finding({})?.severity).toBe("medium");
  });

  it.each([
    ["9.0", "critical"],
    ["10.0", "critical"],
    ["8.9", "high"],
    ["6.9", "medium"],
    ["3.9", "low"],
    ["0.0", "none"],
    [9.8, "critical"],
    ["11", "high"],
    ["-1", "high"],
    ["grave", "high"],
  ])("security-severity %j outranks the level: %s", (score, severity) => {
    expect(finding({ ruleId: "r", level: "note" }, withRule({ properties: { "security-severity": score } }))?.severity).toBe(severity);
  });

  it("finds the rule by index, by reference, in an extension, and by a hierarchical id", () => {
    const high = { defaultConfiguration: { level: "error" } };
    const tool = { tool: { driver: { name: "d", rules: [{ id: "x" }, { id: "CA1000", ...high }] }, extensions: [{ name: "e", rules: [{ id: "ext", ...high }] }] } };
    expect(finding({ ruleIndex: 1 }, tool)).toMatchObject({ rule: "CA1000", severity: "high" });
    expect(finding({ ruleId: "CA1000/1" }, tool)).toMatchObject({ rule: "CA1000/1", severity: "high" });
    expect(finding({ rule: { index: 0, toolComponent: { index: 0 } } }, tool)).toMatchObject({ rule: "ext", severity: "high" });
    expect(finding({ rule: { id: "ext", toolComponent: { name: "e" } } }, tool)).toMatchObject({ rule: "ext", severity: "high" });
    expect(finding({ ruleId: "ext" }, tool)).toMatchObject({ severity: "high" });
    expect(finding({ ruleId: "CA1000", ruleIndex: 0 }, tool)).toMatchObject({ severity: "high" });
    expect(finding({ ruleIndex: 99 }, tool)).toMatchObject({ rule: "", severity: "medium" });
  });
});

describe("SARIF: a severity below the rule's own", () => {
  const rule = withRule({ defaultConfiguration: { level: "error" } });

  it("marks a result that is called less severe than its rule is; twin: as severe, more so, or a rule that says nothing", () => {
    expect(finding({ ruleId: "r", level: "note" }, rule)?.lowered).toBe(true);
    expect(
      [finding({ ruleId: "r", level: "error" }, rule), finding({ ruleId: "r" }, rule), finding({ ruleId: "r", level: "none" }, withRule({}))].map((each) => each?.lowered),
    ).toEqual([undefined, undefined, undefined]);
    expect(finding({ ruleId: "r", level: "error" }, withRule({ defaultConfiguration: { level: "note" } }))?.lowered).toBeUndefined();
  });

  it("names rules that the run was told to take for less, or not to look for (§3.51)", () => {
    const told = (configuration: Fields, own: Fields = rule) =>
      read(log({ ...own, invocations: [{ executionSuccessful: true, ruleConfigurationOverrides: [{ descriptor: { id: "r" }, configuration }] }] }));
    expect(told({ level: "note" })).toMatchObject({
      state: "accepted",
      inconsistencies: [{ code: "results-lowered", sentence: "scan was told to find a rule less severe: r goes from error to note." }],
    });
    expect(told({ enabled: false }).inconsistencies[0]?.sentence).toBe("scan was told to find a rule less severe: r is switched off.");
    expect([told({ level: "error" }), told({ enabled: true }), told({ enabled: false }, withRule({ defaultConfiguration: { enabled: false } }))].flatMap(codes)).toEqual([]);
  });
});

describe("SARIF: what is a finding", () => {
  it("only what failed, and is still there", () => {
    const results = ["fail", "pass", "open", "informational", "notApplicable", "review", undefined].map((kind) => result({ kind }));
    expect(analysis(log({ results })).findings).toHaveLength(2);
    expect(analysis(log({ results: [result({ baselineState: "absent" }), result({ baselineState: "unchanged" })] })).findings).toHaveLength(1);
  });

  it.each([
    [[], false],
    [[{ kind: "inSource" }], true],
    [[{ kind: "external", status: "accepted" }], true],
    [[{ kind: "external", status: "underReview" }], false],
    [
      [
        { kind: "external", status: "accepted" },
        { kind: "external", status: "rejected" },
      ],
      false,
    ],
  ])("suppressions %j: %j", (suppressions, suppressed) => expect(finding({ suppressions })?.suppressed).toBe(suppressed));

  it("lists the rules that ran, also those without a result, and leaves out what was switched off", () => {
    const driver = { name: "scan", rules: [{ id: "no-patient-identifier-in-logs" }, { id: "off", defaultConfiguration: { enabled: false } }] };
    const reading = readEvidence(
      Buffer.from(JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver, extensions: [{ name: "more", rules: [{ id: "extra" }] }] }, results: [] }] })),
    );
    expect(reading).toMatchObject({ state: "accepted", report: { rules: ["no-patient-identifier-in-logs", "extra"], findings: [] } });
  });

  it("several runs are one report with all their tools", () => {
    const run = (name: string) => ({ tool: { driver: { name } }, results: [result()] });
    const report = analysis(JSON.stringify({ version: "2.1.0", runs: [run("a"), run("b"), run("a")] }));
    expect(report.tools).toEqual(["a", "b"]);
    expect(report.findings.map(({ tool }) => tool)).toEqual(["a", "b", "a"]);
  });

  it("a message by id takes its arguments from the result and its words from the rule", () => {
    const run = withRule({ messageStrings: { default: { text: "{0} is not {1}, {2}" } } });
    expect(finding({ ruleId: "r", message: { id: "default", arguments: ["a", "b"] } }, run)?.message).toBe("a is not b, {2}");
    expect(finding({ message: { id: "toString" } })?.message).toBe("toString");
  });
});

describe("SARIF: places", () => {
  it.each([
    ["src/a%20b.ts", "src/a b.ts"],
    ["file:///w/src/a.ts", "/w/src/a.ts"],
    ["file:/w/src/a.ts", "/w/src/a.ts"],
    ["file:///C:/w/a.cs", "C:/w/a.cs"],
    ["src\\a.ts", "src/a.ts"],
    ["src/100%.ts", "src/100%.ts"],
    ["../%2e%2e/a.ts", "../../a.ts"],
  ])("%s is %s", (uri, path) => expect(finding(at(uri))).toMatchObject({ path, line: 7 }));

  it("a base is put before, and a circle of bases ends", () => {
    const originalUriBaseIds = {
      SRC: { uri: "src", uriBaseId: "ROOT" },
      ROOT: { uri: "file:///w/" },
      A: { uri: "a/", uriBaseId: "B" },
      B: { uri: "b/", uriBaseId: "A" },
      NONE: {},
    };
    const path = (uriBaseId: string) => finding(at("x.ts", { uriBaseId }), { originalUriBaseIds })?.path;
    expect(path("SRC")).toBe("/w/src/x.ts");
    expect(path("NONE")).toBe("x.ts");
    expect(path("constructor")).toBe("x.ts");
    expect(path("A")?.endsWith("b/a/x.ts")).toBe(true);
  });

  it("an index names an artifact; one that is not there names nothing", () => {
    const artifacts = [{ location: { uri: "src/a.ts" } }];
    const indexed = (index: number) => finding({ locations: [{ physicalLocation: { artifactLocation: { index } } }] }, { artifacts });
    expect(indexed(0)).toMatchObject({ path: "src/a.ts", line: null });
    expect(indexed(5)).toMatchObject({ path: null, line: null });
    expect(finding({})).toMatchObject({ path: null, line: null });
  });
});

describe("SARIF: fingerprints", () => {
  const found = (line: number, value: string, text = "m") => ({
    ruleId: "r",
    message: { text },
    fingerprints: { "matchBasedId/v1": value },
    locations: [{ physicalLocation: { artifactLocation: { uri: "a.ts" }, region: { startLine: line } } }],
  });
  const fingerprints = (...results: readonly Fields[]) => analysis(log({ results })).findings.map(({ fingerprint }) => fingerprint);

  it("one that several results of a file share tells none of them apart", () => {
    expect(fingerprints(found(1, "requires login"), found(9, "requires login"), found(10, "own"))).toEqual([null, null, "matchBasedId/v1=own"]);
    expect(fingerprints(found(1, "x"), found(1, "x", "another"))).toEqual([null, null]);
  });

  it("twin: the same result told twice keeps its own", () => {
    expect(fingerprints(found(1, "x"), found(1, "x"))).toEqual(["matchBasedId/v1=x", "matchBasedId/v1=x"]);
  });
});

describe("SARIF: what is no clean bill", () => {
  it.each([
    ["a run that did not succeed", log({ invocations: [{ executionSuccessful: false }] }), ["truncated"]],
    ["results in other files", log({ results: undefined, externalPropertyFileReferences: { results: [{ location: { uri: "r.sarif" } }] } }), ["truncated"]],
    ["a part that is inlined elsewhere", log({}, { inlineExternalProperties: [{ results: [] }] }), ["truncated"]],
    ["no list of results", log({ results: undefined }), ["empty-report"]],
    ["results that are null", log({ results: null }), ["empty-report"]],
  ])("%s is inconsistent", (_, text, expected) => {
    const reading = read(text);
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", expected]);
  });

  it("twin: a run that succeeded and found nothing is accepted", () => {
    expect(read(log({ invocations: [{ executionSuccessful: true }] }))).toMatchObject({ state: "accepted", report: { tools: ["scan"], findings: [] } });
  });

  it.each(["1.0.0", "2.0.0", "2.1", undefined, 2.1])("version %j is unrecognised, with advice", (version) => {
    const reading = read(JSON.stringify({ version, runs: [] }));
    expect(reading).toMatchObject({ state: "unrecognised", format: "sarif", report: null });
    expect(reading.sentence).toContain("have the tool write 2.1.0");
  });

  it.each([
    ["/runs", JSON.stringify({ version: "2.1.0", runs: {} })],
    ["/runs/0/tool", JSON.stringify({ version: "2.1.0", runs: [{}] })],
    ["/runs/0/results/0/message", log({ results: [{}] })],
    ["/runs/0/results/0/level", log({ results: [result({ level: "fatal" })] })],
    ["/runs/0/results/0/locations/0/physicalLocation/region/startLine", log({ results: [result({ locations: [{ physicalLocation: { region: { startLine: 0 } } }] })] })],
  ])("what breaks the standard's shape at %s is corrupt", (pointer, text) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: "sarif" });
    expect(reading.sentence).toContain(`At ${pointer}:`);
  });

  it("more results than the limit are too large, as many are not", () => {
    const results = (count: number) => log({ results: Array.from({ length: count }, () => result()) });
    expect(analysis(results(limits.results)).findings).toHaveLength(limits.results);
    expect(read(results(limits.results + 1))).toMatchObject({ state: "too-large", report: null });
  });
});

describe("SARIF: read result by result", () => {
  const tool = '"tool":{"driver":{"name":"scan","rules":[{"id":"r","defaultConfiguration":{"level":"error"}}]}}';
  const artifacts = '"artifacts":[{"location":{"uri":"a.ts","uriBaseId":"ROOT"},"contents":{"text":"whole"}}]';
  const bases = '"originalUriBaseIds":{"ROOT":{"uri":"src/"}}';
  const results = '"results":[{"ruleId":"r","message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{"index":0}}}]}]';

  it("says the same in whatever order the members of a run stand", () => {
    const orders = fc.shuffledSubarray([tool, artifacts, bases, results], { minLength: 4 });
    fc.assert(
      fc.property(orders, (members) => {
        const report = analysis(`{"runs":[{${members.join(",")}}],"version":"2.1.0"}`);
        expect(report).toMatchObject({ tools: ["scan"], rules: ["r"], findings: [{ severity: "high", path: "src/a.ts" }] });
      }),
    );
  });

  it("counts results once, though they are read twice where the tool stands behind them", () => {
    const many = `"results":[${'{"message":{"text":"m"}},'.repeat(limits.results - 1)}{"message":{"text":"m"}}]`;
    expect(analysis(`{"version":"2.1.0","runs":[{${many},${tool}}]}`).findings).toHaveLength(limits.results);
  });

  it("takes no result for a plain one that the schema does not accept", () => {
    const texts = ["r", "", 1, null, {}];
    const indices = [0, -1, -2, 1.5, "0", null];
    const maps = [{}, { a: "b" }, { a: 1 }, [], null, "x"];
    const places = [
      {},
      { region: {} },
      { region: { startLine: 0 } },
      { region: { startLine: 3 } },
      { region: null },
      { artifactLocation: { uri: 1 } },
      { artifactLocation: { uri: "a", index: 1 } },
      [],
    ];
    const members: Readonly<Record<string, readonly unknown[]>> = {
      ruleId: texts,
      ruleIndex: indices,
      rule: [{}, { id: "r", index: 1 }, { id: 1 }, { index: "0" }, { guid: 1 }, { toolComponent: {} }, null, []],
      kind: ["fail", "pass", "bad", 1],
      level: ["error", "fatal", null],
      message: [{ text: "m" }, {}, { text: 1 }, { markdown: 1 }, { id: "i", arguments: ["a"] }, { id: "i", arguments: [1] }, null, "m"],
      locations: [null, {}, [null], [{}], [{ physicalLocation: null }], ...places.map((physicalLocation) => [{ physicalLocation }, {}])],
      fingerprints: maps,
      partialFingerprints: maps,
      suppressions: [null, [], [{ status: "accepted" }], [{ status: "x" }], {}],
      baselineState: ["new", "old", null],
      properties: maps,
    };
    const change = fc.constantFrom(...Object.entries(members).flatMap(([name, values]) => values.map((value) => [name, value] as const)));
    let plain = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const value = { message: { text: "m" }, ...Object.fromEntries(changes) };
        if (!isPlainResult(value)) return;
        plain++;
        expect(sarifResult.safeParse(value)).toMatchObject({ success: true });
      }),
      { numRuns: 5_000 },
    );
    expect(plain).toBeGreaterThan(1_000);
    for (const usual of [{ message: { text: "m" } }, { ruleId: "r", ruleIndex: 0, level: "error", message: { text: "m" }, partialFingerprints: { a: "b" } }])
      expect(isPlainResult(usual)).toBe(true);
  });
});
