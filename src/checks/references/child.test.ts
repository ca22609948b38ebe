import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { usualLimits } from "./checker.ts";
import { runChild } from "./child.ts";

const home = mkdtempSync(join(tmpdir(), "countersign-child-test-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const shell = (script: string, limits: Partial<typeof usualLimits> = {}) => runChild({ file: "/bin/sh", args: ["-c", script], cwd: home, home }, { ...usualLimits, ...limits });

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      // What ended and was not waited for is still listed, as a zombie.
      if (/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

describe.skipIf(process.platform !== "linux")("a program that reads a checkout (R97)", () => {
  it("ends with what it started, whether it is cut off or leaves it behind", async () => {
    expect(await shell("sleep 60 & echo $! > cut; wait", { milliseconds: 500 })).toEqual({ cut: "it took more than 0.5 seconds" });
    expect(await shell("sleep 60 >/dev/null 2>&1 & echo $! > left")).toMatchObject({ code: 0 });
    expect(await Promise.all(["cut", "left"].map((name) => isGone(Number(readFileSync(join(home, name), "utf8")))))).toEqual([true, true]);
  });

  it("is cut off with the time of the whole look, and not started after it", async () => {
    expect(await shell("sleep 60", { stop: AbortSignal.timeout(100) })).toEqual({ cut: "the time of the whole look was over" });
    expect(await shell("echo > after", { stop: AbortSignal.abort() })).toEqual({ cut: "the time of the whole look was over" });
    expect(existsSync(join(home, "after"))).toBe(false);
  });

  it("is cut off when it prints more than it may, and knows nothing of our surroundings", async () => {
    expect(await shell("yes", { output: 1_000 })).toEqual({ cut: "it printed more than 1000 bytes" });
    const ended = await shell("env");
    expect("output" in ended ? ended.output.match(/^\w+/gm)?.toSorted() : ended).toEqual(["HOME", "LC_ALL", "NO_COLOR", "PATH", "PWD", "TMPDIR"]);
  });

  it("ends when whoever waits for it is asked to stop", async () => {
    const script = `import { runChild } from ${JSON.stringify(new URL("./child.ts", import.meta.url).href)};
      await runChild({ file: "/bin/sh", args: ["-c", "echo $$ > asked; sleep 60"], cwd: ${JSON.stringify(home)}, home: ${JSON.stringify(home)} }, ${JSON.stringify(usualLimits)});`;
    const waiting = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "ignore" });
    const read = () => {
      try {
        return Number(readFileSync(join(home, "asked"), "utf8"));
      } catch {
        return 0;
      }
    };
    while (read() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    waiting.kill("SIGTERM");
    const [, signal] = await once(waiting, "exit");
    expect([signal, await isGone(read())]).toEqual(["SIGTERM", true]);
  });
});
