import { defineConfig } from "vitest/config";

// `prove` holds the long forms (`*.prove.ts`); their short forms are ordinary tests.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["src/**/*.test.ts", "bench/**/*.test.ts", "tools/**/*.test.ts", "web/**/*.test.ts", "e2e/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: "prove", include: process.env["COUNTERSIGN_PROVE"] ? ["src/**/*.prove.ts"] : [], testTimeout: 3_600_000, hookTimeout: 600_000 } },
    ],
    passWithNoTests: true,
    pool: "forks",
    maxWorkers: 2,
  },
});
