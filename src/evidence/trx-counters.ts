import type { Inconsistency, TestCase, TestReport } from "../model/evidence.ts";
import { quoted } from "./outcome.ts";
import type { Attributes } from "./xml.ts";

// `vstst.xsd`, type TestOutcome. What has no outcome is an error, as for Visual Studio itself; a word that nobody knows never passes.
const outcomes: ReadonlyMap<string, TestCase["outcome"]> = new Map([
  ["Passed", "passed"],
  ["Failed", "failed"],
  ["NotExecuted", "skipped"],
  ["Inconclusive", "skipped"],
  ["Pending", "skipped"],
]);

export function outcomeOf(word: string | undefined): TestCase["outcome"] {
  return outcomes.get(word ?? "") ?? "error";
}

export function tellsFailure(outcome: TestCase["outcome"]): boolean {
  return outcome === "failed" || outcome === "error";
}

/** Seconds of `[days.]hh:mm:ss[.fffffff]`; null when it is absent or anything else. */
export function secondsOf(duration: string | undefined): number | null {
  const parts = /^(?:(\d{1,4})\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/.exec(duration ?? "");
  if (parts === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}

/** Results by what they tell. */
interface Tally {
  total: number;
  passed: number;
  failing: number;
  skipped: number;
}

/** The ways in which tools count: results without inner ones, all of them, or only those that stand in no other. */
export type Level = "leaves" | "all" | "top";
export type Tallies = { readonly [level in Level]: Tally };

export function emptyTallies(): Tallies {
  const tally = () => ({ total: 0, passed: 0, failing: 0, skipped: 0 });
  return { leaves: tally(), all: tally(), top: tally() };
}

export function addResult(tally: Tally, outcome: TestCase["outcome"]): void {
  tally.total++;
  tally[outcome === "passed" || outcome === "skipped" ? outcome : "failing"]++;
}

const failing = ["failed", "error", "timeout", "aborted", "passedButRunAborted", "notRunnable", "disconnected", "warning", "completed", "inProgress"] as const;
const skipped = ["notExecuted", "inconclusive", "pending"] as const;

/**
 * Compares `Counters` with the results. They are held against the report only when no one way of counting explains all numbers together:
 * some tools leave those that were not executed out of their own counter, or count each that failed as `failed` whatever else it was.
 */
export function counterInconsistencies(counters: Attributes, tallies: Tallies): Inconsistency[] {
  const names = ["total", "executed", "passed", ...failing, ...skipped];
  const numbers = new Map(names.map((name) => [name, numberOf(counters[name])]));
  const sound = ![...numbers.values()].some(Number.isNaN);
  if (sound && [tallies.leaves, tallies.all, tallies.top].some((tally) => explains(numbers, tally))) return [];
  const { total, passed, failing: bad, skipped: left } = tallies.leaves;
  const said = names.filter((name) => numbers.get(name) !== 0 && counters[name] !== undefined).map((name) => `${name}=${quoted(counters[name] ?? "", 20)}`);
  const values = { declared: said.join(" "), counted: `total=${total} passed=${passed} failed=${bad} notExecuted=${left}` };
  const found: Inconsistency[] = [{ code: "header-mismatch", sentence: `The run declares ${values.declared}, but its results add up to ${values.counted}.`, ...values }];
  const declared = numbers.get("total") ?? 0;
  if (declared > tallies.all.total)
    found.push({ code: "truncated", sentence: `The run declares ${declared} results and holds ${tallies.all.total}.`, declared: `${declared}`, counted: `${tallies.all.total}` });
  return found;
}

function explains(numbers: ReadonlyMap<string, number | null>, { total, passed, failing: bad, skipped: left }: Tally): boolean {
  const sum = (names: readonly string[]) => names.reduce((all, name) => all + (numbers.get(name) ?? 0), 0);
  const agrees = (name: string, counts: readonly number[]) => counts.includes(numbers.get(name) ?? counts[0] ?? 0);
  return (
    agrees("total", [total]) &&
    agrees("executed", [total - left, total]) &&
    agrees("passed", [passed]) &&
    (sum(failing) === bad || numbers.get("failed") === bad || failing.every((name) => numbers.get(name) === null)) &&
    [0, left].includes(sum(skipped))
  );
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

const wholeRun: readonly string[] = ["Passed", "Completed", "Failed", "NotExecuted", "Inconclusive", "Warning"];

/** A run that broke off, or that failed outside of any test, is no clean bill, however well its results look. */
export function summaryInconsistencies(outcome: string | null, { failed, errors }: Pick<TestReport, "failed" | "errors">): Inconsistency[] {
  const counted = `${failed + errors} failed`;
  if (outcome === null) return [];
  const shown = quoted(outcome, 40);
  if (!wholeRun.includes(outcome)) return [{ code: "truncated", sentence: `The run says of itself that it is ${shown}: it did not come to its end.`, declared: shown, counted }];
  if (outcome === "Failed" && failed + errors === 0) {
    const sentence = "The run says of itself that it failed, and none of its results did: what broke stands outside of any test.";
    return [{ code: "header-mismatch", sentence, declared: shown, counted }];
  }
  return [];
}
