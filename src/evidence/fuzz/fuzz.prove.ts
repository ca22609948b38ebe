import { describe, it } from "vitest";
import { readers } from "../formats.ts";
import { fuzz } from "./testing.ts";

const runs = 100_000;

describe(`E17, E19 every reader on ${runs} spoiled reports`, () => {
  it.each(readers.map(({ name }) => name))("%s never throws, says the same of the same bytes, and takes nothing for whole that is cut off", (name) => fuzz(name, runs));
});
