import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEvidence } from "../../evidence/index.ts";
import { runIn } from "../testing.ts";

let home = "";
let root = "";
const env = () => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
  GIT_AUTHOR_DATE: "1780000000 +0000",
  GIT_COMMITTER_DATE: "1780000000 +0000",
});
const git = (...args: string[]) => execFileSync("git", args, { cwd: root, env: env(), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const commit = (message: string) => {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
  return git("rev-parse", "HEAD");
};
const policy = (ai: string) => write(".countersign/policy.yaml", `policy: 1\nversion: 1\nai: ${ai}\n`);
const disclosure = (...words: string[]) => runIn(root, ["disclosure", ...words, "--no-cache"], { home });
const said = async (...words: string[]) => {
  const { exit, out } = await disclosure(...words);
  return [exit, out.replace(/\s+/g, " ").trim()] as const;
};

/** A note that gives the first lines of a file to Claude Code. */
const note = (id: string, path: string, lines: string) => {
  const about = {
    schema_version: "authorship/3.0.0",
    base_commit_sha: id,
    prompts: { a1b2c3d4e5f60718: { agent_id: { tool: "claude-code", id: "s", model: "claude-sonnet-4-5" }, human_author: null } },
  };
  execFileSync("git", ["notes", "--ref=ai", "add", "-f", "-F", "-", id], {
    cwd: root,
    env: env(),
    input: `${path}\n  a1b2c3d4e5f60718 ${lines}\n---\n${JSON.stringify(about)}\n`,
    stdio: ["pipe", "ignore", "ignore"],
  });
};

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "countersign-disclosure-")));
  root = join(home, "shop");
  mkdirSync(root);
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Dana Okafor");
  git("config", "user.email", "dana@northwind.example");
  policy("{ disclosure: { in: [commit], grammar: kernel } }");
  write("src/price.js", "export const price = 1;\n");
  commit("Begin");
  git("tag", "v1.0.0");
  git("checkout", "--quiet", "-b", "work");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Two lines by note, in a commit that says nothing. */
const addTax = () => {
  write("src/tax.js", "export const tax = 1.2;\nexport const net = 1;\n");
  const id = commit("Add the tax");
  note(id, "src/tax.js", "1-2");
  return id;
};

describe("R102: of a change", () => {
  it("says the lines, the evidence, the tool and who answers, the same bytes each time", async () => {
    addTax();
    const [one, other] = [await disclosure("--format", "markdown"), await disclosure("--format", "markdown")];
    expect(one.exit).toBe(0);
    expect(other.out).toBe(one.out);
    expect(one.out).toContain("| AI | 2 | 100.0 % |");
    expect(one.out).toContain("| AI | note | line | high | 2 |");
    expect(one.out).toContain("| `claude-code` | `claude-sonnet-4-5` | 2 |");
    expect(one.out).toContain("| `Dana Okafor <dana@northwind.example>` | author of the commit | 2 |");
    expect(one.out).toContain("Unavailable: no ledger here knows a decision on these commits");
  });

  it("is a CycloneDX document that our own reader takes", async () => {
    const id = addTax();
    const { out } = await disclosure("--format", "cyclonedx", "--product", "shop");
    expect(readEvidence(Buffer.from(out), { name: "ai.cdx.json" })).toMatchObject({ format: "cyclonedx", state: "accepted" });
    expect(JSON.parse(out).metadata.component).toMatchObject({ name: "shop", pedigree: { commits: [{ uid: id, message: "Add the tax" }] } });
  });

  it("on a terminal and as JSON has the same counts", async () => {
    addTax();
    expect((await said())[1]).toContain("AI 2 100.0 %");
    expect((await disclosure("--json")).json()).toMatchObject({ disclosure: 1, brought: { lines: 2, origins: { ai: 2 } }, held: null });
  });
});

