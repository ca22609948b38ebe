import { afterAll, describe, it } from "vitest";
import { readers } from "../formats.ts";
import { Fuzz } from "./testing.ts";

const runs = 1_000_000;

describe(`E17, E19 every reader on ${runs} spoiled reports`, () => {
  const fuzz = new Fuzz();
  afterAll(() => fuzz[Symbol.asyncDispose]());

  it.each(readers.map(({ name }) => name))(
    "%s never throws, says the same of the same bytes, takes nothing for whole that is cut off, and needs no second of the processor and no 256 MB",
    (name) => fuzz.hold(name, runs),
  );
});
