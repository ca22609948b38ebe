import type { TestCase, TestReport } from "../model/evidence.ts";
import { DigestTable } from "./digest-table.ts";
import { limits } from "./limits.ts";
import { rosterOfDigests } from "./roster.ts";
import { testDigest } from "./test-digest.ts";
import { detached } from "./text.ts";

/** What tells cases of one identity apart. */
export interface CaseKey {
  readonly suite: number;
  readonly className: string;
  readonly file: string | null;
}

const outcomes = ["passed", "failed", "error", "skipped"] as const;

/** What is told of a case that is kept. */
export type Told = Pick<TestCase, "file" | "line" | "seconds" | "message">;

/**
 * The cases of a report in the order in which it has them. A case that failed and then appears again was tried again, and its last
 * attempt decides; nothing but a failure is ever retried, so any other repetition is a case of its own. Of very many cases those that passed
 * are kept as digests alone.
 */
export class Attempts {
  /** Identities that ended in different ways without a retry, as many as are listed: one of the two is wrong. */
  readonly contradictory = new Set<string>();
  // What is known of each case by its number, also of one that is not kept: as plain numbers, since there may be a million.
  readonly #digests: number[] = [];
  readonly #outcomes: number[] = [];
  readonly #keys: number[] = [];
  readonly #kept = new Map<number, TestCase>();
  // The number of the first case of an identity; where it stands several times, of the last one with each key.
  readonly #first = new DigestTable();
  readonly #last = new Map<string, number>();
  readonly #numbered = new Map<string, number>();
  #lastKey = { suite: -1, length: 0, file: null as string | null, number: 0 };
  #flaky = 0;
  #timed = false;

  get count(): number {
    return this.#digests.length;
  }

  /** Adds a case; returns the outcome of the attempt that it replaces, null when it replaces none. What else is told of it is asked for only when it is kept. */
  add(key: CaseKey, { identity, outcome, flaky }: Pick<TestCase, "identity" | "outcome" | "flaky">, told: () => Told): "failed" | "error" | null {
    const digest = testDigest(identity);
    const number = this.#numberOf(key);
    const first = this.#first.add(digest, this.count);
    const at = first === -1 ? -1 : this.#lastWith(digest, number, first);
    const previous = outcomes[this.#outcomes[at] ?? -1];
    if ((previous === "failed" || previous === "error") && outcome !== "skipped") {
      this.#outcomes[at] = outcomes.indexOf(outcome);
      this.#replace(at, { identity, outcome, flaky: flaky || outcome === "passed" }, told);
      return previous;
    }
    if (previous !== undefined && previous !== outcome && this.contradictory.size < limits.inconsistencies) this.contradictory.add(detached(identity));
    if (first !== -1) this.#last.set(`${digest} ${number}`, this.count);
    this.#digests.push(digest);
    this.#keys.push(number);
    this.#outcomes.push(outcomes.indexOf(outcome));
    if (flaky) this.#flaky++;
    this.#keep(this.count - 1, { identity, outcome, flaky }, told);
    return null;
  }

  report(): TestReport {
    const count = (outcome: TestCase["outcome"]) => this.#outcomes.reduce((sum, each) => sum + (outcomes[each] === outcome ? 1 : 0), 0);
    const counts = { passed: count("passed"), failed: count("failed"), errors: count("error"), skipped: count("skipped"), flaky: this.#flaky };
    const cases = [...this.#kept].sort(([a], [b]) => a - b).map(([, test]) => test);
    const roster = cases.length === this.count ? null : rosterOfDigests(this.#digests, (at) => outcomes[this.#outcomes[at] ?? 0] === "skipped");
    return { kind: "tests", ...counts, cases, ...(roster === null ? {} : { roster, ...(this.#timed ? { timed: true } : {}) }) };
  }

  /** The number of the last case with that digest and key; -1 when there is none. `first` is that of the first one with the digest. */
  #lastWith(digest: number, key: number, first: number): number {
    // Most identities stand once, so that its key is written down only when it is needed.
    const known = `${digest} ${this.#keys[first]}`;
    if (!this.#last.has(known)) this.#last.set(known, first);
    return this.#last.get(`${digest} ${key}`) ?? -1;
  }

  // Nearly every case of a suite has the same as the one before it.
  #numberOf({ suite, className, file }: CaseKey): number {
    const { suite: lastSuite, length, file: lastFile, number: last } = this.#lastKey;
    if (suite === lastSuite && className.length === length && file === lastFile) return last;
    const text = `${suite} ${className.length} ${file ?? ""}`;
    const number = this.#numbered.get(text) ?? this.#numbered.size;
    this.#numbered.set(text, number);
    this.#lastKey = { suite, length: className.length, file, number };
    return number;
  }

  #replace(at: number, next: Pick<TestCase, "identity" | "outcome" | "flaky">, told: () => Told): void {
    const previous = this.#kept.get(at);
    if (next.flaky) this.#flaky++;
    if (previous?.flaky === true) this.#flaky--;
    this.#kept.delete(at);
    this.#keep(at, next, () => {
      const { message, ...rest } = told();
      return { ...rest, message: message ?? previous?.message ?? null };
    });
  }

  #keep(at: number, test: Pick<TestCase, "identity" | "outcome" | "flaky">, told: () => Told): void {
    if (this.count === limits.listedCases + 1) this.#forgetPassed();
    if (this.#kept.size >= limits.listedCases || (this.count > limits.listedCases && !worthKeeping(test))) return;
    const { file, message, ...rest } = told();
    this.#timed ||= tookTime(rest);
    const own = (text: string | null) => (text === null ? null : detached(text));
    this.#kept.set(at, { ...test, identity: detached(test.identity), ...rest, file: own(file), message: own(message) });
  }

  #forgetPassed(): void {
    for (const [at, test] of this.#kept) if (!worthKeeping(test)) this.#kept.delete(at);
  }
}

/** Whether a case says that it took time. */
export function tookTime({ seconds }: Pick<TestCase, "seconds">): boolean {
  return seconds !== null && seconds > 0;
}

function worthKeeping({ outcome, flaky }: Pick<TestCase, "outcome" | "flaky">): boolean {
  return outcome !== "passed" || flaky;
}
