import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type TestRepository, testRepository } from "../git/testing.ts";
import { type CheckOptions, check } from "./check.ts";
import type { CheckReport } from "./report.ts";
import { agentTrace, gitAiNote } from "./sample/marks.ts";
import { failureOf, junit, lcov, source } from "./testing.ts";

const now = Date.parse("2026-11-02T09:00:00Z");

function looked(repo: TestRepository, more: Partial<CheckOptions> = {}): Promise<CheckReport> {
  return check({ repository: repo.path, base: "refs/heads/main", head: "refs/heads/topic", evidence: [], organisation: null, now, ...more });
}

/** `path: start-end origin tool method`, as a table. */
const runs = ({ runs: files }: CheckReport): string[] =>
  files.flatMap(({ path, runs: found }) => found.map(({ start, end, origin, tool, method }) => `${path}: ${start}-${end} ${origin} ${tool ?? "-"} ${method}`));

function started(files: Parameters<TestRepository["commit"]>[0] = { [source.path]: source.before }): TestRepository {
  const repo = testRepository();
  repo.commit(files);
  repo.branch("topic");
  return repo;
}

it("R15 a lesson of a decision record of the base is told where the change touches its paths, one that the change itself writes is not", async () => {
  const record = (no: string) =>
    `---\nstatus: accepted\n---\n# How fees are kept\n\n## Context and Problem Statement\n\nFees.\n\n## Considered Options\n\n* Cents\n* Floats\n\n## Decision Outcome\n\nChosen option: "Cents", because sums stay exact.\n\n## More Information\n\n* Paths: ${no}\n`;
  using repo = started({ "src/pay/fee.ts": "export const fee = 1;\n", "docs/decisions/0001-fees.md": record("src/pay/**"), "docs/decisions/0002-else.md": record("src/auth/**") });
  repo.commit({ "src/pay/fee.ts": "export const fee = 1.5;\n", "docs/decisions/0003-mine.md": record("src/pay/**") });
  expect((await looked(repo)).lessons).toEqual([
    { id: "0001-fees/floats", says: "choose “Floats”, which was turned down for “Cents”, because “sums stay exact”", from: "docs/decisions/0001-fees.md" },
  ]);
});