describe("R102: which range was taken, where nobody named one", () => {
  it("what the branch has and the target has not is said so", async () => {
    addTax();
    expect((await said())[1]).toContain("No base was named, so this is what HEAD has and main has not; another is named with `--base REF`.");
    expect((await said("--base", "main"))[1]).not.toContain("No base was named");
  });

  it("the last commit of the branch that changes go to is said to be that alone, with how to ask for more", async () => {
    addTax();
    write("src/more.js", "1;\n");
    commit("More");
    git("checkout", "--quiet", "-B", "main");
    const [exit, text] = await said();
    expect([exit, text]).toEqual([0, expect.stringContaining("No base was named, and HEAD is where changes go, so this is its last commit alone.")]);
    expect(text).toContain("More of it: `--base REF`, such as `--base v1.0.0`; of a release, `--release HEAD --since v1.0.0`; of all there is, `--project`.");
    const check = await disclosure("--check");
    expect([check.exit, check.err.replace(/\s+/g, " ")]).toEqual([0, expect.stringContaining("so this is its last commit alone")]);
    const markdown = await disclosure("--format", "markdown");
    expect([markdown.out.includes("No base was named"), markdown.err.includes("No base was named")]).toEqual([false, true]);
    expect((await disclosure("--json")).err).toContain("No base was named");
  });

  it("a release brought what is new since the tag before it, and says which that is", async () => {
    addTax();
    git("tag", "v1.1.0");
    const [, text] = await said("--release", "v1.1.0");
    expect(text).toContain("counted from the newest tag before it, v1.0.0; another is named with `--since REF`.");
    expect((await disclosure("--release", "v1.1.0", "--json")).json()).toMatchObject({ brought: { lines: 2 }, subject: { since: { called: "v1.0.0" } } });
    expect((await disclosure("--release", "v1.0.0", "--json")).json()).toMatchObject({ brought: null, subject: { since: null } });
  });

  it("a file that is committed compares with no tag by itself, since clones differ in their tags", async () => {
    addTax();
    await disclosure("--release", "HEAD", "--file", "AI-DISCLOSURE.md");
    expect(readFileSync(join(root, "AI-DISCLOSURE.md"), "utf8")).not.toContain("v1.0.0");
  });
});

describe("R102: what the product is called", () => {
  const named = async (...words: string[]) => JSON.parse((await disclosure("--format", "cyclonedx", ...words)).out).metadata.component.name as string;

  it("as was said, else as its manifest says, else as the folder is", async () => {
    addTax();
    expect([await named(), await named("--product", "Till")]).toEqual(["shop", "Till"]);
    write("go.mod", "module shop.example/till\n");
    commit("Go");
    expect(await named()).toBe("shop.example/till");
    write("pyproject.toml", '[build-system]\nname = "no"\n[project]\nversion = "1"\nname = "till-py"\n');
    write("package.json", "{ not json");
    commit("Manifest");
    expect(await named("--project")).toBe("till-py");
    write("package.json", '{ "name": "@northwind/till" }');
    commit("Mend");
    expect([await named("--release", "HEAD"), await named("--release", "HEAD~1")]).toEqual(["@northwind/till", "till-py"]);
  });
});

it("R102: no row is wider than eighty columns, however long the names", async () => {
  git("config", "user.name", "Dana Wilhelmina Okafor-Sommerfeldt of the Department of Payments");
  git("config", "user.email", "dana.okafor-sommerfeldt@payments.engineering.northwind.example");
  addTax();
  const { out } = await disclosure();
  expect(out.split("\n").filter((row) => row.length > 80)).toEqual([]);
  expect(out).toContain("dana.okafor-sommerfeldt@payments.engineering.northwind.example");
});

