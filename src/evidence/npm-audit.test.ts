import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { advisories, codes, fixture, read } from "./testing.ts";

type Fields = Record<string, unknown>;
const totals = (counts: Fields = {}) => ({ info: 0, low: 0, moderate: 0, high: 0, critical: 0, ...counts });
const v2 = (vulnerabilities: Fields, counts: Fields, looked = 9) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: totals(counts), dependencies: { prod: 1, total: looked } } });
const flaw = (name: string, fields: Fields = {}) => ({
  source: 1,
  name,
  title: "t",
  url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
  severity: "high",
  range: "<2.0.0",
  ...fields,
});
const entry = (name: string, via: unknown[], fields: Fields = {}) => ({ [name]: { name, severity: "high", via, ...fields } });
const old = (fields: Fields = {}) => ({ id: 7, module_name: "a", severity: "high", title: "t", findings: [{ version: "1.0.0", paths: ["a"] }], ...fields });
const v1 = (list: Fields, counts: Fields, metadata: Fields = { totalDependencies: 9 }) =>
  JSON.stringify({ actions: [], advisories: list, muted: [], metadata: { vulnerabilities: totals(counts), ...metadata } });
const summary = (counts: Fields = {}, looked = 9) => ({ type: "auditSummary", data: { vulnerabilities: totals(counts), totalDependencies: looked } });
const lines = (...items: unknown[]) => items.map((item) => JSON.stringify(item)).join("\n");
const line = (advisory: Fields) => ({ type: "auditAdvisory", data: { resolution: { id: 7, path: "a" }, advisory } });

const whole = ["npm11", "npm11-clean", "npm6", "npm6-clean", "pnpm8", "pnpm10", "pnpm11", "yarn1", "yarn1-clean"].map((name) =>
  name.startsWith("yarn") ? `made/${name}.audit.jsonl` : `made/${name}.audit.json`,
);
const flawed = [
  ["GHSA-29mw-wpgm-hmr9", "lodash", "medium", "4.17.21"],
  ["GHSA-35jh-r3h4-6jhm", "lodash", "high", "4.17.21"],
  ["GHSA-xvch-5gv4-984h", "minimist", "critical", "0.2.4"],
  ["GHSA-xvch-5gv4-984h", "minimist", "critical", "1.2.6"],
];

