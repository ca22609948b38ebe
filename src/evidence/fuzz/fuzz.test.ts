import { describe, expect, it } from "vitest";
import { readers } from "../formats.ts";
import { fuzz, seedsByReader } from "./testing.ts";

/** A tenth of what `npm run prove` runs. */
const runs = 10_000;

describe(`E17, E19 every reader on ${runs} spoiled reports`, () => {
  it("has reports to spoil of every format, a new one included", () => {
    expect([...seedsByReader()].filter(([, seeds]) => seeds.length === 0).map(([name]) => name)).toEqual([]);
  });

  it.each(readers.map(({ name }) => name))("%s never throws, says the same of the same bytes, and takes nothing for whole that is cut off", (name) => fuzz(name, runs));
});
