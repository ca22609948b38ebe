import { describe, expect, it } from "vitest";
import { limits } from "./limits.ts";
import { advisories, codes, fixture, read } from "./testing.ts";

type Fields = Record<string, unknown>;
const record = (id: string, fields: Fields = {}) => ({ id, aliases: [], summary: "s", affected: [], ...fields });
const found = (vulnerabilities: unknown[], groups: unknown[] | undefined, about: Fields = {}) => ({
  package: { name: "p", version: "1.5.0", ecosystem: "npm", ...about },
  vulnerabilities,
  ...(groups === undefined ? {} : { groups }),
});
const report = (...packages: unknown[]) => JSON.stringify({ results: [{ source: { path: "/w/package-lock.json", type: "lockfile" }, packages }] });
const only = (vulnerability: Fields, group: Fields = {}, about: Fields = {}) =>
  advisories(report(found([vulnerability], [{ ids: [vulnerability["id"]], ...group }], about))).advisories[0];
const fixedIn = (...versions: string[]) => ({
  affected: [{ package: { ecosystem: "npm", name: "p" }, ranges: versions.map((fixed) => ({ type: "SEMVER", events: [{ introduced: "0" }, { fixed }] })) }],
});

describe("OSV-Scanner", () => {
  it("counts groups, or one flaw would count twice here", () => {
    const reading = read(fixture("osv-scanner.json"));
    expect([reading.state, reading.format]).toEqual(["accepted", "osv"]);
    expect(advisories(fixture("osv-scanner.json"))).toEqual({
      kind: "advisories",
      tools: ["OSV-Scanner"],
      advisories: [
        {
          id: "GHSA-c3h9-896r-86jm",
          aliases: ["GO-2021-0053", "CVE-2021-3121"],
          ecosystem: "golang",
          package: "github.com/gogo/protobuf",
          version: "1.3.1",
          range: null,
          severity: "high",
          title: "Improper Input Validation in GoGo Protobuf",
          fixed: "1.3.2",
          suppressed: false,
        },
        {
          id: "GHSA-m5pq-gvj9-9vr8",
          aliases: ["RUSTSEC-2022-0013", "CVE-2022-24713"],
          ecosystem: "cargo",
          package: "regex",
          version: "1.5.1",
          range: null,
          severity: "high",
          title: "Regexes with large repetitions on empty sub-expressions take a very long time to parse",
          fixed: "1.5.5",
          suppressed: false,
        },
      ],
    });
  });

  it("R27: no package is no clean bill, in whatever way there is none; twin: packages without a flaw are", () => {
    for (const text of ['{"results":[]}', report(), '{"results":[{"packages":null}],"experimental_config":{}}', '{"results":[],"experimental_config":{"licenses":{}}}']) {
      const reading = read(text);
      expect([reading.state, reading.format, codes(reading)]).toEqual(["inconsistent", "osv", ["empty-report"]]);
    }
    expect(read('{"results":[]}').inconsistencies[0]?.sentence).toContain("--all-packages");
    expect(read(fixture("osv-scanner-all-packages.json"))).toMatchObject({ state: "accepted", report: { advisories: [] } });
  });

  it("records of no group are flaws of their own, and a group without its record is truncated", () => {
    expect(advisories(report(found([record("A"), record("B")], [{ ids: ["A"] }]))).advisories.map(({ id }) => id)).toEqual(["A", "B"]);
    expect(advisories(report(found([record("A"), record("B")], undefined))).advisories).toHaveLength(2);
    const reading = read(report(found([record("A")], [{ ids: ["A", "B"] }])));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["truncated"]]);
  });

  it("the same flaw of one package in two lockfiles counts once, of two versions twice", () => {
    const once = found([record("A")], [{ ids: ["A"] }]);
    expect(advisories(report(once, once)).advisories).toHaveLength(1);
    expect(advisories(report(once, found([record("A")], [{ ids: ["A"] }], { version: "1.6.0" }))).advisories).toHaveLength(2);
  });

  const vector = [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }];
  it.each([
    ["the group's number", { severity: vector, database_specific: { severity: "LOW" } }, { max_severity: "5.0" }, "medium"],
    ["a database's word where the group's number is none", { database_specific: { severity: "CRITICAL" } }, { max_severity: "0.0" }, "critical"],
    ["without a number a database's word", { severity: vector, database_specific: { severity: "MODERATE" } }, { max_severity: "" }, "medium"],
    ["without a word the vector", { severity: vector }, {}, "critical"],
    ["a vector of version 4", { severity: [{ type: "CVSS_V4", score: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N" }] }, {}, "medium"],
    ["the vector of what is affected", { affected: [{ severity: vector }] }, {}, "critical"],
    ["nothing", {}, {}, "high"],
    ["half a vector", { severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N" }] }, {}, "high"],
    ["a word that nobody knows", { database_specific: { severity: "GRAVE" } }, { max_severity: "much" }, "high"],
  ])("severity by %s", (_, fields, group, severity) => expect(only(record("A", fields), group)?.severity).toBe(severity));

  it("of the records of one group the gravest counts, and a severity that nobody knows is shown", () => {
    const words = [record("A", { database_specific: { severity: "LOW" } }), record("B", { database_specific: { severity: "CRITICAL" } })];
    expect(advisories(report(found(words, [{ ids: ["A", "B"] }]))).advisories).toMatchObject([{ severity: "critical", aliases: ["B"] }]);
    expect(only(record("A"))?.title).toBe("s (no severity is given, which counts as high)");
  });

  it("the severity and the mending versions of another package in the same record are not this one's", () => {
    const affected = [
      { package: { ecosystem: "npm", name: "q" }, ranges: [{ events: [{ fixed: "9.0.0" }] }], severity: vector },
      { package: { ecosystem: "npm", name: "p" }, ranges: [{ events: [{ fixed: "1.6.0" }] }], database_specific: { severity: "LOW" } },
    ];
    expect(only(record("A", { affected }))).toMatchObject({ severity: "low", fixed: "1.6.0" });
  });

  it("more different vectors than the limit are too large, unless a number or a word stands beside each", () => {
    const flaws = (count: number, group: Fields) =>
      Array.from({ length: count }, (_, at) =>
        found([record(`A${at}`, { severity: [{ type: "CVSS_V2", score: `AV:N/AC:L/Au:N/C:P/I:P/A:P/${at}` }] })], [{ ids: [`A${at}`], ...group }]),
      );
    expect(read(report(...flaws(limits.vectors, {}))).state).toBe("accepted");
    expect(read(report(...flaws(limits.vectors + 1, {})))).toMatchObject({ state: "too-large", report: null });
    expect(read(report(...flaws(limits.vectors + 1, { max_severity: "7.5" }))).state).toBe("accepted");
  });

  it("thousands of groups that name one large record cost no more than that record", () => {
    const large = record("A", { aliases: [], affected: Array.from({ length: 100_000 }, () => ({})) });
    expect(
      advisories(
        report(
          found(
            [large],
            Array.from({ length: 40_000 }, () => ({ ids: ["A"] })),
          ),
        ),
      ).advisories,
    ).toHaveLength(1);
  });

  it("what a call analysis believes sets nothing aside", () => {
    expect(only(record("A"), { experimental_analysis: { A: { called: false, unimportant: true } } })).toMatchObject({ suppressed: false, severity: "high" });
  });

  it.each([
    [["1.6.0"], "1.6.0"],
    [["1.4.9", "1.5.10", "2.0.0"], "1.5.10"],
    [["1.4.9"], "1.4.9"],
    [[], null],
  ])("of the versions that mend it, %j, %j is the next one", (versions, fixed) => expect(only(record("A", fixedIn(...versions)))?.fixed).toBe(fixed));

  it.each([
    ["PyPI", "pypi"],
    ["Debian:12", "deb"],
    ["GitHub Actions", "githubactions"],
    ["constructor", "constructor"],
    ["", null],
  ])("ecosystem %j is %j", (ecosystem, type) => expect(only(record("A"), {}, { ecosystem })?.ecosystem).toBe(type));

  it("a package without a version has its commit", () => expect(only(record("A"), {}, { version: "", commit: "abc" })).toMatchObject({ version: "abc" }));

  it.each([
    ["/results/0/packages/0/package", report({})],
    ["/results/0/packages/0/vulnerabilities/0/id", report(found([{}], []))],
    ["/results/0/packages/0/groups/0/ids", report(found([], [{ ids: [] }]))],
  ])("what breaks the shape at %s is corrupt, with the place", (pointer, text) => {
    const reading = read(text);
    expect(reading).toMatchObject({ state: "corrupt", format: "osv" });
    expect(reading.sentence).toContain(`At ${pointer}:`);
  });

  it.each([
    ["Semgrep's own JSON", '{"version":"1.0.0","results":[],"errors":[],"paths":{}}'],
    ["results of anything", '{"results":[{"name":"x"}]}'],
    ["a single OSV record", '{"schema_version":"1.7.0","id":"GHSA-x","affected":[]}'],
  ])("%s is not taken for it", (_, text) => expect(read(text)).toMatchObject({ state: "unrecognised", format: null }));

  it.each(["osv-scanner.json", "osv-scanner-all-packages.json"])("%s cut anywhere is never accepted", (name) => {
    const bytes = fixture(name);
    const end = bytes.lastIndexOf("}");
    for (let at = 0; at <= end; at += 7) expect([at, read(bytes.subarray(0, at)).report]).toEqual([at, null]);
  });
});
