import { expect, it } from "vitest";
import { killCycles, seededNumbers } from "./kill-cycles.ts";

it("H07, I1 loses, doubles and moves nothing that was acknowledged when the writer is killed 40 times", async () => {
  const report = await killCycles(40, seededNumbers("kill"), 10);
  expect(report.cycles).toBe(40);
  expect(report.acknowledged).toBeGreaterThanOrEqual(40);
});
