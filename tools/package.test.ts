import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "countersign-package-"));
const program = join(folder, "dist/cli/main.js");
const data = join(folder, "data");
// Nothing of the clone is to be found from here: what the package lacks is missing.
const env = { PATH: process.env["PATH"], HOME: folder, COUNTERSIGN_DATA: data };

function run(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, env, encoding: "utf8" });
}

describe("the package as it is published", () => {
  beforeAll(() => {
    const made = spawnSync(process.execPath, [join(root, "tools/emit.mjs"), join(folder, "dist")], { encoding: "utf8" });
    expect(made.stderr).toBe("");
    copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("knows its version, and carries the licences of what it is made of", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(run("--version").stdout).toBe(`${version}\n`);
    expect(readFileSync(join(folder, "dist/THIRD-PARTY-LICENSES.md"), "utf8")).toContain("Copyright");
  });

  it("carries the fonts that its PDFs are set in, with their licences", () => {
    for (const name of ["source-sans-3-latin-400-normal.woff", "source-code-pro-cyrillic-400-normal.woff", "source-sans-3-LICENSE", "source-code-pro-LICENSE"])
      expect(existsSync(join(folder, "dist/documents/fonts", name))).toBe(true);
  });

  it("R10 walks the sample from nothing to wait, and its ledger verifies: reports are read in a thread of its own", () => {
    const sample = run("sample", "--json");
    expect(JSON.parse(sample.stdout)).toMatchObject({ verdict: { verdict: "wait" } });
    expect(run("ledger", "export", join(folder, "tree"), "--sample").status).toBe(0);
    expect(run("verify", join(folder, "tree")).status).toBe(0);
  });

  it("R14 looks for constraints in a process of its own, with the grammars that stand beside it", () => {
    const repo = join(folder, "shop");
    const git = (...words: string[]) => spawnSync("git", ["-C", repo, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words]);
    mkdirSync(join(repo, ".countersign"), { recursive: true });
    writeFileSync(join(repo, ".countersign/policy.yaml"), "policy: 1\nversion: 1\n");
    expect(run("policy", "constraints", "health-data-in-logs", "--repo", repo).status).toBe(0);
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "Begin");
    git("switch", "-q", "-c", "topic");
    writeFileSync(join(repo, "a.py"), "def seen(record):\n    log.info(record.patient_name)\n");
    git("add", ".");
    git("commit", "-q", "-m", "Log it");
    const codes = () => (JSON.parse(run("check", "--repo", repo, "--json").stdout) as { verdict: { reasons: { code: string }[] } }).verdict.reasons.map(({ code }) => code);
    expect(codes()).toContain("constraint-unchecked");
    expect(run("check", "--repo", repo).stdout.replaceAll(/\s+/g, " ")).toContain("the grammars cannot be loaded on this machine");
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(join(root, "node_modules/@ast-grep"), join(folder, "node_modules/@ast-grep"));
    expect(codes()).toContain("constraint-broken");
  });

  it("keeps compiled code in its user's own folder", () => {
    run("doctor", "--sample");
    expect(existsSync(join(folder, ".cache/countersign"))).toBe(true);
  });

  it("serves, with the thread that commits, and stops when it is asked to", async () => {
    const server = spawn(process.execPath, [program, "serve", "--sample", "--port", "0"], { cwd: folder, env });
    const ended = new Promise<number | null>((resolve) => server.on("close", resolve));
    let said = "";
    const origin = await new Promise<string>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        said += chunk.toString();
        const [found] = /http:\/\/[\w.]+:\d+/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      };
      server.stdout.on("data", listen);
      server.stderr.on("data", listen);
      server.on("close", () => reject(new Error(said)));
    });
    expect((await fetch(`${origin}/ready`)).status).toBe(200);
    server.kill("SIGTERM");
    expect(await ended).toBe(0);
  });
});
