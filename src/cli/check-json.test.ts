import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { CheckReport } from "../workflow/index.ts";
import { checkReportSchema } from "./check-json.ts";
import { runIn, testFolder } from "./testing.ts";

const { path: root, remove } = testFolder();
const repository = join(root, "repository");

function git(...words: string[]) {
  const config = ["-c", "user.name=Ana Costa", "-c", "user.email=ana@northwind.example", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...config, ...words], { cwd: repository, env: { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" } });
}

beforeAll(() => {
  mkdirSync(join(repository, "src/auth"), { recursive: true });
  git("init", "-q", "-b", "main");
  writeFileSync(join(repository, "src/index.ts"), "export const one = 1;\n");
  git("add", ".");
  git("commit", "-q", "-m", "Begin");
  git("checkout", "-q", "-b", "feature");
  writeFileSync(join(repository, "src/auth/session.ts"), "export const two = 2;\nexport const three = 3;\n");
  git("add", ".");
  git("commit", "-q", "-m", "Keep \u001b[31msessions\n\nCo-authored-by: Claude <noreply@anthropic.com>");
  writeFileSync(join(root, "junit.xml"), '<testsuite name="a" tests="1"><testcase classname="a" name="works"/></testsuite>');
}, 60_000);
afterAll(remove);

const check = (...words: string[]) => runIn(root, ["check", "--repo", repository, "--base", "main", ...words]);

describe("check --json", () => {
  it("documents every member that the report has", () => {
    expectTypeOf<z.output<typeof checkReportSchema>>().toExtend<CheckReport>();
  });

  it("prints the documented document, with every member of it known", async () => {
    const { exit, out, err, json } = await check("--json", "--evidence", join(root, "junit.xml"));
    expect([exit, err]).toEqual([1, ""]);
    // Unknown members are dropped by the schema, so equality shows that the page documents them all.
    expect(checkReportSchema.parse(json())).toEqual(json());
    expect(json()).toMatchObject({ title: "Keep \u001b[31msessions", origin: { ai: 2, human: 0, mixed: 0, unknown: 0 }, verdict: { verdict: "deny", tier: "security" } });
    expect(out).not.toContain("\u001b");
  });

  it("judges for an environment when one is named", async () => {
    const { json } = await check("--json", "--environment", "production");
    expect(checkReportSchema.parse(json()).verdict.environment).toBe("production");
  });
});

describe("check", () => {
  it("R78, C13: opens with the answer, says the tier with its rules and who wrote it, and obeys no title", async () => {
    const { out, err } = await check("--no-ai", "--requirement", "AUTH-1");
    expect(err).toBe("");
    expect(out.split("\n")[0]).toMatch(/^✖ deny {2}\S/);
    expect(out).toContain("Change      Keep \\x1b[31msessions\n");
    expect(out).toContain("Tier        security, for security\n");
    expect(out).toContain("Because     change-types.security.paths[0]: src/auth/session.ts\n");
    expect(out).toContain("Written by  ▌ai 2 of 2 (100 %)\n");
    expect(out).toMatch(/ {2}▌ claude-code.* — 2 lines, ai, by trailer, medium confidence\n/);
    expect(out.split("\n").filter((row) => row.length > 80)).toEqual([]);
  });

  it("R12: lists every reason that denies with the verdict, as many as its headline counts", async () => {
    const { out } = await check("--requirement", "AUTH-1");
    const [head = ""] = out.split("\n\n");
    const [, more] = /(\d+) more reasons hold it up/.exec(head.replaceAll(/\s+/g, " ")) ?? [];
    expect([Number(more), head.match(/^ {2}✖ /gm)?.length]).toEqual([2, 2]);
    expect(head.replaceAll(/\s+/g, " ")).toContain("✖ No accepted coverage report shows this: At least 80 % of the lines AI wrote are covered by tests.");
  });

  it("R83: says for each tool how many of its executable lines a test ran, and of how many nothing is known", async () => {
    writeFileSync(join(root, "lcov.info"), "TN:\nSF:src/auth/session.ts\nDA:1,3\nDA:2,0\nLF:2\nLH:1\nend_of_record\n");
    const said = async (...words: string[]) => /Coverage of AI lines\n(?: {2}.*\n)+/.exec((await check("--requirement", "AUTH-1", ...words)).out)?.[0];
    expect(await said()).toBe("Coverage of AI lines\n  claude-code 2 lines: 2 without data\n");
    expect(await said("--evidence", join(root, "lcov.info"))).toBe("Coverage of AI lines\n  claude-code 2 lines: 1 of 2 executable covered (50 %)\n");
    const { coverage } = checkReportSchema.parse((await check("--json", "--evidence", join(root, "lcov.info"))).json());
    const counts = { lines: 2, coverable: 2, executable: 2, hit: 1, withoutData: 0 };
    const none = { lines: 0, coverable: 0, executable: 0, hit: 0, withoutData: 0 };
    expect(coverage).toEqual({
      reported: true,
      unknownCounts: true,
      ai: counts,
      unknown: none,
      all: counts,
      tools: [{ tool: "claude-code", ...counts }],
      methods: [{ method: "trailer", ...counts }],
      files: [{ path: "src/auth/session.ts", ai: counts, unknown: none }],
    });
  });

  it("R46, R68: says how many of the added lines only moved, and names what makes checks find less than before", async () => {
    const body = "export function pay(amount) {\n  const fee = amount * 2;\n  return fee;\n}\n";
    git("checkout", "-q", "-b", "moving", "main");
    writeFileSync(join(repository, "src/old.js"), `one();\n${body}`);
    git("add", ".");
    git("commit", "-q", "-m", "Pay");
    writeFileSync(join(repository, "src/old.js"), "one();\n");
    writeFileSync(join(repository, "src/new.js"), `${body}eval(x); // eslint-disable-line\n`);
    git("add", ".");
    git("commit", "-q", "-m", "Move");
    git("checkout", "-q", "feature");
    const words = ["check", "--repo", repository, "--base", "moving~1", "--head", "moving"];
    const { out } = await runIn(root, words);
    const said = out.replaceAll(/\s+/g, " ");
    expect(said).toContain("2 files, +5 −4; 4 of the added lines only moved");
    expect(said).toContain("src/new.js:5 “eslint-disable-line” keeps a static analysis silent here.");
    const { files, weakenings } = checkReportSchema.parse((await runIn(root, [...words, "--json"])).json());
    expect(files.map(({ path, added, moved }) => [path, added, moved])).toEqual([
      ["src/new.js", 5, 4],
      ["src/old.js", 0, 0],
    ]);
    expect(weakenings.map(({ kind, path, line }) => [kind, path, line])).toEqual([["analysis-suppressed", "src/new.js", 5]]);
  });

  it("refuses a declaration that contradicts itself", async () => {
    expect(await check("--no-ai", "--tool", "cursor")).toMatchObject({ exit: 2, out: "" });
  });
});
