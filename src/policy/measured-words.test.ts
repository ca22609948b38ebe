import { expect, test } from "vitest";
import { compileCriterion } from "./cel.ts";
import { measuredWords } from "./measured-words.ts";
import { notCompared } from "./measurements.ts";
import { measured } from "./testing.ts";

type Overrides = Parameters<typeof measured>[0];

/** What is said where a check is not met. */
function missed(source: string, overrides?: Overrides): string {
  const measurements = measured(overrides);
  return measuredWords(compileCriterion(source).failing(measurements), measurements, true);
}

test.each<[string, Overrides, string]>([
  ["evidence.tests.failed == 0 && evidence.tests.passed > 0", { tests: { failed: 1, passed: 9 } }, "1 test failed, none may"],
  ["evidence.tests.failed == 0 && evidence.tests.passed > 0", { tests: { failed: 0, passed: 0 } }, "No test passed, at least 1 must"],
  [
    "coverage.ai.lines >= 0.80",
    { coverage: { ai: { lines: 0.79999, unknown: 0 }, changed: { lines: 1, unknown: 0 } } },
    "79.99 % of the lines AI wrote are covered by tests, at least 80 % must be",
  ],
  [
    "0.05 >= coverage.ai.unknown",
    { coverage: { ai: { lines: 1, unknown: 0.2 }, changed: { lines: 1, unknown: 0 } } },
    "20 % of the lines AI wrote have no coverage data, at most 5 % may",
  ],
  ["size(evidence.tests.removed) == 0", { tests: { removed: ["a", "b", "c", "d"] } }, "4 tests of the base are gone (a, b, c and others), none may be"],
  ["evidence.tests.newly_skipped.size() == 0", { tests: { newly_skipped: ["a"] } }, "1 test is newly skipped (a), none may be"],
  ["change.lockfile_sound", { change: { lockfile_sound: false } }, "The lockfile does not fit the manifest, or has an entry without a hash"],
  ["!(change.lines > 400)", { change: { lines: 401 } }, "401 changed lines"],
  ["change.weakened == 0", { change: { weakened: 2 } }, "2 places where tests or checks find less than before, none may be"],
  ["change.risk == 'low'", { change: { risk: "high" } }, "change.risk is high, asked == 'low'"],
])("R23: %s of %j: %s", (source, overrides, words) => {
  expect(missed(source, overrides)).toBe(words);
});

test("what was measured and holds is said without its limit", () => {
  const measurements = measured({ tests: { failed: 0, passed: 9 } });
  expect(measuredWords(compileCriterion("evidence.tests.failed == 0 && evidence.tests.passed > 0").actual(measurements), measurements, false)).toBe(
    "No test failed; 9 tests passed",
  );
});

test("a part that holds is never among what does not, to the last digit", () => {
  const unknown = { coverage: { ai: { lines: 0.9, unknown: 0.050001 }, changed: { lines: 1, unknown: 0 } } };
  expect(missed("coverage.ai.lines >= 0.80 && coverage.ai.unknown <= 0.05", unknown)).toBe("5 % of the lines AI wrote have no coverage data, at most 5 % may");
});

test("R68: a run that could not be compared with the base is said to be that, and counts no test as gone", () => {
  const words = missed("size(evidence.tests.removed) == 0 && size(evidence.tests.newly_skipped) == 0", { tests: { removed: notCompared, newly_skipped: notCompared } });
  expect(words).toBe("Nobody can tell which tests are gone or newly skipped: the base has no accepted test report to compare with");
});

test("what is no single value has no words", () => {
  expect(missed('change.files.exists(f, f.path == "x")')).toBe("");
});

test("R83 what tests cannot cover is not said to be covered", () => {
  const origin = { human: 20, ai: 0, mixed: 0, unknown: 0, ai_share: 0, tools: [] };
  const measurements = measured({ origin, coverage: { ai: { lines: 1, unknown: 0 }, changed: { lines: 1, unknown: 0 } } });
  expect(measuredWords(compileCriterion("coverage.ai.lines >= 0.80 && coverage.ai.unknown <= 0.05").actual(measurements), measurements, false)).toBe(
    "AI wrote no line that tests could cover",
  );
});
