import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
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
