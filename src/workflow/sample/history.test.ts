import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEvidence, reportInconsistencies, Tree, withInconsistencies } from "../../evidence/index.ts";
import { coverLines } from "../../evidence/testing.ts";
import { git, isAncestor, listTree, type MadeRepository, makeRepository, openRepository, policyPath, readFileAt } from "../../git/index.ts";
import type { Reading, TestReport } from "../../model/evidence.ts";
import { standardRoles } from "../../model/people.ts";
import { effectivePolicy, loadPolicyFile } from "../../policy/index.ts";
import { type Look, look } from "../look.ts";
import { sampleBranch, sampleEvidence, sampleHistory, samplePeople } from "./history.ts";

const scratch = mkdtempSync(join(tmpdir(), "countersign-sample-"));
const folder = join(scratch, "repository");
let made: MadeRepository;
let onMain: Look;
let onBranch: Look;
let headPaths: readonly string[];

const id = (label: string) => made.commits.get(label) ?? "";

beforeAll(async () => {
  made = await makeRepository(folder, await sampleHistory());
  await using repository = await openRepository(folder);
  onMain = await look(repository, { base: id("initial"), head: id("policy") }, null);
  onBranch = await look(repository, { base: id("policy"), head: id("phone-run") }, null);
  headPaths = (await listTree(repository, id("phone-run"))).map(({ path }) => path);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** `path: start-end label origin tool`, so that a table reads like blame. */
function blamed({ attribution }: Look): string[] {
  const labels = new Map([...made.commits].map(([label, commit]) => [commit, label]));
  return attribution.files.flatMap(({ path, runs }) =>
    runs.map(({ start, end, commit, origin, tool, method }) => `${path} ${start}-${end} ${labels.get(commit ?? "")} ${origin} ${tool ?? "-"} ${method}`),
  );
}

describe("the repository of the sample", () => {
  it("has the same ids every time, a branch that starts at main's tip, and evidence made at both ends", async () => {
    const again = await makeRepository(join(scratch, "again"), await sampleHistory());
    expect([...again.commits]).toEqual([...made.commits]);
    expect(made.branches.get("main")).toBe(id("policy"));
    expect(made.branches.get(sampleBranch)).toBe(id("phone-run"));
    await using repository = await openRepository(folder);
    expect(await isAncestor(repository, id("policy"), id("phone-run"))).toBe(true);
    const page = readFileSync(new URL("evidence/README.md", import.meta.url), "utf8");
    expect([...page.matchAll(/`([0-9a-f]{40})`/g)].map((match) => match[1])).toEqual([id("phone-run"), id("policy")]);
  });

  it("has a policy of its own in main that tightens the default, and every person of it enrolled with roles that mean something", async () => {
    await using repository = await openRepository(folder);
    const text = (await readFileAt(repository, id("policy"), policyPath))?.toString() ?? "";
    const policy = effectivePolicy(null, loadPolicyFile(text, policyPath), { now: Date.parse("2026-10-06T12:00:00Z"), project: null });
    expect(policy.project?.version).toBe(1);
    expect(policy.limits).toMatchObject({ changeLines: 300, skippedTests: 0.05 });
    const emails = new Set(samplePeople.flatMap((person) => person.emails));
    const authors = onMain.range.commits.concat(onBranch.range.commits).map(({ author }) => author.email);
    expect([...new Set(authors)].filter((email) => !emails.has(email))).toEqual(["198982749+copilot@users.noreply.github.com"]);
    expect(samplePeople.flatMap(({ roles }) => roles).filter((role) => !standardRoles.some((known) => known === role))).toEqual([]);
  });

  it("is a change by Ana alone, small, that hides nothing", () => {
    expect([...new Set(onBranch.range.commits.flatMap(({ author, committer }) => [author.email, committer.email]))]).toEqual(["ana.costa@northwind.example"]);
    expect(onBranch.attribution.sponsors).toEqual([{ name: "Ana Costa", email: "ana.costa@northwind.example" }]);
    expect(onBranch.attribution.counts).toEqual({ human: 7, ai: 80, mixed: 0, unknown: 27 });
    expect(onBranch.range.files.map(({ path, added, deleted }) => `${path} +${added} -${deleted}`)).toEqual([
      "docs/how-it-works.md +3 -2",
      "src/channel.js +5 -2",
      "src/phone.js +36 -0",
      "src/run.js +11 -1",
      "test/channel.test.js +9 -0",
      "test/phone.test.js +37 -0",
      "test/run.test.js +13 -0",
    ]);
    expect([...onBranch.range.flags, ...onBranch.range.files.flatMap(({ flags }) => flags)]).toEqual([]);
  });
});

describe("R3 who wrote the sample", () => {
  it("is found line by line on main: five tools by their own marks, people only where a note says so, else unknown", () => {
    expect(blamed(onMain).filter((row) => !row.includes(" unknown "))).toEqual([
      "src/channel.js 1-3 channel ai cursor note",
      "src/channel.js 4-5 channel human - note",
      "src/channel.js 6-22 channel ai cursor note",
      "src/message.js 1-23 message ai claude-code trailer",
      "src/outbox.js 1-5 outbox ai copilot-coding-agent trailer",
      "src/outbox.js 6-8 outbox-cap ai aider fingerprint",
      "src/outbox.js 9-9 outbox ai copilot-coding-agent trailer",
      "src/outbox.js 10-11 outbox-cap ai aider fingerprint",
      "src/outbox.js 12-22 outbox ai copilot-coding-agent trailer",
      "src/outbox.js 23-23 outbox-cap ai aider fingerprint",
      "src/outbox.js 24-26 outbox ai copilot-coding-agent trailer",
      "src/run.js 1-24 run ai opencode trace",
      "test/channel.test.js 1-17 channel ai cursor note",
      "test/channel.test.js 18-25 channel human - note",
      "test/channel.test.js 26-26 channel ai cursor note",
      "test/message.test.js 1-22 message ai claude-code trailer",
      "test/outbox.test.js 1-27 outbox ai copilot-coding-agent trailer",
      "test/outbox.test.js 28-33 outbox-cap ai aider fingerprint",
      "test/outbox.test.js 34-45 outbox ai copilot-coding-agent trailer",
      "test/run.test.js 1-34 run ai opencode trace",
    ]);
    const unmarked = new Set(blamed(onMain).flatMap((row) => / (\S+) unknown /.exec(row)?.[1] ?? []));
    expect([...unmarked].sort()).toEqual(["docs", "policy", "quiet-hours", "run", "start"]);
  });

  it("is found line by line on the branch", () => {
    expect(blamed(onBranch)).toEqual([
      "docs/how-it-works.md 7-9 phone-run unknown - none",
      "src/channel.js 1-2 phone-channel human - note",
      "src/channel.js 4-4 phone-channel human - note",
      "src/channel.js 12-12 phone-channel ai cursor note",
      "src/channel.js 20-20 phone-channel ai cursor note",
      "src/phone.js 1-36 phone ai claude-code trailer",
      "src/run.js 5-5 phone-run unknown - none",
      "src/run.js 8-8 phone-run unknown - none",
      "src/run.js 13-13 phone-run unknown - none",
      "src/run.js 23-24 phone-run unknown - none",
      "src/run.js 29-34 phone-run unknown - none",
      "test/channel.test.js 23-27 phone-channel ai cursor note",
      "test/channel.test.js 28-31 phone-channel human - note",
      "test/phone.test.js 1-37 phone ai claude-code trailer",
      "test/run.test.js 18-30 phone-run unknown - none",
    ]);
  });

  it("is told without a contradiction: all that is missing is a trailer beside a note or a trace", () => {
    const found = [...onMain.attribution.findings, ...onBranch.attribution.findings].map(
      ({ code, commit }) => `${code} ${[...made.commits].find(([, each]) => each === commit)?.[0]}`,
    );
    expect(found).toEqual(["trailer-missing channel", "trailer-missing run", "trailer-missing phone-channel"]);
  });
});

describe("the evidence of the sample", () => {
  const readings = async (end: "head" | "base") => (await sampleEvidence())[end].map(({ name, bytes }) => readEvidence(bytes, { name }));
  const only = <Kind extends string>(all: readonly Reading[], kind: Kind) =>
    all.flatMap(({ report }) => (report?.kind === kind ? [report as Extract<typeof report, { kind: Kind }>] : []))[0];

  it("is accepted, and nothing contradicts it: every path is the head's, no test is gone or skipped", async () => {
    const [head, base] = [await readings("head"), await readings("base")];
    expect([...head, ...base].map(({ format, state, inconsistencies }) => ({ format, state, inconsistencies }))).toEqual(
      ["junit", "lcov", "sarif", "junit"].map((format) => ({ format, state: "accepted", inconsistencies: [] })),
    );
    const changed = onBranch.range.files.map(({ path }) => path).filter((path) => path.startsWith("src/"));
    const tree = new Tree(headPaths);
    const expected = { tests: { minimum: 1, skippedRatio: 0, base: only(base, "tests") ?? null }, coverage: { tree, changed, lengths: new Map() } };
    const checked = head.map((reading) => withInconsistencies(reading, reading.report === null ? [] : reportInconsistencies(reading.report, expected)));
    expect(checked.map(({ state, inconsistencies }) => ({ state, inconsistencies }))).toEqual(Array.from({ length: 3 }, () => ({ state: "accepted", inconsistencies: [] })));
    expect(only(head, "analysis")).toMatchObject({ kind: "analysis", tools: ["Biome"], findings: [] });
    for (const { file } of only(head, "tests")?.cases ?? []) expect(headPaths).toContain(file);
  });

  it("R83 covers at least 80 % of the lines that count as AI's, and leaves none without data", async () => {
    const coverage = only(await readings("head"), "coverage");
    const wanted = new Map(
      onBranch.attribution.files.filter(({ path }) => path.startsWith("src/")).map(({ path, runs }) => [path, runs.filter(({ origin }) => origin !== "human")]),
    );
    const covered = coverage && coverLines(coverage, new Tree(headPaths), wanted);
    expect(covered?.withoutData).toBe(0);
    expect(covered?.executable).toBeGreaterThanOrEqual(40);
    expect((covered?.hit ?? 0) / (covered?.executable ?? 0)).toBeGreaterThanOrEqual(0.8);
  });

  it.each([
    { end: "head", branch: sampleBranch, passed: 33 },
    { end: "base", branch: "main", passed: 23 },
  ] as const)("is what the tests of $branch say today", async ({ end, branch, passed }) => {
    await git({ gitDirectory: join(folder, ".git"), home: folder }, ["checkout", "--quiet", branch]);
    const ran = spawnSync(process.execPath, ["--test", "--test-reporter=junit"], { cwd: folder, env: { PATH: process.env["PATH"] } });
    const [today, recorded] = [only([readEvidence(ran.stdout)], "tests"), only(await readings(end), "tests")];
    expect(ran.status).toBe(0);
    expect(today).toMatchObject({ passed, failed: 0, errors: 0, skipped: 0, flaky: 0 });
    const identities = (report: TestReport | undefined) => report?.cases.map(({ identity }) => identity).sort();
    expect(identities(recorded)).toEqual(identities(today));
  });
});
