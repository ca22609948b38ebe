import { it } from "vitest";
import { holdAgainstBlame } from "./testing.ts";

it("R41, E27 every line of 3,000 nasty histories belongs to the commit, path and number that git blame names", async () => {
  await holdAgainstBlame(3_000);
});
