import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read } from "./testing.ts";

// Structures of the right words with anything in their places.
const odd = fc.oneof(fc.constantFrom(null, "", "a", "b", "high", "CVSS:3.1/AV:N", "9.8", 0, 1, -1, 1e15, true, "toString", "<1.0.0"), fc.jsonValue({ maxDepth: 2 }));
const object = (...names: string[]) => fc.dictionary(fc.constantFrom(...names), odd);
const either = <A, B>(right: fc.Arbitrary<A>, wrong: fc.Arbitrary<B>) => fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: wrong });
const words = fc.constantFrom(
  "a",
  "b",
  "hasOwnProperty",
  "toString",
  "high",
  "low",
  "grave",
  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
  "7.5",
  "<2.0.0 || >=3.0.0 <3.1.0",
  ">=1.0.0",
);
const counts = fc.dictionary(fc.constantFrom("low", "moderate", "high", "critical", "total"), fc.constantFrom(0, 1, 2, null));

const via = either(fc.record({ source: fc.nat(3), name: words, severity: words, title: words, url: words, range: words }), odd);
const packages = fc.dictionary(words, either(fc.record({ name: words, severity: words, via: fc.array(either(words, via), { maxLength: 3 }) }), object("name", "via")), {
  maxKeys: 4,
});
const npm7 = fc.record({
  auditReportVersion: fc.constant(2),
  vulnerabilities: either(packages, odd),
  metadata: fc.record({ vulnerabilities: counts, dependencies: fc.record({ total: fc.nat(2) }) }),
});

const finding = fc.record({ version: words, paths: fc.array(words, { maxLength: 2 }) });
const advisory = either(
  fc.record({ id: fc.nat(3), module_name: words, severity: words, patched_versions: words, findings: fc.array(finding, { maxLength: 2 }) }),
  object("id", "module_name", "findings"),
);
const metadata = either(fc.record({ vulnerabilities: counts, totalDependencies: fc.nat(2) }), odd);
const npm6 = fc.record({ advisories: fc.dictionary(words, advisory, { maxKeys: 3 }), metadata });
const yarn = fc
  .array(
    fc.oneof(
      advisory.map((each) => ({ type: "auditAdvisory", data: { advisory: each } })),
      metadata.map((data) => ({ type: "auditSummary", data })),
    ),
    { maxLength: 4 },
  )
  .map((items) => items.map((item) => JSON.stringify(item)).join("\n"));

const record = either(
  fc.record({
    id: words,
    aliases: fc.array(words, { maxLength: 2 }),
    severity: fc.array(fc.record({ type: words, score: words }), { maxLength: 2 }),
    affected: fc.array(
      fc.record({ package: fc.record({ ecosystem: words, name: words }), ranges: fc.array(fc.record({ events: fc.array(object("fixed"), { maxLength: 2 }) }), { maxLength: 2 }) }),
      {
        maxLength: 2,
      },
    ),
    database_specific: object("severity"),
  }),
  object("id", "affected"),
);
const group = either(fc.record({ ids: fc.array(words, { minLength: 1, maxLength: 3 }), max_severity: words }), object("ids", "max_severity"));
const found = fc.record({
  package: fc.record({ name: words, version: words, ecosystem: words }),
  vulnerabilities: fc.array(record, { maxLength: 3 }),
  groups: fc.array(group, { maxLength: 3 }),
});
const osv = fc.record({ results: fc.array(fc.record({ packages: either(fc.array(found, { maxLength: 3 }), odd) }), { maxLength: 2 }) });

const predicate = fc.record({
  result: fc.constantFrom("PASSED", "WARNED", "FAILED", "x"),
  passedTests: either(fc.array(words), odd),
  failedTests: fc.array(words),
  scanner: either(
    fc.record({ uri: words, result: fc.array(either(fc.record({ id: words, severity: fc.array(fc.record({ method: words, score: words })) }), odd), { maxLength: 3 }) }),
    odd,
  ),
  metadata: fc.record({ scanStartedOn: words, scanFinishedOn: words }),
});
const statement = fc.record({
  _type: fc.constantFrom("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"),
  subject: fc.array(
    either(fc.record({ name: words, digest: fc.dictionary(fc.constantFrom("gitCommit", "sha1", "sha256"), fc.constantFrom("a".repeat(40), "b".repeat(64), "x")) }), odd),
    { maxLength: 3 },
  ),
  predicateType: fc.constantFrom("test-result/v0.1", "vulns/v0.1", "vulns/v0.2", "vulns/v1").map((type) => `https://in-toto.io/attestation/${type}`),
  predicate: either(predicate, odd),
});
const envelope = statement.map((inside) => ({ payloadType: "application/vnd.in-toto+json", payload: Buffer.from(JSON.stringify(inside)).toString("base64"), signatures: [] }));

describe("reports of flaws, and statements", () => {
  it.each([
    ["npm 7 and later", npm7.map((value) => JSON.stringify(value))],
    ["npm 6, pnpm", npm6.map((value) => JSON.stringify(value))],
    ["yarn 1", yarn],
    ["OSV-Scanner", osv.map((value) => JSON.stringify(value))],
    ["in-toto", fc.oneof(statement, envelope).map((value) => JSON.stringify(value))],
  ])("%s: whatever stands in its places, it is read or refused in words, and never breaks the reader", (_, text) => {
    const states = new Set<string>();
    fc.assert(
      fc.property(text, (given) => {
        const { state, report, sentence } = read(given);
        states.add(state);
        expect(sentence ?? "").not.toContain("The reader broke off");
        expect([report === null, sentence === null]).toEqual(state === "accepted" || state === "inconsistent" ? [false, true] : [true, false]);
      }),
      { numRuns: 1_000 },
    );
    // Both sides of the border have to be reached, or the structures are not of the right words.
    expect([...states]).toEqual(expect.arrayContaining(["inconsistent", "corrupt"]));
  });

  it("a report in UTF-16, as PowerShell writes what it redirects, is read as well", () => {
    const text = JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: { vulnerabilities: {}, dependencies: { total: 1 } } });
    expect(read(Buffer.from(`\ufeff${text}`, "utf16le"))).toMatchObject({ state: "accepted", format: "npm-audit" });
    const line = JSON.stringify({ type: "auditSummary", data: { vulnerabilities: {}, totalDependencies: 1 } });
    expect(read(Buffer.from(`\ufeff${line}\r\n`, "utf16le"))).toMatchObject({ state: "accepted", format: "npm-audit" });
  });
});
