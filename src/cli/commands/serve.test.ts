import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { changePerson, openWorkplace } from "../../workflow/index.ts";
import { run } from "../run.ts";
import { testFolder, testIo } from "../testing.ts";

const { path: folder, remove } = testFolder();
afterAll(remove);
const data = join(folder, "data");
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

interface Told {
  readonly origin: string;
  readonly port: number;
  readonly data: string;
  readonly sample: boolean;
  readonly join: string | null;
}

/** Serves until `act` is done; returns what was printed and the exit code. */
async function serving(words: readonly string[], act: (printed: string) => Promise<void>, env: Readonly<Record<string, string>> = {}) {
  const { promise: until, resolve: stop } = Promise.withResolvers<"SIGINT">();
  const { promise: asked, resolve: running } = Promise.withResolvers<void>();
  const printed: string[] = [];
  const write = (text: string) => {
    printed.push(text);
    running();
  };
  const io = testIo({ folder, env, stopAsked: () => until, write });
  const ended = run(["serve", "--port", "0", "--data", data, ...words], io);
  await Promise.race([asked, ended]);
  try {
    await act(printed.join(""));
  } finally {
    stop("SIGINT");
  }
  return { exit: await ended, out: printed.join(""), err: io.complained() };
}

describe("serve", () => {
  it("makes the sample where nothing was founded, says that it serves it, and hands out a link that works", async () => {
    const { exit, out, err } = await serving(["--json"], async (printed) => {
      const told = JSON.parse(printed) as Told;
      expect(told).toEqual({ origin: `http://localhost:${told.port}`, port: told.port, data: join(data, "sample"), sample: true, join: expect.any(String) });
      const [place, secret] = told.join?.split("#") ?? [];
      expect(place).toBe(`${told.origin}/join`);
      const headers = { origin: told.origin, "content-type": "application/json" };
      const look = await fetch(`http://127.0.0.1:${told.port}/api/join/look`, { method: "POST", headers, body: JSON.stringify({ secret }) });
      expect([look.status, await look.json()]).toMatchObject([200, { name: "Chen Wei", sample: true }]);
    });
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ sample: true });
    const lines = err.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(["answered", "stopping", "stopped"]);
    expect(err).not.toContain("join#");
  });

  it("says to people where the pages are, whose data it is, and whose the link is; an earlier link ends", async () => {
    const links: string[] = [];
    for (const words of [[], ["--sample"]]) {
      const { exit } = await serving(words, async (printed) => {
        expect(printed).toContain("This is a sample: ");
        expect(printed).toMatch(/^Pages +http:\/\/localhost:\d+$/m);
        expect(printed).toContain(join(data, "sample"));
        expect(printed).toContain("Open this link to sign in as Chen Wei");
        links.push(/#([\w-]{43})$/m.exec(printed)?.[1] ?? "");
      });
      expect(exit).toBe(0);
    }
    expect(new Set(links).size).toBe(2);
  });

  it("warns in the log of a variable that is no setting, with the one that was likely meant", async () => {
    const { exit, err } = await serving(["--json"], async () => {}, { COUNTERSIGN_PROT: "8" });
    const [first = ""] = err.split("\n").filter((line) => line.startsWith("{"));
    expect([exit, JSON.parse(first)]).toMatchObject([0, { level: 40, msg: "The variable COUNTERSIGN_PROT is no setting, and is ignored. Did you mean `COUNTERSIGN_PORT`?" }]);
  });

  it("refuses a folder that another process serves, and leaves it alone (H16)", async () => {
    await serving(["--json"], async () => {
      const io = testIo({ folder });
      expect(await run(["serve", "--port", "0", "--data", data, "--json"], io)).toBe(4);
      expect(JSON.parse(io.printed())).toMatchObject({ error: { code: "locked" } });
    });
    expect(existsSync(join(data, "sample", "lock"))).toBe(false);
  });

  it("stands beside commands that work on the same data", async () => {
    await serving(["--json"], async (printed) => {
      await using workplace = await openWorkplace({
        folder: (JSON.parse(printed) as Told).data,
        clock: Date.now,
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      });
      const { emails } = await changePerson(workplace, "chen", "bo", { emails: ["bo@northwind.example"] });
      expect(emails).toEqual(["bo@northwind.example"]);
    });
  });

  it("is a process that ends with 0 on a signal, and at once with 1 on a second one", async () => {
    for (const [signals, code] of [
      [["SIGINT"], 0],
      [["SIGTERM", "SIGTERM"], 1],
    ] as const) {
      const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, "serve", "--port", "0", "--data", data, "--json"], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      const ended = once(child, "exit");
      await once(child.stdout, "data");
      child.kill(signals[0]);
      if (signals.length > 1) {
        // It has heard the first one when it says that it is stopping.
        for await (const chunk of child.stderr) if (String(chunk).includes("stopping")) break;
        child.kill(signals[1]);
      }
      expect((await ended)[0]).toBe(code);
    }
    rmSync(join(data, "sample", "lock"), { force: true });
  });

  it("G16 is a process that logs a mistake that nobody caught, a promise's too, and ends with 1", async () => {
    for (const mistake of ['throw new Error("planted")', 'Promise.reject(new Error("planted"))']) {
      const planted = `data:text/javascript,process.on("SIGUSR2",()=>{${encodeURIComponent(mistake)}})`;
      const words = ["--disable-warning=ExperimentalWarning", "--import", planted, main, "serve", "--port", "0", "--data", data, "--json"];
      const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
      onTestFinished(() => void child.kill("SIGKILL"));
      const [ended, said] = [once(child, "exit"), text(child.stderr)];
      await once(child.stdout, "data");
      child.kill("SIGUSR2");
      expect((await ended)[0]).toBe(1);
      const last = (await said).trimEnd().split("\n").at(-1) ?? "";
      expect(JSON.parse(last)).toMatchObject({ level: 60, err: { message: "planted" }, msg: "a mistake of the program ended it" });
    }
    rmSync(join(data, "sample", "lock"), { force: true });
  });
});
