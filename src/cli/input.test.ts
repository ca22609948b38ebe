import { spawn } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { limits } from "../evidence/index.ts";
import { bytesOf, readInputFile } from "./input.ts";
import { testIo } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-input-"));
const part = Buffer.alloc(1_000_000, "a");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("E17 input that is larger than anything that is read", () => {
  it("is refused while it comes: no more than one part beyond the limit is asked for", async () => {
    let asked = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          asked++;
          yield part;
        }
      })(),
      { highWaterMark: 1 },
    );
    await expect(bytesOf(endless, "x")).rejects.toMatchObject({ code: "bad-input", message: expect.stringContaining(`more than ${limits.bytes} bytes`) });
    expect(asked).toBeLessThan(limits.bytes / part.length + 4);
    expect(endless.destroyed).toBe(true);
  });

  it("as a file of a gigabyte is refused", async () => {
    const path = join(folder, "large");
    const file = openSync(path, "w");
    ftruncateSync(file, 2 ** 30);
    closeSync(file);
    await expect(readInputFile(path, testIo({ folder }))).rejects.toMatchObject({ code: "bad-input" });
  });

  it("through a pipe that does not end, a whole command answers", async () => {
    const main = new URL("main.ts", import.meta.url).pathname;
    const shell = `"${process.execPath}" --disable-warning=ExperimentalWarning "${main}" evidence read - --json < /dev/zero; echo "exit $?"`;
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const child = spawn("sh", ["-c", shell], { cwd: folder, env: { ...process.env, HOME: folder } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
    child.on("close", () => resolve(said));
    expect(await ended).toMatch(/at most as many are read[\s\S]*exit 2/);
  });

  it("twin: exactly as much as the limit is read", async () => {
    const whole = Readable.from([Buffer.alloc(limits.bytes - 1), Buffer.alloc(1)]);
    expect((await bytesOf(whole, "x")).length).toBe(limits.bytes);
  });
});
