import { expect, test } from "vitest";
import { comparePairsWithGit } from "./testing.ts";

test("D08: both take the same paths, for a hundred thousand pairs", () => {
  expect(comparePairsWithGit(1_500)).toBeGreaterThan(100_000);
});
