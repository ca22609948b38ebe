import type { TestCase } from "../model/evidence.ts";

/**
 * The cases of a report in the order in which it has them. A case that failed and then appears again was tried again, and its last
 * attempt decides; nothing but a failure is ever retried, so any other repetition is a case of its own.
 */
export class Attempts {
  readonly cases: TestCase[] = [];
  /** Identities that ended in different ways without a retry: one of the two is wrong. */
  readonly contradictory = new Set<string>();
  readonly #last = new Map<string, number>();

  /** Adds a case; returns the outcome of the attempt that it replaces, null when it replaces none. `key` tells cases apart. */
  add(key: string, next: TestCase): "failed" | "error" | null {
    const at = this.#last.get(key);
    const previous = at === undefined ? undefined : this.cases[at];
    if (at !== undefined && previous !== undefined && (previous.outcome === "failed" || previous.outcome === "error") && next.outcome !== "skipped") {
      this.cases[at] = { ...next, flaky: next.flaky || next.outcome === "passed", message: next.message ?? previous.message };
      return previous.outcome;
    }
    if (previous !== undefined && previous.outcome !== next.outcome) this.contradictory.add(next.identity);
    this.#last.set(key, this.cases.push(next) - 1);
    return null;
  }
}
