import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { during } from "./progress.ts";
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
