import { describe, expect, it } from "vitest";
import { type FileChanges, type TestRepository, testRepository } from "../git/testing.ts";
import { check } from "./check.ts";
import type { CheckReport } from "./report.ts";
import { junit } from "./testing.ts";

const now = Date.parse("2026-11-02T09:00:00Z");

async function changed(before: FileChanges, after: FileChanges, evidence: readonly { readonly name: string; readonly bytes: Uint8Array }[] = []): Promise<CheckReport> {
  using repo: TestRepository = testRepository();
  repo.commit(before);
  repo.branch("topic");
  repo.commit(after);
  return await check({ repository: repo.path, base: "refs/heads/main", head: "refs/heads/topic", evidence, organisation: null, now });
}

const moved = ({ files }: CheckReport) => Object.fromEntries(files.map((file) => [file.path, `${file.moved} of ${file.added}`]));
const weakened = ({ weakenings }: CheckReport) => weakenings.map(({ kind, path, line }) => `${kind} ${path}${line === null ? "" : `:${line}`}`);

const body = "export function pay(amount: number): number {\n  const fee = amount * 0.02;\n  return amount + fee;\n}\n";
const test = (name: string) => `it("${name}", () => {\n  expect(pay(100)).toBe(102);\n});\n`;

describe("what a change only moves", () => {
  it("is told from what is new, file by file, and stays among the added lines", async () => {
    const report = await changed({ "src/a.ts": `${body}export const one = 1;\n`, "old.ts": body }, { "src/a.ts": "export const one = 1;\n", "src/b.ts": `// Fees.\n${body}` });
    expect(moved(report)).toEqual({ "src/a.ts": "0 of 0", "src/b.ts": "4 of 5" });
    expect(report.origin.unknown).toBe(5);
  });

  it("is found in a file that is deleted, and one that is renamed has nothing moved in it", async () => {
    expect(moved(await changed({ "src/a.ts": body, "b.ts": "b\n" }, { "src/a.ts": null, "b.ts": `b\n${body}` }))).toEqual({ "b.ts": "4 of 4", "src/a.ts": "0 of 0" });
    expect(moved(await changed({ "src/a.ts": body.repeat(3) }, { "src/a.ts": null, "src/c.ts": body.repeat(3) }))).toEqual({ "src/c.ts": "0 of 0" });
  });
});

describe("C05 whose word it is that a tool wrote a file", () => {
  it("is the base's: what the change's own attributes say makes nothing generated", async () => {
    const report = await changed(
      { ".gitattributes": "gen/** linguist-generated\n", "a.ts": "a\n" },
      { ".gitattributes": "gen/** linguist-generated\nsrc/** linguist-generated\n", "gen/a.ts": "b\n", "src/y.ts": "y\n" },
    );
    expect(Object.fromEntries(report.files.map(({ path, flags }) => [path, flags]))).toEqual({
      ".gitattributes": ["attributes-changed"],
      "gen/a.ts": ["generated"],
      "src/y.ts": [],
    });
  });

  it("C08 decides whether packed source code is refused", async () => {
    const packed = "a=b+c;".repeat(1_000);
    const codes = async (attributes: string) =>
      (await changed({ ".gitattributes": attributes, "a.ts": "a\n" }, { "src/app.js": packed })).verdict.reasons
        .map(({ code }) => code)
        .filter((code) => code === "unreadable-source");
    expect([await codes("\n"), await codes("src/*.js linguist-generated\n")]).toEqual([["unreadable-source"], []]);
  });
});

describe("R68 tests and checks that a change makes weaker", () => {
  const passing = [{ name: "junit.xml", bytes: junit() }];

  it("are named from git objects, without any report", async () => {
    const report = await changed(
      { "src/a.test.ts": test("pays") + test("charges"), ".nycrc": '{ "exclude": [] }\n', "src/a.ts": "a();\n" },
      { "src/a.test.ts": test("pays").replace("it(", "it.skip("), ".nycrc": '{ "exclude": ["src"] }\n', "src/a.ts": "a();\neval(x); // eslint-disable-line no-eval\n" },
    );
    expect(weakened(report).sort()).toEqual([
      "analysis-suppressed src/a.ts:2",
      "assertions-fewer src/a.test.ts",
      "coverage-config-changed .nycrc",
      "test-removed src/a.test.ts",
      "test-skipped src/a.test.ts:1",
    ]);
  });

  it("keep the tier of tests from passing alone, whatever a report says", async () => {
    const alone = ({ verdict }: CheckReport) => verdict.reasons.some(({ code }) => code === "passed-alone");
    const before = { "src/a.test.ts": test("pays") + test("charges") };
    const weaker = await changed(before, { "src/a.test.ts": test("pays") }, passing);
    expect(weaker.verdict).toMatchObject({ verdict: "wait", tier: "tests" });
    expect([alone(weaker), weakened(weaker)[0]]).toEqual([false, "test-removed src/a.test.ts"]);
    expect(weakened(await changed(before, { "src/a.test.ts": before["src/a.test.ts"] + test("refunds") }, passing))).toEqual([]);
  });

  it("are not missed in a file too large to be read: that is said of it", async () => {
    const large = `${test("pays")}// ${"x".repeat(100)}\n`.repeat(15_000);
    expect(weakened(await changed({ "src/a.test.ts": large }, { "src/a.test.ts": `${large}\n` }))).toEqual(["not-looked-at src/a.test.ts"]);
    expect(weakened(await changed({ "data.txt": large }, { "data.txt": `${large}\n` }))).toEqual([]);
  });
});
