import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packNames } from "../../blueprint/index.ts";
import { commands as entries } from "../table.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

/** A work tree of its own with one commit on a branch. */
function workTree(
  name: string,
  files: Readonly<Record<string, string>>,
  branch = "main",
): { readonly path: string; git(...args: string[]): string; write(files: Readonly<Record<string, string>>): void } {
  const path = join(root, name);
  const env = { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: path, env, encoding: "utf8" });
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(more)) {
      mkdirSync(join(path, file, ".."), { recursive: true });
      writeFileSync(join(path, file), text);
    }
  };
  mkdirSync(path);
  git("init", "-q", "-b", branch);
  for (const [key, value] of [
    ["user.name", "Dana Okafor"],
    ["user.email", "dana@northwind.example"],
  ] as const)
    git("config", key, value);
  write(files);
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "-m", "Begin");
  return { path, git, write };
}

const data = (name: string) => join(root, `data-${name}`);
const init = (name: string, ...words: string[]) => runIn(root, ["init", "--repo", join(root, name), "--data", data(name), ...words]);
const founding = ["--organisation", "Northwind", "--name", "Dana", "--email", "dana@northwind.example"];

beforeAll(() => {
  for (const person of ["dana", "eli", "finn", "gita"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", person, "-f", join(root, person)]);
});

describe("init", () => {
  it("R8: writes what it proposes, in force at once where the administrator can sign, and the lint finds nothing of its own in it", async () => {
    const { path } = workTree("clinic", { "src/patients/read.ts": "export const one = 1;\n", "src/acl.ts": "x\n" });
    const ran = await init("clinic", ...founding, "--key", join(root, "dana.pub"), "--pack", "healthcare", "--json");
    expect([ran.exit, ran.err]).toEqual([0, ""]);
    expect(ran.json()).toMatchObject({
      founded: true,
      policy: { adopted: true, left: null, types: expect.arrayContaining([expect.objectContaining({ name: "patient-data", files: 1 })]) },
    });
    expect(readdirSync(join(path, ".countersign")).toSorted()).toEqual([
      ...["ai-policy.yaml", "audit-trail.yaml", "blueprint.yaml", "charter.yaml", "constraints", "decisions", "delivery.yaml"],
      ...["policy.schema.json", "policy.yaml", "risks.yaml", "schemas"],
    ]);
    expect(readdirSync(path).filter((name) => name.startsWith(".countersign-"))).toEqual([]);
    const lint = await runIn(root, ["policy", "lint", "--repo", path, "--data", join(root, "nothing"), "--json"]);
    expect([
      lint.exit,
      (lint.json() as { findings: { place: { file: string } | null }[] }).findings.filter(({ place }) => place?.file.endsWith(".countersign/policy.yaml")),
    ]).toEqual([0, []]);
    const again = await init("clinic");
    expect([again.exit, again.out]).toEqual([0, expect.stringContaining("is there already and is kept")]);
  });

  it.each(packNames)("knows the pack %s", async (pack) => {
    workTree(`of-${pack}`, { "src/a.ts": "x\n", "b.py": "x\n", "C.java": "class C {}\n" });
    const ran = await init(`of-${pack}`, ...founding, "--key", join(root, "dana.pub"), "--pack", pack, "--json");
    expect([ran.exit, ran.json()]).toEqual([0, expect.objectContaining({ policy: expect.objectContaining({ adopted: true }) })]);
  });

  it("takes nothing from the repository with --plain", async () => {
    const { path } = workTree("bare-bones", { "src/acl.ts": "x\n" });
    await init("bare-bones", ...founding, "--plain");
    expect(readFileSync(join(path, ".countersign/policy.yaml"), "utf8")).toMatch(/\npolicy: 1\nversion: 1\n$/);
  });

  it("governs the branch that is checked out where none is called as most are", async () => {
    workTree("odd", {}, "unstable");
    const ran = await init("odd", ...founding, "--json");
    expect(ran.json()).toMatchObject({ branch: "refs/heads/unstable" });
  });

  it("R49: starts the blueprint on the day that is named, writes drafts where none is, and keeps those that are there", async () => {
    const { path } = workTree("begun", { "docs/adr/0003-use-git.md": "# Use git\n" });
    const begun = await init("begun", ...founding, "--handle", "dana", "--blueprint", "2027-03-01", "--json");
    const { blueprint } = begun.json() as { blueprint: { written: string[]; started: object } };
    expect([begun.exit, blueprint.started]).toEqual([0, { start: "2027-03-01", end: "2027-03-19", warning: null }]);
    expect(blueprint.written).toContain("docs/adr/0004-begin-with-one-deployable-made-of-modules.md");
    expect(readFileSync(join(path, ".countersign/blueprint.yaml"), "utf8")).toMatch(/^start: 2027-03-01$/m);
    expect(readFileSync(join(path, ".countersign/blueprint.yaml"), "utf8")).toMatch(/^ {2}policy-owner: \{ holds: \[dana\] \}$/m);
    expect((await init("begun", "--json")).json()).toMatchObject({ blueprint: { written: [], started: null } });
    expect((await init("begun", "--blueprint", "now", "--json")).json()).toMatchObject({ error: { code: "already-exists" } });
    const cs = (...words: string[]) => runIn(root, [...words, "--data", data("begun"), "--as", "dana"]);
    await cs("people", "add", "pia", "--name", "Pia", "--email", "pia@northwind.example", "--role", "policy-owner");
    const misspelt = await cs("people", "add", "quin", "--name", "Quin", "--email", "quin@northwind.example", "--role", "revewer");
    expect(misspelt.out).toContain('"revewer" is taken as a role of your own. Did you mean `reviewer`?\n  countersign people change quin --role reviewer\n');
    const other = workTree("others", {});
    const refused = await runIn(root, ["init", "--repo", other.path, "--data", data("begun"), "--as", "pia", "--blueprint", "now", "--json"]);
    expect([refused.json(), existsSync(join(other.path, ".countersign"))]).toEqual([{ error: expect.objectContaining({ code: "refused" }) }, false]);
    const bare = workTree("unplanned", {});
    await init("unplanned", ...founding, "--no-blueprint");
    expect(readdirSync(join(bare.path, ".countersign")).toSorted()).toEqual(["policy.schema.json", "policy.yaml"]);
  });

  it.each([
    ["the blueprint's first day is none", ["--blueprint", "2027-02-30"], {}, "bad-usage"],
    ["a blueprint stands there and says when it starts", ["--blueprint", "now"], { ".countersign/blueprint.yaml": "blueprint: 1\n" }, "already-exists"],
    ["a policy stands there and a pack is asked for", ["--pack", "saas"], { ".countersign/policy.yaml": "policy: 1\nversion: 1\n" }, "already-exists"],
    ["the project's name is none", ["--project", "A b"], {}, "bad-input"],
    ["its key is not there", ["--key", "nowhere.pub"], {}, "not-found"],
    ["a rule says something else", ["--pack", "saas"], { ".countersign/constraints/secrets-in-source.yaml": "mine\n" }, "already-exists"],
  ] as const)("founds nothing and writes nothing where %s", async (what, words, files, code) => {
    const name = `refused-${code}-${what.length}`;
    const { path, git } = workTree(name, files);
    const ran = await init(name, ...founding, "--json", ...words);
    expect([ran.exit, ran.json(), existsSync(data(name)), git("status", "--short")]).toEqual([2, { error: expect.objectContaining({ code }) }, false, ""]);
    expect(readdirSync(path).filter((each) => each.startsWith(".countersign-"))).toEqual([]);
  });

  it("needs the organisation's name where nobody can be asked", async () => {
    workTree("nameless", {});
    const ran = await init("nameless", "--json");
    expect([ran.exit, ran.json(), existsSync(data("nameless"))]).toEqual([2, { error: expect.objectContaining({ code: "bad-usage", hint: "Add --organisation." }) }, false]);
  });
});

describe("a team with its first governed change", () => {
  it("R10 R38: goes from nothing to a change that is denied, mended and allowed, in twenty commands and no question", async () => {
    const { path, git, write } = workTree("shop", { "src/acl.ts": "export const may = false;\n", "package.json": "{}\n" });
    let commands = 1;
    const cs = async (exit: number, words: readonly string[], as = "dana") => {
      commands++;
      const repository = entries.find(({ name }) => name === words[0] || name === words.slice(0, 2).join(" "))?.repository === true;
      const ran = await runIn(root, [...words, "--data", data("shop"), "--as", as, ...(repository ? ["--repo", path] : [])]);
      expect(ran.exit, `${words.join(" ")}\n${ran.out}${ran.err}`).toBe(exit);
      return ran;
    };
    const proposed = async () => ((await cs(0, ["propose", "--base", "main", "--head", "feature", "--requirement", "SHOP-1", "--json"])).json() as { change: string }).change;
    const report = (name: string, text: string) => {
      writeFileSync(join(root, name), text);
      return join(root, name);
    };
    const tested = (failures: number) =>
      report(
        `junit-${failures}.xml`,
        `<testsuites><testsuite name="acl" tests="1" failures="${failures}"><testcase classname="acl" name="lets in" time="0.01">${failures > 0 ? '<failure message="no"/>' : ""}</testcase></testsuite></testsuites>\n`,
      );

    expect((await init("shop", ...founding, "--handle", "dana", "--key", join(root, "dana.pub"))).exit).toBe(0);
    git("add", ".countersign");
    git("commit", "-qm", "Govern this repository");
    const judges = { eli: "code-review", finn: "code-review", gita: "security" };
    for (const [person, domain] of Object.entries(judges)) {
      await cs(0, ["people", "add", person, "--name", person, "--email", `${person}@northwind.example`, "--role", "reviewer"]);
      await cs(0, ["keys", "add", person, join(root, `${person}.pub`)]);
      await cs(0, ["qualify", "grant", person, domain, "--basis", "Maintains it"]);
    }

    git("checkout", "-qb", "feature");
    write({ "src/acl.ts": "export const may = 1;\n" });
    git("commit", "-qam", "Let them in", "-m", "Co-Authored-By: Claude <noreply@anthropic.com>");
    // What `init` proposed for this repository rules: the default knows nothing of src/acl.ts.
    expect((await cs(1, ["check", "--base", "main", "--head", "feature"])).out).toMatch(/^✖ deny[\s\S]*security/);
    const first = await proposed();
    await cs(0, ["evidence", "add", tested(1), "--commit", "feature", "--producer", "ci"]);
    expect((await cs(1, ["gate", "--environment", "merge", "--change", first])).out).toMatch(/^✖ deny/);

    write({ "src/acl.ts": "export const may = true;\n" });
    git("commit", "-qam", "Let them in as they are", "-m", "Co-Authored-By: Claude <noreply@anthropic.com>");
    const change = await proposed();
    expect(change).toBe(first);
    const sarif = { version: "2.1.0", runs: [{ tool: { driver: { name: "scan", rules: [{ id: "r" }] } }, invocations: [{ executionSuccessful: true }], results: [] }] };
    const others = [report("lcov.info", "SF:src/acl.ts\nDA:1,3\nLF:1\nLH:1\nend_of_record\n"), report("scan.sarif", JSON.stringify(sarif))];
    await cs(0, ["evidence", "add", tested(0), ...others, "--commit", "feature", "--producer", "ci"]);
    const answers = report("answers.yaml", "answers:\n  meets-requirement: { value: met, link: SHOP-1 }\n  threat-considered: { value: met, reason: Only members }\n");
    for (const person of Object.keys(judges)) await cs(0, ["decide", change, "approve", "--key", join(root, person), "--answers", answers], person);
    expect((await cs(0, ["gate", "--environment", "merge", "--change", change])).out).toMatch(/^✔ allow/);
    expect(commands).toBe(20);
  }, 120_000);
});

describe("gaps", () => {
  it("R18: is an answer for people, programs and files, and exits with 1 where something is missing", async () => {
    const { path } = workTree("gaps", { "src/auth/login.ts": "x\n", ".github/workflows/ci.yml": "on: pull_request\njobs: { a: { steps: [{ run: npm test }] } }\n" });
    const gaps = (...words: string[]) => runIn(root, ["gaps", "--repo", path, "--data", data("none"), ...words], { clock: () => Date.parse("2026-11-23") });
    const page = await gaps();
    expect([page.exit, page.out.split("\n")[0]]).toEqual([1, expect.stringMatching(/^1 of \d+ gates is there, \d+ are missing/)]);
    expect((await gaps("--json")).json()).toMatchObject({
      project: "gaps",
      today: "2026-11-23",
      gates: expect.arrayContaining([expect.objectContaining({ id: "tests", state: "met" })]),
    });
    expect((await gaps("--format", "markdown")).out).toMatch(/^# Gates of `gaps`\n/);
  });
});
