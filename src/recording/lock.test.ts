import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../workflow/testing.ts";
import { locked } from "./lock.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const once20 = { most: 20, between: 5 };

/** Another process that takes the lock and keeps it until it is ended. */
async function holder(): Promise<ChildProcess> {
  const script = `const { locked } = await import(${JSON.stringify(new URL("./lock.ts", import.meta.url).href)});
await locked(${JSON.stringify(path)}, () => { process.stdout.write("held"); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  return child;
}

describe("the lock of what is recorded", () => {
  it("is held by one at a time, also within one process, and given back when what was done fails", async () => {
    let within = 0;
    const seen: number[] = [];
    const act = async () => {
      seen.push(++within);
      await new Promise((resolve) => setTimeout(resolve, 1));
      within--;
    };
    await Promise.all(Array.from({ length: 20 }, () => locked(path, act)));
    expect(seen).toEqual(new Array(20).fill(1));
    await expect(locked(path, () => Promise.reject(new TypeError("broken")))).rejects.toThrow("broken");
    expect(await locked(path, async () => "free")).toBe("free");
  });

  it("is never taken from a process that lives, however old it is, and at once from one that was killed", async () => {
    const child = await holder();
    utimesSync(path, 1, 1);
    expect((await failureOf(locked(path, async () => "taken", once20))).code).toBe("locked");
    child.kill("SIGSTOP");
    expect((await failureOf(locked(path, async () => "taken", once20))).code).toBe("locked");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await locked(path, async () => "taken", once20)).toBe("taken");
  });
});
