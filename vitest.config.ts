import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Whatever is started, the workers of the tests too, finds Node's own compilation of what it loads, as `./countersign` does.
process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/countersign-compile");

/** What takes longest begins first, so that the run does not end with one process at work. Files that nobody has timed yet are otherwise in order of their size. */
const longest = [/\/e2e\//, /\/evidence\/fuzz\//, /\/bench\//, /\/tools\//, /\/store\/(?:kill|sqlite)\./, /\/workflow\//];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (longest.findIndex((path) => path.test(moduleId)) + longest.length + 1) % (longest.length + 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

// These know no file, clock, chance, process or network, so their files share a process and what it has loaded.
const pure = ["src/{model,policy,gate,ledger,provenance,brief}/**/*.test.ts", "src/blueprint/{*,!(packs)/*}.test.ts", "src/{evidence,checks}/*.test.ts", "web/**/*.test.ts"];

// `prove` holds the long forms (`*.prove.ts`); their short forms are ordinary tests.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["src/**/*.test.ts", "bench/**/*.test.ts", "tools/**/*.test.ts", "e2e/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...pure],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A page that is slow to answer on a busy machine is no wrong one.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      { test: { name: "pure", include: pure, isolate: false, testTimeout: 60_000, hookTimeout: 120_000 } },
      { test: { name: "prove", include: process.env["COUNTERSIGN_PROVE"] ? ["src/**/*.prove.ts"] : [], testTimeout: 3_600_000, hookTimeout: 600_000 } },
    ],
    globalSetup: ["tools/kept.ts"],
    sequence: { sequencer: LongestFirst },
    passWithNoTests: true,
    pool: "forks",
    // One more than two cores: whoever waits for a browser, a disk or a started process leaves them to the others.
    maxWorkers: 3,
  },
});
