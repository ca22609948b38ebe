import { afterAll, describe, expect, it } from "vitest";
import { readers } from "../formats.ts";
import { readEvidence } from "../read.ts";
import { smallReports } from "./small-reports.ts";
import { Fuzz, seedsByReader } from "./testing.ts";

/** A tenth of what `npm run prove` runs. */
const runs = 100_000;

describe(`E17, E19 every reader on ${runs} spoiled reports`, () => {
  const fuzz = new Fuzz();
  afterAll(() => fuzz[Symbol.asyncDispose]());

  it("has reports to spoil of every format, a new one included, and each that is written by hand is accepted", () => {
    const seeds = seedsByReader();
    expect([...seeds].filter(([, all]) => all.length === 0).map(([name]) => name)).toEqual([]);
    expect(smallReports.map((text) => readEvidence(Buffer.from(text)).state).filter((state) => state !== "accepted")).toEqual([]);
  });

  it.each(readers.map(({ name }) => name))(
    "%s never throws, says the same of the same bytes, takes nothing for whole that is cut off, and needs no second of the processor and no 256 MB",
    (name) => fuzz.hold(name, runs),
    300_000,
  );
});

describe("E17 a reader is found", () => {
  const caught = async (fuzz: Fuzz) => {
    await using held = fuzz;
    return await held.hold("junit/1", 10).then(
      () => null,
      (error: Error) => error.message,
    );
  };

  it.each([
    ["takes too much of the processor", "one reading took 0.", new Fuzz("slow", { seconds: 0.05, pulse: 60_000 })],
    ["never comes back", "one reading goes on after 0.", new Fuzz("endless", { seconds: 0.05 })],
    ["fills the heap", "ERR_WORKER_OUT_OF_MEMORY", new Fuzz("hoards", { heap: 32 })],
    ["fills the memory beside the heap", "the process grew by", new Fuzz("swells")],
    ["throws", "TypeError: of the reader", new Fuzz("throws")],
  ])("that %s", async (_, said, fuzz) => expect(await caught(fuzz)).toContain(said));

  it("with the bytes that it was given", async () => expect(await caught(new Fuzz("throws"))).toMatch(/The last bytes that were read: ".*testsuite/));
});
