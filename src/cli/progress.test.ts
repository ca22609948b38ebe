import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { during, measured, type Told } from "./progress.ts";
import { testIo } from "./testing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function saidDuring(milliseconds: number, errors: boolean): Promise<string> {
  const io = testIo({ folder: "/", terminal: { input: false, output: false, errors } });
  const work = during({ io }, "Reading", new Promise((resolve) => setTimeout(resolve, milliseconds)));
  await vi.advanceTimersByTimeAsync(milliseconds);
  await work;
  return io.complained();
}

describe("progress", () => {
  it("is silent about what takes less than a second", async () => {
    expect([await saidDuring(900, false), await saidDuring(900, true)]).toEqual(["", ""]);
  });

  it("says a line now and then in a pipeline", async () => {
    expect(await saidDuring(61_000, false)).toBe("Reading…\nReading… 10 s\nReading… 60 s\n");
  });

  it("leaves nothing behind on a terminal", async () => {
    expect((await saidDuring(3_000, true)).endsWith("\r\u001b[K")).toBe(true);
  });
});

describe("the progress of a pass", () => {
  /** What is said of a stage that does `each` of `total` every second. */
  async function saidOf(seconds: number, errors: boolean, told: (second: number) => Told, kept = true): Promise<{ readonly all: string; readonly interrupted: string }> {
    let last = () => {};
    const io = testIo({
      folder: "/",
      terminal: { input: false, output: false, errors },
      beforeInterrupt: (given) => {
        last = given;
        return () => {};
      },
    });
    let interrupted = "";
    await measured(
      { io },
      async (tell) => {
        for (let second = 0; second < seconds; second++) {
          tell(told(second));
          await vi.advanceTimersByTimeAsync(1_000);
        }
        last();
        interrupted = io.complained();
      },
      () => kept,
    );
    return { all: io.complained(), interrupted };
  }

  const steady = (second: number): Told => ({ stage: "lines", done: second * 10, total: 1_000 });

  it("says stage, share, time and what is left by the rate so far, seldom in a pipeline", async () => {
    expect((await saidOf(71, false, steady)).all).toBe(
      "Comparing versions… 0 %, 1 s\nComparing versions… 9 %, 10 s, about 1 min 41 s left of this\nComparing versions… 69 %, 1 min 10 s, about 31 s left of this\nStopped. What was found out is kept; the same command goes on from there.\n",
    );
  });

  it("foretells nothing from what was kept from an earlier run", async () => {
    const resumed = (second: number): Told => ({ stage: "lines", done: 500 + second * 10, total: 1_000 });
    expect((await saidOf(12, false, resumed)).all).toContain("Comparing versions… 59 %, 10 s, about 46 s left of this\n");
  });

  it("names no share of what nobody can count beforehand", async () => {
    expect((await saidOf(3, false, (second) => ({ stage: "renames", done: second, total: second + 5 }))).all).toContain("Looking for renames… 0 of at least 5, 1 s\n");
  });

  it("is one line on a terminal that is rewritten, never wider than it, and leaves nothing behind", async () => {
    const { all } = await saidOf(30, true, steady);
    const drawn = all.split("\r").filter((each) => each.includes("Comparing"));
    expect(drawn.length).toBeGreaterThan(20);
    expect(drawn.at(-1)).toBe("███░░░░░░░░░ Comparing versions… 29 %, 30 s, about 1 min 13 s left of this\u001b[K");
    expect(all.split("\n")).toHaveLength(2);
    expect(all).toContain("\r\u001b[KStopped. ");
  });

  it("is silent about what takes less than a second, and promises nothing that was not kept", async () => {
    expect((await saidOf(1, true, steady, false)).all).toMatch(/^(?:\r[^\n]*)?Stopped\.\n$/);
    expect((await saidOf(0, false, steady)).interrupted).toContain("Stopped.");
  });
});
