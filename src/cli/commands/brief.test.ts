import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { testRepository } from "../../git/testing.ts";
import { type Ran, runIn, testFolder } from "../testing.ts";

interface Place {
  readonly at: (path: string) => string;
  readonly write: (path: string, text: string) => void;
  readonly brief: (...words: string[]) => Promise<Ran>;
}

function place(): Place {
  const repository = testRepository();
  const { path: data, remove } = testFolder();
  onTestFinished(() => {
    remove();
    repository[Symbol.dispose]();
  });
  repository.commit({ "src/pay/fee.ts": "export const fee = 1;\n" });
  const at = (path: string) => join(repository.path, path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  write("src/pay/fee.ts", "export const fee = 1;\n");
  return { at, write, brief: (...words) => runIn(repository.path, ["brief", "--data", data, ...words], { columns: 200 }) };
}

const policy = (rest: string) => `policy: 1\nversion: 1\n${rest}`;

describe("brief", () => {
  it("R13 R61 writes AGENTS.md and CLAUDE.md beside what a person wrote, and is then current", async () => {
    const { at, write, brief } = place();
    write("AGENTS.md", "# Ours\r\nKeep it.");
    chmodSync(at("AGENTS.md"), 0o640);
    expect((await brief("--check")).exit).toBe(1);
    expect(await brief()).toMatchObject({ exit: 0, err: "" });
    expect(readFileSync(at("AGENTS.md"), "utf8")).toMatch(/^# Ours\r\nKeep it\.\r\n\r\n<!-- countersign:begin .+You cannot approve\..+<!-- countersign:end -->\r\n$/s);
    expect(statSync(at("AGENTS.md")).mode & 0o777).toBe(0o640);
    expect(readFileSync(at("CLAUDE.md"), "utf8")).toContain("\n@AGENTS.md\n");
    expect(existsSync(at(".cursor"))).toBe(false);
    const first = readFileSync(at("AGENTS.md"));
    expect((await brief("--check")).exit).toBe(0);
    await brief();
    expect(readFileSync(at("AGENTS.md")).equals(first)).toBe(true);
  });

  it("R13 fails when a requirement of the policy changed, and names it", async () => {
    const { write, brief } = place();
    await brief();
    write(".countersign/policy.yaml", policy("limits: { change-lines: 200 }\n"));
    const stale = await brief("--check");
    expect([stale.exit, stale.out]).toEqual([1, expect.stringMatching(/AGENTS\.md is stale\.\n +limits\.change-lines has changed\n/)]);
    const told = (await brief("--check", "--json")).json();
    expect(told).toMatchObject({ policy: "the built-in default and .countersign/policy.yaml", written: [] });
    expect(told).toHaveProperty("files.0", expect.objectContaining({ path: "AGENTS.md", state: "stale", changed: [{ id: "limits.change-lines", change: "changed" }] }));
    await brief();
    expect((await brief("--check")).exit).toBe(0);
  });

  it("R13 writes the files of other tools where they are there already, or named", async () => {
    const { at, write, brief } = place();
    write("GEMINI.md", "Ours.\n");
    write(".github/copilot-instructions.md", "Ours.\n");
    await brief();
    for (const path of ["GEMINI.md", ".github/copilot-instructions.md"]) expect(readFileSync(at(path), "utf8")).toMatch(/^Ours\.\n\n<!-- countersign:begin /);
    expect([existsSync(at(".rules")), existsSync(at(".github/instructions/countersign-security.instructions.md"))]).toEqual([false, true]);
    expect((await brief("--target", "zed", "--target", "cursor", "--dry-run")).out).toContain("would be written");
    expect(existsSync(at(".rules"))).toBe(false);
    await brief("--target", "zed", "--target", "cursor");
    expect([existsSync(at(".rules")), existsSync(at(".cursor/rules/countersign.mdc"))]).toEqual([true, true]);
  });

  it("R13 takes the organisation's policy from a file, puts rules of a folder into it, and removes what nothing asks for any more", async () => {
    const { at, write, brief } = place();
    write("org.yaml", policy("ai: { tools: [{ tool: claude-code, owner: ada, conditions: { not-paths: [src/pay/**] } }] }\n"));
    await brief("--policy", at("org.yaml"));
    expect(readFileSync(at("AGENTS.md"), "utf8")).toContain("MUST NOT write `src/pay/**` as `claude-code`");
    expect(readFileSync(at("src/pay/AGENTS.md"), "utf8")).toContain("[ai.tools.claude-code.not-paths]");
    expect((await brief("--check")).out).toContain("src/pay/AGENTS.md holds rules that nothing asks for any more.");
    await brief();
    expect(existsSync(at("src/pay/AGENTS.md"))).toBe(false);
  });

  it("R13 writes over no change by hand between the markers unless it is told to", async () => {
    const { at, brief } = place();
    await brief();
    const edited = readFileSync(at("AGENTS.md"), "utf8").replace("You cannot approve", "You can approve");
    writeFileSync(at("AGENTS.md"), edited);
    expect((await brief("--check")).out).toContain("AGENTS.md was changed by hand between the markers.");
    expect(await brief()).toMatchObject({ exit: 2, err: expect.stringContaining("by hand") });
    expect(readFileSync(at("AGENTS.md"), "utf8")).toBe(edited);
    expect((await brief("--discard-edits")).exit).toBe(0);
    expect(readFileSync(at("AGENTS.md"), "utf8")).toContain("You cannot approve");
  });
});

describe("what is in the way", () => {
  it.each<[string, string, (given: Place) => void]>([
    ["a symbolic link", "symbolic link", ({ at }) => symlinkSync("/etc/passwd", at("AGENTS.md"))],
    ["a symbolic link on the way to it", "symbolic link", ({ at }) => symlinkSync("/tmp", at(".claude"))],
    ["a folder of the same name", "is a folder", ({ at }) => mkdirSync(at("AGENTS.md"))],
    ["a file where a folder is to be", "is no folder", ({ write }) => write(".claude", "")],
    ["a broken block", "does not end it", ({ write }) => write("AGENTS.md", `<!-- countersign:begin v=1 sha256=${"0".repeat(64)} -->\n`)],
    [
      "a file that is read-only",
      "read-only",
      ({ at, write }) => {
        write("CLAUDE.md", "Ours.\n");
        chmodSync(at("CLAUDE.md"), 0o444);
      },
    ],
  ])("R13 %s is said, and nothing at all is written", async (_, said, put) => {
    const given = place();
    put(given);
    const ran = await given.brief();
    expect([ran.exit, ran.err]).toEqual([2, expect.stringContaining(said)]);
    expect(existsSync(given.at(".claude/rules"))).toBe(false);
    rmSync(given.at("AGENTS.md"), { recursive: true, force: true });
  });

  it("says that a folder is in no repository", async () => {
    const { path, remove } = testFolder();
    onTestFinished(remove);
    expect(await runIn(path, ["brief", "--data", path])).toMatchObject({ exit: 2, err: expect.stringContaining("no work tree") });
  });
});
