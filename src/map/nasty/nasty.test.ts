import { describe, it } from "vitest";
import { holdAgainstBlame } from "./testing.ts";

/** About a fortieth of what `npm run prove` runs. */
const runs = 75;

describe("R41, E27 every line of nasty histories", () => {
  it(`belongs to the commit, path and number that git blame names, of ${runs} histories drawn by chance, in half of which other commits were read before`, async () => {
    await holdAgainstBlame(runs);
  }, 300_000);
});