describe("R102: --check of a change", () => {
  it("names the commit that is silent and what to add; with that added, all is there", async () => {
    const id = addTax();
    const [exit, text] = await said("--check");
    expect([exit, text]).toEqual([
      1,
      expect.stringContaining(`Commit ${id.slice(0, 12)} “Add the tax” holds 2 lines that claude-code wrote, and its message does not say so as \`Assisted-by: AGENT:MODEL\`.`),
    ]);
    const trailer = /Add `(Assisted-by: [^`]+)`/.exec(text)?.[1] ?? "";
    git("commit", "--quiet", "--amend", "--message", `Add the tax\n\n${trailer}`);
    note(git("rev-parse", "HEAD"), "src/tax.js", "1-2");
    expect(await said("--check")).toEqual([0, "All that is known to be AI's is disclosed as the policy asks."]);
  });

  it("asks by the policy of the base, never by the one that the change brings", async () => {
    addTax();
    policy("{ disclosure: { in: [] } }");
    commit("Ask for nothing");
    expect((await said("--check"))[0]).toBe(1);
  });

  it("looks at the head of each file, and at the description, where the policy asks for it", async () => {
    git("checkout", "--quiet", "main");
    policy("{ disclosure: { in: [file-header, description] } }");
    commit("Ask elsewhere");
    git("checkout", "--quiet", "-B", "work");
    addTax();
    const codes = async (...words: string[]) => ((await disclosure("--check", "--json", ...words)).json() as { gaps: { code: string }[] }).gaps.map(({ code }) => code);
    expect(await codes()).toEqual(["header-missing", "description-unknown"]);
    writeFileSync(join(home, "description.md"), "Adds the tax.\n\nAI disclosure: claude-code\n");
    expect(await codes("--description", join(home, "description.md"))).toEqual(["header-missing"]);
    write("src/tax.js", "// AI Disclosure: not written by claude-code\nexport const tax = 1.2;\nexport const net = 1;\n");
    commit("Deny it");
    expect(await codes("--description", join(home, "description.md"))).toEqual(["header-missing"]);
    writeFileSync(join(home, "denial.md"), "Not AI-generated, and not by claude-code.\n");
    expect(await codes("--description", join(home, "denial.md"))).toEqual(["header-missing", "description-silent"]);
    write("src/tax.js", "// AI Disclosure: written by claude-code\nexport const tax = 1.2;\nexport const net = 1;\n");
    commit("Say so");
    expect(await codes("--description", join(home, "description.md"))).toEqual([]);
  });

  it("finds a tool that signed off as a person", async () => {
    write("a.js", "1;\n");
    commit("Add a\n\nAssisted-by: Claude Code:claude-sonnet-4-5\nSigned-off-by: Claude <noreply@anthropic.com>");
    expect(await said("--check")).toEqual([1, expect.stringContaining("claude-code signed off this commit; only a person can certify where code comes from. agent-signed-off")]);
  });

  it("says so where the policy asks for none", async () => {
    addTax();
    write("loose.yaml", "policy: 1\nversion: 1\n");
    git("rm", "--quiet", "--cached", ".countersign/policy.yaml");
    const { exit, err } = await runIn(root, ["disclosure", "--check", "--base", "HEAD~1", "--head", "HEAD", "--policy", join(root, "loose.yaml"), "--no-cache"], { home });
    expect([exit, err]).toEqual([1, ""]);
    git("commit", "--quiet", "--message", "Without a policy");
    write("b.js", "1;\n");
    const id = commit("Add b");
    note(id, "b.js", "1-1");
    const loose = await runIn(root, ["disclosure", "--check", "--base", "HEAD~1", "--no-cache"], { home });
    expect([loose.exit, loose.err.replace(/\s+/g, " ")]).toEqual([0, expect.stringContaining("The policy in force asks for no disclosure")]);
  });
});

describe("R102: of a release and of the project", () => {
  it("tells what the release brought apart from what it holds", async () => {
    addTax();
    git("tag", "v1.1.0");
    const found = (await disclosure("--release", "v1.1.0", "--since", "v1.0.0", "--json")).json();
    expect(found).toMatchObject({
      brought: { lines: 2, origins: { ai: 2, unknown: 0 } },
      held: { lines: 6, origins: { ai: 2, unknown: 4 } },
      subject: { called: "v1.1.0", since: { called: "v1.0.0" } },
    });
  });

  it("counts the whole project, and nobody unknown as a person", async () => {
    addTax();
    expect((await disclosure("--project", "--json")).json()).toMatchObject({ brought: null, held: { lines: 6, origins: { human: 0, ai: 2, mixed: 0, unknown: 4 } } });
  });
});

describe("R102: the committed file", () => {
  const file = ["--file", "AI-DISCLOSURE.md"];
  const amend = () => {
    const old = git("rev-parse", "HEAD");
    git("add", "--all");
    git("commit", "--quiet", "--amend", "--no-edit");
    git("notes", "--ref=ai", "copy", old, "HEAD");
  };

  it("is missing, then there, and stale once AI wrote more", async () => {
    addTax();
    expect(await said("--project", "--check", ...file)).toEqual([1, expect.stringContaining("There is no AI-DISCLOSURE.md in the commit. file-missing")]);
    expect((await disclosure(...file)).exit).toBe(0);
    amend();
    expect(await said("--project", "--check", ...file)).toEqual([0, "All that is known to be AI's is disclosed as the policy asks."]);
    write("src/more.js", "1;\n2;\n");
    note(commit("More"), "src/more.js", "1-2");
    const [exit, text] = await said("--project", "--check", ...file);
    expect([exit, text]).toEqual([1, expect.stringContaining("AI-DISCLOSURE.md is not what the evidence says now; the first difference is in line 9. file-stale")]);
    expect(text).toContain("`countersign disclosure --file AI-DISCLOSURE.md`");
  });

  it("may be committed on its own, by somebody else, and does not count itself", async () => {
    addTax();
    await disclosure(...file);
    git("config", "user.email", "bo@northwind.example");
    commit("Disclose\n\nAssisted-by: Claude Code:claude-sonnet-4-5");
    expect((await said("--project", "--check", ...file))[0]).toBe(0);
    expect(readFileSync(join(root, "AI-DISCLOSURE.md"), "utf8")).toContain("| all | 6 |  |");
  });

  it("of a release stays true when the release gets its name", async () => {
    addTax();
    await disclosure("--release", "HEAD", "--since", "v1.0.0", ...file);
    commit("Disclose");
    git("tag", "v1.1.0");
    expect((await said("--check", "--release", "v1.1.0", "--since", "v1.0.0", ...file))[0]).toBe(0);
  });

  it.each(["../out.md", "/etc/passwd", ".git/config", "a/../../b", "a\\b"])("F02: is never written at %s", async (path) => {
    expect((await disclosure("--file", path)).exit).toBe(2);
  });

  it("is never written over a file that is something else", async () => {
    write("README.md", "# Ours\n");
    const { exit, err } = await disclosure("--project", "--file", "README.md");
    expect([exit, err]).toEqual([2, expect.stringContaining("is no disclosure")]);
    expect(readFileSync(join(root, "README.md"), "utf8")).toBe("# Ours\n");
  });

  it("F02: is never written through a link of the repository", async () => {
    writeFileSync(join(home, "target"), "mine\n");
    symlinkSync(join(home, "target"), join(root, "AI-DISCLOSURE.md"));
    symlinkSync(home, join(root, "docs"));
    expect((await disclosure(...file)).exit).toBe(2);
    expect((await disclosure("--file", "docs/new.md")).exit).toBe(2);
    expect(readFileSync(join(home, "target"), "utf8")).toBe("mine\n");
  });
});

it.each([
  [["--release", "v1.0.0", "--project"], "--release and --project ask for two disclosures."],
  [["--since", "v1.0.0"], "--since says what a release is compared with, and there is no --release."],
  [["--project", "--base", "main"], "--base is where a change begins, and this is about all lines."],
  [["--check", "--format", "markdown"], "--check says what is missing, and --format writes a disclosure."],
  [["--description", "x.md"], "--description is only read with --check."],
])("%j is refused in one sentence", async (words, sentence) => {
  const { exit, err } = await disclosure(...words);
  expect([exit, err.replace(/\s+/g, " ")]).toEqual([2, expect.stringContaining(sentence)]);
});

it("hooks are installed with the grammar that the policy asks for", async () => {
  expect((await runIn(root, ["record", "hooks"], { home })).exit).toBe(0);
  expect(readFileSync(join(root, ".git/hooks/prepare-commit-msg"), "utf8")).toContain("--grammar assisted-by");
});
