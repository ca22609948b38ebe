import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { testOrganisation } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

/** A repository on `main` with one commit, in a folder of its own that is somebody's home too. */
function repository(name: string): { readonly home: string; readonly repo: string } {
  const home = join(root, name);
  const repo = join(home, "shop");
  mkdirSync(repo, { recursive: true });
  const git = (...words: string[]) => execFileSync("git", ["-C", repo, "-c", "user.name=Dana", "-c", "user.email=dana@example.com", ...words], { stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("commit", "-q", "--allow-empty", "-m", "Begin");
  return { home, repo };
}

async function init(name: string, ...more: string[]) {
  const { home, repo } = repository(name);
  const words = ["--data", join(home, "data")];
  const founded = ["init", "--organisation", "Northwind", "--name", "Dana", "--email", "dana@example.com", "--handle", "dana", "--project", "web-shop"];
  return { home, words, ran: await runIn(home, [...founded, ...more, "--repo", repo, ...words], { columns: 200 }) };
}

describe("a founder without an SSH key", () => {
  it("is told the project by its name, and the way through the browser", async () => {
    const { ran } = await init("keyless");
    expect([ran.exit, ran.err]).toEqual([0, ""]);
    expect(ran.out).toContain("countersign policy adopt .countersign/policy.yaml --project web-shop");
    expect(ran.out).not.toContain("--project NAME");
    const steps = [ran.out.indexOf("make your passkey"), ran.out.indexOf("countersign serve"), ran.out.indexOf("countersign policy adopt")];
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
    expect(ran.out).toContain("qualify grant HANDLE code-review");
  });

  it("is not at an end at `policy adopt` either", async () => {
    const { home, words } = await init("adopting");
    const file = join(home, "policy.yaml");
    writeFileSync(file, "policy: 1\nversion: 2\n");
    const { exit, err } = await runIn(home, ["policy", "adopt", file, "--as", "dana", ...words]);
    expect([exit, err.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringContaining("Or sign with a passkey, on the page Policy of `countersign serve`.")]);
  });
});

describe("policy lint", () => {
  it("R62 fails where a rule asks for more qualified people than are enrolled, and names it", async () => {
    await using org = await testOrganisation();
    await org.workplace.close();
    const home = join(root, "linted");
    cpSync(org.folder, join(home, "data", "organisation"), { recursive: true });
    const lint = async (approvals: string) => {
      const file = join(home, "policy.yaml");
      writeFileSync(
        file,
        `policy: 1\nversion: 9\nqualifications: { pay: { granted-by: [administrator], valid-for: 1y } }\ntiers: { business-logic: { human: Judges, ask: meets-requirement, approvals: ${approvals} } }\n`,
      );
      return await runIn(home, ["policy", "lint", file, "--data", join(home, "data")], { columns: 400 });
    };
    expect(await lint("{ count: 1, qualification: code-review }")).toMatchObject({ exit: 0 });
    const { exit, out } = await lint("{ count: 9, qualification: code-review }");
    expect([exit, out]).toEqual([1, expect.stringMatching(/tiers\.business-logic\.approvals.* asks for 9 people qualified for code review, and only/)]);
    // What is wrong in the same way at several settings is said once, with the places.
    const unheld = await lint("{ count: 2, qualification: pay } }, security: { human: Judges, ask: meets-requirement, approvals: { count: 2, qualification: pay }");
    expect(unheld.out.match(/nobody active holds/g)).toHaveLength(1);
    expect(unheld.out).toMatch(/qualification `pay`, which nobody active holds\. qualification-unheld\n +Also `tiers\.security\.approvals` \(.*policy\.yaml:4:\d+\)\./);
  });
});

describe("R14 policy constraints", () => {
  it("lists what there is for a start", async () => {
    const { exit, out } = await runIn(root, ["policy", "constraints", "--json"]);
    expect([exit, (JSON.parse(out) as { sets: { name: string }[] }).sets.map(({ name }) => name)]).toEqual([0, ["health-data-in-logs", "secrets-in-source", "sql-from-strings"]]);
  });

  it("puts a set beside the policy and names it there, so that the lint has nothing against it and check denies what breaks it; nothing that is there is changed", async () => {
    const { home, repo } = repository("starting");
    const file = join(repo, ".countersign/policy.yaml");
    mkdirSync(join(repo, ".countersign"));
    writeFileSync(file, "policy: 1\nversion: 1\n");
    const data = ["--data", join(home, "data")];
    const add = async (set: string) =>
      JSON.parse((await runIn(home, ["policy", "constraints", set, "--repo", repo, "--json", ...data])).out) as {
        written: string[];
        kept: string[];
        lines: string;
        appended: boolean;
      };
    expect(await add("health-data-in-logs")).toMatchObject({ written: { length: 3 }, kept: [], appended: true });
    const text = readFileSync(file, "utf8");
    expect(text.startsWith("policy: 1\nversion: 1\n\nconstraints:\n  - { id: health-data-in-logs-java, why: ")).toBe(true);
    expect(await add("health-data-in-logs")).toMatchObject({ written: [], kept: { length: 3 }, lines: "", appended: false });
    expect(await add("sql-from-strings")).toMatchObject({ written: { length: 3 }, appended: false });
    expect(readFileSync(file, "utf8")).toBe(text);
    const { exit, out } = await runIn(home, ["policy", "lint", file, ...data]);
    expect([exit, out]).toEqual([0, `${file} is in order.\n  3 rules with 38 examples, which were run.\n`]);
    const git = (...words: string[]) => execFileSync("git", ["-C", repo, "-c", "user.name=Dana", "-c", "user.email=dana@example.com", ...words], { stdio: "pipe" });
    git("add", ".");
    git("commit", "-q", "-m", "Govern it");
    git("switch", "-q", "-c", "topic");
    writeFileSync(join(repo, "a.py"), "def seen(record):\n    name = record.patient_name\n    log.info(name)\n");
    git("add", ".");
    git("commit", "-q", "-m", "Log it");
    const checked = await runIn(home, ["check", "--repo", repo, ...data], { columns: 200 });
    expect([checked.exit, checked.out]).toEqual([1, expect.stringContaining("a.py:3 breaks the constraint health-data-in-logs-python")]);
  });

  it("a rule that does not keep its promise fails the lint with the line of the example, and bad YAML with its own", async () => {
    const { home, repo } = repository("promising");
    mkdirSync(join(repo, "constraints"));
    const file = join(repo, "policy.yaml");
    writeFileSync(file, "policy: 1\nversion: 2\nconstraints: [{ id: logs, why: No names, rule: constraints/logs.yaml, severity: deny }]\n");
    const lint = async (rule: string) => {
      writeFileSync(join(repo, "constraints/logs.yaml"), rule);
      const { exit, out } = await runIn(home, ["policy", "lint", file, "--data", join(home, "data")], { columns: 400 });
      return `${exit} ${out.split("\n").find((line) => line.includes("logs.yaml:")) ?? ""}`.replaceAll(repo, "");
    };
    expect(await lint("language: js\nrule: { pattern: log($A) }\nvalid: [log(1)]\ninvalid: [log(2)]\n")).toBe(
      "1   ✗ /constraints/logs.yaml:3:9: The rule `constraints/logs.yaml` of `logs`: the valid example `valid[0]` breaks the rule in its line 1, and should not. rule-test-failed",
    );
    expect(await lint("language: [js\nrule: {}\n")).toMatch(
      /^1 {3}✗ \/constraints\/logs\.yaml:2:1: The rule `constraints\/logs\.yaml` of `logs`: This is not readable YAML: .* rule-invalid$/,
    );
    expect(await lint("language: js\nrule: { pattern: log($A) }\nvalid: [log()]\ninvalid: [log(2)]\n")).toBe("0 ");
  });
});

describe("policy explain", () => {
  it("R78: of a path says also how many approve where AI wrote", async () => {
    const { home, repo } = repository("explaining");
    const words = ["policy", "explain", "src/pay.ts", "--repo", repo, "--data", join(home, "data")];
    const file = join(home, "policy.yaml");
    writeFileSync(file, "policy: 1\nversion: 1\nai: { reviewers: { human: 1, ai: 3, mixed: 3, unknown: 1 } }\n");
    const { out } = await runIn(home, [...words, "--file", file], { columns: 300 });
    expect(out).toContain("where AI wrote, or where AI and a person wrote: approved by 3 people qualified for code review");
    const { json } = await runIn(home, [...words, "--file", file, "--json"]);
    expect(json()).toMatchObject({ byOrigin: [{ origins: ["ai", "mixed"] }] });
    writeFileSync(file, "policy: 1\nversion: 1\nai: { reviewers: { human: 1, ai: 1, mixed: 1, unknown: 1 } }\n");
    expect((await runIn(home, [...words, "--file", file])).out).not.toContain("where AI");
  });
});

describe("policy adopt", () => {
  it("prints what is worth a look as warnings, since it is in force, and what keeps it out as the error that it is", async () => {
    const key = join(root, "id_ed25519");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const { home, words, ran } = await init("keyed", "--key", `${key}.pub`);
    expect([ran.exit, ran.err]).toEqual([0, ""]);
    const file = join(home, "policy.yaml");
    const adopt = (text: string) => {
      writeFileSync(file, text);
      return runIn(home, ["policy", "adopt", file, "--as", "dana", "--key", key, ...words], { columns: 200 });
    };
    const { exit, out, err } = await adopt("policy: 1\nversion: 2\n");
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Version 2 is in force for the organisation: entry \d+ of the ledger\./);
    expect(out).toMatch(/\d+ warnings, of which none keeps it out of force:/);
    expect(out).toContain("qualification-unheld");
    expect(out).not.toContain("✗");
    const loose = await adopt("policy: 1\nversion: 3\nenvironments:\n  staging: { human: Nobody stops it, check: tests-pass }\n");
    expect([loose.exit, loose.out, loose.err]).toEqual([2, "", expect.stringContaining("policy.yaml:4:")]);
  });
});
