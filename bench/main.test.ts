import { expect, test } from "vitest";
import { benches } from "./main.ts";

// The figures of the small forms mean nothing; that each compares the same work on both sides is checked by the benchmarks themselves, which throw when it is not.
test.each(Object.entries(benches))("the small form of the benchmark %s compares something", async (_, run) => {
  const rows = await run({ quick: true });
  expect(rows.length).toBeGreaterThan(0);
  for (const { ours, against, ratio } of rows) for (const value of [ours.value, against.value, ratio]) expect(value).toBeGreaterThan(0);
});
