import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../workflow/testing.ts";
import { installHooks, removeHooks } from "./git-hooks.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign hooks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const foreign = "#!/bin/sh\necho theirs\n";
const words = async (changed: ReturnType<typeof installHooks>) => [...new Set((await changed).map(({ what }) => what))];
const install = (program = "countersign") => installHooks(folder, { program, grammar: "co-authored-by" });

describe("git's hooks", () => {
  it("are installed, brought up to date and removed", async () => {
    expect(await words(install())).toEqual(["installed"]);
    expect(await words(install())).toEqual(["updated"]);
    expect(readdirSync(folder).sort()).toEqual(["commit-msg", "post-commit", "post-rewrite", "prepare-commit-msg"]);
    expect(await words(removeHooks(folder))).toEqual(["removed"]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await words(removeHooks(folder))).toEqual(["absent"]);
  });

  it("never take the place of a hook that is there: it runs first, and comes back", async () => {
    writeFileSync(join(folder, "post-commit"), foreign, { mode: 0o755 });
    expect((await install()).find(({ hook }) => hook === "post-commit")?.what).toBe("chained");
    expect((await install()).find(({ hook }) => hook === "post-commit")?.what).toBe("updated");
    expect(readFileSync(join(folder, "post-commit.before-countersign"), "utf8")).toBe(foreign);
    await removeHooks(folder);
    expect(readFileSync(join(folder, "post-commit"), "utf8")).toBe(foreign);
    expect(readdirSync(folder)).toEqual(["post-commit"]);
    expect((await removeHooks(folder)).map(({ what }) => what)).toEqual(["absent", "absent", "foreign", "absent"]);
    expect(existsSync(join(folder, "post-commit"))).toBe(true);
  });

  it("say that a hook which is not executable never ran, and leave it so", async () => {
    writeFileSync(join(folder, "post-commit"), foreign, { mode: 0o644 });
    expect((await install()).find(({ hook }) => hook === "post-commit")?.what).toBe("chained-idle");
    await removeHooks(folder);
    expect([readFileSync(join(folder, "post-commit"), "utf8"), statSync(join(folder, "post-commit")).mode & 0o111]).toEqual([foreign, 0]);
  });

  it("go on after a crash between the two steps, and refuse to choose between two hooks of others", async () => {
    writeFileSync(join(folder, "post-commit.before-countersign"), foreign, { mode: 0o755 });
    expect((await install()).find(({ hook }) => hook === "post-commit")?.what).toBe("chained");
    writeFileSync(join(folder, "post-commit"), "#!/bin/sh\n", { mode: 0o755 });
    expect((await failureOf(install())).code).toBe("already-exists");
  });

  it("are not written over, nor taken away, once somebody put a line of their own into one", async () => {
    await install();
    const path = join(folder, "post-commit");
    const theirs = readFileSync(path, "utf8").replace("exit 0\n", "git lfs post-commit\nexit 0\n");
    writeFileSync(path, theirs);
    expect((await failureOf(install())).code).toBe("already-exists");
    expect((await failureOf(removeHooks(folder))).code).toBe("already-exists");
    expect(readFileSync(path, "utf8")).toBe(theirs);
  });

  it("hand on what a hook before them refuses, and refuse nothing themselves, even without a program", async () => {
    await install("/nowhere/counter sign's");
    const run = (hook: string) => spawnSync(join(folder, hook), [join(folder, "message")], { cwd: folder, input: "", encoding: "utf8" });
    for (const hook of ["prepare-commit-msg", "commit-msg", "post-commit", "post-rewrite"]) expect([hook, run(hook).status]).toEqual([hook, 0]);
    writeFileSync(join(folder, "commit-msg.before-countersign"), "#!/bin/sh\nexit 7\n");
    expect(run("commit-msg").status).toBe(0);
    chmodSync(join(folder, "commit-msg.before-countersign"), 0o755);
    expect(run("commit-msg").status).toBe(7);
  });
});