describe("npm audit: what real tools write", () => {
  it.each(whole)("%s holds each flaw once, and mkdirp none of its own", (name) => {
    const reading = read(fixture(name));
    expect([reading.state, reading.format, codes(reading)]).toEqual(["accepted", "npm-audit", []]);
    const rows = advisories(fixture(name)).advisories.map((each) => [each.id, each.package, each.severity, each.fixed]);
    expect(rows.sort()).toEqual(name.includes("clean") ? [] : flawed);
  });

  it.each(["made/npm6.audit.json", "made/pnpm10.audit.json", "made/pnpm11.audit.json", "made/yarn1.audit.jsonl"])("%s names the versions that are installed", (name) => {
    expect(
      advisories(fixture(name))
        .advisories.map(({ package: of, version }) => `${of}@${version}`)
        .sort(),
    ).toEqual(["lodash@4.17.15", "lodash@4.17.15", "minimist@0.0.8", "minimist@1.2.0"]);
  });

  it.each(["made/npm11-error.audit.json", "made/npm6-error.audit.json", "made/pnpm11-error.audit.json"])("%s: an error is no clean bill, and its words are told", (name) => {
    const reading = read(fixture(name));
    expect(reading).toMatchObject({ state: "corrupt", format: "npm-audit", report: null });
    expect(reading.sentence).toMatch(/reports an error instead of a result: .*(503|ENOAUDIT)/);
  });

  it.each(["made/pnpm11-level.audit.json", "made/yarn1-level.audit.jsonl"])("%s was told to leave out what is less than high, and its totals say so", (name) => {
    const reading = read(fixture(name));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["header-mismatch"]]);
    expect(reading.inconsistencies[0]).toMatchObject({ declared: "0 low, 1 moderate, 1 high, 2 critical", counted: "0 low, 0 moderate, 1 high, 2 critical" });
  });

  it.each(whole)("%s cut anywhere is never accepted", (name) => {
    const bytes = fixture(name);
    const end = bytes.toString().trimEnd().length;
    for (let at = 0; at < end; at += end > 2_000 ? 7 : 1) expect([at, read(bytes.subarray(0, at)).report]).toEqual([at, null]);
  });

  it("bytes that are changed never throw, and never make the reader break off", () => {
    const seeds = whole.map(fixture);
    const edits = fc.array(fc.record({ at: fc.nat(10_000), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), edits, (seed, changes) => {
        const bytes = Buffer.from(seed);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        expect(read(bytes).sentence ?? "").not.toContain("The reader broke off");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("npm 7 and later", () => {
  it("a name in `via` leads to another package and is no further flaw; what is told of one twice counts once", () => {
    const report = v2({ ...entry("a", [flaw("a"), flaw("a"), "b"]), ...entry("b", [flaw("b", { source: 2 })]), ...entry("top", ["a", "b"]) }, { high: 3, total: 3 });
    expect(advisories(report).advisories.map(({ package: name }) => name)).toEqual(["a", "b"]);
  });

  it.each([
    ["a circle of names", { ...entry("a", ["b"]), ...entry("b", ["a"]) }, { high: 2, total: 2 }],
    ["a name that leads nowhere", { ...entry("a", ["gone"]) }, { high: 1, total: 1 }],
    ["no cause at all", { ...entry("a", []) }, { high: 1, total: 1 }],
  ])("%s leaves out the flaw: truncated", (_, vulnerabilities, counts) => {
    const reading = read(v2(vulnerabilities, counts));
    expect([reading.state, new Set(codes(reading))]).toEqual(["inconsistent", new Set(["truncated"])]);
  });

  it.each([
    ["fewer", { high: 0, total: 0 }],
    ["more", { high: 2, total: 2 }],
    ["other severities", { low: 1, total: 1 }],
    ["another sum", { high: 1, total: 2 }],
  ])("totals that declare %s contradict the packages", (_, counts) => {
    const reading = read(v2(entry("a", [flaw("a")]), counts));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["header-mismatch"]]);
  });

  it("R27: a report that looked at no package is no clean bill; twin: of one package it is", () => {
    expect(codes(read(v2({}, { total: 0 }, 0)))).toEqual(["empty-report"]);
    expect(read(v2({}, { total: 0 }, 1))).toMatchObject({ state: "accepted", report: { advisories: [] } });
  });

  it.each([
    ["info", "low"],
    ["low", "low"],
    ["moderate", "medium"],
    ["high", "high"],
    ["critical", "critical"],
  ])("severity %s is %s", (said, severity) => {
    expect(advisories(v2(entry("a", [flaw("a", { severity: said })]), { high: 1, total: 1 })).advisories[0]).toMatchObject({ severity, title: "t" });
  });

  it.each([
    ["grave", "the severity grave is unknown"],
    ["constructor", "the severity constructor is unknown"],
    ["", "no severity is given"],
  ])("an unknown severity %j counts as high and is shown", (said, shown) => {
    const [advisory] = advisories(v2(entry("a", [flaw("a", { severity: said })]), { high: 1, total: 1 })).advisories;
    expect(advisory).toMatchObject({ severity: "high", title: `t (${shown}, which counts as high)` });
  });

  it("names of prototypes are names: toString is a package like any other, and reserved ones are refused", () => {
    const report = v2({ ...entry("toString", [flaw("toString")]), ...entry("top", ["toString", "hasOwnProperty"]) }, { high: 2, total: 2 });
    expect(codes(read(report))).toEqual(["truncated"]);
    expect(read(v2(entry("constructor", [flaw("a")]), { high: 1, total: 1 })).state).toBe("corrupt");
  });

  it("without an id of GitHub's the number stands; a range without an end is mended by what npm would install", () => {
    const report = v2(entry("a", [flaw("a", { url: "https://npmjs.com/advisories/1", range: ">=0" })], { fixAvailable: { name: "a", version: "3.0.0" } }), { high: 1, total: 1 });
    expect(advisories(report).advisories[0]).toMatchObject({ id: "1", aliases: [], fixed: "3.0.0" });
  });

  it.each([
    ["/vulnerabilities/a/via/0", v2(entry("a", [{}]), {})],
    ["/vulnerabilities/a~1b/severity", v2({ "a/b": { name: "a/b", via: [] } }, {})],
    ["/metadata", JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} })],
    ["/metadata/dependencies/total", JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: { vulnerabilities: {}, dependencies: {} } })],
  ])("what breaks the shape at %s is corrupt, with the place", (pointer, text) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: "npm-audit" });
    expect(reading.sentence).toContain(`At ${pointer}:`);
  });

  it("a report with an error beside its lists is none; another version is unrecognised", () => {
    expect(read(JSON.stringify({ ...JSON.parse(v2({}, {})), error: { summary: "", detail: "" } }))).toMatchObject({ state: "corrupt", report: null });
    expect(read(v2({}, {}).replace('"auditReportVersion":2', '"auditReportVersion":3'))).toMatchObject({ state: "unrecognised", format: "npm-audit" });
  });

  it("E19: a second list of flaws is not chosen from: corrupt", () => {
    const text = v2(entry("a", [flaw("a")]), { high: 1, total: 1 });
    expect(read(text.replace('"metadata"', '"vulnerabilities":{},"metadata"')).state).toBe("corrupt");
  });

  it("more flaws than the limit are too large, as many are not", () => {
    const report = (count: number) =>
      v2(
        entry(
          "a",
          Array.from({ length: count }, (_, at) => flaw("a", { source: at, url: "" })),
        ),
        { high: 1, total: 1 },
      );
    expect(advisories(report(limits.advisories)).advisories).toHaveLength(limits.advisories);
    expect(read(report(limits.advisories + 1))).toMatchObject({ state: "too-large", report: null });
  });
});