describe("check on a repository without any configuration", () => {
  it("R10 R109 says who wrote it, its tier, what is missing and who may give it, and records nothing", async () => {
    using repo = started();
    repo.commit({ [source.path]: source.after });
    const report = await looked(repo);
    expect(report).toMatchObject({ schema: "countersign/check/v1", commits: 1, origin: { human: 0, ai: 0, mixed: 0, unknown: 2 }, policy: { source: "the built-in default" } });
    expect(report.verdict).toMatchObject({ verdict: "deny", tier: "business-logic", types: ["business-logic"] });
    expect(report.verdict.reasons.map(({ code, effect }) => `${code} ${effect}`)).toEqual([
      "order-unproved note",
      "evidence-missing deny",
      "evidence-missing deny",
      "approval-missing wait",
    ]);
    expect(report.contributors).toEqual([{ name: "Ada Author <ada@example.com>", person: null, parts: ["author", "committer"] }]);
  });

  it("R109 R23 takes reports along, and passes or fails by their counts", async () => {
    using repo = started();
    repo.commit({ [source.path]: source.after });
    const evidence = (hits: number[], failed = 0) => [
      { name: "junit.xml", bytes: junit({ failed }) },
      { name: "lcov.info", bytes: lcov(hits) },
    ];
    const outcomes = async (hits: number[], failed?: number) => {
      const { verdict } = await looked(repo, { evidence: evidence(hits, failed) });
      return verdict.criteria.filter(({ kind }) => kind === "check").map(({ id, result }) => `${id} ${result}`);
    };
    expect(await outcomes([1, 1, 1])).toEqual(["tests-pass met", "ai-lines-covered met"]);
    expect(await outcomes([1, 1, 0], 1)).toEqual(["tests-pass not-met", "ai-lines-covered not-met"]);
  });

  it("compares with where a branch usually goes, and a first commit says what to name", async () => {
    using repo = started();
    repo.commit({ [source.path]: source.after });
    expect((await looked(repo, { base: undefined, head: undefined })).base).toBe(repo.git("rev-parse", "main"));
    using lonely = testRepository();
    lonely.commit({ "a.md": "A\n" });
    expect((await failureOf(looked(lonely, { base: undefined, head: undefined }))).toString()).toBe(
      "There is nothing to compare the head with: it is the first commit, and no other branch was found. Name the base.",
    );
  });

  it("C20 refuses a shallow clone, and names the remedy", async () => {
    using repo = started();
    repo.commit({ [source.path]: source.after });
    const clone = mkdtempSync(join(tmpdir(), "countersign-shallow-"));
    try {
      execFileSync("git", ["clone", "--quiet", "--depth=1", "--branch", "topic", `file://${repo.path}`, clone], { stdio: "pipe" });
      const failure = await failureOf(check({ repository: clone, evidence: [], organisation: null, now }));
      expect([failure.code, failure.hint]).toEqual(["shallow-repository", "Run `git fetch --unshallow`, or check out with full depth in the pipeline (`fetch-depth: 0`)."]);
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });
});

describe("R3 who wrote it, end to end", () => {
  const sponsored = "Ada Author <ada@example.com>";
  const claude = "feat: charge\n\nCo-Authored-By: Claude <noreply@anthropic.com>";

  it("by a trailer, beside lines of a person who marks nothing", async () => {
    using repo = started();
    repo.commit({ "src/a.ts": "one\ntwo\n" }, { message: claude });
    repo.commit({ "src/b.ts": "three\n" });
    const report = await looked(repo);
    expect(runs(report)).toEqual(["src/a.ts: 1-2 ai claude-code trailer", "src/b.ts: 1-1 unknown - none"]);
    expect(report.tools).toMatchObject([{ tool: "claude-code", lines: 2 }]);
  });

  it("by a git-ai note, line by line, of which the person's own are the person's", async () => {
    using repo = started();
    const id = repo.commit({ "src/a.ts": "one\ntwo\nthree\n" });
    const note = gitAiNote(id, sponsored, { tool: "cursor", model: "claude-4.6-opus", id: "c1" }, { "src/a.ts": { tool: "1-2", person: "3" } });
    repo.note(id, typeof note.text === "function" ? note.text((label) => label) : note.text, note.ref);
    expect(runs(await looked(repo))).toEqual(["src/a.ts: 1-2 ai cursor note", "src/a.ts: 3-3 human - note"]);
  });

  it("by an Agent Trace, and by a tool's fingerprint in the author's name", async () => {
    using repo = started();
    const content = "one\ntwo\n";
    const trace = agentTrace({
      id: "7c0f2d1e-6f0d-4c55-9a53-0d2a7c1f9e64",
      time: "2026-10-01T10:00:00Z",
      revision: repo.git("rev-parse", "main"),
      tool: { name: "opencode", version: "1.0.0" },
      model: "anthropic/claude-opus-4-6",
      files: { "src/a.ts": content },
    });
    repo.commit({ "src/a.ts": content, ".agent-trace/traces.jsonl": trace });
    repo.commit({ "src/b.ts": "three\n" }, { author: "Ada Author (aider) <ada@example.com>" });
    expect(runs(await looked(repo)).filter((line) => line.startsWith("src/"))).toEqual(["src/a.ts: 1-2 ai opencode trace", "src/b.ts: 1-1 ai aider fingerprint"]);
  });

  it("by the proposal: none makes unmarked lines a person's, unless a mark contradicts it, and a tool makes them its own", async () => {
    using repo = started();
    repo.commit({ "src/b.ts": "two\n" });
    expect(runs(await looked(repo, { declared: "none" }))).toEqual(["src/b.ts: 1-1 human - declared"]);
    repo.commit({ "src/a.ts": "one\n" }, { message: claude });
    expect(runs(await looked(repo, { declared: "none" }))).toEqual(["src/a.ts: 1-1 ai claude-code trailer", "src/b.ts: 1-1 unknown - none"]);
    const declared = await looked(repo, { declared: [{ tool: "cursor", model: null }] });
    expect(declared.origin).toEqual({ human: 0, ai: 2, mixed: 0, unknown: 0 });
  });

  it("follows a line through a rename and a merge to the commit that wrote it", async () => {
    using repo = started({ "src/old.ts": "one\ntwo\nthree\nfour\nfive\n" });
    repo.commit({ "src/old.ts": null, "src/new.ts": "one\ntwo\nthree\nfour\nfive\nsix\n" }, { message: claude });
    repo.branch("side", repo.git("rev-parse", "main"));
    repo.commit({ "src/side.ts": "seven\n" });
    repo.checkout("topic");
    repo.merge("refs/heads/side");
    const report = await looked(repo);
    expect(runs(report)).toEqual(["src/new.ts: 6-6 ai claude-code trailer", "src/side.ts: 1-1 unknown - none"]);
    expect(report.files.map(({ path, status, from }) => [path, status, from])).toEqual([
      ["src/new.ts", "renamed", "src/old.ts"],
      ["src/side.ts", "added", null],
    ]);
  });
});

describe("what a reviewer could overlook", () => {
  const flagsOf = (report: CheckReport) => Object.fromEntries(report.files.map(({ path, content, flags }) => [path, [content, ...flags].join(" ")]));

  it("C08 C10 C11 is named: links out of the repository, submodules, modes, binary content and names that are no UTF-8", async () => {
    using repo = started({ [source.path]: source.before, "run.sh": "#!/bin/sh\n" });
    repo.commit({
      link: { mode: "120000", content: "../../etc/passwd" },
      near: { mode: "120000", content: source.path },
      vendor: { mode: "160000", content: repo.git("rev-parse", "main") },
      "run.sh": { mode: "100755", content: "#!/bin/sh\n" },
      "logo.bin": Buffer.from([0, 1, 2, 3, 255]),
      "bytes:caf\u00e9.txt": "latin\n",
    });
    const report = await looked(repo);
    expect(flagsOf(report)).toMatchObject({
      link: expect.stringContaining("symlink-escape"),
      near: expect.not.stringContaining("symlink-escape"),
      vendor: expect.stringMatching(/^submodule/),
      "run.sh": "text executable-bit",
      "logo.bin": expect.stringMatching(/^binary/),
      "caf\\xe9.txt": expect.stringMatching(/^text/),
    });
    expect(report.verdict.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["symlink-escape", "opaque-content"]));
  });

  it("C04 C16 C17 changed attributes are named, and make no source unreadable", async () => {
    using repo = started();
    repo.commit({ ".gitattributes": "*.ts -diff working-tree-encoding=UTF-16\nsecret/** export-ignore\n", [source.path]: source.after });
    const report = await looked(repo);
    expect(flagsOf(report)).toEqual({ ".gitattributes": "text attributes-changed", [source.path]: "text" });
    expect(report.origin.unknown).toBeGreaterThan(0);
  });

  it("C01 C02 C13 hidden characters and colliding paths are named; twin: plain text in two files is not", async () => {
    using repo = started();
    repo.commit({ "src/a.ts": "const a = 1;\n", "src/b.ts": "const b = 1;\n" });
    expect((await looked(repo)).verdict.reasons.map(({ code }) => code)).not.toContain("hidden-characters");
    repo.commit({ "src/a.ts": "const a = 1; // \u202e admin\n", "src/A.ts": "const a = 2;\n" });
    expect((await looked(repo)).verdict.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(["hidden-characters", "path-collision"]));
  });
});
