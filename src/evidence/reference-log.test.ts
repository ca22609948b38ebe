import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reference, ReferenceReport } from "../model/evidence.ts";
import { kindOf, summarise } from "./merge.ts";
import { Tree } from "./paths.ts";
import { isLookedAt, referenceLanguage } from "./references.ts";
import { codes, read } from "./testing.ts";

const commit = "a".repeat(40);
const one = {
  ruleId: "reference-contradicted",
  kind: "fail",
  message: { text: "No such function." },
  locations: [{ physicalLocation: { artifactLocation: { uri: "src/a%20b.ts" }, region: { startLine: 3 } } }],
  properties: { language: "typescript", name: "fs.readFileAsync", drift: false },
};
const run = {
  tool: { driver: { name: "countersign", version: "0.1.0", rules: [{ id: "reference-contradicted" }] } },
  versionControlProvenance: [{ repositoryUri: "urn:x", revisionId: commit }],
  artifacts: [
    { location: { uri: "src/a%20b.ts" }, roles: ["analysisTarget"] },
    { location: { uri: "other.ts" }, roles: ["attachment"] },
  ],
  results: [one],
  invocations: [{ executionSuccessful: true }],
};
const log = (change: object = {}, results: readonly object[] = [one]) => JSON.stringify({ version: "2.1.0", runs: [{ ...run, results, ...change }] });

describe("R97: the log of countersign evidence references", () => {
  it("says which commit and which files were looked at, and what they name", () => {
    const reading = read(log());
    expect(reading).toMatchObject({ format: "sarif", state: "accepted", reader: "references/1", commit });
    const reference = { path: "src/a b.ts", line: 3, language: "typescript", name: "fs.readFileAsync", verdict: "contradicted", why: "No such function.", drift: false };
    expect(reading.report).toEqual({ kind: "references", commit, looked: ["src/a b.ts"], references: [reference] });
  });

  it.each<[string, string, string]>([
    ["names no commit", log({ versionControlProvenance: [] }), "/runs/0/versionControlProvenance"],
    ["names a part of a commit", log({ versionControlProvenance: [{ revisionId: "abc" }] }), "revisionId"],
    ["has a result of another rule", log({}, [{ ...one, ruleId: "other" }]), "/runs/0/results/0/ruleId"],
    ["calls a contradiction a pass", log({}, [{ ...one, kind: "pass" }]), "/runs/0/results/0/kind"],
    ["has a result without a line", log({}, [{ ...one, locations: [] }]), "/runs/0/results/0/locations"],
    ["has a path that is none", log({ artifacts: [{ location: { uri: "%E0%A4%A" }, roles: ["analysisTarget"] }] }), "/runs/0/artifacts/0/location/uri"],
    ["has two runs", JSON.stringify({ version: "2.1.0", runs: [run, run] }), "/runs"],
  ])("one that %s is corrupt, and stays a log of references", (_, text, where) => {
    const reading = read(text);
    expect([reading.state, reading.report, reading.sentence, kindOf(reading)]).toEqual(["corrupt", null, expect.stringContaining(where), "references"]);
  });

  it("one whose run did not succeed is inconsistent", () => {
    const reading = read(log({ invocations: [{ executionSuccessful: false }] }));
    expect([reading.state, codes(reading)]).toEqual(["inconsistent", ["truncated"]]);
  });

  it("whatever bytes of one are changed, it is read to its end or refused in words", () => {
    const bytes = Buffer.from(log());
    const change = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(change, (changes) => {
        const mutated = Buffer.from(bytes);
        for (const [at, byte] of changes) mutated[at] = byte;
        const { state, report, sentence } = read(mutated);
        expect(report === null).toBe(state !== "accepted" && state !== "inconsistent");
        if (report === null) expect(sentence).not.toMatch(/broke off|^$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("a log of another tool is an analysis, whatever its rules are called", () => {
    const reading = read(log({ tool: { driver: { name: "eslint", rules: [{ id: "reference-contradicted" }] } } }));
    expect([reading.reader, reading.report?.kind]).toEqual(["sarif/1", "analysis"]);
  });
});

describe("R97: what the judge sees of references", () => {
  const reference = (line: number, change: Partial<Reference> = {}): Reference => ({
    ...{ path: "src/a.ts", line, language: "typescript", name: `name${line}`, verdict: "verified", why: "", drift: false },
    ...change,
  });
  const report = (looked: readonly string[], ...references: readonly Reference[]): ReferenceReport => ({ kind: "references", commit, looked, references });
  const summary = (added: Record<string, { start: number; end: number }[]>, ...reports: readonly ReferenceReport[]) =>
    summarise(
      reports.map((each, at) => ({ producer: `p${at}`, reading: { ...read(log()), report: each } })),
      { base: [], tree: new Tree(Object.keys(added)), added: new Map(Object.entries(added)) },
    ).references;

  it("nothing without a report", () => {
    expect(summary({ "src/a.ts": [{ start: 1, end: 9 }] })).toBeNull();
  });

  it("only references on added lines count, each once, whoever reported it", () => {
    const lines = [reference(1), reference(2, { verdict: "contradicted" }), reference(3, { verdict: "unverifiable", drift: true }), reference(9, { verdict: "contradicted" })];
    const found = summary({ "src/a.ts": [{ start: 1, end: 3 }] }, report(["src/a.ts"], ...lines), report(["src/a.ts"], ...lines.slice(1, 2)));
    expect(found).toMatchObject({ verified: 1, contradicted: 1, unverifiable: 1, drifted: 1, unlooked: [] });
    expect(found?.contradictedAt.map(({ line }) => line)).toEqual([2]);
  });

  it("a changed file of a language that is looked at, and was not, is named; any other file is not expected", () => {
    const added = { "src/a.ts": [{ start: 1, end: 1 }], "b.py": [{ start: 1, end: 1 }], "c.md": [{ start: 1, end: 1 }], "d.d.ts": [{ start: 1, end: 1 }], "e.js": [] };
    expect(summary(added, report(["src/a.ts"]))?.unlooked).toEqual(["b.py"]);
    expect(summary(added, report(["src/a.ts"]), report(["b.py"]))?.unlooked).toEqual([]);
  });

  it("languages go by the ending", () => {
    expect(["a.ts", "a.mts", "a.tsx", "a.cjs", "a.jsx", "a.py", "a.pyi", "a.go", "a.d.ts", "a.d.cts", "a.d.css.ts"].map(referenceLanguage)).toEqual([
      ...["typescript", "typescript", "typescript", "javascript", "javascript", "python", "python"],
      ...[null, null, null, null],
    ]);
    expect(isLookedAt("a.tsx")).toBe(true);
  });
});