describe("npm 6, pnpm, yarn 2 and 3", () => {
  const two = {
    7: old({
      findings: [
        { version: "1.0.0", paths: ["a", "b>a", "c>a"] },
        { version: "1.1.0", paths: ["d>a"] },
      ],
    }),
  };

  it.each([
    ["flaws", { high: 1 }],
    ["installed versions", { high: 2 }],
    ["paths", { high: 4 }],
  ])("totals may count %s; each installed version is one", (_, counts) => {
    expect(advisories(v1(two, counts)).advisories.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0"]);
    expect(codes(read(v1(two, counts)))).toEqual([]);
  });

  it("totals that no one way explains contradict the report", () => {
    expect(codes(read(v1(two, { high: 3 })))).toEqual(["header-mismatch"]);
    expect(codes(read(v1({ ...two, 8: old({ id: 8, severity: "low" }) }, { high: 4, low: 2 })))).toEqual(["header-mismatch"]);
  });

  it("R27: without a number of packages, or of none, it is no clean bill", () => {
    for (const metadata of [{}, { totalDependencies: 0 }, { dependencies: 0, devDependencies: 0 }]) expect(codes(read(v1({}, {}, metadata)))).toEqual(["empty-report"]);
    expect(codes(read(v1({}, {}, { devDependencies: 1 })))).toEqual([]);
  });

  it("`<0.0.0` is no version that mends it, and of several the one above what is installed counts", () => {
    const fixed = (patched_versions: string, version: string) =>
      advisories(v1({ 7: old({ patched_versions, findings: [{ version, paths: ["a"] }] }) }, { high: 1 })).advisories[0]?.fixed;
    expect(fixed("<0.0.0", "1.0.0")).toBeNull();
    expect(fixed(">=3.0.8 <4.0.0 || >=4.10.2", "4.9.0")).toBe("4.10.2");
    expect(fixed(">=3.0.8 <4.0.0 || >=4.10.2", "2.0.0")).toBe("3.0.8");
  });

  it("lists without totals are not whole: corrupt", () => {
    expect(read(JSON.stringify({ actions: [], advisories: {}, muted: [] }))).toMatchObject({ state: "corrupt", format: "npm-audit" });
    expect(read(JSON.stringify({ advisories: {} })).state).toBe("unrecognised");
  });
});

describe("yarn 1", () => {
  it("one flaw has a line for each path, and counts once; totals count the lines", () => {
    const text = lines({ type: "info", data: "visit" }, line(old()), line(old()), summary({ high: 2 }));
    expect(advisories(text).advisories).toHaveLength(1);
    expect(codes(read(text))).toEqual([]);
    expect(codes(read(lines(line(old()), summary({ high: 2 }))))).toEqual(["header-mismatch"]);
  });

  it.each([
    ["no summary", lines(line(old())), /^Line 1: the report ends without a summary/],
    ["only a hint", lines({ type: "info", data: "visit" }), /without a summary/],
    ["an error", lines({ type: "warning", data: "" }, { type: "error", data: "registry returned a 405" }), /^Line 2: yarn reports an error .*405/],
    ["an error behind the summary", lines(summary(), { type: "error", data: "x" }), /^Line 2: yarn reports an error/],
    ["two reports", lines(summary(), line(old()), summary({ high: 1 })), /^Line 2: something follows/],
    ["a line that is no JSON", `${lines(line(old()))}\nDone in 0.1s.\n${lines(summary({ high: 1 }))}`, /^Line 2: Column 1: /],
    ["a line of another shape", lines(line({ module_name: "a" }), summary()), /^Line 1: At \/data\/advisory\/id: /],
  ])("%s is corrupt, with the line", (_, text, sentence) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: "npm-audit", report: null });
    expect(reading.sentence).toMatch(sentence);
  });

  it("R27: a summary of no package is no clean bill", () => expect(codes(read(lines(summary({}, 0))))).toEqual(["empty-report"]));

  it("yarn 4's lines have no end and are refused in words", () => {
    const text = `${JSON.stringify({ value: "lodash", children: { ID: 1, Issue: "x", Severity: "high" } })}\n`;
    for (const given of [text, text + text]) expect(read(given)).toMatchObject({ state: "unrecognised", format: "npm-audit", sentence: expect.stringContaining("yarn.lock") });
  });
});
