import { expect, it } from "vitest";
import { killCycles, seededNumbers } from "./kill-cycles.ts";

it("H07, I1 loses, doubles and moves nothing that was acknowledged when the writer is killed 1,000 times", async () => {
  const report = await killCycles(1_000, seededNumbers(`prove ${process.env["COUNTERSIGN_SEED"] ?? 1}`), 100);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.cycles).toBe(1_000);
  expect(report.acknowledged).toBeGreaterThanOrEqual(1_000);
});
